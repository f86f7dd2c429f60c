"""A built page as a page of the EPUB: XHTML of what is read, without scripts, controls and ways out of the book."""

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from lxml import etree

from pipeline.pages.marks import escaped, quoted

_TOP = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en-GB" xml:lang="en-GB">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="{style}"/></head>
<body>
"""
STYLE = "style.css"
# What is read of a page: what is said of its figures at the top, and its text.
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
_STRIPE = re.compile(r'<div class="stripe".*?</div>', re.DOTALL)
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
# XML allows no other control signs.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_GONE = (
    "//script | //style | //noscript | //template | //form | //fieldset | //select | //button | //input | //textarea"
    " | //label | //output | //iframe | //object | //embed | //audio | //video | //canvas | //link | //meta"
    " | //*[@hidden] | //a[@class='headerlink'] | //nav[@class='here']"
    " | //*[local-name()='svg'][contains(@class, 'narrow')]"
)
_KEPT = re.compile(
    r"(?:class|id|href|src|alt|lang|title|scope|colspan|rowspan|datetime|start|open|cite|role|aria-\w+)\Z"
)
# Only these need a role of their own when nothing moves and nothing can be operated.
_ROLES = {"note", "img"}
_PLAIN = {"details": "div", "summary": "p"}
# A link that names a place; in XML as written here a text holds no "<", so that this is never met in one.
_PLACED = re.compile(r'(<a\b[^<>]{0,2000} href=")([^":#]*)#([^"]*)"')
# Stands for an element of which only the inside is kept.
_UNMARKED = "unmarked"
# The parser of HTML writes all names small; SVG does not.
_SVG = {
    name.lower(): name
    for name in ("viewBox", "preserveAspectRatio", "gradientUnits", "gradientTransform", "clipPath", "clipPathUnits",
                 "linearGradient", "radialGradient", "textLength", "lengthAdjust", "patternUnits", "textPath",
                 "spreadMethod", "markerWidth", "markerHeight", "refX", "refY", "stdDeviation")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EpubPage:
    """A page of the EPUB: its title, its body as XML, its ids, the images it shows, and whether it draws."""

    title: str
    body: str
    ids: frozenset[str]
    images: tuple[str, ...]
    drawn: bool


def epub_name(page: str) -> str:
    """Where a page lies in the EPUB, named from the root, without an ending."""
    return f"{page}.xhtml"


def read_page(page: str, text: str, pages: Collection[str], images: Collection[str]) -> EpubPage:
    """What a built page holds; `pages` and `images` are those of the book, by their path below it."""
    tree = etree.fromstring(f"<body>{_read(text)}</body>".encode(), _PARSER).find("body")
    title = _title(tree) or page
    for element in tree.xpath(_GONE):
        _dropped(element)
    etree.strip_tags(tree, "data")
    drawn = {element for svg in tree.iter("svg") for element in svg.iter(etree.Element)}
    for element in list(tree.iter(etree.Element)):
        if element in drawn:
            _cleaned_svg(element)
        else:
            _cleaned(element)
    shown = [path for element in list(tree.iter("img")) for path in _image(element, page, images)]
    for element in list(tree.iter("a")):
        _link(element, page, pages)
    etree.strip_tags(tree, _UNMARKED)
    return EpubPage(
        title=title,
        body=_xml(tree),
        ids=frozenset(map(str, tree.xpath("//@id"))),
        images=tuple(shown),
        drawn=bool(drawn),
    )


def _dropped(element: Any) -> None:
    """Take an element out, and leave the text that follows it where it is."""
    before, parent, tail = element.getprevious(), element.getparent(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _read(text: str) -> str:
    found = (_STRIPE.search(text), _ARTICLE.search(text))
    return "".join(each.group() for each in found if each)


def _title(tree: Any) -> str:
    heads = tree.xpath("//h1")
    told = "".join(heads[0].xpath(".//text()[not(parent::a[@class='headerlink'])]")) if heads else ""
    return " ".join(told.split())


def _cleaned(element: Any) -> None:
    """Keep what XHTML knows and needs no script."""
    for name in list(element.attrib):
        if not _KEPT.match(name) or (name == "role" and element.get(name) not in _ROLES):
            del element.attrib[name]
    if "role" not in element.attrib:
        # A name is for what has a role: of a plain box it says nothing.
        for name in [name for name in element.attrib if name.startswith("aria-")]:
            del element.attrib[name]
    if element.tag == "span" and not element.attrib:
        element.tag = _UNMARKED
    if element.tag in _PLAIN:
        element.set("class", element.tag)
        element.tag = _PLAIN[element.tag]
        element.attrib.pop("open", None)
    if element.tag == "figcaption" and element.getparent().tag == "figure":
        # Once nothing folds away, a caption may stand first or last only.
        element.getparent().insert(0, element)


def _cleaned_svg(element: Any) -> None:
    """Keep all that draws, under the names that SVG has for it."""
    element.tag = _SVG.get(element.tag, element.tag)
    for name, value in list(element.attrib.items()):
        del element.attrib[name]
        if not name.startswith(("on", "data-", "xmlns")) and name not in ("focusable", "tabindex"):
            element.set(_SVG.get(name, name).removeprefix("xlink:"), value)
    if element.tag == "svg":
        element.set("xmlns", "http://www.w3.org/2000/svg")


def _target(page: str, address: str) -> str:
    """The path below the book that an address on a page leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(address)))


def _image(element: Any, page: str, images: Collection[str]) -> list[str]:
    """The image that an element shows; one that is not in the book gives way to the words for it."""
    path = _target(page, element.get("src") or "")
    if path not in images:
        element.tail = (element.get("alt") or "") + (element.tail or "")
        _dropped(element)
        return []
    element.set("alt", element.get("alt") or "")
    return [path]


def _link(element: Any, page: str, pages: Collection[str]) -> None:
    """Lead to pages of the book and to other sites; what lies beside the book can only be named."""
    told = urlsplit((element.get("href") or "").strip())
    if told.scheme in ("http", "https", "mailto"):
        return
    target = _target(page, told.path).removesuffix(".html") if told.path else page
    if told.scheme or told.netloc or target not in pages or not (told.path or told.fragment):
        # The words stay, and the id to which something else may lead.
        element.attrib.pop("href", None)
        element.tag = "span" if element.get("id") else _UNMARKED
        return
    way = quote(posixpath.relpath(epub_name(target), posixpath.dirname(page))) if target != page else ""
    element.set("href", f"{way}#{told.fragment}" if told.fragment else way or posixpath.basename(epub_name(page)))


def _xml(tree: Any) -> str:
    inside = [escaped(tree.text or "")]
    inside += [etree.tostring(child, encoding="unicode", method="xml") for child in tree]
    return _NO_XML.sub("", "".join(inside))


def without_dead(page: str, body: str, ids: dict[str, frozenset[str]]) -> str:
    """The same body with each place named that is no longer there left out of its link: the page itself is."""

    def led(found: re.Match[str]) -> str:
        start, way, place = found.groups()
        target = _target(page, way).removesuffix(".xhtml") if way else page
        if unquote(place) in ids.get(target, ()):
            return found[0]
        return f'{start}{way or posixpath.basename(epub_name(page))}"'

    return _PLACED.sub(led, body)


def xhtml(page: str, title: str, body: str) -> bytes:
    """A whole page of the EPUB."""
    style = posixpath.relpath(STYLE, posixpath.dirname(page))
    return f"{_TOP.format(title=escaped(title), style=quoted(style))}{body}\n</body>\n</html>\n".encode()
