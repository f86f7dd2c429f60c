"""The cells of this build: the table `{cells-run}` of what came of them, what failed, code the keyboard reaches."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from pipeline.pages.marks import code, escaped, link, quoted, row_count, table
from pipeline.place import read_text, remove
from pipeline.publish.failed import warning
from pipeline.publish.markdown import relative

# Under which names the library notes what came of a page, and we that it holds the table.
_RAN, _TABLE = "exec_data", "cpitg_cells_run"
_CELL = "```{code-cell}"
# Code may be wider than a phone, and what scrolls must be reached by the keyboard.
_CODE = '<div class="highlight"><pre>'
_CODE_REACHED = '<div class="highlight"><pre role="group" tabindex="0" aria-label="Code, may scroll sideways">'
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")


class CellsRun(nodes.General, nodes.Element):  # type: ignore[misc]  # the library has no types
    """Stands for the table until all pages are read."""


class CellsRunDirective(SphinxDirective):
    """`{cells-run}`: every page with cells, how many it has, how many ran, and whether one failed."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """A place for the table: pages after this one have not run yet."""
        # Where the library notes what it ran, so that this is forgotten and put together with it.
        NbMetadataCollector.set_doc_data(self.env, self.env.docname, _TABLE, True)
        return [CellsRun()]


@dataclass(frozen=True, slots=True)
class Run:
    """A page with cells as this build ran it; `error` is empty where none of them failed."""

    page: str
    title: str
    cells: int
    ran: int
    error: str


def _run(env: BuildEnvironment, page: str, tree: nodes.document) -> Run:
    cells = [each for each in tree.findall(nodes.container) if each.get("nb_element") == "cell_code"]
    ran = sum(each.get("exec_count") is not None for each in cells)
    return Run(page, env.titles[page].astext(), len(cells), ran, _error(_noted(env, _RAN)[page]))


def _error(data: Any) -> str:
    """The last line of what Python said of an error."""
    said = [line for line in _COLOUR.sub("", data["traceback"] or "").splitlines() if line.strip()]
    return "" if data["succeeded"] else " ".join(said[-1].split()) if said else str(data["error"])


def _resolved(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Put the table where it belongs, and at the top of a page that failed what failed."""
    ran = _noted(app.env, _RAN)
    # Hundreds of pages hold neither, and need not be searched.
    for place in list(tree.findall(CellsRun)) if page in _noted(app.env, _TABLE) else ():
        runs = [_run(app.env, each, app.env.get_doctree(each)) for each in ran]
        place.replace_self(nodes.raw("", run_table(runs, page), format="html"))
    if page in ran and not ran[page]["succeeded"]:
        run = _run(app.env, page, tree)
        line = _line(read_text(Path(app.env.doc2path(page))), run.ran)
        tree.insert(0, nodes.raw("", warning(run.ran, line, run.error), format="html"))


def _noted(env: BuildEnvironment, what: str) -> dict[str, Any]:
    """What is noted of each page that there still is."""
    noted = {page: data.get(what) for page, data in NbMetadataCollector.get_doc_data(env).items()}
    return {page: told for page, told in sorted(noted.items()) if told and page in env.found_docs}


def run_table(runs: Sequence[Run], source: str) -> str:
    """The pages with cells as HTML, seen from the page `source`."""
    rows = [
        (
            link(f"{relative(run.page, source)}.html", escaped(run.title)),
            _mark(run.page, "cells", run.cells),
            _mark(run.page, "ran", run.ran),
            f"failed: {code(run.error)}" if run.error else "ran without error",
        )
        for run in runs
    ]
    caption = f"Pages with cells, as this build ran them: {row_count(rows)}."
    made = table(caption, ["Page", "Cells", "Cells that ran", "What came of it"], rows, figures=(1, 2))
    return f'<div class="cell_output">\n{made}\n</div>'


def _mark(page: str, what: str, count: int) -> str:
    return f'<data value="{count}" data-{what}="{quoted(page)}">{count}</data>'


def _line(source: str, n: int) -> int:
    """The line on which the nth cell of a page begins."""
    lines = [number for number, line in enumerate(source.splitlines(), 1) if line.startswith(_CELL)]
    return lines[n - 1] if 0 < n <= len(lines) else 0


def _updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Pages that hold the table are written again where a page was run again."""
    return _noted(env, _TABLE) if NbMetadataCollector.new_exec_data(env) else ()


def _reached(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document) -> None:
    context["body"] = context.get("body", "").replace(_CODE, _CODE_REACHED)


def _finished(app: Sphinx, error: Exception | None) -> None:
    """Reports of errors name folders of this machine, and are no part of the book."""
    for path in (Path(app.outdir) / "reports").rglob("*.err.log"):
        remove(path)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register all of the above."""
    app.add_node(CellsRun)
    app.add_directive("cells-run", CellsRunDirective)
    app.connect("doctree-resolved", _resolved)
    app.connect("env-updated", _updated)
    # After page_context.py, which gives a page its body.
    app.connect("html-page-context", _reached, priority=910)
    app.connect("build-finished", _finished)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
