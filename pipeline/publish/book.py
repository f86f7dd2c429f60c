"""Building the book: generated pages, the gate, Jupyter Book, and a look at what came out."""

import datetime as dt
import fnmatch
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from pipeline.definitions.roadmap import Roadmap, parse_roadmap
from pipeline.definitions.taxonomy import Taxonomy, parse_taxonomy
from pipeline.errors import Fault, PromiseError
from pipeline.place import (
    Place,
    read_bytes,
    read_json,
    read_text,
    remove,
    shown,
    write_bytes,
    write_text,
    write_text_if_changed,
)
from pipeline.publish.bookdata import BookData, kept_releases, known_standards
from pipeline.publish.draft import clear_draft, mark_draft
from pipeline.publish.failed import failed_cells
from pipeline.publish.files import files_beside, files_of_pages
from pipeline.publish.gate import release_faults, roadmap_faults
from pipeline.publish.generated import book_data, generated_pages
from pipeline.publish.inspect import built_faults
from pipeline.publish.moved import moved_faults, moved_files, read_moved
from pipeline.publish.zipped import zipped

_ARTICLE = re.compile(r"<article>(.*)</article>", re.DOTALL)
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
_SENTENCE = re.compile(r"\b\w[^.?!]{10,}[.?!]")
_CALL = "from jupyter_book.cli.main import main; main()"
# Some thirty are in a book of one round.
_MOST_PICTURES = 2000
# A ZIP knows no day before this one.
_FIRST_DAY = dt.date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Built:
    """Where the book lies and what was done to make it."""

    path: Path
    pages: int
    written: int
    removed: int
    faults: tuple[Fault, ...] = ()


def published_rounds(place: Place) -> dict[str, Any]:
    """The release in force of each round that has one."""
    paths = {name: place.round(name).published for name in place.rounds()}
    return {name: read_json(path) for name, path in paths.items() if path.exists()}


def build_book(
    place: Place,
    today: dt.date,
    as_at: dt.date | None = None,
    *,
    strict: bool = False,
    everything: bool = False,
    draft: bool = False,
    told: Callable[[str], None] = lambda _: None,
) -> Built:
    """Build the book and return the path of its first page; PromiseError where it would show what does not hold.

    The roadmap's own `as_at` goes before the one given here, and that before `today`; only a day that was given is
    printed. `strict` makes every warning an error; `everything` reads and writes all pages again.
    A `draft` is built although it is at fault, and says so on its pages.
    """
    published = published_rounds(place)
    taxonomy, roadmap = _frame_and_plan(place, unfinished=draft)
    printed = roadmap.as_at or as_at
    before = _gate(place, roadmap, published, printed or today, draft=draft)
    data = book_data(published, roadmap, taxonomy, kept_releases(place, published), known_standards(place, taxonomy))
    written, removed = write_pages(place, generated_pages(data))
    told(f"{written} generated pages written, {removed} removed")
    pages = wanted_pages(place)
    led = _led(place, pages, before, draft=draft)
    run = partial(_run_jupyter_book, place, printed, strict=strict, everything=everything)
    _make_html(place, data, pages, led, run, draft=draft)
    faults = _looked_through(place, pages, before, draft=draft)
    return Built(place.html / "book" / "index.html", len(pages), written, removed, faults)


def _make_html(
    place: Place,
    data: BookData,
    pages: Collection[str],
    led: dict[str, bytes],
    run: Callable[[], None],
    *,
    draft: bool,
) -> None:
    """All files of the built book: its pages by Jupyter Book (`run`), those beside them, and no other."""
    clear_draft(place.html)
    _keep_pictures(place)
    # Jupyter Book is a process of its own: what is made from no page is made while it runs.
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(files_beside, place, data, draft=draft)
        run()
    _sweep(place, {*(f"{page}.html" for page in pages), *led})
    _write_files(place, made.result() | files_of_pages(place, data, draft=draft) | led)


def _frame_and_plan(place: Place, *, unfinished: bool) -> tuple[Taxonomy, Roadmap]:
    taxonomy = parse_taxonomy(read_text(place.taxonomy), shown(place.taxonomy))
    codes = [item.code for item in taxonomy.items]
    return taxonomy, parse_roadmap(read_text(place.roadmap), shown(place.roadmap), codes, unfinished=unfinished)


def _keep_pictures(place: Place) -> None:
    """Make the folder of pictures; where it has grown far beyond a book's need, empty it first."""
    place.pictures.mkdir(parents=True, exist_ok=True)
    kept = sorted(place.pictures.iterdir())
    for path in kept if len(kept) > _MOST_PICTURES else ():
        remove(path)


def _led(place: Place, pages: list[str], before: list[Fault], *, draft: bool) -> dict[str, bytes]:
    """The pages at old addresses; what is at fault with them joins what was before, and stops all but a draft."""
    moves = read_moved(place)
    before += moved_faults(place, moves, pages)
    if not draft:
        _refuse(before)
    return moved_files(moves, pages)


def _looked_through(place: Place, pages: list[str], before: Sequence[Fault], *, draft: bool) -> tuple[Fault, ...]:
    """What is at fault with the pages as built: of a draft marked on them, else refused."""
    faults = (*before, *page_faults(place, pages), *failed_cells(place, pages), *built_faults(place))
    if draft:
        mark_draft(place, pages, faults)
    else:
        _refuse(faults)
    return faults


def _gate(place: Place, roadmap: Roadmap, published: Mapping[str, Any], today: dt.date, *, draft: bool) -> list[Fault]:
    """What is at fault before a page is made; it stops all but a draft."""
    faults = roadmap_faults(roadmap, published, today, roadmap.illustrative)
    for round, value in published.items():
        faults += release_faults(value, shown(place.round(round).published))
    if not draft:
        _refuse(faults)
    return faults


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise PromiseError("\n".join(str(fault) for fault in faults))


def write_pages(place: Place, pages: Mapping[str, str]) -> tuple[int, int]:
    """Write the pages whose bytes changed, remove those no longer made; return how many of each."""
    written = sum(write_text_if_changed(place.root / name, text) for name, text in pages.items())
    wanted = {place.root / name for name in pages}
    gone = [path for path in sorted(place.generated.rglob("*.md")) if path not in wanted]
    for path in gone:
        remove(path)
    return written, len(gone)


def _run_jupyter_book(place: Place, as_at: dt.date | None, *, strict: bool, everything: bool) -> None:
    """Run Jupyter Book by this same interpreter, away from the settings of whoever runs it.

    Where an earlier run did not come to its end, all pages are made again: Jupyter Book believes that it wrote them.
    """
    unfinished = place.html.parent / "unfinished"
    command = [sys.executable, "-c", _CALL, "build", str(place.root)]
    command += ["-W", "-n", "--keep-going"] if strict else []
    command += ["--all"] if everything or unfinished.exists() else []
    write_text(unfinished, "A build of the book was begun and has not come to its end.\n")
    with tempfile.TemporaryDirectory() as away:
        own = {
            "CPITG_AS_AT": as_at.isoformat() if as_at else "",
            "IPYTHONDIR": away,
            "JUPYTER_CONFIG_DIR": away,
            # Chatter of the debugger on stderr would count as output of a cell.
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "NO_COLOR": "1",
        }
        env = {**os.environ, **own}
        done = subprocess.run(command, cwd=place.root, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PromiseError("the book was not built; Jupyter Book said:\n" + _said(done.stderr, done.stdout))
    remove(unfinished)


def _said(errors: str, output: str) -> str:
    """What a person must read of a failed run: its warnings and errors, else the end of it."""
    told = [line for line in errors.splitlines() if re.search(r"(WARNING|ERROR): |Error\b", line)]
    return "\n".join(told or (errors or output).splitlines()[-40:])


def _named(toc: Any) -> Iterator[tuple[str, str]]:
    """Every `root`, `file` and `glob` of the order of pages."""
    if isinstance(toc, list):
        for each in toc:
            yield from _named(each)
    elif isinstance(toc, dict):
        for key, value in toc.items():
            if key in ("root", "file", "glob"):
                yield key, str(value)
            else:
                yield from _named(value)


def wanted_pages(place: Place) -> list[str]:
    """Every page the book must have, from _toc.yml and the folders it names."""
    named = list(_named(yaml.safe_load(read_text(place.root / "_toc.yml"))))
    generated = [path.relative_to(place.root).with_suffix("").as_posix() for path in place.generated.rglob("*.md")]
    globbed = {page for key, glob in named if key == "glob" for page in generated if fnmatch.fnmatch(page, glob)}
    return sorted({page for key, page in named if key != "glob"} | globbed)


def _write_files(place: Place, files: Mapping[str, bytes]) -> None:
    """Write the files beside the pages whose bytes changed, and take away those that are no longer made."""
    wanted = {place.html / name: content for name, content in files.items()}
    for path, content in wanted.items():
        if not path.exists() or read_bytes(path) != content:
            write_bytes(path, content)
    for path in (place.html / "book").rglob("*"):
        if path.is_file() and path.suffix != ".html" and path not in wanted:
            remove(path)


def _sweep(place: Place, names: Collection[str]) -> None:
    """Take away pages of an earlier build that are no longer in the book: Sphinx leaves them where they are."""
    for path in (place.html / "book").rglob("*.html"):
        if path.relative_to(place.html).as_posix() not in names:
            remove(path)
    # What a build that was stopped had begun to write.
    for path in place.html.rglob(".*.????????"):
        remove(path)


def page_faults(place: Place, pages: list[str]) -> list[Fault]:
    """Every page that is not there, does not say one sentence, or was written and has no place in the order."""
    faults, order = _without_place(place, pages), place.root / "_toc.yml"
    for page in pages:
        path = place.html / f"{page}.html"
        if not path.exists():
            said = f"{page} was not built; look whether its source file is there"
            faults.append(Fault(shown(order), _line_of(page, read_text(order)), said))
        elif not _SENTENCE.search(_words(read_text(path))):
            said = "says not one sentence; write one, or take the page out of _toc.yml"
            faults.append(Fault(shown(place.root / f"{page}.md"), 1, said))
    return faults


def _without_place(place: Place, pages: list[str]) -> list[Fault]:
    """Every page that somebody wrote and the order does not name: Sphinx would leave it out without a word."""
    written = sorted(path for ending in ("md", "ipynb") for path in (place.root / "book").rglob(f"*.{ending}"))
    said = "is named nowhere in _toc.yml, so it is not in the book; add it there, or take the file away"
    wanted = {place.root / page for page in pages}
    return [
        Fault(shown(path), 1, said)
        for path in written
        if path.with_suffix("") not in wanted and not path.is_relative_to(place.generated)
    ]


def _line_of(page: str, order: str) -> int:
    """The line of the order that names a page; 0 where a folder brings it in."""
    return next((n for n, line in enumerate(order.splitlines(), 1) if line.split()[-1:] == [page]), 0)


def _words(page: str) -> str:
    found = _ARTICLE.search(page)
    return " ".join(_TAG.sub(" ", found.group(1)).split()) if found else ""


def release_day(published: Mapping[str, Any]) -> dt.date:
    """The day of the newest release in force: the date of files that must hold one."""
    days = [dt.date.fromisoformat(value["release"]["date"]) for value in published.values()]
    return max([_FIRST_DAY, *days])


def zip_book(html: Path, day: dt.date) -> bytes:
    """The built book as one file for a web space; the same book and day give the same bytes."""
    paths = (path for path in html.rglob("*") if path.is_file() and path.name != ".buildinfo")
    return zipped({path.relative_to(html).as_posix(): read_bytes(path) for path in paths}, day)
