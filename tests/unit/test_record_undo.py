"""Each act is done, taken back, and done again by taking that back: the state before, after, and after once more."""

from dataclasses import replace

import pytest

from pipeline.review.record import ACTS, Decision, Member, parse_record, record_text
from pipeline.review.replay import replay

AT = "2020-11-30T12:00:00Z"
ANSWER = "a" + "b" * 12
POINT, OTHER = "p" + "b" * 12, "p" + "c" * 12


def line(no, act, on, value=""):
    return Decision(no=no, act=act, on=on, on_digest="", value=value, reason="", by="author", at=AT)


BEFORE = [line(1, "accept", "c1", "r-T001: Cards"), line(2, "accept", "c2", "r-T002: Lines")]
MEMBERS = [
    Member(theme="r-T001", point=POINT, by="person", since=1),
    Member(theme="r-T002", point=OTHER, by="person", since=2),
]
DONE = {
    "accept": ("c3", "r-T003: Records"),
    "rename": ("r-T001", "Cards that lock"),
    "merge": ("r-T002", "r-T001"),
    "split": ("r-T001", "r-T003: Readers"),
    "move": (POINT, "r-T002"),
    "reject": ("r-T001", ""),
    "retag": ("r-T001", "WS2a"),
    "approve-quote": (POINT, ""),
    "refuse-quote": (POINT, ""),
    "hold-back": (ANSWER, ""),
    "let-in": (ANSWER, ""),
    "redact": (ANSWER, "3-9 PERSON"),
    "unredact": (ANSWER, "3-9"),
    "translate": (ANSWER, "0" * 64),
    "mark-minority": ("r-T001", "yes"),
    "mark-safety": ("r-T001", "yes"),
    "keep-although-small": ("r-T001", "yes"),
    "note": ("r-T001", "grew since June"),
    "sign": ("r", "version=1; date=2020-08-31; last=2020-08-15T00:00:00Z"),
    "undo": ("2", ""),
}
# What came with the line: a split's points, a new theme's.
CAME = [
    Member(theme="r-T003", point=POINT, by="person", since=3),
]


def state(record, members):
    """All that is agreed but which ids were ever given, which nothing takes back."""
    told = parse_record(record_text(record), "d.csv", lambda _text: [])
    return replace(replay(told, members, "d.csv"), given=())


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_taken_back_whole_and_given_again_by_taking_that_back(act):
    members = MEMBERS + (CAME if act in ("accept", "split") else [])
    before = state(BEFORE, members)
    done = [*BEFORE, line(3, act, *DONE[act])]
    after = state(done, members)
    assert after != before
    back = [*done, line(4, "undo", "3")]
    assert state(back, members) == before
    assert state([*back, line(5, "undo", "4")], members) == after


def test_items_of_a_point_are_taken_back():
    done = [*BEFORE, line(3, "retag", POINT, "WS2a"), line(4, "retag", POINT, "WS1d")]
    assert state([*done, line(5, "undo", "4")], MEMBERS).point_items == {POINT: ("WS2a",)}
    assert state([*done, line(5, "undo", "4"), line(6, "undo", "3")], MEMBERS).point_items == {}


def test_every_act_has_its_case():
    assert set(DONE) == set(ACTS)
