"""Intruders: whether a text put into a theme from the theme next to it would be told from the theme's own."""

import numpy as np

from pipeline.themes.closeness import DECIMALS, Groups, rest_closeness
from pipeline.themes.cluster import Clusters


def nearest_other(groups: Groups) -> np.ndarray:
    """The theme next to each theme; -1 where there is no other."""
    centres = groups.centres()
    likeness = np.round(centres @ centres.T, DECIMALS)
    np.fill_diagonal(likeness, -np.inf)
    return np.where(np.isfinite(likeness.max(axis=1, initial=-np.inf)), likeness.argmax(axis=1), -1)


def _beaten(own: np.ndarray, others: np.ndarray) -> float:
    """How often one of `own`, taken at random, is above one of `others`; a draw counts half."""
    ranked = np.sort(others)
    places = np.searchsorted(ranked, own, "left") + np.searchsorted(ranked, own, "right")
    return float(places.mean() / (2 * len(ranked)))


def intruder_rank(vectors: np.ndarray, clusters: Clusters, groups: Groups) -> np.ndarray:
    """How often an own text of a theme is closer to the rest of it than a text of the next theme is; 1 without a next.

    Exact over all pairs, where people who judge intruders see five texts: no chance enters.
    """
    rest = rest_closeness(vectors, clusters.labels, groups)
    centres = groups.centres()
    told = np.ones(len(centres))
    for label, other in enumerate(nearest_other(groups)):
        own, strange = np.flatnonzero(clusters.labels == label), np.flatnonzero(clusters.labels == other)
        if other >= 0 and len(own) and len(strange):
            close = np.einsum("ij,j->i", vectors[strange], centres[label].astype(vectors.dtype))
            told[label] = _beaten(rest[own], np.round(close, DECIMALS))
    return np.asarray(np.round(told, DECIMALS))
