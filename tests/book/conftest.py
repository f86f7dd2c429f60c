"""The built books (tests/books.py builds each of them once)."""

from pathlib import Path

import pytest
from books import real_book, small_book

from pipeline.place import Place


@pytest.fixture
def small_place() -> Place:
    """The small checkout with its built book."""
    return small_book()


@pytest.fixture(params=["small", "real"])
def root(request: pytest.FixtureRequest) -> Path:
    """The root of a checkout whose book is built: the small one, then this one."""
    return (small_book() if request.param == "small" else real_book()).root
