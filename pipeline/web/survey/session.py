"""What the session of a browser holds of a survey: which draft is open in it, and what it was just shown to own.

No answer lies here. What opens answers again (a token, a link) stays an hour, so that F5 shows it once more.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest

from pipeline.store import limits

_DRAFTS, _OWN, _LINKS = "drafts", "own", "links"
_SHOWN_FOR = 3600
# Computers in pharmacies are shared: what was begun is open for a day, and after that by its link.
_OPEN_FOR = 24 * 3600
_TICKET, _TICKET_SECONDS = "survey.draft", 7 * 24 * 3600
# What the tickets of one browser have in common, so that they can all be shut when its user goes.
_MARK = "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A response that this browser sent or opened; `token` is empty where it was sent from here a second time."""

    reference: str
    token: str
    first: bool


def _held(request: HttpRequest, part: str) -> dict[str, Any]:
    told = request.session.get(part)
    return dict(told) if isinstance(told, dict) else {}


def _put(request: HttpRequest, part: str, round: str, value: Any) -> None:
    held = {name: kept for name, kept in _held(request, part).items() if name != round}
    request.session[part] = held | ({round: value} if value is not None else {})


def draft_id(request: HttpRequest, round: str) -> str:
    """The id of the draft that is open in this browser, or nothing."""
    return str(_held(request, _DRAFTS).get(round, ""))


def open_draft(request: HttpRequest, round: str, id: str) -> None:
    """Let this draft be the one this browser goes on with."""
    _put(request, _DRAFTS, round, id)
    if _MARK not in request.session:
        request.session[_MARK] = secrets.token_hex(16)
    request.session.set_expiry(_OPEN_FOR)


def renew(request: HttpRequest) -> None:
    """Give this browser's session another id: who knew the one before sees nothing of what is opened now."""
    if request.session.session_key:
        request.session.cycle_key()


def keep_own(request: HttpRequest, round: str, own: Own, now: datetime) -> None:
    """Remember for an hour whose response may be shown here, in place of the draft it came from."""
    _put(request, _DRAFTS, round, None)
    _put(request, _LINKS, round, None)
    _put(request, _OWN, round, [own.reference, own.token, own.first, int(now.timestamp()) + _SHOWN_FOR])


def token_of(request: HttpRequest, round: str, reference: str) -> str:
    """The token that was shown for a reference, as the store has the session now.

    Of two clicks the one that comes second may have begun before the first was done: it must not lose the token.
    """
    stored = type(request.session)(request.session.session_key)
    told = (stored.get(_OWN) or {}).get(round)
    return str(told[1]) if told and told[0] == reference else ""


def own(request: HttpRequest, round: str, now: datetime) -> Own | None:
    """The response that may be shown here now."""
    told = _held(request, _OWN).get(round)
    if not told or told[3] < now.timestamp():
        return None
    return Own(reference=told[0], token=told[1], first=told[2])


def keep_link(request: HttpRequest, round: str, token: str, now: datetime) -> None:
    """Remember for an hour the token of the link to come back by."""
    _put(request, _LINKS, round, [token, int(now.timestamp()) + _SHOWN_FOR])


def link(request: HttpRequest, round: str, now: datetime) -> str:
    """The token of the link to come back by, while it may be shown."""
    told = _held(request, _LINKS).get(round)
    return str(told[0]) if told and told[1] >= now.timestamp() else ""


def forget(request: HttpRequest, round: str) -> None:
    """Leave nothing of a round in this browser."""
    for part in (_DRAFTS, _OWN, _LINKS):
        if round in _held(request, part):
            _put(request, part, round, None)


def leave(request: HttpRequest, round: str, now: datetime) -> None:
    """Leave nothing of a round in this browser, nor let a page that is still open in it lead back to the answers."""
    forget(request, round)
    limits.shut((_TICKET, request.session.get(_MARK, "")), _TICKET_SECONDS, now)
    request.session[_MARK] = secrets.token_hex(16)
    request.session.cycle_key()


def store_now(request: HttpRequest) -> None:
    """Write the session inside the transaction that is open, so that it costs no second wait for the disk."""
    request.session.save()
    request.session.modified = False


def ticket(request: HttpRequest, round: str, id: str) -> str:
    """What a page carries of its draft, so that a page outlives its session; it holds no answer."""
    return signing.dumps([round, id, request.session.get(_MARK, "")], salt=_TICKET)


def read_ticket(request: HttpRequest, round: str, now: datetime) -> str:
    """The draft of the page that was sent; nothing where its ticket is not ours, old, of another round, or shut."""
    try:
        named, id, mark = signing.loads(request.POST.get("ticket", ""), salt=_TICKET, max_age=_TICKET_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    known = id == draft_id(request, round)
    return str(id) if named == round and (known or not limits.is_shut((_TICKET, str(mark)), now)) else ""
