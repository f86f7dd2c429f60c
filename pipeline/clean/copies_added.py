"""What a person added to a letter that others sent too: whole stretches of their own, not the words they changed."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from pipeline.clean.copies_align import same_places
from pipeline.clean.copies_words import placed_words
from pipeline.clean.lists import words

Stretch = tuple[int, int]
Known = AbstractSet[tuple[str, str]]

# Fewer words are no claim of their own; within a sentence of the letter so few are an edit.
_CLAIM = 3
_NO_EDIT = 5
# Of the words of an addition so many are new, of a whole sentence fewer: it speaks of the letter's subject too.
_NEW = 0.6
_NEW_OF_WHOLE = 0.4
# The border of a sentence this near is where the addition begins or ends.
_SNAP = 2
_OPENING = "([{\"'“‘«"
_SENTENCE_END = re.compile(r"\n|[.!?…][^\s\w]*\s")
# Words of greetings and signatures, which make no claim.
_COURTESY = words(
    """
    dear sir madam sirs all team hello hi kind kindest best warm warmest many regards wishes yours sincerely faithfully
    truly thanks thank you your for in advance cheers sent from signed person email phone mr mrs ms miss dr the a
    """
)
_CLOSING = words("regards wishes sincerely faithfully truly thanks cheers signed")
_NAME = 4


def _borders(text: str, places: Sequence[Stretch]) -> set[int]:
    """The numbers of the words that a sentence or a line begins with, and the number after the last."""
    gaps = (text[one[1] : other[0]] for one, other in pairwise(places))
    ends = {number for number, gap in enumerate(gaps, start=1) if _SENTENCE_END.search(gap)}
    return ends | {0, len(places)}


def _snapped(number: int, borders: set[int]) -> int:
    near = sorted(range(-_SNAP, _SNAP + 1), key=lambda step: (abs(step), step))
    return next((number + step for step in near if number + step in borders), number)


def _gaps(own: Sequence[str], letter: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of words that only one has: start and end among the person's words, start and end in the letter."""
    last = (-1, -1)
    for place in [*same_places(own, letter), (len(own), len(letter))]:
        if place[0] - last[0] > 1:
            yield last[0] + 1, place[0], last[1] + 1, place[1]
        last = place


def _pieces(start: int, end: int, borders: set[int]) -> Iterator[tuple[int, int]]:
    """A stretch of words cut where sentences begin."""
    cuts = [start, *(number for number in range(start + 1, end) if number in borders), end]
    yield from pairwise(cuts)


def _claims(said: Sequence[str]) -> int:
    """Words that are no greeting and no signature."""
    closing = next((number for number, word in enumerate(said[:_NAME]) if word in _CLOSING), None)
    if closing is not None and len(said) - closing - 1 <= _NAME:
        said = said[:closing]
    return sum(word not in _COURTESY for word in said)


def _is_new(own: Sequence[str], number: int, letter: frozenset[str], known: Known) -> bool:
    """Whether a word stands neither in the letter's own stretch nor, with a word beside it, in other copies."""
    beside = own[max(0, number - 1) : number + 2]
    return own[number] not in letter and known.isdisjoint(pairwise(beside))


def _is_added(
    own: Sequence[str], piece: tuple[int, int], borders: set[int], letter: frozenset[str], known: Known
) -> bool:
    """Whether words say something of their own, and are not the letter's in other words."""
    start, end = piece
    said = own[start:end]
    if _claims(said) < _CLAIM:
        return False
    new = sum(_is_new(own, number, letter, known) for number in range(start, end))
    whole = start in borders and end in borders
    least = _CLAIM if whole else _NO_EDIT + len(letter.difference(said))
    return new >= least and new >= (_NEW_OF_WHOLE if whole else _NEW) * len(said)


def _characters(text: str, places: Sequence[Stretch], start: int, end: int) -> Stretch:
    """The stretch of the text that a stretch of words is, with the punctuation that belongs to it."""
    first, last = places[start][0], places[end - 1][1]
    after = places[start - 1][1] if start else 0
    until = places[end][0] if end < len(places) else len(text)
    while first > after and text[first - 1] in _OPENING:
        first -= 1
    while last < until and not text[last].isspace() and text[last] not in _OPENING:
        last += 1
    return first, last


def own_stretches(text: str, letter: Sequence[str], known: Known = frozenset()) -> list[Stretch]:
    """The stretches of a text that its sender added to a letter, given as its plain words: in order and apart.

    `known` are pairs of words that stand beside each other in many copies: they are the letter's wherever they stand.
    """
    own, places = placed_words(text)
    gaps = [gap for gap in _gaps(own, letter) if gap[1] - gap[0] >= _CLAIM]
    if not gaps:
        return []
    borders = _borders(text, places)
    kept: list[tuple[int, int]] = []
    for start, end, there, until in gaps:
        instead_of = frozenset(letter[there:until])
        after = kept[-1][1] if kept else 0
        for piece in _pieces(max(after, _snapped(start, borders)), _snapped(end, borders), borders):
            if not _is_added(own, piece, borders, instead_of, known):
                continue
            joins = bool(kept) and kept[-1][1] == piece[0]
            kept[-1:] = [(kept[-1][0], piece[1])] if joins else [*kept[-1:], piece]
    return [_characters(text, places, *piece) for piece in kept]


def added_in(text: str, added: str) -> list[Stretch]:
    """The stretches of a text that the column `added` of GROUPS holds, a line of it at a time."""
    stretches, after = [], 0
    for line in added.split("\n"):
        start = text.find(line, after) if line else -1
        if start >= 0:
            after = start + len(line)
            stretches.append((start, after))
    return stretches
