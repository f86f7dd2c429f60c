"""The roadmap as a board and as a table, each item with the themes that are its evidence."""

from collections.abc import Sequence

from pipeline.definitions.roadmap import HORIZONS, Roadmap, RoadmapItem
from pipeline.pages.addresses import PLAN, item_page, theme_page
from pipeline.pages.marks import Fragment, code, codes, day, link, nothing, row_count, table, theme_round, written
from pipeline.pages.narrowing import facets_mark, narrowing
from pipeline.pages.plan_pictures import timeline_picture
from pipeline.pages.reading import address, release, roadmap

_EMPTY = "Nothing stands on the roadmap here."


def dated(plan: Roadmap) -> str:
    """'illustrative, as at 30 November 2020', as far as the file says."""
    told = ["illustrative"] if plan.illustrative else []
    return ", ".join([*told, *([f"as at {day(plan.as_at)}"] if plan.as_at else [])])


def _said(text: str) -> str:
    return written(text, PLAN)


def _evidence(theme: str) -> str:
    told = release(theme_round(theme))
    n = told.theme(theme) if told else None
    if told is None or n is None:
        return f"{code(theme)} (nothing agreed yet)"
    title = link(address(theme_page(theme)), told.words(f"/themes/{n}/title"))
    return f'<span data-round="{told.round}">{title} ({told.number(f"/themes/{n}/responses")} responses)</span>'


def status(item: RoadmapItem) -> str:
    """The status as a badge, and who blocks where somebody does."""
    by = f" by {_said(item.blocked_by)}" if item.blocked_by else ""
    return f'<span class="badge {item.status.replace(" ", "-")}">{item.status}</span>{by}'


def _card(item: RoadmapItem) -> str:
    evidence = "".join(f"<li>{_evidence(theme)}</li>" for theme in item.evidence) or "<li>none yet</li>"
    return (
        f'<li class="card" {facets_mark(item)}><p class="card-title">{_linked(item)}</p>'
        f"<p>{status(item)} {codes(item.items)}</p>"
        f'<p class="small">Owner: {_said(item.owner)}. Review by {day(item.review_by)}.</p>'
        f'<p class="small">Evidence:</p><ul class="small">{evidence}</ul></li>'
    )


def _column(horizon: str, items: Sequence[RoadmapItem]) -> str:
    mine = [_card(item) for item in items if item.horizon == horizon]
    inside = f"<ul>{''.join(mine)}</ul>" if mine else nothing("Nothing here.")
    return f'<section class="column"><h2>{horizon.capitalize()}</h2>{inside}</section>'


def _shown(plan: Roadmap, kind: str, *parts: str) -> Fragment:
    mark = "illustrative" if plan.illustrative else "ruled"
    return Fragment(f'<div class="cp {kind}" data-roadmap="{mark}">\n' + "\n".join(parts) + "\n</div>")


def roadmap_board() -> Fragment:
    """The roadmap in three columns: now, next and later."""
    plan = roadmap()
    if not plan.items:
        return _shown(plan, "board", nothing(_EMPTY))
    columns = "\n".join(_column(horizon, plan.items) for horizon in HORIZONS)
    return _shown(
        plan,
        "board",
        narrowing(plan.items),
        f'<div class="columns">{columns}</div>',
        f'<p class="caption">Roadmap: {dated(plan)}.</p>',
    )


def roadmap_timeline() -> Fragment:
    """Every dated change of every roadmap item, the newest first, and the days of review, the soonest first."""
    plan = roadmap()
    if not plan.items:
        return _shown(plan, "plan", nothing(_EMPTY))
    changes = [(change.date, item, change.what) for item in plan.items for change in item.history]
    changes.sort(key=lambda each: each[0])
    # Turned round only now, so that the later of two changes of one day in the file stands first.
    happened = [(day(date), _linked(item), _said(what)) for date, item, what in reversed(changes)]
    reviews = [
        (day(item.review_by), _linked(item), status(item), _said(item.owner))
        for item in sorted(plan.items, key=lambda each: (each.review_by, each.id))
    ]
    told = f"Changes, the newest first: {row_count(happened)}; {dated(plan)}."
    due = f"Days of review, the soonest first: {row_count(reviews)}; {dated(plan)}."
    return _shown(
        plan,
        "plan",
        timeline_picture(plan),
        table(told, ["Day", "Roadmap item", "What happened"], happened)
        if happened
        else nothing("Nothing happened yet."),
        table(due, ["Review by", "Roadmap item", "Status", "Owner"], reviews),
    )


def _linked(item: RoadmapItem) -> str:
    return link(address(item_page(item.id)), _said(item.title))


def _row(item: RoadmapItem) -> tuple[str, ...]:
    return (
        _linked(item),
        item.horizon,
        status(item),
        codes(item.items),
        _said(item.owner),
        day(item.review_by),
        "<br>".join(_evidence(theme) for theme in item.evidence) or "none yet",
    )


def roadmap_table(workstream: str | None = None, item: str | None = None) -> Fragment:
    """The roadmap as a table, or the part of it that serves one workstream or item."""
    plan = roadmap()
    chosen = [
        each
        for each in plan.items
        if (item is None or item in each.items)
        and (workstream is None or any(code.startswith(workstream) for code in each.items))
    ]
    if not chosen:
        return _shown(plan, "plan", nothing(_EMPTY))
    head = ["Roadmap item", "Horizon", "Status", "Items", "Owner", "Review by", "Evidence"]
    caption = f"Roadmap items: {row_count(chosen)}; {dated(plan)}."
    return _shown(plan, "plan", table(caption, head, [_row(each) for each in chosen]))
