"""Clusters: communities of the graph of likeness, agreed among several runs from different starts."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sknetwork.clustering import Leiden

from pipeline.themes.graph import tidy

STARTS = 6  # runs that must agree; one run alone depends on its start (AMI 0.58-0.90 between two)
STEADY = 2.0  # resolution of the last run, on the graph of what the runs agree on
TOLERANCE = 1e-5  # gain of modularity below which a run stops; the library's 1e-3 stops early on fine resolutions
FEW_TEXTS = 12  # below this every text may stand for itself
SMALL_SET = 40
MIDDLE_SET = 300
LEFT_AT_MOST = 0.02  # share of the texts that may stay without a theme
OWN_BOUND = 0.05  # a theme's bound: what one in twenty of its own members does not reach


class SteadyLeiden(Leiden):  # type: ignore[misc]  # the library has no types
    """Leiden whose refinement draws no chance: the library's calls C's rand(), which no seed of ours reaches.

    Inside each community the texts are merged anew, greedily, along ties inside it only; a community that does not
    hold together falls apart, which is what the refinement is for.
    """

    def _optimize_refine(
        self,
        labels: np.ndarray,
        labels_refined: np.ndarray,
        adjacency: sparse.csr_matrix,
        out_weights: np.ndarray,
        in_weights: np.ndarray,
    ) -> np.ndarray:
        ties = adjacency.tocoo()
        inside = labels[ties.row] == labels[ties.col]
        kept = (ties.data[inside], (ties.row[inside], ties.col[inside]))
        inner = sparse.csr_matrix(kept, shape=adjacency.shape)
        refined, _ = self._optimize(labels_refined, inner, out_weights, in_weights)
        return np.asarray(refined)


def communities(graph: sparse.csr_matrix, resolution: float, seed: int) -> np.ndarray:
    """One partition of the graph; the seed gives the order in which its rows are visited."""
    if not graph.nnz:
        return np.arange(graph.shape[0])
    leiden = SteadyLeiden(
        resolution=resolution,
        modularity="newman",
        tol_optimization=TOLERANCE,
        tol_aggregation=TOLERANCE,
        shuffle_nodes=True,
        random_state=seed,
        return_probs=False,
        return_aggregate=False,
    )
    return np.asarray(leiden.fit_predict(graph), dtype=np.int64)


def agreed_communities(graph: sparse.csr_matrix, resolution: float, seed: int, starts: int = STARTS) -> np.ndarray:
    """Communities on which runs from several starts agree: ties are weighed by how often both ends fell together."""
    ties = graph.tocoo()
    together = np.zeros(ties.nnz)
    for start in range(starts):
        labels = communities(graph, resolution, seed * starts + start)
        together += labels[ties.row] == labels[ties.col]
    weights = ties.data * (together / starts) ** 2
    steady = tidy(sparse.csr_matrix((weights, (ties.row, ties.col)), shape=graph.shape))
    return communities(steady, STEADY, seed)


def least_size(size: int) -> int:
    """From how many responses on a community is a theme: 5, fewer where there are few texts at all."""
    if size < FEW_TEXTS:
        return 1
    if size < SMALL_SET:
        return 2
    return 3 if size < MIDDLE_SET else 5


def centres_of(vectors: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """The unit centre of each group 0..count-1; rows labelled -1 belong to none."""
    inside = labels >= 0
    member = sparse.csr_matrix(
        (np.ones(inside.sum(), dtype=np.float32), (labels[inside], np.flatnonzero(inside))), shape=(count, len(labels))
    )
    sums = member @ vectors
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(norms > 0, norms, 1))


def bounds_of(vectors: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Each group's own bound: the closeness to its centre that all but one in twenty of its members reach."""
    inside = np.flatnonzero(labels >= 0)
    close = np.einsum("ij,ij->i", vectors[inside], centres[labels[inside]])
    return np.array([np.quantile(close[labels[inside] == group], OWN_BOUND) for group in range(len(centres))])


@dataclass(frozen=True, slots=True)
class Clusters:
    """Each text's group, -1 where it fits none, with each group's centre and bound."""

    labels: np.ndarray
    centres: np.ndarray
    bounds: np.ndarray


def _renumbered(labels: np.ndarray, keep: np.ndarray) -> np.ndarray:
    numbers = np.full(labels.max(initial=-1) + 1, -1, dtype=np.int64)
    numbers[keep] = np.arange(len(keep))
    return np.asarray(numbers[labels])


def settle(vectors: np.ndarray, labels: np.ndarray, sizes: np.ndarray) -> Clusters:
    """Give texts of communities too small for a theme to the nearest theme, or to none where they pass no bound.

    `sizes` counts the responses of each community: fifty people who wrote the same two words are no small one, and one
    person's five points are no large one. At most one text
    in fifty stays without a theme, those that fit least.
    """
    least = least_size(len(labels))
    keep = np.flatnonzero(sizes >= least)
    if not len(keep):
        keep = np.arange(len(sizes))
    grouped = _renumbered(labels, keep)
    centres = centres_of(vectors, grouped, len(keep))
    bounds = bounds_of(vectors, grouped, centres)
    loose = np.flatnonzero(grouped < 0)
    if len(loose):
        close = vectors[loose] @ centres.T
        best = close.argmax(axis=1)
        reach = close[np.arange(len(loose)), best]
        short = np.round(bounds[best] - reach, 6)
        worst = np.lexsort((loose, -short))[: int(LEFT_AT_MOST * len(labels))]
        left = np.zeros(len(loose), dtype=bool)
        left[worst] = short[worst] > 0
        grouped[loose] = np.where(left, -1, best)
    centres = centres_of(vectors, grouped, len(keep))
    return Clusters(grouped, centres, bounds_of(vectors, grouped, centres))
