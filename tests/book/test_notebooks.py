"""Notebooks: what the build says of their cells, and what of them runs where the checkout is not."""

import io
import posixpath
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from books import TODAY, lay_out, real_book
from bs4 import BeautifulSoup
from numbers_read import cell_faults, soup, told

from pipeline import pages
from pipeline.definitions.roadmap import parse_roadmap
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.errors import PromiseError
from pipeline.pages.ledger import _LINES
from pipeline.pages.reading import on_page
from pipeline.place import Place
from pipeline.publish.book import build_book, published_rounds
from pipeline.publish.bookdata import BookData, book_data
from pipeline.publish.notebooks import FOLDER, notebook_files, notebook_pages, taken_along
from pipeline.publish.shown import call_of
from pipeline.schemas import STATES

TOC = """  - file: book/notebooks/index
    sections:
      - file: book/notebooks/walk
"""
INDEX = """# Notebooks

What came of the cells of every page of this book.

```{cells-run}
```
"""
WALK = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# A walk & its "cells" < all

Each cell below is run by the build; see [the other page](index.md) for what came of it.

```{code-cell} python
from pipeline import pages

ROUND = "example-round"
pages.key_numbers(ROUND)
```

```{code-cell} python
SECOND
```

```{code-cell} python
pages.ledger_table(ROUND)
```

+++ {"tags": ["book-only"]}

<a href="../downloads/notebooks/walk.zip">Download</a>
"""


# Runs every notebook of this folder in a kernel there, and writes it back with what its cells gave.
RUN = """
import pathlib, nbformat
from nbclient import NotebookClient
for path in sorted(pathlib.Path(".").glob("*/*.ipynb")):
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    notebook.cells.append(nbformat.v4.new_code_cell(SEEN))
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    nbformat.write(notebook, path)
"""
# Prints what each of these calls gives, where the code and the data are those of this folder.
CALLS = """
import os, sys; sys.path.insert(0, "")
from pipeline import pages
assert os.path.abspath(pages.__file__).startswith(os.getcwd())
for call in sys.stdin.read().splitlines():
    print(eval("pages." + call))
"""
# Where the modules of ours that a notebook came to import lie.
SEEN = "import sys; print(*{m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'pipeline'}, sep='\\n')"


def with_notebooks(root: Path, second: str) -> Place:
    """The small book with one notebook more, whose second cell is this."""
    place = lay_out(root)
    (root / "_toc.yml").write_text((root / "_toc.yml").read_text("utf-8") + TOC, "utf-8")
    (root / "book/notebooks").mkdir()
    (root / "book/notebooks/index.md").write_text(INDEX, "utf-8")
    (root / "book/notebooks/walk.md").write_text(WALK.replace("SECOND", second), "utf-8")
    return place


def test_a_cell_that_fails_stops_the_build_with_its_page_and_line_and_a_draft_shows_it(tmp_path):
    place = with_notebooks(tmp_path / "checkout", "len(ROUND) / 0")
    with pytest.raises(PromiseError, match=r"notebooks/walk\.md:16: cell 2 raised ZeroDivisionError: division by zero"):
        build_book(place, TODAY, strict=True)
    build_book(place, TODAY, draft=True)
    assert "raised ZeroDivisionError" in told(soup(place.html / "book/notebooks/walk.html").article)
    table = soup(place.html / "book/notebooks/index.html").table
    assert "failed: ZeroDivisionError: division by zero" in told(table)
    assert list(cell_faults(place.root, table))
    assert not list(place.html.rglob("*.err.log"))
    mended = (place.root / "book/notebooks/walk.md").read_text("utf-8").replace("/ 0", "/ 2")
    (place.root / "book/notebooks/walk.md").write_text(mended, "utf-8")
    build_book(place, TODAY, strict=True)
    table = soup(place.html / "book/notebooks/index.html").table
    assert "failed" not in told(table)
    assert list(cell_faults(place.root, table)) == []


def made_of(place: Place) -> BookData:
    taxonomy = parse_taxonomy(place.taxonomy.read_text("utf-8"), "workstreams.yml")
    codes = [item.code for item in taxonomy.items]
    return book_data(published_rounds(place), parse_roadmap(place.roadmap.read_text("utf-8"), "", codes), taxonomy, {})


def taken_elsewhere(files: dict[str, bytes], folder: Path) -> None:
    """Each ZIP unpacked into a folder of its own, and its notebook run there by a Python that knows no checkout."""
    for name, content in files.items():
        zipfile.ZipFile(io.BytesIO(content)).extractall(folder / Path(name).stem)
    script = f"SEEN = {SEEN!r}{RUN}"
    subprocess.run([sys.executable, "-I", "-c", script], cwd=folder, env={"HOME": str(folder)}, check=True)


def given(html: str, home: str) -> list[object]:
    """What a reader gets of some HTML: its words, its marks, and where its links lead, told from the root."""
    part = BeautifulSoup(html, "html.parser")
    # The book alone leads from a term to its glossary.
    links = part.select("a[href]:not([href*='#term-'])")
    leads = [posixpath.normpath(posixpath.join(home, str(a["href"]))) for a in links]
    marks = [(str(data["data-key"]), data.get("value")) for data in part.select("[data-key]")]
    return [told(part), marks, leads]


def outputs(cell: dict) -> str:
    return "".join(output["data"]["text/html"] for output in cell["outputs"] if "data" in output)


def alike(place: Place, folder: Path, name: str) -> None:
    """A notebook that ran elsewhere gave what its page shows, and ran on nothing of the checkout."""
    ran = [c for c in nbformat.read(folder / name / f"{name}.ipynb", 4).cells if c.cell_type == "code"]
    files = ran.pop().outputs[0].text.split()
    assert "svg.narrow" in outputs(ran.pop(0))
    assert len(files) > 10
    assert all(Path(file).is_relative_to(folder / name) for file in files)
    page = soup(place.html / f"book/notebooks/{name}.html").select("div.cell_output")
    assert [given(outputs(cell), "") for cell in ran] == [given(str(part), "book/notebooks") for part in page]


def test_every_notebook_runs_in_an_empty_folder_and_gives_what_its_page_shows(tmp_path):
    place = real_book()
    files = {name: (place.html / name).read_bytes() for name in notebook_files(place, made_of(place))}
    assert [Path(name).stem for name in files] == [path.stem for path in notebook_pages(place)]
    taken_elsewhere(files, tmp_path)
    for name in files:
        alike(place, tmp_path, Path(name).stem)


def test_a_notebook_to_take_away_is_the_same_twice_and_holds_nothing_that_readers_may_not_have(tmp_path):
    place = with_notebooks(tmp_path / "checkout", "ROUND")
    files = notebook_files(place, made_of(place))
    assert files == notebook_files(place, made_of(place))
    assert list(files) == [f"{FOLDER}/walk.zip"]
    archive = zipfile.ZipFile(io.BytesIO(files[f"{FOLDER}/walk.zip"]))
    names = archive.namelist()
    assert {"walk.ipynb", "README.txt", "LICENSE.txt", "surveys/workstreams.yml", "pipeline/pages/marks.py"} <= set(
        names
    )
    assert not [name for name in names if re.search(r"responses|decisions|members\.csv|/store/|/run\.py", name)]
    assert archive.read("README.txt").decode().startswith('A walk & its "cells" < all\n')
    pinned = archive.read("requirements.txt").decode().split()
    assert {"altair", "ipykernel", "PyYAML", "vl-convert-python"} <= {line.split("==")[0] for line in pinned}


def test_a_round_that_is_not_published_is_not_taken_along(tmp_path):
    place = with_notebooks(tmp_path / "checkout", "ROUND")
    survey = place.round("not-yet").survey
    survey.parent.mkdir()
    survey.write_bytes(place.round("example-round").survey.read_bytes())
    [content] = notebook_files(place, made_of(place)).values()
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "surveys/example-round/survey.yml" in names
    assert not [name for name in names if "not-yet" in name]


def test_every_function_of_pages_gives_the_same_in_a_folder_that_was_taken_away(tmp_path):
    place = with_notebooks(tmp_path / "checkout", "ROUND")
    files = notebook_files(place, made_of(place))
    zipfile.ZipFile(io.BytesIO(files[f"{FOLDER}/walk.zip"])).extractall(tmp_path / "away")
    page = (place.root / "book/rounds/everything.md").read_text("utf-8")
    calls = [call.replace("(R", '("example-round"') for call in re.findall(r"^pages\.(\w+\(.*\))$", page, re.MULTILINE)]
    assert len(calls) > 40
    with on_page(place.root):
        here = [str(getattr(pages, name)(*values, **named)) for name, values, named in map(call_of, calls)]
    command, told = [sys.executable, "-I", "-c", CALLS], "\n".join(calls)
    away = subprocess.run(command, cwd=tmp_path / "away", input=told, capture_output=True, text=True, check=True)
    assert away.stdout == "\n".join([*here, ""])


def test_what_only_the_book_can_show_is_not_taken_along():
    cells = taken_along(WALK)
    text = "".join("".join(cell["source"]) for cell in cells)
    assert "Download" not in text
    assert "see the other page for what" in text
    assert [cell["id"] for cell in cells] == [f"cell-{n}" for n in range(1, 6)]


def test_no_notebook_no_file(tmp_path):
    place = lay_out(tmp_path / "checkout")
    assert notebook_files(place, made_of(place)) == {}


def test_pages_name_the_states_of_the_ledger_without_pandas():
    assert ("received", *STATES) == _LINES
    code = "import sys, pipeline.pages; sys.exit('pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
