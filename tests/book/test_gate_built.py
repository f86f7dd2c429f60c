"""The gate at the built pages: what a reader would run into is found, with its source and the cure."""

import shutil
from pathlib import Path

import pytest
from books import TODAY, lay_out

from pipeline.place import Place, find_place
from pipeline.publish.book import build_book
from pipeline.publish.inspect import built_faults

ROUND = "example-round"
START = "book/index"


@pytest.fixture
def damaged(small_place: Place, tmp_path: Path) -> Place:
    """A copy of the small book, to be damaged."""
    shutil.copytree(small_place.root, tmp_path / "checkout")
    return find_place(tmp_path / "checkout")


def add(place: Place, text: str) -> None:
    """Put a stretch of HTML on the first page, and the same into its source, so that a line can be named."""
    page = place.html / f"{START}.html"
    page.write_text(page.read_text("utf-8").replace("</article>", f"{text}</article>"), "utf-8")
    source = place.root / f"{START}.md"
    source.write_text(source.read_text("utf-8") + f"\n{text}\n", "utf-8")


def test_a_book_as_built_has_no_fault(small_place):
    assert built_faults(small_place) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<a href="gone-away.html">x</a>', "leads to gone-away.html, and no such file is in the book"),
        ('<a href="glossary.html#no-such-term">x</a>', "book/glossary.html has no place of that name"),
        ('<a href="#nowhere-here">x</a>', "book/index.html has no place of that name"),
        ('<img alt="" src="https://example.org/x.png">', "would load https://example.org/x.png"),
        ('<img alt="" srcset="../_static/favicon.svg 1x, //example.org/y.png 2x">', "would load //example.org/y.png"),
        ('<form action="https://example.org/take"></form>', "would load https://example.org/take"),
        ('<p style="background: url(https://example.org/z)">x</p>', "would load https://example.org/z"),
        ("<script>fetch('https://example.org/a.json')</script>", "would load https://example.org/a.json"),
        ('<p id="once-more">x</p><p id="once-more">y</p>', "has the id once-more 2 times"),
        (f'<p data-round="{ROUND}"><data value="7" data-key="/totals/points">7</data></p>', "/totals/points is not"),
        (f'<p data-round="{ROUND}"><b data-key="/totals/none">7</b></p>', "which the release does not hold"),
        ('<p data-round="other-round"><b data-key="/totals/points">7</b></p>', "no such release; publish it first"),
        (f'<p data-round="{ROUND}@99"><b data-key="/totals/points">7</b></p>', "of example-round@99"),
    ],
)
def test_what_a_reader_would_run_into_is_found_with_its_line(damaged, text, said):
    add(damaged, text)
    (fault,) = built_faults(damaged)
    assert said in fault.said
    assert fault.file.endswith("book/index.md")
    assert fault.line == len((damaged.root / f"{START}.md").read_text("utf-8").splitlines())


def test_links_to_click_and_files_beside_the_pages_are_no_fault(damaged):
    (damaged.html / "downloads").mkdir()
    (damaged.html / "downloads" / "themes.csv").write_text("theme\n", "utf-8")
    add(damaged, '<a href="https://example.org/">x</a> <a href="../downloads/themes.csv">y</a> <a href="#">z</a>')
    assert built_faults(damaged) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("book.css", "@import 'https://example.org/a.css';"),
        ("book.css", "p { background: url(//example.org/b.png) }"),
        ("book.js", 'request.open("GET", "https://example.org/c")'),
    ],
)
def test_styles_and_scripts_load_from_no_other_host(damaged, name, text):
    path = damaged.html / "_static" / name
    path.write_text(path.read_text("utf-8") + f"\n{text}\n", "utf-8")
    (fault,) = built_faults(damaged)
    assert "example.org" in fault.said
    assert fault.file.endswith(f"book/web/static/{name}")


def test_a_quote_is_what_was_written_at_its_point(damaged):
    path = damaged.round(ROUND).published
    text = path.read_text("utf-8")
    written = "We type *the same* password"
    # The point's own text alone: the quote of the release stays as the page shows it.
    first, last = text.index(written), text.rindex(written)
    assert first != last
    points = max(first, last) if text.index('"points"') > text.index('"quotes"') else first
    path.write_text(text[:points] + "They type" + text[points + len("We type") :], "utf-8")
    faults = built_faults(damaged)
    assert faults
    assert all("/quotes/" in fault.said for fault in faults)


def test_a_draft_is_built_although_at_fault_and_says_so_until_the_next_build(tmp_path):
    place = lay_out(tmp_path / "checkout")
    text = place.roadmap.read_text("utf-8")
    place.roadmap.write_text(text.replace("2021-03-31", "2020-11-29"), "utf-8")
    start = place.root / f"{START}.md"
    prose = start.read_text("utf-8")
    start.write_text(prose + '\n<a href="gone-away.html">x</a>\n', "utf-8")
    built = build_book(place, TODAY, draft=True)
    assert {fault.file.rpartition("/")[2] for fault in built.faults} == {"roadmap.yml", "index.md"}
    pages = {path: path.read_text("utf-8") for path in (place.html / "book").rglob("*.html")}
    assert all("This is a draft" in page for page in pages.values())
    assert "reviewed by 2020-11-29" in pages[place.html / "book/generated/items/rm-01.html"]
    assert "leads to gone-away.html" in pages[place.html / f"{START}.html"]
    assert sum("at fault:" in page for page in pages.values()) <= 3

    place.roadmap.write_text(text, "utf-8")
    start.write_text(prose, "utf-8")
    build_book(place, TODAY)
    assert not [path for path in place.html.rglob("*.html") if "draft-->" in path.read_text("utf-8")]
