"""What tests of several rooms need: a store of their own, the shared data where it lies."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from books import real_book, small_book
from once import folder_of_run
from shared import shared

from pipeline.place import Place


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """What the processes of a run share goes when the one that began them ends."""
    uid = node.workerinput["testrunuid"]  # type: ignore[attr-defined]
    node.config.add_cleanup(lambda: shutil.rmtree(folder_of_run(uid), ignore_errors=True))  # type: ignore[attr-defined]


@pytest.fixture
def shared_data() -> Path:
    """The folder of shared data, or the test is skipped."""
    found = shared()
    if found is None:
        pytest.skip("the shared data folder is not beside the checkout (CPITG_SHARED)")
    return found / "data"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """The folder of a store that is open, empty, and this test's alone."""
    from stores import open_empty

    from pipeline.store.setup import close_store

    yield open_empty(tmp_path / "data")
    close_store()


@pytest.fixture
def small_place() -> Place:
    """The small checkout with its built book (tests/books.py builds each book once)."""
    return small_book()


@pytest.fixture(params=["small", "real"])
def root(request: pytest.FixtureRequest) -> Path:
    """The root of a checkout whose book is built: the small one, then this one."""
    return (small_book() if request.param == "small" else real_book()).root
