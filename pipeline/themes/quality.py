"""Quality: how close, how apart and how steady each theme is; shown with the result, never hidden."""

import numpy as np
import pandas as pd

from pipeline.themes.cluster import Clusters

DECIMALS = 2


def cohesion(vectors: np.ndarray, clusters: Clusters) -> np.ndarray:
    """Mean closeness of a theme's texts to its centre."""
    inside = np.flatnonzero(clusters.labels >= 0)
    labels = clusters.labels[inside]
    close = np.einsum("ij,ij->i", vectors[inside], clusters.centres[labels])
    sizes = np.bincount(labels, minlength=len(clusters.centres))
    return np.asarray(np.bincount(labels, weights=close, minlength=len(clusters.centres)) / np.maximum(sizes, 1))


def separation(centres: np.ndarray) -> np.ndarray:
    """How far a theme's centre is from the nearest other: 1 - cosine; 1 where there is no other."""
    likeness = centres @ centres.T
    np.fill_diagonal(likeness, -np.inf)
    nearest = likeness.max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(nearest), 1 - nearest, 1.0)


def quality(names: list[str], vectors: np.ndarray, clusters: Clusters, steady: np.ndarray) -> pd.DataFrame:
    """One row a theme, rounded to what vectors can carry."""
    figures = {"cohesion": cohesion(vectors, clusters), "separation": separation(clusters.centres), "stability": steady}
    return pd.DataFrame(
        {"theme": names, **{name: np.round(np.asarray(told, dtype=float), DECIMALS) for name, told in figures.items()}}
    )
