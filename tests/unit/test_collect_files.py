"""Bytes to rows: encodings, delimiters, workbooks."""

import codecs
import datetime as dt

import pytest
from collecting import csv_bytes, sheet_of, workbook_bytes

from pipeline.collect.decode import decode, strangeness
from pipeline.collect.delimited import NONE, sniff
from pipeline.collect.sheets import read_sheet
from pipeline.errors import InputError

WORDS = "It’s £5 – “great” café, don’t you think… naïve?"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"),
     ("utf-32", "UTF-32"), ("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")],
)  # fmt: skip
def test_each_encoding_is_told_from_the_bytes(encoding: str, name: str) -> None:
    decoded = decode(f"id\ttext\n1\t{WORDS}\n".encode(encoding), "file")
    assert (decoded.encoding, decoded.text) == (name, f"id\ttext\n1\t{WORDS}\n")


def test_a_lone_pound_sign_is_taken_for_windows() -> None:
    assert decode("cost £5".encode("cp1252"), "file").encoding == "Windows-1252"


def test_letters_where_nobody_puts_them_are_strange() -> None:
    assert strangeness("café") == 0
    assert strangeness("caf\x8e") == 1
    assert strangeness("donÕt") == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_mark_between_cells_is_found(delimiter: str) -> None:
    rows = [["id", "text", "ticked"], ["1", "One; two, three | four", "a;b;c"], ["2", "Line one\nline, two", "a"]]
    sheet = read_sheet(csv_bytes(rows, delimiter=delimiter), "file")
    assert [list(row) for row in sheet.rows] == rows


def test_one_column_of_sentences_is_one_column() -> None:
    text = "comment\nGood, on the whole, but slow\nSlow, slow\nFine\nWell, well; well\n"
    assert sniff(text) == NONE
    assert read_sheet(text.encode(), "file").rows[1] == ("Good, on the whole, but slow",)


def test_a_hint_on_the_first_line_names_the_mark_and_keeps_the_row_numbers() -> None:
    sheet = read_sheet(b"sep=;\r\nid;text\r\n1;a,b,c\r\n", "file")
    assert sheet.rows == ((), ("id", "text"), ("1", "a,b,c"))


def test_blank_lines_keep_the_row_numbers() -> None:
    assert read_sheet(b"id,text\n\n1,a\n", "file").rows[2] == ("1", "a")


def test_quoted_line_breaks_and_lone_carriage_returns() -> None:
    assert read_sheet(b'id,text\r1,"a\r\nb"\r2,c\r', "file").rows[1:] == (("1", "a\r\nb"), ("2", "c"))


def test_cells_of_a_workbook_become_text() -> None:
    row = [12390574951, 2.5, True, dt.datetime(2020, 6, 15, 8, 23, 47), dt.date(2020, 6, 15), "  kept  ", None]
    sheet = read_sheet(workbook_bytes({"S": [["a", "b", "c", "d", "e", "f", "g"], row]}), "file.xlsx")
    assert sheet.rows[1] == ("12390574951", "2.5", "TRUE", "2020-06-15T08:23:47", "2020-06-15", "  kept  ", "")


def test_a_workbook_is_known_by_its_bytes_not_its_name() -> None:
    assert read_sheet(workbook_bytes({"S": [["a"], ["b"]]}), "answers.csv").rows == (("a",), ("b",))


def test_the_one_filled_sheet_in_sight_is_taken() -> None:
    data = workbook_bytes({"Notes": [], "Answers": [["a"], ["b"]], "Old": [["x"], ["y"]]}, hidden=["Old"])
    assert read_sheet(data, "file").form == "workbook, sheet 'Answers'"
    assert read_sheet(data, "file", "Old").rows == (("x",), ("y",))


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match="has no sheet 'July'; it has June"):
        read_sheet(workbook_bytes({"June": [["a"], ["b"]]}), "file", "July")


def test_blank_rows_of_a_workbook_keep_the_row_numbers() -> None:
    assert read_sheet(workbook_bytes({"S": [["a"], [None], ["b"]]}), "file").rows == (("a",), (), ("b",))


def test_the_digest_is_of_the_bytes() -> None:
    assert sheet_of([["a"], ["b"]]).sha256 != sheet_of([["a"], ["c"]]).sha256
    assert codecs.BOM_UTF8  # the same rows under another encoding are another file
    assert read_sheet(b"a\nb\n", "one").sha256 != read_sheet(b"\xef\xbb\xbfa\nb\n", "two").sha256
