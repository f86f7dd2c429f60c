import pytest

from pipeline.clean.mail import asides
from pipeline.clean.origin import origin


@pytest.mark.parametrize(
    "text",
    [
        "[PERSON",
        "Kind regards [",
        "On wrote:",
        "From:",
        "From:\nSent:",
        ">",
        ">>>",
        "--",
        "-----Original Message-----",
        "Dear",
        "\x00\n>",
        "\ud800",
    ],
)
def test_half_a_mail_is_no_fault(text):
    assert all(text[aside.start : aside.end] for aside in asides(text))


def test_a_head_cut_short_takes_nothing_with_it():
    text = "We need one login for all.\nFrom:\nthe first day on we said so."
    assert asides(text) == ()


def test_texts_that_have_nothing_in_common_still_have_a_way():
    assert origin("abc", "xyz").raw_span(0, 3) == (0, 3)


def test_a_repaired_text_that_came_from_nothing_points_at_an_empty_stretch():
    start, end = origin("", "xyz").raw_span(0, 3)
    assert start == end == 0


@pytest.mark.parametrize(("start", "end"), [(3, 3), (2, 9), (9, 12)])
def test_a_stretch_beyond_the_end_stops_at_the_end(start, end):
    assert origin("a &amp; b", "a & b").raw_span(start, end)[1] <= len("a &amp; b")
