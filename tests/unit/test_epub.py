"""The EPUB: every page of the book once and well formed, its links whole, nothing that runs, the same bytes twice."""

import dataclasses
import datetime as dt
import io
import posixpath
import shutil
import zipfile
from urllib.parse import unquote, urlsplit

import pytest
from books import FIXTURE
from lxml import etree
from smallround import PUBLISHED, ROADMAP, ROUND, TAXONOMY

from pipeline.place import find_place
from pipeline.publish import epub
from pipeline.publish.bookdata import book_data
from pipeline.publish.epub import EPUB, book_order, epub_files, flat

DATA = book_data({ROUND: PUBLISHED}, ROADMAP, TAXONOMY)
X = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
TOC = """root: book/index
chapters:
  - file: book/second
    sections:
      - glob: book/more/*
  - file: book/more/b
  - file: book/not-built
"""
FIRST = """<!doctype html><html><head><script src="x.js"></script></head><body><header>Skip me</header>
<main><div class="stripe" role="note"><p>Nobody said these things.</p></div>
<article><h1>First &amp; foremost<a class="headerlink" href="#x">¶</a></h1><nav class="here"><p>On this page</p></nav>
<p id="here" onclick="go()" data-key="/a" tabindex="0">
Costs &lt; 5 &amp; more&#xfffe;<br>line <data value="7">7</data></p>
<p><a href="second.html#there">page</a> <a href="second.html#gone">place</a> <a href="#here">here</a>
<a href="downloads/x.csv" download>file</a> <a id="kept" href="papers/ws1.pdf">paper</a> <a href="../search.html">s</a>
<a href="https://example.org/?a=1&amp;b=2">site</a> <a href="javascript:go()">run</a> <a href="#">top</a></p>
<form action="x"><input name="q"><select><option>1</option></select></form><p hidden>Only by script</p>
<details><summary>More</summary><p>Told in full</p></details>
<pre>&lt;a href="second.html#gone"&gt;</pre>
<figure><svg class="wide" viewbox="0 0 9 9" role="img" aria-label="Bars" focusable="false"><path d="M0 0"/></svg>
<svg class="narrow" viewbox="0 0 5 5"><path d="M1 1"/></svg><figcaption>Caption</figcaption>
<details><summary>Figures</summary><table><tr><th scope="col">A</th></tr></table></details></figure>
<img src="../_static/p.png" alt="A picture"><img src="../_static/none.png" alt="Lost picture">
<script>run()</script></article></main><footer>Skip me too</footer></body></html>"""


@pytest.fixture
def place(tmp_path):
    """A checkout with four built pages by hand."""
    root = tmp_path / "checkout"
    shutil.copytree(FIXTURE / "surveys", root / "surveys")
    (root / "_toc.yml").write_text(TOC, "utf-8")
    (root / "_config.yml").write_text("title: A book & more\nauthor: Nobody\n", "utf-8")
    place = find_place(root)
    page(place, "book/index", FIRST)
    page(place, "book/second", "<article><h1>Second</h1><p id='there'>x</p><a href='more/a.html'>a</a></article>")
    page(place, "book/more/a", "<article><h1>A</h1><a href='../index.html#here'>up</a></article>")
    page(place, "book/more/b", "<article><h1>B <code>x</code></h1></article>")
    page(place, "book/of-no-order", "<article><h1>None</h1></article>")
    (place.html / "_static").mkdir()
    (place.html / "_static/p.png").write_bytes(b"\x89PNG")
    return place


def page(place, name, text):
    path = place.html / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def made(place, **named):
    (content,) = epub_files(place, DATA, **named).values()
    return content


def parts(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def first_page(place):
    return parts(made(place))["EPUB/book/index.xhtml"].decode()


def sound(content):
    """The pages in the order of the spine; fails where a part is not well formed, listed twice or leads nowhere."""
    files = parts(content)
    trees = {name: etree.fromstring(data) for name, data in files.items() if name.endswith((".xhtml", ".opf", ".xml"))}
    package = trees["EPUB/package.opf"]
    listed = {item.get("id"): f"EPUB/{unquote(item.get('href'))}" for item in package.iter(f"{OPF}item")}
    assert len(set(listed.values())) == len(listed)
    assert {*listed.values(), "mimetype", "META-INF/container.xml", "EPUB/package.opf"} == set(files)
    spine = [listed[item.get("idref")] for item in package.iter(f"{OPF}itemref")]
    assert len(spine) == len(set(spine))
    assert set(spine) == {name for name in files if name.endswith(".xhtml")}
    ids = {name: {e.get("id") for e in tree.iter() if e.get("id")} for name, tree in trees.items()}
    for name in spine:
        for element in trees[name].iter(f"{X}a", f"{X}link", f"{X}img"):
            told = urlsplit(element.get("href") or element.get("src") or "https:")
            if not told.scheme:
                way = posixpath.join(posixpath.dirname(name), unquote(told.path))
                target = posixpath.normpath(way) if told.path else name
                assert target in files, (name, target)
                assert not told.fragment or unquote(told.fragment) in ids[target], (name, told)
        assert not list(trees[name].iter(f"{X}script", f"{X}form", f"{X}button", f"{X}iframe"))
    return spine


def test_the_pages_come_in_the_order_of_the_book_each_once(place):
    assert flat(book_order(place)) == ["book/index", "book/second", "book/more/a", "book/more/b"]
    names = ["start", "nav", "book/index", "book/second", "book/more/a", "book/more/b"]
    assert sound(made(place)) == [f"EPUB/{name}.xhtml" for name in names]


def test_the_contents_follow_the_order_and_name_each_page_by_its_title(place):
    nav = etree.fromstring(parts(made(place))["EPUB/nav.xhtml"])
    contents = nav.find(f".//{X}nav[@id='toc']")
    titles = ["First & foremost", "Second", "A", "B x"]
    assert ["".join(link.itertext()) for link in contents.iter(f"{X}a")] == titles
    assert [len(list(item.iterancestors(f"{X}ol"))) for item in contents.iter(f"{X}li")] == [1, 1, 2, 2]


def test_words_are_kept_and_what_runs_is_not(place):
    text = first_page(place)
    for kept in ("Nobody said these things.", "Costs &lt; 5 &amp; more<br/>line 7", "Told in full", "A picture"):
        assert kept in text
    for gone in (
        "script",
        "onclick",
        "data-key",
        "tabindex",
        "Skip me",
        "¶",
        "On this page",
        "Only by script",
        "<form",
    ):
        assert gone not in text


def test_links_within_the_book_are_kept_and_others_made_text(place):
    text = first_page(place)
    assert '<a href="second.xhtml#there">page</a> <a href="second.xhtml">place</a> <a href="#here">here</a>' in text
    assert 'file <span id="kept">paper</span> s' in text
    assert '<pre>&lt;a href="second.html#gone"&gt;</pre>' in text
    assert '<a href="https://example.org/?a=1&amp;b=2">site</a> run top' in text


def test_a_picture_keeps_its_words_and_a_lost_one_leaves_them(place):
    text = first_page(place)
    assert (
        '<svg class="wide" viewBox="0 0 9 9" role="img" aria-label="Bars" xmlns="http://www.w3.org/2000/svg">' in text
    )
    assert "narrow" not in text
    assert text.index("<figcaption>") < text.index("<svg")
    assert '<img src="../_static/p.png" alt="A picture"/>Lost picture' in text
    files = parts(made(place))
    assert files["EPUB/_static/p.png"] == b"\x89PNG"
    assert b'href="book/index.xhtml" media-type="application/xhtml+xml" properties="svg"' in files["EPUB/package.opf"]


def test_it_says_what_it_is_of_which_day_and_how_it_can_be_read(place):
    told = parts(made(place))
    package = etree.fromstring(told["EPUB/package.opf"])
    meta = [(each.get("property"), each.text) for each in package.iter(f"{OPF}meta")]
    assert ("dcterms:modified", "2020-10-07T00:00:00Z") in meta
    assert ("schema:accessModeSufficient", "textual") in meta
    assert {"schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard",
            "schema:accessibilitySummary"} <= {name for name, _ in meta}  # fmt: skip
    assert package.findtext(".//{http://purl.org/dc/elements/1.1/}title") == "A book & more"
    start = told["EPUB/start.xhtml"].decode()
    assert start.index("every response was made up") < start.index("release 2 of 7 October 2020")


def test_a_reader_knows_the_file_by_its_first_bytes(place):
    content = made(place)
    assert content[30:58] == b"mimetypeapplication/epub+zip"
    assert zipfile.ZipFile(io.BytesIO(content)).infolist()[0].compress_type == zipfile.ZIP_STORED


def test_a_draft_says_that_it_is_one(place):
    assert b"built although it may be at fault" in parts(made(place, draft=True))["EPUB/start.xhtml"]
    assert b"at fault" not in parts(made(place))["EPUB/start.xhtml"]


def test_before_any_release_the_roadmap_gives_the_day(place):
    (content,) = epub_files(place, book_data({}, ROADMAP, TAXONOMY)).values()
    assert b">2020-11-30T00:00:00Z<" in parts(content)["EPUB/package.opf"]
    nothing = dataclasses.replace(ROADMAP, as_at=None)
    (content,) = epub_files(place, book_data({}, nothing, TAXONOMY)).values()
    assert zipfile.ZipFile(io.BytesIO(content)).infolist()[1].date_time[:3] == (1980, 1, 1)


def write(place, content):
    (place.html / EPUB).parent.mkdir(parents=True, exist_ok=True)
    (place.html / EPUB).write_bytes(content)


def test_the_same_pages_give_the_same_bytes_and_are_not_read_again(place, monkeypatch):
    before = made(place)
    write(place, before)
    read = []
    plain = epub.read_page
    monkeypatch.setattr(epub, "read_page", lambda *told: read.append(told[0]) or plain(*told))
    assert made(place) == before
    assert read == []
    (place.html.parent / "epub.json").unlink()
    assert made(place) == before
    assert read == []
    (place.html.parent / "epub.json").unlink()
    (place.html.parent / "read-for-epub.json").unlink()
    assert made(place) == before
    assert len(read) == 4


def test_only_a_page_that_changed_is_read_again_unless_pages_came_or_went(place, monkeypatch):
    made(place)
    read = []
    plain = epub.read_page
    monkeypatch.setattr(epub, "read_page", lambda *told: read.append(told[0]) or plain(*told))
    page(place, "book/more/a", "<article><h1>Another</h1></article>")
    built_on = made(place)
    assert read == ["book/more/a"]
    (place.html.parent / "read-for-epub.json").unlink()
    (place.html.parent / "epub.json").unlink()
    assert made(place) == built_on
    read.clear()
    (place.html / "book/more/b.html").unlink()
    made(place)
    assert len(read) == 3


@pytest.mark.parametrize("what", ["page", "image", "order", "file", "title"])
def test_what_changed_is_made_again(place, what):
    before = made(place)
    write(place, before)
    if what == "page":
        page(place, "book/more/a", "<article><h1>Another</h1></article>")
    elif what == "image":
        (place.html / "_static/p.png").write_bytes(b"\x89PNG2")
    elif what == "order":
        (place.root / "_toc.yml").write_text("root: book/index\nchapters: [{file: book/more/b}]\n", "utf-8")
    elif what == "title":
        (place.root / "_config.yml").write_text("title: Another\n", "utf-8")
    else:
        write(place, b"damaged")
        assert made(place) == before
        return
    assert made(place) != before


def test_the_small_book_is_whole_in_it(small_place):
    content = (small_place.html / EPUB).read_bytes()
    pages = {path.relative_to(small_place.html).with_suffix(".xhtml").as_posix()
             for path in (small_place.html / "book").rglob("*.html")}  # fmt: skip
    assert set(sound(content)) == {f"EPUB/{name}" for name in [*pages, "start.xhtml", "nav.xhtml"]}
    assert dt.datetime(*zipfile.ZipFile(io.BytesIO(content)).infolist()[3].date_time) == dt.datetime(2020, 10, 7)
