"""Two people at once: who else is on a page is told at load and while it is open; the queue says who ruled today."""

import datetime as dt

import pytest
from boarding import boarded
from crawling import stored
from organising import signed_in

from pipeline.board.ruling import Ruling, board_of, rule
from pipeline.board.today import ruled_on_day
from pipeline.review.asked import Act
from pipeline.web import clock

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def board(tmp_path, monkeypatch):
    from django.core.cache import cache

    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield from boarded(tmp_path)


@pytest.fixture
def later(monkeypatch):
    def set_to(**told):
        monkeypatch.setattr(clock, "now", lambda: NOW + dt.timedelta(**told))

    return set_to


def _theme(board, number=0):
    return sorted(board_of(board.round).shot.themes)[number]


def _page(board, handle, theme, name="theme"):
    part = "point" if name == "point" else "id"
    return signed_in(handle).get(board.address(name, **{part: theme})).content.decode()


def _since(board, handle, on):
    return signed_in(handle).get(board.address("since", no=0), {"on": on}).json()


def test_who_opens_a_theme_is_told_who_is_there_and_they_hear_of_it_by_the_next_question(board):
    theme = _theme(board)
    assert "on this page too" not in _page(board, "reviewer", theme)
    assert "reviewer is on this page too." in _page(board, "editor", theme)
    assert _since(board, "reviewer", theme)["others"] == "editor is on this page too."
    assert "editor and reviewer are on this page too." in _page(board, "administrator", theme)
    assert "on this page too" not in _page(board, "administrator", _theme(board, 1))
    point = board_of(board.round).shot.inside[theme][0]
    assert "on this page too" not in _page(board, "editor", point, "point")
    assert "editor is on this page too." in _page(board, "reviewer", point, "point")


def test_who_left_is_told_no_more_after_two_minutes_and_who_goes_on_asking_is(board, later):
    theme = _theme(board)
    _page(board, "reviewer", theme)
    _page(board, "administrator", theme)
    later(seconds=100)
    _since(board, "reviewer", theme)
    later(seconds=125)
    assert _since(board, "editor", theme)["others"] == "reviewer is on this page too."


def test_to_look_and_to_ask_writes_nothing_into_the_store_but_what_every_look_does(board):
    theme = _theme(board)
    _page(board, "reviewer", theme)  # a definition is put down when it is first seen
    before = stored(without=("Session", "Account"))
    _page(board, "reviewer", theme)
    _since(board, "editor", theme)
    _since(board, "editor", "\x00 ; DROP " * 100)
    assert stored(without=("Session", "Account")) == before


def test_nobody_without_the_right_is_told_who_is_where(board):
    theme = _theme(board)
    _page(board, "reviewer", theme)
    assert signed_in("viewer").get(board.address("since", no=0), {"on": theme}).status_code == 403
    assert board.client.get(board.address("since", no=0), {"on": theme}).status_code == 302


def test_the_queue_tells_how_far_the_round_is_and_by_whom_today(board):
    from pipeline.web.board.saying import day_of

    def reject(theme):
        act = Act(act="reject", on=theme, reason="no one subject")
        return lambda _board: Ruling(acts=(act,), about=frozenset({theme}))

    rule(board.round, reject(_theme(board, 0)), seen=0, by="anna", now=NOW - dt.timedelta(days=1))
    assert "Nobody has ruled on a theme today." in signed_in("reviewer").get(board.address("queue")).content.decode()
    for number, by in enumerate(("ruth", "anna", "ruth"), start=1):
        rule(board.round, reject(_theme(board, number)), seen=9, by=by, now=NOW)
    told, many = _since(board, "reviewer", ""), len(board_of(board.round).shot.themes)
    assert told["today"] == "Ruled on today: ruth 2, anna 1."
    assert told["progress"]["ruled"][1:] == [4, many]
    assert told["today"] in signed_in("reviewer").get(board.address("queue")).content.decode()
    assert ruled_on_day(board_of(board.round), f"{NOW + dt.timedelta(days=2):%Y-%m-%d}", day_of) == ()
