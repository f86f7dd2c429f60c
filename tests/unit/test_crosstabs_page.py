"""Cross-tabs and spread over time on pages: figures with their paths, reasons where there are none, old releases."""

import json

import pytest
from books import FIXTURE, lay_out

from pipeline import pages
from pipeline.definitions.roadmap import parse_roadmap
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.publish.generated import book_data, generated_pages

ROUND = "example-round"
PUBLISHED = FIXTURE / "surveys" / ROUND / "published.json"
TAXONOMY = parse_taxonomy((FIXTURE / "surveys/workstreams.yml").read_text("utf-8"), "workstreams.yml")
ROADMAP = parse_roadmap(
    (FIXTURE / "book/data/roadmap.yml").read_text("utf-8"), "roadmap.yml", [item.code for item in TAXONOMY.items]
)
CELL = "/crosstabs/0/rows/0/cells/1"


@pytest.fixture
def place(tmp_path, monkeypatch):
    place = lay_out(tmp_path / "checkout")
    monkeypatch.chdir(place.root / "book" / "rounds")
    return place


def made(value):
    return generated_pages(book_data({ROUND: value}, ROADMAP, TAXONOMY))


def value():
    return json.loads(PUBLISHED.read_text("utf-8"))


def old():
    """A release of before there were cross-tabs."""
    told = value()
    for part in (told, *told["themes"]):
        for name in ("crosstabs", "spread"):
            part.pop(name, None)
    return told


@pytest.mark.usefixtures("place")
def test_a_cross_tab_shows_counts_with_their_share_and_interval_and_hides_the_rest():
    shown = str(pages.crosstab(ROUND, "rate_ws1", "respondent_type"))
    assert f'<data value="90" data-key="{CELL}/count">90</data><br>' in shown
    assert f'<data value="0.1235" data-key="{CELL}/low">12</data>' in shown
    assert '<data value="null" data-key="/crosstabs/0/rows/0/cells/0/count">not shown</data></td>' in shown
    assert '<data value="null" data-key="/crosstabs/0/rows/1/answered">not shown</data>' in shown
    assert '<data value="2" data-key="/crosstabs/0/as_of">2</data>' in shown


@pytest.mark.usefixtures("place")
def test_a_picture_draws_what_is_shown_and_no_more():
    shown = str(pages.crosstab_chart(ROUND, "rate_ws1", "respondent_type"))
    drawn = json.loads(shown.split('<script type="application/json">')[1].split("</script>")[0])
    assert [each["key"] for each in drawn] == [CELL, "/crosstabs/0/rows/0/cells/2"]
    one = str(pages.crosstab_chart(ROUND, "rate_ws1", "respondent_type", choice="3"))
    assert '"key": "/crosstabs/0/rows/0/cells/2"' not in one
    assert "<svg" not in str(pages.crosstab_chart(ROUND, "rate_ws1", "respondent_type", choice="1;2"))


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("show", [pages.crosstab, pages.crosstab_chart])
def test_where_there_is_no_table_the_reason_stands(show):
    shown = str(show(ROUND, "rate_ws1", "region"))
    assert 'data-key="/crosstabs/1/why_not">these groups follow from' in shown
    assert "<table" not in shown


@pytest.mark.parametrize("show", [pages.crosstab, pages.crosstab_chart])
def test_an_old_release_says_that_it_does_not_tell(place, show):
    place.round(ROUND).published.write_text(json.dumps(old()), "utf-8")
    assert "This release does not say" in str(show(ROUND, "rate_ws1", "respondent_type"))


def test_the_page_of_a_closed_question_shows_its_cross_tabs_and_each_reason_once():
    page = made(value())[f"book/generated/questions/{ROUND}-rate_ws1.md"]
    assert f'data-key="{CELL}/count">90</data>' in page
    assert page.count("these groups follow from") == 1
    assert 'data-key="/crosstabs/0/rows/1/group">Suppliers &amp; bodies</span>' in page
    asked_of_some = made(value())[f"book/generated/questions/{ROUND}-feasibility.md"]
    assert asked_of_some.count("the question was not asked of everybody") == 1
    assert "Who chose what" not in made(value())[f"book/generated/questions/{ROUND}-q_help.md"]


def test_a_theme_and_its_roadmap_item_say_when_it_was_said():
    pages_made = made(value())
    page = pages_made["book/generated/themes/example-round-t001.md"].split("## When it was said")[1]
    assert '<time datetime="2020-06-15">15 June 2020</time> to <time datetime="2020-07-20">' in page
    assert '<data value="19" data-key="/themes/0/spread/0/responses">19</data>' in page
    assert '<data value="500" data-key="/spread/0/responses">500</data>' in page
    item = pages_made["book/generated/items/rm-01.md"].split("## How strong")[1]
    assert 'data-key="/themes/0/spread/1/responses">not shown</data>' in item


def test_pages_of_an_old_release_say_that_nothing_is_told():
    pages_made = made(old())
    assert "Not shown: the release" in pages_made["book/generated/themes/example-round-t001.md"]
    assert "does not say what single groups chose" in pages_made[f"book/generated/questions/{ROUND}-rate_ws1.md"]


def test_the_page_of_a_round_says_why_a_theme_is_not_on_the_roadmap():
    page = made(value())[f"book/generated/rounds/{ROUND}.md"]
    assert 'Not on the roadmap, because: <span data-from="book/data/roadmap.yml">A mailbox' in page
    assert "Not on the roadmap, because nobody has taken it up yet" in page
