"""The words of a text in the form in which cards and answers are compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"\w+")
_STOP = re.compile(r"(?<=[.!?;])\s+|\n+")
# What ends in s and is no plural: "business", "status", "analysis".
_NO_PLURAL = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its form, and where it stands in its text."""

    form: str
    start: int
    end: int


def singular(word: str) -> str:
    """The word without the s of a plural; applied to cards and answers alike, so it need only be the same for both."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def words(text: str) -> list[Word]:
    """Every word of a text; hyphens, full stops and apostrophes part words, so that "log-in" is "log in"."""
    return [Word(singular(found.group().casefold()), *found.span()) for found in _WORD.finditer(text)]


def forms(text: str) -> tuple[str, ...]:
    """The forms of a text's words."""
    return tuple(word.form for word in words(text))


def terms(text: str) -> list[str]:
    """The words of a text, and its pairs of neighbours."""
    told = forms(text)
    return [*told, *(f"{left} {right}" for left, right in pairwise(told))]


def sentences(text: str) -> list[str]:
    """A text cut after its full stops and line ends; a text without any is one sentence."""
    return [part.strip() for part in _STOP.split(text) if part.strip()] or [text]


def flat_sentences(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each sentence of each text, with the number of its text."""
    for number, text in enumerate(texts):
        for sentence in sentences(text):
            yield number, sentence
