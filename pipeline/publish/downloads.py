"""The files of a release to download: tables as CSV and as a workbook, the release itself, what columns mean."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from pipeline.pages.marks import Release
from pipeline.publish.bookdata import BookData
from pipeline.publish.downloadtables import TABLES, Row, Table, Value
from pipeline.review.workbook import fixed_zip
from pipeline.review.worksheet import escaped

_FOLDER = "book/downloads"

FILES = {
    "data.xlsx": "All tables in one workbook.",
    "published.json": "The release itself, from which all else is made.",
    "datapackage.json": "What every table and column holds, for programs.",
}


def folder(round: str) -> str:
    """Where the files of a round lie, below the built book."""
    return f"{_FOLDER}/{round}"


def download_files(data: BookData) -> dict[str, bytes]:
    """Every file to download of each release in force, by its path below the built book."""
    return {
        f"{folder(round)}/{name}": content
        for round, told in sorted(data.releases.items())
        for name, content in _files(data, told).items()
    }


def _files(data: BookData, told: Release) -> dict[str, bytes]:
    rows = {table.name: table.rows(data, told) for table in TABLES}
    return {table.file: _csv(table, rows[table.name]) for table in TABLES} | {
        "data.xlsx": _workbook(rows, date.fromisoformat(told.at("/release/date"))),
        "published.json": _json(told.value),
        "datapackage.json": _json(_package(told)),
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(table: Table, rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Value) -> Value:
    """A value as a CSV cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    return escaped(value) if isinstance(value, str) else value


def _workbook(rows: dict[str, list[Row]], day: date) -> bytes:
    """The tables as sheets of one workbook whose only time is the day of the release."""
    book = Workbook(write_only=True)
    for table in TABLES:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        for row in [tuple(column.name for column in table.columns), *rows[table.name]]:
            sheet.append([_sheet_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return fixed_zip(buffer.getvalue(), day)


def _sheet_cell(sheet: Any, value: Value) -> Any:
    told = None if value == "" else escaped(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, told)
    if isinstance(told, str):
        cell.data_type = "s"
    return cell


def _package(told: Release) -> dict[str, Any]:
    """What datapackage.json says: each table with the meaning of its columns."""
    return {
        "name": told.round.lower(),
        "title": told.at("/release/title"),
        "version": str(told.at("/release/version")),
        "created": f"{told.at('/release/date')}T00:00:00Z",
        "description": "The tables of a release. A text that a spreadsheet would take for a formula has an apostrophe "
        "before it.",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.description,
        "schema": {"fields": [column.schema() for column in table.columns], "missingValues": [""]},
    }
