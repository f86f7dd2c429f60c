"""One faulty file a fault: each is refused with its place and the cure, and nothing of it is taken."""

import io
import zipfile
from collections.abc import Callable

import pytest
from collecting import COLUMNS, ROW, csv_bytes, imported, table, workbook_bytes

from pipeline.collect.sheets import read_sheet
from pipeline.collect.table import read_texts
from pipeline.collect.tools import recognise
from pipeline.errors import InputError

BOOK = workbook_bytes({"Answers": [["id", "text"], *[[n, f"text number {n}"] for n in range(200)]]})


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return out.getvalue()


def _with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as book:
        parts = {each: book.read(each) for each in book.namelist()}
    return _zip({each: change(part) if each == name else part for each, part in parts.items()})


def _bomb() -> bytes:
    return _with_part("xl/worksheets/sheet1.xml", lambda part: part + b" " * 40_000_000)


def _far_cell() -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _with_part("xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", far))


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "file: is empty"),
    "only_white_space": (b"\r\n \n\n", "file: is empty"),
    "only_commas": (b",,,\n,,,\n", "file: has no filled cell"),
    "header_only": (b"id,text\n", "file:1: has a header and no response under it"),
    "header_and_blank_rows": (b"id,text\n,\n,\n", "file:1: has a header and no response under it"),
    "no_header": (
        b"1,2020-06-15,someone@example.org\n2,2020-06-16,other@example.org\n",
        "file:1: looks like a response",
    ),
    "row_too_long": (b"id,text\n1,yes, and no\n2,well\n", "file:2: row 2: more cells than the 2 of the header"),
    "row_too_short": (b"id,text,note\n1,yes,a\n2,half of\n3,b,c\n", "file:3: row 3: fewer cells than the 3"),
    "cut_off_in_a_quote": (b'id,text\n1,"all well"\n2,"half of a te', "file:3: opens a quote that never closes"),
    "quote_not_doubled": (b'id,text\n1,"she said "no" twice"\n', "file:2: has a quote inside a quoted cell"),
    "one_bad_byte_in_utf8": ("id,text\n1,naïve café\n2,".encode() * 20 + b"\xff\n", "is not UTF-8 on this line"),
    "unknown_encoding": (
        ("id;text\n" + "1;日本語のテキスト\n" * 9).encode("shift_jis"),
        "file: is text in no encoding",
    ),
    "utf16_cut_to_an_odd_byte": (
        "id,text\n1,a\n".encode("utf-16") + b"\x00",
        "file: begins as UTF-16 but does not go on",
    ),
    "binary": (bytes(range(256)) * 40, "file: is not a text file"),
    "pdf": (b"%PDF-1.7 whatever", "file: is a PDF"),
    "old_xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "file: is an old .xls workbook, or a workbook with a pass",
    ),
    "web_page": (b"\xef\xbb\xbf<!DOCTYPE html><table><tr><td>1</td></tr></table>", "file: is a web page or XML"),
    "word_document": (_zip({"word/document.xml": b"<w/>"}), "file: is no .xlsx workbook"),
    "truncated_xlsx": (BOOK[: len(BOOK) // 2], "file: is damaged or cut off"),
    "xlsx_with_a_damaged_part": (BOOK.replace(BOOK[400:420], b"\0" * 20), "file: is damaged or cut off"),
    "xlsx_with_broken_xml": (
        _with_part("xl/worksheets/sheet1.xml", lambda part: part[:300]),
        "file: cannot be read as a w",
    ),
    "xlsx_without_cells": (workbook_bytes({"Answers": []}), "file: is empty: no sheet of it has a cell"),
    "two_sheets": (
        workbook_bytes({"June": [["a"], ["b"]], "July": [["a"], ["b"]]}),
        "has 2 sheets (June, July); say which",
    ),
    "zip_bomb": (_bomb(), "file: would unpack to 40 MB"),
    "one_cell_far_away": (_far_cell(), "file: has a cell in row 1048576 or column 16384"),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_faulty_file_is_refused_with_its_place(fault: str) -> None:
    data, said = FILES[fault]
    with pytest.raises(InputError) as refused:
        recognise(read_sheet(data, "file"))
    assert said in str(refused.value)


ROWS: dict[str, tuple[dict[str, str], str]] = {
    "unknown_rating": ({"rate": "9"}, "the cell of 'rate' names no option; one of 1, 2, 3 is wanted"),
    "unknown_choice": ({"uses": "eps;pigeon"}, "the cell of 'uses' names no option; one of eps, mail, none"),
    "unknown_attribute": ({"who": "wizard"}, "the cell of 'who' names no option; one of pharmacist, supplier"),
    "too_many_ranked": ({"first": "a;b;c"}, "the cell of 'first' names 3 options where the survey allows 2"),
    "ranked_twice": ({"first": "a;a"}, "the cell of 'first' names an option twice"),
    "grid_is_no_json": ({"when": "a: now"}, "the cell of 'when' is no list of rows and options"),
    "grid_with_unknown_row": ({"when": '{"z":"now"}'}, "the cell of 'when' names no option; one of a, b"),
    "month_first_time": (
        {"sent": "06/15/2020 09:23"},
        "the cell of 'sent' is no day of the calendar when read as day-first",
    ),
    "no_time": ({"sent": "last week"}, "the cell of 'sent' is not a day-first time"),
    "zone_of_two_meanings": (
        {"sent": "15/06/2020 09:23 IST"},
        "the cell of 'sent' names a time zone that means more than",
    ),
    "no_id": ({"ref": " "}, "no id in column 'ref'"),
}


@pytest.mark.parametrize("fault", ROWS)
def test_a_cell_that_does_not_fit_is_refused_with_its_row(fault: str) -> None:
    change, said = ROWS[fault]
    with pytest.raises(InputError) as refused:
        imported(table({}, change))
    assert str(refused.value).startswith("small.csv:3: ")
    assert said in str(refused.value)


def test_what_stood_in_the_cell_is_never_said() -> None:
    with pytest.raises(InputError) as refused:
        imported(table({"rate": "my neighbour's secret", "sent": "my neighbour's birthday"}))
    assert len(refused.value.faults) == 2
    assert "neighbour" not in str(refused.value)


def test_every_fault_is_told_at_once_with_its_rows() -> None:
    with pytest.raises(InputError) as refused:
        imported(table(*[{"rate": "9"}] * 14, {"who": "wizard"}))
    told = [str(fault) for fault in refused.value.faults]
    assert len(told) == 2
    assert "(rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 4 more)" in told[0]
    assert told[1].startswith("small.csv:16: ")


def test_a_missing_column_is_named_with_the_nearest() -> None:
    header = ["Ref" if each == "ref" else "rat" if each == "rate" else each for each in COLUMNS if each != "uses"]
    data = csv_bytes([header, [ROW[each] for each in COLUMNS if each != "uses"]])
    with pytest.raises(InputError) as refused:
        imported(data)
    told = [fault.said for fault in refused.value.faults]
    assert len(told) == 2  # 'Ref' is 'ref' in other letters
    assert any(each.startswith("no column 'rate' (question rate in survey.yml); nearest are 'rat'") for each in told)


def test_ids_that_repeat_are_named_by_their_first_ten_rows() -> None:
    with pytest.raises(InputError) as refused:
        imported(table(*[{"ref": "same"}] * 13))
    assert "used more than once (rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more)" in str(refused.value)


def test_a_table_of_texts_names_its_columns_where_one_is_missing() -> None:
    with pytest.raises(InputError, match="no column 'words'; there are 'id', 'text'"):
        read_texts(b"id,text\n1,a b\n", "file", "words")


def test_a_table_of_texts_refuses_ids_that_repeat() -> None:
    rows = "".join("7,a\n" for _ in range(12))
    with pytest.raises(InputError, match=r"used more than once \(rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more\)"):
        read_texts(f"id,text\n{rows}".encode(), "file", "text", "id")


def test_a_megabyte_in_one_cell_is_taken_whole_and_told_of() -> None:
    text = "word " * 200_000
    data = csv_bytes([["id", "text"], ["1", text], ["2", "short"]])
    assert read_texts(data, "file", "text")["text"].tolist() == [text, "short"]
    assert read_sheet(data, "file").notes == ("a cell of row 2 is longer than 100,000 characters; taken whole",)


def test_formula_cells_are_text_and_never_worked_out() -> None:
    text = '=HYPERLINK("http://example.org","click")'
    assert read_texts(csv_bytes([["text"], [text]]), "file", "text")["text"].tolist() == [text]
    book = workbook_bytes({"S": [["id", "text"], [1, "=1+1"], [2, "@SUM(A1)"], [3, '=CONCAT("a","b")']]})
    assert read_texts(book, "file", "text")["text"].tolist() == ["=1+1", "@SUM(A1)", '=CONCAT("a","b")']


def test_nul_characters_are_taken_out_and_told_of() -> None:
    data = b"id,text\n1,a\0b and so on\n" + b"2,a text without any\n" * 10
    sheet = read_sheet(data, "file")
    assert sheet.rows[1] == ("1", "ab and so on")
    assert sheet.notes == ("1 NUL characters were taken out",)
