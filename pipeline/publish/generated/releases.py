"""The page of what each round has published."""

from collections.abc import Mapping

from pipeline.pages.addresses import RELEASES
from pipeline.pages.counts import HEAD, counts
from pipeline.pages.marks import Release, code, day
from pipeline.publish.bookdata import BookData
from pipeline.publish.generated.common import INVENTED, scoped
from pipeline.publish.markdown import page, plain, relative, table


def release_pages(data: BookData) -> dict[str, str]:
    """The list of releases in force."""
    return {f"{RELEASES}/index": _releases_index(data.releases)}


def _releases_index(releases: Mapping[str, Release]) -> str:
    parts = [_release(told) for told in releases.values()]
    lead = (
        "What each round has published, with the digest of all that it was made from and the file itself to download."
    )
    return page({}, "Releases", lead, *parts, "" if parts else "Nothing is published yet.")


def _release(told: Release) -> str:
    file = relative(f"surveys/{told.round}/published.json", f"{RELEASES}/index")
    last = told.at("/release/last_response")
    rows = [
        ("Release", told.dated()),
        ("Responses up to", day(last) if last else "none"),
        *zip(HEAD, counts(told, "/totals"), strict=True),
        ("Points", told.number("/totals/points")),
        ("Agreed themes", told.number("/totals/themes")),
        ("Quotes", told.number("/totals/quotes")),
        ("Digest", code(told.at("/release/digest"))),
        ("Download", f"{{download}}`published.json <{file}>`"),
    ]
    kind = INVENTED if told.at("/release/illustrative") else ""
    shown = scoped(told, table(["Of this release", "Value"], rows))
    return "\n\n".join(part for part in (f"## {plain(told.at('/release/title'))}", kind, shown) if part)
