"""What each group of respondents chose, with the interval of each share; what could tell of a few people is hidden."""

from pipeline.pages.charts import Range, range_chart
from pipeline.pages.marks import Fragment, Release, nothing, of_hundred, quoted, shown, table
from pipeline.pages.reading import of_round

OLDER = "This release does not say what single groups chose."
_MEANS = (
    "In each cell: how many chose it, and below that how many of a hundred of the group who answered, with an "
    "interval that holds the true figure in nineteen cases of twenty. Counts under five are not shown, nor others by "
    "which such a count could be worked out."
)


def tables_of(told: Release, question: str, attribute: str | None = None) -> list[str]:
    """The path of every cross-tab of a question, of one attribute where it is named."""
    return [
        f"/crosstabs/{n}"
        for n, each in enumerate(told.value.get("crosstabs", []))
        if each["question"] == question and attribute in (None, each["attribute"])
    ]


def _name(told: Release, key: str) -> str:
    """What was asked, and by which attribute it is told."""
    part = f", {told.words(f'{key}/part_label')}" if told.at(f"{key}/part_label") else ""
    return f"“{told.question(told.at(f'{key}/question'))}”{part}, by: {told.words(f'{key}/title')}"


def _dated(told: Release, key: str) -> str:
    """Which release the figures are of; a table stays as it was shown first."""
    version = quoted(str(told.at(f"{key}/as_of")))
    return f'as release <data value="{version}" data-key="{key}/as_of">{version}</data> showed it first'


def _cell(told: Release, key: str) -> str:
    count = told.number(f"{key}/count")
    if told.at(f"{key}/count") is None:
        return count
    share, low, high = (told.of_hundred(f"{key}/{name}") for name in ("share", "low", "high"))
    return f"{count}<br>{share}&nbsp;({low}&nbsp;to&nbsp;{high})"


def crosstab_html(told: Release, key: str) -> str:
    """One cross-tab as a table; the reason where there is none."""
    if not told.at(f"{key}/rows"):
        return nothing(f"{_name(told, key)}: not shown, since {told.words(f'{key}/why_not')}.")
    options = range(len(told.at(f"{key}/options")))
    grid = [["Group", "Answered", *(told.words(f"{key}/options/{c}/label") for c in options)]]
    for r in range(len(told.at(f"{key}/rows"))):
        here = f"{key}/rows/{r}"
        cells = (_cell(told, f"{here}/cells/{c}") for c in options)
        grid.append([told.words(f"{here}/group"), told.number(f"{here}/answered"), *cells])
    if len(grid[0]) > len(grid) + 1:  # the longer side goes down the page
        grid = [list(row) for row in zip(*grid, strict=True)]
        grid[0][0] = "Choice"
    return table(f"{_name(told, key)}; {_dated(told, key)}.", grid[0], grid[1:], figures=range(1, len(grid[0])))


def means() -> str:
    """What a cell of a cross-tab holds, once for all tables of a page."""
    return f'<p class="caption">{_MEANS}</p>'


@of_round
def crosstab(told: Release, question: str, attribute: str) -> Fragment:
    """What each group of an attribute chose in one closed question, with the intervals."""
    keys = tables_of(told, question, attribute)
    if not keys:
        return shown(told, "crosstab", nothing(OLDER))
    return shown(told, "crosstab", *_told_once(told, keys))


def _told_once(told: Release, keys: list[str]) -> list[str]:
    """The tables; what their cells mean stands below where there are any."""
    tables = [crosstab_html(told, key) for key in keys]
    return [*tables, means()] if any(told.at(f"{key}/rows") for key in keys) else tables


def _ranges(told: Release, key: str, choice: str | None) -> list[Range]:
    """The shares that are shown, choice by choice, so that the groups stand below one another."""
    ranges = []
    for c, option in enumerate(told.at(f"{key}/options")):
        for r, row in enumerate(told.at(f"{key}/rows")):
            cell = row["cells"][c]
            if cell["share"] is not None and choice in (None, option["value"]):
                ends = f"{of_hundred(cell['low'])} to {of_hundred(cell['high'])}"
                label = f"{option['label']}: {row['group']}"
                ranges.append(Range(label, cell["share"], cell["low"], cell["high"], ends, f"{key}/rows/{r}/cells/{c}"))
    return ranges


def _chart(told: Release, key: str, choice: str | None) -> str:
    ranges = _ranges(told, key, choice)
    if not ranges:
        return crosstab_html(told, key)
    caption = f"{_name(told, key)}: of a hundred of each group, how many chose it; {_dated(told, key)}."
    said = "Dots: the share of each group that chose an answer; lines: between which two figures it lies"
    return range_chart(ranges, said, caption, crosstab_html(told, key))


@of_round
def crosstab_chart(told: Release, question: str, attribute: str, choice: str | None = None) -> Fragment:
    """The same as a picture, of one choice where it is named, with the table beside it."""
    keys = tables_of(told, question, attribute)
    if not keys:
        return shown(told, "crosstab", nothing(OLDER))
    return shown(told, "crosstab", *(_chart(told, key, choice) for key in keys))
