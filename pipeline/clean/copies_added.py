"""What a person added to a letter that others sent too: whole stretches of their own, not the words they changed."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.clean.copies_align import same_places
from pipeline.clean.copies_words import placed_words
from pipeline.clean.lists import words

Stretch = tuple[int, int]

# Fewer words are no claim of their own.
_CLAIM = 3
# So many new words in one place are no longer edits, whatever stood there before.
_NO_EDIT = 8
# The border of a sentence this near is where the addition begins or ends.
_SNAP = 2
_OPENING = "([{\"'“‘«"
_SENTENCE_END = ".!?;:…"
# Words of greetings and signatures, which make no claim.
_COURTESY = words(
    """
    dear sir madam sirs all team hello hi kind kindest best warm warmest many regards wishes yours sincerely faithfully
    truly thanks thank you your for in advance cheers sent from signed person email phone mr mrs ms miss dr the a
    """
)


def _borders(text: str, places: Sequence[Stretch]) -> set[int]:
    """The numbers of the words that a sentence or a line begins with, and the number after the last."""
    gaps = (text[one[1] : other[0]] for one, other in pairwise(places))
    ends = {
        number for number, gap in enumerate(gaps, start=1) if "\n" in gap or any(mark in gap for mark in _SENTENCE_END)
    }
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


def _is_added(new: Sequence[str], instead_of: Sequence[str]) -> bool:
    """Whether words say something of their own, and are not the letter's in other words."""
    known = set(instead_of)
    fresh = [word for word in new if word not in known]
    if sum(word not in _COURTESY for word in new) < _CLAIM:
        return False
    lost = len(known.difference(new))
    return len(fresh) >= _NO_EDIT or len(fresh) - lost >= _CLAIM


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


def own_stretches(text: str, letter: Sequence[str]) -> list[Stretch]:
    """The stretches of a text that its sender added to a letter, given as its plain words: in order and apart."""
    own, places = placed_words(text)
    borders: set[int] | None = None
    stretches: list[Stretch] = []
    done = 0
    for start, end, there, until in _gaps(own, letter):
        if end - start < _CLAIM or not _is_added(own[start:end], letter[there:until]):
            continue
        borders = _borders(text, places) if borders is None else borders
        start, end = max(done, _snapped(start, borders)), _snapped(end, borders)
        if end - start >= _CLAIM:
            stretches.append(_characters(text, places, start, end))
            done = end
    return stretches


def added_stretches(text: str, canonical: str) -> list[Stretch]:
    """The stretches of a text that its sender added to the canonical text of its group: in order and apart."""
    return own_stretches(text, placed_words(canonical)[0])


def added_in(text: str, added: str) -> list[Stretch]:
    """The stretches of a text that the column `added` of GROUPS holds, a line of it at a time."""
    stretches, after = [], 0
    for line in added.split("\n"):
        start = text.find(line, after) if line else -1
        if start >= 0:
            after = start + len(line)
            stretches.append((start, after))
    return stretches
