"""How often something may be tried, counted in the store so that every process and machine counts together."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from pipeline.errors import UserError
from pipeline.store.orm import Limit
from pipeline.store.writing import writing

_TRIES = 5
_SWEPT = 20


class TooOftenError(UserError):
    """Something was tried too often in a short time; trying again later works."""

    exit_code = 9


def _key(parts: Sequence[str], seconds: int) -> str:
    told = "\x1f".join((*parts, str(seconds))).encode("utf-8", "replace")
    return hmac.digest(settings.SECRET_KEY.encode(), b"limit\x1f" + told, "sha256").hex()


def within(key_parts: Sequence[str], most: int, seconds: int, now: datetime) -> bool:
    """Count one more try and say whether it is among the first `most` of this window; what is refused is not counted.

    Windows begin at multiples of `seconds`, so across an edge of two twice as many may pass. The key is kept as a
    digest under the service's secret: no address can be read from the table or found by trying all of them.
    """
    end = (int(now.timestamp()) // seconds + 1) * seconds
    with writing():
        return _counted(_key(key_parts, seconds), most, end, int(now.timestamp()))


def shut(key_parts: Sequence[str], seconds: int, now: datetime) -> None:
    """Let nothing of this key be taken any more for so long."""
    with writing():
        until = int(now.timestamp()) + seconds
        Limit.objects.update_or_create(key=_key(key_parts, 0), defaults={"window": until, "count": 1})


def is_shut(key_parts: Sequence[str], now: datetime) -> bool:
    """Whether this key was shut, and still is."""
    return Limit.objects.filter(key=_key(key_parts, 0), window__gt=int(now.timestamp())).exists()


def _counted(key: str, most: int, end: int, at: int) -> bool:
    here = Limit.objects.filter(key=key)
    for _ in range(_TRIES):
        if here.filter(window__gte=end, count__lt=most).update(count=F("count") + 1):
            return True
        if most < 1 or here.filter(window__gte=end).exists():
            return False
        if here.filter(window__lt=end).update(window=end, count=1) or _made(key, end, at):
            return True
    return False


def _made(key: str, end: int, at: int) -> bool:
    """Begin a count, unless another process did so in this moment; a few that are over make room for it."""
    try:
        with transaction.atomic():
            Limit.objects.create(key=key, window=end, count=1)
    except IntegrityError:
        return False
    over = Limit.objects.filter(window__lte=at).order_by("window").values_list("pk", flat=True)[:_SWEPT]
    Limit.objects.filter(pk__in=list(over)).delete()
    return True
