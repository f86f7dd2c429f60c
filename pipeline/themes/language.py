"""Language: how the texts of a round are written, whatever theme they are in."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipeline.themes.casing import Casing, learn_casing
from pipeline.themes.classes import word_classes
from pipeline.themes.forms import verbs_of
from pipeline.themes.lists import JUDGING, PARTICLES
from pipeline.themes.pairs import commonest_forms
from pipeline.themes.phrases import LONGEST, Phrases, Stream, find_phrases
from pipeline.themes.texts import Texts
from pipeline.themes.words import stem, tokens


@dataclass(frozen=True, slots=True)
class Language:
    """All phrases, the class of every word, and how words are written."""

    texts: Texts
    phrases: Phrases
    casing: Casing
    classes: np.ndarray  # of every word of the stream
    before: np.ndarray  # the class of the word before, a space behind a stop
    after: np.ndarray
    goes_on: np.ndarray  # whether a word has its particle behind it: "single sign on"
    judging: np.ndarray  # by stem
    qualities: Mapping[int, str]  # by stem of an adjective the form that is written most
    verbs: frozenset[str]  # words that are verbs often enough, in small letters
    bags: sparse.csc_matrix  # texts x stems
    numbers: Mapping[str, int]  # of the stems that enough respondents wrote

    def stems_of(self, phrase: int) -> frozenset[int]:
        """The stems of the phrase that carry sense or judge; all of them where none does."""
        stems = [int(one) for one in self.phrases.keys[phrase] if one]
        return frozenset(one for one in stems if self.phrases.sense[one] or self.judging[one]) or frozenset(stems)

    def quotes(self, line: str) -> bool:
        """Whether the line repeats a run of words of one answer that is longer than may be shown unread."""
        stems = np.array([self.numbers.get(stem(word), 0) for word, _ in tokens(line)])
        written = self.phrases.stream.stems
        size = len(written) - LONGEST
        for start in range(len(stems) - LONGEST):
            run = stems[start : start + LONGEST + 1]
            if size > 0 and np.all([written[at : at + size] == one for at, one in enumerate(run)], axis=0).any():
                return True
        return False

    def with_stem(self, number: int) -> np.ndarray:
        """The texts that hold the stem of this number, ascending."""
        return np.asarray(self.bags.indices[self.bags.indptr[number] : self.bags.indptr[number + 1]])


def _bags(stream: Stream, texts: int) -> sparse.csc_matrix:
    told = stream.stems > 0
    cells = (np.ones(told.sum(), dtype=np.float32), (stream.text_no[told], stream.stems[told]))
    bags = sparse.csc_matrix(cells, shape=(texts, len(stream.vocabulary)))
    bags.sum_duplicates()
    return bags


def _next_to(stream: Stream, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The class before and after each word, a space where a stop stands between."""
    before = np.where(stream.joined, np.roll(classes, 1), " ")
    after = np.where(np.append(stream.joined[1:], False)[: len(classes)], np.roll(classes, -1), " ")
    return before, after


def _goes_on(stream: Stream, classes: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Whether the word is a noun and the next a particle with nothing of its own behind it."""
    particle = np.array([word.casefold() in PARTICLES for word in stream.words], dtype=bool) & stream.joined
    particle &= ~np.isin(after, list("dojnNu"))
    return np.append(particle[1:], False)[: len(particle)] & np.isin(classes, list("nN"))


def learn_language(texts: Texts, needed: int, expansions: Mapping[str, str]) -> Language:
    """Read all texts once; `needed` is how many respondents must have written a word."""
    phrases = find_phrases(texts, needed)
    stream = phrases.stream
    classes = word_classes([str(word) for word in stream.words], stream.text_no)
    before, after = _next_to(stream, classes)
    return Language(
        texts=texts,
        phrases=phrases,
        casing=learn_casing(stream, expansions),
        classes=classes,
        before=before,
        after=after,
        goes_on=_goes_on(stream, classes, after),
        judging=np.array([word in JUDGING for word in stream.vocabulary], dtype=bool),
        qualities=commonest_forms(stream, classes, np.arange(len(classes)), "j"),
        verbs=verbs_of(stream, classes),
        bags=_bags(stream, len(texts)),
        numbers={word: number for number, word in enumerate(stream.vocabulary) if number},
    )
