"""The page of each roadmap item: what is meant, who owns it, and the themes that are its evidence."""

from collections.abc import Mapping

from pipeline.definitions.roadmap import Roadmap, RoadmapItem
from pipeline.pages.addresses import ITEMS, item_page, theme_page
from pipeline.pages.counts import HEAD, counts
from pipeline.pages.marks import Release, code, codes, day, quoted, theme_round
from pipeline.publish.generated.common import INVENTED_PLAN, as_at, items_of, plan_meta, said
from pipeline.publish.generated.data import BookData
from pipeline.publish.markdown import link, page, plain, table


def item_pages(data: BookData) -> dict[str, str]:
    """The list of roadmap items, and a page for each."""
    pages = {f"{ITEMS}/index": _items_index(data.roadmap)}
    return pages | {item_page(item.id): _item(data, item) for item in data.roadmap.items}


def _items_index(roadmap: Roadmap) -> str:
    source = f"{ITEMS}/index"
    rows = [
        (
            link(said(item.title), item_page(item.id), source),
            item.horizon,
            item.status,
            codes(item.items),
            day(item.review_by),
        )
        for item in roadmap.items
    ]
    kind = INVENTED_PLAN if roadmap.illustrative else ""
    inside = table(["Roadmap item", "Horizon", "Status", "Items", "Review by"], rows)
    return page(
        plan_meta(roadmap), "Roadmap items", kind, as_at(roadmap), inside if rows else "Nothing stands here yet."
    )


def _item(data: BookData, item: RoadmapItem) -> str:
    roadmap = data.roadmap
    source = item_page(item.id)
    blocked = f", blocked by {said(item.blocked_by)}" if item.blocked_by else ""
    standards = "\n".join(f"- {said(standard)}" for standard in item.standards)
    history = "\n".join(f"- {day(change.date)}: {said(change.what)}" for change in item.history)
    return page(
        plan_meta(roadmap),
        plain(item.title),
        INVENTED_PLAN if roadmap.illustrative else "",
        f"Roadmap item {code(item.id)}. {as_at(roadmap)}",
        table(
            ["Horizon", "Status", "Owner", "Review by"],
            [(item.horizon, item.status + blocked, said(item.owner), day(item.review_by))],
        ),
        f"**Items:** {items_of(data.taxonomy, item.items, source)}.",
        "## Value to patients",
        said(item.value),
        "## Evidence",
        _evidence(item, data.releases, source),
        "## Why it stands as it does" if item.because else "",
        said(item.because) if item.because else "",
        "## Standards touched",
        standards or "None.",
        "## History",
        history or "Nothing has happened to it yet.",
    )


def _evidence(item: RoadmapItem, releases: Mapping[str, Release], source: str) -> str:
    rows = [_evidence_row(theme, releases.get(theme_round(theme)), source) for theme in item.evidence]
    return table(["Agreed theme", "Round", *HEAD, "Points"], rows, figures=(2, 3, 4, 5))


def _evidence_row(theme: str, told: Release | None, source: str) -> tuple[str, ...]:
    n = told.theme(theme) if told else None
    if told is None or n is None:
        return code(theme), code(theme_round(theme)), "nothing agreed yet", "", "", ""
    key = f"/themes/{n}"
    cells = (told.words(f"{key}/title"), *counts(told, key), told.number(f"{key}/points"))
    title, *figures = (f'<span data-round="{quoted(told.round)}">{cell}</span>' for cell in cells)
    return link(title, theme_page(theme), source), code(told.round), *figures
