"""Titles: what a person would write above a theme, made of words that several of its people wrote."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.themes.casing import headed
from pipeline.themes.lists import CLAUSE, DULL, GENERIC, HANGING, JUDGING, LIGHT, NEGATIONS, PERSONAL, PLAIN_JUDGING
from pipeline.themes.wording import Candidate, Wording, candidates
from pipeline.themes.words import is_glue

ANCHOR = 0.7  # a title holds the word that the theme is about
LONE_COST = 0.78  # "staff" does not say what was said of them
NEAR = 0.6  # to the centre of the theme
LENGTH_BONUS = (0.0, 0.0, 0.3, 0.3, 0.2)  # by words that carry sense: two or three read best
FIT = 0.5  # what reading as a title is worth
WHOLE = 0.5  # share of its places where a part of a title is whole
CUT = 0.6  # what a phrase loses that is always cut out of a longer one
NAME_COST = 0.4  # a word always written with a capital may be somebody's name
COMMON_NAME_COST = 0.8  # a name that all themes have is that of the place or body that asked
KNOWN = 0.25  # a lone word of the glossary says more than another
MEASURE_COST = 1.0  # "lot of rework"
OWN_WEIGHT = 0.14  # share of the answers in which each of two things must stand that nobody speaks of together
RARE, RARE_COST = 0.08, 0.5  # what holds for fewer answers tells little of the theme
DULL_COST = 0.8
GENERIC_COST = 0.3
MOSTLY = 0.5  # of the texts of which a thing is said, those that have its name in full
QUALITIES = 0.6  # how much two of them read as a title
WIDER = 0.15
JOINED = 12  # of the best phrases, those that are joined with one another
SEEN = 0.07  # share of the answers in which each of two joined parts must stand
TOGETHER, BREATH = 2, 0.12  # texts, and share of the texts of the rarer, that hold both of two things that are joined
HEAD = 0.25  # share of the answers that a noun must have to be spelt out
TELLING, TELLING_ALONE = 0.35, 0.5  # strength of what it is spelt out with: of several words, of one
ASPECTS = 8  # how many such are tried
SPELT = 1.25  # what a title of two halves costs
FIRST = 0.6  # weight of the first of two
JOIN_COST = 0.35  # two things are more to read than one
COVER = 0.8  # what the answers are worth that a second part adds
ALIKE = 5  # letters: words that begin alike are forms of one word to a reader
ALONE_FITS = {"nothing": 1.5}  # of the negations, what people write as a whole answer


@dataclass(frozen=True, slots=True)
class Scored:
    """A phrase with how well it would do as a title."""

    score: float
    fit: float  # how much it reads as the name of something
    one: Candidate


def is_name(wording: Wording, words: Sequence[str]) -> bool:
    """Whether a word of it is mostly written with a capital and stands in no glossary: it may be somebody's."""
    return any(word in wording.language.casing.capital for word in words)


def _cost(words: Sequence[str]) -> float:
    inner = words[1:-1]
    glue = sum(is_glue(word) for word in words)
    return 0.05 * glue + 0.2 * sum(word in CLAUSE for word in inner) + 0.08 * sum(word in PERSONAL for word in words)


def _is_open(one: Candidate) -> bool:
    """Whether it stops before it said anything: "the card isn't", "without the"."""
    first, last = one.words[0], one.words[-1]
    twice = sum(word in NEGATIONS for word in one.words) > 1
    return (is_glue(last) and last not in JUDGING) or last.endswith("n't") or first in HANGING or twice


def _fit(one: Candidate) -> float:
    if len(one.words) == 1:
        word = one.words[0]
        return ALONE_FITS.get(word, -1.0 if word in NEGATIONS else one.fit)
    if _is_open(one):
        return -1.0
    return max(one.fit, 0.2) if one.whole else one.fit


def _telling(one: Candidate, top: float) -> float:
    words = 0.5 * one.strength + 0.6 * one.spread
    return words + 0.3 * one.odds / top + NEAR * one.nearness + 0.3 * float(np.sqrt(one.share)) + 0.15 * one.own


def _is_lone(one: Candidate) -> bool:
    """Whether it has one word that says something at most: "staff", "some like the chair", "different staff"."""
    return len(one.stems) <= 1


def _is_whole(one: Candidate) -> bool:
    """Whether it can be a part of a title: a lone noun, or a phrase that is not mostly cut out of a longer one."""
    return len(one.words) == 1 or one.complete >= WHOLE


def _name_cost(wording: Wording, one: Candidate) -> float:
    return NAME_COST + COMMON_NAME_COST * (1 - one.own) if is_name(wording, one.words) else 0.0


def _scored(wording: Wording, one: Candidate, top: float) -> Scored:
    """Telling, central, widely said, readable and whole: each counts."""
    fit = _fit(one)
    bonus = LENGTH_BONUS[min(one.sense, 4)] * min(one.direct, 3) / 3
    score = _telling(one, top) + FIT * fit + bonus - _cost(one.words) + 0.06 * float(np.log2(max(one.direct, 1)))
    score -= CUT * (1 - one.complete) + _name_cost(wording, one)
    score += KNOWN * (len(one.words) == 1 and one.words[0] in wording.language.casing.known)
    score += ANCHOR * one.anchor - LONE_COST * _is_lone(one)
    score -= RARE_COST * max(0.0, 1 - one.share / RARE) + DULL_COST * (
        bool(DULL.intersection(one.words)) or "u" in one.shape
    )
    measure = one.shape[0] in "nN" and is_glue(one.words[0])  # "lot of rework"
    score -= (
        GENERIC_COST * bool({one.words[0], one.words[-1]} & GENERIC | {one.words[0]} & LIGHT) + MEASURE_COST * measure
    )
    return Scored(round(score, 6), fit, one)


def ranked(wording: Wording, theme: int) -> list[Scored]:
    """The theme's phrases as titles, best first."""
    found = candidates(wording, theme)
    top = max((one.odds for one in found), default=1.0)
    scored = [_scored(wording, one, max(top, 1e-6)) for one in found]
    return sorted(scored, key=lambda each: (-each.score, each.one.words))


def _begin_alike(one: str, two: str) -> int:
    """How many letters both begin with."""
    return next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _alike(first: Candidate, second: Candidate) -> bool:
    """Whether a word of one is a form of a word of the other."""
    pairs = itertools.product(first.words, second.words)
    return bool(first.stems & second.stems) or any(_begin_alike(*pair) >= min(ALIKE, *map(len, pair)) for pair in pairs)


def _adjectives(scored: Sequence[Scored]) -> Iterator[Scored]:
    """What is said where nobody names the thing: "helpful and professional"."""
    told = [each for each in scored if each.one.shape == "j" and each.one.sense and each.one.share >= SEEN]
    for first, second in itertools.combinations(told[:JOINED], 2):
        if not _alike(first.one, second.one) and _together(first.one, second.one):
            both = _union(first, second, (*first.one.words, "and", *second.one.words), "jcj")
            yield replace(both, score=round(both.score + LONE_COST + FIT * QUALITIES, 6))


def _together(one: Candidate, two: Candidate) -> bool:
    """Whether people speak of both in one breath; words of one meaning, or of two themes, they do not."""
    both = len(np.intersect1d(one.texts, two.texts))
    return both >= TOGETHER and both >= BREATH * min(len(one.texts), len(two.texts))


def _union(first: Scored, second: Scored, words: tuple[str, ...], shape: str) -> Scored:
    """Both as one phrase: as good as the first, better by the answers that the second adds."""
    one, two = first.one, second.one
    texts = np.union1d(one.texts, two.texts)
    share = one.share + two.share * (1 - len(np.intersect1d(one.texts, two.texts)) / max(len(two.texts), 1))
    both = replace(
        one,
        words=words,
        stems=one.stems | two.stems,
        sense=one.sense + two.sense,
        texts=texts,
        share=share,
        shape=shape,
    )
    gain = COVER * (float(np.sqrt(share)) - float(np.sqrt(one.share)))
    return Scored(
        round(FIRST * first.score + (1 - FIRST) * second.score + gain - JOIN_COST, 6), min(first.fit, second.fit), both
    )


def _qualities(scored: Sequence[Scored]) -> Iterator[Scored]:
    """Two things said of one noun: "unclear and inconsistent requirements"."""
    told = [each for each in scored if each.one.shape == "jn" and each.fit > 0]
    for first, second in itertools.combinations(told, 2):
        one, two = first.one, second.one
        unlike = _begin_alike(one.words[0], two.words[0]) < ALIKE and not PLAIN_JUDGING & {one.words[0], two.words[0]}
        if one.words[-1] == two.words[-1] and unlike and _together(one, two):
            both = _union(first, second, (one.words[0], "and", *two.words), "jcjn")
            yield replace(both, score=round(both.score + JOIN_COST, 6))


def _nouns(scored: Sequence[Scored]) -> Iterator[Scored]:
    """Two nouns or names side by side: "nurses and doctors"."""
    told = [
        each
        for each in scored
        if each.one.shape in ("n", "nn")
        and each.one.share >= SEEN
        and _is_whole(each.one)
        and each.one.words[-1] not in GENERIC
    ]
    for first, second in itertools.combinations(told[:JOINED], 2):
        wide = min(first.one.share, second.one.share) >= OWN_WEIGHT
        if not _alike(first.one, second.one) and (wide or _together(first.one, second.one)):
            both = _union(first, second, (*first.one.words, "and", *second.one.words), "ncn")
            lone = FIRST * _is_lone(first.one) + (1 - FIRST) * _is_lone(second.one)
            yield replace(both, score=round(both.score + LONE_COST * lone, 6))


def _spelt_out(scored: Sequence[Scored]) -> Iterator[Scored]:
    """A lone noun with what is said about it most: "printers: slow network and dear ink"."""
    heads = [each for each in scored if each.one.shape in ("n", "N") and each.one.share >= HEAD]
    for head in heads[:1]:
        told = [each for each in scored if _is_aspect(head.one, each)]
        for first, second in itertools.combinations(told[:ASPECTS], 2):
            if not _alike(first.one, second.one) and len(first.one.words) + len(second.one.words) > 2:
                words = (*head.one.words, ":", *first.one.words, "and", *second.one.words)
                texts = np.union1d(first.one.texts, second.one.texts)
                both = replace(head.one, words=words, stems=head.one.stems | first.one.stems | second.one.stems)
                gain = COVER * float(np.sqrt(len(texts) / max(len(head.one.texts), 1)))
                yield Scored(
                    round(head.score + LONE_COST + 0.2 * (first.score + second.score) + gain - SPELT, 6), 1.0, both
                )


def _is_aspect(head: Candidate, each: Scored) -> bool:
    one = each.one
    if not _is_whole(one):
        return False
    plain = one.shape in ("n", "nn", "jn", "nnn", "jnn") and not {one.words[0], one.words[-1]} & GENERIC
    return (
        plain
        and not _alike(head, one)
        and one.strength >= (TELLING if len(one.words) > 1 else TELLING_ALONE)
        and one.direct >= TOGETHER
    )


def _widened(scored: Sequence[Scored]) -> Iterator[Scored]:
    """What is said of a noun, with the noun in full: "slow printers" are mostly "label printers"."""
    whole = [each for each in scored if each.one.shape == "nn"]
    for each in scored:
        one = each.one
        if one.shape not in ("jn", "ne", "nte"):
            continue
        noun = one.words[-1] if one.shape == "jn" else one.words[0]
        found = next((other for other in whole if other.one.words[-1] == noun), None)
        if found and len(np.intersect1d(one.texts, found.one.texts)) >= MOSTLY * len(one.texts):
            words = (*one.words[:-1], *found.one.words) if one.shape == "jn" else (*found.one.words, *one.words[1:])
            both = replace(one, words=words, stems=one.stems | found.one.stems, sense=3)
            if len(set(words)) == len(words):
                yield Scored(round(max(each.score, (each.score + found.score) / 2) + WIDER, 6), each.fit, both)


def proposals(wording: Wording, scored: Sequence[Scored]) -> Iterator[tuple[str, frozenset[int]]]:
    """Titles for a theme of these phrases with their stems, best first."""
    fit = [each for each in scored if each.fit > 0]
    every = [*fit, *_adjectives(scored), *_widened(fit), *_qualities(fit[: 2 * JOINED]), *_nouns(fit), *_spelt_out(fit)]
    for each in sorted(every, key=lambda each: (-each.score, each.one.words)):
        yield headed(wording.language.casing.shown(each.one.words)), each.one.stems
