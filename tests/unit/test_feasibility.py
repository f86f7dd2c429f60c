"""Feasibility: what suppliers answered beside what was ruled, small counts hidden, gaps named."""

import copy
import json
from pathlib import Path

import pytest

from pipeline import pages
from pipeline.definitions.roadmap import FEASIBILITIES, parse_roadmap
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.errors import DefinitionError
from pipeline.pages.feasibility import answers_to, feasibility_asked
from pipeline.pages.reading import on_page
from pipeline.publish.generated import book_data, generated_pages

FIXTURE = Path(__file__).parents[1] / "book" / "fixture"
VALUE = json.loads((FIXTURE / "surveys/example-round/published.json").read_text("utf-8"))
ITEM = """format: 1
items:
  - id: rm-01
    title: A title
    items: [WS1a]
    horizon: now
    status: planned
    owner: Lead
    review_by: 2021-01-31
    value: Less waiting.
    evidence: [r-T001]
"""


@pytest.fixture
def shown():
    with on_page(FIXTURE / "book" / "rounds"):
        return str(pages.feasibility_table("example-round"))


def test_answers_on_its_items_and_the_ruling_stand_beside_a_roadmap_item(shown):
    row = next(row for row in shown.split("<tr>") if "Large letters" in row)
    n = feasibility_asked(VALUE)
    (now, _, count), _ = answers_to(VALUE, n, "WS1a")
    assert f'data-key="/closed/{n}/rows/{now}/count">{count}</data>' in row
    assert "<code>WS3a</code>. Not asked" in row
    assert "not ruled yet" in row
    row = next(row for row in shown.split("<tr>") if "Sign in once" in row)
    assert "<td>hard</td>" in row
    assert "*one* &amp; the same screen | for 2 reasons." in row


def test_the_question_is_found_by_what_it_asks_and_nowhere_else():
    value = copy.deepcopy(VALUE)
    asked = value["closed"][feasibility_asked(VALUE)]
    asked |= {"question": "when_could_you", "text": "How feasible is each item?"}
    assert feasibility_asked(value) == feasibility_asked(VALUE)
    asked["text"] = "When?"
    assert feasibility_asked(value) is None


def test_the_page_of_an_item_says_what_was_ruled_and_what_each_round_answered():
    frame = parse_taxonomy((FIXTURE / "surveys/workstreams.yml").read_text("utf-8"), "w.yml")
    codes = [item.code for item in frame.items]
    plan = parse_roadmap((FIXTURE / "book/data/roadmap.yml").read_text("utf-8"), "r.yml", codes)
    unasked = {**VALUE, "release": {**VALUE["release"], "round": "other"}, "closed": []}
    made = generated_pages(book_data({"example-round": VALUE, "other": unasked}, plan, frame))
    hard, open_ = (made[f"book/generated/items/rm-0{n}.md"].split("## Feasibility")[1] for n in (1, 2))
    assert "Ruled as hard: " in hard
    assert "Cards are locked to \\*one\\*" in hard
    assert "Nobody has ruled on it yet." in open_
    n = feasibility_asked(VALUE)
    assert f'- <code>WS1a</code>. <span data-key="/closed/{n}/rows/0/label">Now</span>: <data value="8"' in open_
    assert open_.count("Suppliers answered in") == 1


def test_a_word_of_no_list_and_a_ruling_without_reason_are_named_with_their_line():
    for lines, said in (
        ("    feasibility: feasable\n    feasibility_because: x\n", "r.yml:12: feasibility 'feasable' is not known"),
        ("    feasibility: hard\n", "r.yml:3: roadmap item has no 'feasibility_because'"),
        ("    feasibility_because: x\n", "r.yml:12: a reason for a feasibility that nobody ruled; add"),
    ):
        with pytest.raises(DefinitionError) as found:
            parse_roadmap(ITEM + lines, "r.yml", ["WS1a"])
        assert said in str(found.value)


@pytest.mark.parametrize("word", FEASIBILITIES)
def test_every_word_of_the_list_is_read(word):
    lines = f"    feasibility: {word}\n    feasibility_because: Said so.\n"
    (item,) = parse_roadmap(ITEM + lines, "r.yml", ["WS1a"]).items
    assert (item.feasibility, item.feasibility_because) == (word, "Said so.")
