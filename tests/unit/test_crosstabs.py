"""Cross-tabs of a release: when there is one, what it joins and hides, and that it stays as it was shown first."""

import json
import random
from dataclasses import replace

import pytest
from tabulating import SURVEY, tabled

from pipeline.definitions.survey import parse_survey
from pipeline.publish.apart import nested
from pipeline.publish.crosstabs import ASKED_OF_SOME, CHANGED, NESTED, OPEN, TOO_FEW, crosstabs
from pipeline.publish.suppress import suppressed


def many(*rows):
    """(how many, who, place, value) of as many responses to the question of one choice."""
    about = [{"who": who, "place": place} for count, who, place, _ in rows for _ in range(count)]
    return about, [[("one", "", value)] for count, *_, value in rows for _ in range(count)]


PLAIN = many(
    (50, "team", "north", "a"), (50, "team", "mid", "b"), (20, "owner", "north", "a"), (30, "owner", "mid", "b"),
    (20, "gp", "south", "a"), (15, "gp", "mid", "c"), (12, "team", "south", "c"), (9, "owner", "south", "c"),
    (8, "nhs", "north", "a"), (7, "nhs", "south", "b"), (6, "nhs", "mid", "c"), (11, "gp", "north", "b"),
)  # fmt: skip


def tables(material, question="one", attribute="who"):
    return [t for t in crosstabs(material) if (t["question"], t["attribute"]) == (question, attribute)]


def counts(table):
    return {row["group"]: [cell["count"] for cell in row["cells"]] for row in table["rows"]}


def test_where_nothing_is_small_all_is_shown_with_wilsons_interval():
    [table] = tables(tabled(*PLAIN))
    assert (table["why_not"], table["as_of"]) == ("", "1")
    assert counts(table) == {"Team": [50, 50, 12], "Owner": [20, 30, 9], "Practice": [20, 11, 15], "Body": [8, 7, 6]}
    team = table["rows"][0]
    assert (team["answered"], team["cells"][0]["share"]) == (112, 0.4464)
    # (2np + z^2 -+ z * sqrt(z^2 + 4np(1-p))) / 2(n + z^2), by hand.
    assert (team["cells"][0]["low"], team["cells"][0]["high"]) == (0.3577, 0.5387)


def test_no_table_before_the_round_has_closed():
    told = crosstabs(tabled(*PLAIN, date="2020-06-30"))
    assert told
    assert all(table["why_not"] == OPEN and not table["rows"] and not table["as_of"] for table in told)


def test_a_question_that_was_not_asked_of_all_has_none():
    assert [table["why_not"] for table in tables(tabled(*PLAIN), "some")] == [ASKED_OF_SOME]


def test_a_table_with_nothing_to_show_says_so():
    assert [table["why_not"] for table in tables(tabled(*many((3, "team", "north", "a"))))] == [TOO_FEW]
    assert {table["part"]: table["why_not"] for table in tables(tabled([], []), "grid")} == {"x": TOO_FEW, "y": TOO_FEW}


def test_a_small_cell_is_hidden_with_others_of_its_row_and_column():
    rows = [
        (2, "team", "north", "c"),
        *((20, who, "north", value) for who in ("team", "owner", "gp") for value in "ab"),
    ]
    [table] = tables(tabled(*many(*rows, (20, "owner", "mid", "c"), (20, "gp", "south", "c"))))
    told = counts(table)
    assert told["Team"][2] is None
    assert sum(count is None for count in told["Team"]) > 1
    assert sum(row[2] is None for row in told.values()) > 1
    assert [20, 20, 20] in told.values()


def test_a_group_that_is_hidden_shows_no_cell_and_takes_another_along():
    rows = [(30, who, "north", value) for who in ("team", "owner", "gp") for value in "abc"]
    [table] = tables(tabled(*many(*rows, (4, "nhs", "mid", "a"))))
    hidden = [row for row in table["rows"] if row["answered"] is None]
    assert "Body" in {row["group"] for row in hidden}
    assert len(hidden) > 1
    assert all(cell["count"] is None for row in hidden for cell in row["cells"])


def test_a_rating_is_told_below_at_and_above_its_middle():
    about = [{"who": who, "place": "north"} for who in ("team", "owner", "gp", "nhs") for _ in range(50)]
    chosen = [[("rate", "", str(n % 5 + 1))] for n in range(200)]
    [table] = tables(tabled(about, chosen), "rate")
    assert [option["value"] for option in table["options"]] == ["1;2", "3", "4;5"]
    assert table["options"][2]["label"] == "4 to high"
    assert list(counts(table).values()) == [[20, 10, 20]] * 4


def test_where_several_may_be_chosen_those_who_did_not_are_no_small_group_either():
    about = [{"who": who, "place": "north"} for who in ("team", "owner", "gp", "nhs") for _ in range(30)]
    # Two of each group did not choose the first.
    chosen = [[("many", "", "a")] * (n % 30 > 1) + [("many", "", "b")] * (n % 30 < 15) for n in range(120)]
    told = counts(*tables(tabled(about, chosen), "many"))
    assert {row[0] for row in told.values()} == {None}
    assert {row[1] for row in told.values()} == {15}


@pytest.mark.parametrize(("stray", "why"), [(0, NESTED), (1, NESTED), (9, "")])
def test_groups_that_follow_from_another_attribute_are_not_told_beside_it(stray, why):
    # One stray of each of two groups and each choice: four people in all stand between.
    home = {"team": "north", "owner": "north", "gp": "mid", "nhs": "mid"}
    rows = [(30 if home[who] == place else stray * (who in ("team", "gp") or stray > 1), who, place, value)
            for value in "ab" for who in home for place in ("north", "mid")]  # fmt: skip
    material = tabled(*many(*rows))
    assert tables(material)[0]["rows"]
    [second] = tables(material, attribute="place")
    assert second["why_not"] == why
    assert bool(second["rows"]) == (why == "")


def test_attributes_are_apart_where_people_of_each_group_are_spread_over_the_others():
    responses = [f"r{n}" for n in range(120)]
    one = {each: "ABC"[n % 3] for n, each in enumerate(responses)}
    assert not nested(one, {each: "XYZ"[n // 3 % 3] for n, each in enumerate(responses)}, responses)
    assert nested(one, {each: "X" if one[each] == "A" else "Y" for each in responses}, responses)
    # B is spread over both, but who is in A is never in Y, nor who is in C in X.
    bounded = {each: {"A": "X", "B": "XY"[n // 3 % 2], "C": "Y"}[one[each]] for n, each in enumerate(responses)}
    assert nested(one, bounded, responses)
    assert nested(one, one, responses)
    assert not nested(one, dict.fromkeys(responses, "X"), responses)
    assert not nested({}, {}, [])


def test_a_table_stays_as_it_was_shown_first():
    first = json.loads(json.dumps({"crosstabs": crosstabs(tabled(*PLAIN))}))
    more = many((7, "nhs", "north", "b"), (6, "gp", "south", "a"))
    later = tabled(PLAIN[0] + more[0], PLAIN[1] + more[1], before=first, date="2020-08-01")
    again = crosstabs(replace(later, sign=replace(later.sign, version="2")))
    shown = [table for table in first["crosstabs"] if table["as_of"]]
    assert shown
    assert [table for table in again if table["as_of"] == "1"] == shown


def test_a_table_of_other_choices_is_never_laid_beside_the_one_that_was_shown():
    first = {"crosstabs": crosstabs(tabled(*PLAIN))}
    survey = parse_survey(SURVEY.replace("{a: Ay, b: Bee, c: Cee}}\n  - {id: top", "{a: Ay, b: Bee}}\n  - {id: top"),
                          "survey.yml", "r")  # fmt: skip
    second = tables(replace(tabled(*PLAIN, before=first), survey=survey))
    assert [(table["why_not"], table["as_of"], table["rows"]) for table in second] == [(CHANGED, "1", [])]
    third = tables(tabled(*PLAIN, before={"crosstabs": second}))
    assert [(table["why_not"], table["rows"]) for table in third] == [(CHANGED, [])]


def test_the_order_of_responses_says_nothing():
    pairs = list(zip(*PLAIN, strict=True))
    random.Random(1).shuffle(pairs)
    mixed = tabled([about for about, _ in pairs], [chosen for _, chosen in pairs])
    assert crosstabs(mixed) == crosstabs(tabled(*PLAIN))


def test_a_cell_hidden_elsewhere_hides_others_with_it():
    assert suppressed({"a": 9, "b": 20, "c": 30}, hidden=["b"]) == {"a": None, "b": None, "c": 30}
    assert suppressed({"a": 9, "b": 20}, hidden=[]) == {"a": 9, "b": 20}
