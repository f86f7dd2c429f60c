"""Counts of groups, release after release: what the tables of all releases, laid side by side, tell of a few people.

Responses come and do not go. So of a hidden cell a reader knows that it lies between what the same group had in an
earlier release and what it has in a later one, and what all groups come to. These bounds are drawn in until they rest.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pipeline.publish.suppress import SMALLEST, suppressed

_UNTOLD = ""  # those who told no group; no release shows how many they are


@dataclass(frozen=True, slots=True)
class Shown:
    """The counts of groups that a release showed, None for each that it hid, and of how many responses they are."""

    total: int | None
    cells: Mapping[str, int | None]


_Ends = dict[str, tuple[int, int]]


def who_shown(earlier: Iterable[Mapping[str, Any]], attribute: str) -> list[Shown]:
    """What earlier releases, or entries of a theme in them, showed of the groups of an attribute."""
    return [
        Shown(_responses(entry), {row["group"]: row["responses"] for row in table["rows"]})
        for entry in earlier
        for table in entry.get("who", [])
        if table["attribute"] == attribute
    ]


def spread_shown(earlier: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """The same of the thirds of the days that the round was open."""
    return [
        Shown(_responses(entry), {row["from"]: row["responses"] for row in entry["spread"]})
        for entry in earlier
        if entry.get("spread")
    ]


def _responses(entry: Mapping[str, Any]) -> int | None:
    """How many responses an entry counts; of a whole release those that came once and were not taken back."""
    states = entry.get("ledger", {}).get("responses")
    if states is None:
        return entry.get("responses")
    return int(states["received"]) - int(states["duplicate"]) - int(states["withdrawn"])


def shown_after(counts: Mapping[str, int], total: int, earlier: Sequence[Shown]) -> dict[str, int | None]:
    """The cells that may be shown beside those of every earlier release, None for each that is hidden."""
    told = suppressed(counts, *(table.cells for table in earlier))
    before = _growing([*earlier, Shown(total, counts)])[:-1]
    if not before:
        return told
    groups = [*counts, _UNTOLD] if sum(counts.values()) < total else list(counts)
    unseen = _ends([*before, Shown(total, {})], groups)
    rest = sorted(((count, cell) for cell, count in counts.items() if told[cell] is not None), reverse=True)
    while rest and _narrowed([*before, Shown(total, told)], groups, unseen):
        told[rest.pop()[1]] = None
    return told


def _growing(tables: Sequence[Shown]) -> list[Shown]:
    """The last tables of which none shows more than a later one: where some went, an earlier count bounds nothing."""
    found: list[Shown] = []
    for table in reversed(tables):
        if found and not _may_precede(table, found[0]):
            break
        found.insert(0, table)
    return found


def _may_precede(one: Shown, other: Shown) -> bool:
    pairs = ((count, other.cells.get(cell)) for cell, count in one.cells.items())
    # A cell that one of the two hides bounds nothing.
    if one.total is None or other.total is None or one.total > other.total:
        return False
    return all(then is None or now is None or then <= now for then, now in pairs)


def _narrowed(tables: Sequence[Shown], groups: Collection[str], unseen: Sequence[_Ends]) -> bool:
    """Whether a hidden cell has room for less than five values beside its own, and more with the last table unseen."""
    known = _ends(tables, groups)
    if any(low > high for ends in known for low, high in ends.values()):
        return False  # some went, and nothing follows
    return any(
        ends[cell][1] - ends[cell][0] < min(SMALLEST, free[cell][1] - free[cell][0])
        for table, ends, free in zip(tables, known, unseen, strict=True)
        for cell in groups
        if table.cells.get(cell) is None
    )


def _ends(tables: Sequence[Shown], groups: Collection[str]) -> list[_Ends]:
    """The least and the most that each cell can be, table by table."""
    found = [{cell: _known(table, cell) for cell in groups} for table in tables]
    before: list[_Ends] = []
    while found != before and all(low <= high for ends in found for low, high in ends.values()):
        before = [dict(ends) for ends in found]
        for table, ends in zip(tables, found, strict=True):
            _add_up(ends, table.total or 0)
        for (one, ends), (other, later) in combinations(zip(tables, found, strict=True), 2):
            _come(ends, later, (other.total or 0) - (one.total or 0))
    return found


def _known(table: Shown, cell: str) -> tuple[int, int]:
    count = table.cells.get(cell)
    return (0, table.total or 0) if count is None else (count, count)


def _add_up(ends: _Ends, total: int) -> None:
    """Draw the ends in by what all cells come to."""
    least, most = (sum(each[side] for each in ends.values()) for side in (0, 1))
    for cell, (low, high) in list(ends.items()):
        ends[cell] = max(low, total - (most - high)), min(high, total - (least - low))


def _come(before: _Ends, after: _Ends, many: int) -> None:
    """Draw the ends of two tables in by how many responses came between them, into one group or another."""
    came = {cell: (max(0, after[cell][0] - high), after[cell][1] - low) for cell, (low, high) in before.items()}
    _add_up(came, many)
    for cell, (least, most) in came.items():
        (low, high), (then_low, then_high) = before[cell], after[cell]
        after[cell] = max(then_low, low + least), min(then_high, high + most)
        before[cell] = max(low, then_low - most), min(high, then_high - least)
