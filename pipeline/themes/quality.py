"""Quality: how close, how apart and how steady each theme is; shown with the result, never hidden."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.themes.closeness import groups_of
from pipeline.themes.cluster import Clusters
from pipeline.themes.intruder import intruder_rank

DECIMALS = 2


def cohesion(vectors: np.ndarray, clusters: Clusters) -> np.ndarray:
    """Mean closeness of a theme's texts to its centre."""
    inside = np.flatnonzero(clusters.labels >= 0)
    labels = clusters.labels[inside]
    close = np.einsum("ij,ij->i", vectors[inside], clusters.centres[labels])
    sizes = np.bincount(labels, minlength=len(clusters.centres))
    return np.asarray(np.bincount(labels, weights=close, minlength=len(clusters.centres)) / np.maximum(sizes, 1))


def separation(centres: np.ndarray) -> np.ndarray:
    """How far a theme's centre is from the nearest other: 1 - cosine, 1 at most and where there is no other."""
    likeness = centres @ centres.T
    np.fill_diagonal(likeness, -np.inf)
    nearest = likeness.max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(nearest), 1 - np.maximum(nearest, 0), 1.0)


def quality(names: list[str], vectors: np.ndarray, clusters: Clusters, steady: np.ndarray, reruns: int) -> pd.DataFrame:
    """One row a theme, rounded to what vectors can carry; `steady` is the share of reruns in which it was found."""
    figures = {
        "cohesion": cohesion(vectors, clusters),
        "separation": separation(clusters.centres),
        "stability": steady,
        "found": np.rint(np.asarray(steady) * reruns),
        "reruns": np.full(len(names), reruns),
        "intruder": intruder_rank(vectors, clusters, groups_of(vectors, clusters.labels, len(clusters.centres))),
    }
    rounded = {name: np.round(np.asarray(told, dtype=float), DECIMALS) for name, told in figures.items()}
    return pd.DataFrame({"theme": names, **rounded}).astype({"found": int, "reruns": int})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of what was said is in a theme."""

    points: int
    themed_points: int
    answers: int
    themed_answers: int

    @property
    def of_points(self) -> float:
        """The share of points in a theme; 1 where there are none."""
        return round(self.themed_points / self.points, 4) if self.points else 1.0

    @property
    def of_answers(self) -> float:
        """The share of answers with a theme; 1 where there are none."""
        return round(self.themed_answers / self.answers, 4) if self.answers else 1.0


def coverage(points: pd.DataFrame, members: pd.DataFrame) -> Coverage:
    """Count points in a theme, and answers of which one point at least is."""
    themed = points["point"].isin(set(members["point"]))
    return Coverage(
        points=len(points),
        themed_points=int(themed.sum()),
        answers=int(points["answer"].nunique()),
        themed_answers=int(points.loc[themed, "answer"].nunique()),
    )
