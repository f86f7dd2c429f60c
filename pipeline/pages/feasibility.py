"""How feasible the items of the roadmap are: what suppliers answered in a round, beside what the group ruled."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.definitions.roadmap import RoadmapItem
from pipeline.pages.addresses import PLAN, item_page
from pipeline.pages.marks import (
    HIDDEN,
    Fragment,
    Release,
    code,
    link,
    nothing,
    quoted,
    row_count,
    table,
    written,
)
from pipeline.pages.reading import address, of_round, roadmap

NOT_RULED = "not ruled yet"
_NOT_ASKED = "This round did not ask suppliers how feasible the items are."
_EMPTY = "Nothing stands on the roadmap here."
_HIDDEN_TOLD = (
    f"Where every count of an item is small, its whole answer is {HIDDEN}: so few suppliers would be known by it."
)


def feasibility_asked(value: Mapping[str, Any]) -> int | None:
    """The place of the closed question that asks item by item how feasible it is, or None."""
    items = {item["code"] for stream in value["taxonomy"] for item in stream["items"]}
    for n, each in enumerate(value["closed"]):
        named = "feasib" in f"{each['question']} {each['text']}".casefold()
        if named and items & {row["part"] for row in each["rows"]}:
            return n
    return None


def answers_to(value: Mapping[str, Any], n: int, item: str) -> list[tuple[int, str, int | None]]:
    """What was answered for one item of the taxonomy: the place of each row, its label and its count."""
    rows = enumerate(value["closed"][n]["rows"])
    return [(m, row["label"], row["count"]) for m, row in rows if row["part"] == item]


def answer_told(told: Release, n: int, item: str) -> str:
    """What suppliers answered for one item of the taxonomy; where every count is small, that it is not shown."""
    rows = answers_to(told.value, n, item)
    if not rows:
        return f"{code(item)}. Not asked"
    if all(count is None for _, _, count in rows):
        return f"{code(item)}. {HIDDEN.capitalize()}"
    keys = [f"/closed/{n}/rows/{m}" for m, _, _ in rows]
    said = "; ".join(f"{told.words(f'{key}/label')}: {told.number(f'{key}/count')}" for key in keys)
    return f"{code(item)}. {said}"


def ruled(item: RoadmapItem) -> str:
    """What the group ruled on an item, or that it has not."""
    return item.feasibility or NOT_RULED


def _row(told: Release, n: int, item: RoadmapItem) -> tuple[str, ...]:
    return (
        link(address(item_page(item.id)), written(item.title, PLAN)),
        "<br>".join(answer_told(told, n, each) for each in item.items),
        ruled(item),
        written(item.feasibility_because, PLAN),
    )


def planned(told: Release, kind: str, illustrative: bool, *parts: str) -> Fragment:
    """What a page shows of a round beside the roadmap."""
    mark = "illustrative" if illustrative else "ruled"
    inside = "\n".join(parts)
    return Fragment(
        f'<div class="cp {kind}" data-round="{quoted(told.round)}" data-roadmap="{mark}">\n{inside}\n</div>'
    )


def _table(told: Release, n: int, items: Sequence[RoadmapItem]) -> str:
    rows = [_row(told, n, item) for item in items]
    asked = f"{told.words(f'/closed/{n}/text')} Answered by {told.number(f'/closed/{n}/answered')}; {told.dated()}."
    head = ["Roadmap item", "What suppliers answered", "Ruled as", "Because"]
    return table(f"Roadmap items: {row_count(rows)}. Suppliers were asked: {asked}", head, rows)


@of_round
def feasibility_table(told: Release) -> Fragment:
    """Each roadmap item with what suppliers answered on its items, and what the group ruled, with the reason."""
    plan, n = roadmap(), feasibility_asked(told.value)
    if not plan.items or n is None:
        return planned(told, "feasibility", plan.illustrative, nothing(_NOT_ASKED if n is None else _EMPTY))
    note = f'<p class="caption">{_HIDDEN_TOLD}</p>'
    return planned(told, "feasibility", plan.illustrative, _table(told, n, plan.items), note)
