"""The papers of the book: where each file to print lies."""

from collections.abc import Sequence

from pipeline.definitions.taxonomy import Workstream
from pipeline.pages.addresses import FRAME, PAPERS, workstream_page
from pipeline.pages.marks import Fragment, code, link, nothing, table, written
from pipeline.pages.reading import address, taxonomy

# What stands for the whole frame, beside the papers that bear the name of a workstream or an item.
WHOLE = "workstreams"
BOOK = "knowledge-base"


def _file(name: str, text: str, kind: str = "pdf") -> str:
    """A link to a paper; `text` is HTML."""
    way = address(f"{PAPERS}/{name.lower()}").removesuffix(".html")
    return link(f"{way}.{kind}", text)


def _named(name: str, title: str) -> str:
    return f"{code(name)} {written(title, FRAME)}"


def _shown(*parts: str) -> Fragment:
    return Fragment('<div class="cp papers">\n' + "\n".join(parts) + "\n</div>")


def papers_of(workstream: str) -> Fragment:
    """The paper of a workstream and that of each of its items."""
    found = [each for each in taxonomy().workstreams if each.code == workstream]
    if not found:
        return _shown(nothing("No workstream of this name is in the frame, and so no paper."))
    items = "; ".join(_file(item.code, _named(item.code, item.title)) for item in found[0].items)
    whole = _file(workstream, f"the workstream {code(workstream)}")
    told = f" Of its items: {items}." if items else ""
    return _shown(f"<p>To print, as PDF of at most two pages: {whole}.{told}</p>")


def papers_table() -> Fragment:
    """Every paper, the document that holds all workstreams, and the whole book as one file."""
    rows = [row for each in taxonomy().workstreams for row in _rows(each)]
    whole = (
        f"<li>{_file(WHOLE, 'All workstreams in one document')}: PDF, with contents and page numbers</li>",
        f"<li>{_file(BOOK, 'The whole book', 'epub')}: EPUB, for a reading device or an app</li>",
    )
    return _shown(f"<ul>{''.join(whole)}</ul>", table("Papers of at most two pages", ["About", "Kind", "Paper"], rows))


def _rows(one: Workstream) -> Sequence[Sequence[str]]:
    page = link(address(workstream_page(one.code)), _named(one.code, one.title))
    items = [(_named(item.code, item.title), "item", _pdf(item.code)) for item in one.items]
    return [(page, "workstream", _pdf(one.code)), *items]


def _pdf(name: str) -> str:
    return _file(name, f"PDF of {code(name)}")
