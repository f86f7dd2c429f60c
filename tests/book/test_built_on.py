"""A book that is built on after a change is the book that is built from nothing, byte for byte, on any day."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from books import CHECKOUT, TODAY, lay_out

from benchmarks.book import bytes_of
from pipeline.pages.addresses import theme_page
from pipeline.place import Place
from pipeline.publish.book import build_book

ROUND = "example-round"


def other(one: dict[str, bytes], two: dict[str, bytes]) -> list[str]:
    """The files of which one book has no copy, or a different one."""
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


@pytest.fixture
def restored(small_place: Place) -> Iterator[Place]:
    """The small book, whose sources and pages are as before when the test is over."""
    sources = {path: path.read_bytes() for path in small_place.root.rglob("*") if _is_source(small_place, path)}
    before = bytes_of(small_place)
    yield small_place
    for path, content in sources.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    build_book(small_place, TODAY, strict=True)
    assert other(before, bytes_of(small_place)) == []


def _is_source(place: Place, path: Path) -> bool:
    return path.is_file() and not any(path.is_relative_to(made) for made in (place.html.parent, place.generated))


def release(place: Place, change: Callable[[Any], None]) -> None:
    path = place.round(ROUND).published
    value = json.loads(path.read_text("utf-8"))
    change(value)
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    for each in (path, place.round(ROUND).release(value["release"]["version"])):
        each.write_text(text, "utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert re.search(old, text, re.MULTILINE)
    path.write_text(re.sub(old, new, text, count=1, flags=re.MULTILINE), "utf-8")


def rename_theme(place: Place) -> None:
    release(place, lambda value: value["themes"][1].update(title="A name | that *no* theme had & before"))


def take_theme(place: Place) -> None:
    release(place, lambda value: value["themes"].pop(3))


def add_theme(place: Place) -> None:
    def add(value: Any) -> None:
        value["themes"].append({**value["themes"][4], "id": f"{ROUND}-T007", "title": "One more"})

    release(place, add)


def later_release(place: Place) -> None:
    release(place, lambda value: value["release"].update(date="2020-11-29"))


def move_item(place: Place) -> None:
    edit(place.roadmap, r"horizon: now", "horizon: next")


def gloss_otherwise(place: Place) -> None:
    edit(place.glossary, r"The pharmacy's own system\.", "What a pharmacy keeps its records in.")


def one_more_term(place: Place) -> None:
    more = (
        "  - term: [pharmacy]\n    gloss: Where medicines are dispensed.\n    source: example.org/more\n  - term: [PMR]"
    )
    edit(place.glossary, r"  - term: \[PMR\]", more)


def retitle_page(place: Place) -> None:
    edit(place.root / "book" / "workstreams" / "ws1.md", r"^# WS1", "# The first workstream")


def restyle(place: Place) -> None:
    edit(place.root / "book" / "web" / "static" / "book.css", r"\A", "main { margin: 0 }\n")


def reframe(place: Place) -> None:
    edit(place.root / "book" / "web" / "theme" / "layout.html", r"Skip to the text", "To the text")


SELDOM = [
    take_theme,
    add_theme,
    later_release,
    move_item,
    gloss_otherwise,
    one_more_term,
    retitle_page,
    restyle,
    reframe,
]


def built_on_equals_built_anew(place: Place, change: Callable[[Place], None]) -> None:
    before = bytes_of(place)
    change(place)
    build_book(place, TODAY, strict=True)
    on = bytes_of(place)
    assert on != before
    build_book(place, TODAY, strict=True, everything=True)
    assert other(on, bytes_of(place)) == []


def test_a_renamed_theme_is_built_on_as_from_nothing_and_the_pages_of_others_are_left_alone(restored):
    page, far = (restored.html / f"{theme_page(f'{ROUND}-T00{n}')}.html" for n in (2, 6))
    times = far.stat().st_mtime_ns
    rename_theme(restored)
    build_book(restored, TODAY, strict=True)
    on = bytes_of(restored)
    assert "that *no* theme had &amp; before" in page.read_text("utf-8")
    assert far.stat().st_mtime_ns == times
    build_book(restored, TODAY, strict=True, everything=True)
    assert other(on, bytes_of(restored)) == []


@pytest.mark.slow
@pytest.mark.parametrize("change", SELDOM, ids=lambda change: change.__name__)
def test_any_other_change_is_built_on_as_from_nothing(restored, change):
    built_on_equals_built_anew(restored, change)


# Every clock that Python reads is ten years on, also in the processes that a build starts.
SHIFT = """
import datetime as dt
import time

YEARS = 3653 * 86400
_time, _time_ns, _localtime, _gmtime, _strftime = time.time, time.time_ns, time.localtime, time.gmtime, time.strftime
time.time = lambda: _time() + YEARS
time.time_ns = lambda: _time_ns() + YEARS * 10**9
time.localtime = lambda at=None: _localtime(time.time() if at is None else at)
time.gmtime = lambda at=None: _gmtime(time.time() if at is None else at)
time.strftime = lambda told, at=None: _strftime(told, time.localtime() if at is None else at)


class _Day(type(dt.date)):
    def __instancecheck__(cls, value):
        return isinstance(value, cls.__mro__[1])


class date(dt.date, metaclass=_Day):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())


class datetime(dt.datetime, metaclass=_Day):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(dt.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.now()


dt.date, dt.datetime = date, datetime
"""
BUILD = [sys.executable, "-m", "pipeline", "build"]


def environment(*before: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [*before, CHECKOUT]))}


@pytest.mark.slow
def test_ten_years_on_the_book_is_the_same(tmp_path):
    place, clock = lay_out(tmp_path / "checkout"), tmp_path / "clock"
    subprocess.run(BUILD, cwd=place.root, env=environment(), check=True, capture_output=True)
    before = bytes_of(place)
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(textwrap.dedent(SHIFT), "utf-8")
    told = [sys.executable, "-c", "import datetime; print(datetime.datetime.now().year, datetime.date.today().year)"]
    years = subprocess.run(told, env=environment(clock), check=True, capture_output=True, text=True).stdout.split()
    assert [int(year) for year in years] >= [time.localtime().tm_year + 9] * 2
    subprocess.run([*BUILD, "--all"], cwd=place.root, env=environment(clock), check=True, capture_output=True)
    assert other(before, bytes_of(place)) == []


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.5, 0.75, 0.9])
def test_after_a_build_that_was_killed_a_plain_one_gives_the_right_book(tmp_path, share):
    place = lay_out(tmp_path / "checkout")
    began = time.monotonic()
    subprocess.run(BUILD, cwd=place.root, env=environment(), check=True, capture_output=True)
    took = time.monotonic() - began
    rename_theme(place)
    killed = subprocess.Popen(
        BUILD, cwd=place.root, env=environment(), start_new_session=True, stdout=subprocess.DEVNULL
    )
    time.sleep(took * share)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    build_book(place, TODAY)
    on = bytes_of(place)
    build_book(place, TODAY, everything=True)
    assert other(on, bytes_of(place)) == []
