"""Facts: read with every fault at its line, shown with source and day, beside the themes of their items."""

from pathlib import Path

import pytest

from pipeline import pages
from pipeline.definitions.facts import parse_facts
from pipeline.errors import DefinitionError
from pipeline.pages.reading import on_page

FIXTURE = Path(__file__).parents[1] / "book" / "fixture"
CODES = ("WS1a", "WS3b")
ROUND = "example-round"


@pytest.fixture(autouse=True)
def on_a_page_of_the_small_book():
    with on_page(FIXTURE / "book" / "rounds"):
        yield


def lines(*facts):
    return "format: 1\nfacts:\n" + "".join(f"  - {fact}\n" for fact in facts)


def test_facts_come_in_the_order_of_time_whatever_the_order_of_lines():
    early, late = "{what: a, when: 2014, source: s}", "{what: b, when: 2019-10-29, source: s}"
    undated = "{what: 0, sure: undated, source: s}"
    told = parse_facts(lines(undated, late, early), "f.yml", CODES)
    assert [fact.what for fact in told] == ["a", "b", "0"]
    assert told == parse_facts(lines(early, undated, late), "f.yml", CODES)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("{what: a, when: June 2019, source: s}", "write a year, a month or a day"),
        ("{what: a, when: 2019-13, source: s}", "write a year, a month or a day"),
        ("{what: a, source: s}", "neither 'when' nor 'sure'"),
        ("{what: a, when: 2019}", "has no 'source'"),
        ("{what: a, when: 2019, items: [WS3x], source: s}", "'WS3x' in 'items' is not known"),
        ("{what: a, when: 2019, sources: s, source: s}", "unknown key 'sources'"),
    ],
)
def test_a_fault_is_told_with_its_line(fact, said):
    with pytest.raises(DefinitionError) as found:
        parse_facts(lines("{what: ok, when: 2014, source: s}", fact), "f.yml", CODES)
    assert said in str(found.value)
    assert "f.yml:4" in str(found.value)


def test_the_timeline_shows_day_and_source():
    told = str(pages.timeline_table())
    assert told.index("2014") < told.index("29 October 2019")
    assert '<a href="https://example.org/begins">example.org</a>' in told
    assert "A paper without an address" in told


def test_a_changed_name_stands_beside_the_old_one_with_its_month():
    told = str(pages.names_table())
    assert "Old Name (ON)" in told
    assert '<time datetime="2023-04">April 2023</time>' in told


def test_an_issue_leads_to_the_themes_of_its_items_only():
    told = str(pages.issues_table(ROUND))
    assert "example-round-t004" in told
    assert "example-round-t001" not in told
    assert "No published report" in str(pages.issues_table(ROUND, workstream="WS3"))


def test_a_living_list_holds_the_themes_of_its_item():
    told = str(pages.living_list(ROUND, item="WS3a"))
    assert "example-round-t005" in told
    assert "example-round-t001" not in told
    assert "No agreed theme says yet" in str(pages.living_list(ROUND, item="WS9"))
