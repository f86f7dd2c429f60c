"""Finding texts that may be copies of one another, without comparing all with all.

A text is looked up by its runs of three words among leaders only, so that a letter that 30,000 people sent, each with
their own changes, costs 30,000 look-ups and not their square.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

# Leaders kept under one run: the first hold what the rest repeat, and a stock phrase stays cheap.
_LEADERS = 60
# Leaders worth a comparison, and how far behind the one that shares most they may be.
_CHECKED = 12
_BEHIND = 4
_MIXED = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def _mixed(codes: np.ndarray) -> np.ndarray:
    spread = (codes + np.uint64(1)) * _MIXED
    return spread ^ (spread >> _SHIFT)


def runs_said_again(texts: Sequence[Sequence[int]]) -> list[list[int]]:
    """For each text the numbers of its runs of three words that stand more than once in all texts together."""
    lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
    words = np.fromiter((word for text in texts for word in text), np.uint64, int(lengths.sum()))
    owner = np.repeat(np.arange(len(texts)), lengths)
    if len(words) < 3:
        return [[] for _ in texts]
    codes = _mixed(_mixed(_mixed(words[:-2]) + words[1:-1]) + words[2:])
    whole = owner[:-2] == owner[2:]
    owner = owner[:-2][whole]
    _, run, times = np.unique(codes[whole], return_inverse=True, return_counts=True)
    again = times[run] > 1
    owner, run = owner[again], run[again]
    borders = np.searchsorted(owner, np.arange(len(texts) + 1))
    return [run[start:end].tolist() for start, end in pairwise(borders)]


class Leaders:
    """Texts that others may be copies of, found by the runs they share."""

    def __init__(self) -> None:
        self._under: dict[int, list[int]] = {}

    def add(self, leader: int, runs: Sequence[int]) -> None:
        """Let a text be found by its runs."""
        for run in set(runs):
            under = self._under.setdefault(run, [])
            if len(under) < _LEADERS:
                under.append(leader)

    def likely(self, runs: Sequence[int]) -> list[int]:
        """Leaders that share most runs with a text, the likeliest first; of equal ones the first added."""
        shared: Counter[int] = Counter()
        for run in set(runs):
            shared.update(self._under.get(run, ()))
        least = max(shared.values(), default=0) / _BEHIND
        found = [leader for leader, times in shared.items() if times >= least]
        # Leaders are added in the order of their numbers, so that the number breaks ties.
        return sorted(found, key=lambda leader: (-shared[leader], leader))[:_CHECKED]
