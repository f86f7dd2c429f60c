"""The page of what can be downloaded of each round, and what every column of it holds."""

from pipeline.pages.addresses import DOWNLOADS
from pipeline.pages.marks import Release, code, quoted
from pipeline.publish.bookdata import BookData
from pipeline.publish.downloads import FILES, folder
from pipeline.publish.downloadtables import TABLES, Table
from pipeline.publish.generated.common import INVENTED, scoped
from pipeline.publish.markdown import page, plain, table

_LEAD = (
    "Everything that the pages of a round show, as files. They are made from the release in force and hold its counts, "
    "never more: what is hidden on a page is an empty cell here. Nothing in them tells who said what."
)
_DICTIONARY = (
    "What each table holds, column by column. The file `datapackage.json` says the same to a program, in the form of "
    "the Frictionless Data Package."
)


def download_pages(data: BookData) -> dict[str, str]:
    """The page of all downloads."""
    rounds = [_round(told) for told in data.releases.values()]
    tables = [part for each in TABLES for part in (f"### {code(each.name)}", each.description, _columns(each))]
    inside = [*rounds, "## Data dictionary", _DICTIONARY, *tables] if rounds else ["Nothing is published yet."]
    return {f"{DOWNLOADS}/index": page({}, "Downloads", _LEAD, *inside)}


def _round(told: Release) -> str:
    kind = INVENTED if told.at("/release/illustrative") else ""
    rows = [
        *((_file(told, each.file), each.description) for each in TABLES),
        *((_file(told, name), said) for name, said in FILES.items()),
    ]
    shown = scoped(told, f"From {told.dated()}.", table(["File", "A row of it, or what it is"], rows))
    return "\n\n".join(part for part in (f"## {plain(told.at('/release/title'))}", kind, shown) if part)


def _file(told: Release, name: str) -> str:
    # HTML, not Markdown: the files are written after Sphinx has looked for its own.
    up = "../" * DOWNLOADS.count("/")
    return f'<a href="../{up}{folder(told.round)}/{quoted(name)}" download><code>{quoted(name)}</code></a>'


def _columns(each: Table) -> str:
    rows = [(code(column.name), column.type, column.description) for column in each.columns]
    return table(["Column", "Type", "What it holds"], rows)
