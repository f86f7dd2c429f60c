"""Whatever people wrote, the page keeps its shape and the workbook its cells."""

import io
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reporting import HOSTILE, small_material

from pipeline.report.page import report_html
from pipeline.report.workbook import LONGEST_CELL, safe, themes_workbook

# What no file of texts can hold: half of a pair of surrogates.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Shape(HTMLParser):
    """The tags of a page in their order, with the names of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag != "tspan":  # a longer title has more lines on the map
            self.tags.append((tag, *(name for name, _ in attrs)))


def material_of(text: str):
    """The small result with one text in every place that a person can fill."""
    small = small_material()
    return replace(
        small,
        head=replace(small.head, file=text, questions={"q1": text, "q2": "What is in the way?"}),
        points=small.points.assign(text=[text if n == 0 else f"text {n}" for n in range(len(small.points))]),
        themes=small.themes.assign(title=[text, "Broadband", "Records"]),
    )


def shape(text: str) -> list[tuple[str, ...]]:
    # The map is left out: which titles have room on it depends on their length.
    return [tag for tag in Shape(report_html(material_of(text))).tags if tag[0] not in ("text", "circle", "a")]


PLAIN = shape("plain")


@SLOW
@given(TEXTS)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[2])
@example("-->")
@example("]]>")
@example("</style></title></textarea><svg onload=alert(1)>")
def test_no_text_changes_the_shape_of_the_page(text):
    assert shape(text) == PLAIN


@given(TEXTS)
@example("=1")
@example("\t=1")
@example("'=1")
@example("\x00=1")
@example("\ufeff=1")
def test_no_cell_begins_like_a_formula(text):
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert len(safe(text)) <= LONGEST_CELL


@SLOW
@given(TEXTS)
@example(HOSTILE[3])
@example("_x003D_1+1")
def test_every_text_is_read_back_from_the_workbook(text):
    book = openpyxl.load_workbook(io.BytesIO(themes_workbook(material_of(text))))
    assert all(cell.data_type in ("s", "n") for sheet in book for row in sheet.iter_rows() for cell in row)
    told = book["points"]["C2"].value
    if "\r" not in text and "_x" not in text.casefold():
        assert told == safe(text)
