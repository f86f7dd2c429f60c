"""Forms: the number of a noun and the form of a verb that a heading wants, "tokens" and "verifying my identity"."""

import re
from collections import Counter
from collections.abc import Container, Mapping

import numpy as np

from pipeline.themes.lists import PAST
from pipeline.themes.phrases import Stream
from pipeline.themes.shapes import ACT, LONG_NAME, MOVE, NAME
from pipeline.themes.words import is_glue

OFTEN = 0.1  # how often, for each time in the singular, a noun must be written in the plural to be headed by it
TWICE = 2  # a plural that is written once is a slip, or one person's
VOWELS = "aeiou"
SHUT = re.compile(  # "run", "stop", "transfer", "cancel": the last letter is doubled
    "[^aeiou]*[aeiou][^aeiouwxy]|[a-z]+(?:(?<!f)fer|mit|cur|pel|begin|forget|reset|[iu]nput|set ?up|cel|vel|bel)"
)
REFUSED = {"don't": "not", "dont": "not", "didn't": "not", "can't": "not", "cannot": "not", "doesn't": "not"}

VERBAL = 0.4  # share of its places where a word must be a verb to be headed as one: "island" is misread now and then

Numbers = Mapping[str, int]  # how often each form is written as a noun


def verbs_of(stream: Stream, classes: np.ndarray) -> frozenset[str]:
    """The words that are often enough verbs where they stand, in small letters."""
    every = Counter(str(word).casefold() for word in stream.words)
    deeds = Counter(str(word).casefold() for word in stream.words[np.isin(classes, list("bvg"))])
    return frozenset(word for word, count in deeds.items() if count >= max(VERBAL * every[word], TWICE))


def nouns_written(stream: Stream, classes: np.ndarray, places: np.ndarray) -> Numbers:
    """How often each form is written as a noun at these places."""
    told = places[np.isin(classes[places], list("nN"))]
    return Counter(str(word).casefold() for word in stream.words[told])


def _plurals(noun: str) -> tuple[str, ...]:
    if noun.endswith("s") or (not noun.isalpha() and "-" not in noun):
        return ()
    changed = noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in VOWELS else noun + "s"
    return (changed, noun + "es") if noun.endswith(("x", "h", "s", "z", "o")) else (changed,)


def in_number(noun: str, written: Numbers) -> str:
    """The plural of the noun where people write it often enough, else the noun as it is."""
    best = max(_plurals(noun), key=lambda form: written.get(form, 0), default="")
    count = written.get(best, 0)
    return best if count >= TWICE and count >= OFTEN * written.get(noun, 0) else noun


def gerund(verb: str) -> str:
    """The verb as the name of what is done: "verify" as "verifying", "run" as "running"."""
    if verb.endswith("ing") and len(verb) > 5:
        return verb
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if SHUT.fullmatch(verb) else "") + "ing"


def _nominal(words: tuple[str, ...], shape: str, verbs: Container[str]) -> tuple[str, ...]:
    """A deed as a noun; its refusal with "not"."""
    start = 1 if words[0] in REFUSED else 0
    verb = words[start]
    plain = (
        shape[start] in "bv"
        and not verb.endswith("ed")
        and not (shape[start] == "v" and verb.endswith("s"))
        and verb not in PAST
    )
    if not plain or is_glue(verb) or not verb.isalpha() or verb not in verbs:
        return words
    return (*("not" for _ in range(start)), gerund(verb), *words[start + 1 :])


def as_heading(words: tuple[str, ...], shape: str, written: Numbers, verbs: Container[str]) -> tuple[str, ...]:
    """The words of a phrase of these classes as a heading has them; `verbs` has what may be a verb."""
    if len(shape) != len(words):
        return words
    if NAME.fullmatch(shape) and shape[-1] == "n":
        return (*words[:-1], in_number(words[-1], written))
    if LONG_NAME.fullmatch(shape) and shape[-1] == "n":
        best = in_number(words[-1], written)
        return (
            *words[:-1],
            best if written.get(best, 0) > written.get(words[-1], 0) and shape[-2] != "d" else words[-1],
        )
    if shape in ("ne", "nte") or (shape == "nv"):
        return (in_number(words[0], written), *words[1:])
    rest = shape[1:] if words[0] in REFUSED else shape
    if ACT.fullmatch(rest) or MOVE.fullmatch(rest):
        return _nominal(words, shape, verbs)
    return words
