"""The graph of likeness: every text tied to the texts nearest to it, exactly and always in the same order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.engine import cores

NEIGHBOURS = 15
SPARE = 5  # further neighbours kept, so that reruns on nine texts in ten need no second search
BLOCK = 512  # rows multiplied at once: 512 x 50,000 float32 is 100 MB
PROBE = 4096  # columns that give a first bound for the nearest, see _nearest_of_block
DECIMALS = 4  # closeness is compared rounded: libraries of linear algebra differ in the seventh decimal


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest texts of each text, nearest first, with their cosines."""

    index: np.ndarray
    closeness: np.ndarray


def _nearest_of_block(closeness: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The `count` largest of each row, rounded, ties by column.

    A full partition of 50,000 columns a row is what would take the time, and rounding them all next. The count-th
    largest of the first columns is a lower bound for the count-th largest of all, so that few columns are left to
    round and sort, and none is lost.
    """
    probe = closeness[:, : max(PROBE, count)]
    bound = np.partition(probe, probe.shape[1] - count, axis=1)[:, probe.shape[1] - count]
    rows, columns = np.nonzero(closeness >= (bound - 10.0**-DECIMALS)[:, None])
    values = np.round(closeness[rows, columns], DECIMALS)
    order = np.lexsort((columns, -values, rows))
    starts = np.searchsorted(rows, np.arange(len(closeness)))
    chosen = order[starts[:, None] + np.arange(count)]
    return columns[chosen], values[chosen]


def nearest_texts(vectors: np.ndarray, count: int = NEIGHBOURS + SPARE) -> Neighbours:
    """The exact nearest neighbours of every row among the others, by blocked multiplication."""
    size = len(vectors)
    count = min(count, max(size - 1, 0))
    index = np.zeros((size, count), dtype=np.int32)
    closeness = np.zeros((size, count), dtype=np.float32)
    if not count:
        return Neighbours(index, closeness)
    starts = range(0, size, BLOCK)
    with threadpool_limits(1), ThreadPoolExecutor(cores()) as pool:  # the same bits with any number of cores
        for start, (near, close) in zip(
            starts, pool.map(lambda start: _nearest_from(vectors, start, count), starts), strict=True
        ):
            index[start : start + BLOCK], closeness[start : start + BLOCK] = near, close
    return Neighbours(index, closeness)


def _nearest_from(vectors: np.ndarray, start: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    block = vectors[start : start + BLOCK] @ vectors.T
    own = np.arange(len(block))
    block[own, start + own] = -2
    return _nearest_of_block(block, count)


def width(size: int) -> int:
    """How many neighbours a text is tied to: 15, fewer in small sets, where the fifteenth is no neighbour."""
    return int(min(NEIGHBOURS, max(2, size // 4), max(size - 1, 0)))


def likeness_graph(near: Neighbours, count: int) -> sparse.csr_matrix:
    """Tie each text to its `count` nearest, in either direction, with the square of the cosine as the weight."""
    size = len(near.index)
    index, closeness = near.index[:, :count], np.maximum(near.closeness[:, :count], 0).astype(np.float64)
    rows = np.repeat(np.arange(size), index.shape[1])
    directed = sparse.csr_matrix((closeness.ravel() ** 2, (rows, index.ravel())), shape=(size, size))
    return tidy(directed.maximum(directed.T))


def tidy(graph: sparse.spmatrix) -> sparse.csr_matrix:
    """The same graph without empty ties, its ties in the order of the columns."""
    plain = sparse.csr_matrix(graph)
    plain.eliminate_zeros()
    plain.sort_indices()
    return plain


def part_of(near: Neighbours, chosen: np.ndarray) -> Neighbours:
    """The neighbours among the chosen rows only, renumbered; a row left with fewer is filled up with no closeness."""
    number = np.full(len(near.index), -1, dtype=np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    index, closeness = number[near.index[chosen]], near.closeness[chosen]
    order = np.argsort(index < 0, axis=1, kind="stable")
    index, closeness = np.take_along_axis(index, order, axis=1), np.take_along_axis(closeness, order, axis=1)
    return Neighbours(np.maximum(index, 0), np.where(index < 0, 0, closeness))
