"""The lines of the record by what they are about, with what took them back and what things are called."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pipeline.opening import Round
from pipeline.review.record import POINT, Decision, carried_lines, follow
from pipeline.review.replay import split_value, undone
from pipeline.standing import Standing, about

_BEGIN = ("accept", "split")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The record laid out once, so that a page finds its lines among thousands.

    `on` holds the numbers of the lines about a thing, `taken` the line in force that took each line back, `titles` what
    agreed themes are called, those that are in force no more as they were last.
    """

    record: tuple[Decision, ...]
    on: Mapping[str, tuple[int, ...]]
    taken: Mapping[int, int]
    titles: Mapping[str, str]

    def about(self, *ids: str) -> list[Decision]:
        """The lines about any of these, the newest first."""
        numbers = sorted({no for id in ids for no in self.on.get(id, ())}, reverse=True)
        return [self.record[no - 1] for no in numbers]

    def line(self, no: int) -> Decision | None:
        """The line of a number."""
        return self.record[no - 1] if 0 < no <= len(self.record) else None


_KNOWN: dict[tuple[str, str], tuple[Standing, Lines]] = {}


def lines_of_record(round: Round, stands: Standing) -> Lines:
    """The record as it stands, laid out; done once for each state of it."""
    key = round.where
    known = _KNOWN.get(key)
    if known is None or known[0] is not stands:
        known = _KNOWN[key] = (stands, _laid_out(stands))
    return known[1]


def _laid_out(stands: Standing) -> Lines:
    record = stands.record
    back = undone(record)
    undoing = {int(line.on): line.no for line in record if line.act == "undo" and line.no not in back}
    return Lines(
        record=record,
        on=_gathered(_on(record, back)),
        taken={no: undoing[no] for no in sorted(back)},
        titles=_titles(record, back),
    )


def _on(record: tuple[Decision, ...], back: frozenset[int]) -> Iterator[tuple[str, int]]:
    """Each thing with the lines about it; what was ruled on a point is about the points that stand for it now, too."""
    carried = carried_lines(line for line in record if line.no not in back)
    for line in record:
        for id in sorted(about(record, line)):
            for each in {id: 0, **dict.fromkeys(follow(id, carried) if POINT.match(id) else (), 0)}:
                yield each, line.no


def _gathered(pairs: Iterable[tuple[str, Value]]) -> dict[str, tuple[Value, ...]]:
    told: dict[str, list[Value]] = {}
    for key, value in pairs:
        told.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in told.items()}


def _titles(record: tuple[Decision, ...], back: frozenset[int]) -> dict[str, str]:
    """Agreed id -> its title; of a theme whose beginning was taken back, the one it had."""
    told: dict[str, str] = {}
    for line in record:
        if line.act in _BEGIN:
            id, title = split_value(line.value)
            told[id] = title if line.no not in back else told.get(id, title)
        elif line.act == "rename" and line.no not in back:
            told[line.on] = line.value
    return told
