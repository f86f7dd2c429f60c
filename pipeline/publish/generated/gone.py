"""A page for each theme that was published once and stands no longer: an address that was given stays good."""

from pipeline.pages.addresses import theme_page
from pipeline.pages.counts import HEAD, counts
from pipeline.pages.marks import Release, code, quoted
from pipeline.publish.bookdata import BookData, Kept
from pipeline.publish.changed import Went, continued, gone_themes, went
from pipeline.publish.generated.common import INVENTED, badges, items_of
from pipeline.publish.generated.releases import named
from pipeline.publish.markdown import link, page, plain, table

_NOBODY = "Nobody has said where it went."
_LATER = {
    "same": "A later round goes on with it as {}.",
    "split": "In a later round a part of it is {}.",
    "merged": "In a later round {} holds it.",
    "retired": "Nothing in a later round continues it.",
}


def gone_pages(data: BookData) -> dict[str, str]:
    """A page for each theme of a kept release that the release in force does not hold."""
    return {theme_page(theme): _gone(data, kept, theme) for theme, kept in gone_themes(data).items()}


def _gone(data: BookData, kept: Kept, theme: str) -> str:
    told, source = kept.told, theme_page(theme)
    n = told.theme(theme)
    entry, key = told.at(f"/themes/{n}"), f"/themes/{n}"
    return page(
        {"round": kept.scope},
        plain(entry["title"]),
        INVENTED if told.at("/release/illustrative") else "",
        f"This theme stands in the book no longer. It was theme {code(theme)} of {told.words('/release/title')}; the "
        f"last release to hold it is {named(kept, source)}.{badges(entry)}",
        "## What it was",
        table([*HEAD, "Points"], [(*counts(told, key), told.number(f"{key}/points"))], figures=(0, 1, 2, 3)),
        f"**Items:** {items_of(data.taxonomy, entry['items'], source)}.",
        "## Where it went",
        _where(data, kept, theme, source),
    )


def _where(data: BookData, kept: Kept, theme: str, source: str) -> str:
    """What became of it in its own round by its points, and what later rounds say of it."""
    now = data.releases[kept.round]
    lines = [went_told(went(theme, kept.told, now), now, now.round, source)]
    for kind, to in continued(data, theme):
        lines.append(_LATER[kind].format(_later(data, to, source)))
    return "\n\n".join(line for line in lines if line) or _NOBODY


def _later(data: BookData, theme: str, source: str) -> str:
    found = next(((told, told.theme(theme)) for told in data.releases.values() if told.theme(theme) is not None), None)
    return theme_link(found[0], theme, found[0].round, source) if found else code(theme)


def theme_link(told: Release, theme: str, scope: str, source: str) -> str:
    """A theme by its title in a release, as a link to its page."""
    title = f'<span data-round="{quoted(scope)}">{told.words(f"/themes/{told.theme(theme)}/title")}</span>'
    return link(title, theme_page(theme), source)


def went_told(found: Went, after: Release, scope: str, source: str) -> str:
    """Where the points of a theme are now, in words; empty where none of them is left."""
    into = "; ".join(theme_link(after, id, scope, source) for id in found.into)
    some = "all its points stand in" if found.whole else "some of its points stand in no theme now, the others in"
    rest = (
        f"most of its points stand in no theme now, the others in {into}" if into else "no theme holds its points now"
    )
    return {
        "merged": f"It was merged: {some} {into}.",
        "split": f"It was split: {some} {into}.",
        "retired": f"It was retired: {rest}.",
        "left out": "",
    }[found.fate]
