"""What holds of themes from round to round, whatever was said and however it was grouped."""

import pandas as pd
from grouping import runs_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.themes.carry import carried, named
from pipeline.themes.lineage import lineage
from pipeline.themes.shifts import shifts

RELAXED = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.sampled_from(["printer", "jams", "card", "locks", "line", "slow", "!"])
TEXTS = st.lists(WORDS, max_size=4).map(" ".join)
POINTS = st.lists(st.tuples(st.integers(0, 30), TEXTS, st.sampled_from(["", "A", "B", "C", "D"])), max_size=25)
KINDS = {"new", "same", "split", "merged", "retired"}


def frame_of(told):
    """Points whose id is a number, so that two runs may have some in common."""
    rows = {number: (text, theme) for number, text, theme in told}
    frame = pd.DataFrame(
        {
            "point": [f"p{number:02d}" for number in rows],
            "response": [f"r{number // 2}" for number in rows],
            "text": [text for text, _ in rows.values()],
            "theme": [theme for _, theme in rows.values()],
        }
    )
    return frame.astype(str)


IDS = {"": "", "A": "T001", "B": "T002", "C": "T003", "D": "T004"}


def earlier(told):
    """The same under ids: a name on both sides is one theme."""
    frame = frame_of(told)
    return frame.assign(theme=frame["theme"].map(IDS)).astype(str)


def themes_of(frame):
    return set(frame["theme"]) - {""}


@RELAXED
@given(POINTS)
def test_a_run_is_the_same_as_itself_and_nothing_has_changed(told):
    frame = frame_of(told)
    before, now = runs_of(frame, frame)
    found = lineage(before, now)
    assert set(found["kind"]) <= {"same"}
    assert list(found["theme"]) == list(found["before"]) == sorted(themes_of(frame))
    changed = shifts(before, now, found)
    assert not changed["real"].any()
    assert list(changed["before"]) == list(changed["now"])


@RELAXED
@given(POINTS, POINTS)
def test_every_theme_of_both_sides_is_there_and_evidence_is_a_share(first, second):
    old, new = earlier(first), frame_of(second)
    before, now = runs_of(old, new)
    found = lineage(before, now)
    assert set(found["theme"]) - {""} == themes_of(new)
    assert set(found["before"]) - {""} == themes_of(old)
    assert set(found["kind"]) <= KINDS
    linked = found[(found["theme"] != "") & (found["before"] != "")]
    assert (linked["shared"] > 0).all()
    changed = shifts(before, now, found)
    assert len(set(changed["theme"])) == len(changed) <= len(found)
    real = changed[changed["real"]]
    assert ((real["low"] > 0) | (real["high"] < 0)).all()
    middle = changed["now"] - changed["before"]
    assert ((changed["low"] <= middle + 1e-3) & (middle <= changed["high"] + 1e-3)).all()


@RELAXED
@given(POINTS, POINTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(first, second, shuffle):
    old, new = earlier(first), frame_of(second)
    mixed = [frame.iloc[shuffle.sample(range(len(frame)), len(frame))] for frame in (old, new)]
    told = []
    for before, now in (runs_of(old, new), runs_of(*mixed)):
        found = lineage(before, now)
        told.append((found.to_csv(), shifts(before, now, found).to_csv()))
    assert told[0] == told[1]


@RELAXED
@given(POINTS, POINTS)
def test_carried_names_are_told_apart_and_make_the_same_shifts(first, second):
    old, new = earlier(first), frame_of(second)
    before, now = runs_of(old, new)
    found = lineage(before, now)
    ids = carried(found, sorted(themes_of(new)), ["T005"])
    assert set(ids.names) == themes_of(new)
    assert len(set(ids.names.values())) == len(ids.names)
    _, today = runs_of(old, new.assign(theme=[ids.names.get(theme, "") for theme in new["theme"]]))
    by_name = shifts(before, today, named(found, ids.names))
    plain = shifts(before, now, found)
    figures = ["before", "now", "low", "high", "real"]
    assert by_name[figures].value_counts().to_dict() == plain[figures].value_counts().to_dict()


@RELAXED
@given(st.lists(POINTS, min_size=2, max_size=5))
def test_no_id_is_given_twice_over_any_sequence_of_runs(rounds):
    given_ids: tuple[str, ...] = ()
    before = frame_of([])
    ever: set[str] = set()
    for told in rounds:
        new = frame_of(told)
        found = lineage(*runs_of(before, new))
        ids = carried(found, sorted(themes_of(new)), given_ids)
        fresh = set(ids.origins)
        assert not fresh & ever
        assert set(ids.names.values()) <= fresh | themes_of(before)
        assert set(ids.retired) == themes_of(before) - set(ids.names.values())
        ever |= fresh
        assert set(ids.given) == ever
        before, given_ids = new.assign(theme=[ids.names.get(theme, "") for theme in new["theme"]]), ids.given
