"""The page of each roadmap item: what is meant, who owns it, and the themes that are its evidence."""

from collections.abc import Iterator, Mapping

from pipeline.definitions.roadmap import Roadmap, RoadmapItem
from pipeline.pages.addresses import ITEMS, STANDARDS, item_page, theme_page
from pipeline.pages.counts import HEAD, counts
from pipeline.pages.evidence import agreement_told, found_told, kinds, share_told, when_told
from pipeline.pages.feasibility import answer_told, feasibility_asked
from pipeline.pages.marks import Release, code, codes, day, quoted, theme_round
from pipeline.publish.bookdata import BookData
from pipeline.publish.generated.common import INVENTED_PLAN, as_at, badges, items_of, plan_meta, said, scoped
from pipeline.publish.markdown import link, page, plain, relative, table


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
    standards = "\n".join(f"- {_standard(standard, data, source)}" for standard in item.standards)
    history = "\n".join(f"- {day(change.date)}: {said(change.what)}" for change in item.history)
    return page(
        plan_meta(roadmap),
        plain(item.title),
        INVENTED_PLAN if roadmap.illustrative else "",
        f"Roadmap item {code(item.id)}. {as_at(roadmap)}",
        _standing_now(item),
        f"**Items:** {items_of(data.taxonomy, item.items, source)}.",
        *_standing(item),
        "## Value to patients",
        said(item.value),
        "## Evidence",
        _evidence(item, data.releases, source),
        "## How strong the evidence is",
        _strength(item, data.releases, source),
        "## Minority and safety voices",
        _voices(item, data.releases, source),
        "## Feasibility",
        *_feasibility(item, data.releases),
        "## Standards touched",
        standards or "None.",
        "## History",
        history or "Nothing has happened to it yet.",
    )


def _standing_now(item: RoadmapItem) -> str:
    blocked = f", blocked by {said(item.blocked_by)}" if item.blocked_by else ""
    row = (item.horizon, item.status + blocked, said(item.owner), day(item.review_by))
    return table(["Horizon", "Status", "Owner", "Review by"], [row])


def _feasibility(item: RoadmapItem, releases: Mapping[str, Release]) -> Iterator[str]:
    """What the group ruled, and what suppliers answered in each round that asked them."""
    if item.feasibility:
        yield f"Ruled as {item.feasibility}: {said(item.feasibility_because)}"
    else:
        yield "Nobody has ruled on it yet."
    for told in releases.values():
        n = feasibility_asked(told.value)
        if n is not None:
            answers = "\n".join(f"- {answer_told(told, n, each)}" for each in item.items)
            yield scoped(told, f"Suppliers answered in {code(told.round)}, {told.dated()}:", answers)


def _standard(name: str, data: BookData, source: str) -> str:
    """A standard, as a link to what is known of it; plain HTML, since its place is no heading."""
    known = data.standards.get(name.casefold())
    inside = said(name)
    return f'<a href="{relative(STANDARDS, source)}.html#{known.anchor}">{inside}</a>' if known else inside


def _evidence(item: RoadmapItem, releases: Mapping[str, Release], source: str) -> str:
    rows = [_evidence_row(theme, releases.get(theme_round(theme)), source) for theme in item.evidence]
    return table(["Agreed theme", "Round", *HEAD, "Points"], rows, figures=(2, 3, 4, 5)) if rows else "No theme yet."


def _evidence_row(theme: str, told: Release | None, source: str) -> tuple[str, ...]:
    n = told.theme(theme) if told else None
    if told is None or n is None:
        return code(theme), code(theme_round(theme)), "nothing agreed yet", "", "", ""
    key = f"/themes/{n}"
    cells = (told.words(f"{key}/title"), *counts(told, key), told.number(f"{key}/points"))
    title, *figures = (f'<span data-round="{quoted(told.round)}">{cell}</span>' for cell in cells)
    return link(title, theme_page(theme), source), code(told.round), *figures


def _agreed(item: RoadmapItem, releases: Mapping[str, Release]) -> list[tuple[Release, int]]:
    """The evidence that stands in a release in force, each theme with its place there."""
    told = [(releases.get(theme_round(theme)), theme) for theme in item.evidence]
    places = [(release, release.theme(theme)) for release, theme in told if release is not None]
    return [(release, n) for release, n in places if n is not None]


def _cell(told: Release, inside: str) -> str:
    return f'<span data-round="{quoted(told.round)}">{inside}</span>'


def _theme_link(told: Release, n: int, source: str) -> str:
    return link(_cell(told, told.words(f"/themes/{n}/title")), theme_page(told.at(f"/themes/{n}/id")), source)


def _strength(item: RoadmapItem, releases: Mapping[str, Release], source: str) -> str:
    agreed = _agreed(item, releases)
    if not agreed:
        return "No theme of its evidence stands in a release in force."
    head = [
        "Agreed theme",
        "Responses",
        "Distinct texts",
        "Share of responses",
        "Kinds of sender",
        "When it was said",
        "Found again",
    ]
    what = (
        "A share is of the responses with a usable answer, with its interval. A kind of sender is named where its "
        "count is shown: one that is not named may have spoken too. When it was said are the responses of the first, "
        "the second and the last third of the days the round was open. Found again is how often the theme came out "
        "when the machine left some points out."
    )
    rows = table(head, [_strength_row(told, n, source) for told, n in agreed], figures=(1, 2))
    rounds = {told.round: told for told, _ in agreed}
    return "\n\n".join([what, rows, *(_cell(told, agreement_told(told, item.items)) for told in rounds.values())])


def _strength_row(told: Release, n: int, source: str) -> tuple[str, ...]:
    responses, texts, _ = counts(told, f"/themes/{n}")
    cells = (responses, texts, share_told(told, n), kinds(told, n), when_told(told, n), found_told(told, n))
    return _theme_link(told, n, source), *(_cell(told, cell) for cell in cells)


def _voices(item: RoadmapItem, releases: Mapping[str, Release], source: str) -> str:
    marked = [(told, n, badges(told.at(f"/themes/{n}"))) for told, n in _agreed(item, releases)]
    lines = [f"- {_theme_link(told, n, source)}{marks}" for told, n, marks in marked if marks]
    return "\n".join(lines) or "No theme of its evidence was marked as a minority or a safety voice."


def _standing(item: RoadmapItem) -> tuple[str, ...]:
    """Why nothing changed, where nothing did; else why the item stands as it does, where somebody wrote it."""
    because = said(item.because)
    if item.status == "blocked":
        because = f"It is blocked by {said(item.blocked_by)}. {because}".rstrip()
    elif item.status != "declined" and not item.history:
        because = f"Nothing has been recorded of it since it was written down. {because}".rstrip()
    elif item.status != "declined":
        return ("## Why it stands as it does", because) if because else ()
    return "## Nothing changed because", because
