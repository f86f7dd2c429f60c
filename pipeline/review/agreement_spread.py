"""How sure alpha is: its interval from what two people said, and how many points buy an interval of some width."""

import math
from collections.abc import Sequence

import numpy as np
from nltk.metrics.distance import masi_distance
from numpy.typing import NDArray

from pipeline.review.agreement import Both

_DRAWS = 1000
_ENDS = (0.025, 0.975)
_Z = 1.96
_DECIMALS = 2
# The least alpha from which anything may be concluded, and that from which it is relied on (Krippendorff 2004).
TENTATIVE, RELIABLE = 0.667, 0.8
# Fewer points than this say little, whatever they say.
FEWEST = 30

_Floats = NDArray[np.float64]


def alpha_told(both: Sequence[Both], seed: int = 0) -> dict[str, float] | None:
    """Alpha over sets of items with its 95 % interval; responses are drawn again and again, each with all its points.

    None where all gave one and the same thing, which says nothing of agreement.
    """
    pairs = [(frozenset(each.a), frozenset(each.b)) for each in both]
    labels = sorted({label for pair in pairs for label in pair}, key=sorted)
    if len(labels) < 2:
        return None
    place = {label: number for number, label in enumerate(labels)}
    one, other = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    far = np.array([[masi_distance(a, b) if a != b else 0.0 for b in labels] for a in labels])
    drawn = _alphas(_weights([each.response for each in both], seed), one, other, far)
    low, high = np.quantile(drawn[~np.isnan(drawn)], _ENDS)
    value = _alphas(np.ones((1, len(pairs))), one, other, far)[0]
    return {name: round(float(told), _DECIMALS) for name, told in (("value", value), ("low", low), ("high", high))}


def _weights(responses: Sequence[str], seed: int) -> _Floats:
    """How often each point stands in each draw: as often as its response was drawn."""
    names, places = np.unique(np.asarray(responses, dtype=str), return_inverse=True)
    many = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), size=_DRAWS)
    return np.asarray(many[:, places], dtype=np.float64)


def _alphas(weights: _Floats, one: NDArray[np.int_], other: NDArray[np.int_], far: _Floats) -> _Floats:
    """Alpha of each draw; not a number where a draw holds one and the same label only."""
    counts = np.zeros((len(weights), len(far)))
    for side in (one, other):
        for label in range(len(far)):
            counts[:, label] += weights[:, side == label].sum(axis=1)
    seen, total = weights @ far[one, other] / weights.sum(axis=1), counts.sum(axis=1)
    chance = np.einsum("dl,lk,dk->d", counts, far, counts) / (total * (total - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, 1 - seen / chance, np.nan)


def width_of(points: int, alpha: float, apart: float) -> float:
    """How far either way the interval of alpha reaches that so many points buy; `apart` is how often chance parts two.

    For labels that are the same or not: sets that share an item are less far apart, and the interval narrower.
    """
    seen = min(max((1 - alpha) * apart, 0.0), 1.0)
    return _Z * math.sqrt(seen * (1 - seen) / points) / apart


def points_for(width: float, alpha: float, apart: float) -> int:
    """How many points buy an interval that reaches no farther than `width` either way, in tens."""
    return max(10, 10 * math.ceil(width_of(1, alpha, apart) ** 2 / width**2 / 10))


def apart_by_chance(shares: Sequence[float]) -> float:
    """How often two who draw items by these shares, each for themselves, give different ones; never quite nothing."""
    whole = sum(shares) or 1.0
    return max(0.1, 1 - sum((share / whole) ** 2 for share in shares))
