"""Flags: the themes that a named rule of quality wants a person to look at; nothing is dropped for them."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.schemas import FLAGS, checked
from pipeline.themes.closeness import Groups, background, groups_of, kinship
from pipeline.themes.cluster import Clusters
from pipeline.themes.coherence import coherence
from pipeline.themes.levels import first_cut
from pipeline.themes.rules import (
    LOOSE,
    MIXED,
    NEAR_DUPLICATE,
    ONE_VOICE,
    PATCHY,
    RULES,
    SAME_WORDS,
    SMALL_DISTINCT,
    UNCLEAR_TITLE,
    UNSTEADY,
    Rule,
)
from pipeline.themes.texts import Texts
from pipeline.themes.words import is_glue, stem, tokens

DECIMALS = 2
LEAST_POINTS = 3  # of one response, before it can be most of a theme
LEAST_SAME = 3  # responses in the same words
LETTER = 8  # words from which nearly equal texts are copies; people say "very friendly staff" without one another
COPY = 0.95  # closeness of copies with a word changed
MOST_HELD = 1000  # texts of a theme held against one another, those of most responses
FEW = 8  # responses of a small theme
FEW_SHARE = 0.01  # or this share of all responses
SMALL = 0.5  # of the responses of the middle theme: where all are small none stands out

Flag = tuple[int, Rule, float, list[str]]  # label, rule with the bound that was laid on, value, others


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Themes with all that the rules measure them by; `names` are in the order of the labels."""

    names: Sequence[str]
    texts: Texts
    clusters: Clusters
    steady: np.ndarray  # share of reruns
    part_of: np.ndarray  # of levels.parts
    titles: Sequence[str] = ()  # none where themes have none yet
    seed: int = 0

    def groups(self) -> Groups:
        """The sums of the themes' vectors."""
        return groups_of(self.texts.vectors, self.clusters.labels, len(self.names))


def _by_bound(rule: Rule, values: Sequence[float] | np.ndarray) -> Iterator[Flag]:
    for label, value in enumerate(values):
        if rule.is_met(round(float(value), DECIMALS)):
            yield label, rule, float(value), []


def _holding(found: Found) -> Iterator[Flag]:
    """Loose themes, and patchy ones that are not loose."""
    held = coherence(found.texts.vectors, found.clusters, found.groups(), found.seed)
    loose = {label for label, *_ in _by_bound(LOOSE, held)}
    yield from _by_bound(LOOSE, held)
    yield from (flag for flag in _by_bound(PATCHY, held) if flag[0] not in loose)


def _kin(found: Found) -> np.ndarray:
    kin = kinship(found.groups(), background(found.texts.vectors))
    np.fill_diagonal(kin, -1)
    return kin


def _near_duplicates(found: Found) -> Iterator[Flag]:
    kin = _kin(found)
    for label, rule, value, _ in _by_bound(NEAR_DUPLICATE, kin.max(axis=1, initial=-1)):
        others = np.flatnonzero(np.round(kin[label], DECIMALS) >= rule.bound)
        nearest = others[np.lexsort((others, -kin[label, others]))]
        yield label, rule, value, [found.names[other] for other in nearest]


def _mixed(found: Found) -> Iterator[Flag]:
    cut = first_cut(found.texts, found.clusters, found.part_of)
    for label, rule, value, _ in _by_bound(MIXED.on_map(_kin(found).max(axis=1, initial=-1)), cut):
        count = int(found.part_of[found.clusters.labels == label].max()) + 1
        yield label, rule, value, [f"{found.names[label]}.{number}" for number in range(1, count + 1)]


def _homes(found: Found) -> list[list[tuple[int, str]]]:
    """Text and response of each point of each theme."""
    told: list[list[tuple[int, str]]] = [[] for _ in found.names]
    for number, label in enumerate(found.clusters.labels):
        if label >= 0:
            told[label].extend((number, response) for _, response in found.texts.homes[number])
    return told


def _loudest(homes: list[tuple[int, str]]) -> float:
    """The share of the points that come from the response with most."""
    most = max(Counter(response for _, response in homes).values(), default=0)
    return most / len(homes) if most >= LEAST_POINTS else 0.0


def _copies(texts: Texts, members: np.ndarray) -> np.ndarray:
    """For each text which of the others are the same letter, itself included: an almost equal text, as long."""
    same = np.eye(len(members), dtype=bool)
    long = np.flatnonzero([len(tokens(texts.shown[number])) >= LETTER for number in members])
    vectors = texts.vectors[members[long]]
    same[np.ix_(long, long)] |= np.round(vectors @ vectors.T, 4) >= COPY
    return same


def _sameness(texts: Texts, homes: list[tuple[int, str]]) -> float:
    """The share of the responses that use one text, or a copy of it with a word or two changed."""
    everyone = {response for _, response in homes}
    heard: dict[int, set[str]] = {}
    for number, response in homes:
        heard.setdefault(number, set()).add(response)
    members = np.array(sorted(heard, key=lambda number: (-len(heard[number]), number))[:MOST_HELD])
    if not len(members):
        return 0.0
    copies = _copies(texts, members)
    widest = copies[int((copies @ texts.voices[members]).argmax())]
    joined = set().union(*(heard[int(number)] for number in members[widest]))
    return len(joined) / len(everyone) if len(joined) >= LEAST_SAME else 0.0


def _small_distinct(found: Found, responses: Sequence[int]) -> Iterator[Flag]:
    everyone = len({response for home in found.texts.homes for _, response in home})
    few = min(max(FEW, FEW_SHARE * everyone), SMALL * float(np.median(responses or [0])))
    nearest = _kin(found).max(axis=1, initial=-1)
    for flag in _by_bound(SMALL_DISTINCT.on_map(nearest), nearest):
        if responses[flag[0]] <= few and len(found.names) > 1:
            yield flag


def _stems(text: str) -> set[str]:
    return {stem(word) for word, _ in tokens(text) if not is_glue(word)}


def _titled(found: Found, homes: list[list[tuple[int, str]]]) -> list[float]:
    """For each theme the share of its texts that hold a word of its title; 1 where that has no word."""
    told = []
    for title, home in zip(found.titles, homes, strict=False):
        words, members = _stems(title), sorted({number for number, _ in home})
        held = [bool(words & _stems(found.texts.shown[number])) for number in members] if words else []
        told.append(float(np.mean(held)) if held else 1.0)
    return told


def _all(found: Found) -> Iterator[Flag]:
    homes = _homes(found)
    yield from _by_bound(UNSTEADY, found.steady)
    yield from _holding(found)
    yield from _near_duplicates(found)
    yield from _mixed(found)
    yield from _by_bound(ONE_VOICE, [_loudest(home) for home in homes])
    yield from _by_bound(SAME_WORDS, [_sameness(found.texts, home) for home in homes])
    yield from _by_bound(UNCLEAR_TITLE, _titled(found, homes))
    yield from _small_distinct(found, [len({response for _, response in home}) for home in homes])


def flags(found: Found) -> pd.DataFrame:
    """FLAGS: for each theme the rules it meets, by theme in the order of names, then by rule in the order of RULES."""
    place = {name: number for number, name in enumerate(RULES)}
    ordered = sorted(_all(found), key=lambda flag: (flag[0], place[flag[1].name]))
    rows = [
        (found.names[label], rule.name, round(value, DECIMALS), rule.bound, json.dumps(others))
        for label, rule, value, others in ordered
    ]
    table = pd.DataFrame(rows, columns=list(FLAGS.columns))
    return checked(table.astype({"theme": str, "rule": str, "value": float, "bound": float, "others": str}), FLAGS)
