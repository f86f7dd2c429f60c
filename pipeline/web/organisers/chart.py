"""Responses by day as a picture: bars whose places and sizes are numbers, drawn by the page itself."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 160
_GAP = 0.2
# More days than this are joined to weeks: a bar must be seen. Room for so many is kept, or the first day fills it all.
_MOST_BARS = 92
_LEAST_BARS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day, or the week that begins on it, with its place in the picture."""

    day: dt.date
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The bars, the count at the top of the picture, and whether a bar is a week."""

    bars: tuple[Bar, ...]
    most: int
    weeks: bool


def _joined(by_day: Mapping[dt.date, int]) -> tuple[dict[dt.date, int], int]:
    """Every day from the first to the last, those without a response too; weeks where there are many."""
    first, last = min(by_day), max(by_day)
    days = 1 if (last - first).days < _MOST_BARS else 7
    told: dict[dt.date, int] = {}
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        begins = first + dt.timedelta(days=number - number % days)
        told[begins] = told.get(begins, 0) + by_day.get(day, 0)
    return told, days


def chart(by_day: Mapping[dt.date, int]) -> Chart | None:
    """The picture of what came when; None where nothing came."""
    if not by_day:
        return None
    told, days = _joined(by_day)
    most, step = max(told.values()), WIDTH / max(len(told), _LEAST_BARS)
    bars = tuple(
        Bar(
            day=day,
            count=count,
            x=round(number * step + step * _GAP / 2, 2),
            y=round(HEIGHT - HEIGHT * count / most, 2),
            width=round(step * (1 - _GAP), 2),
            height=round(HEIGHT * count / most, 2),
        )
        for number, (day, count) in enumerate(told.items())
    )
    return Chart(bars=bars, most=most, weeks=days > 1)
