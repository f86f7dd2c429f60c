"""Two runs side by side: every point of either, once, with its theme in both, found or told by likeness."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.ids import canonical

# A point of the other run stands in a theme where it lies as near to its centre as four in five of the theme's own
# points lie to the centre of the rest. Where all points of a subject were taken out of one run, 116 of its 124 themes
# in the other were called new; with nine in ten 109: the rest went to what lies next (docs/decisions/0013-rounds.md).
OWN_BOUND = 0.2
DECIMALS = 4  # closeness is compared rounded: libraries of linear algebra differ in the last bits
TOO_SHORT = 1e-6  # of a sum of vectors: there is no rest that a point could be near to


@dataclass(frozen=True, slots=True)
class Run:
    """The points of one run by id, the main theme of each (empty for none), and their vectors in the joint space."""

    points: pd.DataFrame  # point, response, canonical, theme
    vectors: np.ndarray

    def themes(self) -> list[str]:
        """The names of its themes, sorted."""
        return sorted(set(self.points["theme"]) - {""})

    def under(self, names: Mapping[str, str]) -> "Run":
        """The same run with its themes under other names."""
        themes = [names.get(theme, theme) for theme in self.points["theme"]]
        return Run(self.points.assign(theme=themes), self.vectors)


def run_of(points: pd.DataFrame, vectors: np.ndarray) -> Run:
    """One run from its rows in any order: point, response, text, and theme (the main one first, joined by ";").

    Both runs' vectors must be made in one call: a row says where a point lies among all the points of that call.
    """
    if len(points) != len(vectors):
        raise ValueError(f"{len(points)} points, {len(vectors)} vectors; one vector a point wanted")
    frame = points[["point", "response"]].reset_index(drop=True)
    frame["canonical"] = [canonical(text) for text in points["text"]]
    frame["theme"] = [theme.split(";", 1)[0] for theme in points["theme"]]
    order = frame.sort_values(["point", "canonical"], kind="stable").index.to_numpy()
    return Run(frame.loc[order].reset_index(drop=True), np.asarray(vectors, dtype=np.float64)[order])


def numbers_of(themes: Iterable[str], names: Sequence[str]) -> np.ndarray:
    """The place of each theme among the names, -1 for none."""
    place = {name: number for number, name in enumerate(names)}
    return np.array([place.get(theme, -1) for theme in themes], dtype=np.int64)


def sums_of(vectors: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """The sum of the rows of each group 0..count-1; rows labelled -1 belong to none."""
    inside = np.flatnonzero(labels >= 0)
    member = sparse.csr_matrix((np.ones(len(inside)), (labels[inside], inside)), shape=(count, len(labels)))
    return np.asarray(member @ vectors)


def closeness(vectors: np.ndarray, labels: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """The cosine of every row to every group's centre; to its own group's the centre of the rest.

    With its own vector in the centre a point of five would be near to it whatever it says, and a point of the other
    run would seem further than it is. A group of one has no rest: its point is at 1, and only its like come so near.
    """
    lengths = np.linalg.norm(sums, axis=1)
    with threadpool_limits(1):  # the same bits with any number of cores
        products = vectors @ sums.T
    close = np.divide(products, lengths, out=np.zeros((len(vectors), len(sums))), where=lengths > TOO_SHORT)
    inside = np.flatnonzero(labels >= 0)
    rest = sums[labels[inside]] - vectors[inside]
    far = np.linalg.norm(rest, axis=1)
    own = np.einsum("ij,ij->i", vectors[inside], rest)
    close[inside, labels[inside]] = np.divide(own, far, out=np.ones(len(inside)), where=far > TOO_SHORT)
    return np.asarray(np.round(close, DECIMALS))


def told(run: Run, names: Sequence[str], vectors: np.ndarray) -> list[str]:
    """The theme of the run that each row of `vectors` would stand in; empty where it passes no theme's bound."""
    if not names:
        return [""] * len(vectors)
    labels = numbers_of(run.points["theme"], names)
    sums = sums_of(run.vectors, labels, len(names))
    own = closeness(run.vectors, labels, sums)
    bounds = [np.quantile(own[labels == number, number], OWN_BOUND) for number in range(len(names))]
    close = closeness(vectors, np.full(len(vectors), -1), sums)
    best = close.argmax(axis=1)
    passes = (close[np.arange(len(vectors)), best] >= np.round(bounds, DECIMALS)[best]) & np.any(vectors != 0, axis=1)
    return [names[theme] if passed else "" for theme, passed in zip(best, passes, strict=True)]


@dataclass(frozen=True, slots=True)
class Joined:
    """Every point of two runs once; a point is in both where its id and its words are the same."""

    points: pd.DataFrame  # point, response, before, now (themes), old, new (whether the run has the point itself)
    vectors: np.ndarray
    before: tuple[str, ...]  # names of themes
    now: tuple[str, ...]


def joined(before: Run, now: Run) -> Joined:
    """Put two runs side by side; what only one of them has gets the theme of the other that it is nearest to."""
    keys = ["point", "canonical"]
    old_keys, new_keys = (pd.MultiIndex.from_frame(run.points[keys]) for run in (before, now))
    late = ~new_keys.isin(old_keys)
    here = dict(zip(new_keys, now.points["theme"], strict=True))
    told_now = told(now, now.themes(), before.vectors)
    told_before = told(before, before.themes(), now.vectors[late])
    first = before.points[["point", "response"]].assign(
        before=before.points["theme"],
        now=[here.get(key, guess) for key, guess in zip(old_keys, told_now, strict=True)],
        old=True,
        new=old_keys.isin(new_keys),
    )
    then = now.points.loc[late, ["point", "response", "theme"]].rename(columns={"theme": "now"})
    then = then.assign(before=told_before, old=False, new=True)[list(first.columns)]
    return Joined(
        points=pd.concat([first, then], ignore_index=True),
        vectors=np.vstack([before.vectors, now.vectors[late]]),
        before=tuple(before.themes()),
        now=tuple(now.themes()),
    )
