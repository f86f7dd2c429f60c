"""What the wording says of the model's directions: where texts of like words differ is seldom what they are about.

A round tells by itself which differences between two texts count for little. Texts that share their telling words are
mostly about one thing, so a direction of the model in which such texts lie apart holds tone, person or length rather
than the subject. It is shortened by the fourth root of how much wider they lie apart in it than any two texts do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.near import closeness_of, largest
from pipeline.embed.protocol import Vectors

NEAREST = 5
CLOSE = 0.25  # cosine of words and letters from which two texts are said to be alike
ANCHORS = 4096  # texts whose neighbours are looked for; more tell nothing new and cost the square
BLOCK = 512
DOUBT = 384  # as many pairs weigh as much as the belief that all directions are equal
POWER = 0.25
FLOOR = 0.05  # a direction in which like texts never differ may come from few of them


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts that are alike, by number: the first of each pair and the second."""

    left: NDArray[np.intp]
    right: NDArray[np.intp]


def alike(wording: Vectors) -> Pairs:
    """Each text with those of its five nearest that share much of its wording; of many texts, every so-manieth."""
    anchors = np.arange(0, len(wording), -(-len(wording) // ANCHORS))
    count = min(NEAREST, len(wording) - 1)
    left, right = [], []
    for start in range(0, len(anchors), BLOCK):
        block = anchors[start : start + BLOCK]
        close = closeness_of(wording, block)
        near = largest(close, count)
        row, place = np.nonzero(np.take_along_axis(close, near, axis=1) > CLOSE)
        left.append(block[row])
        right.append(near[row, place])
    return Pairs(np.concatenate(left), np.concatenate(right))


def weighed(along: NDArray[np.float64], pairs: Pairs) -> NDArray[np.float64]:
    """The rows with the directions shortened in which the pairs lie apart; `along` has mean 0, its columns no ties.

    With few pairs little is changed: they are mixed with the belief that pairs lie apart as any two texts do.
    """
    spread = np.einsum("ij,ij->j", along, along) / len(along)
    apart = along[pairs.left] - along[pairs.right]
    within = apart.T @ apart
    if not within.trace() > 0:
        return along
    trust = len(pairs.left) / (len(pairs.left) + DOUBT)
    mixed = trust * spread.sum() / within.trace() * within + (1 - trust) * np.diag(spread)
    scale = np.maximum(np.sqrt(spread), 1e-6 * np.sqrt(spread.max()))
    shares, axes = np.linalg.eigh(mixed / np.outer(scale, scale))
    turned = (axes * np.maximum(shares, FLOOR) ** -POWER) @ axes.T
    heeded: NDArray[np.float64] = (along / scale) @ turned * scale
    return heeded
