"""Notebooks run while other pages are read: a kernel is a process of its own, and need not be waited for at once."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from myst_nb.core.execute import direct
from myst_nb.core.read import MystMetadataParsingError, create_nb_reader
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from pipeline.place import read_text

# What the library runs a notebook by, which waits for the kernel.
_run = direct.single_nb_execution
# As many kernels at once as the smallest machine has processors: more would only wait for one another.
_AT_ONCE = 2


@dataclass
class _Ahead:
    """The notebooks under way, each by its folder and its cells."""

    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, "notebook"))
    begun: dict[tuple[str, ...], Future[Any]] = field(default_factory=dict)

    def begin(self, notebook: Any, folder: str, how: Mapping[str, Any]) -> None:
        """Run a notebook that will soon be asked for."""
        self.begun[_key(notebook, folder)] = self.pool.submit(_run, notebook, cwd=folder, **how)

    def run(self, notebook: Any, cwd: str, **how: Any) -> Any:
        """What came of a notebook, once it is done; one that was not begun is run now."""
        begun = self.begun.pop(_key(notebook, cwd), None)
        if begun is None:
            return _run(notebook, cwd=cwd, **how)
        done = begun.result()
        _filled(notebook, done.nb)
        return done

    def end(self) -> None:
        """Let go of what nobody asked for."""
        self.begun.clear()
        self.pool.shutdown(cancel_futures=True)


def _begin(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Begin with every notebook among the pages that are about to be read."""
    config, ahead = vars(env)["mystnb_config"], _Ahead()
    how = {"timeout": config.execution_timeout, "allow_errors": config.execution_allow_errors}
    for page in pages if config.execution_mode == "force" else ():
        path = Path(env.doc2path(page))
        notebook = _notebook(path, vars(env)["myst_config"], config)
        if notebook is not None:
            ahead.begin(notebook, str(path.parent), how)
    vars(direct)["single_nb_execution"] = ahead.run
    app.connect("build-finished", lambda *_: ahead.end())


def _notebook(path: Path, of_markdown: Any, of_notebooks: Any) -> Any:
    """The notebook of a page; None where it is none, or cannot be read, which is told of when its turn comes."""
    text = read_text(path)
    reader = create_nb_reader(str(path), of_markdown, of_notebooks, text)
    try:
        return reader.read(text) if reader else None
    except MystMetadataParsingError:
        return None


def setup(app: Sphinx) -> dict[str, Any]:
    """Begin before the first page is read."""
    app.connect("env-before-read-docs", _begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _key(notebook: Any, folder: str) -> tuple[str, ...]:
    """What decides what a notebook gives, as far as the notebook itself says it."""
    kernel = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    return (folder, kernel, *(f"{cell.cell_type}\n{cell.source}" for cell in notebook.cells))


def _filled(notebook: Any, done: Any) -> None:
    """Give a notebook what the same one gave when it was run."""
    notebook.metadata = done.metadata
    for cell, ran in zip(notebook.cells, done.cells, strict=True):
        cell.update(ran)
