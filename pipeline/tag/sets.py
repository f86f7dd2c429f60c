"""Which items to give: the set whose expected F1 is greatest, under the probabilities of the codes."""

from collections.abc import Sequence

import numpy as np

from pipeline.definitions.taxonomy import NONE
from pipeline.tag.cards import Floats

MOST = 3  # items a text is given at most; more than that says nothing any longer


def _counts(probabilities: Floats) -> Floats:
    """The probability of 0, 1, 2 ... of these codes being right (Poisson-binomial, exact)."""
    counts = np.ones(1)
    for probability in probabilities:
        counts = np.convolve(counts, [1 - probability, probability])
    return counts


def expected_f1(ranked: Floats, size: int) -> float:
    """The F1 to expect of giving the first `size` codes, each being right independently of the others."""
    inside, outside = _counts(ranked[:size]), _counts(ranked[size:])
    right, missed = np.meshgrid(np.arange(len(inside)), np.arange(len(outside)), indexing="ij")
    f1 = 2 * right / (size + right + missed)
    return float(inside @ f1 @ outside)


def best_set(codes: Sequence[str], probabilities: Floats) -> tuple[str, ...]:
    """The items to give, likeliest first; NONE only where it is the likeliest of all, and then alone.

    Equal probabilities stand in the taxonomy's order.
    """
    order = np.argsort(-probabilities, kind="stable")
    if codes[order[0]] == NONE:
        return (NONE,)
    items = [number for number in order if codes[number] != NONE]
    ranked = probabilities[items]
    sizes = range(1, min(MOST, len(items)) + 1)
    best = max(sizes, key=lambda size: (round(expected_f1(ranked, size), 9), -size))
    return tuple(codes[number] for number in items[:best])
