"""When people wrote: the time a round was open in thirds, and how many responses of each theme fall into each."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.publish.material import Material
from pipeline.publish.overtime import shown_after, spread_shown
from pipeline.schemas import records

_LONDON = ZoneInfo("Europe/London")
_PARTS = 3


def periods(opens: dt.date, closes: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The first and last day of each third of the days a round was open; none of a round of fewer days.

    The days are those of the survey and hang on no response: a release that came later has the same.
    """
    days = (closes - opens).days + 1
    if days < _PARTS:
        return []
    starts = [opens + dt.timedelta(days * part // _PARTS) for part in range(_PARTS + 1)]
    return [(start, after - dt.timedelta(1)) for start, after in pairwise(starts)]


def _part(moment: str, parts: list[tuple[dt.date, dt.date]]) -> int:
    """The third a moment lies in; what came before the first day or after the last goes with that."""
    day = dt.datetime.fromisoformat(moment).astimezone(_LONDON).date()
    return max(sum(day >= start for start, _ in parts) - 1, 0)


def spread(
    material: Material, responses: Collection[str], earlier: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """How many of some responses came in each third; nothing before the round has closed.

    Hidden as the counts of groups are: under five, by subtraction from all, and against every release before.
    """
    parts = periods(material.survey.opens, material.survey.closes)
    if material.sign.date <= material.survey.closes.isoformat() or not parts:
        return []
    mine = set(responses)
    counts = {start.isoformat(): 0 for start, _ in parts}
    for row in records(material.responses):
        if row["response"] in mine and row["submitted_at"]:
            counts[parts[_part(row["submitted_at"], parts)][0].isoformat()] += 1
    shown = shown_after(counts, len(mine), spread_shown(earlier))
    return [
        {"from": start.isoformat(), "to": end.isoformat(), "responses": shown[start.isoformat()]}
        for start, end in parts
    ]
