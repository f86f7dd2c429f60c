"""Books built for real, each once for all tests: a small one with a page of every kind, and the checkout's own."""

import atexit
import datetime as dt
import functools
import shutil
import tempfile
from pathlib import Path

from pipeline.place import Place, find_place
from pipeline.publish.book import build_book

CHECKOUT = Path(__file__).parents[1]
FIXTURE = CHECKOUT / "tests" / "book" / "fixture"
TODAY = dt.date(2020, 11, 30)


def lay_out(root: Path) -> Place:
    """A small checkout with the project's own configuration, theme and style."""
    shutil.copytree(FIXTURE, root)
    shutil.copy(CHECKOUT / "_config.yml", root)
    shutil.copytree(CHECKOUT / "book" / "web", root / "book" / "web")
    return find_place(root)


@functools.cache
def small_book() -> Place:
    """The small book, every warning an error."""
    folder = Path(tempfile.mkdtemp(prefix="cpitg-book-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    place = lay_out(folder / "checkout")
    build_book(place, TODAY, strict=True)
    return place


@functools.cache
def real_book() -> Place:
    """The book of the checkout; building what is fresh already costs seconds, and guessing it by times was wrong."""
    place = find_place(CHECKOUT)
    build_book(place, TODAY, strict=True)
    return place
