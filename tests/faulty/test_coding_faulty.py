"""Files of codings, of labels and of filled sheets with a fault each: the place, what was wanted, and the cure."""

import pytest

from pipeline.errors import InputError, RecordError
from pipeline.evaluating import read_labels
from pipeline.review.coding import CODING, HEADER, HandIn, coded_of, parse_coding
from pipeline.review.points_sheet import POINTS_SHEET, point_acts
from pipeline.reviewing import read_worksheet

CODES = ("WS1a", "WS2a", "NONE")
AT = "2020-11-30T12:00:00Z"
ID = "p" + "a" * 12
LINE = [ID, "d1", "first", "WS1a;WS2a", "3", AT]
FILE = "surveys/r/coding.csv"
WHO = HandIn(by="first", since=0, at=AT)


def codings(*lines, header=HEADER):
    return "\n".join(",".join(cells) for cells in (header, *lines)) + "\n"


def refused(error, call, *args, **named):
    with pytest.raises(error) as caught:
        call(*args, **named)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("place", "cell", "said"),
    [
        (0, "R0001/q", "point: is no id of a point (p and 12 characters)"),
        (2, "Jo Bloggs", "coder: is no handle; 2 to 31 small letters, digits and '-', never a person's full name"),
        (3, "WS 9", "items: are not codes joined by ';'"),
        (3, "", "items: are not codes joined by ';'"),
        (4, "-1", "since: is no number of lines of decisions.csv"),
        (5, "yesterday", "at: is no moment in UTC as 2020-11-30T12:00:00Z"),
    ],
)
def test_a_faulty_cell_of_the_file_of_codings(place, cell, said):
    faulty = [*LINE[:place], cell, *LINE[place + 1 :]]
    assert refused(RecordError, parse_coding, codings(LINE, faulty), FILE) == [f"{FILE}:3: {said}; restore the line"]


def test_a_coding_by_a_code_that_the_frame_has_no_more_is_read_as_it_was_handed_in():
    [told] = parse_coding(codings([*LINE[:3], "WS9x;WS1a", *LINE[4:]]), FILE)
    assert told.items == ("WS9x", "WS1a")


def test_all_faults_of_the_file_of_codings_are_named_at_once():
    told = refused(RecordError, parse_coding, codings([*LINE, "more"], LINE[:3], ["x", *LINE[1:]]), FILE)
    assert [fault.split(": ")[0] for fault in told] == [f"{FILE}:2", f"{FILE}:3", f"{FILE}:4"]
    header = refused(RecordError, parse_coding, codings(header=HEADER[1:]), FILE)
    assert header == [f"{FILE}:1: the columns are not point,digest,coder,items,since,at; restore the first line"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,tags\nx,WS1a\n", "labels.csv:1: wanted a column 'items' and one of 'id', 'answer', 'point'"),
        ("items,question\nWS1a,q1\n", "labels.csv:1: wanted a column 'items' and one of 'id', 'answer', 'point'"),
        ("id,items\nx,WS1a\ny,Plimsoll\n", "labels.csv:3: items: holds what is no item; codes joined by ';', of WS1a"),
        ("id,items\n,WS1a\n", "labels.csv:2: id: is empty; say which answer or point the items belong to"),
        ("id,items\nx,WS1a\nx,WS2a\n", "labels.csv:3: id: stands above with other items; keep one"),
        ("id,items\nx,WS1a;NONE\n", "labels.csv:2: items: NONE stands alone; take it out, or the others"),
    ],
)
def test_a_faulty_file_of_labels(tmp_path, monkeypatch, text, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.csv").write_text(text)
    told = refused(InputError, read_labels, tmp_path / "labels.csv", CODES)
    assert len(told) == 1
    assert told[0].startswith(said)
    assert "Plimsoll" not in told[0]


def test_labels_as_a_spreadsheet_saves_them(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes("\ufeffItems;ID\r\nws1a|WS2a;x\r\n;y\r\n;\r\n".encode())
    assert read_labels(path, CODES) == {"x": ("WS1a", "WS2a"), "y": ("NONE",)}


SHEET = {"kind": "point", "id": ID, "digest": "d1", "now": "", "question": "Why?", "text": "Text", "rest": ""}
OTHERS = {"why": "drawn", "theme": "", "suggested_items": "WS1a", "score": "0.90", "because": "", "reason": ""}


def saved(tmp_path, columns, cells, name="mine.csv", delimiter=",", code="utf-8", end="\n"):
    lines = [columns, [cells.get(column, "") for column in columns]]
    text = end.join(delimiter.join(line) for line in lines) + end
    path = tmp_path / name
    path.write_bytes(text.encode(code))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_sheets_come_back_however_they_were_saved(tmp_path, delimiter, code, end):
    """Columns in another order, one added, and only one cell filled."""
    columns = [*reversed(CODING.columns), "my notes"]
    path = saved(tmp_path, columns, {**SHEET, "number": "1", "items": "ws2a"}, delimiter=delimiter, code=code, end=end)
    told = coded_of(read_worksheet(path, CODING), (), {ID: "d1"}, CODES, path.name, WHO)
    assert [(each.point, each.items) for each in told] == [(ID, ("WS2a",))]
    columns = sorted(POINTS_SHEET.columns)
    path = saved(tmp_path, columns, {**SHEET, **OTHERS, "items": "ok"}, delimiter=delimiter, code=code, end=end)
    acts = point_acts(read_worksheet(path, POINTS_SHEET), {}, {ID: "d1"}, CODES, lambda _: (), "r", path.name)
    assert [(act.on, act.value) for act in acts] == [(ID, "WS1a")]


def test_a_fault_of_a_sheet_names_the_row_and_says_nothing_of_what_was_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = saved(tmp_path, CODING.columns, {**SHEET, "items": "Plimsoll said so"})
    told = refused(RecordError, coded_of, read_worksheet(path, CODING), (), {ID: "d1"}, CODES, path.name, WHO)
    assert len(told) == 1
    assert told[0].startswith("mine.csv:2: items (I2): ")
    assert "holds what is no item; codes joined by ';'" in told[0]
    assert "Plimsoll" not in told[0]


def test_a_text_that_was_hidden_since_is_to_be_read_anew(tmp_path):
    path = saved(tmp_path, CODING.columns, {**SHEET, "items": "WS1a"})
    for today in ({ID: "d2"}, {}):
        told = refused(RecordError, coded_of, read_worksheet(path, CODING), (), today, CODES, "mine.csv", WHO)
        assert "write the sheet again and read it anew" in told[0]
