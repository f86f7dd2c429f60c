"""Small cells are hidden, also where a subtraction would tell them."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.suppress import SMALLEST, suppressed

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1)


def test_a_lone_small_cell_takes_the_next_smallest_with_it():
    assert suppressed({"a": 3, "b": 9, "c": 20}) == {"a": None, "b": None, "c": 20}


def test_two_small_cells_that_hold_too_few_between_them_take_a_third():
    assert suppressed({"a": 1, "b": 1, "c": 20, "d": 30}) == {"a": None, "b": None, "c": None, "d": 30}


def test_an_empty_cell_is_a_small_one():
    assert suppressed({"a": 0, "b": 9, "c": 20}) == {"a": None, "b": None, "c": 20}


def test_growth_by_less_than_five_since_the_release_before_is_hidden():
    assert suppressed({"a": 12, "b": 30, "c": 40}, {"a": 10, "b": 20, "c": 20})["a"] is None


@given(COUNTS)
def test_no_small_cell_is_ever_shown(counts):
    shown = suppressed(counts)
    assert all(count is None or count >= SMALLEST for count in shown.values())
    assert all(shown[cell] in (None, count) for cell, count in counts.items())


@given(COUNTS)
def test_the_total_less_what_is_shown_tells_no_small_cell(counts):
    shown = suppressed(counts)
    hidden = [counts[cell] for cell, count in shown.items() if count is None]
    more = [count for count in shown.values() if count]
    assert not hidden or not more or (len(hidden) >= 2 and sum(hidden) >= SMALLEST)


@given(COUNTS, COUNTS)
def test_two_releases_side_by_side_tell_no_small_change(counts, before):
    earlier = suppressed(before)
    shown = suppressed(counts, earlier)
    for cell, count in shown.items():
        if count is not None and earlier.get(cell) is not None:
            assert abs(count - earlier[cell]) == 0 or abs(count - earlier[cell]) >= SMALLEST
