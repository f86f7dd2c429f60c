"""What is kept longer than was said: responses whose day has come, drafts nobody goes on with, letters, sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from pipeline.store.orm import Draft, File, Limit, Outgoing, Response
from pipeline.store.writing import writing

DRAFT_DAYS = 30
LETTER_DAYS = 30
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A response that still has its words: the day until which it is kept, and how that day was found."""

    store_id: str
    until: date
    said_at: str


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def note_imports(round: str, months: int) -> None:
    """Say of each response that a file brought how long it is kept: so many months after the file was read."""
    for file in File.objects.filter(round__name=round).order_by("pk"):
        until = months_after(file.read_at.date(), months)
        mine = Response.objects.filter(arrived__file=file, keep_until=None, withdrawn=False)
        with writing():
            Response.objects.filter(pk__in=mine.values("pk")).update(keep_until=until)


def kept(round: str, without_a_day: date) -> tuple[Kept, ...]:
    """Every response that has words, by its day; those on which no day was noted are kept until `without_a_day`."""
    rows = Response.objects.filter(round__name=round, withdrawn=False).values_list("store_id", "keep_until")
    told = (
        Kept(store_id=id, until=until or without_a_day, said_at="response" if until else "survey")
        for id, until in rows.iterator(2_000)
    )
    return tuple(sorted(told, key=lambda one: (one.until, one.store_id)))


def idle_drafts(round: str, now: datetime, closed: datetime) -> list[str]:
    """The drafts nobody goes on with: untouched for thirty days, or left when the round closed and its grace ended.

    One that was sent holds no answers; it goes with them.
    """
    idle = Q(saved_at__lt=now - timedelta(days=DRAFT_DAYS))
    if now > closed:
        idle |= Q(round__name=round)
    return sorted(Draft.objects.filter(idle, round__name=round).values_list("pk", flat=True))


def drop_drafts(ids: Iterable[str]) -> int:
    """Delete drafts; how many rows went."""
    told, gone = list(ids), 0
    for start in range(0, len(told), _BATCH):
        with writing():
            gone += Draft.objects.filter(pk__in=told[start : start + _BATCH]).delete()[0]
    return gone


def _letters(now: datetime) -> "QuerySet[Outgoing]":
    before = now - timedelta(days=LETTER_DAYS)
    return Outgoing.objects.filter(Q(sent_at__lt=before) | (Q(sent_at=None) & ~Q(failed="") & Q(due_at__lt=before)))


def sweep_service(now: datetime) -> dict[str, int]:
    """Delete letters of the past, counts whose window is over, and sessions that ended; how many of each."""
    with writing():
        letters, _ = _letters(now).delete()
        limits, _ = Limit.objects.filter(window__lte=int(now.timestamp())).delete()
        sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return {"letters": letters, "limits": limits, "sessions": sessions}
