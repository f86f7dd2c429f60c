"""Meaning and wording in one vector: what themes are found with."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.embed.agreeing import Pairs, alike, weighed
from pipeline.embed.lexical import SEED, expanded, letter_vectors, word_vectors
from pipeline.embed.near import closeness_of, largest
from pipeline.embed.protocol import Vectors, unit_rows
from pipeline.engine import cores
from pipeline.ids import canonical

DIRECTIONS = 80  # of the model's 384; the rest is noise in a few thousand answers
WORDS = LETTERS = 0.35  # beside the model's 1
NEIGHBOURS = 5
PULL = 0.5
FEWEST = 5  # distinct texts from which a mean and directions can be learned
BLOCK = 512


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
    meaning = main_directions(dense, alike(unit_rows(np.hstack([words, letters]))))
    return smoothed(unit_rows(np.hstack([meaning, WORDS * words, LETTERS * letters])))


def main_directions(dense: Vectors, pairs: Pairs | None = None) -> Vectors:
    """The rows less their mean, along the directions in which they differ most, at length 1.

    `pairs` of texts that are alike tell which of these directions count for less.
    """
    exact = dense.astype(np.float64)
    exact -= exact.mean(axis=0)
    _, directions = np.linalg.eigh(exact.T @ exact)
    along = exact @ directions[:, ::-1][:, : min(DIRECTIONS, len(dense) - 1)]
    return unit_rows((along if pairs is None else weighed(along, pairs)).astype(np.float32))


def smoothed(rows: Vectors) -> Vectors:
    """Each row drawn towards its nearest neighbours, so that stray wordings fall in with what they say."""
    starts = range(0, len(rows), BLOCK)
    with ThreadPoolExecutor(cores()) as pool:
        return np.concatenate(list(pool.map(lambda start: _smoothed_block(rows, start), starts)))


def _smoothed_block(rows: Vectors, start: int) -> Vectors:
    numbers = np.arange(start, min(start + BLOCK, len(rows)))
    near = closeness_of(rows, numbers)
    chosen = largest(near, min(NEIGHBOURS, len(rows) - 1))
    weights = np.maximum(np.take_along_axis(near, chosen, axis=1), 0)[..., None]
    pulled = (weights * rows[chosen]).sum(axis=1) / np.maximum(weights.sum(axis=1), np.float32(1e-9))
    return unit_rows(rows[numbers] + np.float32(PULL) * pulled)
