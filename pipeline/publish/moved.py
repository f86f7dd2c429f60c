"""Pages at old addresses that lead on to where their text is now, without a script."""

from collections.abc import Collection, Iterable, Iterator

from pipeline.definitions.moved import Move, parse_moved
from pipeline.errors import Fault
from pipeline.pages.marks import quoted
from pipeline.place import Place, read_text, shown
from pipeline.publish.markdown import relative

_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>This page has moved</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url={address}"><link rel="icon" href="data:,"></head>
<body><main><h1>This page has moved</h1><p>What it said is on <a href="{address}">another page of this book</a>.</p>
</main></body></html>
"""


def read_moved(place: Place) -> tuple[Move, ...]:
    """The pages that moved; none where nobody wrote of any."""
    path = place.facts("moved")
    return parse_moved(read_text(path), shown(path)) if path.exists() else ()


def moved_faults(place: Place, moves: Iterable[Move], pages: Collection[str]) -> list[Fault]:
    """Each move whose page is still there, or that leads to a page that is not in the book, with its line."""
    file = shown(place.facts("moved"))
    return [Fault(file, move.line, said) for move in moves for said in _at_fault(move, pages)]


def _at_fault(move: Move, pages: Collection[str]) -> Iterator[str]:
    if move.old in pages:
        yield f"{move.old} is said to have moved, and it is still in the book; take the page or this line out"
    if move.new not in pages:
        yield f"{move.old} leads to {move.new}, which is no page of the book; name one that is"


def moved_files(moves: Iterable[Move], pages: Collection[str]) -> dict[str, bytes]:
    """The pages that lead on, by their path below the built book; none is written over a page that is there."""
    return {f"{move.old}.html": _leading(move) for move in moves if move.old not in pages}


def _leading(move: Move) -> bytes:
    place = f"#{move.anchor}" if move.anchor else ""
    return _PAGE.format(address=quoted(f"{relative(move.new, move.old)}.html{place}")).encode()
