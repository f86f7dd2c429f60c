"""Meaning and wording in one vector: what themes are found with."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.embed.lexical import SEED, expanded, letter_vectors, word_vectors
from pipeline.embed.protocol import Vectors, unit_rows
from pipeline.engine import cores
from pipeline.ids import canonical

DIRECTIONS = 80  # of the model's 384; the rest is noise in a few thousand answers
WORDS = LETTERS = 0.35  # beside the model's 1
NEIGHBOURS = 5
PULL = 0.5
FEWEST = 5  # distinct texts from which a mean and directions can be learned
BLOCK = 1024


def hybrid_vectors(texts: Sequence[str], dense: Vectors, expansions: Mapping[str, str], seed: int = SEED) -> Vectors:
    """One row of length 1 a text, in their order; equal texts get equal rows, in any order the same ones.

    A row depends on all texts: it says where a text lies among the others. Blank texts are rows of zeros.
    """
    if len(texts) != len(dense):
        raise ValueError(f"{len(texts)} texts, {len(dense)} vectors")
    forms = [canonical(text) for text in texts]
    first: dict[str, int] = {}
    for number in sorted(range(len(texts)), key=lambda number: (forms[number], texts[number])):
        if forms[number]:
            first.setdefault(forms[number], number)
    with threadpool_limits(1):  # the same bits with any number of cores
        rows = _distinct([texts[number] for number in first.values()], dense[list(first.values())], expansions, seed)
    place = {form: number for number, form in enumerate(first)}
    out = np.zeros((len(texts), rows.shape[1]), np.float32)
    for number, form in enumerate(forms):
        if form:
            out[number] = rows[place[form]]
    return out


def _distinct(texts: list[str], dense: Vectors, expansions: Mapping[str, str], seed: int) -> Vectors:
    if len(texts) < FEWEST:
        return unit_rows(dense.astype(np.float32))
    long = expanded(texts, expansions)
    words, letters = word_vectors(long, seed), letter_vectors(long, seed)
    rows = unit_rows(np.hstack([main_directions(dense), WORDS * words, LETTERS * letters]))
    return smoothed(rows)


def main_directions(dense: Vectors) -> Vectors:
    """The rows less their mean, along the directions in which they differ most, at length 1."""
    exact = dense.astype(np.float64)
    exact -= exact.mean(axis=0)
    _, directions = np.linalg.eigh(exact.T @ exact)
    along = exact @ directions[:, ::-1][:, : min(DIRECTIONS, len(dense) - 1)]
    return unit_rows(along.astype(np.float32))


def smoothed(rows: Vectors) -> Vectors:
    """Each row drawn towards its nearest neighbours, so that stray wordings fall in with what they say."""
    starts = range(0, len(rows), BLOCK)
    with ThreadPoolExecutor(cores()) as pool:
        return np.concatenate(list(pool.map(lambda start: _smoothed_block(rows, start), starts)))


def _smoothed_block(rows: Vectors, start: int) -> Vectors:
    block = rows[start : start + BLOCK]
    count = min(NEIGHBOURS, len(rows) - 1)
    near = block @ rows.T
    near[np.arange(len(block)), np.arange(start, start + len(block))] = -1  # not a neighbour of itself
    chosen = np.argpartition(near, -count, axis=1)[:, -count:]
    weights = np.maximum(np.take_along_axis(near, chosen, axis=1), 0)[..., None]
    pulled = (weights * rows[chosen]).sum(axis=1) / np.maximum(weights.sum(axis=1), np.float32(1e-9))
    return unit_rows(block + np.float32(PULL) * pulled)
