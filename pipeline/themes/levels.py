"""Levels: the parts of a theme, where it has parts that hold together and stand apart from one another."""

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.themes.closeness import background, groups_of, kinship
from pipeline.themes.cluster import Clusters, communities
from pipeline.themes.graph import DECIMALS, Neighbours, likeness_graph, nearest_texts, width
from pipeline.themes.texts import Texts

LEAST_TEXTS = 20  # a smaller theme is read whole
LEAST_RESPONSES = 5  # in each part
MOST_PARTS = 7
FINENESS = 1.0  # resolution of the first cut; 2 agrees with human codes as well, since what is too fine is joined again
SMALL = 512  # texts whose neighbours are sorted at once
# Two parts this close are one: on eight sets, parts below agree with human codes twice as well as those above (AMI
# within the theme .24 against .07-.14), and seven themes in ten of 20 texts or more still have parts.
APART = 0.65


def _without_centre(vectors: np.ndarray) -> np.ndarray:
    """What is left of each text when that which all of the theme share is taken away."""
    centre = vectors.sum(axis=0, dtype=np.float64)
    centre = (centre / max(float(np.linalg.norm(centre)), 1e-9)).astype(vectors.dtype)
    left = vectors - np.outer(np.einsum("ij,j->i", vectors, centre), centre)
    norms = np.linalg.norm(left, axis=1, keepdims=True)
    return np.asarray(left / np.where(norms > 1e-6, norms, 1))


def _plain(labels: np.ndarray) -> np.ndarray:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _to_nearest(vectors: np.ndarray, labels: np.ndarray, kept: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """The labels with the moved texts in the nearest of the kept parts."""
    centres = groups_of(vectors, labels, int(labels.max()) + 1).centres()[kept]
    told = labels.copy()
    told[moved] = kept[np.round(vectors[moved] @ centres.T, DECIMALS).argmax(axis=1)]
    return _plain(told)


def _responses(parts: np.ndarray, members: np.ndarray, texts: Texts) -> np.ndarray:
    """How many responses each part has."""
    heard = [
        {response for number in members[parts == part] for _, response in texts.homes[number]} for part in _of(parts)
    ]
    return np.array([len(one) for one in heard])


def _of(parts: np.ndarray) -> range:
    return range(int(parts.max()) + 1)


def _neighbours(vectors: np.ndarray) -> Neighbours:
    """As `nearest_texts`, without its pool of threads, which costs more than the work on a small theme."""
    if len(vectors) > SMALL:
        return nearest_texts(vectors)
    likeness = np.round(vectors @ vectors.T, DECIMALS)
    np.fill_diagonal(likeness, -2)
    index = np.argsort(-likeness, axis=1, kind="stable")[:, : width(len(vectors))]
    return Neighbours(index, np.take_along_axis(likeness, index, axis=1))


def _first_cut(vectors: np.ndarray, seed: int) -> np.ndarray:
    left = _without_centre(vectors)
    graph = likeness_graph(_neighbours(left), width(len(left)))
    cut = _plain(communities(graph, FINENESS, seed))
    return _to_nearest(vectors, cut, np.arange(int(cut.max()) + 1), np.arange(len(cut)))


def _joined(vectors: np.ndarray, parts: np.ndarray, base: float, most: int, apart: float) -> np.ndarray:
    """Join the two closest parts until all stand apart and there are no more than `most`."""
    while parts.max() > 0:
        kin = kinship(groups_of(vectors, parts, int(parts.max()) + 1), base)
        np.fill_diagonal(kin, -np.inf)
        one, other = np.unravel_index(int(kin.argmax()), kin.shape)
        if kin[one, other] <= apart and len(kin) <= most:
            break
        parts = _plain(np.where(parts == max(one, other), min(one, other), parts))
    return parts


def _members(labels: np.ndarray, count: int) -> list[np.ndarray]:
    """The texts of each theme, rising."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(count + 1)))[1:-1]


def _parts_of(texts: Texts, members: np.ndarray, base: float, seed: int) -> np.ndarray:
    """The parts of one theme, the largest first; all zero where it has none."""
    vectors = texts.vectors[members]
    parts = _first_cut(vectors, seed)
    heard = _responses(parts, members, texts)
    kept = np.flatnonzero(heard >= LEAST_RESPONSES)
    if len(kept) < 2:
        return np.zeros(len(members), dtype=np.int64)
    if len(kept) < len(heard):
        parts = _to_nearest(vectors, parts, kept, np.flatnonzero(heard[parts] < LEAST_RESPONSES))
    parts = _joined(vectors, parts, base, MOST_PARTS, APART)
    heard = _responses(parts, members, texts)
    firsts = np.array([np.flatnonzero(parts == part)[0] for part in _of(parts)])
    return np.asarray(np.argsort(np.lexsort((firsts, -heard)))[parts])


def parts(texts: Texts, clusters: Clusters, seed: int) -> np.ndarray:
    """The part of its theme that each text is in, 0 for the largest; -1 in themes without parts and outside themes.

    A theme's parts cover all its texts. Each has five responses, and there are seven at most.
    """
    base = background(texts.vectors)
    told = np.full(len(texts), -1, dtype=np.int64)
    with threadpool_limits(1):  # the same bits with any number of cores
        for members in _members(clusters.labels, len(clusters.centres)):
            found = _parts_of(texts, members, base, seed) if len(members) >= LEAST_TEXTS else np.zeros(1)
            if found.max() > 0:
                told[members] = found
    return told


def first_cut(texts: Texts, clusters: Clusters, part_of: np.ndarray) -> np.ndarray:
    """The kinship of the two sides of each theme, its parts joined until two are left; 1 where it has no parts."""
    base = background(texts.vectors)
    told = np.ones(len(clusters.centres))
    for label, members in enumerate(_members(np.where(part_of >= 0, clusters.labels, -1), len(told))):
        if len(members):
            vectors = texts.vectors[members]
            sides = _joined(vectors, part_of[members], base, 2, np.inf)
            told[label] = kinship(groups_of(vectors, sides, 2), base)[0, 1]
    return told
