"""Rows of a delimited text: which mark parts its cells, and every cell as it was written."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from pipeline.errors import Fault, InputError

Rows = tuple[tuple[str, ...], ...]
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# Parts nothing: the delimiter of a file with one column.
NONE = "\x1f"
_SAMPLE = 262_144
_TITLES = 10
_HINT = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)


def _widths(sample: str, delimiter: str, *, cut: bool) -> list[int]:
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths = [len(row) for row in rows if row]
    return widths[:-1] if cut and len(widths) > 1 else widths


def _is_prose(sample: str, delimiter: str) -> bool:
    """Whether the mark stands in sentences (a space follows) rather than between cells."""
    return sample.count(delimiter + " ") * 2 > sample.count(delimiter)


def _is_under_titles(widths: Sequence[int]) -> bool:
    """Whether a few lines of one cell stand over rows of one width, as titles stand over a table."""
    under = list(dropwhile(lambda width: width == 1, widths))
    return 0 < len(widths) - len(under) < _TITLES and len(under) > 1 and len(set(under)) == 1 and under[0] > 2


def _score(sample: str, delimiter: str, *, cut: bool) -> tuple[float, int]:
    """How alike in width the rows are under this mark (0: it parts no cells), and that width."""
    widths = _widths(sample, delimiter, cut=cut)
    if not widths:
        return 0.0, 0
    width, times = Counter(widths).most_common(1)[0]
    share = times / len(widths)
    if width > 1 and (widths[0] == width or (share >= 0.9 and (widths[0] > 1 or not _is_prose(sample, delimiter)))):
        return share, width
    if _is_under_titles(widths) and not _is_prose(sample, delimiter):
        return 0.9, widths[-1]
    # Ragged rows are told of later, by number: here the header's width settles the mark, if it is no sentence.
    parted = sum(each > 1 for each in widths) / len(widths)
    ragged = widths[0] > 1 and parted > 0.5 and not _is_prose(sample, delimiter)
    return (share / 2, widths[0]) if ragged else (0.0, 0)


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


def _parse(text: str, name: str) -> tuple[Rows, str]:
    hint = _HINT.match(text)
    mark = hint.group(1) if hint else sniff(text)
    rows = _rows(text[hint.end() :] if hint else text, mark, name)
    return (((), *rows) if hint else rows), DELIMITERS.get(mark, "one column")


def parse_delimited(text: str, name: str) -> tuple[Rows, str]:
    """Every row of the text, blank lines as empty rows so that row n is a spreadsheet's row n, and the mark's name."""
    limit = csv.field_size_limit(len(text) + 1)
    try:
        return _parse(text, name)
    finally:
        csv.field_size_limit(limit)
