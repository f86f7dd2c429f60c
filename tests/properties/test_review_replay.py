"""Replay: whatever was ruled, members come in any order, a line taken back leaves no trace, and what rests is named."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RecordError
from pipeline.review.lines import lines_of
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay
from pipeline.review.undoing import undo_acts

POINTS = ["p" + letter * 12 for letter in "abcdef"]
IDS = [f"r-T00{number}" for number in range(1, 6)]
ON = st.sampled_from([*IDS, "c1", "c2", *POINTS])
ACTS = st.sampled_from(
    ["accept", "rename", "merge", "split", "move", "reject", "retag", "approve-quote", "mark-safety", "note", "undo"]
)
WANTED = st.lists(st.tuples(ACTS, ON, st.sampled_from(IDS), st.sets(st.sampled_from(POINTS), max_size=3)), max_size=14)


def value(act, theme, no):
    told = {"accept": f"{theme}: Title {no}", "split": f"{theme}: Part {no}", "rename": f"Name {no}"}
    return told | {"merge": theme, "move": theme, "retag": "WS1a", "mark-safety": "yes", "note": "seen"}


@st.composite
def rounds(draw):
    """A record of lines that can be applied, with the points that came with some of them."""
    record, members = [], []
    for act, on, theme, points in draw(WANTED):
        no = len(record) + 1
        on = str(draw(st.integers(1, max(1, no - 1)))) if act == "undo" else on
        told = value(act, theme, no).get(act, "")
        line = Decision(
            no=no, act=act, on=on, on_digest="", value=told, reason="", by="author", at="2020-01-01T00:00:00Z"
        )
        came = [Member(theme=theme, point=point, by="person", since=no) for point in sorted(points)]
        came = came if act in ("accept", "split", "merge") else []
        try:
            replay([*record, line], [*members, *came], "d.csv")
        except RecordError:
            continue
        record.append(line)
        members += came
    return record, members


@given(rounds(), st.randoms(use_true_random=False))
def test_rows_of_members_in_any_order_are_the_same(told, chance):
    record, members = told
    shuffled = chance.sample(members, len(members))
    assert replay(record, members, "d.csv") == replay(record, shuffled, "d.csv")


@given(rounds())
def test_the_last_line_taken_back_leaves_no_trace_but_its_id(told):
    record, members = told
    if not record:
        return
    (act,) = undo_acts(record, [len(record)], "", "d.csv", "r") if record[-1].act != "undo" else (None,)
    if act:
        after = replay([*record, *lines_of([act], len(record), "author", "")], members, "d.csv")
        assert replace(after, given=()) == replace(replay(record[:-1], members, "d.csv"), given=())


@given(rounds(), st.integers(1, 14))
def test_a_line_is_taken_back_or_what_rests_on_it_is_named_and_goes_with_it(told, no):
    record, members = told
    try:
        undo_acts(record, [no], "", "d.csv", "r")
    except RecordError as error:
        more = {int(found) for found in re.findall(r"--undo (\d+)", str(error))}
        if "rest" in str(error):
            acts = undo_acts(record, more, "", "d.csv", "r")
            assert replay([*record, *lines_of(acts, len(record), "author", "")], members, "d.csv").themes is not None


@given(rounds())
def test_a_point_that_was_moved_last_is_where_it_was_moved_to(told):
    record, members = told
    agreed = replay(record, members, "d.csv")
    for theme in agreed.themes:
        assert all(member.theme == theme.id for member in theme.members)
        assert len({member.point for member in theme.members}) == len(theme.members)
    assert {theme.id for theme in agreed.themes} <= set(agreed.given)
    assert not agreed.retired & {theme.id for theme in agreed.themes}
