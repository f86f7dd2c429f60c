"""Missions and standards: read with every fault at its line, and linked from the roadmap items that touch them."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from pipeline import pages
from pipeline.definitions.facts import by_name, parse_missions, parse_standards
from pipeline.definitions.roadmap import parse_roadmap
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.errors import DefinitionError
from pipeline.pages.reading import on_page
from pipeline.publish.generated import book_data, generated_pages

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "book" / "fixture"
CODES = ("WS2a", "WS3a")
HEAD = "format: 1\nstandards:\n  - {name: A b, also: [AB], what: w, when: 2019, source: s}\n"


def text(name: str, root: Path = FIXTURE) -> str:
    return (root / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{name: C, what: w, source: s}", "neither 'when' nor 'sure'"),
        ("{name: C, what: w, when: 2019}", "has no 'source'"),
        ("{name: C, what: w, when: 2019, items: [WS9], source: s}", "'WS9' in 'items' is not known"),
        ("{name: C, also: [ab], what: w, when: 2019, source: s}", "name of a standard 'ab' is used twice"),
        ("{name: A-b, what: w, when: 2019, source: s}", "place on the page of standards 'standard-a-b' is used twice"),
        ("{name: C, what: w, when: 2019, source: s, who: x}", "unknown key 'who'"),
    ],
)
def test_a_fault_of_a_standard_is_told_with_its_line(entry, said):
    with pytest.raises(DefinitionError) as found:
        parse_standards(f"{HEAD}  - {entry}\n", "s.yml", CODES)
    assert said in str(found.value)
    assert "s.yml:4" in str(found.value)


def test_a_mission_told_twice_is_named_with_its_line():
    one = "  - {code: M1, title: t, when: 2019, source: s}\n"
    with pytest.raises(DefinitionError, match=r"m\.yml:4: mission 'M1' is used twice; first on line 3"):
        parse_missions(f"format: 1\nmissions:\n{one}{one}", "m.yml")


def test_a_standard_is_known_by_each_of_its_names():
    names = by_name(parse_standards(HEAD, "s.yml", CODES))
    assert names["ab"] is names["a b"]
    assert names["ab"].anchor == "standard-a-b"


def test_the_table_names_who_is_responsible_and_the_roadmap_items():
    with on_page(FIXTURE / "book" / "group"):
        rows = BeautifulSoup(str(pages.standards_table()), "html.parser").select("tbody tr")
    cards, labels = ([cell.get_text() for cell in row.select("th, td")] for row in rows)
    assert cards[:3] == ["Smartcards & <keys>WS2a", "Open 2 doors", "The *local* authority"]
    assert cards[3] == "Sign in once a shift, in under *10 seconds*"
    assert labels[2] == "the source names nobody"
    assert cards[4] == "example.org, June 2020"
    assert labels[3] == "none"


def test_each_mission_has_the_workstreams_that_name_it():
    with on_page(ROOT / "book" / "group"):
        rows = BeautifulSoup(str(pages.missions_table()), "html.parser").select("tbody tr")
    found = {row.th.code.get_text(): [each.get_text() for each in row.td.select("a code")] for row in rows}
    frame = parse_taxonomy(text("surveys/workstreams.yml", ROOT), "w.yml")
    assert found == {m: [w.code for w in frame.workstreams if m in w.missions] for m in found}
    assert {mission for w in frame.workstreams for mission in w.missions} == set(found)
    with on_page(FIXTURE / "book" / "group"):
        assert "Nothing serves it yet</span></th><td>none</td><td>none</td>" in str(pages.missions_table())


def test_a_roadmap_item_leads_to_a_standard_that_is_known_and_names_the_others():
    frame = parse_taxonomy(text("surveys/workstreams.yml"), "w.yml")
    codes = [item.code for item in frame.items]
    value = json.loads(text("surveys/example-round/published.json"))
    known = by_name(parse_standards(text("book/data/standards.yml"), "s.yml", codes))
    plan = parse_roadmap(text("book/data/roadmap.yml"), "r.yml", codes)
    made = generated_pages(book_data({"example-round": value}, plan, frame, standards=known))
    page = made["book/generated/items/rm-01.md"].split("## Standards touched")[1]
    assert '- <a href="../../group/standards.html#standard-smartcards-keys"><span data-from' in page
    assert '- <span data-from="book/data/roadmap.yml">OAuth 2.0</span>' in page


def test_every_standard_of_the_roadmap_that_has_a_source_is_found_by_a_name():
    frame = parse_taxonomy(text("surveys/workstreams.yml", ROOT), "w.yml")
    codes = [item.code for item in frame.items]
    plan = parse_roadmap(text("book/data/roadmap.yml", ROOT), "r.yml", codes)
    known = by_name(parse_standards(text("book/data/standards.yml", ROOT), "s.yml", codes))
    named = {standard.casefold() for item in plan.items for standard in item.standards}
    assert len(named & known.keys()) >= len(named) / 2
