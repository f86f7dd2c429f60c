"""Description: a title, keywords and examples for every theme, in the words of those who wrote."""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.themes.casing import headed
from pipeline.themes.exemplars import exemplars
from pipeline.themes.keywords import keywords
from pipeline.themes.language import Language, learn_language
from pipeline.themes.phrases import VOICES
from pipeline.themes.texts import Texts
from pipeline.themes.titles import proposals, ranked
from pipeline.themes.wording import Wording, weigh
from pipeline.themes.words import MARK, tokens

SMALL_SET = 12  # below this nobody else may have used a word
MIDDLE_SET = 40
BRIEF = 80  # letters: longer texts are no clause of four words
SHOWN = 4  # words of a text that stands for a title where no words are shared

Parts = dict[int, "Description"]  # by part, the largest first
Titled = tuple[str, frozenset[int]]  # a title in small letters, with its stems


@dataclass(frozen=True, slots=True)
class Description:
    """What a reader sees of a theme first."""

    title: str
    keywords: tuple[str, ...]
    examples: tuple[str, ...]


def _needed(size: int) -> int:
    """How many respondents must have written a word: three, fewer in sets so small that few words come thrice."""
    return 1 if size < SMALL_SET else 2 if size < MIDDLE_SET else VOICES


def _saying(texts: Texts, members: np.ndarray, centre: np.ndarray) -> str:
    """The short answer that most of the theme gave, else the first words of its most central text."""
    close = np.round(texts.vectors[members] @ centre, 6)
    words = [[word for word, _ in tokens(MARK.sub(" ", texts.shown[number]))] for number in members]
    short = np.array([0 < len(one) <= SHOWN for one in words])
    heard = np.where(short, texts.voices[members], 0)
    best = int(np.lexsort((-close, -heard))[0]) if heard.max() >= VOICES else int(close.argmax())
    return headed(" ".join(words[best][:SHOWN])) or "Other"


def _clause(texts: Texts, members: np.ndarray, needed: int) -> tuple[str, ...]:
    """What most of the theme's answers are, word for word, where that is two to four words."""
    told: Counter[tuple[str, ...]] = Counter()
    for number in members:
        if len(texts.canonical[number]) <= BRIEF:
            words = tuple(word for word, _ in tokens(MARK.sub(" ", texts.canonical[number])))
            told[words] += int(texts.voices[number])
    best = min(told, key=lambda words: (-told[words], words), default=())
    most = told[best] * 2 > texts.voices[members].sum() and told[best] >= needed
    return best if most and 1 < len(best) <= SHOWN else ()


def _unique(titles: Iterable[Titled], fallback: str, taken: dict[str, frozenset[int]]) -> str:
    """The best title that no larger theme has, in no other form of its words either."""
    used = set(taken.values()) - {frozenset[int]()}
    for title, stems in titles:
        if title.casefold() not in taken and stems not in used:
            taken[title.casefold()] = stems
            return title
    numbers = (f"{fallback} ({number})" for number in itertools.count(2))
    title = next(title for title in itertools.chain([fallback], numbers) if title.casefold() not in taken)
    taken[title.casefold()] = frozenset()
    return title


def _described(wording: Wording, order: Iterable[int], taken: dict[str, frozenset[int]]) -> list[Description]:
    texts = wording.language.texts
    found = []
    for label in order:
        members = np.flatnonzero(wording.labels == label)
        centre = wording.centres[label]
        phrases = ranked(wording, label)
        told = (one for one in proposals(wording, label, phrases) if not wording.language.quotes(one[0]))
        clause = _clause(texts, members, VOICES)
        whole = [(headed(wording.language.casing.shown(clause)), frozenset[int]())] if clause else []
        title = _unique(itertools.chain(whole, told), _saying(texts, members, centre), taken)
        found.append(Description(title, keywords(wording, phrases), exemplars(texts, members, centre)))
    return found


def _centres(vectors: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    sums = np.stack([vectors[labels == label].sum(axis=0, dtype=np.float64) for label in range(count)])
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _parts_described(language: Language, members: np.ndarray, part_of: np.ndarray, above: Titled) -> Parts:
    """The parts of one theme, told from one another and not from other themes, the largest first."""
    names, numbers = np.unique(part_of, return_inverse=True)
    labels = np.full(len(language.texts), -1, dtype=np.int64)
    labels[members] = numbers
    wording = weigh(language, labels, _centres(language.texts.vectors[members], numbers, len(names)))
    order = [int(number) for number in np.lexsort((names, -wording.sizes))]
    told = _described(wording, order, dict([above]))
    return {int(names[number]): one for number, one in zip(order, told, strict=True)}


def describe_levels(
    texts: Texts,
    labels: np.ndarray,
    centres: np.ndarray,
    order: list[int],
    part_of: np.ndarray,
    expansions: Mapping[str, str],
) -> tuple[list[Description], dict[int, Parts]]:
    """Describe the themes in the given order, and by label the parts of those that have several.

    The first theme has the first choice of a title. `part_of` has the part of each text, -1 for texts in none; parts of
    one theme have different numbers. A part's title differs from its theme's and from those of the other parts.
    """
    language = learn_language(texts, _needed(len(texts)), expansions)
    taken: dict[str, frozenset[int]] = {}
    told = _described(weigh(language, labels, centres), order, taken)
    below = {}
    for label, one in zip(order, told, strict=True):
        members = np.flatnonzero((labels == label) & (part_of >= 0))
        if len(np.unique(part_of[members])) > 1:
            above = (one.title.casefold(), taken[one.title.casefold()])
            below[label] = _parts_described(language, members, part_of[members], above)
    return told, below
