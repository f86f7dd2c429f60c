"""Tables written row by row into a file, as CSV, XLSX or JSON lines: flat in memory, and nothing in it of its maker."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO
from xml.sax.saxutils import escape as xml_escape

from pipeline.collect.form.checking import length
from pipeline.collect.form.escaping import MARK, Cells, escaped, escaped_row
from pipeline.errors import UserError

# A spreadsheet's cell holds no more; what is longer goes on in the other forms, and the cell says so.
LONGEST_CELL = 32_767
_CUT = " [cut here: {length} characters; the CSV and JSON lines files hold them all]"
_MOST_ROWS = 1_048_576
_DAY = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold, and words that a spreadsheet would read as a sign's number.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGN_NUMBER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Table:
    """A table on its way into a file: its name, its header, and its rows as they come."""

    def __init__(self, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        self.name, self.header, self.rows = name, tuple(header), rows


def _harmless(table: Table) -> Iterator[Cells]:
    yield (*map(escaped, table.header), MARK)
    yield from map(escaped_row, table.rows)


def write_csv(table: Table, out: BinaryIO) -> None:
    """A table as CSV by RFC 4180, with the mark that tells spreadsheets it is UTF-8; no cell of it is a formula."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    csv.writer(text).writerows(_harmless(table))
    text.flush()
    text.detach()


def write_lines(rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Rows as JSON, one a line, texts as they are."""
    for row in rows:
        out.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace"))


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _fitting(text: str) -> str:
    if len(text) * 2 <= LONGEST_CELL or length(text) <= LONGEST_CELL:
        return text
    note = _CUT.format(length=f"{len(text):,}")
    return text[: (LONGEST_CELL - len(note)) // 2] + note


def _cell(text: str) -> str:
    if not text:
        return "<c/>"
    told = xml_escape(_SIGN_NUMBER.sub("_x005F_", _UNFIT.sub("", _fitting(text)))).replace("\r", "_x000D_")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'


def _sheet(rows: Iterable[Cells], width: int) -> Iterator[str]:
    view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
    columns = f'<cols><col min="1" max="{width}" width="24" customWidth="1"/></cols>'
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}</sheetViews>{columns}<sheetData>'
    for number, row in enumerate(rows, start=1):
        if number > _MOST_ROWS:
            raise UserError(f"a sheet of a workbook holds {_MOST_ROWS:,} rows; export as csv or jsonl, which hold all")
        yield f"<row>{''.join(map(_cell, row))}</row>"
    yield "</sheetData></worksheet>"


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'


def _furniture(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of a workbook beside its sheets."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(_override(f"xl/worksheets/sheet{n}.xml", "spreadsheetml.worksheet") for n in numbers)
    book = _override("xl/workbook.xml", "spreadsheetml.sheet.main")
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{rels}{xml}{book}{sheets}</Types>'
    to_book = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{to_book}</Relationships>'
    listed = "".join(
        f'<sheet name="{xml_escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    view = "<bookViews><workbookView/></bookViews>"
    book_told = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{view}<sheets>{listed}</sheets></workbook>'
    yield "xl/workbook.xml", book_told
    to_sheets = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    yield "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{to_sheets}</Relationships>'


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
    entry.external_attr = 0o644 << 16
    return entry


def write_xlsx(tables: Sequence[Table], out: BinaryIO) -> None:
    """Tables as the sheets of a workbook, every cell a text and none a formula; the same rows give the same bytes."""
    with zipfile.ZipFile(out, "w", compresslevel=6) as book:
        for name, told in _furniture([table.name for table in tables]):
            book.writestr(_entry(name), _HEAD + told)
        for number, table in enumerate(tables, start=1):
            with book.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                for piece in _sheet(_harmless(table), len(table.header) + 1):
                    part.write(piece.encode())
