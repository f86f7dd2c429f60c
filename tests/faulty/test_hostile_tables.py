"""Files made to harm: refused or read as text, soon; nothing in them is followed, worked out or unpacked blindly."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from collecting import csv_bytes, workbook_bytes

from pipeline.collect.layout import body
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.errors import InputError

BOOK = workbook_bytes({"Answers": [["id", "text"], *[[n, f"text number {n}"] for n in range(20)]]})
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
END, START = b"</sheetData>", b"<sheetData>"
BOOK_NAMES, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# Measured: under a second each on one core; a pattern that reads a part twice over takes minutes.
SOON = 20


def _book(name: str, change: Callable[[bytes], bytes], **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
        for each, part in more.items():
            new.writestr(each, part)
    return out.getvalue()


def _before(mark: bytes, told: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(mark, told + mark, 1)


def _far(place: bytes) -> bytes:
    return _book(SHEET, _before(END, b"<row r='1048576'><c " + place + b"><v>1</v></c></row>"))


def _renamed(data: bytes) -> bytes:
    """The sheet's part under a name that says nothing of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            part = re.sub(rb"(/xl/)?worksheets/sheet1.xml", rb"\g<1>Other.XML", old.read(each))
            new.writestr(each.replace("worksheets/sheet1.xml", "Other.XML"), part)
    return out.getvalue()


REFUSED = {
    "single quotes": _far(b"r='XFD1048576'"),
    "spaces": _far(b'r = "XFD1048576"'),
    "small letters": _far(b'r="xfd1048576"'),
    "zeros": _far(b'r="XFD0001048576"'),
    "letters without end": _far(b'r="' + b"Z" * 40 + b'1"'),
    "numbers without end": _far(b'r="A' + b"9" * 40 + b'"'),
    "no place": _far(b'r="$XFD$1048576"'),
    "cells without places": _book(
        SHEET,
        _before(END, b"<row r='9999'>" + b"<c><v>1</v></c>" * 16_000 + b"</row><row r='1048576'><c><v>1</v></c></row>"),
    ),
    "another part": _renamed(_far(b"r='XFD1048576'")),
    "an older workbook inside": _book(SHEET, lambda part: part, **{"xl/workbook.bin": b"x"}),
    "a document inside": _book(SHEET, lambda part: part, **{"content.xml": b"<x/>"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_workbook_made_to_harm_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        read_sheet(REFUSED[name], "file")


def _soon(data: bytes) -> list[tuple[str, ...]]:
    began = time.process_time()
    sheet = read_sheet(data, "file")
    rows = [cells for _, cells in body(sheet, recognise(sheet))]
    assert time.process_time() - began < SOON
    return rows


MANY = 20_000
READ = {
    "cells in a comment": _book(SHEET, _before(START, b"<!-- <f " + b'<c r="A1" ' * MANY + b"-->")),
    "formulas in a comment": _book(SHEET, _before(START, b"<!-- " + b'<c r="A1"><f>' * MANY + b"-->")),
    "sheets in a comment": _book(BOOK_NAMES, _before(b"<sheets>", b"<!-- " + b'<sheet name="a" ' * MANY + b"-->")),
    "relations in a comment": _book(
        RELATIONS, _before(b"</Relationships>", b"<!-- " + b'<Relationship Id="a" ' * MANY + b"-->")
    ),
    "a link to another workbook": _book(
        SHEET, lambda part: part, **{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    ),
    "all cells merged": _book(
        SHEET, lambda part: part.replace(END, END + b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', 1)
    ),
    "a size that is none": _book(SHEET, lambda part: re.sub(rb'ref="A1:B21"', b'ref="A1:XFD1048576"', part)),
}


@pytest.mark.parametrize("name", READ)
def test_a_workbook_with_noise_is_read_soon(name: str) -> None:
    rows = _soon(READ[name])
    assert (len(rows), rows[0]) == (20, ("0", "text number 0"))


def test_entities_are_never_unfolded() -> None:
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    data = _book(STRINGS, lambda part: laughs + b"]>" + part.replace(b"text number 1<", b"&j;<", 1))
    try:
        rows = _soon(data)
    except InputError:
        return
    assert max(len(cell) for row in rows for cell in row) < 100


@pytest.mark.parametrize("part", [SHEET, STRINGS])
def test_entities_never_bring_another_file_in(tmp_path: Path, part: str) -> None:
    (tmp_path / "other.txt").write_text("what lies in another file", encoding="utf-8")
    told = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "other.txt").as_uri()}">]>'.encode()
    data = _book(part, lambda old: told + old.replace(b"text number 1<", b"&e;<", 1).replace(b"<v>0<", b"<v>&e;<", 1))
    try:
        rows = _soon(data)
    except InputError:
        return
    assert not any("another file" in cell for row in rows for cell in row)


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(BOOK)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as book:
        book.writestr(SHEET, b"<x/>")
    with pytest.raises(InputError, match="two parts of one name"):
        read_sheet(out.getvalue(), "file")


@pytest.mark.parametrize(
    "table",
    [
        [["id", "text"], ["1", "x y " * 2_500_000], ["2", "ab"]],
        [["id", "text"], ["1", "1/" * 5_000_000], ["2", "ab"]],
        [["id", "<" * 10_000_000], ["1", "x"], ["2", "y"]],
        [["id", "text " * 2_000_000], ["1", "x"], ["2", "y"]],
    ],
    ids=["words", "figures", "tags", "header"],
)
def test_ten_megabytes_in_a_cell_are_read_soon(table: list[list[str]]) -> None:
    assert _soon(csv_bytes(table)) == [tuple(row) for row in table[1:]]
