"""How words are shown: in the case of the glossary, else in the case they are mostly written in."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.themes.phrases import Stream
from pipeline.themes.words import is_glue

ODD = 1  # a spelling with capitals that is seen once only is a slip


@dataclass(frozen=True, slots=True)
class Casing:
    """The form of each word, and the glossary's forms of several words."""

    words: Mapping[str, str]
    lone: Mapping[str, str]  # of those with a capital, the form where no other capital stands beside it
    known: frozenset[str]  # words of the glossary, in small letters
    capital: frozenset[str]  # written with a capital inside a clause more often than not, and in no glossary
    names: tuple[tuple[re.Pattern[str], str], ...]

    def shown(self, words: tuple[str, ...]) -> str:
        """The words with their capitals, none added for the beginning of a line."""
        forms = [self.words.get(word, word) for word in words]
        beside = [False, *(form.istitle() for form in forms), False]
        line = " ".join(
            form if beside[place] or beside[place + 2] else self.lone.get(word, form)
            for place, (word, form) in enumerate(zip(words, forms, strict=True))
        )
        line = line.replace(" : ", ": ")
        for pattern, form in self.names:
            line = pattern.sub(form, line)
        return line


def _mid_clause(stream: Stream) -> Counter[tuple[str, str]]:
    """How often each form stands where nothing but its own nature gives it capitals.

    First words of a clause and words of texts written all in capitals say nothing.
    """
    shouted: defaultdict[int, list[bool]] = defaultdict(list)
    for word, row in zip(stream.words, stream.text_no, strict=True):
        if len(word) > 1 and word.isalpha():
            shouted[row].append(word.isupper())
    loud = {row for row, upper in shouted.items() if sum(upper) * 2 > len(upper) and len(upper) > 2}
    counted: Counter[tuple[str, str]] = Counter()
    for word, row, joined in zip(stream.words, stream.text_no, stream.joined, strict=True):
        if row not in loud and (joined or word[1:] != word[1:].casefold()):
            counted[word.casefold().replace("’", "'"), word.replace("’", "'")] += 1
    return counted


def _alone(stream: Stream, words: Mapping[str, str]) -> dict[str, str]:
    """Of words mostly written with a capital, those in small letters where none stands beside them: "Land Bank" makes
    no name of "land"."""
    title = np.array([word.istitle() for word in stream.words], dtype=bool)
    before = np.append(False, title[:-1]) & stream.joined
    after = np.append(title[1:] & stream.joined[1:], False)[: len(title)]
    inner = stream.joined & ~before & ~after
    big: Counter[str] = Counter()
    for word, is_title in zip(stream.words[inner], title[inner], strict=True):
        big[word.casefold().replace("’", "'")] += 1 if is_title else -1
    return {word: word for word, form in words.items() if form.istitle() and big[word] <= 0}


def learn_casing(stream: Stream, expansions: Mapping[str, str]) -> Casing:
    """Learn from the texts how each word is written; the glossary's forms go before."""
    counted = _mid_clause(stream)
    best: dict[str, tuple[int, str]] = {}
    for (plain, form), count in sorted(counted.items(), key=lambda item: (item[0][0] != item[0][1], item)):
        if count > best.get(plain, (0 if form == plain else ODD, ""))[0]:
            best[plain] = (count, form)
    words = {plain: form for plain, (_, form) in best.items() if form != plain}
    lone = _alone(stream, words)
    capital = {plain for (plain, form), count in counted.items() if form.istitle() and count > counted[plain, plain]}
    forms = sorted(expansions)
    single = {form.casefold(): form for form in forms if " " not in form and not is_glue(form)}
    several = [form for form in forms if " " in form]
    names = tuple((re.compile(rf"(?<!\w){re.escape(form)}(?!\w)", re.IGNORECASE), form) for form in several)
    known = {word for form in forms for word in form.casefold().split()}
    return Casing(
        words={**words, **single},
        lone={word: form for word, form in lone.items() if word not in single},
        known=frozenset(single),
        capital=frozenset(capital - known),
        names=names,
    )


def headed(line: str) -> str:
    """The line with a capital at its beginning, unless its first word has capitals of its own (NHSmail, eRD)."""
    first = line.split(" ", 1)[0]
    return line if first != first.casefold() else line[:1].upper() + line[1:]
