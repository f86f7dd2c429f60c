"""A book that is built on after a change is the book that is built from nothing, byte for byte, on any day."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
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
    release(place, lambda value: value["themes"].pop(1))


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


def take_script(place: Place) -> None:
    """A script that lay beside the pages and lies there no more."""
    static = place.root / "book" / "web" / "static"
    (static / "more.js").write_text("'use strict';\n", "utf-8")
    restyle(place)
    build_book(place, TODAY, strict=True)
    assert (place.html / "_static" / "more.js").exists()
    (static / "more.js").unlink()


def reframe(place: Place) -> None:
    edit(place.root / "book" / "web" / "theme" / "layout.html", r"Skip to the text", "To the text")


def take_image(place: Place) -> None:
    """An image that a page showed and shows no more."""
    page = place.root / "book" / "workstreams" / "ws1.md"
    text = page.read_text("utf-8")
    shutil.copy(place.root / "book" / "web" / "favicon.svg", page.with_name("drawing.svg"))
    page.write_text(f"{text}\n![A drawing](drawing.svg)\n", "utf-8")
    build_book(place, TODAY, strict=True)
    assert (place.html / "_images" / "drawing.svg").exists()
    page.write_text(f"{text}\nA drawing stood here.\n", "utf-8")
    page.with_name("drawing.svg").unlink()


SELDOM = [
    take_image,
    take_theme,
    add_theme,
    later_release,
    move_item,
    gloss_otherwise,
    one_more_term,
    retitle_page,
    restyle,
    take_script,
    reframe,
]


def built_on_equals_built_anew(place: Place, change: Callable[[Place], None]) -> None:
    before = bytes_of(place)
    change(place)
    build_book(place, TODAY, strict=True)
    on = bytes_of(place)
    assert on != before
    # Else what an earlier build left behind would stand in both.
    shutil.rmtree(place.html)
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


# The clocks of the system ten years on, for a process and all that it starts: whatever asks them, in Python or not.
SHIFT = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
#include <sys/time.h>
#define YEARS (3653L * 86400L)
int clock_gettime(clockid_t clock, struct timespec *told) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, told);
    if (!done && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) told->tv_sec += YEARS;
    return done;
}
int gettimeofday(struct timeval *told, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *told) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told) *told = now.tv_sec;
    return now.tv_sec;
}
"""
BUILD = [sys.executable, "-m", "pipeline", "build"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT)}


@pytest.fixture
def ten_years_on(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that runs ten years from now."""
    compiler = shutil.which("cc")
    # Debian's faketime is no help: kernels of notebooks do not come up under it.
    assert compiler, "there is no C compiler to move the clocks of the system with; run: sh scripts/need.sh compiler"
    (tmp_path / "shift.c").write_text(SHIFT, "utf-8")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", "shift.so", "shift.c", "-ldl"], cwd=tmp_path, check=True)
    return {**environment(), "LD_PRELOAD": str(tmp_path / "shift.so")}


@pytest.mark.slow
def test_ten_years_on_the_book_is_the_same(tmp_path, ten_years_on):
    told = [sys.executable, "-c", "import datetime, time; print(datetime.date.today().year, time.gmtime().tm_year)"]
    years = subprocess.run(told, env=ten_years_on, check=True, capture_output=True, text=True).stdout.split()
    assert [int(year) for year in years] >= [time.gmtime().tm_year + 10] * 2
    place = lay_out(tmp_path / "checkout")
    subprocess.run(BUILD, cwd=place.root, env=environment(), check=True, capture_output=True)
    before = bytes_of(place)
    subprocess.run([*BUILD, "--all"], cwd=place.root, env=ten_years_on, check=True, capture_output=True)
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


@pytest.mark.slow
def test_a_book_that_other_code_read_is_read_anew(tmp_path):
    code = tmp_path / "code"
    shutil.copytree(CHECKOUT / "pipeline", code / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    (code / "node_modules").symlink_to(CHECKOUT / "node_modules")
    place, env = lay_out(tmp_path / "checkout"), {**os.environ, "PYTHONPATH": str(code)}
    edit(place.root / "book" / "workstreams" / "ws1.md", r"\Z", "\n```{cells-run}\n```\n")
    subprocess.run(BUILD, cwd=place.root, env=env, check=True, capture_output=True)
    before, executed = bytes_of(place), code / "pipeline" / "publish" / "executed.py"
    executed.write_text(re.sub(r"\bCellsRun\b", "CellsThatRan", executed.read_text("utf-8")), "utf-8")
    done = subprocess.run(BUILD, cwd=place.root, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert other(before, bytes_of(place)) == []
