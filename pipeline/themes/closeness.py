"""Closeness: of texts to the rest of their theme, and of themes to one another, on one scale for all sets."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

DECIMALS = 4
NOTHING = 1e-6  # shorter sums are left over from rounding
LEAST_INSIDE = 0.01  # a group no closer than any texts of the set has no scale of its own


@dataclass(frozen=True, slots=True)
class Groups:
    """The sum of the vectors of each group, and how many texts it has."""

    sums: np.ndarray
    sizes: np.ndarray

    def centres(self) -> np.ndarray:
        """The unit centre of each group."""
        norms = np.linalg.norm(self.sums, axis=1, keepdims=True)
        return np.asarray(self.sums / np.where(norms > 0, norms, 1))


def groups_of(vectors: np.ndarray, labels: np.ndarray, count: int) -> Groups:
    """Groups 0..count-1; rows labelled -1 belong to none."""
    inside = np.flatnonzero(labels >= 0)
    member = sparse.csr_matrix((np.ones(len(inside)), (labels[inside], inside)), shape=(count, len(labels)))
    return Groups(np.asarray(member @ vectors, dtype=np.float64), np.bincount(labels[inside], minlength=count))


def rest_closeness(vectors: np.ndarray, labels: np.ndarray, groups: Groups) -> np.ndarray:
    """How close each text is to the centre of the others of its group; 1 where it is alone, 0 where it has no group.

    A text is left out of the centre it is measured by: of three texts each makes a third of their centre itself.
    """
    told = np.zeros(len(labels))
    inside = np.flatnonzero(labels >= 0)
    mine = labels[inside]
    rows = vectors[inside]
    to_sum = np.einsum("ij,ij->i", rows, groups.sums[mine].astype(rows.dtype)).astype(np.float64)
    own = np.einsum("ij,ij->i", rows, rows).astype(np.float64)
    squared = np.einsum("ij,ij->i", groups.sums, groups.sums)
    rest = np.sqrt(np.maximum(squared[mine] - 2 * to_sum + own, 0))
    close = np.where(rest > NOTHING, (to_sum - own) / np.maximum(rest, NOTHING), 0)
    told[inside] = np.where(groups.sizes[mine] > 1, close, 1)
    return np.asarray(np.round(told, DECIMALS))


def centre_closeness(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """How close each text is to each centre; the same bits with any number of cores."""
    with threadpool_limits(1):
        return np.asarray(np.round(vectors @ centres.T.astype(vectors.dtype), DECIMALS))


def background(vectors: np.ndarray) -> float:
    """The mean closeness of two texts of the set, whatever they say: what all of them share."""
    size = len(vectors)
    if size < 2:
        return 0.0
    total = vectors.sum(axis=0, dtype=np.float64)
    return float((total @ total - size) / (size * (size - 1)))


def kinship(groups: Groups, base: float) -> np.ndarray:
    """How close two texts are, one of each group, against two of the same group: 1 where nobody could tell them apart.

    Both beyond `base`, the background. Means over pairs do not depend on the size of the groups, centres do. Of six
    measures this ranks pairs of themes most like people's codes: docs/decisions/0012-how-many-themes.md.
    """
    sizes = groups.sizes.astype(np.float64)
    across = groups.sums @ groups.sums.T
    pairs = sizes * (sizes - 1)
    inside = np.where(pairs > 0, (np.diag(across) - sizes) / np.maximum(pairs, 1), 1) - base
    inside = np.maximum(inside, LEAST_INSIDE)
    between = across / np.maximum(np.outer(sizes, sizes), 1) - base
    told = np.round(between / np.sqrt(np.outer(inside, inside)), DECIMALS)
    np.fill_diagonal(told, 1)
    return np.asarray(told)
