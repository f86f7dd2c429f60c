"""The cards of a taxonomy as rows of words: what people say, cues, and what heads the card."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.definitions.taxonomy import Item, Taxonomy
from pipeline.tag.terms import Word, forms, words

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts of the cards, and for each the number of its card."""

    texts: tuple[str, ...]
    card: Numbers

    def __len__(self) -> int:
        return len(self.texts)

    def __add__(self, other: "Lines") -> "Lines":
        return Lines(self.texts + other.texts, np.concatenate([self.card, other.card]))


@dataclass(frozen=True, slots=True)
class Cards:
    """Everything the cards say, in their order; NONE is the last card."""

    codes: tuple[str, ...]
    says: Lines
    cues: Lines
    heads: Lines
    against: Lines

    @property
    def all(self) -> Lines:
        """Sentences first, then cues and heads."""
        return self.says + self.cues + self.heads


def lines_of(told: Sequence[Sequence[str]]) -> Lines:
    """The texts of each card in turn, with its number; blank ones are left out."""
    pairs = [(text, number) for number, texts in enumerate(told) for text in texts if text.strip()]
    return Lines(tuple(text for text, _ in pairs), np.array([number for _, number in pairs], dtype=np.intp))


def _once(told: Sequence[str]) -> list[str]:
    """The first of those that differ by a plural or a hyphen only: a word in a text must not count twice."""
    return list({forms(text): text for text in reversed(told) if forms(text)}.values())[::-1]


def _heads(card: Item) -> list[str]:
    return [card.title, card.about, card.aim]


def cards_of(taxonomy: Taxonomy) -> Cards:
    """The cards of a taxonomy; names of systems and standards are cues too."""
    cards = taxonomy.cards
    return Cards(
        codes=taxonomy.codes,
        says=lines_of([card.says for card in cards]),
        cues=lines_of([_once([*card.cues, *card.systems, *card.standards]) for card in cards]),
        heads=lines_of([_heads(card) for card in cards]),
        against=lines_of([_once(card.against) for card in cards]),
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in a text: its number among the cues, and where it stands."""

    cue: int
    start: int
    end: int


class CueFinder:
    """Finds cues as whole words, in the singular or plural, however they are hyphenated."""

    def __init__(self, cues: Lines) -> None:
        self._known: dict[tuple[str, ...], list[int]] = {}
        for number, text in enumerate(cues.texts):
            self._known.setdefault(forms(text), []).append(number)
        self._longest = max(map(len, self._known), default=0)

    def find(self, text: str) -> list[Hit]:
        """Every cue of the text, once, at the first place where it stands."""
        told = words(text)
        found: dict[int, Hit] = {}
        for first in range(len(told)):
            for last in range(first, min(first + self._longest, len(told))):
                for cue in self._known.get(_forms(told[first : last + 1]), ()):
                    found.setdefault(cue, Hit(cue, told[first].start, told[last].end))
        return list(found.values())


def _forms(told: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.form for word in told)
