"""The files of a release to download: tables as CSV and as a workbook, the release itself, what columns mean."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from pipeline.pages.addresses import item_page, theme_page
from pipeline.pages.marks import Release
from pipeline.publish.bookdata import BookData
from pipeline.review.workbook import fixed_zip
from pipeline.review.worksheet import escaped

_FOLDER = "book/downloads"
HIDDEN = "Empty where the figure is hidden because it is small, or could give away one that is; or is not known."
Value = str | int | float | bool | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, the type of its values as Frictionless names it, and what it holds."""

    name: str
    type: str
    description: str
    needed: bool = True
    unique: bool = False

    def schema(self) -> dict[str, Any]:
        """The column as datapackage.json describes it."""
        told = f"{self.description} {HIDDEN}" if self.hides else self.description
        bounds = {"minimum": 0} if self.type in ("integer", "number") else {}
        constraints = {"required": self.needed} | ({"unique": True} if self.unique else {}) | bounds
        return {"name": self.name, "type": self.type, "description": told, "constraints": constraints}

    @property
    def hides(self) -> bool:
        """Whether a figure of it may be missing."""
        return self.type in ("integer", "number") and not self.needed


@dataclass(frozen=True, slots=True)
class Table:
    """A table to download: its name, what a row of it is, its columns, and how its rows are told from a release."""

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[BookData, Release], list[Row]]

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"


def _text(name: str, description: str, needed: bool = True, unique: bool = False) -> Column:
    return Column(name, "string", description, needed, unique)


def _count(name: str, description: str) -> Column:
    return Column(name, "integer", description, needed=False)


def _share(name: str, description: str) -> Column:
    return Column(name, "number", description, needed=False)


def _themes(data: BookData, told: Release) -> list[Row]:
    figures = ("responses", "distinct_texts", "organisations", "points", "share", "low", "high")
    return [
        (theme["id"], theme["title"], _listed(theme["items"]), *(theme.get(name) for name in figures),
         str(theme["since"]), f"{theme_page(theme['id'])}.html")
        for theme in told.at("/themes")
    ]  # fmt: skip


def _points(data: BookData, told: Release) -> list[Row]:
    return [
        (point["id"], point["question"], _listed(point["themes"]), _listed(point["items"]), point.get("decided"),
         point.get("text", ""), _point_address(point))
        for point in told.at("/points")
    ]  # fmt: skip


def _point_address(point: Any) -> str:
    """Where a point is listed: on the page of its first theme, at its own anchor."""
    return f"{theme_page(point['themes'][0])}.html#{point['id']}" if point["themes"] else ""


def _quotes(data: BookData, told: Release) -> list[Row]:
    return [
        (quote["point"], quote["theme"], quote["question"], quote["text"], quote.get("translated_from", ""))
        for quote in told.at("/quotes")
    ]


def _items(data: BookData, told: Release) -> list[Row]:
    titles = {item["code"]: item["title"] for stream in told.at("/taxonomy") for item in stream["items"]}
    figures = ("themes", "points", "share", "low", "high")
    return [
        (item["code"], titles.get(item["code"], ""), *(item.get(name) for name in figures), item["why_not"])
        for item in told.value.get("items", [])
    ]


def _ledger(data: BookData, told: Release) -> list[Row]:
    kinds = ("responses", "answers")
    return [(kind, state, count) for kind in kinds for state, count in told.at(f"/ledger/{kind}").items()]


def _closed(data: BookData, told: Release) -> list[Row]:
    return [
        (asked["question"], asked["text"], row["part"], row["part_label"], row["value"], row["label"], row["count"],
         row["share"])
        for asked in told.at("/closed")
        for row in asked["rows"]
    ]  # fmt: skip


def _roadmap(data: BookData, told: Release) -> list[Row]:
    return [
        (item.id, item.title, _listed(item.items), item.horizon, item.status, item.owner, item.blocked_by,
         "" if "review_by" in item.missing else item.review_by.isoformat(), item.value, _listed(item.evidence),
         f"{item_page(item.id)}.html")
        for item in data.roadmap.items
    ]  # fmt: skip


def _listed(texts: Sequence[str]) -> str:
    return ";".join(texts)


_PAGE = "Address of its page, below the first folder of the book"
_INTERVAL = (_share("low", "Lower end of the interval of the share."), _share("high", "Its upper end."))

# The data dictionary: every table and column, written once.
TABLES = (
    Table(
        "themes",
        "An agreed theme of the release.",
        (
            _text("theme", "Id of the theme.", unique=True),
            _text("title", "Its title."),
            _text("items", "Codes of the items it belongs to, joined by semicolons.", needed=False),
            _count("responses", "Responses that have a point in it."),
            _count("distinct_texts", "Distinct texts among these; copies of one letter are one."),
            _count("organisations", "Organisations among their senders."),
            _count("points", "Points in it."),
            _share("share", "Its share of the responses with a usable answer, between nought and one."),
            *_INTERVAL,
            _text("since", "The release that showed it first."),
            _text("page", f"{_PAGE}."),
        ),
        _themes,
    ),
    Table(
        "points",
        "A point: a stretch of an answer that makes one claim.",
        (
            _text("point", "Id of the point.", unique=True),
            _text("question", "Id of the question that it answers."),
            _text("themes", "Ids of its themes, joined by semicolons; empty where it is in none.", needed=False),
            _text("items", "Codes of its items, joined by semicolons; NONE where none fits.", needed=False),
            Column("decided", "boolean", "Whether a person decided its items; empty where not recorded.", needed=False),
            _text("text", "Its words, only where its sender agreed and a person approved; else empty.", needed=False),
            _text("page", f"{_PAGE}, with the point's anchor; empty where it is in no theme.", needed=False),
        ),
        _points,
    ),
    Table(
        "quotes",
        "A quote: the words of a point that are shown with a theme.",
        (
            _text("point", "Id of the point."),
            _text("theme", "Id of the theme."),
            _text("question", "Id of the question that it answers."),
            _text("text", "The words; empty where they were taken out since.", needed=False),
            _text("translated_from", "Code of the language it was written in, where it is translated.", needed=False),
        ),
        _quotes,
    ),
    Table(
        "items",
        "An item of the workstreams and what was said on it.",
        (
            _text("item", "Code of the item.", unique=True),
            _text("title", "Its title.", needed=False),
            _count("themes", "Agreed themes that belong to it."),
            _count("points", "Points tagged with it."),
            _share("share", "Estimated share of the points that belong to it, between nought and one."),
            *_INTERVAL,
            _text("why_not", "Why no share is given, where none is.", needed=False),
        ),
        _items,
    ),
    Table(
        "ledger",
        "Responses or answers in one state after cleaning; the states add up to those received.",
        (
            _text("of", "What is counted: responses or answers."),
            _text("state", "The state; received is all of them."),
            _count("count", "How many."),
        ),
        _ledger,
    ),
    Table(
        "closed",
        "A value that could be chosen in answer to a closed question.",
        (
            _text("question", "Id of the question."),
            _text("text", "The question as asked."),
            _text("part", "Row of a grid; empty where the question is none.", needed=False),
            _text("part_label", "That row as shown.", needed=False),
            _text("value", "The value."),
            _text("label", "The value as shown."),
            _count("count", "Responses that chose it."),
            _share("share", "Their share of the responses that answered, between nought and one."),
        ),
        _closed,
    ),
    Table(
        "roadmap",
        "A roadmap item, whichever round its evidence comes from.",
        (
            _text("item", "Id of the roadmap item.", unique=True),
            _text("title", "Its title."),
            _text("items", "Codes of the items of the workstreams it serves, joined by semicolons."),
            _text("horizon", "Now, next or later."),
            _text("status", "How far it is."),
            _text("owner", "Who answers for it."),
            _text("blocked_by", "What it waits for, where it is blocked.", needed=False),
            Column("review_by", "date", "The day by which it is looked at again."),
            _text("value", "Its value to patients."),
            _text("evidence", "Ids of the agreed themes it rests on, joined by semicolons."),
            _text("page", f"{_PAGE}."),
        ),
        _roadmap,
    ),
)


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
