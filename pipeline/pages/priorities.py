"""A ranking of the items from what a release already holds: ratings, top choices and the share of points.

Each part is a proportion from 0 to 1 with an interval. The ranges are added end by end, which holds however the parts
hang together, as they do: the same people rate, choose and write.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.pages.marks import HIDDEN, Fragment, Release, code, nothing, of_hundred, quoted, row_count, shown, table
from pipeline.pages.reading import of_round

_SURE = 1.96  # how many standard errors hold nineteen cases of twenty
_HEADS = {
    "rating": "Rating of its workstream",
    "choice": "Among the top choices",
    "points": "Share of all points",
}
_NAMES = {
    "rating": "how important people rated the workstream of the item",
    "choice": "how many put the item among their top choices",
    "points": "how many of all points are about the item",
}
_NONE = "This round holds nothing yet by which its items could be ranked."
_MEANS = (
    "Every part is told of a hundred: a rating as the part of the way from the lowest to the highest answer, a choice "
    "as a share of those who answered, points as a share of all points. The priority is their mean. A part in which "
    "the items lie further apart moves the order more. The range of a priority adds the ranges of its parts, each of "
    "which holds the true figure in nineteen cases of twenty; two items whose ranges meet may stand in either order. "
    "That some kinds of people answer less than others is not in the ranges."
)
_MATCHED = (
    "A rating belongs to the workstream whose code is in the question's id, or else whose title is in its words. The "
    "top choices are the first question that offers every item. A part that was not asked of all of them is left out."
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from 0 to 1 and the two between which it lies."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with its parts, its priority, and the places it may have."""

    item: str
    parts: Mapping[str, Estimate]
    score: Estimate
    rank: int
    best: int
    worst: int


Parts = Mapping[str, Mapping[str, Estimate]]


def _rounded(value: float, low: float, high: float) -> Estimate:
    return Estimate(round(value, 4), round(max(low, 0.0), 4), round(min(high, 1.0), 4))


def wilson(count: int, n: int) -> Estimate:
    """A share of n with Wilson's interval."""
    share, square = count / n, _SURE**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _SURE / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return _rounded(share, middle - half, middle + half)


def mean_rating(counts: Sequence[int]) -> Estimate:
    """The mean of a rating, as the part of the way from its lowest to its highest answer."""
    n, steps = sum(counts), len(counts) - 1
    mean = sum(k * count for k, count in enumerate(counts)) / n / steps
    spread = sum(count * (k / steps - mean) ** 2 for k, count in enumerate(counts)) / n
    half = _SURE * math.sqrt(spread / n)
    return _rounded(mean, mean - half, mean + half)


def _items(value: Any) -> list[tuple[Any, str]]:
    return [(stream, item["code"]) for stream in value["taxonomy"] for item in stream["items"]]


def _names(question: Mapping[str, Any], stream: Mapping[str, Any]) -> bool:
    words = "".join(letter if letter.isalnum() else " " for letter in question["question"].casefold()).split()
    return stream["code"].casefold() in words


def _rating_of(value: Any, stream: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The question that rates a workstream: by its id, or else by its words."""
    rated = [each for each in value["closed"] if each["kind"] == "rating"]
    titled = [each for each in rated if stream["title"].casefold() in each["text"].casefold()]
    return next((each for each in [*(e for e in rated if _names(e, stream)), *titled]), None)


def _ratings(value: Any) -> dict[str, Estimate]:
    """What each item has of the rating of its workstream; nothing where a workstream was not rated."""
    asked = {stream["code"]: _rating_of(value, stream) for stream in value["taxonomy"]}
    if None in asked.values():
        return {}
    counts = {name: [row["count"] for row in each["rows"]] for name, each in asked.items() if each}
    whole = {name: mean_rating(each) for name, each in counts.items() if _whole(each)}
    return {item: whole[stream["code"]] for stream, item in _items(value) if stream["code"] in whole}


def _whole(counts: Sequence[int | None]) -> bool:
    return len(counts) > 1 and None not in counts and any(counts)


def _choices(value: Any) -> dict[str, Estimate]:
    """How many chose each item, where a question offers every one."""
    codes = {item for _, item in _items(value)}
    for each in value["closed"]:
        rows = {row["value"]: row["count"] for row in each["rows"] if not row["part"]}
        if codes <= rows.keys() and each["answered"]:
            return {item: wilson(rows[item], each["answered"]) for item in sorted(codes) if rows[item] is not None}
    return {}


def _points(value: Any) -> dict[str, Estimate]:
    known = [each for each in value["items"] if each["share"] is not None]
    return {each["code"]: Estimate(each["share"], each["low"], each["high"]) for each in known}


def parts_of(value: Any) -> Parts:
    """The parts that a release holds, each by item; a part without an item is left out."""
    codes = {item for _, item in _items(value)}
    found = {"rating": _ratings(value), "choice": _choices(value), "points": _points(value)}
    return {part: each for part, each in found.items() if each.keys() & codes}


def ranking(value: Any) -> list[Ranked]:
    """The items that have every part, the first first; ties in the order of the taxonomy."""
    parts = parts_of(value)
    whole = [item for _, item in _items(value) if parts and all(item in each for each in parts.values())]
    scores = {item: _mean([each[item] for each in parts.values()]) for item in whole}
    ranked = [_placed(item, {part: each[item] for part, each in parts.items()}, scores) for item in whole]
    return sorted(ranked, key=lambda each: each.rank)


def _mean(parts: Sequence[Estimate]) -> Estimate:
    n = len(parts)
    return _rounded(sum(p.value for p in parts) / n, sum(p.low for p in parts) / n, sum(p.high for p in parts) / n)


def _placed(item: str, parts: Mapping[str, Estimate], scores: Mapping[str, Estimate]) -> Ranked:
    mine, all_ = scores[item], scores.values()
    rank = 1 + sum(each.value > mine.value for each in all_)
    best = 1 + sum(each.low > mine.high for each in all_)
    worst = len(scores) - sum(each.high < mine.low for each in all_)
    return Ranked(item, parts, mine, rank, best, worst)


def _mark(item: str, part: str, value: float) -> str:
    told = str(value) if isinstance(value, int) else of_hundred(value)
    return f'<data value="{value}" data-priority="{part}" data-item="{quoted(item)}">{told}</data>'


def _between(item: str, part: str, each: Estimate) -> str:
    low, high = _mark(item, f"{part}-low", each.low), _mark(item, f"{part}-high", each.high)
    return f"{_mark(item, part, each.value)} (between {low} and {high})"


def _places(each: Ranked) -> str:
    best, worst = _mark(each.item, "best", each.best), _mark(each.item, "worst", each.worst)
    return f"{_mark(each.item, 'rank', each.rank)} (between {best} and {worst})"


def _titles(told: Release) -> dict[str, str]:
    """Each item's code and title, in the order of the taxonomy."""
    return {
        item["code"]: f"{code(item['code'])} {told.words(f'/taxonomy/{w}/items/{i}/title')}"
        for w, stream in enumerate(told.at("/taxonomy"))
        for i, item in enumerate(stream["items"])
    }


def _row(each: Ranked, title: str) -> list[str]:
    parts = [_between(each.item, part, found) for part, found in each.parts.items()]
    return [title, _places(each), _between(each.item, "score", each.score), *parts]


def _weights(parts: Iterable[str]) -> str:
    """Sliders for a reader's own weights; hidden until the script that answers to them is there."""
    sliders = "\n".join(
        f'<p><label for="weight-{part}">{_HEADS[part]}</label> '
        f'<input type="range" id="weight-{part}" name="{part}" min="0" max="10" step="1" value="5"> '
        f'<output for="weight-{part}"></output></p>'
        for part in parts
    )
    return (
        f"<form data-weights hidden>\n<fieldset><legend>How much each part counts</legend>\n{sliders}\n"
        '<p><button type="reset">Let all count the same</button></p></fieldset>\n'
        '<p role="status" aria-live="polite"></p></form>'
    )


@of_round
def priorities_table(told: Release) -> Fragment:
    """The items ranked by ratings, choices and points, with the places each may have and sliders for a script."""
    parts, ranked, titles = parts_of(told.value), ranking(told.value), _titles(told)
    if not ranked:
        return shown(told, "priorities", nothing(_NONE))
    head = ["Item", "Place", "Priority, of a hundred", *(_HEADS[part] for part in parts)]
    caption = f"Items by priority: {row_count(ranked)}; {told.dated()}."
    rows = [_row(each, titles[each.item]) for each in ranked]
    out = [title for item, title in titles.items() if item not in {each.item for each in ranked}]
    listed = "".join(f"<li>{title}</li>" for title in out)
    below = f"<p>Not ranked, since a part of theirs is {HIDDEN}:</p><ul>{listed}</ul>" if out else ""
    said = f"<p>What counts: {'; '.join(_NAMES[part] for part in parts)}.</p>"
    notes = f'<p class="caption">{_MEANS}</p><p class="caption">{_MATCHED}</p>'
    made = table(caption, head, rows, figures=range(1, len(head)))
    return shown(told, "priorities", said, f"<div data-priorities>{_weights(parts)}\n{made}</div>", below, notes)
