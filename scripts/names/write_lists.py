"""Write the lists that the recogniser of names reads: first names, surnames, and how common English words are.

Run in an environment of its own (scripts/requirements-names.txt), from the checkout:

    python -m scripts.names.write_lists
"""

import re
from collections.abc import Iterable
from importlib import import_module
from math import log10
from pathlib import Path

from faker.config import AVAILABLE_LOCALES
from wordfreq import get_frequency_dict

import names as census

_DATA = Path("pipeline/clean/names/data")
_POOLS = Path("build/names")
_EVERYDAY = Path("scripts/names/everyday.txt")
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ÿĀ-žȘșȚț'’-]{1,20}")
# Census surnames below this rank are rarer than misspelt words.
_CENSUS_LAST = 20_000
_LOWEST_BAND, _BANDS_A_UNIT = 2.6, 2


def _everyday() -> tuple[set[str], set[str]]:
    found: dict[str, set[str]] = {"first": set(), "last": set()}
    for line in _EVERYDAY.read_text(encoding="utf-8").splitlines():
        kind, _, told = line.partition(": ")
        if kind in found:
            found[kind] |= set(told.split())
    return found["first"], found["last"]


def _of_provider(locale: str) -> tuple[set[str], set[str]]:
    try:
        provider = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return set(), set()
    found: dict[str, set[str]] = {"first": set(), "last": set()}
    for attribute in dir(provider):
        for kind, told in found.items():
            values = getattr(provider, attribute)
            if attribute.startswith(f"{kind}_name") and isinstance(values, list | tuple | dict):
                told |= {str(value) for value in values}
    return found["first"], found["last"]


def _faker() -> tuple[set[str], set[str]]:
    first: set[str] = set()
    last: set[str] = set()
    for locale in sorted(AVAILABLE_LOCALES):
        more_first, more_last = _of_provider(locale)
        first |= more_first
        last |= more_last
    return {name for name in first if _NAME.fullmatch(name)}, {name for name in last if _NAME.fullmatch(name)}


def _census(kind: str, limit: int | None = None) -> list[str]:
    lines = Path(census.FILES[kind]).read_text(encoding="utf-8").splitlines()
    return [line.split()[0].capitalize() for line in lines[:limit]]


def _bands() -> str:
    bands: dict[int, list[str]] = {}
    for word, share in get_frequency_dict("en", wordlist="large").items():
        zipf = _zipf(share)
        if zipf >= _LOWEST_BAND and re.fullmatch(r"[a-zà-ÿ']{2,20}", word):
            bands.setdefault(int(zipf * _BANDS_A_UNIT), []).append(word)
    return "".join(f"{band}: {' '.join(sorted(words))}\n" for band, words in sorted(bands.items(), reverse=True))


def _zipf(share: float) -> float:
    return log10(share) + 9


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("\n".join(sorted(set(lines))) + "\n", encoding="utf-8")


def main() -> None:
    """Write the lists into the package, and the pools that training draws from into build/names."""
    _POOLS.mkdir(parents=True, exist_ok=True)
    everyday_first, everyday_last = _everyday()
    faker_first, faker_last = _faker()
    census_first = [*_census("first:male"), *_census("first:female")]
    census_last = _census("last", _CENSUS_LAST)
    pools = {
        "everyday-first": everyday_first,
        "everyday-last": everyday_last,
        "faker-first": faker_first,
        "faker-last": faker_last,
        "census-first": census_first,
        "census-last": census_last[:5_000],
    }
    for pool, found in pools.items():
        _write(_POOLS / f"{pool}.txt", found)
    _write(_DATA / "first.txt", (name.casefold() for name in {*everyday_first, *faker_first, *census_first}))
    _write(_DATA / "last.txt", (name.casefold() for name in {*everyday_last, *faker_last, *census_last}))
    (_DATA / "frequency.txt").write_text(_bands(), encoding="utf-8")


if __name__ == "__main__":
    main()
