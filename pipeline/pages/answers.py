"""Who answered, and what they chose where there was something to choose."""

from pipeline.pages.charts import Bar, bar_chart
from pipeline.pages.marks import Fragment, Release, nothing, percent, shown, table
from pipeline.pages.reading import of_round


def who_rows(told: Release, key: str) -> list[tuple[str, str]]:
    """Each group of an attribute and how many responses came from it."""
    return [
        (told.words(f"{key}/rows/{n}/group"), told.number(f"{key}/rows/{n}/responses"))
        for n in range(len(told.at(f"{key}/rows")))
    ]


@of_round
def who_table(told: Release) -> Fragment:
    """Who answered, by each attribute; groups too small to show are hidden."""
    tables = [
        table(
            f"{told.words(f'/who/{n}/title')}, of {told.number('/totals/responses')} responses; {told.dated()}.",
            ["Group", "Responses"],
            who_rows(told, f"/who/{n}"),
            figures=(1,),
        )
        for n in range(len(told.at("/who")))
    ]
    return shown(told, "who", *(tables or [nothing("Nothing was asked about who answered.")]))


def _find(told: Release, question: str) -> int | None:
    found = (n for n, closed in enumerate(told.at("/closed")) if closed["question"] == question)
    return next(found, None)


def _caption(told: Release, n: int) -> str:
    answered = told.number(f"/closed/{n}/answered")
    return f"{told.words(f'/closed/{n}/text')} Answered by {answered}; {told.dated()}."


def _plain_table(told: Release, n: int, caption: str) -> str:
    rows = []
    for m in range(len(told.at(f"/closed/{n}/rows"))):
        key = f"/closed/{n}/rows/{m}"
        hidden = told.at(f"{key}/share") is None
        share = "" if hidden else told.share(f"{key}/share")
        rows.append((told.words(f"{key}/label"), told.number(f"{key}/count"), share))
    return table(caption, ["Answer", "Responses", "Share"], rows, figures=(1, 2))


def _grid_table(told: Release, n: int, caption: str) -> str:
    rows = told.at(f"/closed/{n}/rows")
    place = {(row["part"], row["value"]): m for m, row in enumerate(rows)}
    parts = list(dict.fromkeys(row["part"] for row in rows))
    values = list(dict.fromkeys(row["value"] for row in rows))
    head = ["For", *(told.words(f"/closed/{n}/rows/{place[parts[0], value]}/label") for value in values)]
    body = [
        [
            told.words(f"/closed/{n}/rows/{place[part, values[0]]}/part_label"),
            *(told.number(f"/closed/{n}/rows/{place[part, value]}/count") for value in values),
        ]
        for part in parts
    ]
    return table(caption, head, body, figures=range(1, len(head)))


def _is_grid(told: Release, n: int) -> bool:
    return any(row["part"] for row in told.at(f"/closed/{n}/rows"))


def _closed_table(told: Release, question: str) -> Fragment:
    n = _find(told, question)
    if n is None or not told.at(f"/closed/{n}/rows"):
        return shown(told, "closed", nothing("No answers to this question are published."))
    one = _grid_table if _is_grid(told, n) else _plain_table
    return shown(told, "closed", one(told, n, _caption(told, n)))


@of_round
def closed_table(told: Release, question: str) -> Fragment:
    """What people chose in one closed question."""
    return _closed_table(told, question)


@of_round
def closed_chart(told: Release, question: str) -> Fragment:
    """What people chose in one closed question, as bars; a grid stays a table, which reads better."""
    n = _find(told, question)
    if n is None or _is_grid(told, n):
        return _closed_table(told, question)
    rows = told.at(f"/closed/{n}/rows")
    bars = [
        Bar(row["label"], row["share"], percent(row["share"]), f"/closed/{n}/rows/{m}/share")
        for m, row in enumerate(rows)
        if row["share"] is not None
    ]
    if not bars:
        return _closed_table(told, question)
    said = f"Bars: the share of responses that chose each answer to “{told.at(f'/closed/{n}/text')}”"
    chart = bar_chart(bars, said, _caption(told, n), _plain_table(told, n, "Responses and shares, by answer"))
    return shown(told, "closed", chart)
