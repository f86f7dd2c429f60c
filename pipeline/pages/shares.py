"""Shares of items and themes in words that a reader can weigh: so many of a hundred, and between which two."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.pages.charts import Range, range_chart
from pipeline.pages.marks import Fragment, Release, code, nothing, of_hundred, row_count, shown, table
from pipeline.pages.reading import of_round

NOT_YET = "not yet"
_HEAD = ("Item", "Themes", "Points of these themes", "Of a hundred of all points")
_WEIGHTED = "If each group counted as planned"
_NONE = "None of the items"
_MEANS = (
    "A share is the best estimate; in nineteen cases of twenty the true one lies between the two figures. Chance in "
    "who answered and the errors of the tagger are in them; that some kinds of people answer less than others is not."
)
_MEANS_WEIGHTED = (
    "The weighted share is what would come out if each group of those who answered counted as the survey lays down, "
    "however many they are and however much they wrote."
)


def range_words(told: Release, key: str, none: str = NOT_YET) -> str:
    """'11 (between 9 and 14)' of whatever share stands at a path, else the words for none."""
    if told.at(key) is None or told.at(f"{key}/share") is None:
        return none
    low, high = told.of_hundred(f"{key}/low"), told.of_hundred(f"{key}/high")
    return f"{told.of_hundred(f'{key}/share')} (between {low} and {high})"


def _places(told: Release, item: str | None, workstream: str | None) -> list[int]:
    """The places of the items asked for."""
    codes = [entry["code"] for entry in told.at("/items")]
    mine = {
        each["code"] for ws in told.at("/taxonomy") for each in ws["items"] if workstream in (None, ws["code"])
    }  # fmt: skip
    if workstream is None:
        mine.update(codes)
    return [n for n, each in enumerate(codes) if each in mine and item in (None, each)]


def _title_key(told: Release, item: str) -> str:
    found = (
        f"/taxonomy/{w}/items/{i}/title"
        for w, ws in enumerate(told.at("/taxonomy"))
        for i, each in enumerate(ws["items"])
        if each["code"] == item
    )
    return next(found, "")


def _name(told: Release, n: int) -> str:
    item = told.at(f"/items/{n}/code")
    key = _title_key(told, item)
    return f"{code(item)} {told.words(key) if key else _NONE}"


def _drawn_name(told: Release, n: int) -> str:
    item = told.at(f"/items/{n}/code")
    key = _title_key(told, item)
    return f"{item} {told.at(key) if key else _NONE}"


def _has(told: Release, chosen: Sequence[int], part: str) -> bool:
    return any(told.at(f"/items/{n}").get(part) for n in chosen)


def _row(told: Release, n: int, *, weighted: bool) -> list[str]:
    key = f"/items/{n}"
    cells = [_name(told, n), told.number(f"{key}/themes"), told.number(f"{key}/points"), range_words(told, key)]
    return [*cells, range_words(told, f"{key}/weighted", "not shown")] if weighted else cells


def _whys(told: Release, chosen: Sequence[int]) -> list[str]:
    """Why some of the shares are not shown, each reason once."""
    keys = [f"/items/{n}/why_not" for n in chosen]
    keys += [f"/items/{n}/weighted/why_not" for n in chosen if told.at(f"/items/{n}").get("weighted")]
    once = {told.at(key): key for key in reversed(keys) if told.at(key)}
    return [f"Where no share is shown: {told.words(key)}." for key in reversed(once.values())]


def _notes(told: Release, chosen: Sequence[int]) -> str:
    parts = [_MEANS] if any(told.at(f"/items/{n}/share") is not None for n in chosen) else []
    parts += [_MEANS_WEIGHTED] if _has(told, chosen, "weighted") else []
    return f'<p class="caption">{" ".join([*parts, *_whys(told, chosen)])}</p>'


def _table(told: Release, chosen: Sequence[int]) -> str:
    weighted = _has(told, chosen, "weighted")
    head = [*_HEAD, *([_WEIGHTED] if weighted else [])]
    rows = [_row(told, n, weighted=weighted) for n in chosen]
    caption = (
        f"Items by the agreed themes, their points and the share of all points: {row_count(rows)}; a point may belong "
        f"to several; {told.dated()}."
    )
    return table(caption, head, rows, figures=range(1, len(head)))


@of_round
def item_shares(told: Release, item: str | None = None, workstream: str | None = None) -> Fragment:
    """How the themes and points fall on the items, with an interval or the reason why there is none."""
    chosen = _places(told, item, workstream)
    if not chosen:
        return shown(told, "items", nothing("No item of that name is in this round."))
    return shown(told, "items", _table(told, chosen), _notes(told, chosen))


def _ranges(told: Release, n: int) -> list[Range]:
    """The share of an item and, under it, the weighted one."""
    entry: Mapping[str, Any] = told.at(f"/items/{n}")
    ranges = []
    for label, key, part in (
        (_drawn_name(told, n), f"/items/{n}", entry),
        ("", f"/items/{n}/weighted", entry.get("weighted") or {}),
    ):
        if part.get("share") is not None and entry["share"] is not None:
            ends = f"{of_hundred(part['low'])} to {of_hundred(part['high'])}"
            words = ends if label else f"{ends}, weighted"
            ranges.append(Range(label, part["share"], part["low"], part["high"], words, key))
    return ranges


@of_round
def shares_chart(told: Release, workstream: str | None = None) -> Fragment:
    """The shares of the items with their intervals, as a picture; a table alone where no share is shown yet."""
    chosen = _places(told, None, workstream)
    ranges = [each for n in chosen for each in _ranges(told, n)]
    if not ranges:
        return shown(told, "items", _table(told, chosen), _notes(told, chosen))
    caption = f"Of a hundred points, how many are about each item; {told.dated()}."
    said = "Dots: the estimated share of points about each item; lines: between which two figures it lies"
    return shown(told, "items", range_chart(ranges, said, caption, _table(told, chosen)), _notes(told, chosen))


def _group_table(told: Release, key: str, name: str) -> str:
    rows = []
    why: dict[str, str] = {}
    for r, row in enumerate(told.at(f"{key}/rows")):
        here = f"{key}/rows/{r}"
        cells = (told.number(f"{here}/responses"), range_words(told, here, "not shown"))
        rows.append((told.words(f"{here}/group"), *cells))
        if row["why_not"]:
            why.setdefault(row["why_not"], told.words(f"{here}/why_not"))
    caption = f"{name}, by: {told.words(f'{key}/title')}; {told.dated()}."
    reasons = "; ".join(why.values())
    note = f'<p class="caption">Where no share is shown: {reasons}.</p>' if why else ""
    return table(caption, ["Group", "Responses with a point", "Of a hundred points"], rows, figures=(1, 2)) + note


@of_round
def group_shares(told: Release, item: str | None = None, workstream: str | None = None) -> Fragment:
    """How large a share each group gives to an item, where enough people speak of it and enough was decided."""
    tables = [_group_tables(told, n) for n in _places(told, item, workstream)]
    if not any(tables):
        return shown(told, "items", nothing("No share can be shown for single groups yet."))
    return shown(told, "items", *filter(None, tables))


def _group_tables(told: Release, n: int) -> str:
    """The tables of an item, folded away: each workstream page has a dozen."""
    keys = [f"/items/{n}/by_group/{g}" for g in range(len(told.at(f"/items/{n}").get("by_group", ())))]
    some = [key for key in keys if any(row["share"] is not None for row in told.at(f"{key}/rows"))]
    tables = "\n".join(_group_table(told, key, _name(told, n)) for key in some)
    return f"<details><summary>{_name(told, n)}, by group</summary>\n{tables}\n</details>" if some else ""


def _rate(told: Release, key: str) -> str:
    return range_words(told, key, "too few to tell")


@of_round
def tagger_table(told: Release, workstream: str | None = None) -> Fragment:
    """How often the machine by itself was right, measured on the points that people decided."""
    chosen = [n for n in _places(told, None, workstream) if {"precision", "recall"} <= told.at(f"/items/{n}").keys()]
    known = [n for n in chosen if told.at(f"/items/{n}/precision") or told.at(f"/items/{n}/recall")]
    if not known:
        return shown(told, "items", nothing("Too few points were decided one by one to say how right the machine is."))
    rows = [(_name(told, n), _rate(told, f"/items/{n}/precision"), _rate(told, f"/items/{n}/recall")) for n in known]
    caption = (
        f"How right the machine's own tags are, of a hundred: {row_count(rows)} items, measured on "
        f"{told.number('/evaluation/decided_points')} points that people decided; {told.dated()}."
    )
    head = ["Item", "Right, of those it gave the item", "Found, of those that people gave it"]
    return shown(told, "items", table(caption, head, rows, figures=(1, 2)))
