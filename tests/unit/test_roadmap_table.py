"""The roadmap out as a table and back: unchanged it changes no byte, changed it changes those cells alone."""

import csv
import datetime as dt
import io
import re

import pytest
from books import FIXTURE, lay_out
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.definitions.roadmap import parse_roadmap
from pipeline.errors import InputError
from pipeline.place import find_place
from pipeline.roadmapfile import apply_roadmap, edited, export_roadmap
from pipeline.roadmapsheet import Edit, day_of

TODAY = dt.date(2026, 1, 1)
CODES = ["WS1a", "WS1b", "WS2a", "WS3a", "WS3b"]
TEXT = (FIXTURE / "book/data/roadmap.yml").read_text("utf-8")
COMMENTED = """# Kept: a comment at the top.
format: 1
items:
  - id: one
    title: "In quotes: one"   # kept as well
    items: [WS1a,
      WS1b]
    horizon: next
    status: planned
    owner: 'Lead'
    review_by: 2021-03-31
    value: >-
      Folded over
      lines of its own.

    evidence: [r-T001]

  # before the second
  - id: two
    title: =HYPERLINK("x")
    items: [WS1a]
    horizon: now
    status: declined
    owner: Lead
    review_by: 2021-03-31
    value: "-1 | a *b* & <c>"
    evidence: [r-T002]
    because: >-
      It
      is so.
    history:
      - date: 2020-10-07
        what: Written in lines
# at the end
not_on_roadmap: []
"""


@pytest.fixture
def place(tmp_path):
    return lay_out(tmp_path / "checkout")


def table(place, **cells):
    """The exported table with some cells of its first row changed, handed in again."""
    path = place.root / "table.csv"
    export_roadmap(place, path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    rows[0] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("text", [TEXT, COMMENTED, COMMENTED.replace("\n", "\r\n"), "\ufeff" + COMMENTED])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_and_handed_back_changes_no_byte(place, text, ending):
    raw = text.encode("utf-8")
    place.roadmap.write_bytes(raw)
    path = place.root / f"table.{ending}"
    export_roadmap(place, path)
    first = path.read_bytes()
    assert apply_roadmap(place, path, TODAY) == []
    assert place.roadmap.read_bytes() == raw
    export_roadmap(place, path)
    assert path.read_bytes() == first


@pytest.mark.parametrize("text", [COMMENTED, COMMENTED.replace("\n", "\r\n")])
def test_a_changed_cell_changes_its_lines_alone(place, text):
    place.roadmap.write_bytes(text.encode("utf-8"))
    apply_roadmap(place, table(place, owner="Another lead"), TODAY)
    assert place.roadmap.read_bytes().decode("utf-8").replace("[WS1a, WS1b]", "[WS1a,\n      WS1b]") == text.replace(
        "owner: 'Lead'", "owner: 'Another lead'"
    ).replace("[WS1a,\r\n", "[WS1a,\n")


def test_items_that_are_not_set_in_can_be_changed(place):
    text = "".join(line[2:] if line.startswith("  ") else line for line in TEXT.splitlines(keepends=True))
    place.roadmap.write_text(text, "utf-8")
    assert apply_roadmap(place, table(place, owner="Another lead"), TODAY) == ["rm-01"]
    first, rest = place.roadmap.read_text("utf-8").split("- id: rm-02", 1)
    assert "  owner: Another lead\n" in first
    assert text.endswith(rest)


def test_a_long_text_of_an_item_in_one_line_stays_what_was_typed(place):
    place.roadmap.write_text(
        "format: 1\nitems:\n  - {id: one, title: T, items: [WS1a], horizon: next, status: planned, owner: Lead, "
        "review_by: 2027-03-31, value: V, evidence: [r-T001]}\n", "utf-8"
    )  # fmt: skip
    told = " ".join(["long"] * 40)
    assert apply_roadmap(place, table(place, owner=told, value=told), TODAY) == ["one"]
    [item] = parse_roadmap(place.roadmap.read_text("utf-8"), "r.yml", CODES).items
    assert (item.owner, item.value) == (told, told)


def test_every_key_a_person_may_change_comes_into_the_file(place):
    cells = {
        "title": "A | b <c> *d* & 'e' \"f\": # g",
        "horizon": "Next",
        "status": "blocked",
        "owner": "Another role",
        "blocked_by": "A third role",
        "review_by": "30/11/2021",
        "value": "=cmd",
        "feasibility": "not feasible",
        "feasibility_because": "Because of it",
        "because": "So it is",
        "change": "2020-11-30: Blocked",
    }
    assert apply_roadmap(place, table(place, **cells), TODAY) == ["rm-01"]
    item = parse_roadmap(place.roadmap.read_text("utf-8"), "r.yml", CODES).items[0]
    told = {key: getattr(item, key) for key in cells if key not in ("change", "review_by", "horizon")}
    assert told == {key: cells[key] for key in told}
    assert (item.horizon, item.review_by) == ("next", dt.date(2021, 11, 30))
    assert (item.history[-1].date, item.history[-1].what) == (dt.date(2020, 11, 30), "Blocked")
    assert apply_roadmap(place, table(place, feasibility="", feasibility_because=""), TODAY) == ["rm-01"]
    assert "feasibility" not in place.roadmap.read_text("utf-8").split("rm-02")[0]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"horizon": "soon"}, r"table\.csv:2: horizon \(G2\): 'soon' is not known; one of now, next, later"),
        ({"status": "planed"}, r"status \(H2\): 'planed' is not known \(did you mean 'planned'\?\)"),
        ({"status": "planned"}, r"change \(P2\): status or horizon is another; write what happened and when"),
        ({"status": "blocked", "change": "2020-11-01: x"}, r"blocked_by \(J2\): is empty, and the status is blocked"),
        ({"status": "declined", "change": "2020-11-01: x"}, r"because \(O2\): is empty, and the status is declined"),
        ({"owner": " "}, r"owner \(I2\): is empty; every item needs it"),
        ({"review_by": "01/02/2022"}, r"review_by \(K2\): '01/02/2022' is no day, or may be one of two"),
        ({"review_by": "2020-11-29"}, r"review_by \(K2\): 2020-11-29 is past on 2020-11-30"),
        ({"feasibility": "maybe"}, r"feasibility \(M2\): 'maybe' is not known; one of ready, "),
        ({"feasibility_because": ""}, r"feasibility_because \(N2\): is empty; a ruling and its reason stand together"),
        ({"evidence": "example-round-T002"}, r"evidence \(C2\): is not changed here; put back 'example-round-T001'"),
        ({"id": "rm-1"}, r"id \(A2\): no roadmap item 'rm-1' \(did you mean 'rm-01'\?\)"),
        ({"id": "rm-02"}, r"id \(A3\): 'rm-02' stands in row 2 too"),
        ({"change": "soon: x"}, r"change \(P2\): 'soon: x' begins with no day"),
        ({"change": "2020-12-01: x"}, r"change \(P2\): 2020-12-01 is to come on 2020-11-30"),
    ],
)
def test_a_cell_that_cannot_stand_is_named_and_nothing_is_written(place, cells, said):
    before = place.roadmap.read_bytes()
    with pytest.raises(InputError, match=said):
        apply_roadmap(place, table(place, **cells), TODAY)
    assert place.roadmap.read_bytes() == before


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,statsu", r"t\.csv:1: B1: no column 'statsu' is known \(did you mean 'status'\?\)"),
        ("id,owner,Owner", "column 'owner' stands twice"),
        ("title,owner", "has no column 'id'; write the table again"),
    ],
)
def test_a_column_that_cannot_be_read_is_named(place, header, said):
    path = place.root / "t.csv"
    path.write_text(f"{header}\nrm-01,x,y\n", "utf-8")
    with pytest.raises(InputError, match=said):
        apply_roadmap(place, path, TODAY)


def test_a_table_that_comes_late_undoes_no_change_that_was_made_since(place):
    path = table(place)
    place.roadmap.write_text(TEXT.replace("owner: ", "owner: Newly named ", 1), "utf-8")
    before = place.roadmap.read_bytes()
    with pytest.raises(InputError, match=r"t\w*\.csv:2: owner \(I2\): since .* says 'Newly named "):
        apply_roadmap(place, path, TODAY)
    assert place.roadmap.read_bytes() == before
    # An item that nobody else touched is put in.
    place.roadmap.write_text(before.decode().replace("owner: Newly named ", "owner: "), "utf-8")
    changed = table(place, owner="Another lead")
    start, rest = TEXT.split("- id: rm-02")
    place.roadmap.write_text(f"{start}- id: rm-02{rest.replace('owner: ', 'owner: Newly named ', 1)}", "utf-8")
    rows = list(csv.DictReader(io.StringIO(changed.read_text("utf-8"))))
    changed.write_text("id,owner,as_exported\n" + ",".join(rows[0][name] for name in ("id", "owner", "as_exported")))
    assert apply_roadmap(place, changed, TODAY) == ["rm-01"]


def test_no_cell_is_a_formula(place):
    place.roadmap.write_text(COMMENTED, "utf-8")
    for ending in ("csv", "xlsx"):
        export_roadmap(place, place.root / f"t.{ending}")
    assert "'=HYPERLINK" in (place.root / "t.csv").read_text("utf-8-sig")
    cells = [cell for row in load_workbook(place.root / "t.xlsx")["roadmap"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_day_that_a_spreadsheet_made_is_read_back(place):
    path = place.root / "t.xlsx"
    export_roadmap(place, path)
    book = load_workbook(path)
    sheet = book["roadmap"]
    column = next(cell.column for cell in sheet[1] if cell.value == "review_by")
    sheet.cell(2, column).value = dt.datetime(2021, 3, 31)
    sheet.cell(2, column).number_format = "DD/MM/YYYY"
    sheet.cell(3, column).value = dt.datetime(2022, 2, 1)
    sheet.cell(3, column).number_format = "DD/MM/YYYY"
    book.save(path)
    assert apply_roadmap(place, path, TODAY) == ["rm-02"]
    assert "review_by: 2022-02-01" in place.roadmap.read_text("utf-8")


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2021-03-31", dt.date(2021, 3, 31)),
        ("2021-03-31T00:00:00", dt.date(2021, 3, 31)),
        ("31/03/2021", dt.date(2021, 3, 31)),
        ("3/31/2021", dt.date(2021, 3, 31)),
        ("05/05/2021", dt.date(2021, 5, 5)),
        ("44286", dt.date(2021, 3, 31)),
        ("01/02/2021", None),
        ("31/31/2021", None),
        ("soon", None),
    ],
)
def test_days_are_read_as_spreadsheets_write_them_and_never_guessed(told, day):
    assert day_of(told) == day


def test_of_two_days_a_text_may_mean_the_one_before_is_meant():
    assert day_of("01/02/2021", "2021-02-01") == dt.date(2021, 2, 1)
    assert day_of("01/02/2021", "2021-01-02") == dt.date(2021, 1, 2)
    assert day_of("01/02/2021", "2021-03-04") is None


PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Co", "Cn")), min_size=1)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(PRINTED.map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=40))
def test_any_words_stand_in_the_file_as_they_were_typed_and_what_is_beside_them_stays(words):
    told = " ".join(words)
    edits = [Edit(item="one", cells={"title": told, "value": told, "because": told}, date=TODAY, what=told)]
    new = edited(COMMENTED, edits)
    first, second = parse_roadmap(new, "r.yml", CODES).items
    assert (first.title, first.value, first.because, first.history[-1].what) == (told, told, told, told)
    assert second.line - first.line == new[: new.index("- id: two")].count("\n") - 3
    start = COMMENTED.index("- id: two")
    assert new.endswith(COMMENTED[start:])
    assert new.startswith(COMMENTED[: COMMENTED.index("    title:")])


def test_the_suppliers_answers_stand_in_the_table_small_ones_hidden(place):
    path = place.root / "t.csv"
    export_roadmap(place, path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert re.search(r"example-round: .*WS1a: \S.* 8, .*not shown", rows[1]["suppliers"])
    assert find_place(place.root) == place
