"""The book as one EPUB: its built pages in their order, to be read without a browser; same pages, same bytes."""

import datetime as dt
import fnmatch
import hashlib
import io
import posixpath
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from pipeline.pages.addresses import PAPERS
from pipeline.pages.marks import escaped, quoted
from pipeline.pages.papers import BOOK
from pipeline.place import Place, json_text, read_bytes, read_json, read_text, write_text_if_changed
from pipeline.publish.bookdata import BookData
from pipeline.publish.epub_page import STYLE, EpubPage, epub_name, read_page, without_dead, xhtml
from pipeline.publish.papers_text import day_told, newest_day, release_named, warnings
from pipeline.publish.remembered import remembered

EPUB = f"{PAPERS}/{BOOK}.epub"
_FOLDER = "EPUB"
_IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
           ".svg": "image/svg+xml", ".webp": "image/webp"}  # fmt: skip
_CONTAINER = f"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{_FOLDER}/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en-GB">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{metadata}
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""
_ACCESS = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityHazard", "none"),
    (
        "accessibilitySummary",
        "All is text; each picture has a text alternative and its figures in a table. Headings, lists and tables are "
        "marked as such. Nothing moves, sounds or flashes. Conformance has not been assessed by a person.",
    ),
)
# A ZIP knows no day before this one.
_FIRST_DAY = dt.date(1980, 1, 1)
_START, _NAV = "start", "nav"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the order of the book, with those below it."""

    page: str
    below: tuple["Entry", ...]


def epub_files(place: Place, data: BookData, *, draft: bool = False) -> dict[str, bytes]:
    """The EPUB by its path below the built book; where no page changed it is the one that lies there."""
    order = book_order(place)
    texts = {page: read_bytes(place.html / f"{page}.html") for page in flat(order)}
    about = _About.of(place, data, draft=draft)
    images = _images(place)
    digest = _digest({**texts, **images}, about)
    noted, path = place.html.parent / "epub.json", place.html / EPUB
    known = read_json(noted) if noted.exists() else {}
    kept = read_bytes(path) if path.exists() else b""
    if known == {"made from": digest, "file": hashlib.sha256(kept).hexdigest()}:
        return {EPUB: kept}
    pages = _read_pages(place, {page: text.decode() for page, text in texts.items()}, images)
    made = _epub(order, pages, images, about)
    told = {"made from": digest, "file": hashlib.sha256(made).hexdigest()}
    write_text_if_changed(noted, json_text(told))
    return {EPUB: made}


def _read_pages(place: Place, texts: Mapping[str, str], images: Mapping[str, bytes]) -> dict[str, EpubPage]:
    """Every page as the EPUB shows it; one that is as it was in a book of the same pages is not read again."""

    def read(page: str, text: str) -> list[Any]:
        made = read_page(page, text, texts.keys(), images.keys())
        return [made.title, made.body, sorted(made.ids), made.images, made.drawn]

    beside = "\n".join([*sorted(texts), "", *sorted(images)])
    found = remembered(place.html.parent / "read-for-epub.json", texts, read, beside)
    return {
        page: EpubPage(title=title, body=body, ids=frozenset(ids), images=tuple(shown), drawn=drawn)
        for page, (title, body, ids, shown, drawn) in found.items()
    }


@dataclass(frozen=True, slots=True)
class _About:
    """What the EPUB says of itself."""

    title: str
    day: dt.date
    made_up: tuple[str, ...]
    made_from: tuple[str, ...]

    @classmethod
    def of(cls, place: Place, data: BookData, *, draft: bool) -> "_About":
        """The same from the book's configuration, the releases and the roadmap."""
        config = yaml.safe_load(read_text(place.root / "_config.yml"))
        day = newest_day(data) or _FIRST_DAY
        warned = tuple(part["text"] for part in warnings(data, draft=draft))
        told = [f"{release_named(each)}." for each in data.releases.values()]
        told += [f"Roadmap as at {day_told(data.roadmap.as_at)}."] if data.roadmap.as_at else []
        return cls(str(config["title"]), max(day, _FIRST_DAY), warned, tuple(told))


def _images(place: Place) -> dict[str, bytes]:
    """Every image that a page may show, by its path below the built book."""
    paths = sorted(path for path in place.html.rglob("*") if path.suffix in _IMAGES)
    return {path.relative_to(place.html).as_posix(): read_bytes(path) for path in paths}


def _digest(files: Mapping[str, bytes], about: _About) -> str:
    """A digest of everything that decides a byte of the EPUB."""
    told = hashlib.sha256(repr(about).encode())
    for source in ("epub.py", "epub_page.py", "assets/epub.css"):
        told.update(read_bytes(Path(__file__).parent / source))
    for name, content in files.items():
        told.update(f"\0{name}\0".encode() + hashlib.sha256(content).digest())
    return told.hexdigest()


# ------------------------------------------------------------------ order


def book_order(place: Place) -> tuple[Entry, ...]:
    """Every built page once, in the order of _toc.yml."""
    toc = yaml.safe_load(read_text(place.root / "_toc.yml"))
    seen: set[str] = set()
    built = sorted(path.relative_to(place.html).with_suffix("").as_posix() for path in _pages(place))
    first = tuple(_entries([{"file": toc["root"]}], built, seen))
    return first + tuple(_entries(_below(toc), built, seen))


def _pages(place: Place) -> Iterator[Path]:
    return (place.html / "book").rglob("*.html")


def _below(entry: Any) -> list[Any]:
    """The entries under one of _toc.yml, whichever way they are written."""
    told = [each for key in ("entries", "chapters", "sections") for each in entry.get(key, [])]
    inside = [tree for key in ("parts", "subtrees") for tree in entry.get(key, [])]
    return told + [each for tree in inside for each in _below(tree)]


def _entries(told: Sequence[Any], built: Sequence[str], seen: set[str]) -> Iterator[Entry]:
    for each in told:
        named = fnmatch.filter(built, each["glob"]) if "glob" in each else [each.get("file", "")]
        for page in named:
            if page in built and page not in seen:
                seen.add(page)
                yield Entry(page, tuple(_entries(_below(each), built, seen)))


def flat(entries: Sequence[Entry]) -> list[str]:
    """The pages in their order."""
    return [page for entry in entries for page in (entry.page, *flat(entry.below))]


# ------------------------------------------------------------------ the file


def _epub(order: Sequence[Entry], pages: Mapping[str, EpubPage], images: Mapping[str, bytes], about: _About) -> bytes:
    ids = {page: read.ids for page, read in pages.items()}
    shown = sorted({path for read in pages.values() for path in read.images})
    style = (Path(__file__).parent / "assets" / "epub.css").read_bytes()
    files = {
        "META-INF/container.xml": _CONTAINER.encode(),
        f"{_FOLDER}/package.opf": _package(pages, shown, about).encode(),
        f"{_FOLDER}/{STYLE}": style,
        f"{_FOLDER}/{epub_name(_NAV)}": _nav(order, pages),
        f"{_FOLDER}/{epub_name(_START)}": _start(about),
    }
    files |= {f"{_FOLDER}/{path}": images[path] for path in shown}
    for page, read in pages.items():
        files[f"{_FOLDER}/{epub_name(page)}"] = xhtml(page, read.title, without_dead(page, read.body, ids))
    return _zipped(files, about.day)


def _zipped(files: Mapping[str, bytes], day: dt.date) -> bytes:
    """A ZIP whose first file says in plain bytes what it is, and that holds nothing of when and where it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {"mimetype": b"application/epub+zip", **files}.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def _package(pages: Mapping[str, EpubPage], images: Sequence[str], about: _About) -> str:
    rows = [("nav", epub_name(_NAV), "application/xhtml+xml", "nav"), ("css", STYLE, "text/css", "")]
    rows += [("start", epub_name(_START), "application/xhtml+xml", "")]
    rows += [
        (f"p{n}", epub_name(page), "application/xhtml+xml", "svg" if read.drawn else "")
        for n, (page, read) in enumerate(pages.items())
    ]
    rows += [(f"i{n}", path, _IMAGES[posixpath.splitext(path)[1]], "") for n, path in enumerate(images)]
    spine = ["start", "nav", *(f"p{n}" for n in range(len(pages)))]
    return _PACKAGE.format(
        metadata="\n".join(_metadata(about)),
        manifest="\n".join(_item(*row) for row in rows),
        spine="\n".join(f'<itemref idref="{name}"/>' for name in spine),
    )


def _item(name: str, path: str, kind: str, properties: str) -> str:
    more = f' properties="{properties}"' if properties else ""
    return f'<item id="{name}" href="{quote(path)}" media-type="{kind}"{more}/>'


def _metadata(about: _About) -> Iterator[str]:
    # The book stays the same publication when it changes: its name decides, its day says which state it is.
    yield f'<dc:identifier id="id">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, about.title)}</dc:identifier>'
    yield f"<dc:title>{escaped(about.title)}</dc:title>"
    yield "<dc:language>en-GB</dc:language>"
    yield "<dc:rights>Prose and roadmap data: CC BY 4.0.</dc:rights>"
    yield f"<dc:date>{about.day.isoformat()}</dc:date>"
    yield f'<meta property="dcterms:modified">{about.day.isoformat()}T00:00:00Z</meta>'
    for name, value in _ACCESS:
        yield f'<meta property="schema:{name}">{escaped(value)}</meta>'


def _start(about: _About) -> bytes:
    warned = "\n".join(f'<p class="notice">{escaped(line)}</p>' for line in about.made_up)
    told = "\n".join(f"<p>{escaped(line)}</p>" for line in about.made_from)
    body = f"<h1>{escaped(about.title)}</h1>\n{warned}\n{told}\n<p>Prose and roadmap data: CC BY 4.0. Code: MIT.</p>"
    return xhtml(_START, about.title, body)


def _nav(order: Sequence[Entry], pages: Mapping[str, EpubPage]) -> bytes:
    first = quoted(quote(epub_name(order[0].page))) if order else epub_name(_START)
    body = (
        f'<nav epub:type="toc" id="toc"><h1>Contents</h1>\n{_list(order, pages)}\n</nav>\n'
        '<nav epub:type="landmarks" id="landmarks" hidden=""><h2>Landmarks</h2>\n'
        f'<ol><li><a epub:type="bodymatter" href="{first}">Start of the text</a></li></ol></nav>'
    )
    return xhtml(_NAV, "Contents", body)


def _list(entries: Sequence[Entry], pages: Mapping[str, EpubPage]) -> str:
    inside = [
        f'<li><a href="{quoted(quote(epub_name(each.page)))}">{escaped(pages[each.page].title)}</a>'
        f"{_list(each.below, pages) if each.below else ''}</li>"
        for each in entries
    ]
    return "<ol>\n" + "\n".join(inside) + "\n</ol>"
