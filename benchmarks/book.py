"""How fast the book is built: all of it, again as it is, and again after one theme was renamed.

The book is that of book_large.py. Every build is a process of its own, as a person would start it; the book that was
built on after the renaming is compared, byte for byte, with the same book built from nothing.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.book_large import ITEMS, POINTS, ROUND, THEMES, lay_out_large
from benchmarks.sets import ROOT
from pipeline.place import Place


def bytes_of(place: Place) -> dict[str, bytes]:
    """Every file of a built book by its path, but for the note that Sphinx keeps of its settings."""
    files = (path for path in place.html.rglob("*") if path.is_file() and path.name != ".buildinfo")
    return {path.relative_to(place.html).as_posix(): path.read_bytes() for path in files}


def build(place: Place) -> tuple[float, float]:
    """Seconds by the clock and seconds of processors of one `cpitg build`."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "pipeline", "build"], cwd=place.root, env=env, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, used


def rename(place: Place, number: int, title: str) -> None:
    """Give a theme another title, as a decision does."""
    path = place.round(ROUND).published
    value = json.loads(path.read_text("utf-8"))
    value["themes"][number]["title"] = title
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def run(themes: int, points: int, items: int) -> None:
    """Print the table of builds."""
    print(f"{themes} themes, {points} points, {items} roadmap items; the rest is the book's own\n")
    print("| build | seconds | processor seconds |\n|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        place = lay_out_large(Path(folder) / "checkout", themes=themes, points=points, items=items)
        _row("of everything", place)
        first = bytes_of(place)
        _row("again, nothing changed", place)
        same = bytes_of(place) == first
        rename(place, themes // 2, "A name that no theme had before")
        _row("after one theme was renamed", place)
        changed = bytes_of(place)
        shutil.rmtree(place.html.parent)
        _row("of everything, with the new name", place)
        print(f"\n{len(first)} files. Built twice, the same bytes: {same}. ", end="")
        print(f"Built on after the renaming as built from nothing: {bytes_of(place) == changed}.")


def _row(what: str, place: Place) -> None:
    clock, used = build(place)
    print(f"| {what} | {clock:.1f} | {used:.1f} |", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the sizes, if any are given, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, size in (("themes", THEMES), ("points", POINTS), ("items", ITEMS)):
        parser.add_argument(f"--{name}", type=int, default=size)
    given = parser.parse_args(arguments)
    run(given.themes, given.points, given.items)


if __name__ == "__main__":
    main()
