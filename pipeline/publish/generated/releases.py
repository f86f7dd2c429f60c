"""The page of what each round has published, and a page for each release that is kept."""

from collections.abc import Sequence

from pipeline.pages.addresses import RELEASES, changes_page, release_page, theme_page
from pipeline.pages.counts import HEAD, WHAT_COUNTS, campaign_note, counts
from pipeline.pages.marks import Release, code, codes, day, quoted
from pipeline.publish.bookdata import BookData, Kept
from pipeline.publish.feed import FEED, TABLE
from pipeline.publish.generated.common import INVENTED, NOTHING_AGREED, badges, beside, scoped
from pipeline.publish.kept import kept_file
from pipeline.publish.markdown import link, page, plain, relative, table

_INDEX = f"{RELEASES}/index"
_LEAD = (
    "What each round has published, with the digest of all that it was made from and the file itself to download. Of "
    "each round one release is in force: its figures stand on the other pages of the book. Earlier ones are kept."
)
_GROUP = "Community Pharmacy IT Group"
# What was made up is nothing that the group said: those who made the book answer for it.
_AUTHORS = "The CP ITG feedback book's authors"


def release_pages(data: BookData) -> dict[str, str]:
    """The list of releases, and a page for each that is kept."""
    pages = {_INDEX: _releases_index(data)}
    for kept in data.kept.values():
        pages |= {release_page(each.round, each.version): _page(kept, n) for n, each in enumerate(kept)}
    return pages


def _releases_index(data: BookData) -> str:
    parts = [_in_force(data, told) for told in data.releases.values()]
    nothing = "" if parts else "Nothing is published yet."
    return page({}, "Releases", _LEAD, *parts, nothing, "## To follow what changes", _follow())


def _follow() -> str:
    # HTML, not Markdown: the files are written after Sphinx has looked for its own.
    feed = f'<a href="{relative(FEED, _INDEX)}">feed in the Atom format</a>'
    return (
        f"Each release and each dated change of the roadmap is an entry of a {feed}, which a feed reader fetches when "
        f"you ask it to; the same as a table: {beside(TABLE, _INDEX, 'changes.csv')}."
    )


def _in_force(data: BookData, told: Release) -> str:
    file = relative(f"surveys/{told.round}/published.json", _INDEX)
    rows = [*_holds(told), ("Download", f"{{download}}`published.json <{file}>`")]
    kind = INVENTED if told.at("/release/illustrative") else ""
    shown = scoped(told, table(["Of the release in force", "Value"], [("Release", told.dated()), *rows]))
    parts = (f"## {plain(told.at('/release/title'))}", kind, shown, _all_kept(data.kept.get(told.round, ())))
    return "\n\n".join(part for part in parts if part)


def _holds(told: Release) -> list[tuple[str, str]]:
    """What a release holds, counted."""
    last = told.at("/release/last_response")
    return [
        ("Responses up to", day(last) if last else "none"),
        *zip(HEAD, counts(told, "/totals"), strict=True),
        ("Points", told.number("/totals/points")),
        ("Agreed themes", told.number("/totals/themes")),
        ("Quotes", told.number("/totals/quotes")),
        ("Digest", code(told.at("/release/digest"))),
    ]


def _all_kept(kept: Sequence[Kept]) -> str:
    if not kept:
        return ""
    rows = [_kept_row(kept, n) for n in range(len(kept))]
    head = ["Release that is kept", "In force", "Responses", "Agreed themes", "What changed"]
    return table(head, rows, figures=(2, 3))


def _kept_row(kept: Sequence[Kept], n: int) -> tuple[str, ...]:
    each = kept[n]
    figures = (each.marked(each.told.number(f"/totals/{name}")) for name in ("responses", "themes"))
    changed = link("what changed", changes_page(each.round, each.version), _INDEX) if n else "the first one"
    return named(each, _INDEX), "yes" if each.in_force else "no", *figures, changed


def named(kept: Kept, source: str) -> str:
    """A release by version and day, as a link to its page."""
    return link(kept.marked(kept.told.dated()), release_page(kept.round, kept.version), source)


def _page(kept: Sequence[Kept], n: int) -> str:
    each, told = kept[n], kept[n].told
    source = release_page(each.round, each.version)
    return page(
        {"round": each.scope},
        f"Release {plain(each.version)} of {plain(told.at('/release/title'))}",
        INVENTED if told.at("/release/illustrative") else "",
        _standing(kept, n, source),
        "## What it holds",
        table(["Of this release", "Value"], _holds(told)),
        f"{WHAT_COUNTS} {campaign_note(told)}",
        "## Its themes",
        _themes(told, source),
        "## Its file",
        "Everything that this release says, as it was published: "
        f"{beside(kept_file(each), source, f'{each.round}, release {each.version}, as JSON')}.",
        "## How to cite it",
        _cited(told),
    )


def _standing(kept: Sequence[Kept], n: int, source: str) -> str:
    """Whether it is in force, and the ways to the releases before and after it."""
    each = kept[n]
    lines = [f"This is {each.told.dated()}. It is {'' if each.in_force else 'no longer '}in force."]
    lines += [f"- In force: {named(other, source)}." for other in kept if other.in_force and not each.in_force]
    if n:
        changed = link("what changed with it", changes_page(each.round, each.version), source)
        lines.append(f"- Before it: {named(kept[n - 1], source)}; {changed}.")
    if n + 1 < len(kept):
        after = kept[n + 1]
        changed = link("what changed then", changes_page(after.round, after.version), source)
        lines.append(f"- After it: {named(after, source)}; {changed}.")
    return "\n\n".join([lines[0], "\n".join(lines[1:])]).rstrip()


def _themes(told: Release, source: str) -> str:
    rows = [
        (
            link(told.words(f"/themes/{n}/title"), theme_page(theme["id"]), source) + badges(theme),
            codes(theme["items"]),
            *counts(told, f"/themes/{n}"),
            told.number(f"/themes/{n}/points"),
        )
        for n, theme in enumerate(told.at("/themes"))
    ]
    return table(["Theme", "Items", *HEAD, "Points"], rows, figures=(2, 3, 4, 5)) if rows else NOTHING_AGREED


def _cited(told: Release) -> str:
    invented = told.at("/release/illustrative")
    written = quoted(told.at("/release/date")[:4])
    year = f'<time datetime="{written}">{written}</time>'
    return (
        f"{_AUTHORS if invented else _GROUP} ({year}). {told.words('/release/title')}: {told.dated()}. Digest of what "
        f"it was made from: {code(told.at('/release/digest'))}.{' Made up, to illustrate.' if invented else ''}"
    )
