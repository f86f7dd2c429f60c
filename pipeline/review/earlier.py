"""Earlier: whether what a sheet asks for was ruled before and changed since, so that an old sheet undoes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.review.codes import words_of
from pipeline.review.record import Decision
from pipeline.review.replay import split_value, undone

# A mark in the worksheet, and the act that sets it.
MARK_ACTS = {"minority": "mark-minority", "safety": "mark-safety", "small": "keep-although-small"}
_PLACES = ("accept", "merge", "reject")
_QUOTES = ("approve-quote", "refuse-quote")
_TITLES = ("rename", "accept", "split")
# The acts that a later line changes by saying another of them of the same thing.
_FAMILY = dict.fromkeys(_PLACES, _PLACES) | dict.fromkeys(_QUOTES, _QUOTES)


@dataclass(frozen=True, slots=True)
class Changed:
    """A line that said the same before, and the lines that changed it since, the last one first."""

    no: int
    since: tuple[int, ...]

    def told(self, round: str) -> str:
        """What to do about it."""
        how = " ".join(f"--undo {no}" for no in self.since)
        lines = " and ".join(map(str, self.since))
        return (
            f"line {self.no} of the record said this, and line {lines} changed it since; clear the cell (cpitg review "
            f"{round} writes the sheet so), or have it back: cpitg review {round} {how} --reason WHY"
        )


def _changed(
    record: Sequence[Decision], said: Callable[[Decision], bool], later: Callable[[Decision], bool]
) -> Changed | None:
    taken_back = undone(record)
    same = [line.no for line in record if said(line)]
    if not same:
        return None
    no = same[-1]
    since = [
        line.no
        for line in record[no:]
        if line.no not in taken_back and ((line.act == "undo" and line.on == str(no)) or later(line))
    ]
    return Changed(no, tuple(reversed(since))) if since else None


def ruled_before(record: Sequence[Decision], on: str, act: str, value: str = "") -> Changed | None:
    """What changed an act on a thing since it was ruled last; nothing where it never was, or still holds.

    Of an accept or a split the value is left out: it names the id that was given then.
    """
    family = _FAMILY.get(act, (act,))

    def said(line: Decision) -> bool:
        return line.on == on and line.act == act and (act in _TITLES[1:] or line.value == value)

    themes = {split_value(line.value)[0] for line in record if said(line) and act in _TITLES[1:]}

    def later(line: Decision) -> bool:
        return (line.on == on and line.act in family) or (line.on in themes and line.act in ("merge", "reject"))

    return _changed(record, said, later)


def split_before(record: Sequence[Decision], digest: str) -> Changed | None:
    """What changed a split since it gave these points to a theme of their own."""
    themes = {split_value(line.value)[0] for line in record if line.act == "split" and line.on_digest == digest}
    return _changed(
        record,
        lambda line: line.act == "split" and line.on_digest == digest,
        lambda line: line.on in themes and line.act in ("merge", "reject"),
    )


def _title_of(line: Decision, theme: str) -> str | None:
    if line.act == "rename" and line.on == theme:
        return line.value
    id, title = split_value(line.value)
    return title if line.act in _TITLES[1:] and id == theme else None


def titled(record: Sequence[Decision], theme: str, title: str) -> bool:
    """Whether a line ever gave an agreed theme this title."""
    return any(_title_of(line, theme) == title for line in record)


def titled_before(record: Sequence[Decision], theme: str, title: str) -> Changed | None:
    """What changed a title of an agreed theme since it had it."""
    return _changed(
        record,
        lambda line: _title_of(line, theme) == title,
        lambda line: line.act == "rename" and line.on == theme,
    )


def last_on(record: Sequence[Decision], *on: str) -> int:
    """The last line in force on any of these, or 0."""
    taken_back = undone(record)
    return max((line.no for line in record if line.on in on and line.no not in taken_back), default=0)


def cleared(row: Mapping[str, str], record: Sequence[Decision]) -> dict[str, str]:
    """A row of the worksheet without the cells that say what a later line changed: the record holds them.

    Left in, they would ask for it again each time the sheet is applied.
    """
    told = dict(row)
    into = row["into"] if row["decision"] in ("merge", "move") else ""
    part = row["kind"] == "part" and row["decision"] and split_before(record, row["digest"])
    if part or (row["decision"] and ruled_before(record, row["id"], row["decision"], into)):
        return told | dict.fromkeys(("decision", "title", "items", "into", "marks", "reason"), "")
    if row["kind"] != "agreed":
        return told
    if titled_before(record, row["id"], row["title"]):
        told["title"] = ""
    if ruled_before(record, row["id"], "retag", ";".join(words_of(row["items"]))):
        told["items"] = ""
    if any(ruled_before(record, row["id"], act, "yes") for mark, act in MARK_ACTS.items() if mark in row["marks"]):
        told["marks"] = ""
    return told
