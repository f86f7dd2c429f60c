"""Where a cell finds what it shows: the checkout that its page lies in, through the one door to files."""

import contextlib
import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from pipeline.definitions.group import Meeting, Member, parse_meetings, parse_members
from pipeline.definitions.roadmap import Roadmap, parse_roadmap
from pipeline.definitions.taxonomy import Taxonomy, parse_taxonomy
from pipeline.pages.marks import Fragment, Release, nothing
from pipeline.place import Place, find_place, read_json, read_text, shown

P = ParamSpec("P")
# Where no page is named the working folder counts: a cell runs in its page's folder.
_FOLDER: ContextVar[Path | None] = ContextVar("folder of the page", default=None)


@contextlib.contextmanager
def on_page(folder: Path) -> Iterator[None]:
    """Show what follows on a page of this folder."""
    before = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(before)


def _folder() -> Path:
    return _FOLDER.get() or Path.cwd()


def here() -> Place:
    """The checkout of the page that is being built."""
    return _place(_folder())


# Asked for with every link of a page; a folder does not move to another checkout while pages are made.
_place = functools.lru_cache(maxsize=64)(find_place)


@functools.cache
def _value(path: Path) -> Any:
    return read_json(path)


def release(round: str) -> Release | None:
    """The release in force of a round, or None where nothing is published yet."""
    path = here().round(round).published
    return Release(_value(path)) if path.exists() else None


def unpublished(round: str) -> Fragment:
    """What is shown of a round that has no release."""
    return Fragment(f'<div class="cp" data-round="{round}">{nothing("Nothing of this round is published yet.")}</div>')


def of_round(show: Callable[Concatenate[Release, P], Fragment]) -> Callable[Concatenate[str, P], Fragment]:
    """Let a function that shows a release be called by the name of its round; a round without one says so."""

    def called(round: str, /, *args: P.args, **named: P.kwargs) -> Fragment:
        told = release(round)
        return unpublished(round) if told is None else show(told, *args, **named)

    return functools.update_wrapper(called, show)


def taxonomy() -> Taxonomy:
    """The workstreams and their items."""
    path = here().taxonomy
    return _taxonomy(read_text(path), shown(path))


# Kept by their words, never by their names: a page may ask once for each card that it shows, and reading is slow.
_taxonomy = functools.lru_cache(maxsize=4)(parse_taxonomy)
_roadmap = functools.lru_cache(maxsize=4)(parse_roadmap)


def roadmap() -> Roadmap:
    """The roadmap."""
    path = here().roadmap
    # A page may be of a draft: what is missing stops the build, or is marked by it, before anybody reads the page.
    return _roadmap(read_text(path), shown(path), tuple(item.code for item in taxonomy().items), unfinished=True)


def members() -> Sequence[Member]:
    """Who sends people to the group."""
    path = here().group_members
    return parse_members(read_text(path), shown(path))


def meetings() -> Sequence[Meeting]:
    """The group's meetings."""
    path = here().meetings
    return parse_meetings(read_text(path), shown(path))


def address(page: str) -> str:
    """The way from the page that is being built to another one, named from the root, without its ending."""
    return Path(os.path.relpath(here().root / f"{page}.html", _folder())).as_posix()
