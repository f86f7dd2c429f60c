"""Lines are taken back together with what rests on them, and only where the rest can be replayed."""

import pytest

from pipeline.errors import RecordError
from pipeline.review.lines import lines_of
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay
from pipeline.review.undoing import in_two, undo_acts

AT = "2020-11-30T12:00:00Z"


def line(no, act, on, value=""):
    return Decision(no=no, act=act, on=on, on_digest="", value=value, reason="", by="author", at=AT)


RECORD = [
    line(1, "accept", "c1", "r-T001: Cards"),
    line(2, "retag", "r-T001", "WS2a"),
    line(3, "accept", "c2", "r-T002: Lines"),
    line(4, "merge", "r-T002", "r-T001"),
    line(5, "rename", "r-T001", "Cards and lines"),
]
MEMBERS = [
    Member(theme="r-T001", point="p1", by="person", since=1),
    Member(theme="r-T002", point="p2", by="person", since=3),
]


def back(record, *nos):
    acts = undo_acts(record, nos, "not meant", "d.csv", "r")
    return [*record, *lines_of(acts, len(record), "author", AT)]


def faults(record, *nos):
    with pytest.raises(RecordError) as caught:
        back(record, *nos)
    return str(caught.value)


def test_a_line_that_nothing_rests_on_is_taken_back():
    record = back(RECORD, 5)
    assert [(each.act, each.on, each.reason) for each in record[5:]] == [("undo", "5", "not meant")]
    assert replay(record, MEMBERS, "d.csv").themes[0].title == "Cards"


def test_lines_that_rest_on_it_are_named_with_the_command_that_takes_all_back():
    said = faults(RECORD, 1)
    assert "d.csv:2: lines 2, 4, 5 rest on what line 1 says" in said
    assert "cpitg review r --undo 5 --undo 4 --undo 2 --undo 1 --reason WHY" in said
    assert "line 4 rests on what line 3 says" in faults(RECORD, 3)
    record = back(RECORD, 1, 2, 4, 5)
    assert [theme.id for theme in replay(record, MEMBERS, "d.csv").themes] == ["r-T002"]


def test_a_line_that_is_not_there_or_was_taken_back_already_is_refused():
    assert "has no line 9" in faults(RECORD, 9)
    record = back(RECORD, 5)
    assert "line 5 was taken back by line 6; to have it again: --undo 6" in faults(record, 5)
    assert replay(back(record, 6), MEMBERS, "d.csv").themes[0].title == "Cards and lines"


def test_a_line_that_cannot_stand_again_says_why():
    record = back(back(RECORD[:2], 2), 1)
    assert "line 2 cannot stand again: there is no agreed theme 'r-T001'" in faults(record, 3)


def test_a_line_that_stands_again_takes_back_what_was_ruled_in_its_place():
    record = [*back(RECORD[:4], 4), line(6, "merge", "r-T001", "r-T002")]
    assert "line 6 rests on what line 5 says" in faults(record, 5)


def test_points_that_stand_in_two_themes_are_found():
    record = [RECORD[0], line(2, "undo", "1"), line(3, "accept", "c1", "r-T002: Cards"), line(4, "undo", "2")]
    members = [MEMBERS[0], Member(theme="r-T002", point="p1", by="person", since=3)]
    assert in_two(record, members, "d.csv") == {"p1": ("r-T001", "r-T002")}
    assert in_two(RECORD, MEMBERS, "d.csv") == {}
