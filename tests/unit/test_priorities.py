"""The ranking of items: its parts, what is left out, and the places an item may have."""

import copy

import pytest

from pipeline.pages.marks import Release
from pipeline.pages.priorities import mean_rating, parts_of, ranking, wilson


def rated(id, text, counts):
    rows = [{"value": str(n), "part": "", "count": count} for n, count in enumerate(counts, 1)]
    return {"question": id, "kind": "rating", "text": text, "answered": sum(c or 0 for c in counts), "rows": rows}


def share(code, value):
    return {"code": code, "share": value, "low": None if value is None else value - 0.05,
            "high": None if value is None else value + 0.05}  # fmt: skip


@pytest.fixture
def value():
    """Two workstreams with two items and one, all parts known."""
    chosen = [{"value": code, "part": "", "count": count} for code, count in (("A1", 80), ("A2", 30), ("B1", 10))]
    return {
        "taxonomy": [
            {"code": "A", "title": "First", "items": [{"code": "A1", "title": "x"}, {"code": "A2", "title": "y"}]},
            {"code": "B", "title": "Second", "items": [{"code": "B1", "title": "z"}]},
        ],
        "closed": [
            rated("rate_a", "How important?", [0, 10, 90]),
            rated("other", "How important is second to you?", [50, 30, 20]),
            {"question": "top", "kind": "ranked", "text": "Which?", "answered": 100, "rows": chosen},
        ],
        "items": [share("A1", 0.4), share("A2", 0.3), share("B1", 0.1), share("NONE", 0.2)],
    }


def test_the_interval_of_a_share_is_wilsons():
    found = wilson(0, 100)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(0.037, abs=0.001)
    assert wilson(50, 100).low == pytest.approx(1 - wilson(50, 100).high, abs=1e-4)


def test_a_rating_is_the_part_of_the_way_to_the_highest_answer():
    assert mean_rating([0, 0, 7]).value == 1.0
    assert mean_rating([5, 0, 5]).value == 0.5
    assert mean_rating([5, 0, 5]).low < 0.5 < mean_rating([5, 0, 5]).high


def test_ratings_are_matched_by_id_and_else_by_words(value):
    assert parts_of(value)["rating"]["A1"] == mean_rating([0, 10, 90])
    assert parts_of(value)["rating"]["B1"] == mean_rating([50, 30, 20])


def test_the_item_that_leads_in_all_is_first_and_sure_of_it(value):
    first, *_, last = ranking(value)
    assert (first.item, first.rank, first.best, first.worst) == ("A1", 1, 1, 1)
    assert (last.item, last.rank) == ("B1", 3)


def test_items_whose_ranges_meet_may_stand_in_either_order(value):
    for row in value["closed"][2]["rows"][:2]:
        row["count"] = 50
    places = {each.item: (each.best, each.worst) for each in ranking(value)}
    assert places["A1"] == places["A2"] == (1, 2)


def test_a_part_not_asked_of_every_workstream_is_left_out(value):
    del value["closed"][1]
    assert list(parts_of(value)) == ["choice", "points"]
    assert len(ranking(value)) == 3


def test_a_question_that_offers_only_some_items_is_no_part(value):
    del value["closed"][2]["rows"][0]
    assert list(parts_of(value)) == ["rating", "points"]


@pytest.mark.parametrize("hide", ["choice", "points", "rating"])
def test_an_item_with_a_hidden_part_is_not_ranked(value, hide):
    hidden = {"choice": (value["closed"][2]["rows"][2], "count"), "points": (value["items"][2], "share"),
              "rating": (value["closed"][1]["rows"][0], "count")}  # fmt: skip
    entry, field = hidden[hide]
    entry[field] = None
    assert [each.item for each in ranking(value)] == ["A1", "A2"]


def test_a_round_without_any_part_has_no_ranking(value):
    value["closed"] = []
    for each in value["items"]:
        each["share"] = None
    assert parts_of(value) == {}
    assert ranking(value) == []


def test_the_order_of_questions_and_items_changes_nothing(value):
    other = copy.deepcopy(value)
    other["closed"].reverse()
    other["items"].reverse()
    assert ranking(Release(other).value) == ranking(value)
