"""Rows of a delimited text: which mark parts its cells, and every cell as it was written."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from pipeline.errors import Fault, InputError

Rows = tuple[tuple[str, ...], ...]
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# Parts nothing: the delimiter of a file with one column.
NONE = "\x1f"
_SAMPLE = 262_144
_HINT = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)


def _widths(sample: str, delimiter: str, *, cut: bool) -> list[int]:
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths = [len(row) for row in rows if row]
    return widths[:-1] if cut and len(widths) > 1 else widths


def _is_prose(sample: str, delimiter: str) -> bool:
    """Whether the mark stands in sentences (a space follows) rather than between cells."""
    return sample.count(delimiter + " ") * 2 > sample.count(delimiter)


def _score(sample: str, delimiter: str, *, cut: bool) -> tuple[float, int]:
    widths = _widths(sample, delimiter, cut=cut)
    width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
    share = times / len(widths) if widths else 0.0
    if width < 2:
        # Ragged rows are told of later, by number; here the header's own width may still settle the mark.
        width, share = (widths[0], sum(each > 1 for each in widths) / len(widths)) if widths else (0, 0.0)
    if width < 2 or (widths[0] != width and (share < 0.9 or (widths[0] == 1 and _is_prose(sample, delimiter)))):
        return 0.0, 0
    return share, width


def sniff(text: str) -> str:
    """The mark between cells: the one that gives rows of one width; NONE where the file has one column."""
    sample, cut = text[:_SAMPLE], len(text) > _SAMPLE
    scores = {mark: _score(sample, mark, cut=cut) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: (scores[mark], -list(DELIMITERS).index(mark)))
    return best if scores[best][0] > 0 else NONE


def _read(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
        yield tuple(row)


def _said(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return (
            "opens a quote that never closes, so that the rest of the file is one cell; the file was cut off, or a "
            "quote inside a text is not doubled: export it again"
        )
    return "has a quote inside a quoted cell that is not doubled; export the file again, or save it as .xlsx"


def _rows(text: str, delimiter: str, name: str) -> Rows:
    rows: list[tuple[str, ...]] = []
    try:
        rows.extend(_read(text, delimiter))
    except csv.Error as error:
        raise InputError([Fault(name, len(rows) + 1, _said(error))]) from None
    return tuple(rows)


def parse_delimited(text: str, name: str) -> tuple[Rows, str]:
    """Every row of the text, blank lines as empty rows so that row n is a spreadsheet's row n, and the mark's name."""
    hint = _HINT.match(text)
    mark = hint.group(1) if hint else sniff(text)
    body = text[hint.end() :] if hint else text
    limit = csv.field_size_limit(len(text) + 1)
    try:
        rows = _rows(body, mark, name)
    finally:
        csv.field_size_limit(limit)
    return (((), *rows) if hint else rows), DELIMITERS.get(mark, "one column")
