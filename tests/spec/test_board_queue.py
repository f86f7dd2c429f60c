"""The queue and the conflicts at its head, as a reviewer meets them."""

import datetime as dt
import re

import pytest
from boarding import boarded
from organising import signed_in

from pipeline.board.answers import COPIES, DOUBTS, HELD, LANGUAGE
from pipeline.board.beside import MODERATION
from pipeline.board.conflicts import conflicts_of
from pipeline.board.queue import next_after, progress_of, waiting_of
from pipeline.board.ruling import Ruling, board_of, rule
from pipeline.place import read_text
from pipeline.review.asked import Act
from pipeline.review.record import Member
from pipeline.review.suggest import theme_digest
from pipeline.standing import standing, standing_of, write_record
from pipeline.store import audit
from pipeline.web.board.queue_words import beside_words

NOW = dt.datetime(2030, 6, 1, 12, tzinfo=dt.UTC)
GONE = "p" + "a" * 12


class BrokenError(Exception):
    """The service stops in the middle of an act."""


def _broken(*_):
    raise BrokenError


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


def _rule(board, act, on, value="", digest=""):
    def make(_board):
        return Ruling(acts=(Act(act=act, on=on, value=value, digest=digest),), about=frozenset())

    return rule(board.round, make, seen=0, by="reviewer", now=NOW)


def _accept(board, theme):
    now = board_of(board.round)
    _rule(board, "accept", theme, "small-2020-T001: Cards", theme_digest(now.shot.inside[theme]))
    return "small-2020-T001"


def _with_a_gone_point(board):
    """An agreed theme with a point that is there no more."""
    theme = _accept(board, waiting_of(board_of(board.round))[0].id)
    record, members = standing(board.round)
    write_record(board.round, record, [*members, Member(theme=theme, point=GONE, by="person", since=1)])
    return theme


def _text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_every_theme_that_nobody_ruled_on_waits_and_each_says_why(board):
    now = board_of(board.round)
    waiting = waiting_of(now)
    assert {one.id for one in waiting} == set(now.shot.themes)
    assert all(one.why for one in waiting)
    scores = [one.score for one in waiting]
    assert scores == sorted(scores, reverse=True)


def test_what_is_ruled_on_waits_no_more_and_is_counted(board):
    first = waiting_of(board_of(board.round))[0].id
    following = next_after(board_of(board.round), first)
    _accept(board, first)
    now = board_of(board.round)
    assert first not in {one.id for one in waiting_of(now)}
    assert following in {one.id for one in waiting_of(now)}
    told = progress_of(now)
    assert (told.ruled, told.by) == (1, (("reviewer", 1),))
    assert told.placed == len(now.shot.inside[first])


def test_the_next_one_is_another_until_nothing_else_waits(board):
    now = board_of(board.round)
    ids = [one.id for one in waiting_of(now)]
    assert [next_after(now, id) for id in ids] == [*ids[1:], ids[0]]
    assert next_after(now, "not there") == ids[0]


def test_the_page_can_be_narrowed_and_tells_its_order(board):
    client = signed_in("reviewer")
    page = client.get(board.address("queue"))
    assert page.status_code == 200
    assert "How is this ordered?" in _text(page)
    many = len(re.findall(r"/board/theme/", page.content.decode()))
    kinds = {why.kind for one in waiting_of(board_of(board.round)) for why in one.why}
    kind = sorted(kinds)[0]
    narrowed = client.get(board.address("queue"), {"why": kind})
    fits = sum(any(why.kind == kind for why in one.why) for one in waiting_of(board_of(board.round)))
    assert len(re.findall(r"/board/theme/", narrowed.content.decode())) == fits < many
    assert "Nothing that waits fits" in _text(client.get(board.address("queue"), {"workstream": "<b>"}))


def test_a_theme_whose_point_is_gone_is_a_conflict_that_one_act_settles(board):
    theme = _with_a_gone_point(board)
    client = signed_in("reviewer")
    assert "1 conflict comes first" in _text(client.get(board.address("queue")))
    page = client.get(board.address("conflicts"))
    assert "cpitg" not in _text(page)
    seen = board_of(board.round).stands.no
    without = client.post(board.address("settle"), {"on": theme, "how": "keep", "reason": "", "seen": seen})
    assert without.status_code == 422
    assert len(conflicts_of(board_of(board.round))) == 1
    done = client.post(board.address("settle"), {"on": theme, "how": "keep", "reason": "read again", "seen": seen})
    assert done.status_code == 302
    assert conflicts_of(board_of(board.round)) == ()
    again = client.post(board.address("settle"), {"on": theme, "how": "keep", "reason": "again", "seen": seen + 1})
    assert "settled already" in _text(again)


def test_a_ruling_on_a_point_that_is_gone_is_taken_back(board):
    _rule(board, "move", GONE, "none")
    (one,) = conflicts_of(board_of(board.round))
    assert one.lines == (1,)
    client = signed_in("reviewer")
    asked = {"on": GONE, "how": "undo", "reason": "it was withdrawn", "seen": 1}
    assert client.post(board.address("settle"), asked).status_code == 302
    assert conflicts_of(board_of(board.round)) == ()
    assert board_of(board.round).stands.record[-1].act == "undo"


@pytest.mark.parametrize("name", [MODERATION, HELD, LANGUAGE, DOUBTS, COPIES])
def test_one_of_a_kind_is_told_as_one(name):
    assert re.match(r"1 (response|answer|copy) ", beside_words(name, 1))
    assert re.match(r"2 (responses|answers|copies) ", beside_words(name, 2))


def _with_a_point_in_other_words(board):
    """A ruling on a point that stands in other words now: the store gave both ids for one stretch."""
    from pipeline.store.orm import PointGiven

    now, other = PointGiven.objects.filter(point__in=sorted(board_of(board.round).shot.points)).order_by("point")[:2]
    at = {"answer": now.answer, "start": now.start, "end": now.end}
    PointGiven.objects.filter(point=other.point).update(point=GONE, **at)
    _rule(board, "retag", GONE, "WS2a")
    return now.point


def test_what_was_ruled_on_words_that_changed_follows_to_the_new_ones_and_is_in_the_log(board):
    point = _with_a_point_in_other_words(board)
    client = signed_in("reviewer")
    assert "Let decisions follow the new words" in _text(client.get(board.address("conflicts")))
    done = client.post(board.address("follow"), {"seen": 1})
    assert done.status_code == 302, _text(done)
    told = _text(client.get(board.address("conflicts")))
    assert "Followed the new words: 0 points of themes, 1 ruling on a point." in told
    now = board_of(board.round)
    assert now.stands.agreed.point_items[point] == ("WS2a",)
    assert conflicts_of(now) == ()
    logged = [entry.act for entry in audit.lines()]
    client.post(board.address("follow"), {"seen": 2})
    assert (logged.count("ruled: carry"), [entry.act for entry in audit.lines()]) == (1, logged)


def test_what_follows_and_its_line_of_the_log_are_stored_together_or_not_at_all(board, monkeypatch):
    _with_a_point_in_other_words(board)
    before = standing_of(board.round), read_text(board.round.here.decisions)
    client = signed_in("reviewer")
    monkeypatch.setattr(audit, "write", _broken)
    with pytest.raises(BrokenError):
        client.post(board.address("follow"), {"seen": 1})
    assert (standing_of(board.round), read_text(board.round.here.decisions)) == before


def test_before_decisions_follow_a_new_analysis_is_asked_for_without_the_words_of_a_terminal(board):
    _with_a_point_in_other_words(board)
    with board.round.here.survey.open("a") as survey:
        survey.write("# another wording is thought of\n")
    page = _text(signed_in("reviewer").post(board.address("follow"), {"seen": 1}))
    assert "Run the analysis again" in page
    assert "cpitg" not in page
    assert standing_of(board.round).no == 1
