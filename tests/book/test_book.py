"""A small book, built for real: what is in it, what makes it fail, and what it does when its data change."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from books import FIXTURE, TODAY, lay_out
from numbers_read import pages, soup, told

from pipeline.errors import PromiseError
from pipeline.pages.addresses import theme_page
from pipeline.place import Place
from pipeline.publish.book import build_book, page_faults, wanted_pages, zip_book

ROUND = "example-round"


def bytes_of(place: Place) -> dict[str, bytes]:
    files = (path for path in place.html.rglob("*") if path.is_file() and path.name != ".buildinfo")
    return {path.relative_to(place.html).as_posix(): path.read_bytes() for path in files}


def test_every_theme_and_roadmap_item_has_its_page(small_place):
    published = json.loads((FIXTURE / "surveys" / ROUND / "published.json").read_text("utf-8"))
    for theme in published["themes"]:
        assert (small_place.html / f"{theme_page(theme['id'])}.html").exists()
    for item in ("rm-01", "rm-02", "rm-03"):
        assert (small_place.html / f"book/generated/items/{item}.html").exists()


def test_every_page_that_shows_the_round_says_that_it_is_made_up(root):
    for path in pages(root):
        page = soup(path)
        shows = page.select_one("main [data-round], main[data-round] [data-key]")
        if shows and page.select_one("main [data-key]"):
            assert re.search(r"[Ii]llustrative|made up|invented", told(page.main)), path.name


def test_internal_links_lead_somewhere(root):
    html = root / "_build" / "html"
    anchors = {path: {e["id"] for e in soup(path).select("[id]")} for path in html.rglob("*.html")}
    dead = []
    for path in anchors:
        for element in soup(path).select("[href], [src]"):
            address = urlsplit(str(element.get("href") or element.get("src")))
            if address.scheme or address.netloc:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            if not target.exists() or (address.fragment and address.fragment not in anchors.get(target, set())):
                dead.append(f"{path.relative_to(html)} -> {address.geturl()}")
    assert dead == []


def test_nothing_is_loaded_from_another_host(root):
    html = root / "_build" / "html"
    loads = "script[src], link[href], img[src], iframe[src], source[src], object[data], form[action]"
    for path in html.rglob("*.html"):
        for element in soup(path).select(loads):
            address = str(element.get("src") or element.get("href") or element.get("data") or element.get("action"))
            assert not re.match(r"(https?:)?//", address), f"{path.name} loads {address}"
    for path in html.rglob("*.css"):
        assert not re.search(r"(url\(\s*['\"]?|@import\s+['\"]?)(https?:)?//", path.read_text("utf-8")), path.name


def test_no_id_stands_twice_on_a_page(root):
    for path in pages(root):
        ids = [element["id"] for element in soup(path).select("[id]")]
        assert len(ids) == len(set(ids)), path.name


def test_texts_of_people_are_shown_as_written(small_place):
    page = soup(small_place.html / f"{theme_page('example-round-T001')}.html")
    assert "Log-ins & passwords: *5 minutes* lost | each <morning>" in told(page.h1)
    assert "We type *the same* password 12 times a day & it locks <again>." in told(page.blockquote)


def test_a_term_leads_to_the_glossary(small_place):
    assert soup(small_place.html / "book/index.html").select_one("a[href='glossary.html#term-EPS']")


@pytest.mark.slow
def test_a_second_build_of_all_pages_changes_no_byte(small_place):
    before = bytes_of(small_place)
    built = build_book(small_place, TODAY, strict=True, everything=True)
    assert (built.written, built.removed) == (0, 0)
    assert bytes_of(small_place) == before


@pytest.mark.slow
def test_a_changed_release_reaches_every_page_without_all_and_back_again(small_place):
    path = small_place.round(ROUND).published
    text, before = path.read_text("utf-8"), bytes_of(small_place)
    value = json.loads(text)
    value["totals"]["points"] = 4321
    gone = value["themes"].pop(1)
    try:
        path.write_text(json.dumps(value), "utf-8")
        built = build_book(small_place, TODAY, strict=True)
        assert "4,321" in told(soup(small_place.html / "book/rounds/everything.html"))
        assert built.removed == 0
        assert "stands in the book no longer" in told(soup(small_place.html / f"{theme_page(gone['id'])}.html"))
    finally:
        path.write_text(text, "utf-8")
    build_book(small_place, TODAY, strict=True)
    assert bytes_of(small_place) == before


def test_without_decisions_the_book_says_that_nothing_is_agreed_yet(tmp_path):
    place = lay_out(tmp_path / "checkout")
    path = place.round(ROUND).published
    value = json.loads(path.read_text("utf-8"))
    value |= {"themes": [], "quotes": [], "points": [{**point, "themes": [], "items": []} for point in value["points"]]}
    path.write_text(json.dumps(value), "utf-8")
    build_book(place, TODAY, strict=True)
    assert "Nothing agreed yet" in told(soup(place.html / "book/rounds/everything.html"))
    assert "Nothing agreed yet" in told(soup(place.html / "book/generated/themes/index.html"))


@pytest.mark.parametrize(
    ("seen", "instead", "said"),
    [
        (
            "example-round-T003",
            "example-round-T099",
            r"roadmap\.yml:\d+: roadmap item rm-03 rests on .*-T099",
        ),
        ("2021-03-31", "2020-11-29", r"roadmap\.yml:5: roadmap item rm-01 was to be reviewed by 2020-11-29"),
    ],
)
def test_a_faulty_roadmap_is_not_built(tmp_path, seen, instead, said):
    place = lay_out(tmp_path / "checkout")
    text = place.roadmap.read_text("utf-8").replace(seen, instead)
    place.roadmap.write_text(text, "utf-8")
    with pytest.raises(PromiseError, match=said):
        build_book(place, TODAY)
    assert not place.html.exists()


def test_a_page_without_a_sentence_is_found(tmp_path):
    place = lay_out(tmp_path / "checkout")
    (place.html / "book").mkdir(parents=True)
    (place.html / "book/empty.html").write_text("<article><h1>Only a title</h1></article>", "utf-8")
    order = place.root / "_toc.yml"
    order.write_text(order.read_text("utf-8") + "  - file: book/gone\n", "utf-8")
    empty, gone = map(str, page_faults(place, ["book/empty", "book/gone"])[-2:])
    assert re.search(r"book/empty\.md:1: says not one sentence", empty)
    assert re.search(rf"_toc\.yml:{len(order.read_text('utf-8').splitlines())}: book/gone was not built", gone)


def test_every_page_of_the_order_is_wanted(small_place):
    wanted = wanted_pages(small_place)
    assert {"book/index", "book/generated/themes/index", "book/generated/items/rm-02"} <= set(wanted)
    assert len(wanted) == len(list((small_place.html / "book").rglob("*.html")))


def test_the_book_as_one_file_is_the_same_twice(small_place, tmp_path):
    copy = tmp_path / "html"
    shutil.copytree(small_place.html, copy)
    for path in copy.rglob("*"):
        path.touch()
    assert zip_book(copy, TODAY) == zip_book(small_place.html, TODAY)


def test_fixture_is_no_page_of_the_real_book():
    assert not list(Path(__file__).parents[2].glob("_build/html/**/example-round*"))


def test_a_page_that_the_order_does_not_name_is_told(tmp_path):
    place = lay_out(tmp_path / "checkout")
    (place.root / "book" / "left-out.md").write_text("# Left out\n\nNobody would see this page.\n", "utf-8")
    told = [str(fault) for fault in page_faults(place, wanted_pages(place))]
    assert [line for line in told if "left-out.md:1: is named nowhere in _toc.yml" in line]
    assert not any("everything.md:1: is named nowhere" in line for line in told)
