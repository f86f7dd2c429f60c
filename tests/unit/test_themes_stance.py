import pandas as pd
import pytest

from pipeline.schemas import MEMBERS, POINTS, empty
from pipeline.themes.stance import PRAISE, PROBLEM, REQUEST, shown_shares, stances, stances_of

KINDS = {
    PRAISE: ["The staff were friendly.", "Nothing could be improved", "Cannot fault the service", "Nothing, very good"],
    PROBLEM: ["The printer is broken again", "It was not helpful", "Far too slow", "The queue is awful"],
    REQUEST: [
        "We need more staff", "Please send a text", "It should open earlier", "A second till would be helpful",
        "Let us see the record", "The screen could be bigger", "Better lighting",
    ],
}  # fmt: skip


def points_of(lines, question="q1"):
    return pd.DataFrame(
        {
            "point": [f"p{number:02d}" for number in range(len(lines))],
            "answer": [f"a{number}" for number in range(len(lines))],
            "response": [f"r{number}" for number in range(len(lines))],
            "question": question,
            "number": 1,
            "start": 0,
            "end": [len(line) for line in lines],
            "text": lines,
        }
    )


def told_of(lines, asks=None):
    points = points_of(lines)
    found = stances(points[["point"]].assign(theme="T001"), points, asks or {})
    return dict(zip(found["stance"], found["share"], strict=True))


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in KINDS.items() for line in lines])
def test_wording_tells_the_stance(kind, line):
    assert stances_of([line]) == [kind]


@pytest.mark.parametrize("line", ["The shop is in the high street", "", "...", "Friendly staff but a broken printer"])
def test_what_shows_none_or_two_has_none(line):
    assert stances_of([line]) == [""]


def test_a_theme_has_the_stance_of_most_of_its_points():
    assert told_of(["Friendly staff"] * 8 + ["On the corner"] * 2) == {PRAISE: 0.8}
    assert told_of(["The printer is broken"] * 5 + ["On the corner"] * 5) == {PROBLEM: 0.5}


def test_nothing_is_told_of_a_mixed_theme_or_of_few_people():
    assert told_of(["Friendly staff"] * 6 + ["The printer is broken"] * 4) == {}
    assert told_of(["Friendly staff"] * 4) == {}


def test_what_was_asked_tells_the_stance_of_a_silent_point():
    lines = ["The shop is in the high street"] * 10
    assert told_of(lines) == {}
    assert told_of(lines, {"q1": "barrier"}) == {PROBLEM: 0.7}
    assert told_of(lines, {"q1": "comment"}) == {}


def test_what_the_words_show_is_told_apart_from_what_was_asked():
    for lines, share in ((["On the corner"] * 10, 0.0), (["It is broken"] * 4 + ["On the corner"] * 6, 0.4)):
        points = points_of(lines)
        members = points[["point"]].assign(theme="T001")
        found = stances(members, points, {"q1": "barrier"})
        assert list(found["stance"]) == [PROBLEM]
        assert shown_shares(members, points, found) == {"T001": share}
    assert shown_shares(empty(MEMBERS), empty(POINTS), stances(empty(MEMBERS), empty(POINTS), {})) == {}


def test_the_order_of_rows_never_matters():
    points = points_of([line for lines in KINDS.values() for line in lines])
    members = points[["point"]].assign(theme=["T001", "T002"] * 7 + ["T001"])
    turned = stances(members[::-1], points[::-1], {})
    pd.testing.assert_frame_equal(stances(members, points, {}), turned)


def test_no_points_no_stances():
    assert stances(empty(MEMBERS), empty(POINTS), {}).empty


@pytest.mark.parametrize("line", ["not " * 25_000, "good " * 20_000, "too " * 25_000, "would could " * 8_000])
def test_a_hundred_thousand_letters_are_judged_in_time(line):
    assert len(stances_of([line])) == 1
