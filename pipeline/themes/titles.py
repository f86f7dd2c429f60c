"""Titles: what a person would write above a theme, made of words that several of its people wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.themes.casing import headed
from pipeline.themes.lists import CLAUSE, GENERIC, LEADERS, NEGATIONS, PERSONAL
from pipeline.themes.nouns import Nouns
from pipeline.themes.wording import Candidate, Wording, candidates
from pipeline.themes.words import is_glue

LENGTH_BONUS = (0.0, 0.0, 0.3, 0.3, 0.2)  # by words that carry sense: two or three read best
ALONE = 0.35  # a phrase of several words in so many of a theme's answers needs no second one beside it
ENOUGH = 0.75  # the score a longer phrase must have for that
NARROWER = 0.2  # a longer phrase goes before its main word if it holds for so much of what that word holds for
SEEN = 0.1  # share of the answers in which a second part must be found
FITTING = 0.1  # below this a second part is no name of anything
WORTH = 0.8  # the score from which on a second part says more than it costs to read
ALONE_FITS = {"nothing": 0.3, "no": 0.1, "none": 0.1}  # of the negations, what people write as a whole answer
NAME_COST = 0.5  # a word always written with a capital may be somebody's name


@dataclass(frozen=True, slots=True)
class Scored:
    """A phrase with how well it would do as a title."""

    score: float
    fit: float  # how much it reads as the name of something
    one: Candidate


def _edge_fit(one: Candidate, nouns: Nouns) -> float:
    """How much a phrase reads as the name of something: ends on a noun, does not begin on a verb."""
    words = one.words
    if len(words) == 1:
        return ALONE_FITS.get(words[0], -1.0 if words[0] in LEADERS | GENERIC else nouns.of(words[0]))
    if words[0] in NEGATIONS and words[-1] not in NEGATIONS:
        return 0.3
    if one.whole:
        return max(0.2, nouns.of(words[-1]))
    if words[-1] in NEGATIONS or (words[0] in LEADERS and words[1] in CLAUSE):
        return -1.0
    end = nouns.of(words[-1]) - (0.4 if words[-1] in LEADERS else 0.0)
    begin = 0.0 if words[0] in LEADERS else 0.3 * nouns.of(words[0])
    return end + min(begin, 0.1)


def _cost(words: Sequence[str]) -> float:
    inner = words[1:-1]
    glue = sum(is_glue(word) for word in words)
    return 0.05 * glue + 0.2 * sum(word in CLAUSE for word in inner) + 0.08 * sum(word in PERSONAL for word in words)


def is_name(wording: Wording, words: Sequence[str]) -> bool:
    """Whether a word of it is mostly written with a capital and stands in no glossary: it may be somebody's."""
    return any(word in wording.casing.capital for word in words)


def _scored(wording: Wording, one: Candidate, top: float) -> Scored:
    """Telling, central, widely said, and readable: each counts."""
    fit = _edge_fit(one, wording.nouns)
    telling = 0.45 * one.odds / top + 0.4 * one.nearness + 0.5 * float(np.sqrt(one.share)) + 0.25 * one.own
    bonus = LENGTH_BONUS[min(one.sense, 4)] * min(one.direct, 3) / 3
    score = telling + 0.25 * fit + bonus - _cost(one.words) + 0.06 * float(np.log2(max(one.direct, 1)))
    return Scored(round(score - NAME_COST * is_name(wording, one.words), 6), fit, one)


def _says_nothing(one: Candidate) -> bool:
    return len(one.words) == 1 and one.words[0] in NEGATIONS and one.words[0] not in ALONE_FITS


def ranked(wording: Wording, theme: int) -> list[Scored]:
    """The theme's phrases as titles, best first."""
    found = candidates(wording, theme)
    top = max((one.odds for one in found), default=1.0)
    scored = [_scored(wording, one, max(top, 1e-6)) for one in found if not _says_nothing(one)]
    return sorted(scored, key=lambda each: (-each.score, each.one.words))


def _narrowed(first: Scored, others: Sequence[Scored]) -> Scored:
    """The best longer phrase around a lone word that holds for enough of what the word holds for."""
    if first.one.sense > 1:
        return first
    for other in others:
        wide = other.one.sense > 1 and first.one.stems < other.one.stems and other.fit > 0
        if wide and other.one.share >= NARROWER * first.one.share and other.score >= ENOUGH:
            return other
    return first


def _seconds(first: Scored, others: Sequence[Scored]) -> list[Scored]:
    """The phrases that say what the first leaves unsaid, if any is worth it, best first."""
    found = []
    for other in others:
        if other.one.stems & first.one.stems or other.one.share < SEEN or other.fit < FITTING:
            continue
        new = np.setdiff1d(other.one.texts, first.one.texts, assume_unique=True)
        score = other.score + 0.5 * other.one.share * len(new) / max(len(other.one.texts), 1)
        if score > WORTH:
            found.append((score, other))
    return [other for _, other in sorted(found, key=lambda pair: (-round(pair[0], 6), pair[1].one.words))]


def _both(first: Scored, second: Scored, others: Sequence[Scored]) -> Scored | None:
    """A phrase that holds the words of both, where people wrote one: "flu vaccination"."""
    wanted = first.one.stems | second.one.stems
    return next((other for other in others if wanted <= other.one.stems and other.fit > 0), None)


def _joined(wording: Wording, parts: Sequence[Scored]) -> str:
    lines = [wording.casing.shown(part.one.words) for part in parts]
    plain = not any(word in NEGATIONS or word in CLAUSE or word == "and" for part in parts for word in part.one.words)
    return headed((" and " if plain else ", ").join(lines))


def _arranged(first: Scored, others: Sequence[Scored]) -> Iterator[tuple[Scored, ...]]:
    """Ways to make a title that begins with the phrase, best first."""
    alone = first.one.sense > 1 and first.one.share >= ALONE
    if alone:
        yield (first,)
    for second in _seconds(first, others):
        both = _both(first, second, others)
        yield (both,) if both else (first, second)
    yield (first,)


def proposals(wording: Wording, others: Sequence[Scored]) -> Iterator[str]:
    """Titles for a theme of these phrases, best first: no two the same."""
    seen = set()
    for first in others:
        for parts in _arranged(_narrowed(first, others), others):
            title = _joined(wording, parts)
            if title.casefold() not in seen:
                seen.add(title.casefold())
                yield title
