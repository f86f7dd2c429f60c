"""The part of a theme's page that tells of the round before, and the themes of before that are gone."""

from collections.abc import Mapping

from pipeline.pages.addresses import theme_page
from pipeline.pages.marks import Release, code, theme_round
from pipeline.publish.markdown import link

_KINDS = {
    "same": "The same theme as {}.",
    "split": "A part of {}, which fell into several themes.",
    "merged": "Holds {}, which was a theme of its own.",
}
_RULE = (
    "Both rounds are measured with one ruler, the points of both, so that the shares may differ a little from the "
    "counts of the theme. The difference is given with an interval that chance alone would leave in one case of 20; "
    "it is called a change only where it outlasts that all themes were compared at once."
)


def _named(theme: str, releases: Mapping[str, Release], source: str) -> str:
    """An earlier theme, as a link where the release in force of its round has it."""
    told = releases.get(theme_round(theme))
    n = told.theme(theme) if told else None
    if told is None or n is None:
        return code(theme)
    return link(f'<span data-round="{told.round}">{told.words(f"/themes/{n}/title")}</span>', theme_page(theme), source)


def _change(told: Release, key: str) -> str:
    change = told.at(f"{key}/change")
    if change is None:
        return f"How its share changed is not shown: {told.words(f'{key}/why_no_change')}."
    moved = "grew" if change["now"] > change["before"] else "shrank"
    said = f"It {moved} by more than chance" if change["real"] else "No change beyond chance"
    return (
        f"{said}: from {told.share(f'{key}/change/before')} to {told.share(f'{key}/change/now')} of the responses, a "
        f"difference of between {told.share(f'{key}/change/low')} and {told.share(f'{key}/change/high')}. {_RULE}"
    )


def since_before(told: Release, n: int, releases: Mapping[str, Release], source: str) -> str:
    """What became of the theme since the round before; nothing where its round follows none."""
    if not told.at("/release").get("follows", {}).get("round"):
        return ""
    links = told.at(f"/themes/{n}/lineage")
    if not links:
        return "## Since the round before\n\nNew in this round: no theme of the round before leads to it."
    lines = [_KINDS[row["kind"]].format(_named(row["before"], releases, source)) for row in links]
    return "\n\n".join(["## Since the round before", *lines, _change(told, f"/themes/{n}")])


def gone_since(told: Release, releases: Mapping[str, Release], source: str) -> str:
    """The themes of the round before that nobody raised again."""
    gone = told.value.get("retired", [])
    named = "; ".join(_named(theme, releases, source) for theme in gone)
    return f"Themes of the round before that nothing here continues: {named}." if gone else ""
