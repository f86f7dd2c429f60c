"""The page of each round: what was said, how many responses said it, and what follows on the roadmap."""

from collections.abc import Mapping

from pipeline.pages.addresses import ROUNDS, item_page, question_page, round_page, theme_page
from pipeline.pages.counts import HEAD, WHAT_COUNTS, campaign_note, counts
from pipeline.pages.marks import Release
from pipeline.publish.bookdata import BookData
from pipeline.publish.generated.common import INVENTED, INVENTED_PLAN, NOTHING_AGREED, as_at, plan_meta, said
from pipeline.publish.markdown import link, page, plain, table

_NOT_PLANNED = "Not on the roadmap"
_NOBODY = "because nobody has taken it up yet"


def round_pages(data: BookData) -> dict[str, str]:
    """The list of rounds, and a page for each round that has a release in force."""
    pages = {f"{ROUNDS}/index": _index(data.releases)}
    return pages | {round_page(round): _round(data, told) for round, told in data.releases.items()}


def _index(releases: Mapping[str, Release]) -> str:
    lead = "For each round: what people said, what was heard in it, and what follows from it on the roadmap."
    lines = [_line(told) for told in releases.values()]
    invented = any(told.at("/release/illustrative") for told in releases.values())
    kind = INVENTED if invented else ""
    return page({}, "You said, we heard, we do", lead, kind, "\n".join(lines) or "Nothing is published yet.")


def _line(told: Release) -> str:
    title = f'<span data-round="{told.round}">{told.words("/release/title")}</span>'
    return f"- {link(title, round_page(told.round), f'{ROUNDS}/index')}"


def _round(data: BookData, told: Release) -> str:
    rows = [_row(data, told, n) for n in range(len(told.at("/themes")))]
    shown = table(["You said", *HEAD, "What follows"], rows, figures=(1, 2, 3)) if rows else NOTHING_AGREED
    return page(
        {"round": told.round, **plan_meta(data.roadmap)},
        plain(told.at("/release/title")),
        INVENTED if told.at("/release/illustrative") else "",
        INVENTED_PLAN if data.roadmap.illustrative else "",
        f"From {told.number('/totals/responses')} responses; {told.dated()}. {as_at(data.roadmap)}",
        "## What was said and what follows",
        f"{WHAT_COUNTS} {campaign_note(told)}",
        shown,
        "## What was asked",
        _asked(told),
    )


def _asked(told: Release) -> str:
    source = round_page(told.round)
    links = (
        link(told.words(f"/questions/{n}/text"), question_page(told.round, each["id"]), source)
        for n, each in enumerate(told.at("/questions"))
    )
    return "\n".join(f"- {each}" for each in links) or "Nothing was asked in this round."


def _row(data: BookData, told: Release, n: int) -> tuple[str, ...]:
    theme, source = told.at(f"/themes/{n}/id"), round_page(told.round)
    follows = [
        f"{link(said(item.title), item_page(item.id), source)} ({item.horizon}, {item.status})"
        for item in data.roadmap.items
        if theme in item.evidence
    ]
    title = link(told.words(f"/themes/{n}/title"), theme_page(theme), source)
    return title, *counts(told, f"/themes/{n}"), "; ".join(follows) or _left_out(data, theme)


def _left_out(data: BookData, theme: str) -> str:
    """That nothing follows, and because of what where somebody ruled so."""
    ruled = next((each for each in data.roadmap.not_on_roadmap if each.theme == theme), None)
    return f"{_NOT_PLANNED}, because: {said(ruled.because)}" if ruled else f"{_NOT_PLANNED}, {_NOBODY}"
