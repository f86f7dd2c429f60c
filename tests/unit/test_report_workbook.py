import io
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from reporting import HOSTILE, full_material, no_themes, small_material

from pipeline.report.workbook import CUT, LONGEST_CELL, safe, themes_workbook

SHEETS = ["themes", "sub-themes", "points", "who said it", "quality", "flags", "change", "dropped", "ledger", "about"]


def book(material):
    return openpyxl.load_workbook(io.BytesIO(themes_workbook(material)))


FULL = book(full_material())


def rows(name: str, told=FULL) -> list[dict[str, object]]:
    head, *body = told[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.mark.parametrize("material", [full_material(), small_material(), no_themes()], ids=["full", "small", "none"])
def test_every_sheet_is_there_with_a_header_that_stays_and_a_filter(material):
    told = book(material)
    assert told.sheetnames == SHEETS
    for sheet in told:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
        assert all(cell.font.bold for cell in sheet[1])
        assert all(sheet.column_dimensions[cell.column_letter].width > 8 for cell in sheet[1])


def test_no_cell_is_ever_a_formula():
    for sheet in FULL:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (sheet.title, cell.coordinate)
                assert not (cell.data_type == "s" and cell.value.startswith(("=", "+", "-", "@")))


def test_texts_that_would_like_to_act_are_kept_whole():
    texts = {row["text"] for row in rows("points")}
    for text in HOSTILE[:5]:
        assert text in texts or f"'{text}" in texts
    assert rows("about")[0] == {"of": "file", "is": "'=texts.csv"}


def test_figures_are_figures():
    first = rows("themes")[0]
    assert (first["responses"], first["points"], first["distinct texts"], first["organisations"]) == (5, 5, 5, 3)
    assert first["share of responses"] == round(5 / 9, 4)
    assert rows("themes")[2]["organisations"] == 0
    assert all(isinstance(row["count"], int) for row in rows("ledger"))


def test_every_point_is_there_with_its_theme_or_without():
    material = full_material()
    told = rows("points")
    assert len(told) == len(material.members) + len(material.unthemed)
    assert {row["point"] for row in told} == set(material.points["point"])
    assert [row["title"] for row in told if not row["theme"]] == ["in no theme"] * 2
    assert [row["point"] for row in told if row["place"] == "second theme"] == ["T001-1.1"]
    assert {row["sub-theme"] for row in told if row["theme"] == "T001"} == {"T001.a", "T001.b"}


def test_what_others_found_is_told():
    assert rows("flags")[0]["what to do"] == "Read its texts."
    assert rows("quality")[0]["found again"] == "19 of 20"
    assert [row["what became of it"] for row in rows("change")] == [
        "as before", "split off from", "new: no theme of its own before", "not found again",
    ]  # fmt: skip
    assert rows("change")[0]["more than chance"] == "yes"
    assert {row["attribute"] for row in rows("who said it")} == {"'=kind", "region", "question"}
    assert [row["sub-theme"] for row in rows("sub-themes")] == ["T001.a", "T001.b"]
    assert rows("dropped")[1] == {"answer": "'=a2", "reason": "non-answer: no comment"}


def test_what_became_of_a_share_is_told_of_a_theme_that_is_gone_and_of_one_counted_with_another():
    full = full_material()
    gone = pd.DataFrame([("B09", 0.3, 0.01, -0.4, -0.2, True)], columns=list(full.shifts.columns))
    shifts = pd.concat([full.shifts, gone], ignore_index=True)
    told = {row["theme"] or row["before"]: row for row in rows("change", book(
        replace(full, shifts=shifts, counted_with={"T001": "T001", "T003": "T001"})))}  # fmt: skip
    assert (told["B09"]["share before"], told["B09"]["share now"], told["B09"]["more than chance"]) == (
        0.3,
        0.01,
        "yes",
    )
    assert told["T003"]["share now"] == told["T001"]["share now"] == 0.35


def test_equal_material_gives_equal_bytes_and_no_clock_is_inside():
    data = themes_workbook(full_material())
    assert data == themes_workbook(full_material())
    with zipfile.ZipFile(io.BytesIO(data)) as told:
        assert {entry.date_time[0] for entry in told.infolist()} == {1980}
        assert b"1980-01-01" in told.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("@now", "'@now"),
        ("'tis", "''tis"),
        ("a\x00b\x0bc", "a\ufffdb\ufffdc"),
        ("lone \ud800", "lone \ufffd"),
        ("two\nlines", "two\nlines"),
        (3, 3),
        (None, None),
    ],
)
def test_a_cell_is_safe(told, wanted):
    assert safe(told) == wanted


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    told = safe("x" * 40_000)
    assert len(told) == LONGEST_CELL
    assert told.endswith(CUT)


def test_a_text_with_controls_does_not_stop_the_workbook():
    small = small_material()
    points = small.points.assign(text="bell \x07 rings")
    assert book(replace(small, points=points))["points"].max_row > 1
