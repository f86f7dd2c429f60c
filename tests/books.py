"""Books built for real, each once for all tests: a small one with a page of every kind, and the checkout's own."""

import atexit
import contextlib
import datetime as dt
import fcntl
import functools
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
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


@contextlib.contextmanager
def _once() -> Iterator[bool]:
    """Whether the checkout's own book is still to be built in this run of tests; other processes of it wait."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with (Path(tempfile.gettempdir()) / f"cpitg-book-{zlib.crc32(bytes(CHECKOUT))}.lock").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.seek(0)
        yield held.read() != run
        held.truncate(0)
        held.write(run)


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
    with _once() as wanted:
        if wanted:
            build_book(place, TODAY, strict=True)
    return place
