"""What stands round every page and changes without it: the day of its words, its release, the glossary's script."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from pipeline.pages.marks import Release, day
from pipeline.place import find_place, read_json, read_text, write_text_if_changed
from pipeline.publish.glossary_data import glossary_script
from pipeline.publish.last_changed import page_days

GLOSSARY_DATA = "glossary-data.js"


def connect(app: Sphinx) -> None:
    """Ask Sphinx to keep all of it true, page by page."""
    app.connect("env-updated", _stale)
    app.connect("build-finished", _write_glossary)


def changed_on(env: BuildEnvironment, page: str) -> str:
    """The day on which the words of a page last changed, or nothing where it is not certain."""
    return str(vars(env).get("cpitg_days", {}).get(page, ""))


def release_lines(env: BuildEnvironment) -> dict[str, str]:
    """Which release of each round the book shows, as the foot of a page says it."""
    return dict(vars(env).get("cpitg_releases", {}))


def _stale(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """The pages to be written again: a commit changes the day of a page and no byte of it, a release its number."""
    kept = vars(env)
    days = {page: day(moment) for page, moment in page_days(Path(app.srcdir)).items()}
    before, releases = kept.get("cpitg_days", {}), _releases(Path(app.srcdir))
    moved = {page for page in env.found_docs if days.get(page) != before.get(page)}
    again = set(env.found_docs) if releases != kept.get("cpitg_releases") else moved
    kept["cpitg_days"], kept["cpitg_releases"] = days, releases
    return sorted(again)


def _releases(root: Path) -> dict[str, str]:
    place = find_place(root)
    paths = {round: place.round(round).published for round in place.rounds()}
    return {
        round: f'<span data-round="{round}">{Release(read_json(path)).dated()}</span>'
        for round, path in paths.items()
        if path.exists()
    }


def _glossaries(app: Sphinx) -> set[str]:
    """The pages on which terms are explained."""
    terms: Iterable[Any] = app.env.get_domain("std").get_objects()
    return {page for _, _, kind, page, _, _ in terms if kind == "term"}


def _write_glossary(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    # One page of the book explains its terms; more than one would be more than one answer.
    for page in sorted(_glossaries(app))[:1]:
        write_text_if_changed(out / GLOSSARY_DATA, glossary_script(read_text(out / f"{page}.html")))
