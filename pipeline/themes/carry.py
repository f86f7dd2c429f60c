"""Carry: a theme that is the same keeps its id; an id is given once and never again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.schemas import LINEAGE, checked, records

_DIGITS = "0123456789"
LONGEST = 9  # digits of a number that we gave; more are no number of ours
WIDTH = 3
PREFIX = "T"


@dataclass(frozen=True, slots=True)
class Carried:
    """The id of each theme of today, where the newly named come from, what went, and all ids that were ever given."""

    names: Mapping[str, str]  # theme of today -> its id
    origins: Mapping[str, tuple[str, ...]]  # id given today -> ids it comes from; empty for what is new
    retired: Mapping[str, tuple[str, ...]]  # id before that no theme has now -> ids it lives on in; empty where in none
    given: tuple[str, ...]  # by number; hand it to the next run


def _digits(id: str) -> str:
    return id[len(id.rstrip(_DIGITS)) :]


def _number(id: str) -> int:
    digits = _digits(id)
    return int(digits) if 0 < len(digits) <= LONGEST else 0


def countable(id: str) -> bool:
    """Whether the next id can be counted on from this one; what is not may be given twice."""
    return len(_digits(id)) <= LONGEST


def _kept(links: list[dict[str, object]]) -> dict[str, str]:
    """Theme of today -> the id it keeps: the link of most points goes first, and each side has one only."""
    kept: dict[str, str] = {}
    for link in sorted(links, key=lambda link: (-int(str(link["shared"])), _order(str(link["before"])), link["theme"])):
        if link["theme"] not in kept and link["before"] not in kept.values():
            kept[str(link["theme"])] = str(link["before"])
    return kept


def _order(id: str) -> tuple[int, str]:
    return _number(id), id


def carried(lineage: pd.DataFrame, order: Sequence[str], given: Iterable[str], prefix: str = PREFIX) -> Carried:
    """Name today's themes: of a split the part with most points keeps the id, of a merge the theme that gave most.

    `lineage` has ids on the side before; `order` are today's themes as they shall be numbered; `given` all ids ever
    given, those of the side before included or not. What came back after it was retired gets a new id, unless its own
    points stand on the side before: nothing else could show that it is the same.
    """
    links = [row for row in records(lineage) if row["theme"] and row["before"]]
    kept = _kept(links)
    ever = {*given, *lineage["before"]} - {""}
    highest = max(map(_number, ever), default=0)
    fresh = [theme for theme in order if theme not in kept]
    names = kept | {theme: f"{prefix}{number:0{WIDTH}d}" for number, theme in enumerate(fresh, start=highest + 1)}
    sources: dict[str, list[str]] = {names[theme]: [] for theme in fresh}
    heirs: dict[str, list[str]] = {id: [] for id in set(lineage["before"]) - {"", *kept.values()}}
    for link in links:
        sources.get(names[link["theme"]], []).append(link["before"])
        heirs.get(link["before"], []).append(names[link["theme"]])
    return Carried(
        names={theme: names[theme] for theme in order},
        origins={id: tuple(sorted(told, key=_order)) for id, told in sources.items()},
        retired={id: tuple(sorted(heirs[id], key=_order)) for id in sorted(heirs, key=_order)},
        given=tuple(sorted({*ever, *names.values()}, key=_order)),
    )


def named(lineage: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The same lineage with today's themes under their ids."""
    told = lineage.assign(theme=[names.get(theme, theme) for theme in lineage["theme"]])
    return checked(told.astype({"theme": str}).sort_values(["theme", "before"]), LINEAGE)
