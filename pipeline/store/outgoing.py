"""Letters on their way: written in the transaction of what they tell of, sent once, then emptied of address and words.

A letter is claimed before it is sent. Where the machine stops between the two, nobody knows whether it went out: it is
sent once more and then never again, with the same Message-ID, by which a mail program may know it for the same.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from pipeline.store.orm import Outgoing
from pipeline.store.storable import storable
from pipeline.store.writing import writing

# Minutes between one try and the next; after the last the letter is given up.
_PAUSES = (1, 5, 15, 60, 240, 720, 1440)
_CLAIMED = dt.timedelta(minutes=10)
_LONGEST_WAIT = dt.timedelta(days=14)
_SENDING, _SENDING_AGAIN = "being sent", "being sent once more"
_UNKNOWN = "the machine stopped twice while it was being sent; it may have arrived"
_WAITING = Q(sent_at=None) & ~Q(to="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter that was claimed: whoever holds it sends it and says how that went."""

    id: int
    key: str
    kind: str
    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many letters wait, went out and were given up; of the last the kind, the reason and the number."""

    waiting: int
    sent: int
    given_up: Sequence[tuple[str, str, int]]


def post(key: str, kind: str, to: str, subject: str, body: str, now: dt.datetime) -> bool:
    """Put a letter among those to send, in the transaction that is open; False where one of this key was there."""
    words = storable({"kind": kind, "to": to, "subject": " ".join(subject.split())[:300], "body": body})
    with writing():
        _, made = Outgoing.objects.get_or_create(key=key, defaults={**words, "due_at": now})
    return made


def was_written(key: str) -> bool:
    """Whether there is, or was until lately, a letter of this key."""
    return Outgoing.objects.filter(key=key).exists()


def claim(now: dt.datetime) -> Letter | None:
    """Take the letter that has been due longest, so that no other process sends it meanwhile."""
    if not Outgoing.objects.filter(_WAITING, due_at__lte=now).exists():
        return None  # looked at every few seconds: without a letter nothing is locked and nothing written
    with writing():
        due = Outgoing.objects.select_for_update(skip_locked=True).filter(_WAITING, due_at__lte=now)
        due.filter(failed=_SENDING_AGAIN).update(to="", subject="", body="", failed=_UNKNOWN)
        row = due.order_by("due_at", "pk").first()
        if row is None:
            return None
        row.failed = _SENDING_AGAIN if row.failed == _SENDING else _SENDING
        row.tries += 1
        row.due_at = now + _CLAIMED
        row.save(update_fields=["failed", "tries", "due_at"])
    return Letter(id=row.pk, key=row.key, kind=row.kind, to=row.to, subject=row.subject, body=row.body)


def sent(letter: Letter, now: dt.datetime) -> None:
    """It went out: its words and its address go."""
    with writing():
        Outgoing.objects.filter(pk=letter.id).update(sent_at=now, to="", subject="", body="", failed="")


def not_sent(letter: Letter, why: str, now: dt.datetime, *, for_good: bool) -> None:
    """It did not go out: try again after a pause that grows, or give it up where trying again is of no use."""
    with writing():
        row = Outgoing.objects.get(pk=letter.id)
        row.failed = why[:200]
        if for_good or row.tries > len(_PAUSES):
            row.to = row.subject = row.body = ""
        else:
            row.due_at = now + dt.timedelta(minutes=_PAUSES[row.tries - 1])
        row.save()


def drop(letter: Letter) -> None:
    """Nobody wants it any more: as if it had not been written."""
    with writing():
        Outgoing.objects.filter(pk=letter.id).delete()


def give_up_old(now: dt.datetime) -> int:
    """Empty what could not be sent for so long that its words are of no use, most often since no EMAIL_URL is set."""
    told = f"not sent within {_LONGEST_WAIT.days} days"
    # The first due moment is not kept: what was tried is given up by its tries, so only what never was stands here.
    old = Outgoing.objects.filter(_WAITING, tries=0, due_at__lt=now - _LONGEST_WAIT)
    with writing():
        return old.update(to="", subject="", body="", failed=told)


def counts() -> Counts:
    """What organisers are told of the letters: numbers and reasons, no address."""
    given_up = Outgoing.objects.filter(sent_at=None, to="").values_list("kind", "failed").annotate(n=Count("pk"))
    return Counts(
        waiting=Outgoing.objects.filter(_WAITING).count(),
        sent=Outgoing.objects.exclude(sent_at=None).count(),
        given_up=tuple(sorted(given_up)),
    )
