"""The group itself: who sends people to it, when it met, and the papers that were left; each with its source."""

from collections.abc import Iterable

from pipeline.pages.marks import Fragment, day, escaped, link, nothing, row_count, table, written
from pipeline.pages.reading import meetings, members

_MEMBERS = "book/data/members.yml"
_MEETINGS = "book/data/meetings.yml"


def _shown(kind: str, *parts: str) -> Fragment:
    return Fragment(f'<div class="cp {kind}">\n' + "\n".join(parts) + "\n</div>")


def source_link(source: str, file: str) -> str:
    """A source as a link named by its site, or as it is written; nothing is loaded from it."""
    address = source.split()[0].rstrip(";,")
    if not address.startswith(("https://", "http://")):
        return written(source, file)
    return link(address, escaped(address.split("/")[2].removeprefix("www.")))


def _as_at(days: Iterable[object]) -> str:
    newest = max(days, key=str, default=None)
    return f"as at {day(str(newest))}" if newest else ""


def members_table() -> Fragment:
    """The bodies that send people to the group, under the names they had, and what they are called now."""
    told = members()
    if not told:
        return _shown("group", nothing("No member is listed."))
    parts = []
    for part in dict.fromkeys(member.part for member in told):
        rows = [
            (
                written(member.name, _MEMBERS) + (f" ({written(member.short, _MEMBERS)})" if member.short else ""),
                written(member.role, _MEMBERS),
                written(member.now, _MEMBERS),
                source_link(member.source, _MEMBERS),
            )
            for member in told
            if member.part == part
        ]
        caption = f"{written(part, _MEMBERS)}: {row_count(rows)}; {_as_at(m.as_at for m in told if m.part == part)}."
        parts.append(table(caption, ["Name", "Part it plays", "Known since as", "Source"], rows))
    return _shown("group", *parts)


def meetings_table() -> Fragment:
    """The meetings whose papers are known, the newest last."""
    told = meetings()
    if not told:
        return _shown("group", nothing("No meeting is listed."))
    rows = [
        (
            written(meeting.when, _MEETINGS),
            ", ".join(written(paper, _MEETINGS) for paper in meeting.papers) or "none known",
            source_link(meeting.source, _MEETINGS),
        )
        for meeting in told
    ]
    caption = f"Meetings: {row_count(rows)}; {_as_at(meeting.as_at for meeting in told)}."
    return _shown("group", table(caption, ["Meeting", "Papers", "Source"], rows))


def papers_list() -> Fragment:
    """The papers by meeting, the newest first."""
    items = [
        f"<dt>{written(meeting.when, _MEETINGS)}</dt>"
        + "".join(f"<dd>{written(paper, _MEETINGS)}</dd>" for paper in meeting.papers)
        for meeting in reversed(meetings())
        if meeting.papers
    ]
    if not items:
        return _shown("group", nothing("No paper is listed."))
    return _shown("group papers", f"<dl>{''.join(items)}</dl>")
