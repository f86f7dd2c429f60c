"""Rows of an .xlsx workbook: sizes are checked before anything is unpacked, no formula is ever worked out."""

import datetime as dt
import html
import io
import re
import zipfile
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import python_calamine as calamine

from pipeline.collect.delimited import Rows
from pipeline.errors import Fault, InputError

# A workbook of 200,000 responses and 100 columns unpacks to about 400 MB; a zip bomb of 195 KB to 200 MB (1,028:1).
_MOST_BYTES = 600_000_000
_MOST_RATIO = 200
_SMALL = 30_000_000
# The reader lays a sheet out whole: one stray cell at XFD1048576 would ask for 17,000 million cells.
_MOST_CELLS = 40_000_000
# Every stretch is bounded and stops at the next tag, so that no part, whatever is in its comments, is read twice over.
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\b")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
# Where cells and rows say that they stand, in any quotes and capitals: the reader is no stricter.
_COLUMN_OF = re.compile(rb"""(?<![:\w])r\s*=\s*["']([A-Za-z]{1,3})0*[0-9]{1,7}["']""")
_ROW_OF = re.compile(rb"""(?<![:\w])r\s*=\s*["'][A-Za-z]{0,3}0*([0-9]{1,7})["']""")
_NOWHERE = re.compile(rb"""(?<![:\w])r\s*=\s*["'](?![A-Za-z]{0,3}0*[0-9]{1,7}["'])""")
_UNPLACED = re.compile(rb"""<(?:\w{1,20}:)?(?:c|row)(?![^<>]{0,300}\sr\s{0,20}=)[\s/>]""")
_FORMULA = re.compile(
    rb"<c\b([^<>]{1,300})>\s{0,20}<f\b[^<>]{0,300}(?:/>|>([^<]{0,60000})</f>)\s{0,20}(?:<v\s{0,20}/>|<v>\s{0,20}</v>)?"
    rb"\s{0,20}</c>"
)
# A cell that holds an error, as "=systems" does, which somebody typed and a spreadsheet took for a formula.
_ERROR = re.compile(
    rb"<c\b([^<>]{1,300})>\s{0,20}(?:<f\b[^<>]{0,300}(?:/>|>([^<]{0,60000})</f>))?\s{0,20}<v>(#[A-Z0-9/?!_]{2,30})</v>"
)
# Up to here a spreadsheet's numbers tell whole numbers apart.
_WHOLE = 2**53
_SHEET = re.compile(rb"<sheet\b([^<>]{1,2000})>")
_RELATION = re.compile(rb"<Relationship\b([^<>]{1,5000})>")
_ATTRIBUTE = re.compile(rb'([A-Za-z:]{1,40})="([^"<>]*)"')

# What tools put into a zip file of their exports.
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json")
# Parts of files that are zip files themselves.
_OWN = ("[content_types].xml", "mimetype", "content.xml", "xl/", "word/", "ppt/")
_UNREADABLE = "cannot be read as a workbook; save it again as .xlsx, or as CSV (UTF-8)"
_READ_FAULTS = (calamine.CalamineError, calamine.XmlError, calamine.ZipError, calamine.PasswordError, OSError)


class _RefusedError(Exception):
    """What is wrong with the workbook, to be told with its name."""


def _check_bounds(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > _MOST_BYTES or (unpacked > _SMALL and unpacked > _MOST_RATIO * max(packed, 1)):
        raise _RefusedError(
            f"would unpack to {unpacked // 1_000_000} MB, more than any table of responses; save the sheet as CSV"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise _RefusedError("has a password; save it without one")
    # Other ways of packing ask for gigabytes to unpack a line, and fail in ways of their own.
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _RefusedError("is packed in a way that no spreadsheet uses; unpack it and import what is in it")


def _tables(book: zipfile.ZipFile) -> list[str]:
    """The tables in a zip file, without what a Mac keeps beside them."""
    names = (name for name in book.namelist() if name.lower().endswith(_TABLES))
    return sorted(name for name in names if not name.startswith("__MACOSX/"))


def _check_sizes(book: zipfile.ZipFile) -> None:
    _check_bounds(book)
    parts, names = book.infolist(), set(book.namelist())
    if len(names) < len(parts):
        raise _RefusedError("holds two parts of one name, as no spreadsheet writes it; save it again as .xlsx")
    other = {"content.xml", "xl/workbook.bin"} & names
    if not other and (inside := _tables(book)):
        raise _RefusedError(f"is a zip file with {', '.join(inside[:5])} in it; unpack it and import what is in it")
    if "content.xml" in names:
        raise _RefusedError("is an OpenDocument sheet (.ods), which is not read here; save it as .xlsx or CSV (UTF-8)")
    if other or not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        raise _RefusedError("is no .xlsx workbook; save the table as .xlsx or CSV (UTF-8)")


def _letters(told: bytes) -> int:
    column = 0
    for letter in told.upper():
        column = column * 26 + letter - 64
    return column


def _most_in_a_row(part: bytes) -> int:
    """The most cells that one row lists, for rows whose cells do not say where they stand."""
    rows = [match.start() for match in _ROW.finditer(part)]
    cells = [match.start() for match in _CELL.finditer(part)] if rows else []
    counts = Counter(bisect_right(rows, cell) for cell in cells)
    counts.pop(0, None)
    return max(counts.values(), default=0)


def _check_extent(part: bytes) -> None:
    """Refuse a part whose cells, wherever a reader may take them to stand, span more than any table does."""
    if not _CELL.search(part):
        return
    if _NOWHERE.search(part):
        raise _RefusedError("has a cell that says no place in the sheet; save it again as .xlsx, or as CSV (UTF-8)")
    columns = max(map(_letters, set(_COLUMN_OF.findall(part))), default=0)
    rows = max(map(int, set(_ROW_OF.findall(part))), default=0)
    if b"<c>" in part or _UNPLACED.search(part):
        columns += _most_in_a_row(part)
        rows += len(_ROW.findall(part))
    if rows * max(columns, 1) > _MOST_CELLS:
        raise _RefusedError(
            f"has a cell in row {rows} or column {columns}, far from its table; delete the empty rows and columns "
            "after the table, or save the sheet as CSV (UTF-8)"
        )


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_sizes(book)
            for part in book.infolist():
                # Read to its end: a part longer than it says, or damaged, fails here and not in the reader.
                _check_extent(book.read(part))
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
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _WHOLE:
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
        told = f"has {len(filled)} sheets ({', '.join(filled)})"
        if _are_parted(book, filled):
            raise _RefusedError(
                f"{told} that begin with the same column: are the answers parted by question? One row is one response "
                "here: bring them together on one sheet, a column a question, or say which sheet to read (--sheet NAME)"
            )
        raise _RefusedError(f"{told}; say which one holds the responses (--sheet NAME)")
    return filled[0]


def _are_parted(book: calamine.CalamineWorkbook, names: Sequence[str]) -> bool:
    """Whether every sheet begins with one and the same name of a column, as one that holds ids does."""
    tops = [book.get_sheet_by_name(name).to_python(skip_empty_area=True, nrows=1) for name in names]
    first = {_text(rows[0][0]).strip().casefold() for rows in tops if rows and rows[0]}
    return len(first) == 1 and "" not in first and all(rows and len(rows[0]) > 1 for rows in tops)


def _attributes(told: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(told))


def _part_of(book: zipfile.ZipFile, sheet: str) -> bytes:
    """The part that holds a sheet, found by the workbook's own list of relations."""
    sheets = map(_attributes, _SHEET.findall(book.read("xl/workbook.xml")))
    ids = {_unescaped(each.get(b"name")): each.get(b"r:id", b"") for each in sheets}
    relations = map(_attributes, _RELATION.findall(book.read("xl/_rels/workbook.xml.rels")))
    targets = {each.get(b"Id", b""): each.get(b"Target", b"") for each in relations}
    path = targets.get(ids.get(sheet, b""), b"").decode("utf-8", "replace")
    path = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    return book.read(path) if path in book.namelist() else b""


def _formulas(data: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The text of each formula without a value or with an error, else the error, by row and column from 0."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        part = _part_of(book, sheet)
    found = [(match[1], "=" + _unescaped(match[2])) for match in _FORMULA.finditer(part)] if b"<f" in part else []
    wrong = _ERROR.finditer(part) if b"<v>#" in part else ()
    found += [(match[1], "=" + _unescaped(match[2]) if match[2] else _unescaped(match[3])) for match in wrong]
    placed = ((_PLACE.search(attributes), told) for attributes, told in found)
    return {(int(at.group(2)) - 1, _letters(at.group(1)) - 1): told for at, told in placed if at}


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


def filled_sheets(data: bytes) -> list[str]:
    """The sheets in sight that hold anything; none where the file is no workbook that can be read."""
    try:
        _check_zip(data)
        return _filled(calamine.load_workbook(io.BytesIO(data)))
    except (_RefusedError, *_READ_FAULTS):
        return []


def packed_table(data: bytes, name: str) -> tuple[str, bytes] | None:
    """The one table in a zip file, as tools pack their exports; None where it is a workbook or holds no one table."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            inside = _tables(book)
            if len(inside) != 1 or any(each.lower().startswith(_OWN) for each in book.namelist()):
                return None
            _check_bounds(book)
            return inside[0], book.read(inside[0])
    except _RefusedError as refused:
        raise InputError([Fault(name, 0, str(refused))]) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        # What cannot be unpacked is refused as a workbook, with the reason.
        return None


def parse_workbook(data: bytes, name: str, sheet: str | None = None) -> tuple[Rows, str]:
    """Every row of one sheet as text, and the sheet's name; raise InputError where the workbook cannot be trusted."""
    try:
        return _rows(data, sheet)
    except _RefusedError as refused:
        raise InputError([Fault(name, 0, str(refused))]) from refused.__cause__
    except _READ_FAULTS as error:
        raise InputError([Fault(name, 0, _UNREADABLE)]) from error
    except BaseException as error:
        # The reader's own failure comes as no Exception; anything else goes its way.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError([Fault(name, 0, _UNREADABLE)]) from None
