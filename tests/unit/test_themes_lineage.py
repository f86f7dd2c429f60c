import numpy as np
import pandas as pd
import pytest
from grouping import runs_of

from pipeline.themes.carry import carried, countable, named
from pipeline.themes.joined import joined, run_of
from pipeline.themes.lineage import lineage

SAID = {
    "printer": [
        "printer jams daily",
        "printer jams again",
        "printer jams on labels",
        "printer jams",
        "printer jams now",
    ],
    "card": ["smartcard locks us out", "smartcard locks", "smartcard locks often", "smartcard locks me out"],
    "line": ["broadband line drops", "broadband line is slow", "broadband line drops often", "broadband line"],
}


def frame_of(told, first=0):
    """Points from (text, theme), numbered from `first`."""
    numbers = [f"p{number:03d}" for number in range(first, first + len(told))]
    texts, themes = zip(*told, strict=True) if told else ((), ())
    rows = {"point": numbers, "response": [f"r{id}" for id in numbers], "text": texts, "theme": themes}
    return pd.DataFrame({name: pd.Series(list(values), dtype=str) for name, values in rows.items()})


def rows_of(frame):
    return {(row.theme, row.before): row.kind for row in frame.itertuples()}


def themed(**themes):
    return [(text, theme) for theme, subject in themes.items() for text in SAID[subject]]


def test_shared_points_tell_by_themselves():
    old = frame_of([("a", "T1"), ("b", "T1"), ("c", "T1"), ("d", "T2")])
    told = lineage(*runs_of(old, old.assign(theme=["X", "X", "X", "Y"])))
    assert rows_of(told) == {("X", "T1"): "same", ("Y", "T2"): "same"}
    assert list(told["shared"]) == [3, 1]
    assert list(told["overlap"]) == [1.0, 1.0]


def test_the_same_id_with_other_words_is_another_point():
    before, now = runs_of(frame_of(themed(T1="printer")), frame_of(themed(X="line")))
    assert joined(before, now).points[["old", "new"]].all(axis=1).sum() == 0
    assert rows_of(lineage(before, now)) == {("X", ""): "new", ("", "T1"): "retired"}


def test_other_peoples_answers_lead_to_the_theme_they_are_near():
    before = frame_of(themed(T1="printer", T2="card"))
    now = frame_of([(f"{text} !", theme) for text, theme in themed(X="card", Y="printer", Z="line")], first=100)
    told = lineage(*runs_of(before, now))
    assert rows_of(told) == {("X", "T2"): "same", ("Y", "T1"): "same", ("Z", ""): "new"}


def test_a_theme_in_two_parts_is_split_and_the_larger_part_keeps_the_id():
    old = frame_of([(text, "T4") for text in "abcde"])
    now = old.assign(theme=["X", "X", "Y", "Y", "Y"])
    told = lineage(*runs_of(old, now))
    assert set(told["kind"]) == {"split"}
    ids = carried(told, ["Y", "X"], ["T1", "T9", "T4"])
    assert ids.names == {"Y": "T4", "X": "T010"}
    assert ids.origins == {"T010": ("T4",)}
    assert ids.retired == {}
    assert ids.given == ("T1", "T4", "T9", "T010")


def test_of_a_merge_the_one_that_gave_most_keeps_its_id_and_the_other_points_to_it():
    old = frame_of([(text, "T1" if text in "ab" else "T2") for text in "abcde"])
    told = lineage(*runs_of(old, old.assign(theme="X")))
    assert set(told["kind"]) == {"merged"}
    ids = carried(told, ["X"], [])
    assert ids.names == {"X": "T2"}
    assert ids.retired == {"T1": ("T2",)}


def test_where_one_part_goes_to_a_merge_each_link_says_what_it_is():
    old = frame_of([*((text, "T1") for text in "abcdef"), ("g", "T2"), ("h", "T2")])
    now = old.assign(theme=["X", "X", "X", "X", "Y", "Y", "X", "X"])
    told = lineage(*runs_of(old, now))
    assert rows_of(told) == {("X", "T1"): "merged", ("X", "T2"): "merged", ("Y", "T1"): "split"}


def test_new_ids_count_on_from_the_highest_ever_given_with_the_rounds_prefix():
    before, now = runs_of(frame_of([]), frame_of(themed(X="printer", Y="card")))
    ids = carried(lineage(before, now), ["X", "Y"], ["eps-2026-T041"], prefix="eps-2027-T")
    assert ids.names == {"X": "eps-2027-T042", "Y": "eps-2027-T043"}
    assert ids.origins == {"eps-2027-T042": (), "eps-2027-T043": ()}


@pytest.mark.parametrize("odd", ["T", "", "theme", "T" + "1" * 100_000, "1" * 100_000 + "x"])
def test_an_id_without_a_number_of_ours_does_not_stop_the_count(odd):
    before, now = runs_of(frame_of([]), frame_of(themed(X="printer")))
    assert carried(lineage(before, now), ["X"], ["T004", odd]).names == {"X": "T005"}


def test_an_id_too_long_to_count_on_from_is_told():
    assert all(map(countable, ["T001", "T999999999", "theme", ""]))
    assert not any(map(countable, ["T1000000000", "1" * 100_000]))


def test_what_comes_back_gets_its_own_id_only_where_its_points_stand_before():
    back = frame_of([(f"{text} !", theme) for text, theme in themed(X="line")], first=100)
    gone = lineage(*runs_of(frame_of(themed(T1="printer")), back))
    assert carried(gone, ["X"], ["T1", "T2"]).names == {"X": "T003"}
    known = lineage(*runs_of(frame_of(themed(T1="printer", T2="line")), back))
    assert carried(known, ["X"], ["T1", "T2"]).names == {"X": "T2"}


def test_names_take_the_place_of_todays_themes():
    old = frame_of([("a", "T1"), ("b", "T2")])
    told = lineage(*runs_of(old, old.assign(theme=["Y", "X"])))
    assert rows_of(named(told, {"X": "T2", "Y": "T1"})) == {("T1", "T1"): "same", ("T2", "T2"): "same"}


def test_a_point_of_two_themes_counts_in_its_main_one():
    run = run_of(frame_of([("a", "T2;T1")]), np.ones((1, 2)))
    assert run.themes() == ["T2"]


def test_points_without_words_lead_nowhere():
    old = frame_of(themed(T1="printer"))
    now = frame_of([("", "X"), *themed(X="card")], first=100)
    before, today = runs_of(old, now)
    assert set(joined(before, today).points["before"]) == {"T1", ""}


def test_rows_and_vectors_must_match():
    with pytest.raises(ValueError, match="one vector a point"):
        run_of(frame_of([("a", "T1")]), np.ones((2, 3)))
