"""What this book asks of Sphinx: its own theme, a light navigation, marks of rounds, and pages that are never stale."""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.domains.std import Glossary as GlossaryDirective
from sphinx.environment import BuildEnvironment

from pipeline.definitions.glossary import Term, parse_glossary
from pipeline.manifest import room_digest
from pipeline.place import (
    Place,
    file_digest,
    find_place,
    read_text,
    remove,
    shown,
    web_library,
    write_text_if_changed,
)
from pipeline.publish.furniture import connect
from pipeline.publish.markdown import plain
from pipeline.publish.page_context import GENERATED, page_context
from pipeline.publish.remembered import remembered
from pipeline.publish.search_data import found_on, search_script
from pipeline.publish.shown import Shown, seen

_CELL = re.compile(r"^```\{code-cell\}", re.MULTILINE)
# Where a library says its map lies, which is not in the book.
_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
# What Sphinx lays down for its own search.
_UNUSED = (
    "searchindex.js",
    *(f"_static/{name}.js" for name in ("doctools", "documentation_options", "language_data", "searchtools")),
    "_static/sphinx_highlight.js",
)

_ROOT = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="refresh" content="0; url={first}"><link rel="icon" href="data:,"></head>
<body><main><h1>{title}</h1><p><a href="{first}">Go to the book</a></p></main></body></html>
"""


@dataclass(frozen=True)
class _Entry:
    """A page in the navigation, with the pages below it."""

    page: str
    title: str
    children: tuple["_Entry", ...]


class GlossaryFile(GlossaryDirective):
    """`{glossary-file}`: every term of the glossary, to be linked by the `term` role."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The glossary as Sphinx would have read it from the page."""
        path = _place(self.env.app).glossary
        self.env.note_dependency(str(path))
        terms = sorted(parse_glossary(read_text(path), shown(path)).terms, key=lambda term: term.name.casefold())
        lines = [line for term in terms for line in _term_lines(term)]
        self.content = StringList(lines, source=str(path))
        return list(super().run())


def _term_lines(term: Term) -> Iterable[str]:
    yield from (plain(form) for form in term.forms)
    full = f"**{plain(term.expansion)}.** " if term.expansion else ""
    doubt = "" if term.checked else " *To be checked against a primary source.*"
    source = f" [Source: {plain(term.source)}]{{.small}}" if term.source else ""
    yield f"   {full}{plain(term.gloss)}{doubt}{source}"
    yield ""


# ------------------------------------------------------------------ never stale


def _place(app: Sphinx) -> Place:
    return find_place(Path(app.srcdir))


def _seen(app: Sphinx) -> str:
    """A digest of everything that a cell may read."""
    return hashlib.sha256("\n".join(file_digest(path) for path in seen(_place(app))).encode()).hexdigest()


def _outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Pages with cells are read again where the data behind them changed: Sphinx watches their text alone."""
    kept, seen = vars(env), _seen(app)
    stale = seen != kept.get("cpitg_seen")
    kept["cpitg_seen"] = seen
    kept["cpitg_touched"] = stale or bool(added or changed or removed)
    if not stale:
        return []
    return [page for page in env.found_docs - removed if _CELL.search(read_text(Path(env.doc2path(page))))]


# ------------------------------------------------------------------ navigation


def _entries(env: BuildEnvironment, page: str) -> tuple[_Entry, ...]:
    """The pages below a page; of generated folders the index alone, since they may hold hundreds."""
    if page.startswith(GENERATED):
        return ()
    below = env.toctree_includes.get(page, [])
    return tuple(_Entry(name, env.titles[name].astext(), _entries(env, name)) for name in below)


def _frame(app: Sphinx, env: BuildEnvironment) -> tuple[tuple[_Entry, ...], tuple[str, ...]]:
    """What stands round every page alike: where it differs, no page is as it was."""
    written = sorted(page for page in env.found_docs if not page.startswith(GENERATED))
    return _entries(env, app.config.root_doc), tuple(written)


def _updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Name the pages to be written again beside those that were read again: Sphinx leaves the others as they are.

    A page that a person wrote tells of the pages before and after it, and perhaps of others by their titles. A
    generated page takes nothing from another page but the frame: what it tells of others stands in its own text.
    """
    kept, frame = vars(env), _frame(app, env)
    old, kept["cpitg_frame"], kept["cpitg_navigation"] = kept.get("cpitg_frame"), frame, frame[0]
    if frame != old:
        return set(env.found_docs)
    return set(frame[1]) if kept.get("cpitg_touched") else set()


def _restyled(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """One page at least is written where a style or a script has changed: without any Sphinx copies none of them."""
    kept, web = vars(env), Path(app.srcdir) / "book" / "web"
    files = sorted(path for path in web.rglob("*") if path.is_file())
    told = [(path.relative_to(web).as_posix(), file_digest(path)) for path in files]
    old, kept["cpitg_web"] = kept.get("cpitg_web"), told
    if told == old:
        return set()
    # All of it is laid down anew, so that none stays which is no more.
    for path in (Path(app.outdir) / "_static").glob("*"):
        if path.is_file():
            remove(path)
    return {str(app.config.root_doc)}


# ------------------------------------------------------------------ search and the root


def _own_search(app: Sphinx) -> None:
    """Switch off Sphinx's search, which knows neither the acronyms of the glossary nor words written in two ways."""
    vars(app.builder)["search"] = False


def _search_page(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    return [("search", {}, "search.html")] if app.builder.name == "html" else []


def search_library() -> str:
    """The library that searches, handed on with its notice at its head, as its licence asks."""
    notice, library = (read_text(web_library(f"minisearch/{name}")) for name in ("LICENSE.txt", "dist/umd/index.js"))
    return f"/*! MiniSearch\n\n{notice.strip()}\n*/\n{_MAP.sub('', library)}"


def _write_search(app: Sphinx) -> None:
    """The words of the built pages as a script, and the library that searches them."""
    out, path = Path(app.outdir), _place(app).glossary
    built = [f"{page}.html" for page in app.env.found_docs]
    pages = {name: read_text(out / name) for name in built if (out / name).exists()}
    found = remembered(out.parent / "searched-through.json", pages, found_on)
    write_text_if_changed(out / "search-data.js", search_script(found, parse_glossary(read_text(path), shown(path))))
    write_text_if_changed(out / "_static" / "minisearch.js", search_library())
    for name in _UNUSED:
        remove(out / name)


def _sweep_images(app: Sphinx) -> None:
    """Take away images that no page shows any more: Sphinx leaves them where they are."""
    shown_somewhere = {name for _, name in app.env.images.values()}
    for path in (Path(app.outdir) / "_images").glob("*"):
        if path.name not in shown_somewhere:
            remove(path)


def _finished(app: Sphinx, error: Exception | None) -> None:
    """Search, and a page at the root that leads to the first one, also where the browser does not go by itself."""
    if error is None and app.builder.name == "html":
        _write_search(app)
        _sweep_images(app)
        first = f"{app.config.root_doc}.html"
        write_text_if_changed(Path(app.outdir) / "index.html", _ROOT.format(title=app.config.html_title, first=first))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register all of the above."""
    # The one door by which today enters: cpitg build sets it where a day was given.
    app.add_config_value("cpitg_as_at", os.environ.get("CPITG_AS_AT", ""), "html")
    # Jupyter Book sets it for an extension that is not here.
    app.add_config_value("comments_config", {}, "")
    app.add_directive("glossary-file", GlossaryFile)
    app.add_directive("shown", Shown)
    app.add_html_theme("cpitg", str(Path(app.srcdir) / "book" / "web" / "theme"))
    app.connect("builder-inited", _own_search)
    app.connect("html-collect-pages", _search_page)
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _updated)
    app.connect("env-updated", _restyled)
    connect(app)
    # Before sphinx_external_toc, which writes a bare one where there is none.
    app.connect("build-finished", _finished, priority=100)
    # After all others, since sphinx_design and myst_nb add their files at the usual priority.
    app.connect("html-page-context", page_context, priority=900)
    return {"version": "1", "env_version": _of_code(), "parallel_read_safe": True, "parallel_write_safe": True}


def _of_code() -> int:
    """A number of this version of the code: what Sphinx kept of a book that another one read may hold what is gone."""
    return int(room_digest("publish", "pages")[:12], 16)
