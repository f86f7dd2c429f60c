"""From a point to the roadmap and back by what a reader can click, and by nothing else."""

import json
import random
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from books import real_book
from bs4 import BeautifulSoup, Tag
from numbers_read import soup, told

SEED = 20201130
ROUND = "illustrative-2020"


class Reader:
    """Somebody who opens pages and follows links; knows no id but those that stand on a page."""

    def __init__(self, html: Path):
        self.html = html
        self.opened: dict[Path, BeautifulSoup] = {}

    def open(self, path: Path) -> BeautifulSoup:
        if path not in self.opened:
            self.opened[path] = soup(path)
        return self.opened[path]

    def links(self, path: Path, within: Tag | None) -> list[tuple[Path, str]]:
        """Where the links of a part of a page lead: page and anchor."""
        found = []
        for link in within.select("a[href]") if within else []:
            address = urlsplit(str(link["href"]))
            if not address.scheme:
                target = (path.parent / unquote(address.path)).resolve() if address.path else path
                found.append((target, unquote(address.fragment)))
        return found

    def section(self, path: Path, heading: str) -> Tag | None:
        heads = [head for head in self.open(path).select("main article h2") if told(head).startswith(heading)]
        return heads[0].find_parent("section") if heads else None

    def pages_from(self, path: Path, heading: str, folder: str) -> list[Path]:
        """The pages of a kind that a section leads to."""
        return [page for page, _ in self.links(path, self.section(path, heading)) if page.parent.name == folder]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(real_book().html.resolve())


def published() -> dict:
    return json.loads((real_book().root / "surveys" / ROUND / "published.json").read_text("utf-8"))


def on_the_roadmap(reader: Reader) -> set[Path]:
    """The themes' pages that some roadmap item's page leads to, begun at the roadmap's first page."""
    start = reader.html / "book/roadmap/index.html"
    items = {page for page, _ in reader.links(start, reader.open(start).article) if page.parent.name == "items"}
    return {theme for item in items for theme in reader.pages_from(item, "Evidence", "themes")}


def sampled(reader: Reader, number: int, *, evidence: bool) -> list[tuple[str, Path]]:
    """Points by chance, each with the page of a theme that holds it, which is or is not evidence of an item."""
    themes = {
        each["id"]: reader.html / f"book/generated/themes/{each['id'].lower()}.html" for each in published()["themes"]
    }
    wanted = on_the_roadmap(reader)
    pairs = [
        (point["id"], themes[theme])
        for point in published()["points"]
        for theme in point["themes"]
        if (themes[theme] in wanted) == evidence
    ]
    return random.Random(SEED).sample(sorted(pairs), number)


def question_of(reader: Reader, theme: Path, point: str) -> Path:
    """The page of the question that a listed point stands under."""
    place = reader.open(theme).find(id=point)
    assert place is not None, f"{point} has no place of its own on {theme.name}"
    above = place.find_parent("ul").find_previous_sibling("p")
    (question, _), *_ = reader.links(theme, above)
    return question


def test_fifty_points_reach_a_roadmap_item_and_come_back_by_links_alone(reader):
    for point, theme in sampled(reader, 50, evidence=True):
        items = reader.pages_from(theme, "What follows from it", "items")
        assert items, f"{point}: {theme.name} leads to no roadmap item"
        for item in items:
            assert theme in reader.pages_from(item, "Evidence", "themes"), f"{item.name} does not lead back"
        question = question_of(reader, theme, point)
        assert theme in [page for page, _ in reader.links(question, reader.open(question).article)]
        rounds = [
            page for page, _ in reader.links(question, reader.open(question).article) if page.parent.name == "rounds"
        ]
        assert rounds, f"{question.name} does not lead to its round"
        back = [page for page, _ in reader.links(rounds[0], reader.open(rounds[0]).article)]
        assert theme in back, f"{rounds[0].name} does not lead to {theme.name}"
        assert question in back, f"{rounds[0].name} does not lead to {question.name}"


def test_twenty_points_of_other_themes_reach_the_reason_why_not(reader):
    for point, theme in sampled(reader, 20, evidence=False):
        assert question_of(reader, theme, point).parent.name == "questions"
        section = reader.section(theme, "What follows from it")
        assert section is not None
        assert "Not on the roadmap, because" in told(section), f"{point}: {theme.name}"
        assert reader.pages_from(theme, "What follows from it", "items") == []


def test_every_point_is_listed_once_on_each_of_its_themes_and_its_words_only_where_a_person_ticked_them(reader):
    release = published()
    for theme in release["themes"]:
        page = reader.open(reader.html / f"book/generated/themes/{theme['id'].lower()}.html")
        listed = {str(each["id"]): each for each in page.select("ul.points > li[id]")}
        points = {point["id"]: point for point in release["points"] if theme["id"] in point["themes"]}
        assert set(listed) == set(points)
        for id, line in listed.items():
            words = line.select_one("[data-key]")
            assert ("not published" in told(line)) == ("text" not in points[id])
            assert (told(words) if words else None) == (" ".join(points[id]["text"].split()) if words else None)
            assert [told(code) for code in line.select("code")] == [id, *points[id]["items"]]
