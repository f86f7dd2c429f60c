"""Every figure of the built book, read from its HTML and recomputed from published.json without the pipeline."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from numbers_read import faults, pages, release, soup, told


def rounds(root: Path) -> list[str]:
    return sorted(path.parent.name for path in (root / "surveys").glob("*/published.json"))


def test_every_figure_of_every_page_is_the_releases(root):
    found = {path.relative_to(root).as_posix(): faults(root, soup(path)) for path in pages(root)}
    assert {page: said for page, said in found.items() if said} == {}


def test_pages_do_show_figures(root):
    shown = sum(len(soup(path).select("data[data-key]")) for path in pages(root))
    assert shown > 30 or not rounds(root)


def test_counts_follow_from_the_list_of_points(root):
    for round in rounds(root):
        value = release(root, round)
        points = value["points"]
        of_theme = Counter(theme for point in points for theme in point["themes"])
        of_item = Counter(code for point in points for code in point["items"])
        asked = Counter((theme, point["question"]) for point in points for theme in point["themes"])
        themes = value["themes"]
        assert {theme["id"]: theme["points"] for theme in themes if theme["points"] is not None} == {
            theme["id"]: of_theme[theme["id"]] for theme in themes if theme["points"] is not None
        }
        shown = {(t["id"], line["question"]): line["points"] for t in themes for line in t["questions"]}
        assert {key: count for key, count in shown.items() if count is not None} == {
            key: asked[key] for key, count in shown.items() if count is not None
        }
        for item in value["items"]:
            assert item["points"] == of_item[item["code"]]
            assert item["themes"] == sum(item["code"] in theme["items"] for theme in themes)
        totals = value["totals"]
        assert totals["points"] == len(points) == len({point["id"] for point in points})
        assert totals["themed_points"] == sum(bool(point["themes"]) for point in points)
        assert totals["themes"] == len(themes)
        assert totals["quotes"] == len(value["quotes"])


def test_copies_of_letters_add_up_and_small_counts_are_hidden(root):
    for value in (release(root, round) for round in rounds(root)):
        if "campaigns" not in value:
            continue
        told, totals = value["campaigns"], value["totals"]
        sizes = [row["responses"] for row in told["rows"]]
        assert told["letters"] == len(sizes) == len({row["id"] for row in told["rows"]})
        assert max(sizes, default=0) <= told["responses"] <= sum(sizes)
        assert all(size >= 5 for size in sizes)
        assert all(
            set(row) == {"id", "responses", "distinct_texts", "organisations", "added_points"} for row in told["rows"]
        )
        assert totals["distinct_texts"] <= value["ledger"]["responses"]["usable"]
        named = [part["organisations"] for part in (totals, *value["themes"], *told["rows"])]
        assert all(count is None or count >= 5 for count in named)
        assert totals["organisations_asked"] or set(named) == {None}
        shown = [part for part in (*value["themes"], *told["rows"]) if part["organisations"] is not None]
        assert all(part["organisations"] <= part["responses"] for part in shown)
        counted = [part for part in (*value["themes"], *told["rows"]) if part["responses"] is not None]
        assert all(0 < part["distinct_texts"] <= part["responses"] for part in counted)
        small = told["smaller"]["responses"]
        assert small is None or small == 0 or small >= 5


def test_ledgers_add_up(root):
    for round in rounds(root):
        ledger = release(root, round)["ledger"]
        lines = [ledger["responses"], ledger["answers"], *(line["answers"] for line in ledger["by_question"])]
        lines += [line[unit] for line in ledger["by_source"] for unit in ("responses", "answers")]
        for line in lines:
            assert line["received"] == sum(count for state, count in line.items() if state != "received")


def test_a_themes_page_lists_its_points_and_no_others(root):
    for round in rounds(root):
        value = release(root, round)
        for theme in value["themes"]:
            page = soup(root / f"_build/html/book/generated/themes/{theme['id'].lower()}.html")
            mine = {point["id"]: point for point in value["points"] if theme["id"] in point["themes"]}
            listed = {item["id"]: item for item in page.select("ul.points li")}
            assert set(listed) == set(mine)
            for id, item in listed.items():
                assert ("not published" in told(item)) == ("text" not in mine[id])
            assert told(page.h1).rstrip("#¶ ") == " ".join(theme["title"].split())


def test_a_roadmap_items_page_bears_its_title_and_evidence(root):
    items = yaml.load((root / "book/data/roadmap.yml").read_text("utf-8"), Loader=yaml.BaseLoader)["items"]
    for item in items:
        page = soup(root / f"_build/html/book/generated/items/{item['id'].lower()}.html")
        assert told(page.h1).rstrip("#¶ ") == " ".join(item["title"].split())
        evidence = page.select_one("#evidence")
        for theme in item["evidence"]:
            assert evidence.select_one(f"a[href*='{theme.lower()}']") or theme in told(evidence)


@pytest.fixture
def page(tmp_path):
    """A page that is right, and the release it shows."""
    folder = tmp_path / "surveys" / "r"
    folder.mkdir(parents=True)
    value = {"n": 1200, "small": None, "share": 0.25, "word": "a 1"}
    (folder / "published.json").write_text(json.dumps(value), "utf-8")
    right = (
        '<body class="generated"><main><article><div data-round="r"><h1>Title 9</h1>'
        '<p><data value="1200" data-key="/n">1,200</data> <data value="null" data-key="/small">not shown</data> '
        '<data value="0.25" data-key="/share">25.0%</data> <span data-key="/word">a 1</span></p></div>'
        "</article></main></body>"
    )
    return tmp_path, right


def test_a_right_page_has_no_fault(page):
    root, right = page
    assert faults(root, BeautifulSoup(right, "html.parser")) == []


@pytest.mark.parametrize(
    ("seen", "instead"),
    [
        (">1,200<", ">1,201<"),
        ('value="1200"', 'value="1201"'),
        ("25.0%", "26.0%"),
        (">not shown<", ">4<"),
        (">a 1<", ">a 2<"),
        ("</p>", " and 7 more</p>"),
        (' data-round="r"', ""),
        ("</p>", '</p><table><caption><data value="2" data-rows>2</data></caption><tbody><tr></tr></tbody></table>'),
    ],
)
def test_a_wrong_figure_is_found(page, seen, instead):
    root, right = page
    assert faults(root, BeautifulSoup(right.replace(seen, instead, 1), "html.parser"))
