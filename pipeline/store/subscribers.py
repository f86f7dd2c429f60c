"""Addresses that asked for news of releases: asked for, confirmed by a letter, gone at once when their owner leaves."""

import datetime as dt
import hashlib
import hmac
import re
import secrets

from django.conf import settings

from pipeline.store import audit
from pipeline.store.orm import Outgoing, Subscriber
from pipeline.store.writing import writing

DAYS_TO_CONFIRM = 7
NEWS = "news"
_TIMED = dt.timedelta(days=DAYS_TO_CONFIRM)
_WHOLE = re.compile(r"[0-9]{1,17}-[0-9a-f]{40}")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def join(email: str, now: dt.datetime) -> tuple[str, str]:
    """Let an address ask: the token that confirms it, or, of one that is confirmed, the token by which it leaves."""
    with writing():
        row = Subscriber.objects.filter(email=email.lower()).first()
        if row and row.confirmed_at:
            return "", leave_token(row.pk, row.email)
        token = secrets.token_urlsafe(32)
        asked = {"token_hash": _digest(token), "asked_at": now}
        Subscriber.objects.update_or_create(email=email.lower(), defaults=asked)
    return token, ""


def waits(token: str, now: dt.datetime) -> bool:
    """Whether a token can confirm an address, or has."""
    return Subscriber.objects.filter(token_hash=_digest(token), asked_at__gt=now - _TIMED).exists()


def confirm(token: str, now: dt.datetime) -> bool:
    """Put the address of a token on the list; again changes nothing; False where the token is unknown or too old."""
    with writing():
        row = Subscriber.objects.filter(token_hash=_digest(token), asked_at__gt=now - _TIMED).first()
        if row and not row.confirmed_at:
            Subscriber.objects.filter(pk=row.pk).update(confirmed_at=now)
            audit.write("subscriber", "joined news", "", {}, now)
    return row is not None


def leave_token(id: int, email: str) -> str:
    """The token by which an address leaves: made anew from the service's secret whenever a letter needs it."""
    told = f"leave\x1f{id}\x1f{email}".encode()
    return f"{id}-{hmac.digest(settings.SECRET_KEY.encode(), told, 'sha256').hex()[:40]}"


def token_of(email: str) -> str:
    """The token by which this address leaves; empty where it is not on the list."""
    row = Subscriber.objects.filter(email=email.lower()).first()
    return leave_token(row.pk, row.email) if row else ""


def token_by_id(id: int) -> str:
    """The token by which a subscriber leaves; empty where they have left."""
    row = Subscriber.objects.filter(pk=id).first()
    return leave_token(row.pk, row.email) if row else ""


def is_whole(token: str) -> bool:
    """Whether a token has the form of one by which an address leaves: a link cut short in a letter has not."""
    return _WHOLE.fullmatch(token) is not None


def leave(token: str, now: dt.datetime) -> None:
    """Take the address of a token off the list, with every letter that waits for it; an unknown token does nothing."""
    with writing():
        row = Subscriber.objects.filter(pk=_id_of(token)).first()
        if row and hmac.compare_digest(token.encode(), leave_token(row.pk, row.email).encode()):
            Outgoing.objects.filter(kind=NEWS, to=row.email, sent_at=None).delete()
            row.delete()
            audit.write("subscriber", "left news", "", {}, now)


def _id_of(token: str) -> int:
    told = token.partition("-")[0]
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 18 else 0


def forget_unconfirmed(now: dt.datetime) -> int:
    """Delete the addresses that nobody confirmed in time."""
    with writing():
        return Subscriber.objects.filter(confirmed_at=None, asked_at__lte=now - _TIMED).delete()[0]


def confirmed() -> list[tuple[int, str]]:
    """Id and address of everybody on the list, in the order they came."""
    return list(Subscriber.objects.exclude(confirmed_at=None).order_by("pk").values_list("pk", "email"))


def count() -> int:
    """How many are on the list."""
    return Subscriber.objects.exclude(confirmed_at=None).count()
