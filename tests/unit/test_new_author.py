"""What somebody meets who never opened a terminal: the steps, nothing to show yet, and a round's way into the book."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from boarding import boarded
from books import CHECKOUT
from organising import signed_in
from theme_acts import agreed, send, text, unruled, waiting

from pipeline.publishing import Published

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    yield from boarded(tmp_path_factory.mktemp("board"))


@pytest.fixture
def place(served):
    return unruled(served)


@pytest.fixture
def reviewer(served):
    return signed_in("reviewer")


def test_where_nothing_was_analysed_nobody_is_sent_to_a_terminal(place, reviewer):
    tables = [(path, path.with_suffix(".away")) for path in place.round.here.build.glob("*.parquet")]
    for path, away in tables:
        path.rename(away)
    try:
        told = text(reviewer.get(place.address("queue")))
    finally:
        for path, away in tables:
            away.rename(path)
    assert tables
    assert "An editor runs it" in told
    assert "cpitg " not in told
    assert ".parquet" not in told


def test_the_steps_are_open_until_the_first_decision(place, reviewer):
    def steps():
        told = text(reviewer.get(place.address("queue")))
        return re.search(r"<details([^>]*)>(?:(?!</?details).)*?step by step", told, re.S)[1]

    assert " open" in steps()
    send(reviewer, place, waiting(place), "note", **{"note-note": "read it"})
    assert " open" not in steps()


@pytest.mark.parametrize("page", ["index.md", "consultations/index.md"])
def test_whoever_comes_into_the_book_is_led_to_every_round(page):
    told = (CHECKOUT / "book" / page).read_text("utf-8")
    assert "generated/rounds/index.md" in told
    assert not re.search(r"every response, theme, quote and roadmap item here|the only round", told, re.I)


def test_one_of_a_thing_is_told_as_one():
    totals = {"themes": 1, "quotes": 1, "responses": 2, "small_themes_withheld": 0}
    value = {"release": {"version": "1", "date": "2026-11-24"}, "totals": totals}
    told = Published(value=value, path=Path("published.json"), conflicts=()).told
    assert "1 agreed theme, 1 quote, 2 responses" in told


def test_after_a_new_analysis_nobody_has_to_think_that_what_was_agreed_is_lost(place, reviewer, monkeypatch):
    from pipeline.web.board import queue

    agreed(reviewer, place)
    told = "What was agreed before stands"
    assert told not in text(reviewer.get(place.address("queue")))
    of = queue.progress_of
    monkeypatch.setattr(queue, "progress_of", lambda board: replace(of(board), ruled=0))
    assert told in text(reviewer.get(place.address("queue")))
