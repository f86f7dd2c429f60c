"""A draft: the book although the gate found faults, with each fault where a reader of the draft meets it."""

import re
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import Fault
from pipeline.pages.marks import escaped
from pipeline.place import Place, read_text, shown, write_text_if_changed

_FIRST, _ROADMAP = "book/index", "book/roadmap/index"
_ITEM = re.compile(r"roadmap item ([\w-]+) ")
_PUT_IN = re.compile(r"<!--draft-->.*?<!--/draft-->", re.DOTALL)
_FOOT = "<p>This is a draft: it was not held back by the faults that the build found in it.</p>"


def clear_draft(html: Path) -> None:
    """Take out of built pages what an earlier draft put there: Sphinx leaves alone what it need not write again."""
    for path in html.rglob("*.html"):
        text = read_text(path)
        if "<!--draft-->" in text:
            write_text_if_changed(path, _PUT_IN.sub("", text))


def mark_draft(place: Place, pages: Iterable[str], faults: Iterable[Fault]) -> None:
    """Say on every page that it is a draft, and at the top of each what is at fault with it."""
    there = {page: place.html / f"{page}.html" for page in pages if (place.html / f"{page}.html").exists()}
    boxes: dict[str, list[str]] = {}
    for fault in faults:
        for page in _about(place, fault, set(there)):
            boxes.setdefault(page, []).append(f"<li>{escaped(str(fault))}</li>")
    for page, path in there.items():
        write_text_if_changed(path, _marked(read_text(path), boxes.get(page, [])))


def _about(place: Place, fault: Fault, there: set[str]) -> set[str]:
    """The pages a fault is about; the first page where it is about none."""
    item = _ITEM.match(fault.said)
    if item and fault.file == shown(place.roadmap):
        pages = {f"book/generated/items/{item[1].lower()}", _ROADMAP}
    else:
        pages = {page for page in there if fault.file in _sources(place, page)}
    return pages & there or {_FIRST}


def _sources(place: Place, page: str) -> tuple[str, ...]:
    """Every name under which a fault may speak of a page."""
    return (page, *(shown(place.root / f"{page}{ending}") for ending in (".md", ".ipynb")))


def _marked(text: str, box: list[str]) -> str:
    told = "\n".join(box)
    warning = f'<div class="notice" role="note"><p>This page is a draft, and at fault:</p>\n<ul>{told}</ul></div>'
    if box:
        text = text.replace("<article>", f"<article><!--draft-->{warning}<!--/draft-->", 1)
    return text.replace("<footer>", f"<footer><!--draft-->{_FOOT}<!--/draft-->", 1)
