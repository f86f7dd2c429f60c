"""Coherence: the share of a theme's texts that are closer to the rest of it than chance brings texts together."""

import numpy as np

from pipeline.themes.closeness import DECIMALS, Groups, rest_closeness
from pipeline.themes.cluster import Clusters

SIZES = (2, 3, 5, 8, 12, 20, 40, 100, 400)  # of the groups drawn; between them the bound is interpolated
DRAWS = 300  # groups of each size
TRIED = 40  # texts held against each
# What one text of the set reaches by chance, and in large sets one in a thousand: at one in a hundred no theme of 14
# sets of 330 texts or more fails; at one in a thousand half of the themes of 160 texts do, where the nearest of all
# texts is no nearer than that.
RAREST, LEAST_RARE = 0.999, 0.95


def _drawn(chance: np.random.Generator, members: np.ndarray, count: int) -> np.ndarray:
    return members if len(members) <= count else chance.choice(members, count, replace=False)


def _chance_closeness(vectors: np.ndarray, labels: np.ndarray, size: int, chance: np.random.Generator) -> np.ndarray:
    """How close texts of one theme are to random groups of texts of other themes."""
    told = []
    for label in chance.choice(labels, DRAWS):
        own, others = np.flatnonzero(labels == label), np.flatnonzero(labels != label)
        total = vectors[_drawn(chance, others, size)].sum(axis=0, dtype=np.float64)
        centre = total / max(float(np.linalg.norm(total)), 1e-9)
        told.append(np.einsum("ij,j->i", vectors[_drawn(chance, own, TRIED)], centre.astype(vectors.dtype)))
    return np.concatenate(told)


def chance_bounds(vectors: np.ndarray, labels: np.ndarray, sizes: np.ndarray, seed: int) -> np.ndarray:
    """For a theme of each of these sizes the closeness to as many random other texts that is rare.

    The texts drawn are of other themes: where there are three themes, a third of any random group would be one's own.
    """
    chance = np.random.default_rng(seed)
    known = np.flatnonzero(labels >= 0)
    rows, mine = vectors[known], labels[known]
    if len(np.unique(mine)) < 2:
        return np.zeros(len(sizes))  # there is nothing to tell it from
    drawn = [_chance_closeness(rows, mine, size, chance) for size in SIZES]
    rare = min(max(1 - 1 / len(known), LEAST_RARE), RAREST)
    bounds = [np.quantile(one, rare) for one in drawn]
    return np.asarray(np.round(np.interp(np.log(np.maximum(sizes, 1)), np.log(SIZES), bounds), DECIMALS))


def coherence(vectors: np.ndarray, clusters: Clusters, groups: Groups, seed: int) -> np.ndarray:
    """The share of each theme's texts that are closer to the rest of it than texts are by chance."""
    labels = clusters.labels
    bounds = chance_bounds(vectors, labels, groups.sizes - 1, seed)
    inside = np.flatnonzero(labels >= 0)
    holds = rest_closeness(vectors, labels, groups)[inside] > bounds[labels[inside]]
    count = np.bincount(labels[inside], weights=holds, minlength=len(groups.sizes))
    return np.asarray(np.round(count / np.maximum(groups.sizes, 1), DECIMALS))
