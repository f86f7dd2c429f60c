"""Reading the built book as a browser would: dead links, foreign addresses, figures and quotes that do not hold."""

import functools
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from pipeline.definitions.moved import Move
from pipeline.errors import Fault
from pipeline.pages.marks import HIDDEN, figure, of_hundred, percent, resolve
from pipeline.place import Place, read_json, read_text, shown
from pipeline.publish.moved import read_moved
from pipeline.publish.remembered import remembered

_FOREIGN = re.compile(r"(?:https?:|wss?:)?//", re.IGNORECASE)
_CSS = re.compile(r"(?:url\(\s{0,9}['\"]?|@import\s{1,9}['\"])((?:https?:)?//[^'\")\s]+)", re.IGNORECASE)
_CALLS = r"\b(?:fetch|import|importScripts|Worker|EventSource|WebSocket|sendBeacon)\s{0,9}\(\s{0,9}"
_JS = re.compile(
    rf"(?:{_CALLS}|\.open\(\s{{0,9}}['\"]\w{{1,9}}['\"]\s{{0,9}},\s{{0,9}}|\bfrom\s{{0,9}}|\.src\s{{0,9}}=\s{{0,9}})"
    r"['\"`]((?:https?:|wss?:)?//[^'\"`\s]+)"
)
# What a browser fetches of its own accord, and in which attribute the address stands.
_LOADS = {
    "audio": ("src",), "embed": ("src",), "form": ("action",), "iframe": ("src",), "image": ("href",),
    "img": ("src", "srcset"), "input": ("src",), "link": ("href",), "object": ("data",), "script": ("src",),
    "source": ("src", "srcset"), "track": ("src",), "use": ("href",), "video": ("src", "poster"),
}  # fmt: skip
_ONLY_NAMED = {"alternate", "author", "canonical", "help", "license", "next", "prev", "search"}


class _Mark(NamedTuple):
    """A marked figure, text or quote: its key and its round's name, what it carries and shows, and where it stands."""

    key: str
    round: str | None
    carried: str | None
    is_data: bool
    said: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """What is looked at of a built page: where it leads, what it loads from elsewhere, its ids and marks in order."""

    address: str
    ids: Sequence[str]
    links: Sequence[str]
    loads: Sequence[str]
    marks: Sequence[_Mark]


@dataclass(frozen=True, slots=True)
class _Release:
    """A release, and what it holds of the words written at each of its points."""

    value: Any
    written: Mapping[str, str]


def built_faults(place: Place) -> list[Fault]:
    """Every fault of the built pages, styles and scripts, with the source file and the cure.

    To be called when all files of the book are written: a file that is missing then is a dead link.
    """
    files = {path.relative_to(place.html).as_posix(): path for path in place.html.rglob("*") if path.is_file()}
    texts = {name: read_text(path) for name, path in sorted(files.items()) if name.endswith(".html")}
    found = remembered(place.html.parent / "looked-through.json", texts, _read)
    pages = {name: _page(name, *each) for name, each in found.items()}
    anchors = {name: frozenset(page.ids) for name, page in pages.items()}
    releases = functools.cache(functools.partial(_release, place))
    faults, moves = [*_foreign_files(place, files)], read_moved(place)
    for page in pages.values():
        told = [*_dead(page, files, anchors), *_foreign(page), *_twice(page), *_marks_at_odds(page, releases)]
        if told:
            source = _source(place, page.address, moves)
            lines = read_text(source).splitlines()
            faults += [Fault(shown(source), _line(lines, target), said) for target, said in told]
    return sorted(set(faults))


def _page(address: str, ids: Sequence[str], links: Sequence[str], loads: Sequence[str], marks: Any) -> _Page:
    return _Page(address, ids, links, loads, tuple(_Mark(*mark) for mark in marks))


def _read(address: str, text: str) -> list[list[Any]]:
    """The parts of a page in the order of `_page`."""
    tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    links = dict.fromkeys(map(str, tree.xpath("//@href | //@src")))
    marks = [list(_mark(element)) for element in tree.xpath("//*[@data-key]")]
    return [[str(name) for name in tree.xpath("//@id")], list(links), list(_foreign_in(tree)), marks]


def _mark(element: etree._Element) -> _Mark:
    homes = element.xpath("ancestor-or-self::*[@data-round][1]/@data-round")
    return _Mark(
        key=str(element.get("data-key")),
        round=str(homes[0]) if homes else None,
        carried=element.get("value"),
        is_data=element.tag == "data",
        said=" ".join(element.text_content().split()),
        quoted=bool(element.xpath("ancestor::blockquote")),
    )


def _source(place: Place, address: str, moves: Iterable[Move]) -> Path:
    """The file a page was made from; the page itself where Sphinx or a command made it from none."""
    stem = address.removesuffix(".html")
    paths = [place.root / f"{stem}{ending}" for ending in (".md", ".ipynb")]
    paths += [place.facts("moved") for move in moves if move.old == stem]
    return next((path for path in paths if path.exists()), place.html / address)


def _line(lines: list[str], target: str) -> int:
    """The first line that holds a text, 0 where none does: links and marks may come from a template."""
    return next((number for number, line in enumerate(lines, 1) if target and target in line), 0)


def _dead(page: _Page, files: dict[str, Path], anchors: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Each link or file within the book that leads nowhere, as what to look for in the source and what to say."""
    for told in page.links:
        address = urlsplit(told.strip())
        if address.scheme or address.netloc:
            continue
        near = posixpath.join(posixpath.dirname(page.address), unquote(address.path))
        target, anchor = posixpath.normpath(near) if address.path else page.address, unquote(address.fragment)
        if target not in files:
            yield _looked_for(told), f"leads to {told}, and no such file is in the book; mend the link or add the page"
        elif anchor and target in anchors and anchor not in anchors[target]:
            yield f"#{anchor}", f"leads to {told}, and {target} has no place of that name; mend what follows the #"


def _looked_for(address: str) -> str:
    """What of a dead address stands in the source too, whose links end in .md or in nothing."""
    return posixpath.splitext(urlsplit(address).path)[0].removeprefix("./")


def _foreign(page: _Page) -> Iterator[tuple[str, str]]:
    """Each address of another host that a page would load."""
    for told in page.loads:
        yield told, _loads(told)


def _foreign_in(tree: etree._Element) -> Iterator[str]:
    """Each address of another host that a browser would fetch of its own accord; a link to click is none."""
    for element in tree.iter(*_LOADS):
        if element.tag == "link" and set((element.get("rel") or "").lower().split()) & _ONLY_NAMED:
            continue
        for name in _LOADS[element.tag]:
            addresses = re.split(r",?\s+", (element.get(name) or "").strip())
            yield from (told for told in addresses if _FOREIGN.match(told))
    yield from _foreign_in_text(tree)


def _foreign_in_text(tree: etree._Element) -> Iterator[str]:
    for style in tree.xpath("//style/text() | //@style"):
        yield from _CSS.findall(style)
    for script in tree.xpath("//script[not(@type) or contains(@type, 'javascript') or @type='module']/text()"):
        yield from _JS.findall(script)


def _foreign_files(place: Place, files: dict[str, Path]) -> Iterator[Fault]:
    """Styles and scripts that would load from another host."""
    for name, path in sorted(files.items()):
        kind = {".css": _CSS, ".js": _JS, ".mjs": _JS, ".svg": _CSS}.get(path.suffix)
        text = read_text(path) if kind else ""
        for found in kind.finditer(text) if kind else ():
            own = place.root / "book" / "web" / "static" / posixpath.basename(name)
            line = text.count("\n", 0, found.start()) + 1
            yield Fault(shown(own if own.exists() else path), line, _loads(found[1]))


def _loads(address: str) -> str:
    return f"would load {address} from another host; keep a copy in book/web/static, or make it a link to click"


def _twice(page: _Page) -> Iterator[tuple[str, str]]:
    for name, count in Counter(page.ids).items():
        if count > 1:
            yield name, f"has the id {name} {count} times, and a link can lead to one alone; give each its own"


def _release(place: Place, name: str) -> _Release | None:
    """The release that data-round names, `round` in force or `round@version` as kept; None where there is none."""
    round, _, version = name.partition("@")
    path = place.round(round).release(version) if version else place.round(round).published
    if round not in place.rounds() or not path.exists():
        return None
    value = read_json(path)
    # A release may hold tens of thousands of points: gone through once, not for each quote.
    return _Release(value, {point["id"]: " ".join(point.get("text", "").split()) for point in value["points"]})


def _marks_at_odds(page: _Page, releases: Any) -> Iterator[tuple[str, str]]:
    """Each marked figure, text or quote that is not what its release holds."""
    for mark in page.marks:
        if said := _at_odds(mark, releases(mark.round) if mark.round else None):
            yield mark.key, said


def _at_odds(mark: _Mark, release: _Release | None) -> str:
    """What is wrong with a mark, nothing where it holds."""
    key, round = mark.key, mark.round or "no round"
    if release is None:
        return f"shows {key} of {round}, which has no such release; publish it first"
    try:
        value = resolve(release.value, key)
    except (KeyError, IndexError, ValueError, TypeError):
        return f"shows {key} of {round}, which the release does not hold; build with --all, or mend the page"
    if not _holds(mark, value) or not _quote_holds(mark, release):
        return f"{key} is not as release {round} has it; build with --all, or restore the release"
    return ""


def _holds(mark: _Mark, value: Any) -> bool:
    """Whether a mark carries and shows its value, in one of the ways pages write it."""
    if mark.is_data and mark.carried != ("null" if value is None else str(value)):
        return False
    if value is None:
        return mark.said == HIDDEN
    if isinstance(value, float):
        return mark.said in (figure(value), percent(value), of_hundred(value))
    return bool(mark.said == (figure(value) if isinstance(value, int) else " ".join(str(value).split())))


def _quote_holds(mark: _Mark, release: _Release) -> bool:
    """Whether a text shown as a quote stands in what was written at its point."""
    if not mark.quoted or not mark.key.startswith("/quotes/") or not mark.key.endswith("/text"):
        return True
    quote = resolve(release.value, mark.key.removesuffix("/text"))
    return mark.said in release.written.get(quote["point"], "")
