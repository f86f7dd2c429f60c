"""The page of agreement: each figure leads to its place in the release, and words stand where nothing was coded."""

import json
import re

import pytest
from books import lay_out

from pipeline.pages import agreement
from pipeline.pages.marks import resolve
from pipeline.review.agreement import Both, coding_told

ROUND = "example-round"
CODES = ("WS1a", "WS2a", "NONE")
PARTS = (
    agreement.agreement_told,
    agreement.agreement_chart,
    agreement.agreement_items,
    agreement.agreement_apart,
)
BOTH = [
    Both(point=f"p{n}", response=f"r{n // 2}", a=(CODES[n % 2],), b=(CODES[n % 2 if n % 5 else 1],)) for n in range(20)
]
MACHINE = {each.point: each.a for each in BOTH[:10]}


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """The parts of the page for a round whose release says this of coding."""
    place = lay_out(tmp_path / "checkout")
    monkeypatch.chdir(place.root / "book" / "rounds")

    def told(coding):
        path = place.round(ROUND).published
        value = json.loads(path.read_text(encoding="utf-8"))
        value["evaluation"].update({} if coding is None else {"coding": coding})
        path.write_text(json.dumps(value), encoding="utf-8")
        return value, [str(part(ROUND)) for part in PARTS]

    return told


@pytest.mark.parametrize("coding", [None, coding_told([], {}, {}, CODES)])
def test_where_nothing_was_coded_the_page_says_so(shown, coding):
    assert all("No points of this round were coded by two people yet." in part for part in shown(coding)[1])


@pytest.mark.parametrize("machine", [{}, MACHINE])
def test_every_figure_is_the_value_at_its_place(shown, machine):
    value, parts = shown(coding_told(BOTH, machine, {"p1": ("WS1a",)}, CODES))
    figures = re.findall(r'<data value="([^"]*)" data-key="([^"]*)">', "".join(parts))
    assert len(figures) > 20
    assert all(str(resolve(value, key)) == told for told, key in figures)
    assert ("The machine and coder A" in parts[1]) is bool(machine)


def test_an_item_that_nobody_gave_has_no_alpha(shown):
    assert "cannot be told" in shown(coding_told(BOTH, {}, {}, CODES))[1][2]


def test_two_who_agree_throughout_part_nowhere(shown):
    alike = [Both(point=x.point, response=x.response, a=x.a, b=x.a) for x in BOTH]
    assert "the same items to every point" in shown(coding_told(alike, {}, {}, CODES))[1][3]
