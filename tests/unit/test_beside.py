"""What the machine notices of points beside their items, in the sheets and in the list of what fits no item."""

import pandas as pd

from pipeline.review.beside import NOTHING_FITS, beside_point, marks_by_point, marks_counted, nothing_fits
from pipeline.review.codes import typed_items
from pipeline.review.noticed import noticed
from pipeline.review.points_sheet import MOST_UNSURE, POINTS_SHEET, UNSURE, Point, suggested_points
from pipeline.review.reasons import because_told
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay
from pipeline.review.suggest import suggested_rows
from pipeline.schemas import POINT_MARKS, UNFITTED, checked, empty

POINTS = pd.DataFrame(
    {
        "point": ["p1", "p2", "p3", "p4"],
        "response": ["r1", "r2", "r3", "r4"],
        "question": "q",
        "text": ["=The card locks", "The line is slow", "A child got the wrong dose", "Large print, please"],
    }
)
THEMES = pd.DataFrame(
    {
        "theme": ["ca"],
        "title": ["Cards"],
        "keywords": "[]",
        "responses": 4,
        "points": 4,
        "texts": 4,
        "examples": '["p3"]',
    }
)
TABLES = {
    "themes": THEMES,
    "points": POINTS,
    "members": pd.DataFrame({"point": ["p1", "p2", "p3", "p4"], "theme": "ca", "rank": [0, 0, 0, 1], "score": 0.9}),
    "theme_tags": pd.DataFrame({"unit": ["ca"], "items": "WS2a", "scores": '{"WS2a": 0.8}', "reasons": "[]"}),
    "point_marks": checked(
        pd.DataFrame(
            [("p3", "safety", "{}"), ("p3", "inclusion", "{}"), ("p1", "safety", "{}"), ("p4", "inclusion", "{}")],
            columns=list(POINT_MARKS.columns),
        ),
        POINT_MARKS,
    ),
}


def misfits(*points, theme="ca", why="unsure"):
    rows = [(point, theme, why, "WS1d", 0.256) for point in points]
    return checked(pd.DataFrame(rows, columns=list(UNFITTED.columns)), UNFITTED)


def agreed():
    members = [Member(theme="r-T001", point=point, by="person", since=1) for point in ("p1", "p3", "gone")]
    accept = Decision(
        no=1, act="accept", on="cx", on_digest="", value="r-T001: Doses", reason="", by="author", at="2020-01-01"
    )
    return replay([accept], members, "decisions.csv")


def test_rows_of_themes_count_marks_and_rows_of_points_name_them_but_no_theme_is_marked_by_it():
    rows = {row["kind"]: row for row in suggested_rows(TABLES, agreed(), {"r3"})}
    assert rows["theme"]["beside"] == "safety 2 of 3; inclusion 1 of 3"
    assert rows["agreed"]["beside"] == "safety 2 of 2; inclusion 1 of 2"
    assert rows["point"]["beside"] == "inclusion; safety"
    assert "marks" not in rows["theme"]
    assert not agreed().theme("r-T001").safety


def test_a_table_of_marks_that_is_not_there_says_nothing():
    assert marks_by_point(None) == marks_by_point(empty(POINT_MARKS)) == {}
    assert marks_counted(["p1"], {}) == ""


def look(*points):
    return noticed({**TABLES, "unfitted": misfits(*points)}, {}).cells("ca")["look"]


def test_a_theme_of_which_a_third_fits_no_item_asks_whether_the_workstreams_lack_a_place():
    assert look("p1", "p2", "p3").startswith("• 3 of 3 points fit no item: is this a matter the workstreams")
    assert look("p1", "p2") == ""


def test_a_few_misfits_of_a_large_theme_are_chance():
    many = pd.DataFrame({"point": [f"p{n}" for n in range(10)], "theme": "ca", "rank": 0, "score": 0.9})
    told = noticed({**TABLES, "members": many, "unfitted": misfits("p1", "p2", "p3")}, {}).cells("ca")
    assert told["look"] == ""


def test_what_fits_nothing_is_listed_in_its_order_with_theme_question_and_nearest_item():
    told = nothing_fits(misfits("p2", "p1", "p4"), THEMES, POINTS, {"q": "What helps?"}, without={"p4"})
    assert [dict(zip(NOTHING_FITS, row, strict=True)) for row in told] == [
        {
            "point": point,
            "theme": "Cards",
            "why": "unsure",
            "nearest": "WS1d",
            "score": "0.26",
            "question": "What helps?",
            "text": text,
        }
        for point, text in (("p2", "The line is slow"), ("p1", "'=The card locks"))
    ]


def test_a_misfit_of_no_theme_or_one_that_is_there_no_more_is_no_fault():
    told = nothing_fits(misfits("p1", "p9", theme=""), THEMES, POINTS, {})
    assert [(row[0], row[1], row[5]) for row in told] == [("p1", "", "q")]


def test_the_unsure_rows_of_the_points_sheet_begin_with_those_no_item_is_likely_for():
    points = [
        Point(
            id=f"p{n:03}",
            digest="d",
            question="q",
            text="t",
            rest="",
            items=("WS1a",),
            score=0.2 if n % 20 == 0 else 0.6,
            beside=beside_point(("safety",), "unsure" if n % 20 == 0 else ""),
        )
        for n in range(400)
    ]
    rows = suggested_points(points, {})
    unsure = [row["beside"] for row in rows if row["why"] == UNSURE]
    misfit = sum(cell == "safety; fits no item" for cell in unsure)
    assert len(unsure) == MOST_UNSURE
    assert 0 < misfit == sum(row["beside"] != "safety" for row in rows if row["why"] == UNSURE)
    assert unsure[:misfit] == ["safety; fits no item"] * misfit
    assert "beside" in POINTS_SHEET.later


def test_what_was_taken_for_nothing_digital_is_told_by_its_items_alone():
    assert beside_point((), "NONE") == ""


def test_codes_are_read_in_any_case_with_any_separator_and_what_is_none_is_told():
    told = typed_items(" ws2a / WS1D|ws2a, x", ("WS1d", "WS2a", "NONE"))
    assert (told.items, told.unknown, told.contradicts) == (("WS2a", "WS1d"), ("x",), False)
    assert typed_items("none+WS2a", ("WS2a", "NONE")).contradicts


def test_reasons_say_what_comes_from_elsewhere():
    told = because_told('[{"cue": "card"}, {"like": "It locks"}, {"against": "fax"}]')
    assert told == 'card; reads like the card\'s "It locks"; against: fax'
    assert because_told("") == ""
