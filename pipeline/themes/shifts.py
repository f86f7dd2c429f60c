"""Shifts: how a theme's share of the responses changed, and whether that is more than chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.stats import norm

from pipeline.schemas import SHIFTS, checked, records
from pipeline.themes.joined import Joined, Run, closeness, joined, sums_of

LEVEL = 0.95
# Of all changes called real at most this share is chance, however many themes are compared (Benjamini and Hochberg
# 1995); where nothing changed at all, no theme is called changed in 19 of 20 comparisons. Holm's bound on a single
# false call costs power where many themes are compared, and a list of changes is read as a list.
FALSE_AT_MOST = 0.05
FARTHEST = 40.0  # standard errors; no share of ours differs more
# A theme on one side only was found because there was more of it on that side. Between random halves such themes lay
# beyond the 95 % interval in 10 % of cases, all others in 4 %, so that chance counts twice.
ONE_SIDED = 2.0
STEPS = 60  # of halving, which finds the place to the last bit
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Shares:
    """Responses with each theme in two samples that may have responses in common."""

    before: np.ndarray  # how many, for each theme
    of_before: int
    now: np.ndarray
    of_now: int
    tie: np.ndarray  # correlation of the two shares, from responses in both; 0 where there are none

    def parts(self) -> tuple[np.ndarray, np.ndarray]:
        """The two shares."""
        return self.before / max(self.of_before, 1), self.now / max(self.of_now, 1)


def wilson(count: np.ndarray, of: int, z: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The score interval of a share (Wilson 1927), z standard errors wide; 0 to 1 where nobody was asked."""
    if not of:
        return np.zeros(len(count)), np.ones(len(count))
    share, square = count / of, z**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * np.sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return np.clip(middle - half, 0, share), np.clip(middle + half, share, 1)


def difference(told: Shares, z: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The interval of share now less share before: Newcombe's hybrid of two score intervals (1998, methods 10)."""
    was, is_now = told.parts()
    low_was, high_was = wilson(told.before, told.of_before, z)
    low_now, high_now = wilson(told.now, told.of_now, z)
    down = _joint(is_now - low_now, high_was - was, told.tie)
    up = _joint(high_now - is_now, was - low_was, told.tie)
    return is_now - was - down, is_now - was + up


def _joint(one: np.ndarray, other: np.ndarray, tie: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt(np.maximum(one**2 - 2 * tie * one * other + other**2, 0)))


def chance(told: Shares) -> np.ndarray:
    """How often chance alone would move a share so far: 1 less the level at which the interval just reaches no change.

    So a change is real at a level exactly where its interval of that level leaves out 0.
    """
    was, is_now = told.parts()
    grew = is_now >= was
    least, most = np.zeros(len(was)), np.full(len(was), FARTHEST)
    for _ in range(STEPS):
        z = (least + most) / 2
        low, high = difference(told, z)
        outside = np.where(grew, low > 0, high < 0)
        least, most = np.where(outside, z, least), np.where(outside, most, z)
    return np.asarray(2 * norm.sf(least))


def held(values: np.ndarray, rate: float = FALSE_AT_MOST) -> np.ndarray:
    """Which of the values survive control over all of them (Benjamini and Hochberg)."""
    order = np.argsort(values, kind="stable")
    passes = np.round(values[order], 12) <= rate * np.arange(1, len(values) + 1) / max(len(values), 1)
    last = np.flatnonzero(passes).max(initial=-1)
    kept = np.zeros(len(values), dtype=bool)
    kept[order[: last + 1]] = True
    return kept


def unions(lineage: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Which themes are compared together, from 0: by side ("before" or "now") and name.

    Themes that split or merged are one union, so that a new border between two is no change in either.
    """
    pairs = [(("before", row["before"]), ("now", row["theme"])) for row in records(lineage)]
    nodes = sorted({node for pair in pairs for node in pair if node[1]})
    place = {node: number for number, node in enumerate(nodes)}
    ties = [(place[one], place[other]) for one, other in pairs if one[1] and other[1]]
    rows, columns = np.array(ties, dtype=np.int64).reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(nodes), len(nodes)))
    numbers = connected_components(graph, directed=False)[1] if nodes else []
    return {node: int(number) for node, number in zip(nodes, numbers, strict=True)}


def _homes(points: pd.DataFrame, union: Mapping[tuple[str, str], int]) -> np.ndarray:
    """The union of each point's own theme: of today's where the point is there today, else of the one it had."""
    now = [union.get(("now", theme), -1) for theme in points["now"]]
    before = [union.get(("before", theme), -1) for theme in points["before"]]
    return np.where(points["new"].to_numpy(), now, before).astype(np.int64)


def measured(found: Joined, union: Mapping[tuple[str, str], int]) -> np.ndarray:
    """The union of each point by one ruler for both runs: the nearest centre, made of the points of both.

    The runs drew their borders apart, and between random halves of one round that alone moves shares by more than
    chance does. A point never counts in the centre that it is measured against.
    """
    count = max(union.values(), default=-1) + 1
    if not count:
        return np.full(len(found.points), -1)
    labels = _homes(found.points, union)
    close = closeness(found.vectors, labels, sums_of(found.vectors, labels, count))
    return np.where(np.any(found.vectors != 0, axis=1), close.argmax(axis=1), -1)


def _heard(points: pd.DataFrame, labels: np.ndarray, count: int) -> pd.DataFrame:
    """Responses by unions: 1 where the response has a point there."""
    names = pd.Index(sorted(set(points["response"])))
    table = np.zeros((len(names), count), dtype=np.int64)
    rows = names.get_indexer(pd.Index(points["response"]))
    table[rows[labels >= 0], labels[labels >= 0]] = 1
    return pd.DataFrame(table, index=names)


def shares(found: Joined, labels: np.ndarray, count: int) -> Shares:
    """Count the responses with each union in both runs.

    A response with a point of both runs is one sample seen twice; all others are taken as of different people. Where
    the same people answer two rounds their answers are more alike than that, and the interval is wider than need be.
    """
    old, new = found.points["old"].to_numpy(), found.points["new"].to_numpy()
    before = _heard(found.points[old], labels[old], count)
    now = _heard(found.points[new], labels[new], count)
    both = sorted(set(found.points.loc[old & new, "response"]))
    tie = _correlation(before.loc[both].to_numpy(), now.loc[both].to_numpy())
    weight = len(both) / np.sqrt(max(len(before) * len(now), 1))
    return Shares(
        before=before.to_numpy().sum(axis=0),
        of_before=len(before),
        now=now.to_numpy().sum(axis=0),
        of_now=len(now),
        tie=tie * weight,
    )


def _correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Of each column with the same column of the other; 0 where either is always the same."""
    if not len(one):
        return np.zeros(one.shape[1])
    first, second = one - one.mean(axis=0), other - other.mean(axis=0)
    spread = np.sqrt((first**2).sum(axis=0) * (second**2).sum(axis=0))
    return np.asarray(np.divide((first * second).sum(axis=0), spread, out=np.zeros(len(spread)), where=spread > 0))


def spokesmen(lineage: pd.DataFrame, union: Mapping[tuple[str, str], int]) -> dict[int, str]:
    """The name under which each union is listed: its theme of most evidence today, else the one it had before."""
    named: dict[int, tuple[tuple[bool, bool, int, str], str]] = {}
    for row in records(lineage):
        side, name = ("now", row["theme"]) if row["theme"] else ("before", row["before"])
        rank = (not row["theme"], row["theme"] != row["before"], -row["shared"], name)
        named[union[side, name]] = min(named.get(union[side, name], (rank, name)), (rank, name))
    return {number: name for number, (_, name) in named.items()}


def _one_sided(union: Mapping[tuple[str, str], int], count: int) -> np.ndarray:
    """Which unions have themes in one of the runs only."""
    sides = np.zeros((count, 2), dtype=bool)
    for (side, _), number in union.items():
        sides[number, int(side == "now")] = True
    return np.asarray(~sides.all(axis=1))


def doubt(told: Shares, union: Mapping[tuple[str, str], int]) -> np.ndarray:
    """How often chance alone would move each union so far, the chance that it was found at all included."""
    return chance(told) * np.where(_one_sided(union, len(told.before)), ONE_SIDED, 1.0)


def shifts(before: Run, now: Run, lineage: pd.DataFrame) -> pd.DataFrame:
    """The change of every theme's share of the responses, with a 95 % interval, as SHIFTS by theme.

    `lineage` has the names of the runs; a name on both sides is one theme, so give today's themes their ids first. A
    union of themes that split or merged is one line, under the id that goes on. A theme on one side only is measured
    on both: what was not grouped then may have been said.
    """
    found = joined(before, now)
    union = unions(lineage)
    names = spokesmen(lineage, union)
    told = shares(found, measured(found, union), len(names))
    was, is_now = told.parts()
    low, high = difference(told, float(norm.isf((1 - LEVEL) / 2)))
    frame = pd.DataFrame(
        {
            "theme": [names[number] for number in range(len(names))],
            "before": np.round(was, DECIMALS),
            "now": np.round(is_now, DECIMALS),
            "low": np.round(low, DECIMALS),
            "high": np.round(high, DECIMALS),
            "real": held(doubt(told, union)),
        }
    )
    return checked(frame.astype({"theme": str, "before": float, "now": float}).sort_values("theme"), SHIFTS)
