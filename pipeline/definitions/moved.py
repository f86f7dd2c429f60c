"""Pages that moved: where an address that was given leads now."""

import re
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, open_document, unique

_PAGE = re.compile(r"book(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\Z")
_ENDING = re.compile(r"\.(html|md|ipynb)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A page that is no more, and the page that holds now what it held, perhaps at a place of it."""

    old: str
    new: str
    anchor: str
    line: int


def _page(entry: Mapping, key: str, told: str) -> str:
    """The name of a page from the root, without an ending."""
    if told and (not _PAGE.match(told) or _ENDING.search(told)):
        said = "write the page from the root and without its ending, such as book/roadmap/index"
        entry.fault(key, f"'{key}' is {told!r}, which is no name of a page; {said}")
    return told


def _move(entry: Mapping) -> Move:
    new, _, anchor = entry.text("to").partition("#")
    move = Move(
        old=_page(entry, "from", entry.text("from")), new=_page(entry, "to", new), anchor=anchor, line=entry.line
    )
    if move.old and move.old == move.new:
        entry.fault("to", f"{move.old} leads to itself; name the page that holds now what it held")
    entry.close()
    return move


def parse_moved(text: str, file: str) -> tuple[Move, ...]:
    """Read the pages that moved, in the file's order; raise DefinitionError with every fault in it."""
    top = open_document(text, file, "the pages that moved")
    seen: dict[str, int] = {}
    moves = []
    for entry in top.each("moved", "page that moved"):
        moves.append(_move(entry))
        unique(top.faults, seen, moves[-1].old, entry.line, "page that moved")
    onward = {move.old: move.new for move in moves if move.old != move.new}
    for move in moves:
        if move.old != move.new and move.new in onward:
            said = f"{move.old} leads to {move.new}, which moved itself; name {onward[move.new]}"
            top.faults.add(move.line, said)
    top.close()
    top.faults.raise_if_any()
    return tuple(moves)
