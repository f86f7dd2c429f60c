"""Agreed themes: their counts, their quotes, and how they fall on the items."""

from collections.abc import Sequence

from pipeline.pages.addresses import theme_page
from pipeline.pages.charts import Bar, bar_chart
from pipeline.pages.counts import HEAD, WHAT_COUNTS, campaign_note, counts
from pipeline.pages.marks import (
    Fragment,
    Release,
    code,
    codes,
    figure,
    link,
    nothing,
    row_count,
    shown,
    table,
    translated_note,
)
from pipeline.pages.reading import address, of_round

NOTHING_AGREED = "Nothing agreed yet: no theme of this round has been accepted by a person."
_NONE_HERE = "No agreed theme is tagged to this part of the workstreams."
# More bars than this are a table, not a picture.
_MOST_BARS = 20


def _has(codes: Sequence[str], item: str | None, workstream: str | None) -> bool:
    return (item is None or item in codes) and (workstream is None or any(c.startswith(workstream) for c in codes))


def _chosen(told: Release, item: str | None, workstream: str | None) -> list[int]:
    """The places of the themes asked for, the most voices first, hidden counts last."""
    chosen = [n for n, theme in enumerate(told.at("/themes")) if _has(theme["items"], item, workstream)]
    return sorted(chosen, key=lambda n: (-(told.at(f"/themes/{n}/responses") or 0), told.at(f"/themes/{n}/id")))


def _nothing(told: Release) -> Fragment:
    return shown(told, "themes", nothing(NOTHING_AGREED if not told.at("/themes") else _NONE_HERE))


def theme_name(told: Release, n: int) -> str:
    """A theme's title as a link to its page, and the marks a person gave it."""
    theme = told.at(f"/themes/{n}")
    marks = [word for word in ("safety", "minority") if theme[word]]
    badges = "".join(f' <span class="badge {word}">{word} voice</span>' for word in marks)
    return link(address(theme_page(theme["id"])), told.words(f"/themes/{n}/title")) + badges


def _rows(told: Release, chosen: Sequence[int]) -> list[tuple[str, ...]]:
    return [
        (
            theme_name(told, n),
            codes(told.at(f"/themes/{n}/items")),
            *counts(told, f"/themes/{n}"),
            told.number(f"/themes/{n}/points"),
        )
        for n in chosen
    ]


def _table(told: Release, chosen: Sequence[int], caption: str) -> str:
    return table(caption, ["Theme", "Items", *HEAD, "Points"], _rows(told, chosen), figures=(2, 3, 4, 5))


@of_round
def themes_table(told: Release, item: str | None = None, workstream: str | None = None) -> Fragment:
    """The agreed themes of a round, or those of one item or workstream, with a link to each one's page."""
    chosen = _chosen(told, item, workstream)
    if not chosen:
        return _nothing(told)
    of = f" tagged to {code(item or workstream or '')}" if item or workstream else ""
    caption = (
        f"Agreed themes{of}: {row_count(chosen)}; from {told.number('/totals/responses')} responses, {told.dated()}."
    )
    note = f'<p class="caption">{WHAT_COUNTS} {campaign_note(told)}</p>'
    return shown(told, "themes", _table(told, chosen, caption), note)


@of_round
def themes_chart(told: Release) -> Fragment:
    """The agreed themes by the number of responses that speak of each."""
    chosen = [n for n in _chosen(told, None, None) if told.at(f"/themes/{n}/responses") is not None]
    if not chosen:
        return _nothing(told)
    bars = [
        Bar(told.at(f"/themes/{n}/title"), told.at(f"/themes/{n}/responses"),
            figure(told.at(f"/themes/{n}/responses")), f"/themes/{n}/responses")
        for n in chosen[:_MOST_BARS]
    ]  # fmt: skip
    caption = f"Responses that speak of each agreed theme, of {told.number('/totals/responses')}; {told.dated()}."
    said = "Bars: the number of responses that speak of each agreed theme, the largest first"
    figures = _table(told, chosen[:_MOST_BARS], "Responses, texts, organisations and points, by agreed theme")
    return shown(told, "themes", bar_chart(bars, said, caption, figures))


def _quote(told: Release, n: int) -> str:
    quote = told.at(f"/quotes/{n}")
    theme = told.theme(quote["theme"])
    under = "" if theme is None else f" Theme: {theme_name(told, theme)}."
    asked = f"In answer to “{told.question(quote['question'])}”, point {code(quote['point'])}."
    source = f"{asked}{translated_note(told, n)}{under}"
    words = told.words(f"/quotes/{n}/text")
    return f'<figure class="quote"><blockquote><p>{words}</p></blockquote><figcaption>{source}</figcaption></figure>'


@of_round
def theme_quotes(
    told: Release, item: str | None = None, workstream: str | None = None, most: int | None = 5
) -> Fragment:
    """Quotes whose senders agreed and which a person approved; None as `most` shows all."""
    under = {told.at(f"/themes/{n}/id") for n in _chosen(told, item, workstream)}
    chosen = [n for n, quote in enumerate(told.at("/quotes")) if quote["theme"] in under][:most]
    if not chosen:
        return shown(told, "quotes", nothing("No quote is published here: none was both consented to and approved."))
    return shown(told, "quotes", *(_quote(told, n) for n in chosen))
