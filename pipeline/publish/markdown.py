"""Markdown for generated pages: texts of people are escaped, so that they are read as they were written."""

import re
from collections.abc import Sequence

from pipeline.publish.longtable import long_table

# From so many rows on a table costs Sphinx more than all else of its page.
LONG = 50
# Everything that could start a mark of Markdown or of MyST inside a line; a backslash takes its meaning away.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&!^])")


def plain(text: str) -> str:
    """A text as Markdown that renders as that text."""
    return _MARKS.sub(r"\\\1", text)


def link(text: str, page: str, source: str, anchor: str = "") -> str:
    """A link between pages named from the root; `text` is Markdown already."""
    return f"[{text}]({relative(page, source)}.md{anchor})"


def relative(page: str, source: str) -> str:
    """The way from one page to another."""
    to, start = page.split("/"), source.split("/")[:-1]
    same = 0
    while same < min(len(to) - 1, len(start)) and to[same] == start[same]:
        same += 1
    return "/".join([".."] * (len(start) - same) + to[same:])


def table(head: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[int] = ()) -> str:
    """A table; the columns in `figures` stand right. A long one is HTML already, where that can be."""
    if len(rows) >= LONG and (made := long_table(head, rows, figures)):
        return made
    rule = ["---:" if number in figures else "---" for number in range(len(head))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows])


def page(meta: dict[str, str], title: str, *parts: str) -> str:
    """A page with what the book must know of it, its title and its parts, empty ones left out."""
    top = ["---", *(f"{key}: {value}" for key, value in meta.items()), "---"] if meta else []
    return "\n".join([*top, f"# {title}", ""]) + "\n" + "\n\n".join(part for part in parts if part) + "\n"
