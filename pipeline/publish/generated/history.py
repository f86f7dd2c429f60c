"""The line of a theme's page that says since which release it is in the book, and what it was called before."""

from pipeline.pages.addresses import release_page
from pipeline.pages.marks import Release, quoted
from pipeline.publish.bookdata import BookData, Kept
from pipeline.publish.generated.releases import named
from pipeline.publish.markdown import link


def since_told(data: BookData, told: Release, n: int, source: str) -> str:
    """'In the book since release 1', a link where that release is kept, and each title it had before."""
    since = quoted(str(told.at(f"/themes/{n}/since")))
    shown = f'release <data value="{since}" data-key="/themes/{n}/since">{since}</data>'
    earlier = _earlier(data, told)
    if any(each.version == since for each in data.kept.get(told.round, ())):
        shown = link(shown, release_page(told.round, since), source)
    return " ".join([f"In the book since {shown}.", *_titles(told, n, earlier, source)])


def _earlier(data: BookData, told: Release) -> tuple[Kept, ...]:
    """The kept releases before the one in force, the newest first."""
    kept = data.kept.get(told.round, ())
    place = next((n for n, each in enumerate(kept) if each.in_force), 0)
    return kept[:place][::-1]


def _titles(told: Release, n: int, earlier: tuple[Kept, ...], source: str) -> list[str]:
    """Each other title, with the last release that had it."""
    theme = told.at(f"/themes/{n}")
    seen, lines = {theme["title"]}, []
    for each in earlier:
        m = each.told.theme(theme["id"])
        if m is not None and each.told.at(f"/themes/{m}/title") not in seen:
            seen.add(each.told.at(f"/themes/{m}/title"))
            lines.append(f"In {named(each, source)} it was “{each.marked(each.told.words(f'/themes/{m}/title'))}”.")
    return lines
