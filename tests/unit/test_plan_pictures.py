"""Pictures of the roadmap: every day and every item is drawn, in the order of the ranking, gaps named."""

import datetime as dt
import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from test_gate import ITEM

from pipeline import pages
from pipeline.definitions.roadmap import FEASIBILITIES, NO_DAY, Change, Roadmap, parse_roadmap
from pipeline.pages.plan_pictures import timeline_picture
from pipeline.pages.priorities import ranking
from pipeline.pages.reading import on_page

FIXTURE = Path(__file__).parents[1] / "book" / "fixture"
VALUE = json.loads((FIXTURE / "surveys/example-round/published.json").read_text("utf-8"))
CODES = [item["code"] for stream in VALUE["taxonomy"] for item in stream["items"]]
PLAN = parse_roadmap((FIXTURE / "book/data/roadmap.yml").read_text("utf-8"), "r.yml", CODES)


def drawn(figure: str) -> list[list[str]]:
    """The words of each picture of a figure."""
    pictures = BeautifulSoup(figure, "html.parser").select("svg")
    return [[" ".join(text.get_text(" ").split()) for text in picture.select("text")] for picture in pictures]


def plan(*items) -> Roadmap:
    return Roadmap(file="r.yml", illustrative=True, as_at=dt.date(2020, 11, 30), items=items)


@pytest.fixture
def chart():
    with on_page(FIXTURE / "book" / "rounds"):
        return str(pages.feasibility_chart("example-round"))


def test_every_roadmap_item_is_drawn_once_under_the_words_of_the_list(chart):
    for words in drawn(chart):
        assert [words.count(item.id) for item in PLAN.items] == [1] * len(PLAN.items)
        assert set(FEASIBILITIES) <= {" ".join(text.split()) for text in words}


def test_the_rows_come_in_the_order_of_the_ranking_whatever_the_order_of_the_roadmap(chart):
    rows = [each.item for each in ranking(VALUE)]
    assert BeautifulSoup(chart, "html.parser").figure["data-rows-drawn"].split()[: len(rows)] == rows
    for words in drawn(chart):
        assert [word for word in words if word in rows] == rows


def test_an_item_without_a_ruling_is_named_as_not_known(chart):
    told = chart.split("How feasible they are is not known of:")[1]
    assert "Large letters on every screen &amp; label" in told
    assert "Sign in once" not in told


def test_a_round_that_ranks_nothing_says_so(monkeypatch):
    monkeypatch.setattr("pipeline.pages.plan_pictures.ranking", lambda value: [])
    with on_page(FIXTURE / "book" / "rounds"):
        assert "nothing can be placed by value" in str(pages.feasibility_chart("example-round"))


def test_the_timeline_draws_a_dot_a_change_and_a_diamond_a_review():
    changes = (Change(date=dt.date(2020, 9, 1), what="a"), Change(date=dt.date(2020, 10, 1), what="b"))
    figure = timeline_picture(plan(replace(ITEM, history=changes), replace(ITEM, id="b", review_by=NO_DAY)))
    for picture in BeautifulSoup(figure, "html.parser").select("svg"):
        drawn_ = " ".join(path["d"] for path in picture.select("path"))
        assert (drawn_.count("h0"), drawn_.count("z")) == (2, 1)
    assert '<time datetime="2020-11-30">' in figure


@pytest.mark.parametrize("years", [0, 1, 5, 60])
def test_names_of_months_never_lie_over_one_another(years):
    item = replace(ITEM, history=(Change(date=dt.date(2020, 1, 1), what="a"),), review_by=dt.date(2020 + years, 2, 3))
    for picture in BeautifulSoup(timeline_picture(plan(item)), "html.parser").select("svg"):
        months = [text for text in picture.select("text") if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", text.get_text())]
        places = [float(text["x"]) for text in months]
        assert all(after - before >= 60 for before, after in pairwise(places))
        assert months


def test_a_roadmap_without_a_day_has_no_picture():
    assert timeline_picture(plan(replace(ITEM, review_by=NO_DAY))) == ""
    assert timeline_picture(plan()) == ""


def test_a_title_is_drawn_as_it_is_written():
    figure = timeline_picture(plan(replace(ITEM, title='A | <b> *c* & "d"')))
    assert all('A | <b> *c* & "d"' in words for words in drawn(figure))
