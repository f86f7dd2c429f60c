"""What papers say, in parts that a template sets: plain words, so that no text can be read as markup."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.definitions.roadmap import HORIZONS, NO_DAY, RoadmapItem
from pipeline.definitions.taxonomy import Item, Workstream
from pipeline.pages.marks import HIDDEN, Release, day, figure, language_name, percent
from pipeline.publish.bookdata import BookData
from pipeline.publish.typeset import showable

Part = dict[str, Any]
_NOTHING = "Nothing agreed yet: no person has accepted a theme of this."
_MADE_UP = "Illustrative round: every response was made up; nobody said these things."
_MADE_UP_PLAN = (
    "The roadmap is illustrative too: it is no publication of CP ITG, nobody has committed to it, and an owner is a "
    "role, not a body."
)
_DRAFT = "Draft: the book that this stands in was built although it may be at fault. Do not pass it on."
_HEAD = ("Theme", "Responses", "Distinct texts", "Share of responses (interval)")
_ITEM_HEAD = ("Item", "Themes", "Points", "Share of points (interval)")
_PLAN_HEAD = ("Roadmap item", "Horizon", "Status", "Owner", "Review by")
_WIDTHS = (21, 5, 5, 8)
FIGURES = (
    "Responses are those with a point in the theme; one response may be in several. Distinct texts counts copies of a "
    "letter once. A share is of the responses with a usable answer. Where a figure is not shown, it is small, could "
    "give away one that is, or was not counted."
)
# More releases than these are counted, not named.
_MOST_RELEASES = 4
_TAG = re.compile("<[^>]*>")


def newest_day(data: BookData) -> dt.date | None:
    """The day of the newest release in force; of the roadmap where nothing is released."""
    days = [dt.date.fromisoformat(told.at("/release/date")) for told in data.releases.values()]
    return max(days, default=data.roadmap.as_at)


def told_json(data: BookData, title: str, parts: list[Part]) -> str:
    """What a template is given."""
    day = newest_day(data)
    date = [day.year, day.month, day.day] if day else None
    foot = "; ".join(f"{name}, {dated(told)}" for name, told in list(data.releases.items())[-2:])
    value: dict[str, Any] = {"title": " ".join(title.split()), "date": date, "foot": foot, "parts": parts}
    return json.dumps(value, ensure_ascii=False)


def heading(text: str, level: int = 1) -> Part:
    """A heading."""
    return {"kind": "heading", "level": level, "text": text}


def words(text: str) -> Part:
    """A paragraph, with runs of white space as one blank."""
    return {"kind": "text", "text": " ".join(text.split())}


def lead(text: str) -> Part:
    """A line that stays with what follows it."""
    return {"kind": "lead", "text": text}


def listed(texts: Sequence[str]) -> Part:
    """A list."""
    return {"kind": "list", "texts": [" ".join(text.split()) for text in texts]}


def rows(head: Sequence[str], widths: Sequence[int], figures: Sequence[int], told: Sequence[Sequence[Any]]) -> Part:
    """A table; the columns in `figures` stand right."""
    return {"kind": "table", "head": head, "widths": widths, "figures": figures, "rows": told}


def day_told(told: Any) -> str:
    """A day as readers write it, without marks."""
    return _TAG.sub("", day(told))


def warnings(data: BookData, *, draft: bool) -> list[Part]:
    """What was made up, said before anything else."""
    rounds = [_MADE_UP] if any(told.at("/release/illustrative") for told in data.releases.values()) else []
    plan = [_MADE_UP_PLAN] if data.roadmap.illustrative else []
    told = [*([_DRAFT] if draft else []), *rounds, *plan]
    return [{"kind": "warning", "text": " ".join(told)}] if told else []


def release_named(told: Release) -> str:
    """A release by its round, version and day."""
    return f"{told.at('/release/title')}, {dated(told)}"


def dated(told: Release) -> str:
    """A release by its version and day."""
    return f"release {told.at('/release/version')} of {day_told(told.at('/release/date'))}"


def source(data: BookData, address: str) -> list[Part]:
    """The releases a paper is made from, the day of the roadmap, and where the book says more."""
    newest = sorted(data.releases.values(), key=lambda told: (told.at("/release/date"), told.round), reverse=True)
    told = [f"{release_named(each)}." for each in newest[:_MOST_RELEASES]]
    left = [f"Releases of other rounds: {figure(len(newest) - _MOST_RELEASES)}."] if newest[_MOST_RELEASES:] else []
    plan = [f"Roadmap as at {day_told(data.roadmap.as_at)}."] if data.roadmap.as_at else []
    return [words(" ".join(["Made from:", *(told or ["no release yet."]), *left, *plan, f"In the book: {address}"]))]


def aim(item: Item) -> list[Part]:
    """What an item of the frame is for, what it is about, and the systems and standards it meets."""
    facts = (("Systems", item.systems), ("Standards", item.standards))
    met = [f"{name}: {'; '.join(texts)}." for name, texts in facts if texts]
    return [words(text) for text in (item.aim, item.about, *met) if text]


def frame(data: BookData, workstream: Workstream) -> list[Part]:
    """The aim of a workstream, and its items where no table of a release names them."""
    told = [words(workstream.aim)] if workstream.aim else []
    named = any(_of_items(each, frozenset(item.code for item in workstream.items)) for each in data.releases.values())
    return told if named else [*told, listed([f"{item.code} {item.title}" for item in workstream.items])]


def chosen(told: Release, codes: frozenset[str]) -> list[Mapping[str, Any]]:
    """The themes of a release under any of these items, what most different texts say first."""
    mine = [theme for theme in told.at("/themes") if codes & set(theme["items"])]
    return sorted(mine, key=lambda theme: (-(theme.get("distinct_texts") or theme["responses"] or 0), theme["id"]))


def heard(data: BookData, codes: frozenset[str], themes: int, quotes: int) -> list[Part]:
    """The share of each item, the first themes with their counts and the first quotes, round by round."""
    parts = []
    for told in data.releases.values():
        mine = chosen(told, codes)
        inside = [*_items(data, told, codes), *_counts(mine, themes), *_quotes(told, mine, quotes)]
        title = [heading(release_named(told), 2)] if len(data.releases) > 1 and inside else []
        parts += [*title, *inside]
    note = [words(FIGURES)] if any(part["kind"] == "table" for part in parts) else []
    return [heading("What people said"), *(parts or [words(_NOTHING)]), *note]


def _of_items(told: Release, codes: frozenset[str]) -> list[Mapping[str, Any]]:
    return [item for item in told.value.get("items", []) if item["code"] in codes]


def _items(data: BookData, told: Release, codes: frozenset[str]) -> list[Part]:
    titles = {item.code: f"{item.code} {item.title}" for item in data.taxonomy.cards}
    cells = [
        [titles[item["code"]], _figure(item["themes"]), _figure(item["points"]), _share(item)]
        for item in _of_items(told, codes)
    ]
    return [rows(_ITEM_HEAD, _WIDTHS, [1, 2, 3], cells)] if cells else []


def _counts(mine: Sequence[Mapping[str, Any]], most: int) -> list[Part]:
    if not mine:
        return [words(_NOTHING)]
    table = [rows(_HEAD, _WIDTHS, [1, 2, 3], [_row(theme) for theme in mine[:most]])] if most else []
    return [*table, *more("themes", len(mine) - most)]


def _row(theme: Mapping[str, Any]) -> list[Any]:
    notes = [f"{word} voice" for word in ("safety", "minority") if theme[word]]
    title = {"text": " ".join(theme["title"].split()), "notes": notes}
    return [title, _figure(theme["responses"]), _figure(theme.get("distinct_texts")), _share(theme)]


def _share(told: Mapping[str, Any]) -> str:
    if told.get("share") is None:
        return HIDDEN
    return f"{percent(told['share'])} ({percent(told['low'])} to {percent(told['high'])})"


def _figure(count: int | None) -> str:
    return HIDDEN if count is None else figure(count)


def more(what: str, left: int) -> list[Part]:
    """How many of something are left out here; nothing where none is."""
    return (
        [words(f"Left out here for want of room: {figure(left)} more {what}; they stand in the book.")]
        if left > 0
        else []
    )


def _quotes(told: Release, mine: Sequence[Mapping[str, Any]], most: int) -> list[Part]:
    """Approved quotes in the order of their themes, one a theme; words are never changed for want of a sign."""
    first: dict[str, Mapping[str, Any]] = {}
    for quote in told.at("/quotes"):
        if showable(quote["text"]):
            first.setdefault(quote["theme"], quote)
    found = [first[theme["id"]] for theme in mine if theme["id"] in first]
    titles = {theme["id"]: theme["title"] for theme in mine}
    return [
        {"kind": "quote", "text": " ".join(quote["text"].split()), "source": _origin(quote, titles[quote["theme"]])}
        for quote in found[:most]
    ]


def _origin(quote: Mapping[str, Any], theme: str) -> str:
    language = quote.get("translated_from")
    told = f"Point {quote['point']}, theme: {' '.join(theme.split())}"
    return told + (f" (translated from {language_name(language)})" if language else "")


def on_roadmap(data: BookData, codes: frozenset[str]) -> list[RoadmapItem]:
    """The roadmap items that name any of these items, the nearest first."""
    mine = [item for item in data.roadmap.items if codes & set(item.items)]
    return sorted(mine, key=lambda item: HORIZONS.index(item.horizon))


def review(item: RoadmapItem) -> str:
    """The day by which a roadmap item is looked at again; an unfinished one may have none."""
    return "no day set yet" if item.review_by == NO_DAY else day_told(item.review_by)


def planned(data: BookData, codes: frozenset[str], most: int) -> list[Part]:
    """The first roadmap items that name any of these items."""
    mine = on_roadmap(data, codes)
    shown = mine[:most]
    table = rows(_PLAN_HEAD, [8, 2, 3, 4, 4], [], [_plan_row(item) for item in shown])
    value = [lead("Their value to patients:"), listed([f"{item.title}: {item.value}" for item in shown])]
    told = [table, *value] if shown else []
    inside = [*told, *more("roadmap items", len(mine) - most)] if mine else [words("No roadmap item names this.")]
    return [heading("What is on the roadmap"), *inside]


def status(item: RoadmapItem) -> str:
    """How far a roadmap item is, and who blocks it."""
    if not item.blocked_by:
        return item.status
    return (
        f"blocked by {item.blocked_by}" if item.status == "blocked" else f"{item.status}, blocked by {item.blocked_by}"
    )


def _plan_row(item: RoadmapItem) -> list[str]:
    return [item.title, item.horizon, status(item), item.owner, review(item)]


def left_out(data: BookData, codes: frozenset[str], most: int) -> list[Part]:
    """The themes that no roadmap item takes up, with the reason where one was ruled."""
    taken = {theme for item in data.roadmap.items for theme in item.evidence}
    ruled = {each.theme: each.because for each in data.roadmap.not_on_roadmap}
    mine = [theme for told in data.releases.values() for theme in chosen(told, codes) if theme["id"] not in taken]
    if not mine:
        return []
    texts = [f"{theme['title']}: {ruled.get(theme['id'], 'nobody has taken it up yet.')}" for theme in mine[:most]]
    inside = [listed(texts)] if texts else []
    return [heading("What does not follow"), *inside, *more("themes", len(mine) - most)]
