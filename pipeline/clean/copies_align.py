"""Which words of two texts are the same words: in the same order, and in one piece rather than here and there.

Runs that stand once in both texts are laid beside each other first, and what lies between is compared letter by letter
only there. So a letter is found within an answer a thousand times as long, and two books cost what reading them costs.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence

from rapidfuzz.distance import LCSseq

Pair = tuple[int, int]

# Words compared beyond the length of the shorter side of a gap: room for what a person put between.
_ROOM = 12
_MOST = 1500
# Words of a run may stand this far apart, and fewer in a run agree by chance ("one of the").
_STEP = 2
_RUN = 3


def _once(words: Sequence[Hashable]) -> dict[tuple[Hashable, ...], int]:
    """Where each run of three words stands that stands once."""
    places: dict[tuple[Hashable, ...], int] = {}
    for place, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        places[run] = -1 if run in places else place
    return places


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest part of pairs, in order of their first, that is in order of the second too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [second]
        ends[length : length + 1] = [number]
    chain, at = [], ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _anchors(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[Pair]:
    """Pairs of places in runs that stand once in both."""
    places = _once(other)
    shared = ((place, places.get(run, -1)) for run, place in _once(one).items() if place >= 0)
    last = (-1, -1)
    for a, b in _rising([pair for pair in shared if pair[1] >= 0]):
        for step in range(3):
            if a + step > last[0] and b + step > last[1]:
                last = (a + step, b + step)
                yield last


def _near(start: int, end: int, room: int) -> list[int]:
    """The places of a gap, of a long one those at its ends."""
    return [*range(start, end)] if end - start <= 2 * room else [*range(start, start + room), *range(end - room, end)]


def _between(one: Sequence[Hashable], other: Sequence[Hashable], after: Pair, until: Pair) -> Iterator[Pair]:
    """Pairs of places in a gap between anchors."""
    lengths = until[0] - after[0] - 1, until[1] - after[1] - 1
    if min(lengths) <= 0:
        return
    room = min(_MOST, min(lengths) + _ROOM)
    here, there = _near(after[0] + 1, until[0], room), _near(after[1] + 1, until[1], room)
    told = LCSseq.opcodes([one[place] for place in here], [other[place] for place in there])
    for a, b, length in ((block.a, block.b, block.size) for block in told.as_matching_blocks()):
        for step in range(length):
            yield here[a + step], there[b + step]


def _in_runs(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs of which several stand close together in both texts."""
    kept: list[Pair] = []
    run: list[Pair] = []
    for pair in pairs:
        if run and (pair[0] - run[-1][0] > _STEP or pair[1] - run[-1][1] > _STEP):
            kept += run if len(run) >= _RUN else []
            run = []
        run.append(pair)
    return kept + (run if len(run) >= _RUN else [])


def same_places(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[Pair]:
    """Places of the same words in two texts, in order in both, without words that are alike here and there by chance.

    Words are numbers or anything else that can be compared.
    """
    if one == other:
        return [(place, place) for place in range(len(one))]
    pairs: list[Pair] = []
    last = (-1, -1)
    for anchor in [*_anchors(one, other), (len(one), len(other))]:
        pairs += [*_between(one, other, last, anchor), anchor]
        last = anchor
    return _in_runs(pairs[:-1])
