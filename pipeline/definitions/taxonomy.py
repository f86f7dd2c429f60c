"""Workstreams and their items: the fixed frame that themes are tagged to."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, open_document, unique

NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the frame: what it is about, and the words by which it is known."""

    code: str
    title: str
    aim: str
    about: str
    cues: tuple[str, ...]
    says: tuple[str, ...]
    against: tuple[str, ...]
    systems: tuple[str, ...]
    standards: tuple[str, ...]
    missions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstream:
    """A workstream: its items share an aim."""

    code: str
    title: str
    aim: str
    missions: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that may be true of a point of any item, such as that it is about safety, and the words that tell."""

    code: str
    title: str
    about: str
    cues: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """The whole frame, with the card of what belongs to none of its items, and the marks beside them."""

    title: str
    workstreams: tuple[Workstream, ...]
    none: Item
    marks: tuple[Mark, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item in the order of the file, without NONE."""
        return tuple(item for workstream in self.workstreams for item in workstream.items)

    @property
    def cards(self) -> tuple[Item, ...]:
        """Every item, and NONE last."""
        return (*self.items, self.none)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all cards, NONE last."""
        return tuple(item.code for item in self.cards)

    def item(self, code: str) -> Item:
        """The card of a code."""
        return next(item for item in self.cards if item.code == code)


def _item(entry: Mapping, code: str) -> Item:
    item = Item(
        code=code,
        title=entry.text("title"),
        aim=entry.text("aim", ""),
        about=entry.text("about", ""),
        cues=entry.texts("cues"),
        says=entry.texts("says"),
        against=entry.texts("against"),
        systems=entry.texts("systems"),
        standards=entry.texts("standards"),
        missions=entry.texts("missions"),
    )
    if not (item.about or item.cues or item.says):
        entry.faults.add(entry.line, f"{entry.what} {code} has no words to know it by; add about, cues or says")
    entry.close()
    return item


def _items(top: Mapping, seen: dict[str, int]) -> Iterator[Item]:
    for entry in top.each("items", "item"):
        code = entry.id("code")
        unique(entry.faults, seen, code, entry.line_of("code"), "code")
        if code == NONE:
            entry.fault("code", f"the code {NONE} is kept for what fits no item; put this card under 'none:'")
        yield _item(entry, code)


def _workstreams(top: Mapping, seen: dict[str, int]) -> Iterator[Workstream]:
    for entry in top.each("workstreams", "workstream"):
        code = entry.id("code")
        unique(entry.faults, seen, code, entry.line_of("code"), "code")
        yield Workstream(
            code=code,
            title=entry.text("title"),
            aim=entry.text("aim", ""),
            missions=entry.texts("missions"),
            items=tuple(_items(entry, seen)),
        )
        entry.close()


def _marks(top: Mapping, seen: dict[str, int]) -> Iterator[Mark]:
    for entry in top.each("marks", "mark", needed=False):
        code = entry.id("code")
        unique(entry.faults, seen, code, entry.line_of("code"), "code")
        mark = Mark(
            code=code,
            title=entry.text("title"),
            about=entry.text("about", ""),
            cues=entry.texts("cues"),
            says=entry.texts("says"),
        )
        if not (mark.cues or mark.says):
            entry.faults.add(entry.line, f"mark {code} has no words to know it by; add cues or says")
        entry.close()
        yield mark


def parse_taxonomy(text: str, file: str) -> Taxonomy:
    """Read a frame of workstreams, items and NONE; raise DefinitionError with every fault in it."""
    top = open_document(text, file, "the taxonomy")
    seen: dict[str, int] = {}
    workstreams = tuple(_workstreams(top, seen))
    card = top.part("none")
    none = _item(card, NONE) if card else None
    marks = tuple(_marks(top, seen))
    title = top.text("title")
    top.close()
    if not top.faults.found and not any(workstream.items for workstream in workstreams):
        top.fault("workstreams", "no item at all; add 'items:' under a workstream")
    top.faults.raise_if_any()
    assert none is not None
    return Taxonomy(title=title, workstreams=workstreams, none=none, marks=marks)
