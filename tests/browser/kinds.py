"""The kinds of page a built book has, one row each; a new kind of page needs one new row."""

import functools
import re
from pathlib import Path

from books import real_book, small_book

NAME = r"[a-z0-9_-]+"

# What a kind is called -> the addresses of its pages, below the built book.
KINDS = {
    "root": r"index\.html",
    "search": r"search\.html",
    "first page": r"book/index\.html",
    "vision": r"book/vision\.html",
    "glossary": r"book/glossary\.html",
    "everything a cell may show": r"book/rounds/everything\.html",
    "workstreams": r"book/workstreams/index\.html",
    "workstream": r"book/workstreams/ws\d+\.html",
    "living list": r"book/workstreams/(issues|features|eps)\.html",
    "roadmap": r"book/roadmap/index\.html",
    "about the roadmap": rf"book/roadmap/(?!index\.){NAME}\.html",
    "consultations": r"book/consultations/index\.html",
    "consultation": rf"book/consultations/{NAME}/index\.html",
    "part of a consultation": rf"book/consultations/{NAME}/(?!index\.){NAME}\.html",
    "group": r"book/group/index\.html",
    "about the group": rf"book/group/(?!index\.){NAME}\.html",
    "method": rf"book/method/{NAME}\.html",
    "list of themes": r"book/generated/themes/index\.html",
    "theme": rf"book/generated/themes/{NAME}-t\d+\.html",
    "list of roadmap items": r"book/generated/items/index\.html",
    "roadmap item": rf"book/generated/items/(?!index\.){NAME}\.html",
    "list of questions": r"book/generated/questions/index\.html",
    "question": rf"book/generated/questions/(?!index\.){NAME}\.html",
    "list of rounds": r"book/generated/rounds/index\.html",
    "round": rf"book/generated/rounds/(?!index\.){NAME}\.html",
    "list of releases": r"book/generated/releases/index\.html",
    "release": rf"book/generated/releases/{NAME}-\d+\.html",
    "changes between releases": rf"book/generated/releases/{NAME}-changes\.html",
    "downloads": r"book/generated/downloads/index\.html",
    "notebook": rf"book/notebooks/{NAME}\.html",
}


def kinds_of(address: str) -> list[str]:
    """The kinds a page's address belongs to: one, in a book as it should be."""
    return [kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, address)]


def pages(html: Path) -> list[str]:
    """The address of every page below a built book's folder."""
    return sorted(path.relative_to(html).as_posix() for path in html.rglob("*.html"))


def largest(html: Path, kind: str) -> Path | None:
    """The largest page of a kind in a built book, if it has one: the most can go wrong there."""
    found = [html / address for address in pages(html) if kind in kinds_of(address)]
    return max(found, key=lambda path: path.stat().st_size, default=None)


@functools.cache
def example(kind: str) -> Path:
    """The page that stands for a kind: of the small book, if it has one."""
    found = largest(small_book().html, kind) or largest(real_book().html, kind)
    assert found, f"no page of the kind “{kind}” in either book: take the row out, or mend its pattern"
    return found


def asked(path: Path) -> str:
    """What stands behind the address of the page that is asked something."""
    return "?q=pharmacy" if path.name == "search.html" else ""
