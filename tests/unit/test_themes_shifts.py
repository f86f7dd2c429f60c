import numpy as np
import pandas as pd
import pytest
from test_themes_lineage import SAID, frame_of, runs_of

from pipeline.themes.lineage import lineage
from pipeline.themes.shifts import (
    Shares,
    chance,
    difference,
    doubt,
    held,
    shifts,
    spokesmen,
    unions,
    wilson,
)

Z = 1.959964


def shares_of(before, of_before, now, of_now, tie=0.0):
    return Shares(np.array([before]), of_before, np.array([now]), of_now, np.array([tie]))


@pytest.mark.parametrize(
    ("counts", "interval"),
    [
        # Newcombe 1998, Statistics in Medicine 17:873, table II: method 10, cases a to h.
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_the_interval_is_newcombes(counts, interval):
    first, of_first, second, of_second = counts
    low, high = difference(shares_of(second, of_second, first, of_first), Z)
    assert (low[0], high[0]) == pytest.approx(interval, abs=2e-4)


def test_the_score_interval_of_nobody_asked_is_everything():
    low, high = wilson(np.array([0]), 0, Z)
    assert (low[0], high[0]) == (0, 1)


def test_chance_is_the_level_at_which_the_interval_reaches_no_change():
    told = shares_of(20, 1000, 60, 1000)
    assert difference(told, Z)[0][0] > 0
    assert chance(told)[0] < 0.0001
    assert chance(shares_of(20, 1000, 25, 1000))[0] > 0.4
    assert chance(shares_of(5, 100, 5, 100))[0] == pytest.approx(1)


def test_responses_seen_twice_make_the_interval_narrower():
    apart, twice = (difference(shares_of(20, 100, 35, 200, tie), Z) for tie in (0.0, 0.7))
    assert twice[1] - twice[0] < apart[1] - apart[0]


def test_one_in_twenty_is_held_over_all_that_are_compared():
    assert held(np.array([0.03, 0.9, 0.8, 0.7])).tolist() == [False] * 4
    assert held(np.array([0.037, 0.9, 0.03, 0.012])).tolist() == [True, False, True, True]
    assert held(np.array([])).tolist() == []


def lineage_of(*rows):
    return pd.DataFrame(rows, columns=["theme", "before", "kind", "shared", "overlap"])


def test_split_and_merged_themes_are_one_union_under_the_id_that_goes_on():
    told = lineage_of(
        ("T1", "T1", "split", 5, 0.5),
        ("T7", "T1", "split", 9, 0.5),
        ("T2", "T2", "same", 5, 0.5),
        ("T8", "", "new", 0, 0.0),
        ("", "T3", "retired", 0, 0.0),
    )
    found = unions(told)
    assert found["now", "T1"] == found["now", "T7"] == found["before", "T1"]
    assert sorted(spokesmen(told, found).values()) == ["T1", "T2", "T3", "T8"]


def many(subject, theme, count):
    return [(f"{SAID[subject][number % 4]} {number}", theme) for number in range(count)]


def test_a_theme_that_grows_is_called_real_and_the_rest_is_not():
    before = frame_of([*many("printer", "T1", 10), *many("card", "T2", 200), *many("line", "T3", 200)])
    now = frame_of([*many("printer", "T1", 60), *many("card", "T2", 200), *many("line", "T3", 200)], first=1000)
    old, new = runs_of(before, now)
    told = shifts(old, new, lineage(old, new)).set_index("theme")
    assert told["real"].to_dict() == {"T1": True, "T2": False, "T3": False}
    grown = told.loc["T1"]
    assert (grown["before"], grown["now"]) == (round(10 / 410, 4), round(60 / 460, 4))
    assert 0.05 < grown["low"] < grown["now"] - grown["before"] < grown["high"] < 0.15


def test_a_new_border_inside_a_theme_is_no_change():
    before = frame_of([*many("printer", "T1", 60), *many("card", "T2", 60)])
    now = frame_of([*many("printer", "T1", 60), *many("card", "T2", 60)], first=1000)
    now["theme"] = ["X" if theme == "T1" and number % 2 else theme for number, theme in enumerate(now["theme"])]
    old, new = runs_of(before, now)
    told = shifts(old, new, lineage(old, new))
    assert list(told["theme"]) == ["T1", "T2"]
    assert not told["real"].any()


def test_a_theme_of_one_run_only_is_doubted_twice():
    told = Shares(np.array([5, 5]), 100, np.array([20, 20]), 100, np.zeros(2))
    union = {("before", "T1"): 0, ("now", "T1"): 0, ("now", "T2"): 1}
    both, alone = doubt(told, union)
    assert alone == 2 * both


def test_late_answers_are_compared_with_what_they_came_to():
    early = frame_of([*many("printer", "T1", 40), *many("card", "T2", 40)])
    late = frame_of([*many("printer", "T1", 20), *many("card", "T2", 20)], first=1000)
    old, new = runs_of(early, pd.concat([early, late], ignore_index=True))
    told = shifts(old, new, lineage(old, new)).set_index("theme")
    assert told["real"].sum() == 0
    apart = difference(shares_of(40, 80, 60, 120), Z)
    assert told.loc["T1", "high"] - told.loc["T1", "low"] < 0.7 * (apart[1] - apart[0])[0]


def test_nothing_at_all_has_no_shifts():
    old, new = runs_of(frame_of([]), frame_of([]))
    assert shifts(old, new, lineage(old, new)).empty
