"""Nouns, by the company words keep: no tagger's data is at hand, but "the", "my" and "of" stand before nouns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.themes.lists import BEFORE_NOUNS, BEFORE_VERBS, LEADERS, NOT_NOUN_ENDINGS, NOUN_ENDINGS, VERBS
from pipeline.themes.phrases import Stream
from pipeline.themes.words import is_glue

PRIOR = 3.0  # how many sightings the form of a word is worth


@dataclass(frozen=True, slots=True)
class Nouns:
    """How much each word is a noun in these texts: from -1 (never) to 1 (always)."""

    seen: Mapping[str, float]

    def of(self, word: str) -> float:
        """The word's share; unseen words by their form alone."""
        return self.seen.get(word, _by_form(word))


def _by_form(word: str) -> float:
    if word in VERBS or word in LEADERS or is_glue(word):
        return -1.0
    if word.endswith(NOT_NOUN_ENDINGS):
        return -0.8
    if word.endswith(NOUN_ENDINGS):
        return 0.8
    if word.endswith(("ed", "ing")):
        return -0.4
    return 0.5 if word.endswith("s") else 0.3


def learn_nouns(stream: Stream) -> Nouns:
    """Count what stands before each word; "a long" before "time" says nothing of "long"."""
    words = [word.casefold().replace("’", "'") for word in stream.words]
    glue = {word: is_glue(word) for word in dict.fromkeys(words)}
    joined = [*stream.joined, False]
    told: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for place, word in enumerate(words):
        before = words[place - 1] if joined[place] else ""
        closes = not joined[place + 1] or glue[words[place + 1]]
        sign = (before in BEFORE_NOUNS and closes) - (before in BEFORE_VERBS)
        told[word] += sign
        seen[word] += abs(sign)
    return Nouns({word: (told[word] + PRIOR * _by_form(word)) / (seen[word] + PRIOR) for word in told})
