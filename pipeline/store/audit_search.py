"""Finding lines of the audit log: by act, by whom and by time, newest first, without reading the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet

from pipeline.store.audit import Line
from pipeline.store.orm import AuditLine
from pipeline.store.storable import storable

_FIELDS = ("no", "at", "who", "act", "on", "detail", "before", "hash")
_BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: each empty or None where it does not matter; `since` is inside, `until` outside."""

    act: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


def _rows(wanted: Wanted) -> "QuerySet[AuditLine, AuditLine]":
    told = {"act": storable(wanted.act), "who": storable(wanted.who)}
    rows = AuditLine.objects.filter(**{name: value for name, value in told.items() if value})
    # Times are written in one form, so that their order is that of their letters.
    if wanted.since:
        rows = rows.filter(at__gte=_written(wanted.since))
    return rows.filter(at__lt=_written(wanted.until)) if wanted.until else rows


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def count_lines(wanted: Wanted) -> int:
    """How many lines fit."""
    return _rows(wanted).count()


def newest_lines(wanted: Wanted, most: int) -> Sequence[Line]:
    """The last lines that fit, newest first."""
    return [Line(**row) for row in _rows(wanted).order_by("-no").values(*_FIELDS)[:most]]


def lines_found(wanted: Wanted) -> Iterator[Line]:
    """Every line that fits, in order."""
    rows = _rows(wanted).order_by("no").values(*_FIELDS)
    return (Line(**row) for row in rows.iterator(_BATCH))


def acts_and_people() -> tuple[Sequence[str], Sequence[str]]:
    """Every act and everybody that stand in the log."""
    acts, people = (AuditLine.objects.order_by(name).values_list(name, flat=True).distinct() for name in ("act", "who"))
    return list(acts), list(people)
