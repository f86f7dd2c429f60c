"""Pictures that were drawn before are not drawn again, and none is shown in place of another."""

import pytest
from books import lay_out

from pipeline.pages.charts import Bar, bar_chart
from pipeline.pages.pictures import kept_picture
from pipeline.pages.reading import on_page


@pytest.fixture
def place(tmp_path):
    place = lay_out(tmp_path / "checkout")
    with on_page(place.root / "book"):
        yield place


def counted():
    drawn = []

    def draw():
        drawn.append("x")
        return f"<svg>{len(drawn)}</svg>"

    return drawn, draw


def test_the_same_values_are_drawn_once_and_others_anew(place):
    place.pictures.mkdir(parents=True)
    drawn, draw = counted()
    assert [kept_picture(("a", 1), draw), kept_picture(("a", 1), draw)] == ["<svg>1</svg>"] * 2
    assert kept_picture(("a", 2), draw) == "<svg>2</svg>"
    assert len(drawn) == 2


def test_where_no_book_is_built_each_is_drawn_and_nothing_is_written(place):
    drawn, draw = counted()
    assert kept_picture("a", draw) != kept_picture("a", draw)
    assert len(drawn) == 2
    assert not place.pictures.exists()


def test_a_kept_chart_is_the_one_that_would_be_drawn(place):
    bars = [Bar("Łódź & <Ash>", 0.25, "25%", "/a"), Bar("Other", 0.5, "50%", "/b")]
    fresh = bar_chart(bars, "said", "caption", "figures")
    place.pictures.mkdir(parents=True)
    assert [bar_chart(bars, "said", "caption", "figures") for _ in range(2)] == [fresh, fresh]
    assert len(list(place.pictures.iterdir())) == 2
    changed = bar_chart([bars[0], Bar("Other", 0.75, "75%", "/b")], "said", "caption", "figures")
    assert "75%" in changed
    assert "50%" not in changed
