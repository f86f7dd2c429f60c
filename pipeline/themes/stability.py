"""Stability: how often a theme is found again when a part of the texts is left out."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.engine import cores
from pipeline.themes.apart import Responses
from pipeline.themes.cluster import Clusters, find_clusters
from pipeline.themes.graph import Neighbours, part_of
from pipeline.themes.merging import Detail

RERUNS = 20
FEWER_RERUNS = 4
MANY_TEXTS = 30_000  # from here on fewer reruns: each costs seconds
SHARE = 0.9  # of the texts in each rerun
FOUND = 0.5  # a theme is found again where half of the texts of both are the same (Jaccard)
STARTS = 3  # of each rerun; half of the main run's, which is what a rerun costs


def reruns_for(size: int) -> int:
    """How many reruns a set of so many texts is given."""
    return RERUNS if size < MANY_TEXTS else FEWER_RERUNS


def _found_again(labels: np.ndarray, again: np.ndarray, count: int) -> np.ndarray:
    """For each theme whether a community of the rerun has half of their joint texts in common with it."""
    inside = (labels >= 0) & (again >= 0)
    shared = np.zeros((count, int(again.max(initial=-1)) + 1))
    np.add.at(shared, (labels[inside], again[inside]), 1)
    sizes = np.bincount(labels[labels >= 0], minlength=count)[:, None]
    others = np.bincount(again[again >= 0], minlength=shared.shape[1])[None, :]
    joint = sizes + others - shared
    best = np.max(shared / np.maximum(joint, 1), axis=1, initial=0)
    return np.asarray(best >= FOUND)


def stability(
    vectors: np.ndarray, near: Neighbours, responses: Responses, clusters: Clusters, detail: Detail, seed: int
) -> np.ndarray:
    """Share of reruns, each on nine texts in ten, in which a theme is found again.

    A rerun does all anew but the vectors: neighbours among its texts, parts, and how many themes they make.
    """
    size, count = len(near.index), len(clusters.centres)
    chance = np.random.default_rng(seed)
    parts = [np.sort(chance.choice(size, max(1, round(SHARE * size)), replace=False)) for _ in range(reruns_for(size))]

    def found(rerun: int, chosen: np.ndarray) -> np.ndarray:
        mine = [responses[text] for text in chosen]
        again = find_clusters(vectors[chosen], part_of(near, chosen), mine, detail, seed + rerun + 1, STARTS)
        return _found_again(clusters.labels[chosen], again.labels, count)

    with threadpool_limits(1), ThreadPoolExecutor(cores()) as pool:  # the same bits with any number of cores
        return np.asarray(sum(pool.map(found, range(len(parts)), parts), np.zeros(count)) / len(parts))
