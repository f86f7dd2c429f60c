"""Joining and leaving: whether an address is known is said to its owner by letter, on no page.

None of these forms acts for a session, so none needs one: a visitor who only joins is given no cookie.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pipeline.store.limits import TooOftenError
from pipeline.store.subscribers import confirm as confirm_address
from pipeline.store.subscribers import is_whole, waits
from pipeline.store.subscribers import leave as leave_list
from pipeline.web import errors
from pipeline.web.clock import now
from pipeline.web.news.letters import letter_to_join, letter_to_leave
from pipeline.web.source import source_within

_form = require_http_methods(["GET", "HEAD", "POST"])
_LONGEST = 254


def _page(request: HttpRequest, name: str, status: int = 200, **told: Any) -> HttpResponse:
    return render(request, f"news/{name}.jinja", told, status=status)


def _address(request: HttpRequest) -> tuple[str, str]:
    """The address as it was typed, and what is wrong with it."""
    typed = request.POST.get("email", "").strip()
    if not typed:
        return "", _("Enter an e-mail address")
    try:
        validate_email(typed)
    except ValidationError:
        return typed, _("Enter an e-mail address in the right form, like name@pharmacy.example")
    return (typed, "") if len(typed) <= _LONGEST else (typed, _("Enter a shorter e-mail address"))


def _asked(request: HttpRequest, name: str, title: str, write: Any) -> HttpResponse:
    """A form for an address, and what happens with it: the page after it is the same whoever asks.

    Where no letter can be sent there is no such page: nobody shall wait for one in vain.
    """
    if not settings.EMAIL_CONFIGURED:
        return errors.page(request, 404)
    if request.method != "POST":
        return _page(request, name, title=title)
    typed, fault = _address(request)
    if fault:
        return _page(request, name, 400, title=title, typed=typed, faults={"email": fault})
    if not source_within(request, "news"):
        raise TooOftenError
    # A field that people do not see: a machine that fills it is told what people are told, and nothing is written.
    if not request.POST.get("website"):
        write(request, typed, now())
    return _page(request, "asked", title=_("Check your e-mail"))


@csrf_exempt
@_form
def join(request: HttpRequest) -> HttpResponse:
    """Ask to be on the list."""
    return _asked(request, "join", _("Get news of results"), letter_to_join)


@csrf_exempt
@_form
def ask_to_leave(request: HttpRequest) -> HttpResponse:
    """Ask for the link by which an address leaves, where no letter is at hand."""
    return _asked(request, "ask-to-leave", _("Leave the mailing list"), letter_to_leave)


@csrf_exempt
@_form
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: its button puts one on the list; opening it does nothing, since programs open links."""
    if request.method != "POST":
        return _page(request, "confirm", title=_("Confirm your address")) if waits(token, now()) else _gone(request)
    return _page(request, "joined", title=_("You are on the list")) if confirm_address(token, now()) else _gone(request)


def _gone(request: HttpRequest) -> HttpResponse:
    return errors.page(request, 404)


@csrf_exempt
@_form
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """The link in each letter, also used by mail programs (RFC 8058); an unknown one says what a known one says.

    One that was cut short says so: nobody shall believe they left by it.
    """
    if not is_whole(token):
        return _gone(request)
    if request.method != "POST":
        return _page(request, "leave", title=_("Leave the mailing list"))
    leave_list(token, now())
    return _page(request, "left", title=_("You are not on the list any more"))
