"""Titles: what a person would write above a theme, made of words that several of its people wrote."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipeline.themes.beside import Scored, alike, begin_alike, extended, fuller, is_name, is_riddle, together
from pipeline.themes.casing import headed
from pipeline.themes.cues import BAD
from pipeline.themes.forms import as_heading, nouns_written
from pipeline.themes.lists import CLAUSE, DULL, GENERIC, HANGING, JUDGING, LIGHT, NEGATIONS, PERSONAL, PLAIN_JUDGING
from pipeline.themes.shapes import ALL_OF_IT
from pipeline.themes.stance import PRAISE, PROBLEM, TOLD, stance_of
from pipeline.themes.wording import Candidate, Wording, candidates
from pipeline.themes.words import is_glue, stem

ANCHOR = 0.7  # a title holds the word that the theme is about
LONE_COST = 0.78  # "staff" does not say what was said of them
NEAR = 1.6  # to the centre of the theme
LENGTH_BONUS = (0.0, 0.0, 0.3, 0.3, 0.2)  # by words that carry sense: two or three read best
FIT = 0.5  # what reading as a title is worth
CUT = 0.6  # what a phrase loses that is always cut out of a longer one
NAME_COST = 0.4  # a word always written with a capital may be somebody's name
COMMON_NAME_COST = 0.8  # a name that all themes have is that of the place or body that asked
KNOWN = 0.25  # a lone word of the glossary says more than another
MEASURE_COST = 1.0  # "lot of rework"
RARE, RARE_COST = 0.08, 0.6  # what holds for fewer answers tells little of the theme
STRAY = 0.025  # share of the answers below which it is a chance word
DULL_COST = 0.8
GENERIC_COST = 0.3
MOSTLY = 0.5  # of the texts of which a thing is said, those that have its name in full
QUALITIES = 0.6  # how much two of them read as a title
WIDE = 3  # texts that have it so
MIDDLING = 0.4  # nearness of what is said of people, each in his own word
WIDER = 0.35
PROBLEMS = "problems"
CLEARLY = 2.0  # how many times as many answers must tell of trouble as of anything else
LIKE = 5  # letters of two adjectives: forms of one
JOINED = 12  # of the best phrases, those that are joined with one another
SEEN = 0.07  # share of the answers in which each of two joined parts must stand
FIRST = 0.6  # weight of the first of two
JOIN_COST = 0.35  # two things are more to read than one
COVER = 0.8  # what the answers are worth that a second part adds
SURE = 3  # answers with a verb and its noun: more than a noun misread
ALL_FITS = 0.9  # "everything was good"
ALONE_FITS = {"nothing": 1.5}  # of the negations, what people write as a whole answer


def _cost(words: Sequence[str]) -> float:
    inner = words[1:-1]
    glue = sum(is_glue(word) for word in words)
    return 0.05 * glue + 0.2 * sum(word in CLAUSE for word in inner) + 0.2 * sum(word in PERSONAL for word in words)


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
    if one.words[0] == "everything" and ALL_OF_IT.fullmatch(one.shape):
        return ALL_FITS
    return max(one.fit, 0.2) if one.whole else one.fit


def _telling(one: Candidate, top: float) -> float:
    words = 0.5 * one.strength + 0.6 * one.spread
    return words + 0.3 * one.odds / top + NEAR * one.nearness + 0.3 * float(np.sqrt(one.share)) + 0.15 * one.own


def _is_lone(one: Candidate) -> bool:
    """Whether it has one word that says something at most: "staff", "some like the chair", "different staff"."""
    return len(one.stems) <= 1


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
    score -= RARE_COST * (max(0.0, 1 - one.share / RARE) + (one.share < STRAY)) + DULL_COST * (
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


def _adjectives(scored: Sequence[Scored], verbs: frozenset[str]) -> Iterator[Scored]:
    """What is said where nobody names the thing: "helpful and professional"."""
    told = [
        each
        for each in scored
        if each.one.shape == "j" and each.one.sense and each.one.share >= SEEN and each.one.words[0] not in verbs
    ]
    for first, second in itertools.combinations(told[:JOINED], 2):
        amid = min(first.one.nearness, second.one.nearness) >= MIDDLING
        if not alike(first.one, second.one) and (amid or together(first.one, second.one)):
            both = _union(first, second, (*first.one.words, "and", *second.one.words), "jcj")
            yield replace(both, score=round(both.score + LONE_COST + FIT * QUALITIES, 6))


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
        unlike = begin_alike(one.words[0], two.words[0]) < LIKE and not PLAIN_JUDGING & {one.words[0], two.words[0]}
        if one.words[-1] == two.words[-1] and unlike and together(one, two):
            both = _union(first, second, (one.words[0], "and", *two.words), "jcjn")
            yield replace(both, score=round(both.score + JOIN_COST, 6))


def _widened(scored: Sequence[Scored]) -> Iterator[Scored]:
    """What is said of a noun, with the noun in full: "slow printers" are mostly "label printers"."""
    whole = [each for each in scored if each.one.shape == "nn"]
    for each in scored:
        one = each.one
        if one.shape not in ("jn", "ne", "nte"):
            continue
        noun = one.words[-1] if one.shape == "jn" else one.words[0]
        found = next((other for other in whole if other.one.words[-1] == noun), None)
        shared = len(np.intersect1d(one.texts, found.one.texts)) if found else 0
        if found and shared >= max(MOSTLY * len(one.texts), WIDE):
            words = (*one.words[:-1], *found.one.words) if one.shape == "jn" else (*found.one.words, *one.words[1:])
            near = max(one.nearness, found.one.nearness)
            both = replace(one, words=words, stems=one.stems | found.one.stems, sense=3, nearness=near)
            if len(set(words)) == len(words):
                yield Scored(round(max(each.score, (each.score + found.score) / 2) + WIDER, 6), each.fit, both)


def _in_form(wording: Wording, theme: int, scored: Sequence[Scored]) -> Iterator[Scored]:
    """The phrases in the number and the form that a heading wants."""
    language = wording.language
    written = nouns_written(language.phrases.stream, language.classes, wording.places(theme))
    for each in scored:
        verbs = language.verbs.union(each.one.words) if each.one.direct >= SURE else language.verbs
        words = as_heading(each.one.words, each.one.shape, written, verbs)
        known = words[0] != "not" or "not" in language.numbers
        yield replace(each, one=replace(each.one, words=words)) if known else each


def _mood(wording: Wording, theme: int) -> str:
    """What most of the theme's answers do: ask, tell of a problem, praise; nothing where none of it prevails."""
    stream, places = wording.language.phrases.stream, wording.places(theme)
    words = [str(word).casefold().replace("’", "'") for word in stream.words[places]]
    starts = np.flatnonzero(np.diff(stream.text_no[places], prepend=-1))
    told: Counter[str] = Counter()
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        classes = "".join(wording.language.classes[places[start:end]])
        joined = stream.joined[places[start:end]].tolist()
        text = int(stream.text_no[places[start]])
        told[stance_of(words[start:end], classes, joined)] += int(wording.language.texts.voices[text])
    total = told.total()
    del told[""]
    best = min(told, key=lambda one: (-told[one], one), default="")
    others = max((count for one, count in told.items() if one != best), default=0)
    return best if best and told[best] >= TOLD[best] * total and told[best] >= CLEARLY * others else ""


def _told(wording: Wording, mood: str, each: Scored, every: Sequence[Scored]) -> Iterator[Candidate]:
    """The phrase as a title: with what is said of it, with a second thing, with its trouble, or as it is."""
    lone = {stem(other.one.words[0]): other.one for other in every if len(other.one.words) == 1}
    parts = [other for other in every if not is_name(wording, other.one.words)]
    for more in fuller(each, every, mood == PRAISE)[:1]:
        yield from extended(more, parts, lone)
        yield more.one
    names = len(each.one.words) == 1 and each.one.shape in ("n", "N") and each.one.words[0] not in BAD
    known = {stem(PROBLEMS), "with"} <= wording.language.numbers.keys()
    if names and known and mood == PROBLEM:
        yield replace(each.one, words=(PROBLEMS, "with", *each.one.words))
    yield from extended(each, parts, lone)
    yield each.one


def proposals(wording: Wording, theme: int, scored: Sequence[Scored]) -> Iterator[tuple[str, frozenset[int]]]:
    """Titles for a theme of these phrases with their stems, best first."""
    readable = [each for each in scored if each.fit > 0 and not is_riddle(wording, each.one.words)]
    fit = list(_in_form(wording, theme, readable))
    every = [*fit, *_adjectives(scored, wording.language.verbs), *_widened(fit), *_qualities(fit[: 2 * JOINED])]
    mood = _mood(wording, theme)
    for each in sorted(every, key=lambda each: (-each.score, each.one.words)):
        for one in _told(wording, mood, each, every):
            yield headed(wording.language.casing.shown(one.words)), one.stems
