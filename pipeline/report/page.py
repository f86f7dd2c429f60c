"""The report: one HTML page with everything in it, which works from disk, without a script, on paper, in the dark."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report.drawing import Drawing, Spot, draw
from pipeline.report.material import Material
from pipeline.report.views import ThemeView, Views, unthemed_texts
from pipeline.report.words import STATES, percent, plural
from pipeline.themes.quality import coverage

WIDE, TALL = (1000.0, 640.0), (340.0, 780.0)  # the map on a desk and on a telephone
STANCES = ("request", "problem", "praise")  # each has a colour and an outline of its own
MOST_MAPPED = 250  # more circles would tell nothing; the largest are shown


def _asset(name: str) -> str:
    return files("pipeline.report").joinpath("assets", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """The digest by which the page's own policy lets a script or style run, and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("pipeline.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"percent": percent, "plural": plural}
    return found


def _maps(views: Sequence[ThemeView], material: Material) -> Mapping[str, Drawing]:
    shown = views[:MOST_MAPPED]
    spots = [
        Spot(theme=each.theme, title=each.title, responses=each.responses,
             kind=each.stance if each.stance in STANCES else "")
        for each in shown
    ]  # fmt: skip
    likeness = material.likeness[: len(shown), : len(shown)]
    return {"wide": draw(spots, likeness, *WIDE), "tall": draw(spots, likeness, *TALL)}


def _set_aside(material: Material) -> list[tuple[str, str, int]]:
    """State, rule and number of answers, as the ledger has them."""
    return [
        (STATES.get(rule["state"], rule["state"]), rule["rule"], rule["answers"])
        for rule in material.ledger["rules"]
        if rule["state"] != "usable"
    ]


def _facts(material: Material, views: Sequence[ThemeView]) -> dict[str, Any]:
    answers, points = material.ledger["answers"], material.points
    covered = coverage(points, material.members)
    return {
        "answers": answers["received"],
        "used": answers["usable"],
        "set_aside": answers["received"] - answers["usable"],
        "responses": material.ledger["responses"]["received"],
        "speaking": int(points["response"].nunique()),
        "points": len(points),
        "themes": len(views),
        "unthemed": len(material.unthemed),
        "covered_points": f"{100 * covered.of_points:.1f} %",
        "covered_answers": f"{100 * covered.of_answers:.1f} %",
    }


def _flagged(views: Sequence[ThemeView]) -> dict[str, list[ThemeView]]:
    """Each rule with the themes it wants looked at."""
    told: dict[str, list[ThemeView]] = {}
    for each in views:
        for flag in each.flags:
            told.setdefault(flag.rule, []).append(each)
    return dict(sorted(told.items()))


def _has(material: Material, views: Sequence[ThemeView]) -> dict[str, bool]:
    """Which columns and sentences the page has: none of what is not known."""
    return {
        "organisations": bool(material.organisations),
        "flags": bool(len(material.flags)),
        "stances": bool(len(material.stances)),
        "shifts": bool(len(material.shifts)),
        "lineage": bool(len(material.lineage)),
        "seconds": bool((material.members["rank"] > 0).any()),
        "intruder": any(view.intruder is not None for view in views),
    }


def _filled(material: Material) -> dict[str, Any]:
    """What the page is filled with beside its style and script."""
    found = Views(material)
    views = found.themes()
    left, more = unthemed_texts(material)
    return {
        "head": material.head,
        "facts": _facts(material, views),
        "set_aside": _set_aside(material),
        "maps": _maps(views, material) if views else {},
        "mapped": min(len(views), MOST_MAPPED),
        "stances": [each for each in STANCES if any(view.stance == each for view in views)],
        "themes": views,
        "flagged": _flagged(views),
        "retired": found.retired(),
        "has": _has(material, views),
        "unthemed": left,
        "unthemed_more": more,
    }


def report_html(material: Material) -> str:
    """The whole report as one page; equal material gives equal bytes, and no text of it can act."""
    style, script = _asset("report.css"), _asset("report.js")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    page = _environment().get_template("report.html")
    return page.render(
        policy=f"{policy}; base-uri 'none'; form-action 'none'",
        style=Markup(style),
        script=Markup(script),
        **_filled(material),
    )
