"""One door for every table that is handed in: CSV, TSV and XLSX become rows of text, or are refused by name."""

import hashlib
from dataclasses import dataclass

from pipeline.collect.decode import decode
from pipeline.collect.delimited import Rows, parse_delimited
from pipeline.collect.workbook import parse_workbook
from pipeline.errors import Fault, InputError

# A cell longer than this is taken whole and told of: no person types so much.
LONG_CELL = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as it arrived: `rows[n - 1]` is row n as a spreadsheet counts them, a blank line is an empty row."""

    file: str
    sha256: str
    form: str
    rows: Rows
    notes: tuple[str, ...]


def folder_refused(name: str) -> InputError:
    """The error for a folder where a file is wanted."""
    return InputError([Fault(name, 0, "is a folder; name the file in it that holds the responses (.csv or .xlsx)")])


def _form(data: bytes, name: str, sheet: str | None) -> tuple[Rows, str, tuple[str, ...]]:
    if data.startswith(b"PK"):
        rows, title = parse_workbook(data, name, sheet)
        return rows, f"workbook, sheet '{title}'", ()
    decoded = decode(data, name)
    rows, mark = parse_delimited(decoded.text, name)
    return rows, f"CSV, {decoded.encoding}, {mark}", decoded.notes


def _long(rows: Rows) -> tuple[str, ...]:
    numbers = [n for n, row in enumerate(rows, 1) if any(len(cell) > LONG_CELL for cell in row)]
    if not numbers:
        return ()
    return (f"a cell of row {', '.join(map(str, numbers[:10]))} is longer than {LONG_CELL:,} characters; taken whole",)


def read_sheet(data: bytes, name: str, sheet: str | None = None) -> Sheet:
    """Every row of a file as text, none left out; raise InputError naming the file where it is no table."""
    if not data.strip():
        raise InputError([Fault(name, 0, "is empty; export it again, with its header row")])
    rows, form, notes = _form(data, name, sheet)
    if not any(cell.strip() for row in rows for cell in row):
        raise InputError([Fault(name, 0, "has no filled cell; export it again, with its header row")])
    digest = hashlib.sha256(data).hexdigest()
    return Sheet(file=name, sha256=digest, form=form, rows=rows, notes=(*notes, *_long(rows)))
