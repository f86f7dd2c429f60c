"""Lineage: what became of each theme from one run to the next, by the points that lead from one to the other."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.schemas import LINEAGE, checked
from pipeline.themes.joined import Joined, Run, joined, numbers_of

# A theme lives on where half of its points lie; a theme stems from where half of its points were.
HALF = 0.5
# Two themes that are each other's nearest are the same from this share of all their points on, though less than half of
# either leads to the other: between random halves of one round the borders of themes move that much. From 0.10 on one
# id more was kept, of 196, and 27 instead of 22 joined themes that people had coded apart.
LEAST = 0.15
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each theme before (rows) and now (columns): the points that lead from one to the other, seen three ways."""

    points: np.ndarray  # of both runs together
    forth: np.ndarray  # share of the points of the theme before
    back: np.ndarray  # share of the points of the theme now
    overlap: np.ndarray  # share of all points that either has


def _table(rows: pd.DataFrame, found: Joined) -> np.ndarray:
    """How many of the rows lead from each theme before to each theme now; the last of each stands for none."""
    table = np.zeros((len(found.before) + 1, len(found.now) + 1))
    np.add.at(table, (numbers_of(rows["before"], found.before), numbers_of(rows["now"], found.now)), 1)
    return table


def evidence_of(found: Joined) -> Evidence:
    """Count the points that lead from each theme before to each theme now."""
    every = _table(found.points, found)
    old = _table(found.points[found.points["old"]], found)
    new = _table(found.points[found.points["new"]], found)
    points = every[:-1, :-1]
    either = every.sum(axis=1)[:-1, None] + every.sum(axis=0)[None, :-1] - points
    return Evidence(
        points=points,
        forth=np.round(old[:-1, :-1] / np.maximum(old.sum(axis=1)[:-1, None], 1), DECIMALS),
        back=np.round(new[:-1, :-1] / np.maximum(new.sum(axis=0)[None, :-1], 1), DECIMALS),
        overlap=np.round(points / np.maximum(either, 1), DECIMALS),
    )


def _links(told: Evidence) -> np.ndarray:
    """Which themes before and now have to do with one another."""
    if not told.overlap.size:
        return np.zeros(told.overlap.shape, dtype=bool)
    first_now = told.overlap == told.overlap.max(axis=1, keepdims=True)
    first_before = told.overlap == told.overlap.max(axis=0, keepdims=True)
    nearest = first_now & first_before & (told.overlap >= LEAST)
    return np.asarray((told.forth >= HALF) | (told.back >= HALF) | nearest)


def _kind(links: np.ndarray, told: Evidence, before: int, now: int) -> str:
    """What one link is where a theme before may lead to several, and a theme now stem from several."""
    sources, heirs = links[:, now].sum() > 1, links[before].sum() > 1
    if sources and (told.forth[before, now] >= HALF or not heirs):
        return "merged"
    return "split" if heirs else "same"


def lineage(before: Run, now: Run) -> pd.DataFrame:
    """What became of every theme of either run, as LINEAGE by theme; the order of the rows never matters.

    A point of both runs tells by itself where it was and is; any other is told by the nearest theme of the other run
    whose bound it passes. `overlap` is the share of all points of the two themes, both ways together.
    """
    found = joined(before, now)
    told = evidence_of(found)
    links = _links(told)
    rows = [
        (found.now[new], found.before[old], _kind(links, told, old, new), told.points[old, new], told.overlap[old, new])
        for old, new in np.argwhere(links)
    ]
    rows += [(found.now[new], "", "new", 0, 0) for new in np.flatnonzero(~links.any(axis=0))]
    rows += [("", found.before[old], "retired", 0, 0) for old in np.flatnonzero(~links.any(axis=1))]
    frame = pd.DataFrame(rows, columns=list(LINEAGE.columns))
    kinds = {"theme": str, "before": str, "kind": str, "shared": int, "overlap": float}
    return checked(frame.astype(kinds).sort_values(["theme", "before"]), LINEAGE)
