"""Which items to give: the set whose expected F1 is greatest, under the probabilities of the codes."""

from collections.abc import Sequence

import numpy as np

from pipeline.definitions.taxonomy import NONE
from pipeline.tag.cards import Floats

MOST = 3  # items a text is given at most; more than that says nothing any longer


def _counts(probabilities: Floats) -> Floats:
    """(rows, n + 1): the probability of 0, 1, 2 ... of a row's n codes being right (Poisson-binomial, exact)."""
    counts = np.zeros((len(probabilities), probabilities.shape[1] + 1))
    counts[:, 0] = 1
    for column in probabilities.T[:, :, None]:
        right = counts[:, :-1] * column
        counts *= 1 - column
        counts[:, 1:] += right
    return counts


def expected_f1(ranked: Floats, size: int) -> Floats:
    """For each row the F1 to expect of giving its first `size` codes, each being right independently of the others."""
    inside, outside = _counts(ranked[:, :size]), _counts(ranked[:, size:])
    total = np.zeros(len(ranked))
    for right in range(1, size + 1):
        missed = np.arange(outside.shape[1])
        total += inside[:, right] * (outside * (2 * right / (size + right + missed))).sum(axis=1)
    return total


def best_sets(codes: Sequence[str], probabilities: Floats) -> list[tuple[str, ...]]:
    """The items to give for each row, likeliest first; NONE only where it is the likeliest of all, and then alone.

    Equal probabilities stand in the taxonomy's order.
    """
    if not len(probabilities):
        return []
    order = np.argsort(-probabilities, axis=1, kind="stable")
    items = np.array([code != NONE for code in codes])
    ranked = order[items[order]].reshape(len(order), items.sum())
    sorted_rows = np.take_along_axis(probabilities, ranked, axis=1)
    worth = [np.round(expected_f1(sorted_rows, size), 9) for size in range(1, min(MOST, ranked.shape[1]) + 1)]
    sizes = np.argmax(np.stack(worth, axis=1), axis=1) + 1
    return [
        tuple(codes[number] for number in row[:size]) if items[first] else (NONE,)
        for first, row, size in zip(order[:, 0], ranked.tolist(), sizes.tolist(), strict=True)
    ]


def best_set(codes: Sequence[str], probabilities: Floats) -> tuple[str, ...]:
    """`best_sets` of a single row."""
    return best_sets(codes, probabilities[None, :])[0]
