"""Small groups that lie apart: a handful of people who say the same rare thing must not drown in what many say.

Communities of a graph are blind to what is much smaller than the neighbourhoods they are made of. Here texts are
joined in the order of their distances (single linkage); a small group stands apart when its texts find each other at
half the distance at which anything else reaches them, and that distance is large for this set of texts.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import minimum_spanning_tree

from pipeline.themes.graph import Neighbours

Responses = Sequence[AbstractSet[str]]
SMALL = 12  # texts; what is larger is found as a community
HANDFUL = 3  # responses from which on a group apart is a theme wherever it lies
TIGHT = 0.5  # inner distance against the distance to all else
FAR = 0.95  # quantile of the distances of texts to their nearest that a handful's distance to all else must pass
VERY_FAR = 0.995  # the same for a pair, and for a text that nothing is like
NO_DISTANCE = 1e-4  # below what closeness can tell; a graph of scipy's takes 0 for "no tie"


@dataclass(frozen=True, slots=True)
class Apart:
    """Groups of texts that lie apart from all others, and single texts that nothing is like."""

    groups: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...]


@dataclass(slots=True)
class _Joined:
    texts: list[int]
    inner: float = 0.0  # the distance at which the last of them joined


def _tree(near: Neighbours) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The shortest ties that hold the texts together, shortest first, ties by place."""
    size, count = near.index.shape
    rows = np.repeat(np.arange(size), count)
    distance = np.maximum(np.round(1 - near.closeness.astype(float).ravel(), 4), NO_DISTANCE)
    columns = near.index.ravel()
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    once = np.unique(low.astype(np.int64) * size + high, return_index=True)[1]
    graph = sparse.csr_matrix((distance[once], (low[once], high[once])), shape=(size, size))
    tree = minimum_spanning_tree(graph).tocoo()
    order = np.lexsort((tree.col, tree.row, np.round(tree.data, 4)))
    return tree.row[order], tree.col[order], tree.data[order]


def _is_apart(group: _Joined, outer: float, responses: Responses, far: float, very_far: float) -> bool:
    if not 1 < len(group.texts) <= SMALL or group.inner > TIGHT * outer:
        return False
    heard = len(set().union(*(responses[text] for text in group.texts)))
    return heard > 1 and outer >= (far if heard >= HANDFUL else very_far)


def _root(place: list[int], text: int) -> int:
    """The text that stands for all that this one was joined with; the way to it is shortened for the next time."""
    while place[text] != text:
        place[text] = place[place[text]]
        text = place[text]
    return text


def groups_apart(near: Neighbours, responses: Responses) -> Apart:
    """Small groups far from everything else, the widest of nested ones, and lone texts still farther off.

    `responses` has those of each text: what one person says five times is no handful.
    """
    size = len(near.index)
    if size <= SMALL or not near.index.shape[1]:
        return Apart((), ())
    nearest = 1 - near.closeness[:, 0].astype(float)
    far, very_far = np.round(np.quantile(nearest, [FAR, VERY_FAR]), 4)
    joined: dict[int, _Joined] = {}
    place = list(range(size))  # of each text, by union and find
    found: dict[int, tuple[int, ...]] = {}
    alone: list[int] = []
    for one, other, distance in zip(*_tree(near), strict=True):
        first, second = sorted((_root(place, int(one)), _root(place, int(other))))
        both = [joined.pop(each) if each in joined else _Joined([each]) for each in (first, second)]
        for group in both:
            if _is_apart(group, float(distance), responses, far, very_far):
                found.update(dict.fromkeys(group.texts, tuple(sorted(group.texts))))
            elif len(group.texts) == 1 and distance > very_far:
                alone.append(group.texts[0])
        small, large = sorted(both, key=lambda group: len(group.texts))
        large.texts.extend(small.texts)
        joined[first] = _Joined(large.texts, float(distance))
        place[second] = first
    return Apart(tuple(sorted(set(found.values()))), tuple(sorted(set(alone) - set(found))))
