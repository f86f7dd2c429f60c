"""Points that a person tags one by one: which are drawn, what a filled cell asks for, and what is refused."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RecordError
from pipeline.review.apply import lines_of
from pipeline.review.asked import BY_ROLE, Act
from pipeline.review.drawing import drawn, least_sure
from pipeline.review.earlier import ruled_before
from pipeline.review.points_sheet import (
    DECIDED,
    DRAWN,
    MOST_DRAWN,
    MOST_UNSURE,
    POINTS_SHEET,
    UNSURE,
    Point,
    point_acts,
    rest_of,
    still_meant,
    suggested_points,
)
from pipeline.review.worksheet import from_csv, from_xlsx, merge, to_csv, to_xlsx

CODES = ("WS1a", "WS2a", "NONE")
DAY = dt.date(2020, 9, 30)
AT = "2020-11-30T12:00:00Z"


def point(number, items=("WS1a",), score=0.9, question="q1"):
    text = f"=Text {number}"
    told = {"id": f"p{number:012}", "digest": f"d{number}", "question": question, "text": text, "rest": "... more"}
    return Point(**told, items=items, score=score, because="card")


def row(number=1, **cells):
    blank = dict.fromkeys(POINTS_SHEET.columns, "")
    told = {"kind": "point", "id": f"p{number:012}", "digest": f"d{number}", "suggested_items": "WS1a"}
    return {**blank, **told, **cells}


def acts(*rows, ruled=None, digests=None, record=()):
    known = {f"p{n:012}": f"d{n}" for n in range(9)} if digests is None else digests
    numbered = list(enumerate(rows, start=2))
    return point_acts(
        numbered, ruled or {}, known, CODES, lambda text: ["PHONE"] * ("077" in text), "r-1", "p.csv", record
    )


def faults(*rows, **more):
    with pytest.raises(RecordError) as caught:
        acts(*rows, **more)
    return [str(fault) for fault in caught.value.faults]


STRATA = st.dictionaries(st.text("abcdef", min_size=1, max_size=6), st.sampled_from(["x", "y", "z"]), min_size=1)


@given(STRATA, st.integers(0, 40), st.randoms())
def test_a_draw_is_fair_of_the_wanted_size_and_knows_no_order_of_rows(strata, count, random):
    told = drawn(strata, count)
    shuffled = list(strata.items())
    random.shuffle(shuffled)
    assert told == drawn(dict(shuffled), count)
    assert len(told) == min(count, len(strata))
    sizes, got = Counter(strata.values()), Counter(strata[id] for id in told)
    assert all(abs(got[name] - len(told) * size / len(strata)) < 2 for name, size in sizes.items())


@given(STRATA, st.integers(0, 20), st.integers(0, 20))
def test_a_draw_made_larger_keeps_what_was_drawn(strata, first, more):
    before = drawn(strata, first)
    assert set(before) <= set(drawn(strata, first + more, before))


def test_within_a_stratum_the_first_by_id_are_drawn_or_the_last():
    strata = dict.fromkeys("abcd", "x")
    assert drawn(strata, 2) == ("a", "b")
    assert drawn(strata, 2, last=True) == ("c", "d")
    assert drawn(strata, 2, ["d"]) == ("a", "d")
    assert least_sure({"a": 0.5, "b": 0.1, "c": 0.5}, 2, ["b"]) == ("a", "c")


def test_the_sheet_holds_points_by_chance_then_unsure_ones_then_those_decided():
    points = [point(n, score=n / 1000) for n in range(400)]
    ruled = {points[3].id: ("WS2a", "WS1a")}
    rows = suggested_points(points, ruled, blind={points[7].id})
    assert Counter(told["why"] for told in rows) == {DRAWN: MOST_DRAWN, UNSURE: MOST_UNSURE, DECIDED: 1}
    assert rows[-1]["now"] == "WS2a;WS1a"
    assert points[7].id not in {told["id"] for told in rows}
    assert len({told["id"] for told in rows}) == len(rows)
    assert rows == suggested_points(points[::-1], ruled, blind={points[7].id})


def test_a_row_that_was_begun_stays_whatever_is_drawn_today():
    points = [point(n, score=n / 1000) for n in range(400)]
    begun = [row(399, why=UNSURE, items="WS2a"), row(398, why=DRAWN, items="ok")]
    rows = {told["id"]: told["why"] for told in suggested_points(points, {}, kept=begun)}
    assert rows[begun[0]["id"]] == UNSURE
    assert rows[begun[1]["id"]] == DRAWN
    assert Counter(rows.values()) == {DRAWN: MOST_DRAWN, UNSURE: MOST_UNSURE}


def test_the_rest_of_an_answer_says_where_the_point_stands():
    assert rest_of("One. Two. Three.", 5, 9) == "One. ... Three."
    assert rest_of("One. Two.", 0, 4) == "... Two."
    assert rest_of(" One ", 1, 4) == ""


@pytest.mark.parametrize(
    ("typed", "value"),
    [("ok", "WS1a"), (" OK ", "WS1a"), ("ws2a", "WS2a"), ("WS2a; ws1A", "WS2a;WS1a"), ("WS2a, WS2a", "WS2a"),
     ("none", "NONE"), ("WS1a WS2a", "WS1a;WS2a")],
)  # fmt: skip
def test_codes_are_read_in_any_case_and_with_any_separator(typed, value):
    told = acts(row(items=typed, reason="as it says"))
    assert [(act.act, act.on, act.digest, act.value) for act in told] == [("retag", "p000000000001", "d1", value)]
    assert told[0].reason == "as it says"


def test_an_empty_cell_is_for_later_and_what_was_ruled_is_not_ruled_again():
    assert acts(row()) == []
    asked = [row(1, items="ok"), row(2, items="WS2a")]
    ruled = {act.on: tuple(act.value.split(";")) for act in acts(*asked)}
    assert acts(*asked, ruled=ruled) == []


def test_rows_in_any_order_become_the_same_lines():
    rows = [row(n, items="WS2a") for n in range(5)]
    assert lines_of(acts(*rows), 7, "author", AT) == lines_of(acts(*rows[::-1]), 7, "author", AT)


def test_every_fault_is_named_with_its_row_and_the_cure():
    told = faults(
        row(1, items="WS9z"),
        row(2, items="NONE;WS1a"),
        row(3, reason="unclear"),
        row(4, items="ok", suggested_items=""),
        row(5, items="WS1a", digest="other"),
        row(6, items="WS1a", reason="ring 07700 900123"),
        row(7, items="WS1a"),
        row(7, items="WS2a"),
        row(8, items="WS1a", kind="theme"),
    )
    assert told == [
        "p.csv:2: items: holds what is no item; codes joined by ';', of WS1a, WS2a, NONE",
        "p.csv:3: items: NONE stands alone; take it out, or the others",
        "p.csv:4: items: is empty beside a reason; write ok or codes, or clear the reason for later",
        "p.csv:5: items: says ok to nothing: the machine's cell beside it is empty; write codes",
        "p.csv:6: id: the point is gone, or its text is another now; write the sheet again and read it anew",
        f"p.csv:7: reason: holds what looks like personal data (PHONE); {BY_ROLE}",
        "p.csv:9: id: stands in row 8 already; take one of the two rows out",
        "p.csv:10: kind: is not point; leave the grey columns as they are",
    ]


def test_a_sheet_older_than_a_ruling_does_not_take_it_back():
    ruled = {"p000000000001": ("WS2a",)}
    assert "was ruled WS2a since this sheet was written" in faults(row(items="WS1a"), ruled=ruled)[0]
    assert [act.value for act in acts(row(items="WS1a", now="WS2a"), ruled=ruled)] == ["WS1a"]


def test_an_ok_to_what_the_machine_says_no_longer_is_written_out():
    kept = [row(1, items="ok"), row(2, items="OK"), row(3, items="WS2a")]
    today = [row(1, suggested_items="WS2a"), row(2), row(3, suggested_items="NONE")]
    assert [told["items"] for told in still_meant(kept, today)] == ["WS1a", "OK", "WS2a"]


def test_cells_whose_ruling_was_taken_back_do_not_ask_for_it_again():
    kept = [
        row(1, items="ws2a, NONE", now="WS2a;NONE"),
        row(2, items="ok", now="WS1a"),
        row(3, items="WS2a", now="WS1a"),
    ]
    assert still_meant(kept, [row(1), row(2, now="WS2a"), row(3)]) == kept[2:]
    assert still_meant(kept, kept) == kept


def test_the_sheet_comes_back_from_csv_and_workbook_as_it_was_filled():
    rows = merge(suggested_points([point(1), point(2)], {}), [row(1, items="ok", reason="=clear")], POINTS_SHEET)
    book = to_xlsx(rows, DAY, {"WS1a": "Title"}, POINTS_SHEET)
    assert [told for _, told in from_xlsx(book, "p.xlsx", POINTS_SHEET)] == rows
    assert [told for _, told in from_csv(to_csv(rows, POINTS_SHEET), "p.csv", POINTS_SHEET)] == rows
    assert rows[0]["text"].startswith("=")


def test_an_old_sheet_says_nothing_again_that_was_taken_back():
    asked = row(items="WS1a,WS2a")
    said = lines_of(acts(asked), 0, "author", AT)
    record = [*said, *lines_of([Act(act="undo", on="1")], 1, "author", AT)]
    told = faults(asked, record=record)
    assert told == [f"p.csv:2: items: {ruled_before(record, asked['id'], 'retag', 'WS1a;WS2a').told('r-1')}"]
    assert "line 1 of the record said this, and line 2 changed it since" in told[0]
    # Where another ruling stands, and the sheet shows it, going back to the first is a ruling of its own.
    fresh = row(items="WS1a,WS2a", now="NONE")
    assert len(acts(fresh, ruled={asked["id"]: ("NONE",)}, record=record)) == 1
