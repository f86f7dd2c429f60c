"""One door for every table that is handed in: CSV, TSV, XLSX and JSON become rows of text, also out of a zip file."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.collect.decode import decode
from pipeline.collect.delimited import Rows, parse_delimited
from pipeline.collect.form.escaping import as_written
from pipeline.collect.objects import is_objects, parse_objects
from pipeline.collect.workbook import packed_table, parse_workbook
from pipeline.errors import Fault, InputError

# A cell longer than this is taken whole and told of: no person types so much.
LONG_CELL = 100_000

# A spreadsheet's longest text, in its own units: what was longer was cut off there.
_LONGEST_CELL = 32_767
_ERRORS = frozenset({"#NAME?", "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NULL!"})

_SHOWN = 10

# What a spreadsheet holds at most.
MOST_COLUMNS = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as it arrived: `rows[n - 1]` is row n as a spreadsheet counts them, a blank line is an empty row."""

    file: str
    sha256: str
    form: str
    rows: Rows
    notes: tuple[str, ...]


def _form(data: bytes, name: str, sheet: str | None) -> tuple[Rows, str, tuple[str, ...]]:
    if data.startswith(b"PK") and (packed := packed_table(data, name)):
        inner, inside = packed
        rows, form, notes = _opened(inside, f"{name}/{inner}", sheet)
        return rows, f"zip file, {inner}: {form}", notes
    return _opened(data, name, sheet)


def _opened(data: bytes, name: str, sheet: str | None) -> tuple[Rows, str, tuple[str, ...]]:
    if data.startswith(b"PK"):
        rows, title = parse_workbook(data, name, sheet)
        return rows, f"workbook, sheet '{title}'", ()
    decoded = decode(data, name)
    if is_objects(decoded.text):
        return parse_objects(decoded.text, name), f"JSON, {decoded.encoding}, a row an object", decoded.notes
    rows, mark = parse_delimited(decoded.text, name)
    return rows, f"CSV, {decoded.encoding}, {mark}", decoded.notes


def _long(rows: Rows) -> tuple[str, ...]:
    numbers = [n for n, row in enumerate(rows, 1) if any(len(cell) > LONG_CELL for cell in row)]
    if not numbers:
        return ()
    return (f"a cell of {_named(numbers)} is longer than {LONG_CELL:,} characters; taken whole",)


def _named(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return f"row {', '.join(map(str, numbers[:_SHOWN]))}{more}"


def _is_cut(cell: str) -> bool:
    return len(cell) * 2 >= _LONGEST_CELL and len(cell.encode("utf-16-le", "surrogatepass")) == 2 * _LONGEST_CELL


def _spoilt(rows: Rows) -> Iterator[str]:
    """What a spreadsheet did to texts before they came here."""
    wrong = [n for n, row in enumerate(rows, 1) if not _ERRORS.isdisjoint(row)]
    if wrong:
        said = f"{_named(wrong)}: a cell holds an error of a spreadsheet, such as #NAME?, where a text may have stood"
        yield f"{said} that begins with = or -; look into the file that the tool exported"
    if cut := [n for n, row in enumerate(rows, 1) if any(map(_is_cut, row))]:
        yield f"{_named(cut)}: a text is as long as a spreadsheet lets one be, and was cut off there most likely"


def read_sheet(data: bytes, name: str, sheet: str | None = None) -> Sheet:
    """Every row of a file as text, none left out; raise InputError naming the file where it is no table."""
    if not data.strip():
        raise InputError([Fault(name, 0, "is empty; export it again, with its header row")])
    rows, form, notes = _form(data, name, sheet)
    rows = as_written(rows)
    if not any(cell.strip() for row in rows for cell in row):
        raise InputError([Fault(name, 0, "has no filled cell; export it again, with its header row")])
    if (width := max(map(len, rows))) > MOST_COLUMNS:
        said = f"has {width:,} columns, more than the {MOST_COLUMNS:,} of any spreadsheet; is it a table of responses?"
        raise InputError([Fault(name, 0, f"{said} Export it again")])
    digest = hashlib.sha256(data).hexdigest()
    return Sheet(file=name, sha256=digest, form=form, rows=rows, notes=(*notes, *_long(rows), *_spoilt(rows)))
