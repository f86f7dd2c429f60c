"""Texts that a spreadsheet would run as a formula: made harmless on the way out, as they were on the way in again.

A quote mark is put before such a text; whoever reads our own file takes it off, for one column says in which rows.
"""

import re
from collections.abc import Sequence

MARK = "escaped_for_spreadsheets"
TOLD = "yes"
# What starts a formula somewhere, also behind spaces and quotes that a program may take off, also in wide forms.
_RUNS = re.compile("['\"\\s]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|['\"]*[\t\r\n\0]")
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?")

Cells = tuple[str, ...]


def escaped(text: str) -> str:
    """A text that no spreadsheet runs: with a quote mark before it where one would; plain numbers stay numbers."""
    return "'" + text if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def unescaped(text: str) -> str:
    """A text as it was before `escaped`."""
    rest = text[1:]
    return rest if text[:1] == "'" and rest != text and escaped(rest) == text else text


def escaped_row(cells: Sequence[str]) -> Cells:
    """A row of our own files: every cell harmless, and a last one that says whether any was changed."""
    told = tuple(map(escaped, cells))
    return (*told, TOLD if told != tuple(cells) else "")


def _own(rows: Sequence[Cells]) -> bool:
    """Whether a table is one of ours: its last column says of every row whether it was changed, and nothing else."""
    if not rows or rows[0][-1:] != (MARK,):
        return False
    last = len(rows[0]) - 1
    return all(len(row) <= last or row[last] in ("", TOLD) for row in rows[1:])


def as_written(rows: tuple[Cells, ...]) -> tuple[Cells, ...]:
    """The rows of a table as they were before they were made harmless, where it is one of ours; else the same rows."""
    if not _own(rows):
        return rows
    last = len(rows[0]) - 1
    head = tuple(map(unescaped, rows[0][:last]))
    return (head, *(tuple(map(unescaped, row[:last])) if row[last:] == (TOLD,) else row[:last] for row in rows[1:]))
