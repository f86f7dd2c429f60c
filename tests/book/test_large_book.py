"""A larger round with the book's own pages: one name is changed, and only the pages that tell it are written again."""

import json

import pytest
from books import TODAY

from benchmarks.book import bytes_of, rename
from benchmarks.book_large import ROUND, lay_out_large
from pipeline.publish.book import build_book

THEMES, POINTS, ITEMS = 120, 2_400, 50
NEW = "A name that no theme had before"


def test_the_large_round_is_the_same_each_time_and_its_texts_hardly_repeat(tmp_path):
    one, two = (lay_out_large(tmp_path / name, themes=60, points=600, items=30) for name in ("one", "two"))
    for path in (one.round(ROUND).published, one.roadmap):
        assert path.read_bytes() == (two.root / path.relative_to(one.root)).read_bytes()
    value = json.loads(one.round(ROUND).published.read_text("utf-8"))
    for texts in ([theme["title"] for theme in value["themes"]], [quote["text"] for quote in value["quotes"]]):
        assert len(set(texts)) >= 0.8 * len(texts)
    assert len(value["themes"]) == 60
    assert len({point["id"] for point in value["points"]}) == 600


@pytest.mark.slow
def test_a_renamed_theme_of_many_is_built_on_as_from_nothing_and_few_pages_of_others_are_written(tmp_path):
    place = lay_out_large(tmp_path / "checkout", themes=THEMES, points=POINTS, items=ITEMS)
    build_book(place, TODAY)
    themes = sorted((place.html / "book" / "generated" / "themes").glob("*-t*.html"))
    times = {path: path.stat().st_mtime_ns for path in themes}
    rename(place, THEMES // 2, NEW)
    build_book(place, TODAY)
    assert len(themes) == THEMES
    assert sum(path.stat().st_mtime_ns != times[path] for path in themes) == 1
    on = bytes_of(place)
    assert sum(NEW.encode() in content for content in on.values()) > 1
    build_book(place, TODAY, everything=True)
    again = bytes_of(place)
    assert sorted(name for name in on.keys() | again.keys() if on.get(name) != again.get(name)) == []
