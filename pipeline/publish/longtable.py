"""A long table of a generated page as the HTML that Sphinx would make of it, which takes Sphinx seconds for each.

Only what our own pages put in a cell is known here: escaped texts, HTML tags and links to pages. Where a cell holds
anything else the table is left to Sphinx.
"""

import re
from collections.abc import Sequence

# Tags as they are, signs behind a backslash, links to pages, three entities, and signs that mean nothing.
_PART = re.compile(
    r'(?P<tag></?[a-z]+[0-9]?(?: [a-z-]+(?:="[^"\n\\`|]*")?)*>)'
    r"|\\(?P<sign>[!-/:-@\[-`{-~])"
    r"|\[(?P<inside>(?:[^\[\]\\]|\\.)*)\]\((?P<page>[A-Za-z0-9._/-]+)\.md\)"
    r"|&(?P<entity>amp|lt|gt);"
    r"|(?<=[A-Za-z0-9])(?P<low>_)(?=[A-Za-z0-9])"
    r"|(?P<text>[^\\`*_{}\[\]<>#|~$&!^\x00-\x1f]+)"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
# Signs as the library writes them in a text.
_WRITTEN = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "@": "&#64;"})
_LINK = '<a class="reference internal" href="{}.html"><span class="std std-doc">{}</span></a>'


def long_table(head: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[int]) -> str | None:
    """The table as HTML without a blank line, or None where Sphinx must read it."""
    cells = [[_cell(text) for text in row] for row in (head, *rows)]
    if any(cell is None for row in cells for cell in row) or any(len(row) != len(head) for row in rows):
        return None
    kind = [" text-right" if number in figures else "" for number in range(len(head))]
    top = "\n".join(f'<th class="head{kind[n]}"><p>{cell}</p></th>' for n, cell in enumerate(cells[0]))
    body = "\n".join(_row(number, row, kind) for number, row in enumerate(cells[1:]))
    return (
        f'<table class="docutils align-default">\n<thead>\n<tr class="row-odd">{top}\n</tr>\n</thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table>"
    )


def _row(number: int, row: Sequence[str | None], kind: Sequence[str]) -> str:
    inside = "\n".join(
        f'<td class="{kind[n].strip()}"><p>{cell}</p></td>' if kind[n] else f"<td><p>{cell}</p></td>"
        for n, cell in enumerate(row)
    )
    return f'<tr class="row-{"odd" if number % 2 else "even"}">{inside}\n</tr>'


def _cell(text: str) -> str | None:
    """A cell as HTML; None where it holds what is not known here."""
    made, at, text = list[str](), 0, text.strip(" ")
    while at < len(text):
        found = _PART.match(text, at)
        part = _part(found) if found else None
        if found is None or part is None:
            return None
        made.append(part)
        at = found.end()
    return "".join(made) or None


def _part(found: re.Match[str]) -> str | None:
    if found["tag"]:
        return found["tag"]
    if found["page"]:
        inside = _cell(found["inside"])
        return inside and _LINK.format(found["page"], inside)
    told = found["sign"] or found["low"] or found["text"] or _ENTITIES[found["entity"]]
    return told.translate(_WRITTEN)
