"""Pairs: what is said of a noun wherever the words stand, "the staff were so friendly" as "friendly staff"."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from pipeline.themes.lists import DULL, GENERIC, JUDGING, NEGATIONS
from pipeline.themes.phrases import Stream
from pipeline.themes.words import is_glue

# "." ends a clause. Before the noun: "friendly and helpful ward staff"; behind it: "staff were very friendly". Repeats
# are bounded, so that a long run of adjectives costs no more than its length.
BEFORE = re.compile(r"(?=(j)(?:r?j|cj){0,3}[nN]{0,3}([nN])(?![nN]))")
BEHIND = re.compile(r"(?=([nN])a{1,2}r{0,3}(j)(?![nN])(?:c(j)(?![nN]))?)")
ACT = re.compile(r"(?=([bvge])([do]?)(?:r?j){0,2}[nN]{0,2}([nN])(?![nN]))")
DONE = re.compile(r"(?=([nN])a{1,3}[rt]{0,3}(e))")
FAR = "..."  # a verb and its noun with more between than one small word: counted, but never shown so
REFUSALS = NEGATIONS - {"lack", "lacking", "cannot"} | {"nor", "hardly"}


@dataclass(slots=True)
class Pair:
    """A noun with what is said of it, in one theme."""

    said: int  # stem
    noun: int  # stem
    kind: str  # "quality": stands before the noun; "done", "undone": behind it; "act": a verb and what it is done to
    texts: set[int] = field(default_factory=set)
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)  # what is said, what stands between, the noun


def _lines(stream: Stream, classes: np.ndarray, places: np.ndarray) -> tuple[str, np.ndarray]:
    """The classes of the words at these places as one line with stops, and the place of each letter (-1 at stops)."""
    opens = ~stream.joined[places]
    at = np.arange(len(places)) + np.cumsum(opens)
    line = np.full(int(at[-1]) + 2 if len(at) else 1, ".", dtype="<U1")
    where = np.full(len(line), -1)
    line[at] = classes[places]
    where[at] = places
    return "".join(line), where


def _plain(stream: Stream, place: int) -> str:
    return str(stream.words[place]).casefold().replace("’", "'")


def _denied(stream: Stream, places: np.ndarray) -> bool:
    words = [_plain(stream, int(place)) for place in places if place >= 0]
    return any(word in REFUSALS or word.endswith("n't") for word in words)


Sighting = tuple[int, int, str, str]  # place of what is said, of the noun, kind, the word between


def _qualities(stream: Stream, line: str, where: np.ndarray) -> Iterator[Sighting]:
    for match in BEFORE.finditer(line):
        if _denied(stream, where[max(match.start(1) - 2, 0) : match.start(1)]):
            continue
        yield int(where[match.start(1)]), int(where[match.start(2)]), "quality", ""
    for match in BEHIND.finditer(line):
        for group in (2, 3):
            if match.group(group) and not _denied(stream, where[match.start(1) + 1 : match.start(group)]):
                yield int(where[match.start(group)]), int(where[match.start(1)]), "quality", ""


def _deeds(stream: Stream, line: str, where: np.ndarray) -> Iterator[Sighting]:
    for match in DONE.finditer(line):
        denied = _denied(stream, where[match.start(1) + 1 : match.start(2)])
        yield int(where[match.start(2)]), int(where[match.start(1)]), "undone" if denied else "done", ""


def _acts(stream: Stream, line: str, where: np.ndarray) -> Iterator[Sighting]:
    for match in ACT.finditer(line):
        verb, noun = int(where[match.start(1)]), int(where[match.start(3)])
        close = match.start(2) + len(match.group(2)) == match.start(3)
        if not _denied(stream, where[max(match.start(1) - 2, 0) : match.start(1)]):
            between = _plain(stream, verb + 1) if match.group(2) else ""
            yield verb, noun, "act", between if close else FAR


def _fits(stream: Stream, kind: str, word: str, thing: str) -> bool:
    if is_glue(thing) or thing in GENERIC or word in DULL:
        return False
    return word in JUDGING or not is_glue(word) if kind == "quality" else not is_glue(word)


def pairs_of(stream: Stream, classes: np.ndarray, places: np.ndarray) -> list[Pair]:
    """The pairs in the words at these places (of one theme's texts, rising), those of most texts first."""
    line, where = _lines(stream, classes, places)
    found: dict[tuple[int, int, str], Pair] = {}
    every = (*_qualities(stream, line, where), *_deeds(stream, line, where), *_acts(stream, line, where))
    for said, noun, kind, between in every:
        one, two = int(stream.stems[said]), int(stream.stems[noun])
        word, thing = _plain(stream, said), _plain(stream, noun)
        if one and two and one != two and _fits(stream, kind, word, thing):
            pair = found.setdefault((one, two, kind), Pair(one, two, kind))
            pair.texts.add(int(stream.text_no[noun]))
            if between != FAR:
                pair.forms[word, between, thing] += 1
    told = [pair for pair in found.values() if pair.forms]
    return sorted(told, key=lambda pair: (-len(pair.texts), pair.kind, pair.said, pair.noun))


def commonest_forms(stream: Stream, classes: np.ndarray, places: np.ndarray, letters: str) -> dict[int, str]:
    """By stem the form that is written most among the words of these classes at these places."""
    told = places[np.isin(classes[places], list(letters)) & (stream.stems[places] > 0)]
    counted = Counter((int(stream.stems[place]), _plain(stream, place)) for place in told)
    best = sorted(counted.items(), key=lambda item: (item[1], item[0][1]))
    return {stem: form for (stem, form), _ in best}


def words_of_pair(pair: Pair, said: Mapping[int, str], nouns: Mapping[int, str]) -> tuple[str, ...]:
    """The words of the pair in the order of a title; `said` and `nouns` give the forms that are written most."""
    word, between, noun = min(pair.forms, key=lambda form: (-pair.forms[form], form))
    if pair.kind == "act":
        return tuple(each for each in (word, between, noun) if each)
    noun = nouns.get(pair.noun, noun)
    if pair.kind == "quality":
        return said.get(pair.said, word), noun
    return (noun, "not", word) if pair.kind == "undone" else (noun, word)
