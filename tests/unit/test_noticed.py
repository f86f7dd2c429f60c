"""What a reviewer is told of a candidate, and the points that belong to two themes."""

import pandas as pd

from pipeline.review.apply import members_of
from pipeline.review.noticed import noticed, placed
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay
from pipeline.schemas import FLAGS, LINEAGE, SHIFTS, VOICES, empty

THEMES = pd.DataFrame({"theme": ["ca", "cb"], "title": ["Locked cards", "Slow line"]})
RULES = {"near-duplicate": "says nearly the same as another"}


def line(no: int, act: str, on: str, value: str) -> Decision:
    return Decision(no=no, act=act, on=on, on_digest="", value=value, reason="", by="author", at="2020-01-01")


def told(**tables: pd.DataFrame) -> dict[str, str]:
    return noticed({"themes": THEMES, **tables}, RULES).cells("ca")


def test_tables_that_are_not_there_say_nothing():
    assert set(told().values()) == {""}
    assert set(told(flags=empty(FLAGS), voices=empty(VOICES), lineage=empty(LINEAGE)).values()) == {""}


def test_steadiness_is_told_in_reruns():
    quality = pd.DataFrame({"theme": ["ca"], "found": [19], "reruns": [20]})
    assert told(quality=quality)["steady"] == "found again in 19 of 20"


def test_a_rule_is_told_in_words_with_the_theme_beside():
    flags = pd.DataFrame(
        {"theme": ["ca"], "rule": ["near-duplicate"], "value": [0.9], "bound": [0.8], "others": ['["cb"]']}
    )
    assert told(flags=flags)["look"] == "• says nearly the same as another (Slow line)"


def test_the_parts_of_a_theme_stand_with_their_counts():
    parts = pd.DataFrame({"subtheme": ["ca.1"], "theme": ["ca"], "title": ["Renewal"], "responses": [7]})
    assert told(subthemes=parts)["parts"] == "• Renewal (7)"


def test_who_said_it_names_the_commonest_values_and_how_many_more():
    values = ["a", "b", "c", "d", "e"]
    voices = pd.DataFrame(
        {"theme": "ca", "attribute": "region", "value": values, "responses": [1, 2, 3, 4, 5], "of": 10}
    )
    assert told(voices=voices)["who"] == "region: e 5 of 10, d 4 of 10, c 3 of 10, b 2 of 10 and 1 more"


def test_what_became_of_an_earlier_theme_is_told_with_the_change():
    lineage = pd.DataFrame({"theme": ["ca"], "before": ["old-T001"], "kind": ["same"], "shared": [4], "overlap": [0.8]})
    shifts = pd.DataFrame(
        {"theme": ["ca"], "before": [0.02], "now": [0.06], "low": [0.01], "high": [0.07], "real": [True]}
    )
    said = told(lineage=lineage, shifts=shifts)["before"]
    assert said == "the same as old-T001; grew: 2.0% to 6.0% of responses (difference +1.0 to +7.0 points)"


def test_a_change_that_may_be_chance_is_called_so():
    shifts = empty(SHIFTS)
    shifts.loc[0] = ["ca", 0.05, 0.06, -0.02, 0.04, False]
    assert told(shifts=shifts)["before"].startswith("no change beyond chance")


def test_a_candidate_says_in_which_agreed_themes_its_points_are():
    members = [Member(theme=f"r-T00{no}", point=f"p{no}", by="person", since=no) for no in (1, 2)]
    record = [line(1, "accept", "c1", "r-T001: One"), line(2, "accept", "c2", "r-T002: Two")]
    agreed = replay(record, members, "decisions.csv")
    assert placed(["p1", "p2", "p3"], agreed) == "of 3 points 1 in r-T001, 1 in r-T002"
    assert placed(["p3"], agreed) == ""


def test_a_point_of_two_themes_is_a_member_of_both_in_either_order():
    candidates = {"ca": frozenset({"p1", "p2"}), "cb": frozenset({"p2", "p3"})}
    seconds = {"cb": frozenset({"p2"})}
    for order in (("ca", "cb"), ("cb", "ca")):
        lines = [line(no, "accept", on, f"r-T00{no}: x") for no, on in enumerate(order, start=1)]
        told = {(member.theme, member.point) for member in members_of(lines, candidates, (), seconds)}
        home = {on: f"r-T00{no}" for no, on in enumerate(order, start=1)}
        assert told == {(home["ca"], "p1"), (home["ca"], "p2"), (home["cb"], "p2"), (home["cb"], "p3")}


def test_a_main_point_that_is_taken_joins_no_second_time():
    lines = [line(1, "accept", "ca", "r-T002: x")]
    assert members_of(lines, {"ca": frozenset({"p1"})}, {"p1"}) == []
