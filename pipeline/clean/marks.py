"""Marks: what stands in a text where personal data stood, and the way between the two texts' characters."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARK = re.compile(r"\[[A-Z][A-Z_]*\]")
# Stands for a mark while patterns look for more: a character that is no letter, digit or space.
BLANK = "\ue000"
# The recogniser of spans that a model found, whose score is its probability.
TRAINED = "trained"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of personal data: characters of the text from `start` up to `end`."""

    start: int
    end: int
    kind: str
    recogniser: str
    score: float

    @property
    def mark(self) -> str:
        """What is shown in its place."""
        return f"[{self.kind}]"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with marks in place of personal data; spans are in characters of the text before, in order."""

    text: str
    spans: tuple[Span, ...]


def masked(text: str) -> str:
    """The text with each mark made unreadable to patterns; every other character stays at its place."""
    return MARK.sub(lambda mark: BLANK * len(mark[0]), text) if "[" in text else text


def apart(found: Iterable[Span], order: Sequence[str]) -> list[Span]:
    """Of spans that overlap keep the longest, and of equal ones the first kind in `order`, then the surest."""
    ranked = sorted(found, key=lambda span: (span.start - span.end, order.index(span.kind), -span.score, span))
    kept: list[Span] = []
    taken: set[int] = set()
    for span in ranked:
        if taken.isdisjoint(range(span.start, span.end)):
            kept.append(span)
            taken.update(range(span.start, span.end))
    return sorted(kept)


def with_marks(text: str, spans: Iterable[Span]) -> str:
    """The text with each span's mark in its place."""
    pieces, after = [], 0
    for span in spans:
        pieces += [text[after : span.start], span.mark]
        after = span.end
    return "".join([*pieces, text[after:]])


def to_repaired(offset: int, spans: Iterable[Span]) -> int:
    """The character of the text before redaction that an offset of the redacted text stands for.

    An offset inside a mark stands for the start of what the mark hides.
    """
    grown = 0
    for span in spans:
        start = span.start + grown
        if offset <= start:
            break
        if offset < start + len(span.mark):
            return span.start
        grown += len(span.mark) - (span.end - span.start)
    return offset - grown


def to_redacted(offset: int, spans: Iterable[Span]) -> int:
    """The character of the redacted text that an offset of the text before stands for.

    One inside what a mark hides stands for the mark's start.
    """
    grown = 0
    for span in spans:
        if offset <= span.start:
            break
        if offset < span.end:
            return span.start + grown
        grown += len(span.mark) - (span.end - span.start)
    return offset + grown


def moved_back(found: Iterable[Span], spans: Iterable[Span]) -> list[Span]:
    """Spans of the redacted text, in order and clear of its marks, as spans of the text before."""
    moved, hidden, grown = [], iter(spans), 0
    following = next(hidden, None)
    for span in found:
        while following and following.start + grown < span.start:
            grown += len(following.mark) - (following.end - following.start)
            following = next(hidden, None)
        moved.append(Span(span.start - grown, span.end - grown, span.kind, span.recogniser, span.score))
    return moved
