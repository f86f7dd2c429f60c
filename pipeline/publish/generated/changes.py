"""A page for each two releases that follow one another: what changed in themes, counts, shares and evidence."""

from collections.abc import Sequence

from pipeline.pages.addresses import changes_page, item_page
from pipeline.pages.counts import HEAD, counts, plural
from pipeline.pages.evidence import share_told
from pipeline.pages.marks import Release, codes
from pipeline.publish.bookdata import BookData
from pipeline.publish.changed import Step, came_from, lies, steps, went
from pipeline.publish.generated.common import INVENTED, INVENTED_PLAN, said
from pipeline.publish.generated.gone import theme_link, went_told
from pipeline.publish.generated.releases import named
from pipeline.publish.markdown import link, page, plain, table

_LIES = {"meet": "within the intervals", "apart": "beyond the intervals", "none": "no interval to compare"}
_RULE = (
    "A share stands with its interval. Where both releases give one, the last column says whether the two have a value "
    "in common, so that the change may be no more than chance: a rule of thumb and no test, since the later release "
    "counts most of the same responses again."
)


def changes_pages(data: BookData) -> dict[str, str]:
    """A page for each release but the first of its round."""
    return {changes_page(step.after.round, step.after.version): _page(data, step) for step in steps(data)}


def _page(data: BookData, step: Step) -> str:
    before, after = step.before, step.after
    source = changes_page(after.round, after.version)
    of = f"of {plain(after.told.at('/release/title'))}"
    return page(
        {"round": after.scope},
        f"What changed from release {plain(before.version)} to {plain(after.version)} {of}",
        INVENTED if after.told.at("/release/illustrative") else "",
        f"From {named(before, source)} to {named(after, source)}. Earlier figures stand beside the later ones.",
        "## New themes",
        _listed([_new(step, id, source) for id in step.new], "None."),
        "## Themes that are gone",
        _listed([_gone(step, id, source) for id in step.gone], "None."),
        "## Themes with another title or other items",
        _listed([line for pair in step.both for line in _renamed(step, *pair, source)], "None."),
        "## What follows for the roadmap",
        INVENTED_PLAN if data.roadmap.illustrative else "",
        _evidence(data, step, source),
        "## Themes, then and now",
        _themes(step, source),
        _RULE,
        "## All that was received",
        _then_and_now(step, [*_totals(step), *_ledger(step), *_closed(step)]),
        "## Shares of the items",
        _items(step),
    )


def _listed(lines: Sequence[str], nothing: str) -> str:
    return "\n".join(f"- {line}" for line in lines) or nothing


def _new(step: Step, theme: str, source: str) -> str:
    told = step.after.told
    shown = f"{theme_link(told, theme, step.after.scope, source)}: {_responses(told, theme)}."
    parts = came_from(theme, step.before.told, told)
    from_where = "; ".join(theme_link(step.before.told, id, step.before.scope, source) for id in parts)
    return f"{shown} Some of its points stood in {from_where}." if parts else shown


def _responses(told: Release, theme: str) -> str:
    return plural(told, f"/themes/{told.theme(theme)}/responses", "response", "responses")


def _gone(step: Step, theme: str, source: str) -> str:
    told = step.before.told
    shown = theme_link(told, theme, step.before.scope, source)
    counted = step.before.marked(_responses(told, theme))
    where = went_told(went(theme, told, step.after.told), step.after.told, step.after.scope, source)
    return f"{shown}: {counted} before. {where or 'Its points are no longer in the release.'}"


def _renamed(step: Step, n: int, m: int, source: str) -> list[str]:
    """A line for a title that changed, and one for items that did."""
    before, after = step.before.told.at(f"/themes/{n}"), step.after.told.at(f"/themes/{m}")
    now = theme_link(step.after.told, after["id"], step.after.scope, source)
    lines = []
    if before["title"] != after["title"]:
        lines.append(f"{now}: before, “{step.before.marked(step.before.told.words(f'/themes/{n}/title'))}”")
    if set(before["items"]) != set(after["items"]):
        was, items = codes(before["items"]) or "none", codes(after["items"]) or "none"
        lines.append(f"{now}: its items were {was} and are {items}")
    return lines


def _evidence(data: BookData, step: Step, source: str) -> str:
    """Which roadmap items, as they stand today, rest on a theme that came or went."""
    lines = []
    for item in data.roadmap.items:
        at = link(said(item.title), item_page(item.id), source)
        for kept, came, word in ((step.after, step.new, "gained"), (step.before, step.gone, "lost")):
            lines += [
                f"{at} {word} {theme_link(kept.told, theme, kept.scope, source)} as evidence."
                for theme in came
                if theme in item.evidence
            ]
    return _listed(lines, "No roadmap item, as it stands today, gained or lost a theme by this release.")


def _themes(step: Step, source: str) -> str:
    rows = [_theme_row(step, n, m, source) for n, m in step.both]
    figures = ("Responses then", "Responses now", "Points then", "Points now")
    head = ["Theme", *figures, "Share then", "Share now", "The change"]
    return table(head, rows, figures=(1, 2, 3, 4)) if rows else "No theme stands in both."


def _theme_row(step: Step, n: int, m: int, source: str) -> tuple[str, ...]:
    before, after = step.before.told, step.after.told
    title = theme_link(after, after.at(f"/themes/{m}/id"), step.after.scope, source)
    figures = [
        told
        for name in ("responses", "points")
        for told in (step.before.marked(before.number(f"/themes/{n}/{name}")), after.number(f"/themes/{m}/{name}"))
    ]
    how = _LIES[lies(before.at(f"/themes/{n}"), after.at(f"/themes/{m}"))]
    return title, *figures, step.before.marked(share_told(before, n)), share_told(after, m), how


def _then_and_now(step: Step, rows: Sequence[tuple[str, str, str]]) -> str:
    told = [(name, step.before.marked(then), now) for name, then, now in rows]
    return table(["What is counted", "Then", "Now"], told, figures=(1, 2))


def _totals(step: Step) -> list[tuple[str, str, str]]:
    before, after = step.before.told, step.after.told
    rows = list(zip(HEAD, counts(before, "/totals"), counts(after, "/totals"), strict=True))
    for name in ("answers", "points", "themes", "quotes"):
        key = f"/totals/{name}"
        rows.append((name.capitalize(), before.number(key), after.number(key)))
    return rows


def _ledger(step: Step) -> list[tuple[str, str, str]]:
    """The states of the responses that both accounts know."""
    before, after = step.before.told, step.after.told
    states = [s for s in after.at("/ledger/responses") if s != "received" and s in before.at("/ledger/responses")]
    keys = ((state, f"/ledger/responses/{state}") for state in states)
    return [(f"Responses, {state}", before.number(key), after.number(key)) for state, key in keys]


def _closed(step: Step) -> list[tuple[str, str, str]]:
    """How many answered each closed question that both asked."""
    earlier = {entry["question"]: n for n, entry in enumerate(step.before.told.at("/closed"))}
    rows = []
    for m, entry in enumerate(step.after.told.at("/closed")):
        if entry["question"] in earlier:
            then = step.before.told.number(f"/closed/{earlier[entry['question']]}/answered")
            now = step.after.told.number(f"/closed/{m}/answered")
            rows.append((f"Answers to “{step.after.told.words(f'/closed/{m}/text')}”", then, now))
    return rows


def _items(step: Step) -> str:
    """The share of the points that each item has, then and now."""
    earlier = {entry["code"]: n for n, entry in enumerate(step.before.told.at("/items"))}
    rows = [
        _item_row(step, earlier[entry["code"]], m)
        for m, entry in enumerate(step.after.told.at("/items"))
        if entry["code"] in earlier
    ]
    head = ["Item", "Points then", "Points now", "Share then", "Share now", "The change"]
    return table(head, rows, figures=(1, 2))


def _item_row(step: Step, n: int, m: int) -> tuple[str, ...]:
    before, after = step.before.told, step.after.told
    then, now = f"/items/{n}", f"/items/{m}"
    return (
        codes([after.at(f"{now}/code")]),
        step.before.marked(before.number(f"{then}/points")),
        after.number(f"{now}/points"),
        step.before.marked(_share(before, then)),
        _share(after, now),
        _LIES[lies(before.at(then), after.at(now))],
    )


def _share(told: Release, key: str) -> str:
    if told.at(key).get("share") is None:
        return "not given"
    return f"{told.share(f'{key}/share')} ({told.share(f'{key}/low')} to {told.share(f'{key}/high')})"
