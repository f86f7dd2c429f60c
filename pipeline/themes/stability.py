"""Stability: how often a theme is found again when a part of the texts is left out."""

import numpy as np

from pipeline.themes.cluster import Clusters, agreed_communities
from pipeline.themes.graph import Neighbours, likeness_graph, part_of, width

RERUNS = 10
FEWER_RERUNS = 4
MANY_TEXTS = 30_000  # from here on fewer reruns: each costs seconds
SHARE = 0.9  # of the texts in each rerun
FOUND = 0.5  # a theme is found again where half of the texts of both are the same (Jaccard)
STARTS = 3  # of each rerun; half of the main run's, which is what a rerun costs


def _found_again(labels: np.ndarray, again: np.ndarray, count: int) -> np.ndarray:
    """For each theme whether a community of the rerun has half of their joint texts in common with it."""
    inside = labels >= 0
    shared = np.zeros((count, int(again.max(initial=-1)) + 1))
    np.add.at(shared, (labels[inside], again[inside]), 1)
    sizes = np.bincount(labels[inside], minlength=count)[:, None]
    joint = sizes + np.bincount(again, minlength=shared.shape[1])[None, :] - shared
    best = np.max(shared / np.maximum(joint, 1), axis=1, initial=0)
    return np.asarray(best >= FOUND)


def stability(near: Neighbours, clusters: Clusters, resolution: float, seed: int) -> np.ndarray:
    """Share of reruns, each on nine texts in ten, in which a theme is found again."""
    size, count = len(near.index), len(clusters.centres)
    reruns = RERUNS if size < MANY_TEXTS else FEWER_RERUNS
    found = np.zeros(count)
    chance = np.random.default_rng(seed)
    for rerun in range(reruns):
        chosen = np.sort(chance.choice(size, max(1, round(SHARE * size)), replace=False))
        graph = likeness_graph(part_of(near, chosen), width(len(chosen)))
        again = agreed_communities(graph, resolution, seed + rerun + 1, STARTS)
        found += _found_again(clusters.labels[chosen], again, count)
    return found / reruns
