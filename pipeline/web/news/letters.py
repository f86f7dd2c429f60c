"""The letters that answer whoever asks to join or to leave."""

import datetime as dt
import secrets

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pipeline.store import outgoing, subscribers
from pipeline.store.limits import within
from pipeline.store.writing import writing

_LETTERS_A_DAY = 3
_DAY = 24 * 3600


def _link(request: HttpRequest, name: str, token: str) -> str:
    path = reverse(f"news:{name}", args=[token])
    return settings.PUBLIC_ADDRESS + path if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


def _post(kind: str, to: str, subject: str, lines: list[str], now: dt.datetime) -> None:
    outgoing.post(f"{kind}/{secrets.token_hex(16)}", kind, to, subject, "\n\n".join(lines) + "\n", now)


def _allowed(email: str, now: dt.datetime) -> bool:
    """Nobody's letter box can be filled by typing their address again and again."""
    return within(("news letter", email.lower()), _LETTERS_A_DAY, _DAY, now)


def letter_to_join(request: HttpRequest, email: str, now: dt.datetime) -> None:
    """Write to an address that asked to join: the link that confirms, or that it is on the list already."""
    with writing():
        if not _allowed(email, now):
            return
        confirm, leave = subscribers.join(email, now)
        if leave:
            told = _("This address is on our mailing list already. To leave it, open this page:")
            lines = [told, _link(request, "leave", leave)]
        else:
            told = _("Somebody, we hope you, asked for news at this address. To get them, open this page and confirm:")
            rest = _("If it was not you, do nothing: without a confirmation we forget the address in 7 days.")
            lines = [told, _link(request, "confirm", confirm), rest]
        _post("join", email, _("Confirm your address"), lines, now)


def letter_to_leave(request: HttpRequest, email: str, now: dt.datetime) -> None:
    """Write the link by which it leaves to an address that is on the list; to any other nothing."""
    with writing():
        token = subscribers.token_of(email)
        if token and _allowed(email, now):
            told = _("To leave our mailing list, open this page:")
            _post("leave", email, _("Leave the mailing list"), [told, _link(request, "leave", token)], now)
