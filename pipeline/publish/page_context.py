"""What each page's template is given: marks of rounds, the navigation, tables that may scroll."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from pipeline.pages.addresses import ITEMS, THEMES
from pipeline.pages.marks import Release, day
from pipeline.place import find_place, read_json
from pipeline.publish.furniture import changed_on, release_lines, terms
from pipeline.publish.tables import with_tables
from pipeline.publish.terms import link_terms

GENERATED = "book/generated/"
_TELL = "book/group/taking-part"
_THEME_FILE = re.compile(r"-t(\d+)\Z")
_INVENTED = "Illustrative round: nobody said these things."
_INVENTED_PLAN = "Illustrative roadmap: no publication of CP ITG, and nobody has committed to it."
_ROUND = re.compile(r'data-round="([^"]+)"')
_PLAN = re.compile(r'data-roadmap="([^"]+)"')


def _stripe(app: Sphinx, rounds: Iterable[str], *, warned: bool) -> list[str]:
    """One line a round that the page shows: which release, and whether it was made up, unless the page says so."""
    told = []
    for round in rounds:
        path = find_place(Path(app.srcdir)).round(round).published
        if path.exists():
            release = _release(path)
            invented = release.at("/release/illustrative") and not warned
            kind = f"{_INVENTED} " if invented else ""
            told.append(f'<span data-round="{round}">{kind}Figures from {release.dated()}.</span>')
    return told


@functools.cache
def _release(path: Path) -> Release:
    """A release, read once: Sphinx runs in a process of its own, which ends with the build."""
    return Release(read_json(path))


def page_context(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Add to the context of a page what its template asks for."""
    body, meta = context.get("body", ""), context.get("meta") or {}
    rounds = sorted({*_ROUND.findall(body), *([meta["round"]] if "round" in meta else [])})
    plan = meta.get("roadmap") or next(iter(_PLAN.findall(body)), "")
    generated = page.startswith(GENERATED)
    stripe = [] if generated else _stripe(app, rounds, warned="notice illustrative" in body)
    stripe += [_INVENTED_PLAN] if plan == "illustrative" and not generated else []
    context |= {
        "navigation": vars(app.env).get("cpitg_navigation", []),
        "ancestors": _ancestors(app.env, page),
        "generated": generated,
        "only_round": meta.get("round", ""),
        "stripe": stripe,
        "invented": any(_INVENTED in line or line == _INVENTED_PLAN for line in stripe),
        "changed": "" if generated else changed_on(app.env, page),
        "releases": unsaid(app.env, rounds, body) if generated else [],
        "tell": _tell(app.env, page, context["pathto"]),
        "as_at": day(app.config.cpitg_as_at) if app.config.cpitg_as_at else "",
        "body": with_tables(_with_terms(app.env, page, body, context["pathto"])),
        "script_files": [],
        "css_files": [file for file in context["css_files"] if "sphinx-design" in str(file)],
    }


def _with_terms(env: BuildEnvironment, page: str, body: str, pathto: Callable[[str], str]) -> str:
    """The text of a page with a link at the first mention of each term; the glossary itself needs none."""
    glossary, places = terms(env)
    return body if not body or page == glossary or not places else link_terms(body, places, pathto(glossary))


def unsaid(env: BuildEnvironment, rounds: Iterable[str], body: str) -> list[str]:
    """The releases that a page shows figures of without naming them."""
    lines = release_lines(env)
    named = 'data-key="/release/version"' in body
    return [] if named else [lines[round] for round in rounds if round in lines]


def told_about(page: str) -> str:
    """The roadmap item or theme that a page is about, by its id."""
    if page == f"{ITEMS}/index" or page == f"{THEMES}/index" or not page.startswith((f"{ITEMS}/", f"{THEMES}/")):
        return ""
    return _THEME_FILE.sub(r"-T\1", page.rpartition("/")[2])


def _tell(env: BuildEnvironment, page: str, pathto: Callable[[str], str]) -> str:
    """The link by which a reader says something about a page, where the book has a page on how to say it."""
    if _TELL not in env.found_docs or page == _TELL:
        return ""
    asked = {"page": page, **({"about": about} if (about := told_about(page)) else {})}
    return f"{pathto(_TELL)}?{urlencode(asked, safe='/')}#tell-us"


def _ancestors(env: BuildEnvironment, page: str) -> list[str]:
    """The pages above a page, the nearest last."""
    above: Mapping[str, str] = {child: parent for parent, below in env.toctree_includes.items() for child in below}
    told: list[str] = []
    while page in above:
        page = above[page]
        told.insert(0, page)
    return told
