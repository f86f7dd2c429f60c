"""The lists of the package: names, how common words are, and names of things that are no persons."""

from functools import cache
from importlib.resources import files

from pipeline.clean.names.tokens import tokens

_SPLIT = "|"


@cache
def _lines(name: str) -> tuple[str, ...]:
    text = (files("pipeline.clean.names") / "data" / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def first_names() -> frozenset[str]:
    """First names of persons, in small letters."""
    return frozenset(_lines("first.txt"))


@cache
def last_names() -> frozenset[str]:
    """Surnames, in small letters."""
    return frozenset(_lines("last.txt"))


@cache
def bands() -> dict[str, int]:
    """How common each English word is: twice its Zipf number, whole; words that are missing are rare."""
    told = (line.partition(": ") for line in _lines("frequency.txt"))
    return {word: int(band) for band, _, words in told for word in words.split()}


@cache
def drugs() -> frozenset[str]:
    """Medicines by generic and brand name."""
    return frozenset(word for line in _lines("drugs.txt") for word in line.split())


@cache
def phrases(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Things ("things.txt") or places ("places.txt") as words in small letters, by their first word, longest first."""
    told: dict[str, set[tuple[str, ...]]] = {}
    for line in _lines(name):
        for phrase in line.split(_SPLIT) if _SPLIT in line else [line] if name == "things.txt" else line.split():
            words = tuple(token.text for token in tokens(phrase.casefold()))
            told.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(all_, key=lambda words: (-len(words), words))) for first, all_ in told.items()}
