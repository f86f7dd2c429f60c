"""Who is on the same page now, by handle: known for two minutes to the service alone, and written down nowhere.

It is kept in Django's cache, in the memory of the service: a look at a page writes nothing into the store. Where more
processes serve the pages, they know of one another once `CACHES` names a cache that they share.
"""

import hashlib
import threading
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.board.ruling import Board
from pipeline.web import clock
from pipeline.web.organisers.guard import handle_of

# A page asks four times a minute while somebody looks at it; where no script runs, it is told once.
_SECONDS = 120
_LOCK = threading.Lock()


def others_here(request: HttpRequest, board: Board, on: str) -> str:
    """Who else looked at a thing within two minutes, in words; that who is asking looks is known from now on."""
    told = _noted(board, on, handle_of(request), clock.now()) if on else []
    if not told:
        return ""
    who = _(" and ").join([", ".join(told[:-1])] * (len(told) > 1) + told[-1:])
    return ngettext("%(who)s is on this page too.", "%(who)s are on this page too.", len(told)) % {"who": who}


def _noted(board: Board, on: str, me: str, now: datetime) -> list[str]:
    told, at = "\x1f".join((*board.round.where, on)), int(now.timestamp())
    key = "board-here-" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    with _LOCK:
        seen = {by: when for by, when in cache.get(key, {}).items() if at - when < _SECONDS}
        cache.set(key, {**seen, me: at}, _SECONDS)
    return sorted(seen.keys() - {me})
