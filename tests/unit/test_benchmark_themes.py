"""What the benchmark of themes reckons with: sets, shares, ratios, verdicts, routes and shuffles."""

import numpy as np
import pandas as pd
import pytest
from shared import shared

from benchmarks import sets, themes, themes_peers, themes_speed, themes_steady, themes_titles, themes_ways

CUT = themes_ways.whole_points(
    pd.DataFrame({"id": [f"r{n}/q1" for n in range(40)], "question": "q1", "text": [f"text {n}" for n in range(40)]})
)


def line(way, coverage=1.0, **found):
    measures = {"ami": 0.5, "ari": 0.5, "bcubed_f": 0.5, "matched_f1": 0.5, "pred_k": 4, "gold_k": 5}
    return themes.Line(set="one", way=way, coverage=coverage, dropped=0.0, found=measures | found, seconds=1.0)


@pytest.mark.real_data
@pytest.mark.skipif(shared() is None, reason="no shared data")
@pytest.mark.parametrize("name", [*sets.SETS, *sets.VALIDATION, "banking-5x60-s9"])
def test_every_set_has_ids_given_once_and_a_code_for_each_text(name):
    drawn = sets.labelled_set(name)
    assert drawn.frame["id"].is_unique
    assert 0 < len(drawn.frame) <= sets.MOST
    assert all(drawn.gold().values())
    assert drawn.frame.equals(sets.labelled_set(name).frame)


def test_a_set_that_nobody_knows_is_refused():
    with pytest.raises(KeyError):
        sets.labelled_set("banking-x")


def test_rows_that_a_way_dropped_lower_no_coverage_and_are_told():
    assert themes._shares(["a", "b", "c", "d"], {"a": ["1"], "b": [], "c": ["1"]}) == (2 / 3, 0.25)


def test_a_peer_that_throws_rows_out_is_no_fair_one():
    lines = [line("ours, rows, normal"), line("thrower", coverage=0.7, ami=0.9), line("fair", ami=0.4)]
    assert themes._best(lines, "ami").way == "fair"
    assert themes._compared(lines, "ami") == {"ours, rows, normal": pytest.approx(1.25)}


def test_losing_rows_are_marked():
    told = "\n".join(themes.ratios([line("ours, rows, normal", matched_f1=0.3), line("fair")]))
    assert "0.60 **loses**" in told
    assert told.count("**loses**") == 2  # the set's line and the median's


def test_the_named_stop_is_that_with_the_larger_least_of_both_ratios():
    broad, fine = line("ours, rows, broad", bcubed_f=0.9, matched_f1=0.3), line("ours, rows, fine", bcubed_f=0.45)
    told = themes.stops([broad, fine, line("fair")])
    assert told[-1] == "| one | ours, rows | fine | 0.90 **loses** | 1.00 |"


def test_without_a_fair_peer_nothing_is_compared():
    assert themes._compared([line("ours, rows, normal")], "ami") == {}


def test_themes_flagged_loose_count_as_none():
    found = type("Found", (), {})()
    found.themes = pd.DataFrame({"theme": ["c1", "c2"]})
    assert themes_ways.coherent(found) == {"c1", "c2"}
    found.flags = pd.DataFrame({"theme": ["c2", "c1"], "rule": ["loose", "unsteady"]})
    assert themes_ways.coherent(found) == {"c1"}
    assert themes_ways.only({"a": ["c2", "c1"], "b": ["c2"]}, {"c1"}) == {"a": ["c1"], "b": []}


def test_outliers_go_to_the_nearest_theme_and_no_other_row_moves():
    vectors = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9], [0.2, 0.8]], dtype=np.float32)
    assert themes_peers.to_nearest(np.array([3, -1, 7, -1, 3]), vectors).tolist() == [3, 3, 7, 7, 3]
    assert themes_peers.to_nearest(np.array([-1, -1]), vectors[:2]).tolist() == [-1, -1]


def test_bertopic_is_told_both_ways_and_others_once():
    labels, vectors = np.array([0, -1]), np.eye(2, dtype=np.float32)
    assert [way for way, _ in themes_peers.bertopic_and_full("BERTopic", labels, vectors)] == [
        "BERTopic",
        "BERTopic, outliers to nearest",
    ]
    assert [way for way, _ in themes_peers.bertopic_and_full("KeyNMF", labels, vectors)] == ["KeyNMF"]


def test_peers_without_a_package_give_every_row_a_number():
    texts = [f"{thing} was {how}" for thing in ("queue", "phone", "stock") for how in ("long", "slow", "low", "bad")]
    vectors = np.random.default_rng(0).normal(size=(12, 8)).astype(np.float32)
    assert themes_peers.kmeans(texts, vectors).shape == (12,)
    with pytest.raises(ValueError):
        themes_peers.nmf(["", " "], vectors[:2])


def test_nine_answers_in_ten_keep_all_their_points():
    part = themes_steady.part_of(CUT, 3)
    assert len(part.points) == len(part.wholes) == 36
    assert list(part.points["text"]) == part.wholes
    assert themes_steady.part_of(CUT, 3).points.equals(part.points)
    assert not themes_steady.part_of(CUT, 4).points.equals(part.points)


def test_likeness_is_over_the_answers_that_both_runs_had():
    one, other = {"a": "x", "b": "x", "c": "y", "d": "y"}, {"b": "p", "c": "q", "d": "q", "e": "q"}
    assert themes_steady.alike(one, other) == pytest.approx(1)


def test_differing_rows_are_counted():
    one = pd.DataFrame({"theme": ["a", "b"], "score": [0.5, 0.25]})
    assert themes_steady._differing(one, one.copy()) == 0
    assert themes_steady._differing(one, one.assign(score=[0.5, 0.26])) == 1
    assert themes_steady._differing(one, one.head(1)) == 2


@pytest.mark.real_data
@pytest.mark.skipif(shared() is None, reason="no shared data")
def test_recombined_points_are_different_and_the_same_every_time():
    texts = themes_speed.recombined(500)
    assert len(set(texts)) == 500
    assert texts == themes_speed.recombined(500)
    assert texts != themes_speed.recombined(500, seed=1)


SHOWN = [themes_titles.Shown("effects", f"T{n:03d}", f"Title {n}", f"word{n}, other", ("said",)) for n in range(1, 5)]


def filled(sheet, verdict):
    return [row | {"verdict left": verdict, "verdict right": verdict} for row in sheet]


def by_number(key):
    return {row["no"]: row for row in key}


def test_a_sheet_shows_title_and_keywords_and_does_not_say_which_theme():
    sheet, key = themes_titles.drawn(SHOWN, 0)
    sides = {row["no"]: "left" if row["left"] == "title" else "right" for row in key}
    assert {row[sides[row["no"]]] for row in sheet} == {one.title for one in SHOWN}
    assert not any("T00" in value or "effects" in value for row in sheet for value in row.values())
    assert themes_titles.drawn(SHOWN, 0) == (sheet, key)
    assert themes_titles.drawn(SHOWN, 1) != (sheet, key)


def test_verdicts_follow_their_part_whatever_the_side():
    sheet, key = themes_titles.drawn(SHOWN, 2)
    told = [
        row | {f"verdict {side}": "usable" if row[side].startswith("Title") else "half" for side in ("left", "right")}
        for row in sheet
    ]
    found = themes_titles.verdicts(told, by_number(key))
    assert {verdict for (_, part), verdict in found.items() if part == "title"} == {"usable"}
    assert {verdict for (_, part), verdict in found.items() if part == "keywords"} == {"half"}


def test_every_missing_verdict_is_named_at_once():
    sheet, key = themes_titles.drawn(SHOWN, 0)
    with pytest.raises(ValueError, match=r"1, left.*4, right: 'good'"):
        themes_titles.verdicts([*sheet[:3], *filled(sheet[3:], "good")], by_number(key))


def test_marks_hold_no_text():
    sheet, key = themes_titles.drawn(SHOWN, 0)
    told = themes_titles.verdicts(filled(sheet, "usable"), by_number(key))
    rows = themes_titles.marks(by_number(key), told, told)
    assert [row["theme"] for row in rows] == ["T001", "T002", "T003", "T004"]
    assert not any("Title" in value or "word" in value or "said" in value for row in rows for value in row.values())
    assert "| title | all | 4 | 100% | 100% | 100% | 100% | 1.00 |" in themes_titles.summary(rows)
    assert themes_titles.today(rows, SHOWN[:3]).startswith("3 of today's 3")


def test_kappa_is_one_in_full_agreement_and_nought_by_chance():
    assert themes_titles.kappa(["usable", "half"], ["usable", "half"]) == 1
    assert themes_titles.kappa(["usable", "usable", "half", "half"], ["usable", "half", "usable", "half"]) == 0
