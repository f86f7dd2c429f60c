"""Beside: what a title says of a thing more than its name, and a second thing that belongs beside it."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.themes.lists import BLANK, DULL, GENERIC, LIGHT, NEGATIONS
from pipeline.themes.shapes import NAME
from pipeline.themes.wording import Candidate, Wording
from pipeline.themes.words import is_glue, stem

WHOLE = 0.5  # share of its places where a part of a title is whole
TOGETHER, BREATH = 2, 0.12  # texts, and share of the texts of the rarer, that hold both of two things that are joined
LONGEST = 7  # words of a title
TELLING, TELLING_ALONE = 0.3, 0.45  # strength of what is said beside the first thing; of a lone word
CLOSE = 0.5  # its nearness
OWNED = 0.25  # and the share of all its answers that are the theme's
NAMED = 5  # answers with a phrase that is a name to them
ADDED, ADDED_NAMED = 0.07, 0.03  # share of the theme's answers that must speak of it and not of the first
AMID, AMID_ALONE = 0.6, 0.7  # nearness of two things that many speak of, though seldom in one breath
ALL = 0.5  # what half of the theme says needs nothing beside it
IN_FULL = 0.35  # share of the people of a lone word that must say it in full
ADDS = 1.5  # what the answers are worth that a second thing adds
OWN_WEIGHT, OWN_WEIGHT_ALONE = (
    0.14,
    0.09,
)  # share of the answers in which each of two things must stand that nobody speaks of together
READS = 0.7  # how much a phrase with more words must read as a title
BEHIND = 1.0  # how much worse it may be as a title by itself
FULLER, FULLER_ALONE = 0.25, 0.1  # share of the people of the shorter phrase that must say it
DONE = 0.4  # the same of what is done to a thing that has a name already
PRAISED = 0.06  # the same where a theme praises, which is said in many words
ASTRAY, ASTRAY_ALONE = 0.05, 0.15  # how much less near it may be
RIDDLE = 3  # letters of a short form without a vowel
ALIKE = 5  # letters: words that begin alike are forms of one word to a reader


@dataclass(frozen=True, slots=True)
class Scored:
    """A phrase with how well it would do as a title."""

    score: float
    fit: float  # how much it reads as the name of something
    one: Candidate


def is_name(wording: Wording, words: Sequence[str]) -> bool:
    """Whether a word of it is mostly written with a capital and stands in no glossary: it may be somebody's.

    Nobody is called a word with a digit in it.
    """
    return any(
        word in wording.language.casing.capital and not any(letter.isdigit() for letter in word) for word in words
    )


def is_riddle(wording: Wording, words: Sequence[str]) -> bool:
    """Whether a word of it is a short form that only those who wrote it can read: "np", "pt"."""
    casing = wording.language.casing
    return any(
        len(word) <= RIDDLE and not set(word) & set("aeiouy") and word not in casing.known and word not in casing.words
        for word in words
        if not is_glue(word)
    )


def is_whole(one: Candidate) -> bool:
    """Whether it can be a part of a title: a lone noun, or a phrase that is not mostly cut out of a longer one."""
    return len(one.words) == 1 or one.complete >= WHOLE


def begin_alike(one: str, two: str) -> int:
    """How many letters both begin with."""
    return next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def alike(first: Candidate, second: Candidate) -> bool:
    """Whether a word of one is a form of a word of the other."""
    pairs = itertools.product(first.words, second.words)
    return bool(first.stems & second.stems) or any(begin_alike(*pair) >= min(ALIKE, *map(len, pair)) for pair in pairs)


def together(one: Candidate, two: Candidate) -> bool:
    """Whether people speak of both in one breath; words of one meaning, or of two themes, they do not."""
    both = len(np.intersect1d(one.texts, two.texts))
    return both >= TOGETHER and both >= BREATH * min(len(one.texts), len(two.texts))


def _is_part(one: Candidate) -> bool:
    """Whether it can be one of two things in a title: the name of something, not cut out of a longer one."""
    plain = NAME.fullmatch(one.shape) and not {one.words[0], one.words[-1]} & (GENERIC | BLANK)
    return bool(plain) and is_whole(one) and one.words[0] not in NEGATIONS and not one.words[-1].endswith("'s")


def _added(first: Candidate, second: Candidate) -> float:
    """Share of the theme's answers that speak of the second and not of the first."""
    return second.share * (1 - len(np.intersect1d(first.texts, second.texts)) / max(len(second.texts), 1))


def _heads(one: Candidate, lone: Mapping[str, Candidate]) -> Candidate:
    """The word of it that most of the theme's people wrote."""
    found = [lone[stem(word)] for word in one.words if stem(word) in lone]
    return max(found, key=lambda each: (each.share, each.words), default=one)


def _belongs(first: Candidate, second: Candidate, lone: Mapping[str, Candidate]) -> bool:
    """Whether the second tells of the theme as the first does, is said beside its noun, and is something else."""
    own = second.strength >= TELLING and second.nearness >= CLOSE and second.own >= OWNED
    added = 0.0 if first.share >= ALL else ADDED_NAMED if len(second.words) > 1 and second.direct >= NAMED else ADDED
    heard = second.direct >= TOGETHER and _added(first, second) >= added
    if not (own and heard) or alike(first, second):
        return False
    one, two = _heads(first, lone), _heads(second, lone)
    many, near = (OWN_WEIGHT, AMID) if len(first.words) > 1 else (OWN_WEIGHT_ALONE, AMID_ALONE)
    wide = min(one.share, two.share) >= many and two.nearness >= near
    return wide or together(one, second) or together(first, two)


def _in_full(lone: Candidate, each: Scored) -> bool:
    """Whether it is the name that most people give a thing that is called by one word: "overrun" of a budget."""
    one = each.one
    more = len(lone.words) == 1 < len(one.words) and one.stems > lone.stems and _is_part(one)
    return more and one.share >= IN_FULL * lone.share and one.strength >= TELLING


def extended(first: Scored, parts: Sequence[Scored], lone: Mapping[str, Candidate]) -> Iterator[Candidate]:
    """The thing with another of `parts` that the theme speaks of too: "incomplete documentation and terminology".

    `lone` has what each stem is by itself.
    """
    one = first.one
    if not _is_part(one) or (one.share >= ALL and len(one.words) > 1):
        return
    others = [each for each in parts if each.fit > 0 and _is_part(each.one) and _belongs(one, each.one, lone)]
    ordered = sorted(others, key=lambda each: (-round(each.score + ADDS * _added(one, each.one), 6), each.one.words))
    unlike = [each for each in parts if not alike(one, each.one)]
    named = (next((other.one for other in unlike if _in_full(each.one, other)), each.one) for each in ordered)
    telling = (each for each in named if len(each.words) > 1 or each.strength >= TELLING_ALONE)
    best = next((each for each in telling if len(one.words) + len(each.words) < LONGEST), None)
    if best:
        former, latter = (best, one) if len(best.words) == 1 and best.share > 2 * one.share else (one, best)
        yield replace(one, words=(*former.words, "and", *latter.words), stems=one.stems | best.stems)


def fuller(first: Scored, scored: Sequence[Scored], praised: bool) -> list[Scored]:
    """The phrase with what many of its people say of it, most of them first: "exchange rate" is "wrong" to most.

    Where a theme praises, fewer have to use the same word of praise.
    """
    one = first.one
    least, astray = (FULLER, ASTRAY) if len(one.words) > 1 else (FULLER_ALONE, ASTRAY_ALONE)
    if praised and "j" not in one.shape:
        least, astray = PRAISED, ASTRAY_ALONE
    found = [
        each
        for each in scored
        if each.one.stems > one.stems
        and each.one.shape != "jcjn"
        and each.fit >= READS
        and each.one.complete >= WHOLE
        and each.one.share >= (DONE if each.one.shape[-1] in "ev" and len(one.words) > 1 else least) * one.share
        and each.one.nearness >= one.nearness - astray
        and each.one.direct >= TOGETHER
        and each.score >= first.score - BEHIND
        and not {each.one.words[0], each.one.words[-1]} & (LIGHT | DULL)
    ]
    return sorted(found, key=lambda each: (-round(each.one.share, 6), -each.score, each.one.words))
