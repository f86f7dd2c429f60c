"""Rows of an .xlsx workbook: sizes are checked before anything is unpacked, no formula is ever worked out."""

import datetime as dt
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

import python_calamine as calamine

from pipeline.collect.delimited import Rows
from pipeline.errors import Fault, InputError

# A workbook of 200,000 responses and 100 columns unpacks to about 400 MB; a zip bomb of 195 KB to 200 MB (1,028:1).
_MOST_BYTES = 600_000_000
_MOST_RATIO = 200
_SMALL = 30_000_000
# The reader lays a sheet out whole: one stray cell at XFD1048576 would ask for 17,000 million cells.
_MOST_CELLS = 40_000_000
_CHUNK = 1 << 20
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f\b[^>]*?(?:/>|>(.*?)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>',
    re.DOTALL,
)

_SHEET = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(rb'<Relationship\b(?=[^>]*?\bId="([^"]*)")(?=[^>]*?\bTarget="([^"]*)")')

_READ_FAULTS = (calamine.CalamineError, calamine.XmlError, calamine.ZipError, calamine.PasswordError, OSError)


class _RefusedError(Exception):
    """What is wrong with the workbook, to be told with its name."""


def _check_sizes(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > _MOST_BYTES or (unpacked > _SMALL and unpacked > _MOST_RATIO * max(packed, 1)):
        raise _RefusedError(
            f"would unpack to {unpacked // 1_000_000} MB, more than any table of responses; save the sheet as CSV"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise _RefusedError("has a password; save it without one")
    names = set(book.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        raise _RefusedError("is no .xlsx workbook; save the table as .xlsx or CSV (UTF-8)")


def _check_whole(book: zipfile.ZipFile) -> None:
    """Read every part to its end: a part longer than it says, or damaged, fails here and not in the reader."""
    for part in book.infolist():
        with book.open(part) as stream:
            while stream.read(_CHUNK):
                pass


def _letters(told: bytes) -> int:
    column = 0
    for letter in told:
        column = column * 26 + letter - 64
    return column


def _check_extent(sheet: bytes) -> None:
    rows = columns = 0
    for match in _PLACE.finditer(sheet):
        columns, rows = max(columns, _letters(match.group(1))), max(rows, int(match.group(2)))
    if rows * columns > _MOST_CELLS:
        raise _RefusedError(
            f"has a cell in row {rows} or column {columns}, far from its table; delete the empty rows and columns "
            "after the table, or save the sheet as CSV (UTF-8)"
        )


def _sheet_parts(book: zipfile.ZipFile) -> Iterator[bytes]:
    for name in book.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            yield book.read(name)


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_sizes(book)
            _check_whole(book)
            for sheet in _sheet_parts(book):
                _check_extent(sheet)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise _RefusedError(
            "is damaged or cut off and cannot be read; take a fresh copy, or export it again"
        ) from error


def _text(cell: object) -> str:
    """A cell as text: dates as ISO, whole numbers without a point, text byte for byte."""
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=None).isoformat(timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _filled(book: calamine.CalamineWorkbook) -> list[str]:
    shown = [each.name for each in book.sheets_metadata if each.visible == calamine.SheetVisibleEnum.Visible]
    return [name for name in shown if book.get_sheet_by_name(name).total_height]


def _choose(book: calamine.CalamineWorkbook, sheet: str | None) -> str:
    names: Sequence[str] = book.sheet_names
    if sheet is not None:
        if sheet not in names:
            raise _RefusedError(f"has no sheet '{sheet}'; it has {', '.join(names)}: name one of them")
        return sheet
    filled = _filled(book)
    if not filled:
        raise _RefusedError("is empty: no sheet of it has a cell; export it again")
    if len(filled) > 1:
        raise _RefusedError(
            f"has {len(filled)} sheets ({', '.join(filled)}); say which one holds the responses (--sheet NAME)"
        )
    return filled[0]


def _part_of(book: zipfile.ZipFile, sheet: str) -> bytes:
    """The part that holds a sheet, found by the workbook's own list of relations."""
    ids = {_unescaped(name): id for name, id in _SHEET.findall(book.read("xl/workbook.xml"))}
    targets = dict(_RELATION.findall(book.read("xl/_rels/workbook.xml.rels")))
    path = targets.get(ids.get(sheet, b""), b"").decode("utf-8", "replace")
    path = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    return book.read(path) if path in book.namelist() else b""


def _formulas(data: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The text of each formula that was stored without a value, by row and column from 0."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        part = _part_of(book, sheet)
    found = _FORMULA.finditer(part) if b"<f" in part else ()
    return {(int(m.group(2)) - 1, _letters(m.group(1)) - 1): "=" + _unescaped(m.group(3)) for m in found}


def _unescaped(told: bytes | None) -> str:
    return html.unescape((told or b"").decode("utf-8", "replace"))


def _rows(data: bytes, sheet: str | None) -> tuple[Rows, str]:
    _check_zip(data)
    book = calamine.load_workbook(io.BytesIO(data))
    name = _choose(book, sheet)
    cells = [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    for (row, column), formula in _formulas(data, name).items():
        if row < len(cells) and column < len(cells[row]) and not cells[row][column]:
            cells[row][column] = formula
    return tuple(tuple(row) if any(cell.strip() for cell in row) else () for row in cells), name


def parse_workbook(data: bytes, name: str, sheet: str | None = None) -> tuple[Rows, str]:
    """Every row of one sheet as text, and the sheet's name; raise InputError where the workbook cannot be trusted."""
    try:
        return _rows(data, sheet)
    except _RefusedError as refused:
        raise InputError([Fault(name, 0, str(refused))]) from refused.__cause__
    except _READ_FAULTS as error:
        raise InputError(
            [Fault(name, 0, "cannot be read as a workbook; save it again as .xlsx, or as CSV (UTF-8)")]
        ) from error
