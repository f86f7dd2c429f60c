"""docs/licences.md names every package that is asked for, each with the licence that the installed one tells."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

from pipeline.place import web_library
from pipeline.publish.sphinx_extension import search_library
from pipeline.web.assets import files

ROOT = Path(__file__).parents[2]
# Only with an extra: they may be missing where tests run.
_EXTRAS = ("postgres",)


def _asked_for():
    """Packages of Python and of JavaScript, as they are asked for, and those of an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extra = [name for each in _EXTRAS for name in project["project"]["optional-dependencies"][each]]
    lines = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *extra]
    web = json.loads((ROOT / "package.json").read_text("utf-8"))
    names = [re.match(r"[\w.-]+", line)[0] for line in lines]
    return names, [*web["dependencies"], *web["devDependencies"]], {re.match(r"[\w.-]+", line)[0] for line in extra}


PYTHON, WEB, EXTRA = _asked_for()


def _rows():
    text = (ROOT / "docs" / "licences.md").read_text("utf-8").partition("## What is handed on")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]
    return [row for row in cells if row[0] not in ("Package", "---")]


def _told(name):
    """The licence by the package's own words: its expression, else its one line, else its classifiers."""
    about = metadata(name)
    line = (about.get("License") or "").strip()
    if about.get("License-Expression"):
        return about.get("License-Expression")
    if line and "\n" not in line and not line.startswith("Copyright"):
        return line
    kinds = [kind for kind in about.get_all("Classifier", []) if kind.startswith("License")]
    return ", ".join(kind.split(" :: ")[-1] for kind in kinds)


def test_each_package_that_is_asked_for_has_one_row_and_no_other_has():
    assert sorted(row[0] for row in _rows()) == sorted([*PYTHON, *WEB])


@pytest.mark.parametrize("name", PYTHON)
def test_a_row_names_the_licence_of_the_installed_package(name):
    written = {row[0]: row[2] for row in _rows()}
    try:
        assert written[name] == _told(name)
    except PackageNotFoundError:
        assert name in EXTRA


@pytest.mark.parametrize("name", WEB)
def test_a_row_names_the_licence_of_the_installed_script(name):
    written = {row[0]: row[2] for row in _rows()}
    assert written[name] == json.loads(web_library(f"{name}/package.json").read_text("utf-8"))["license"]


def test_what_runs_is_under_no_licence_that_reaches_over_to_it():
    bound = [row[0] for row in _rows() if re.search(r"GPL|SSPL|BUSL", row[2])]
    assert sorted(bound) == ["feedgen", "psycopg"]  # the first under its other licence, the second in an extra


def test_the_search_of_the_book_carries_the_notice_of_the_library():
    notice, _, code = search_library().partition("*/\n")
    assert notice.startswith("/*!")
    assert web_library("minisearch/LICENSE.txt").read_text("utf-8").strip() in notice
    assert "MiniSearch" in code
    assert "sourceMappingURL" not in code


@pytest.mark.parametrize("name", ["nhsuk.css", "nhsuk.js"])
def test_style_and_script_of_the_service_carry_the_notice_of_their_library(name):
    version = json.loads(web_library("nhsuk-frontend/package.json").read_text("utf-8"))["version"]
    assert files()[name].startswith(f"/*! NHS.UK frontend {version}, by NHS England, under the MIT licence".encode())
