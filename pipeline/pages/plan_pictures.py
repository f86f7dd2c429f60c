"""Pictures of the roadmap: what happened when and what is looked at next, and feasibility beside value."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from pipeline.definitions.roadmap import FEASIBILITIES, NO_DAY, Roadmap, RoadmapItem
from pipeline.pages.addresses import PLAN, item_page
from pipeline.pages.canvas import LINE, Canvas, drawn, wrapped
from pipeline.pages.feasibility import planned, ruled
from pipeline.pages.marks import Fragment, Release, code, day, link, nothing, quoted, row_count, table, written
from pipeline.pages.priorities import Ranked, ranking
from pipeline.pages.reading import address, of_round, roadmap

_EDGE = 32  # half of a month's name, so that the first and the last are whole
_MONTH = 66  # room for a month's name and year
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OUT = "not ranked"


def timeline_picture(plan: Roadmap) -> str:
    """Every dated change and day of review of the roadmap along one line of time, or nothing where there is no day."""
    days = [each for item in plan.items for each in _days(item)]
    if not days:
        return ""
    said = (
        "Picture: for each roadmap item a dot on each day on which something changed and a diamond on the day of "
        "review; the tables below say the same"
    )
    dashed = f" The dashed line is {day(plan.as_at)}." if plan.as_at and min(days) <= plan.as_at <= max(days) else ""
    caption = f"A dot is a dated change, a diamond the day by which an item is looked at again.{dashed}"
    pictures = drawn(partial(_timeline, plan, min(days), max(days)), said)
    return f'<figure data-chart="timeline">\n{pictures}\n<figcaption>{caption}</figcaption>\n</figure>'


def _days(item: RoadmapItem) -> list[dt.date]:
    return [each for each in (*(change.date for change in item.history), item.review_by) if each != NO_DAY]


def _timeline(plan: Roadmap, first: dt.date, last: dt.date, width: int) -> Canvas:
    canvas, across = Canvas(width), max((last - first).days, 1)

    def place(on: dt.date) -> float:
        return _EDGE + (on - first).days / across * (width - 2 * _EDGE)

    ticks = _ticks(first, last, place)
    for month in ticks:
        canvas.write(place(month), LINE / 2, [f"{_MONTHS[month.month - 1]} {month.year}"], "middle")
    crossed = [(place(month), "faint") for month in ticks]
    crossed += [(place(plan.as_at), "dashed")] if plan.as_at and first <= plan.as_at <= last else []
    at = 2.0 * LINE
    for item in plan.items:
        line = _lane(canvas, item, at, place)
        for x, kind in crossed:
            canvas.rule((x, line - 10), (x, line + 10), kind)
        at = line + 2 * LINE
    canvas.height = at
    return canvas


def _lane(canvas: Canvas, item: RoadmapItem, at: float, place: Callable[[dt.date], float]) -> float:
    """One item: its title, and below it what happened along a line; return where that line is."""
    title = wrapped(item.title, canvas.width)
    canvas.write(0, at, title)
    line = at + LINE * len(title) + 4
    if days := _days(item):
        canvas.rule((place(min(days)), line), (place(max(days)), line))
    for change in item.history:
        canvas.dot(place(change.date), line)
    if item.review_by != NO_DAY:
        canvas.diamond(place(item.review_by), line)
    return line


def _ticks(first: dt.date, last: dt.date, place: Callable[[dt.date], float]) -> list[dt.date]:
    """The first days of months between two days, as near to one another as there is room for their names."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    for step in _STEPS:
        days = [dt.date(n // 12, n % 12 + 1, 1) for n in months if n % step == 0]
        inside = [each for each in days if first <= each <= last]
        if all(place(after) - place(before) >= _MONTH for before, after in pairwise(inside)):
            return inside
    return []


@dataclass(frozen=True, slots=True)
class _Placed:
    """A roadmap item with the best ranked of its items, if one is ranked."""

    item: RoadmapItem
    best: Ranked | None

    @property
    def row(self) -> str:
        return self.best.item if self.best else _OUT


@of_round
def feasibility_chart(told: Release) -> Fragment:
    """The roadmap items by the priority of what they serve and by how feasible they were ruled."""
    plan, ranked = roadmap(), ranking(told.value)
    if not plan.items or not ranked:
        missing = "This round ranks no item, so nothing can be placed by value." if plan.items else "No item yet."
        return planned(told, "feasibility", plan.illustrative, nothing(missing))
    placed = _placed(plan.items, ranked)
    rows = [*(each.item for each in ranked), *([_OUT] if any(not each.best for each in placed) else [])]
    said = (
        "Picture: a grid with the items of the workstreams from the first priority at the top to the last, and the "
        "rulings on feasibility from left to right; each roadmap item stands in its cell; the table says the same"
    )
    pictures = drawn(partial(_grid, placed, rows), said)
    figures = _beside(told, placed)
    figure = (
        f'<figure data-chart="feasibility" data-rows-drawn="{quoted(" ".join(rows))}">\n{pictures}\n'
        f"<figcaption>{_caption(told)}</figcaption>\n{figures}\n</figure>"
    )
    return planned(told, "feasibility", plan.illustrative, figure, _unknown(placed))


def _caption(told: Release) -> str:
    return (
        "From top to bottom the items of the workstreams by priority, from left to right how feasible a roadmap item "
        f"was ruled. A roadmap item that serves several items stands at the best of them; {told.dated()}."
    )


def _placed(items: Sequence[RoadmapItem], ranked: Sequence[Ranked]) -> list[_Placed]:
    order = {each.item: n for n, each in enumerate(ranked)}
    by_code: Mapping[str, Ranked] = {each.item: each for each in ranked}
    found = []
    for item in items:
        known = sorted((each for each in item.items if each in order), key=order.__getitem__)
        found.append(_Placed(item, by_code[known[0]] if known else None))
    return sorted(found, key=lambda each: order.get(each.row, len(order)))


def _column(item: RoadmapItem) -> str:
    return item.feasibility or FEASIBILITIES[-1]


def _grid(placed: Sequence[_Placed], rows: Sequence[str], width: int) -> Canvas:
    canvas, left = Canvas(width), 50
    wide = (width - left) / len(FEASIBILITIES)
    starts = {name: left + n * wide for n, name in enumerate(FEASIBILITIES)}
    for name, start in starts.items():
        canvas.write(start, LINE / 2, wrapped(name, wide))
    at = 2.0 * LINE + 6
    for row in rows:
        canvas.rule((0, at), (width, at), "faint")
        label = wrapped(row, left)
        canvas.write(0, at + LINE, label)
        lines = [_cell(canvas, placed, row, name, (start, at + LINE), wide) for name, start in starts.items()]
        at += LINE * (max(len(label), *lines) + 1)
    canvas.rule((0, at), (width, at), "faint")
    canvas.height = at
    return canvas


def _cell(
    canvas: Canvas, placed: Sequence[_Placed], row: str, name: str, at: tuple[float, float], wide: float
) -> int:  # fmt: skip
    """The roadmap items of one cell, each with a dot; return how many lines they take."""
    lines = 0
    for each in placed:
        if each.row == row and _column(each.item) == name:
            id = wrapped(each.item.id, wide - 16)
            canvas.dot(at[0] + 5, at[1] + LINE * lines)
            canvas.write(at[0] + 14, at[1] + LINE * lines, id)
            lines += len(id)
    return lines


def _place(each: _Placed) -> str:
    if each.best is None:
        return _OUT
    rank, item = each.best.rank, each.best.item
    return f'{code(item)}, place <data value="{rank}" data-place="{quoted(item)}">{rank}</data>'


def _beside(told: Release, placed: Sequence[_Placed]) -> str:
    rows = [(code(each.item.id), _linked(each.item), _place(each), ruled(each.item)) for each in placed]
    head = ["Id", "Roadmap item", "Best placed of what it serves", "Ruled as"]
    caption = f"Roadmap items by priority and feasibility: {row_count(rows)}; {told.dated()}."
    inside = table(caption, head, rows)
    return f"<details><summary>The same figures as a table</summary>\n{inside}\n</details>"


def _linked(item: RoadmapItem) -> str:
    return link(address(item_page(item.id)), written(item.title, PLAN))


def _unknown(placed: Sequence[_Placed]) -> str:
    """What the picture cannot say: items that nobody ruled on, or of which nobody could say."""
    open_ = [each.item for each in placed if _column(each.item) == FEASIBILITIES[-1]]
    if not open_:
        return "<p>Every item of the roadmap has a ruling.</p>"
    listed = "".join(f"<li>{_linked(item)}: {ruled(item)}</li>" for item in open_)
    return f"<p>How feasible they are is not known of:</p><ul>{listed}</ul>"
