"""Clusters: communities of the graph of likeness, agreed among several runs, joined as far as the texts allow."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sknetwork.clustering import Leiden

from pipeline.themes.apart import Responses, groups_apart
from pipeline.themes.graph import Neighbours, likeness_graph, tidy, width
from pipeline.themes.merging import Detail, after, merging_path, steps_for

FINEST = 8.0  # resolution of the runs: finer than what people tell apart, since what follows only joins
STARTS = 6  # runs that must agree; one run alone depends on its start (AMI 0.58-0.90 between two)
STEADY = 2.0  # resolution of the last run, on the graph of what the runs agree on
TOLERANCE = 1e-5  # gain of modularity below which a run stops; the library's 1e-3 stops early on fine resolutions
FEW_TEXTS = 12  # below this every text may stand for itself
SMALL_SET = 40
MIDDLE_SET = 300
LEFT_AT_MOST = 0.01  # share of the texts that may stay without a theme
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


def bounds_of(vectors: np.ndarray, labels: np.ndarray, centres: np.ndarray, share: float = OWN_BOUND) -> np.ndarray:
    """Each group's own bound: the closeness to its centre that all but this share of its members reach."""
    inside = np.flatnonzero(labels >= 0)
    close = np.einsum("ij,ij->i", vectors[inside], centres[labels[inside]])
    return np.array([np.quantile(close[labels[inside] == group], share) for group in range(len(centres))])


@dataclass(frozen=True, slots=True)
class Clusters:
    """Each text's group, -1 where it fits none, with each group's centre.

    `parts` has the finest group of each text: every group is made of whole parts. Groups in
    `small` lie apart from all others and were joined to nothing.
    """

    labels: np.ndarray
    centres: np.ndarray
    parts: np.ndarray
    small: tuple[int, ...] = ()


def _renumbered(labels: np.ndarray, keep: np.ndarray) -> np.ndarray:
    numbers = np.full(labels.max(initial=-1) + 1, -1, dtype=np.int64)
    numbers[keep] = np.arange(len(keep))
    return np.asarray(numbers[labels])


def _outer_bounds(vectors: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """What lies below does not belong: as far below each group's bound as that is below its middle text."""
    return np.asarray(2 * bounds_of(vectors, labels, centres) - bounds_of(vectors, labels, centres, 0.5))


def settle(vectors: np.ndarray, labels: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Give texts of communities too small for a theme to the nearest theme, or to none (-1) where they pass no bound.

    `sizes` counts the responses of each community: fifty people who wrote the same two words are no small one, and one
    person's five points are no large one. A text stays without a theme where it falls short of the bound by more than
    the bound lies below the middle one of the theme's texts; at most one text in a hundred, those that fit least.
    """
    keep = np.flatnonzero(sizes >= least_size(len(labels)))
    if not len(keep):
        keep = np.arange(len(sizes))
    grouped = _renumbered(labels, keep)
    loose = np.flatnonzero(grouped < 0)
    if not len(loose):
        return grouped
    centres = centres_of(vectors, grouped, len(keep))
    least = _outer_bounds(vectors, grouped, centres)
    close = vectors[loose] @ centres.T
    best = close.argmax(axis=1)
    short = np.round(least[best] - close[np.arange(len(loose)), best], 6)
    worst = np.lexsort((loose, -short))[: int(LEFT_AT_MOST * len(labels))]
    left = np.zeros(len(loose), dtype=bool)
    left[worst] = short[worst] > 0
    grouped[loose] = np.where(left, -1, best)
    return grouped


def _set_apart(labels: np.ndarray, near: Neighbours, responses: Responses) -> tuple[np.ndarray, np.ndarray]:
    """The communities with small groups apart as communities of their own, and which text stands in such a group."""
    apart = groups_apart(near, responses)
    own, pinned = labels.copy(), np.zeros(len(labels), dtype=bool)
    for texts in (*apart.groups, *((text,) for text in apart.alone)):
        own[list(texts)] = own.max() + 1
    pinned[[text for texts in apart.groups for text in texts]] = True
    return np.unique(own, return_inverse=True)[1], pinned


def _heard(labels: np.ndarray, responses: Responses) -> np.ndarray:
    """How many responses each community has."""
    heard: list[set[str]] = [set() for _ in range(int(labels.max(initial=-1)) + 1)]
    for label, mine in zip(labels, responses, strict=True):
        heard[label].update(mine)
    return np.array([len(one) for one in heard])


def finest_parts(
    vectors: np.ndarray, graph: sparse.csr_matrix, near: Neighbours, responses: Responses, seed: int, starts: int
) -> tuple[np.ndarray, np.ndarray]:
    """The finest group of each text, -1 where it fits none, and which of the groups are small and lie apart."""
    labels, pinned = _set_apart(agreed_communities(graph, FINEST, seed, starts), near, responses)
    sizes = _heard(labels, responses)
    sizes[labels[pinned]] = np.maximum(sizes[labels[pinned]], least_size(len(labels)))
    parts = settle(vectors, labels, sizes)
    return parts, _distant(vectors, parts, np.unique(parts[pinned]))


def _distant(vectors: np.ndarray, parts: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Which of these parts no other part would take in: their middle is outside even the nearest."""
    count = int(parts.max(initial=-1)) + 1
    distant = np.zeros(count, dtype=bool)
    centres = centres_of(vectors, parts, count)
    bounds = _outer_bounds(vectors, parts, centres)
    for group in groups[groups >= 0]:
        close = centres @ centres[group]
        close[group] = -1
        nearest = int(np.round(close, 6).argmax())
        distant[group] = close[nearest] < bounds[nearest]
    return distant


def find_clusters(
    vectors: np.ndarray,
    near: Neighbours,
    responses: Responses,
    detail: Detail = "normal",
    seed: int = 0,
    starts: int = STARTS,
) -> Clusters:
    """Groups of texts that say the same, as many as the texts tell apart at this stop of the dial.

    Rows are distinct texts in a fixed order (texts.py), `responses` those in which each text stands.
    """
    graph = likeness_graph(near, width(len(vectors)))
    parts, small = finest_parts(vectors, graph, near, responses, seed, starts)
    path = merging_path(graph, vectors, parts, small)
    labels = after(path, parts, steps_for(path, detail))
    count = int(labels.max(initial=-1)) + 1
    centres = centres_of(vectors, labels, count)
    apart = sorted({int(label) for label in labels[(parts >= 0) & np.append(small, False)[parts]]})
    return Clusters(labels, centres, parts, tuple(apart))
