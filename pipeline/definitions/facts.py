"""Facts about the sector that people wrote down, each with its source and the day it is known for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, open_document

_WHEN = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known, when it was so (a year, a month or a day), the items it is about, and who says it."""

    what: str
    when: str
    now: str
    sure: str
    items: tuple[str, ...]
    source: str


def _when(entry: Mapping) -> str:
    told = entry.text("when", "")
    if told and not _WHEN.match(told):
        entry.fault("when", f"'when' is '{told}'; write a year, a month or a day, such as 2020, 2020-11 or 2020-11-30")
        return ""
    return told


def _fact(entry: Mapping, codes: Sequence[str]) -> Fact:
    fact = Fact(
        what=entry.text("what"),
        when=_when(entry),
        now=entry.text("now", ""),
        sure=entry.text("sure", ""),
        items=entry.codes("items", codes),
        source=entry.text("source"),
    )
    if not fact.when and not fact.sure:
        said = "a fact has neither 'when' nor 'sure'; write the day it is known for, or 'sure: undated'"
        entry.faults.add(entry.line, said)
    entry.close()
    return fact


def parse_facts(text: str, file: str, codes: Sequence[str]) -> tuple[Fact, ...]:
    """Read the facts, the earliest first and undated ones last; raise DefinitionError with every fault in the file."""
    top = open_document(text, file, "the facts")
    facts = [_fact(entry, codes) for entry in top.each("facts", "fact")]
    top.close()
    top.faults.raise_if_any()
    return tuple(sorted(facts, key=lambda fact: (fact.when or "9999", fact.what)))
