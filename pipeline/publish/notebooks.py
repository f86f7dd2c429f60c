"""Notebooks to take away: each as a ZIP with the data it reads and the code that it calls, to be run anywhere."""

import ast
import functools
import json
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook

from pipeline.place import Place, read_bytes, read_text
from pipeline.publish.bookdata import BookData
from pipeline.publish.papers_text import newest_day
from pipeline.publish.shown import seen
from pipeline.publish.zipped import zipped

FOLDER = "book/downloads/notebooks"
# A part of a page with this tag tells of the book, and is not taken along.
_BOOK_ONLY = "book-only"
_PACKAGE = Path(__file__).parents[1]
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\([^()\s]{1,500}\.md[^()\s]{0,200}\)")
# The book's own style is not there: of two pictures the one for phones goes, and sliders that a script would answer.
_STYLE = """from IPython.display import HTML

HTML(\"\"\"<style>
svg.narrow, form[data-weights] { display: none }
.cp figure, .cp blockquote { margin: 0 }
.cp table { font-size: 1em }
.cp svg { max-width: 660px }
.cp table caption, .cp table th, .cp table td { text-align: left }
.cp table td.figure, .cp table th.figure { text-align: right }
.cp dl { display: flex; flex-wrap: wrap; gap: 2em }
.cp dd { font-weight: bold; margin: 0 }
</style>\"\"\")"""
_README = """{title}

1. Python 3.11 or later: python -m pip install -r requirements.txt notebook
2. In this folder: python -m notebook {name}.ipynb
3. Run the cells from the first to the last; change what you like, and run them again.

The folder pipeline holds the code that the cells call, surveys and book/data what they read. Links in what a cell gives
lead to pages of the book, which are not in this folder. The licence of the code is in LICENSE.txt.
"""


def notebook_pages(place: Place) -> list[Path]:
    """The source of every notebook, in the order of their names."""
    paths = sorted((place.root / "book" / "notebooks").glob("*.md"))
    return [path for path in paths if is_myst_markdown_notebook(read_text(path))]


def notebook_files(place: Place, data: BookData) -> dict[str, bytes]:
    """A ZIP of each notebook with all that it needs, by its path below the built book."""
    found = notebook_pages(place)
    if not found:
        return {}
    shared, day = _shared(place), newest_day(data)
    return {f"{FOLDER}/{path.stem}.zip": zipped(shared | _own(path), day) for path in found}


def _own(path: Path) -> dict[str, bytes]:
    """What only this notebook has."""
    cells = taken_along(read_text(path))
    title = next(line for line in "".join(cells[0]["source"]).splitlines() if line.startswith("# "))
    readme = _README.format(title=title.removeprefix("# "), name=path.stem)
    return {f"{path.stem}.ipynb": _notebook(cells), "README.txt": readme.encode()}


def taken_along(text: str) -> list[dict[str, Any]]:
    """The cells of a page, read as the build reads them, with a style of their own in place of the book's."""
    read = read_myst_markdown_notebook(text).cells
    kept = [(cell.cell_type, cell.source) for cell in read if _BOOK_ONLY not in cell.metadata.get("tags", [])]
    styled = [*kept[:1], ("code", _STYLE), *kept[1:]]
    return [_cell(n, kind, source) for n, (kind, source) in enumerate(styled, 1)]


def _cell(n: int, kind: str, source: str) -> dict[str, Any]:
    """A cell as nbformat 4.5 writes it; its id is its place, since one by chance would be another each time."""
    told = source if kind == "code" else _LINK.sub(r"\1", source)
    cell = {"cell_type": kind, "id": f"cell-{n}", "metadata": {}, "source": told.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _notebook(cells: Sequence[dict[str, Any]]) -> bytes:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    told = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _shared(place: Place) -> dict[str, bytes]:
    """What every notebook needs: data, code, libraries and licence; nothing of a round that is not published."""
    hidden = {place.round(round).survey for round in place.rounds() if not place.round(round).published.exists()}
    kept = [path for path in seen(place) if path.suffix != ".py" and path not in hidden]
    data = {path.relative_to(place.root).as_posix(): read_bytes(path) for path in kept}
    code, libraries = _code()
    own = {path.relative_to(_PACKAGE.parent).as_posix(): read_bytes(path) for path in code}
    licence = read_bytes(_PACKAGE.parent / "LICENSE")
    return data | own | {"requirements.txt": _pinned(libraries), "LICENSE.txt": licence}


@functools.cache
def _code() -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Every module of ours that a cell comes to import, and the top names of all others."""
    todo, ours, others = [_PACKAGE / "__init__.py", _PACKAGE / "pages" / "__init__.py"], set[Path](), set[str]()
    while todo:
        path = todo.pop()
        if path not in ours:
            ours.add(path)
            names = set(_imported(path))
            todo += [found for name in names for found in _modules(name)]
            others |= {name.split(".")[0] for name in names}
    return tuple(sorted(ours)), tuple(sorted(others - {"pipeline"} - sys.stdlib_module_names))


def _imported(path: Path) -> Iterator[str]:
    """Every name that a module may import, as `a.b` for `from a import b` too."""
    for node in ast.walk(ast.parse(read_text(path))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _modules(name: str) -> Iterator[Path]:
    """The files that a name leads to, with those of the packages above it."""
    steps = name.split(".")
    for length in range(1, len(steps) + 1 if steps[0] == "pipeline" else 0):
        stem = _PACKAGE.parent.joinpath(*steps[:length])
        yield from (path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.exists())


def _pinned(libraries: Sequence[str]) -> bytes:
    """The libraries as pip reads them, each in the version that made the book."""
    homes = packages_distributions()
    names = {homes[name][0] for name in libraries} | {"ipykernel"}
    return "".join(f"{name}=={version(name)}\n" for name in sorted(names, key=str.lower)).encode()
