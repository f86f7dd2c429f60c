"""How a round is getting on, in numbers: what came when and from where, and how far people get through the form."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import Substr

from pipeline.store.orm import Draft, PageReached, Paper, Response, Submission

_HOUR = len("2020-11-30T12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One round's numbers; `by_day` counts days of the zone that was asked for, those without a time are in `undated`.

    `begun` counts forms that were begun, sent ones included; `open` those of them that were not sent.
    What was withdrawn or given up leaves no draft behind, so `begun` is never less than came past a page.
    """

    responses: int
    withdrawn: int
    changed: int
    begun: int
    open: int
    papers_waiting: int
    undated: int
    by_day: Mapping[date, int]
    by_source: Mapping[str, int]
    pages: Mapping[str, int]


def count_round(round: str, zone: ZoneInfo) -> Counts:
    """The numbers of a round as they are now; a round that has nothing yet has noughts."""
    mine = Response.objects.filter(round__name=round)
    # A paper becomes a response by way of a draft that nobody began in a browser.
    drafts = Draft.objects.filter(round__name=round, changes=None).exclude(submission__paper__isnull=False)
    by_day, undated = _by_day(round, zone)
    pages = dict(PageReached.objects.filter(round__name=round).values_list("page", "count"))
    return Counts(
        responses=mine.count(),
        withdrawn=mine.filter(withdrawn=True).count(),
        changed=Submission.objects.filter(response__round__name=round).exclude(changed_at=None).count(),
        begun=max(drafts.count(), *pages.values(), 0),
        open=drafts.filter(submission=None).count(),
        papers_waiting=Paper.objects.filter(round__name=round, submission=None).count(),
        undated=undated,
        by_day=by_day,
        by_source=_by_source(round),
        pages=pages,
    )


def _by_day(round: str, zone: ZoneInfo) -> tuple[dict[date, int], int]:
    """Counted by the hour in the store, since a day of another zone begins at a full hour of UTC."""
    here = Response.objects.filter(round__name=round).annotate(hour=Substr("submitted_at", 1, _HOUR))
    days: Counter[date] = Counter()
    undated = 0
    for hour, count in here.values_list("hour").annotate(count=Count("pk")).order_by("hour"):
        if len(hour) == _HOUR:
            days[datetime.fromisoformat(f"{hour}:00:00").replace(tzinfo=UTC).astimezone(zone).date()] += count
        else:
            undated += count
    return dict(sorted(days.items())), undated


def _by_source(round: str) -> dict[str, int]:
    here = Response.objects.filter(round__name=round).values_list("source")
    return dict(here.annotate(count=Count("pk")).order_by("-count", "source"))


def count_about(round: str) -> dict[str, dict[str, int]]:
    """Attribute -> value -> responses, of those that were not withdrawn."""
    told: dict[str, Counter[str]] = {}
    rows = Response.objects.filter(round__name=round, withdrawn=False).values_list("about").annotate(count=Count("pk"))
    for about, count in rows.order_by():
        for attribute, value in about.items():
            told.setdefault(attribute, Counter())[value] += count
    return {attribute: dict(sorted(values.items())) for attribute, values in sorted(told.items())}
