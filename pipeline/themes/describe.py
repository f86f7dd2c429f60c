"""Description: a title, keywords and examples for every theme, in the words of those who wrote."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.themes.casing import headed
from pipeline.themes.cluster import Clusters
from pipeline.themes.exemplars import exemplars
from pipeline.themes.keywords import keywords
from pipeline.themes.phrases import VOICES, find_phrases
from pipeline.themes.texts import Texts
from pipeline.themes.titles import proposals, ranked
from pipeline.themes.wording import Wording, learn_wording
from pipeline.themes.words import MARK, tokens

SMALL_SET = 12  # below this nobody else may have used a word
MIDDLE_SET = 40
SHOWN = 4  # words of a text that stands for a title where no words are shared


@dataclass(frozen=True, slots=True)
class Description:
    """What a reader sees of a theme first."""

    title: str
    keywords: tuple[str, ...]
    examples: tuple[str, ...]


def _wording(texts: Texts, clusters: Clusters, expansions: Mapping[str, str], needed: int) -> Wording:
    phrases = find_phrases(texts, needed)
    return learn_wording(phrases, clusters.labels, texts.voices, texts.vectors, clusters.centres, expansions)


def _needed(size: int) -> int:
    """How many respondents must have written a word: three, fewer in sets so small that few words come thrice."""
    return 1 if size < SMALL_SET else 2 if size < MIDDLE_SET else VOICES


def _opening(texts: Texts, members: np.ndarray, centre: np.ndarray) -> str:
    """The first words of the theme's most central text."""
    central = members[int(np.round(texts.vectors[members] @ centre, 6).argmax())]
    words = [word for word, _ in tokens(MARK.sub(" ", texts.shown[central]))]
    return headed(" ".join(words[:SHOWN])) or "Other"


def _unique(titles: Iterable[tuple[str, frozenset[int]]], fallback: str, taken: dict[str, frozenset[int]]) -> str:
    """The best title that no larger theme has, in no other form of its words either."""
    used = set(taken.values())
    for title, stems in titles:
        if title.casefold() not in taken and stems not in used:
            taken[title.casefold()] = stems
            return title
    numbers = (f"{fallback} ({number})" for number in itertools.count(2))
    title = next(title for title in itertools.chain([fallback], numbers) if title.casefold() not in taken)
    taken[title.casefold()] = frozenset()
    return title


def describe(texts: Texts, clusters: Clusters, order: list[int], expansions: Mapping[str, str]) -> list[Description]:
    """Describe the themes in the given order, the largest first: it has the first choice of a title."""
    needed = _needed(len(texts))
    wording = _wording(texts, clusters, expansions, needed)
    taken: dict[str, frozenset[int]] = {}
    found = []
    for label in order:
        members = np.flatnonzero(clusters.labels == label)
        centre = clusters.centres[label]
        phrases = ranked(wording, label)
        title = _unique(proposals(wording, phrases), _opening(texts, members, centre), taken)
        found.append(Description(title, keywords(wording, phrases), exemplars(texts, members, centre)))
    return found
