"""What changed and when, for those who follow the book: a feed for readers' programs, and the same as a table."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from feedgen.feed import FeedGenerator

from pipeline.definitions.roadmap import Roadmap
from pipeline.pages.addresses import RELEASES, item_page, release_page
from pipeline.pages.marks import Release
from pipeline.place import csv_text
from pipeline.publish.bookdata import BookData, Kept
from pipeline.publish.changed import Step, steps
from pipeline.publish.downloadtables import Column
from pipeline.review.worksheet import escaped

FEED = "book/feed.xml"
TABLE = "book/changes.csv"
_PACKAGE = "book/datapackage.json"
_TITLE = "What changed in the digital roadmap of community pharmacy"
_AUTHORS = "The CP ITG feedback book's authors"
# The book has no address of its own: an entry is told from others by a name made from what it is about.
_NAMES = uuid.uuid5(uuid.NAMESPACE_OID, "knowledge base of the Community Pharmacy IT Group")
# A feed must say when it was updated, also where nothing has happened yet.
_FIRST_DAY = dt.date(1970, 1, 1)
# Joiners are none of them: without those some words of other languages are other words.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_COLUMNS = (
    Column("date", "date", "The day of the change."),
    Column("kind", "string", "What changed: a release of a round, or an item of the roadmap."),
    Column("id", "string", "The round and version of the release, or the id of the roadmap item."),
    Column("title", "string", "Its title."),
    Column("change", "string", "What changed, in words.", needed=False),
    Column("page", "string", "Address of its page, below the first folder of the book."),
)


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Something that changed on a day, and the page that says more."""

    date: dt.date
    kind: str
    id: str
    title: str
    change: str
    page: str


def changes(data: BookData) -> list[Change]:
    """Every release and every dated change of the roadmap, the newest first."""
    # What is written down twice is one change: an entry of its own would have the same id.
    found = sorted({*_released(data), *_planned(data.roadmap)})
    return sorted(found, key=lambda change: change.date, reverse=True)


def _released(data: BookData) -> Iterator[Change]:
    told = {step.after.name: _told(step) for step in steps(data)}
    for round, release in data.releases.items():
        kept = data.kept.get(round) or (Kept(told=release, in_force=True),)
        for each in kept:
            page = release_page(round, each.version) if data.kept.get(round) else f"{RELEASES}/index"
            title = _marked(each.told.at("/release/title"), each.told.at("/release/illustrative"))
            day = dt.date.fromisoformat(each.told.at("/release/date"))
            yield Change(day, "release", each.name, title, told.get(each.name, "The first release."), page)


def _told(step: Step) -> str:
    """Which themes came and went or bear another title, by their titles."""
    parts = [("New themes", step.after.told, step.new), ("Themes that are gone", step.before.told, step.gone)]
    lines = [f"{what}: {'; '.join(_titles(told, ids))}." for what, told, ids in parts if ids]
    titles = [
        (step.before.told.at(f"/themes/{n}/title"), step.after.told.at(f"/themes/{m}/title")) for n, m in step.both
    ]
    renamed = [f"{_line(then)}, now {_line(now)}" for then, now in titles if then != now]
    lines += [f"Themes with another title: {'; '.join(renamed)}."] if renamed else []
    return " ".join(lines) or "No theme is new or gone, or has another title."


def _titles(told: Release, ids: tuple[str, ...]) -> list[str]:
    return [_line(theme["title"]) for theme in told.at("/themes") if theme["id"] in ids]


def _planned(roadmap: Roadmap) -> Iterator[Change]:
    for item in roadmap.items:
        title = _marked(item.title, roadmap.illustrative)
        for change in item.history:
            yield Change(change.date, "roadmap", item.id, title, _line(change.what), item_page(item.id))


def _marked(title: str, illustrative: bool) -> str:
    """A title that says of what was made up that it was: it is read away from the book's warnings."""
    return f"{_line(title)} (made up, to illustrate)" if illustrative else _line(title)


def _line(text: str) -> str:
    """A text as one line of signs that XML can hold."""
    return _CONTROLS.sub("", " ".join(text.split()))


def feed_files(data: BookData) -> dict[str, bytes]:
    """The feed, the table, and what the table's columns mean, by their path below the built book."""
    found = changes(data)
    package = json.dumps(_package(), ensure_ascii=False, indent=1) + "\n"
    return {FEED: _feed(found), TABLE: _csv(found), _PACKAGE: package.encode()}


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _feed(found: list[Change]) -> bytes:
    """The changes as Atom (RFC 4287); its only times are the days of the changes."""
    feed = FeedGenerator()
    feed.id(_NAMES.urn)
    feed.title(_TITLE)
    feed.author({"name": _AUTHORS})
    feed.generator("cpitg")
    feed.language("en-GB")
    feed.link(href="index.html", rel="alternate", type="text/html")
    feed.updated(_moment(max([_FIRST_DAY, *(change.date for change in found)])))
    for change in found:
        _enter(feed, change)
    return bytes(feed.atom_str(pretty=True))


def _enter(feed: FeedGenerator, change: Change) -> None:
    parts = (change.kind, change.id, change.date.isoformat(), change.change if change.kind == "roadmap" else "")
    entry = feed.add_entry(order="append")
    entry.id(uuid.uuid5(_NAMES, "\n".join(parts)).urn)
    version = change.id.partition("@")[2]
    entry.title(f"Release {version}: {change.title}" if change.kind == "release" else f"Roadmap: {change.title}")
    entry.updated(_moment(change.date))
    entry.summary(change.change)
    entry.link(href=f"{change.page.removeprefix('book/')}.html", rel="alternate", type="text/html")


def _csv(found: list[Change]) -> bytes:
    rows = (
        (change.date.isoformat(), change.kind, *map(escaped, (change.id, change.title, change.change)),
         f"{change.page}.html")
        for change in found
    )  # fmt: skip
    return csv_text([column.name for column in _COLUMNS], rows).encode()


def _package() -> dict[str, Any]:
    """What the table's columns mean, as a Frictionless data package."""
    resource = {
        "name": "changes",
        "path": TABLE.removeprefix("book/"),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": "A release, or a change of a roadmap item.",
        "schema": {"fields": [column.schema() for column in _COLUMNS], "missingValues": [""]},
    }
    return {"name": "changes", "title": _TITLE, "resources": [resource]}
