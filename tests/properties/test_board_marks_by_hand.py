"""What a page shows of a text with hidden stretches: every other letter, and a mark for each that reaches into it."""

from itertools import pairwise

from handmade import T1, points, shot
from hypothesis import given
from hypothesis import strategies as st

from pipeline.board.shown import _marked, _without

TEXT = "abcdefghijklmnopqrstuvwxyz"


@st.composite
def stretches(draw):
    """Stretches of the alphabet in their order, none of which meets another; some touch."""
    ends = sorted(draw(st.lists(st.integers(0, len(TEXT)), unique=True, max_size=8)))
    touching = draw(st.booleans())
    pairs = pairwise(ends) if touching else zip(ends[::2], ends[1::2], strict=False)
    return [(start, end, "NAME") for start, end in pairs]


@given(stretches(), st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_a_part_of_a_text_shows_what_is_not_hidden_and_a_mark_where_something_is(cuts, start, length):
    part = TEXT[start : start + length]
    wanted = ""
    for place, letter in enumerate(part, start):
        hiding = next((cut for cut in cuts if cut[0] <= place < cut[1]), None)
        if hiding is None:
            wanted += letter
        elif place == max(hiding[0], start):
            wanted += "[NAME]"
    assert _marked(part, start, cuts) == wanted


def test_who_is_gone_is_proposed_for_no_theme():
    inside = {"a": points("a", 3)}
    gone, stays, _ = inside["a"]
    left = _without(shot(inside, joins=((T1, gone), (T1, stays))), frozenset({f"r{gone}"}))
    assert left.joins == ((T1, stays),)
    assert left.inside == {"a": inside["a"][1:]}
