"""Facts about the sector that people wrote down, each with its source and the day it is known for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, open_document, unique

_WORD = re.compile(r"[a-z0-9]+")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """One of the national aims that workstreams and items name by its code, and who says so when."""

    code: str
    title: str
    when: str
    sure: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard or service, its other names, and who answers for it; nobody where the source names nobody."""

    name: str
    also: tuple[str, ...]
    what: str
    responsible: str
    items: tuple[str, ...]
    when: str
    sure: str
    source: str

    @property
    def anchor(self) -> str:
        """Its place on the page of standards."""
        return "standard-" + "-".join(_WORD.findall(self.name.casefold()))


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
    _end(entry, fact.when or fact.sure)
    return fact


def _end(entry: Mapping, known: str) -> None:
    if not known:
        said = "a fact has neither 'when' nor 'sure'; write the day it is known for, or 'sure: undated'"
        entry.faults.add(entry.line, said)
    entry.close()


def _mission(entry: Mapping) -> Mission:
    mission = Mission(
        code=entry.id("code"),
        title=entry.text("title"),
        when=_when(entry),
        sure=entry.text("sure", ""),
        source=entry.text("source"),
    )
    _end(entry, mission.when or mission.sure)
    return mission


def _standard(entry: Mapping, codes: Sequence[str]) -> Standard:
    standard = Standard(
        name=entry.text("name"),
        also=entry.texts("also"),
        what=entry.text("what"),
        responsible=entry.text("responsible", ""),
        items=entry.codes("items", codes),
        when=_when(entry),
        sure=entry.text("sure", ""),
        source=entry.text("source"),
    )
    _end(entry, standard.when or standard.sure)
    return standard


def parse_facts(text: str, file: str, codes: Sequence[str]) -> tuple[Fact, ...]:
    """Read the facts, the earliest first and undated ones last; raise DefinitionError with every fault in the file."""
    top = open_document(text, file, "the facts")
    facts = [_fact(entry, codes) for entry in top.each("facts", "fact")]
    top.close()
    top.faults.raise_if_any()
    return tuple(sorted(facts, key=lambda fact: (fact.when or "9999", fact.what)))


def parse_missions(text: str, file: str) -> tuple[Mission, ...]:
    """Read the missions in the file's order; raise DefinitionError with every fault in it."""
    top = open_document(text, file, "the missions")
    seen: dict[str, int] = {}
    missions = []
    for entry in top.each("missions", "mission"):
        missions.append(_mission(entry))
        unique(top.faults, seen, missions[-1].code, entry.line, "mission")
    top.close()
    top.faults.raise_if_any()
    return tuple(missions)


def parse_standards(text: str, file: str, codes: Sequence[str]) -> tuple[Standard, ...]:
    """Read the standards in the file's order, no name of one borne by another; DefinitionError with every fault."""
    top = open_document(text, file, "the standards")
    names: dict[str, int] = {}
    anchors: dict[str, int] = {}
    standards = []
    for entry in top.each("standards", "standard"):
        standard = _standard(entry, codes)
        standards.append(standard)
        for name in (standard.name, *standard.also):
            unique(top.faults, names, name.casefold(), entry.line, "name of a standard")
        unique(top.faults, anchors, standard.anchor, entry.line, "place on the page of standards")
    top.close()
    top.faults.raise_if_any()
    return tuple(standards)


def by_name(standards: Sequence[Standard]) -> dict[str, Standard]:
    """Each standard under every name it goes by, in small letters."""
    return {name.casefold(): each for each in standards for name in (each.name, *each.also)}
