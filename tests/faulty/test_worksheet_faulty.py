"""One fault a worksheet may come back with, each told with the exact cell and the cure."""

import datetime as dt
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from pipeline.errors import InputError, RecordError
from pipeline.review.apply import Known, acts_of
from pipeline.review.record import Decision
from pipeline.review.replay import replay
from pipeline.review.worksheet import REVIEW, from_csv, from_xlsx, to_csv, to_xlsx
from pipeline.reviewing import read_worksheet

DAY = dt.date(2020, 9, 30)
ITEMS = {"WS1d": "Systems", "WS2a": "Practical use", "NONE": "Not about digital"}
POINT = "p" + "a" * 12
ROWS = [
    {**dict.fromkeys(REVIEW.columns, ""), "kind": kind, "id": id}
    for kind, id in (("theme", "ca"), ("theme", "cb"), ("point", POINT))
]
KNOWN = Known(
    round="r",
    candidates={"ca": frozenset({"p1"}), "cb": frozenset({"p2"})},
    points={POINT: "0" * 16},
    consented={POINT},
    codes=tuple(ITEMS),
)


def acts(rows, file="review.csv"):
    return acts_of(rows, replay((), (), "d.csv"), KNOWN, file)


def filled(number, **cells):
    return [{**row, **(cells if at == number else {})} for at, row in enumerate(ROWS)]


FAULTY = [
    (0, {"decision": "yes"}, "review.csv:2: decision (W2): is none of accept, merge, reject"),
    (1, {"decision": "accept", "title": "x", "items": "WS9"}, "review.csv:3: items (Y3): holds what is no item"),
    (1, {"decision": "accept", "title": "x", "items": "NONE;WS2a"}, "review.csv:3: items (Y3): NONE stands alone"),
    (0, {"decision": "accept", "title": "x", "marks": "big"}, "review.csv:2: marks (AA2): holds what is no mark"),
    (1, {"decision": "merge"}, "review.csv:3: into (Z3): is empty beside merge"),
    (1, {"decision": "merge", "into": "cb"}, "review.csv:3: into (Z3): names the theme itself"),
    (1, {"decision": "merge", "into": "cx"}, "review.csv:3: into (Z3): names no agreed theme"),
    (0, {"title": "Cards"}, "review.csv:2: decision (W2): is empty beside a title"),
    (0, {"decision": "accept"}, "review.csv:2: title (X2): is empty; write the title"),
    (0, {"decision": "accept", "title": "Two\nlines"}, "review.csv:2: title (X2): stands on more than one line"),
    (2, {"decision": "move", "into": "r-T9"}, "review.csv:4: into (Z4): names no agreed theme"),
    (2, {"decision": "split"}, "review.csv:4: decision (W4): is none of approve-quote"),
    (2, {"id": "p9", "decision": "approve-quote"}, "review.csv:4: id (B4): the point is gone"),
    (1, {"kind": "thema"}, "review.csv:3: kind (A3): is no kind"),
    (1, {"id": "cc", "decision": "accept"}, "review.csv:3: id (B3): the candidate is gone"),
    (1, {"kind": "part", "id": "ca.1", "decision": "split", "title": "x"}, "id (B3): this part is there no more"),
    (1, {"kind": "agreed", "id": "r-T9", "title": "x"}, "review.csv:3: id (B3): is that of no agreed theme"),
]


@pytest.mark.parametrize(("number", "cells", "said"), FAULTY)
def test_a_faulty_cell_is_named_as_a_spreadsheet_names_it(number, cells, said):
    rows = filled(number, **cells)
    for read in (from_csv(to_csv(rows), "review.csv"), from_xlsx(to_xlsx(rows, DAY, ITEMS), "review.csv")):
        with pytest.raises(RecordError) as caught:
            acts(read)
        assert said.casefold() in str(caught.value).casefold()


TYPED = "Plimsoll"


@pytest.mark.parametrize("cell", ["kind", "id", "decision", "items", "into", "marks"])
@pytest.mark.parametrize("kind", REVIEW.decisions)
def test_no_message_repeats_what_was_typed_in_a_cell(kind, cell):
    asked = {"decision": "merge" if cell == "into" else REVIEW.decisions[kind][0], "title": "x", "into": "none"}
    rows = [{**row, **asked, "kind": kind, cell: TYPED} for row in ROWS]
    with pytest.raises(RecordError) as caught:
        acts(from_csv(to_csv(rows), "review.csv"))
    assert TYPED.casefold() not in str(caught.value).casefold()


def test_a_cell_of_a_person_is_no_longer_than_a_spreadsheet_keeps():
    rows = filled(0, decision="accept", title="x" * 40_000, items="WS2a", reason="y" * 200_000)
    with pytest.raises(RecordError) as caught:
        acts(from_csv(to_csv(rows), "review.csv"))
    assert [str(fault).split(";")[0] for fault in caught.value.faults] == [
        "review.csv:2: reason (AB2): has 200000 characters, more than 5000",
        "review.csv:2: title (X2): has 40000 characters, more than 5000",
    ]


def test_a_note_beside_the_table_is_no_row():
    table = to_csv(filled(0)).splitlines()
    beside = [f"{line},notes" if number == 0 else f"{line}," for number, line in enumerate(table)]
    rows = from_csv("\n".join([*beside, "," * len(REVIEW.columns) + "asked in June"]), "review.csv")
    assert acts(rows) == []


def test_the_cell_is_named_where_the_columns_stand_in_another_order():
    table = [line.split(",") for line in to_csv(filled(0, decision="yes")).splitlines()]
    turned = "\n".join(",".join(reversed(line)) for line in table)
    with pytest.raises(RecordError, match=r"review\.csv:2: decision \(F2\)"):
        acts(from_csv(turned, "review.csv"))


def test_a_row_keeps_its_number_though_cells_hold_several_lines():
    rows = filled(2, decision="split")
    rows[0]["text"] = "- one\n- two\n- three"
    with pytest.raises(RecordError, match=r"review\.csv:4: decision \(W4\)"):
        acts(from_csv(to_csv(rows), "review.csv"))


def test_columns_that_are_missing_or_stand_twice_are_named():
    with pytest.raises(RecordError, match="the columns kind, id"):
        from_csv("a,b\n1,2\n", "x.csv")
    header = ",".join([*REVIEW.columns, "Title"])
    with pytest.raises(RecordError, match=r"x\.csv:1: title: stands twice among the columns"):
        from_csv(header + "\n", "x.csv")


def test_cells_without_quotes_are_told_by_their_row():
    text = to_csv(filled(0)) + ",".join(["theme", "cc", *[""] * 26, "one too many"]) + "\n"
    with pytest.raises(RecordError, match=r"x\.csv:5: has more cells than there are columns"):
        from_csv(text, "x.csv")


def test_what_is_no_workbook_or_no_table_is_refused(tmp_path):
    with pytest.raises(RecordError, match="not a workbook"):
        from_xlsx(b"not a zip", "x.xlsx")
    (tmp_path / "sheet.ods").write_bytes(b"")
    with pytest.raises(InputError, match=r"neither \.csv nor \.xlsx"):
        read_worksheet(tmp_path / "sheet.ods")


@pytest.mark.parametrize("saved", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_sheet_comes_back_in_whatever_encoding_it_was_saved(tmp_path, saved):
    text = to_csv(filled(0, decision="accept", title="Café doors – at the surgery", items="WS2A, ws1d"))
    (tmp_path / "review.csv").write_bytes(text.replace("\n", "\r\n").encode(saved))
    told = [(act.act, act.value) for act in acts(read_worksheet(tmp_path / "review.csv"))]
    assert told == [("accept", "r-T001: Café doors – at the surgery"), ("retag", "WS2a;WS1d")]


def test_a_formula_that_a_person_typed_comes_back_as_typed_and_is_never_evaluated():
    book = load_workbook(io.BytesIO(to_xlsx(filled(0, decision="accept"), DAY, ITEMS)))
    book["review"]["X2"].value = "=1+1"
    assert book["review"]["X2"].data_type == "f"
    buffer = io.BytesIO()
    book.save(buffer)
    assert from_xlsx(buffer.getvalue(), "review.xlsx")[0][1]["title"] == "=1+1"


def test_drop_downs_stand_on_the_cells_that_take_words_of_a_list():
    agreed = {**ROWS[0], "kind": "agreed", "id": "r-T001"}
    book = load_workbook(io.BytesIO(to_xlsx([*ROWS, agreed], DAY, ITEMS)))
    offers = {str(offer.sqref): offer for offer in book["review"].data_validations.dataValidation}
    assert offers["W2:W3"].formula1 == '"accept,merge,reject"'
    assert [cell.value for cell in book["lists"]["A"] if cell.value] == ["items", *ITEMS]
    assert [cell.value for cell in book["lists"]["B"] if cell.value] == ["into", "r-T001", "none"]
    assert {"Y2:Y5", "Z2:Z5", "AA2:AA5"} <= offers.keys()
    assert not offers["Y2:Y5"].showErrorMessage
    told = [cell.value for cell in book["how to"]["A"] if cell.value]
    assert "Rows filled as an example:" in told


def test_what_was_said_of_a_point_before_its_text_changed_is_not_asked_for_again():
    row = {**ROWS[2], "id": "p" + "b" * 12, "now": "gone", "decision": "approve-quote"}
    line = Decision(
        no=1, act="approve-quote", on=row["id"], on_digest="1" * 16, value="", reason="", by="author",
        at="2020-11-30T12:00:00Z",
    )  # fmt: skip
    known = replace(KNOWN, record=(line,))
    assert acts_of([(2, row)], replay((line,), (), "d.csv"), known, "review.csv") == []
