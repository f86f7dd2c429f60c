"""The words of an HTML message as a reader sees them: hidden text, styles and scripts left out, quotes marked."""

import html
import re

from lxml import etree

from pipeline.collect.post.charset import fit


def _tags(told: str) -> frozenset[str]:
    return frozenset(told.split())


_UNSEEN_TAGS = _tags(
    "script style head title template svg noscript object applet iframe select textarea math audio video"
)
_BLOCKS = _tags(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table tbody tr ul"
)
# A blank line stands around these; the others begin on a line of their own.
_APART = _tags("p h1 h2 h3 h4 h5 h6 blockquote table ul ol pre")
_MOST_MARKS = 8
# What mail programs call the part of a page that holds the message that was answered.
_QUOTING = _tags(
    "yahoo_quoted zmail_extra protonmail_quote mail-editor-reference-message-container "
    "ms-outlook-mobile-reference-message AOLMsgPart"
)
_HIDDEN = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all"
    r"|font-size\s{0,9}:\s{0,9}0(?:px|pt|em|%)?\s{0,9}(?:;|!|$)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TAG = re.compile(r"<[^<>]*>")
# A tag with its attributes, whose values may hold the sign that ends it.
_WHOLE_TAG = re.compile(r"""<[a-zA-Z](?:[^>"'=]|=\s*+(?:"[^"]*+"|'[^']*+'|[^>]?))*+""")
_LONG_TAG, _MOST_IN_A_TAG = 20_000, 5_000
_EMPTY_LINES = re.compile(r"\n{3,}")


def _is_unseen(element: etree._Element) -> bool:
    if element.tag in _UNSEEN_TAGS or element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search((element.get("style") or "")[:2_000]))


def _is_quote(element: etree._Element) -> bool:
    """Whether mail programs made it to hold what was answered; authors indent with a blockquote too."""
    named = f"{element.get('id') or ''} {element.get('class') or ''}"[:2_000]
    if element.tag == "div":
        return not _QUOTING.isdisjoint(named.split())
    return element.tag == "blockquote" and (
        element.get("type") == "cite" or "quote" in named or element.get("cite") is not None
    )


class _Page:
    """Collects lines while a tree is walked."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._unseen = 0
        self._plain = 0

    def text(self, told: str | None) -> None:
        if not told or self._unseen:
            return
        if self._plain:
            first, *rest = told.split("\n")
            self._line.append(first)
            for line in rest:
                self.end_line()
                self._line.append(line)
        else:
            self._line.append(_SPACES.sub(" ", told))

    def end_line(self, *, apart: bool = False, always: bool = False) -> None:
        line = _SPACES.sub(" ", "".join(self._line)).strip()
        self._line = []
        mark = "> " * min(self._quotes, _MOST_MARKS)
        if line or always:
            self.lines.append((mark + line).rstrip())
        if apart and self.lines and self.lines[-1].strip("> "):
            self.lines.append(mark.rstrip())

    def open(self, element: etree._Element) -> None:
        self._unseen += _is_unseen(element)
        if self._unseen:
            return
        tag = element.tag
        if tag == "br":
            self.end_line(always=True)
        elif tag in _BLOCKS:
            self.end_line(apart=tag in _APART)
            self._quotes += _is_quote(element)
            self._plain += tag == "pre"
            self._line += ["- "] if tag == "li" else []
        elif tag in ("td", "th"):
            self._line.append(" ")
        self.text(element.text)

    def close(self, element: etree._Element) -> None:
        if not self._unseen and element.tag in _BLOCKS:
            self.end_line()
            self._quotes -= _is_quote(element)
            self._plain -= element.tag == "pre"
            self.end_line(apart=element.tag in _APART)
        self._unseen -= _is_unseen(element)
        self.text(element.tail)


def _is_crowded(text: str) -> bool:
    """Whether a tag has attributes by the thousand: the library compares each with every other, for minutes."""
    tags = (found[0] for found in _WHOLE_TAG.finditer(text) if found.end() - found.start() > _LONG_TAG)
    return any(len(tag.split()) > _MOST_IN_A_TAG for tag in tags)


def _tree(text: str) -> etree._Element | None:
    """The tree of a page; nothing of what it names is fetched, and one too deep or too crowded raises an error."""
    if _is_crowded(text):
        raise etree.LxmlSyntaxError("a tag with too many attributes")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.encode(), parser)
    if parser.error_log.filter_from_fatals():
        raise etree.LxmlSyntaxError("too deep")
    return root


def text_of_html(text: str) -> str:
    """What a reader of an HTML message sees, line by line; what was quoted with it begins with `>`."""
    text = _CONTROLS.sub("", fit(text))
    try:
        root = _tree(text)
    except etree.LxmlError:
        # Tags in tags by the thousand: the words are kept, what was hidden among them too.
        return html.unescape(_TAG.sub(" ", text)).strip()
    page = _Page()
    for event, element in etree.iterwalk(root, events=("start", "end")) if root is not None else ():
        (page.open if event == "start" else page.close)(element)
    page.end_line()
    return _EMPTY_LINES.sub("\n\n", "\n".join(page.lines)).replace("\xa0", " ").strip()
