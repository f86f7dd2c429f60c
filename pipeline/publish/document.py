"""The whole workstreams document: every workstream with its items, what was said of them and what follows."""

from collections.abc import Mapping, Sequence

from pipeline.definitions.roadmap import RoadmapItem
from pipeline.definitions.taxonomy import NONE, Item, Workstream
from pipeline.pages.addresses import workstream_page
from pipeline.pages.marks import figure
from pipeline.publish.bookdata import BookData
from pipeline.publish.papers_text import (
    Part,
    aim,
    heading,
    heard,
    lead,
    left_out,
    listed,
    on_roadmap,
    release_named,
    review,
    rows,
    source,
    status,
    told_json,
    warnings,
    words,
)

_ALL = 1_000_000
_BREAK: Part = {"kind": "break"}
_QUOTES = 5
_READING = (
    "This document is made from the releases named on its first page, by a machine and without a hand in between. A "
    "theme is a group of points that people accepted and gave its title. Its place in a table says how many different "
    "texts speak of it, not how right it is.",
    "A share of points says which part of all points is about an item. It is estimated, since people looked at some "
    "points only; the interval holds that, and chance in who answered. No interval holds that some kinds of people do "
    "not answer surveys at all.",
    "A safety voice speaks of harm that may come to somebody. A minority voice is one that few share and that was kept "
    "for what it says. A quote stands here only where its sender agreed and a person approved it; its words are those "
    "of the answer, without what could tell who wrote it.",
)
_ROUND_HEAD = ("Round", "Responses", "Answers", "Points", "Agreed themes")


def document_told(data: BookData, *, draft: bool = False) -> str:
    """What the whole document says, for its template."""
    parts = [
        *warnings(data, draft=draft),
        *source(data, "book/workstreams/index.html"),
        {"kind": "contents", "text": "Contents"},
        _BREAK,
        heading("How to read this document"),
        *map(words, _READING),
        *_rounds(data),
    ]
    titles = _titles(data)
    for one in data.taxonomy.workstreams:
        parts += _workstream(data, one, titles)
    return told_json(data, data.taxonomy.title, [*parts, *_fitting_nothing(data)])


def _titles(data: BookData) -> dict[str, str]:
    """The title of every agreed theme."""
    return {theme["id"]: theme["title"] for told in data.releases.values() for theme in told.at("/themes")}


def _rounds(data: BookData) -> list[Part]:
    told = [
        [release_named(each), *(figure(each.at(f"/totals/{name}")) for name in ("responses", "answers", "points")),
         figure(len(each.at("/themes")))]
        for each in data.releases.values()
    ]  # fmt: skip
    return [rows(_ROUND_HEAD, [7, 2, 2, 2, 3], [1, 2, 3, 4], told)] if told else []


def _workstream(data: BookData, one: Workstream, titles: Mapping[str, str]) -> list[Part]:
    codes = frozenset(item.code for item in one.items)
    parts = [_BREAK, heading(f"{one.code} {one.title}"), *([words(one.aim)] if one.aim else [])]
    for item in one.items:
        parts += _item(item)
    said = _below([*heard(data, codes, _ALL, _QUOTES), *left_out(data, codes, _ALL)])
    where = words(f"In the book: {workstream_page(one.code)}.html")
    return [*parts, *said, *_plan(on_roadmap(data, codes), titles), where]


def _item(item: Item) -> list[Part]:
    return [heading(f"{item.code} {item.title}", 2), *aim(item)]


def _below(parts: Sequence[Part]) -> list[Part]:
    """The same parts with each heading one level lower."""
    return [part | {"level": part["level"] + 1} if part["kind"] == "heading" else part for part in parts]


def _plan(items: Sequence[RoadmapItem], titles: Mapping[str, str]) -> list[Part]:
    parts = [heading("What is on the roadmap", 2)]
    for item in items:
        parts += _roadmap_item(item, titles)
    return parts if items else [*parts, words("No roadmap item names this.")]


def _roadmap_item(item: RoadmapItem, titles: Mapping[str, str]) -> list[Part]:
    themes = [titles.get(theme, theme) for theme in item.evidence]
    said = (
        f"Horizon: {item.horizon}. Status: {status(item)}. Owner: {item.owner}. Review by: {review(item)}.",
        f"Value to patients: {item.value}",
        f"Why it stands so: {item.because}" if item.because else "",
        f"How feasible: {item.feasibility}. {item.feasibility_because}" if item.feasibility else "",
        f"Standards touched: {'; '.join(item.standards)}." if item.standards else "",
    )
    rests = [lead("It rests on these themes:"), listed(themes)] if themes else [words("It names no theme yet.")]
    return [heading(item.title, 3), *(words(text) for text in said if text), *rests]


def _fitting_nothing(data: BookData) -> list[Part]:
    """What people said that belongs to no item."""
    codes = frozenset([NONE])
    if not any(NONE in theme["items"] for told in data.releases.values() for theme in told.at("/themes")):
        return []
    title, *said = [*heard(data, codes, _ALL, _QUOTES), *left_out(data, codes, _ALL)]
    about = words("These themes belong to none of the items above. They are as much a part of what was said.")
    return [_BREAK, title | {"text": "What fits no item"}, about, *(_below(said))]
