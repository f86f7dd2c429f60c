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


def terms(env: BuildEnvironment) -> tuple[str, dict[str, str]]:
    """The page on which terms are explained, and the place of each form of a term on it."""
    page, places = vars(env).get("cpitg_terms", ("", {}))
    return str(page), dict(places)


def _stale(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """The pages to be written again: their own bytes tell nothing of a commit, a new release or a new term."""
    kept, root = vars(env), Path(app.srcdir)
    days = {page: day(moment) for page, moment in page_days(root).items()}
    everywhere = {"cpitg_releases": _releases(root), "cpitg_terms": _terms(env)}
    again = any(kept.get(name) != value for name, value in everywhere.items())
    before = kept.get("cpitg_days", {})
    moved = [page for page in sorted(env.found_docs) if again or days.get(page) != before.get(page)]
    kept |= {"cpitg_days": days, **everywhere}
    return moved


def _terms(env: BuildEnvironment) -> tuple[str, dict[str, str]]:
    """One page of a book explains its terms; of several the first does."""
    objects: Iterable[Any] = env.get_domain("std").get_objects()
    told = sorted((page, name, place) for name, _, kind, page, place, _ in objects if kind == "term")
    first = told[0][0] if told else ""
    return first, {name: place for page, name, place in told if page == first}


def _releases(root: Path) -> dict[str, str]:
    place = find_place(root)
    paths = {round: place.round(round).published for round in place.rounds()}
    return {
        round: f'<span data-round="{round}">{Release(read_json(path)).dated()}</span>'
        for round, path in paths.items()
        if path.exists()
    }


def _write_glossary(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name != "html":
        return
    out, (page, _) = Path(app.outdir), terms(app.env)
    if page:
        write_text_if_changed(out / GLOSSARY_DATA, glossary_script(read_text(out / f"{page}.html")))
