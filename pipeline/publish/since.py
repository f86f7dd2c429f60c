"""The part of a theme's page that tells of the round before, and the themes of before that are gone."""

from pipeline.pages.addresses import theme_page
from pipeline.pages.marks import Release, code, quoted, theme_round
from pipeline.publish.bookdata import BookData
from pipeline.publish.changed import gone_themes
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


def _named(theme: str, data: BookData, source: str) -> str:
    """An earlier theme, as a link where a release of its round has it, in force or kept."""
    told, last = data.releases.get(theme_round(theme)), gone_themes(data).get(theme)
    scope, told = (last.scope, last.told) if last else (theme_round(theme), told)
    n = told.theme(theme) if told else None
    if told is None or n is None:
        return code(theme)
    return link(
        f'<span data-round="{quoted(scope)}">{told.words(f"/themes/{n}/title")}</span>', theme_page(theme), source
    )


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


def since_before(told: Release, n: int, data: BookData, source: str) -> str:
    """What became of the theme since the round before; nothing where its round follows none."""
    if not told.at("/release").get("follows", {}).get("round"):
        return ""
    links = told.at(f"/themes/{n}/lineage")
    if not links:
        return "## Since the round before\n\nNew in this round: no theme of the round before leads to it."
    lines = [_KINDS[row["kind"]].format(_named(row["before"], data, source)) for row in links]
    return "\n\n".join(["## Since the round before", *lines, _change(told, f"/themes/{n}")])


def gone_since(told: Release, data: BookData, source: str) -> str:
    """The themes of the round before that nobody raised again, and those of its own earlier releases."""
    before = [_named(theme, data, source) for theme in told.value.get("retired", [])]
    own = [_named(theme, data, source) for theme, last in gone_themes(data).items() if last.round == told.round]
    lines = [("Themes of the round before that nothing here continues", before)]
    lines += [("Themes of earlier releases that stand no longer", own)]
    return "\n\n".join(f"{what}: {'; '.join(named)}." for what, named in lines if named)
