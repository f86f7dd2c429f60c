"""Blind double coding: how far two people agree on what points are about, and the machine with them."""

from pipeline.pages.charts import Bar, bar_chart
from pipeline.pages.marks import Fragment, Release, code, codes, figure, nothing, row_count, shown, table
from pipeline.pages.reading import of_round

_AT = "/evaluation/coding"
_F1 = code("F1")
_NOT_CODED = "No points of this round were coded by two people yet."
_SIDES = {
    "A": "The machine and coder A",
    "B": "The machine and coder B",
    "settled": "The machine and what was settled in the end",
}
_ALL_ALIKE = "cannot be told"


def _coded(told: Release) -> bool:
    return bool(told.value["evaluation"].get("coding", {}).get("points"))


def _nothing(told: Release) -> Fragment:
    return shown(told, "agreement", nothing(_NOT_CODED))


def _alpha(told: Release, key: str) -> str:
    """An alpha; where all gave one and the same thing there is none."""
    return _ALL_ALIKE if told.at(key) is None else told.number(key)


def _mean(told: Release, key: str) -> str:
    return f"{told.number(f'{key}/value')} ({told.number(f'{key}/low')} to {told.number(f'{key}/high')})"


@of_round
def agreement_told(told: Release) -> Fragment:
    """How many points two people coded apart, and how far they agree."""
    if not _coded(told):
        return _nothing(told)
    many = f"{told.number(f'{_AT}/points')} points of {told.number(f'{_AT}/responses')} responses"
    said = [
        f"<p>Two people coded {many}, each without the other and without the machine. On "
        f"{told.number(f'{_AT}/alike')} they gave the very same items. Krippendorff's alpha over sets of items is "
        f"{_alpha(told, f'{_AT}/alpha')}. {told.number(f'{_AT}/settled')} of the points were settled afterwards.</p>"
    ]
    if told.at(f"{_AT}/nearer"):
        said.append(
            f"<p>{_F1} of the machine with a coder, less the {_F1} of the two coders: "
            f"{_mean(told, f'{_AT}/nearer')}. Below nothing, people agree with one another more than with the machine."
            "</p>"
        )
    return shown(told, "agreement", *said)


def _bars(told: Release) -> list[Bar]:
    """The two people with one another, then the machine with each side."""
    people = told.at(f"{_AT}/f1/value")
    bars = [Bar("Coder A and coder B", people, figure(people), f"{_AT}/f1/value")]
    for n, side in enumerate(told.at(f"{_AT}/machine")):
        bars.append(Bar(_SIDES[side["against"]], side["value"], figure(side["value"]), f"{_AT}/machine/{n}/value"))
    return bars


@of_round
def agreement_chart(told: Release) -> Fragment:
    """F1 of every two who can be compared, as a picture and as a table with intervals."""
    if not _coded(told):
        return _nothing(told)
    rows = [("Coder A and coder B", told.number(f"{_AT}/points"), _mean(told, f"{_AT}/f1"))]
    rows += [
        (_SIDES[side["against"]], told.number(f"{_AT}/machine/{n}/points"), _mean(told, f"{_AT}/machine/{n}"))
        for n, side in enumerate(told.at(f"{_AT}/machine"))
    ]
    caption = (
        f"How far two agree: {_F1} of sets of items, from nought (nothing shared) to one (the same); {told.dated()}."
    )
    figures = table(f"{_F1}, with its interval in brackets", ["Who", "Points", _F1], rows, figures=(1, 2))
    said = "Bars: the F1 of the two coders with one another, then of the machine with each side"
    return shown(told, "agreement", bar_chart(_bars(told), said, caption, figures))


@of_round
def agreement_items(told: Release) -> Fragment:
    """How often each coder gave each item, and how far they agree on it."""
    if not _coded(told):
        return _nothing(told)
    items = told.at(f"{_AT}/items")
    rows = [
        (
            code(item["code"]),
            *(told.number(f"{_AT}/items/{n}/{side}") for side in ("a", "b", "both")),
            _alpha(told, f"{_AT}/items/{n}/alpha"),
        )
        for n, item in enumerate(items)
    ]
    caption = f"Points to which each coder gave an item, {row_count(rows)} items; {told.dated()}."
    head = ["Item", "Coder A", "Coder B", "Both", "Alpha"]
    return shown(told, "agreement", table(caption, head, rows, figures=(1, 2, 3, 4)))


@of_round
def agreement_apart(told: Release) -> Fragment:
    """Where the two part most often."""
    if not _coded(told):
        return _nothing(told)
    apart = told.at(f"{_AT}/disagreements")
    if not apart:
        return shown(told, "agreement", nothing("The two gave the same items to every point."))
    rows = [
        (
            codes(each["a"]) or "nothing beyond",
            codes(each["b"]) or "nothing beyond",
            told.number(f"{_AT}/disagreements/{n}/points"),
        )
        for n, each in enumerate(apart)
    ]
    caption = f"Where the two part most often: {row_count(rows)}; {told.dated()}."
    head = ["Coder A gave", "where coder B gave", "Points"]
    return shown(told, "agreement", table(caption, head, rows, figures=(2,)))
