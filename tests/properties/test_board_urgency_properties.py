"""How urgent a theme is: more doubt, or more that hangs on it, never puts it further down."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.board.urgency import DOUBTS, STAKES, halved, relative, urgency

PARTS = st.dictionaries(st.sampled_from([*DOUBTS, *STAKES]), st.floats(0, 1))


@given(PARTS, st.sampled_from([*DOUBTS, *STAKES]), st.floats(0, 1))
def test_no_part_lowers_it(parts, name, more):
    before = parts.get(name, 0.0)
    assert urgency({**parts, name: max(before, more)}) >= urgency({**parts, name: before})


@given(PARTS)
def test_it_lies_between_nothing_and_one(parts):
    assert 0 < urgency(parts) <= 1


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 10_000))
def test_more_of_a_thing_weighs_no_less(one, other, most):
    few, many = sorted((one, other))
    assert 0 <= halved(few) <= halved(many) <= 1
    assert relative(min(few, most), most) <= relative(min(many, most), most) <= 1


def test_each_part_changes_it():
    assert all(urgency({name: 1.0}) > urgency({}) for name in (*DOUBTS, *STAKES))
