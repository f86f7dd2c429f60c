"""Notebooks run while other pages are read: each once, with what it gave in the one that was asked for."""

import nbformat
import pytest
from myst_nb.core.config import NbParserConfig
from myst_parser.config.main import MdParserConfig
from nbformat import v4

from pipeline.publish import ahead


def notebook(*cells: str) -> nbformat.NotebookNode:
    return v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])


class Done:
    """What the library gives back."""

    def __init__(self, nb):
        self.nb = nb


@pytest.fixture
def ran(monkeypatch):
    folders = []

    def run(nb, cwd, **how):
        folders.append((cwd, how))
        nb.cells[0].outputs = [v4.new_output("stream", text=cwd)]
        nb.cells[0].execution_count = 1
        nb.metadata["language_info"] = {"name": "python"}
        return Done(nb)

    monkeypatch.setattr(ahead, "_run", run)
    return folders


def test_a_notebook_that_was_begun_is_not_run_again_and_is_filled(ran):
    under_way, asked = ahead._Ahead(), notebook("1")
    under_way.begin(notebook("1"), "a", {"timeout": 60})
    under_way.run(asked, "a", timeout=60)
    under_way.end()
    assert ran == [("a", {"timeout": 60})]
    assert asked.cells[0].outputs[0].text == "a"
    assert asked.cells[0].execution_count == 1
    assert asked.metadata.language_info.name == "python"


@pytest.mark.parametrize(("cell", "folder"), [("2", "a"), ("1", "b")])
def test_another_notebook_or_the_same_elsewhere_is_run_by_itself(ran, cell, folder):
    under_way, asked = ahead._Ahead(), notebook(cell)
    under_way.begin(notebook("1"), "a", {})
    under_way.run(asked, folder)
    under_way.end()
    assert sorted(folder for folder, _ in ran) == sorted(["a", folder])
    assert asked.cells[0].outputs[0].text == folder


def test_what_went_wrong_with_the_kernel_is_told_where_the_notebook_is_asked_for(monkeypatch):
    def broken(nb, cwd):
        raise RuntimeError("no kernel")

    monkeypatch.setattr(ahead, "_run", broken)
    under_way = ahead._Ahead()
    under_way.begin(notebook("1"), "a", {})
    with pytest.raises(RuntimeError, match="no kernel"):
        under_way.run(notebook("1"), "a")
    under_way.end()


TOP = "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\n---\n"


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (f"{TOP}# A walk\n\n```{{code-cell}} python\n1 + 1\n```\n", ["# A walk", "1 + 1"]),
        ("# No notebook\n\nOnly words.\n", None),
        (f"{TOP}```{{code-cell}} python\n---\n[: {{\n---\n1\n```\n", None),
    ],
)
def test_only_a_notebook_that_can_be_read_is_begun(tmp_path, text, cells):
    path = tmp_path / "page.md"
    path.write_text(text, "utf-8")
    found = ahead._notebook(path, MdParserConfig(), NbParserConfig())
    assert (found and [cell.source for cell in found.cells]) == cells
