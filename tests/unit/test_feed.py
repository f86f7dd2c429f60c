"""The feed and the table of what changed: the same entries for the same input, each with a page and a day."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from books import FIXTURE
from frictionless import Package, system
from lxml import etree
from smallround import ROADMAP, ROUND, TAXONOMY

from pipeline.definitions.roadmap import Roadmap
from pipeline.publish.bookdata import book_data
from pipeline.publish.feed import changes, feed_files
from pipeline.publish.generated import generated_pages

FOLDER = FIXTURE / "surveys" / ROUND
KEPT = [json.loads((FOLDER / f"releases/{n}.json").read_text("utf-8")) for n in (1, 2)]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def data():
    return book_data({ROUND: KEPT[1]}, ROADMAP, TAXONOMY, {ROUND: KEPT})


@pytest.fixture(scope="module")
def feed(data):
    return etree.fromstring(feed_files(data)["book/feed.xml"])


def test_each_release_and_each_change_of_the_roadmap_is_an_entry_the_newest_first(data, feed):
    updated = [entry.findtext(f"{ATOM}updated") for entry in feed.iter(f"{ATOM}entry")]
    changed = sum(len(item.history) for item in ROADMAP.items)
    assert len(updated) == len(changes(data)) == len(KEPT) + changed
    assert updated == sorted(updated, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == updated[0]


def test_the_feed_has_what_the_standard_asks_for(feed):
    for part in (feed, *feed.iter(f"{ATOM}entry")):
        assert part.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert part.findtext(f"{ATOM}title")
        assert part.findtext(f"{ATOM}updated").endswith("T00:00:00+00:00")
        link = part.find(f"{ATOM}link")
        # A link without rel is an alternate one.
        assert link.get("rel", "alternate") == "alternate"
        assert link.get("href").endswith(".html")
        assert "//" not in link.get("href")
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert feed.find(f"{ATOM}author/{ATOM}name").text


def test_each_entry_leads_to_a_page_of_the_book(data, feed):
    made = generated_pages(data)
    for entry in feed.iter(f"{ATOM}entry"):
        page = entry.find(f"{ATOM}link").get("href").removesuffix(".html")
        assert f"book/{page}.md" in made


def test_an_entry_of_a_release_names_the_themes_that_came_and_went(feed):
    summaries = [entry.findtext(f"{ATOM}summary") for entry in feed.iter(f"{ATOM}entry")]
    told = next(each for each in summaries if each.startswith("New themes: A mailbox that outlives its user. "))
    assert "Themes that are gone: Records of other shops [closed] & locked. " in told
    assert told.endswith("now Tell us where a prescription is.")
    assert "Themes with another title: " in told
    assert "The first release." in summaries


def test_what_was_made_up_says_so_in_each_title(feed):
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert all("made up" in title for title in titles)


def test_an_entry_keeps_its_id_when_others_come(data, feed):
    again = replace(ROADMAP, items=ROADMAP.items[::-1])
    more = book_data({ROUND: KEPT[0]}, again, TAXONOMY, {ROUND: KEPT[:1]})
    other = etree.fromstring(feed_files(more)["book/feed.xml"])
    ids = {element.text for element in feed.iter(f"{ATOM}id")}
    assert {element.text for element in other.iter(f"{ATOM}id")} < ids


def test_a_change_that_is_written_down_twice_is_one_entry(data):
    items = [replace(item, history=item.history * 2) for item in ROADMAP.items]
    twice = replace(data, roadmap=replace(ROADMAP, items=tuple(items)))
    assert feed_files(twice) == feed_files(data)


def test_the_same_input_gives_the_same_bytes(data):
    turned = book_data({ROUND: KEPT[1]}, replace(ROADMAP, items=ROADMAP.items[::-1]), TAXONOMY, {ROUND: KEPT[::-1]})
    assert feed_files(turned) == feed_files(data)


def test_a_round_without_kept_releases_has_an_entry_that_leads_to_the_list():
    told = changes(book_data({ROUND: KEPT[1]}, replace(ROADMAP, items=()), TAXONOMY))
    assert [(each.id, each.page) for each in told] == [(f"{ROUND}@2", "book/generated/releases/index")]


def test_a_book_of_nothing_has_a_feed_without_entries():
    nothing = book_data({}, Roadmap(file="", illustrative=False, as_at=None, items=()), TAXONOMY)
    feed = etree.fromstring(feed_files(nothing)["book/feed.xml"])
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert not list(feed.iter(f"{ATOM}entry"))


def test_signs_that_xml_cannot_hold_are_left_out():
    value = json.loads(json.dumps(KEPT[1]))
    value["release"]["title"] = "A\x07 title\n& more"
    told = book_data({ROUND: value}, ROADMAP, TAXONOMY)
    titles = [e.findtext(f"{ATOM}title") for e in etree.fromstring(feed_files(told)["book/feed.xml"])]
    assert "Release 2: A title & more (made up, to illustrate)" in titles


def test_signs_that_join_others_stay():
    value = json.loads(json.dumps(KEPT[1]))
    value["release"]["title"] = "A \u0645\u06cc\u200c\u062e \U0001f469\u200d\u2695"
    told = changes(book_data({ROUND: value}, replace(ROADMAP, items=()), TAXONOMY))
    assert told[0].title.startswith(value["release"]["title"])


def test_the_table_is_as_its_package_describes_it(data, tmp_path):
    for name, content in feed_files(data).items():
        path = tmp_path / Path(name).name
        path.write_bytes(content)
    with system.use_context(trusted=True):
        assert Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_table_starts_no_formula():
    items = (replace(ROADMAP.items[0], title="=cmd|' /C calc'!A0"),)
    made = book_data({}, replace(ROADMAP, illustrative=False, items=items), TAXONOMY)
    rows = list(csv.DictReader(io.StringIO(feed_files(made)["book/changes.csv"].decode())))
    assert [row["title"] for row in rows] == ["'=cmd|' /C calc'!A0"]
