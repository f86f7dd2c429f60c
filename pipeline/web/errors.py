"""Pages that say what went wrong: in plain words, with what to do, and without anything a program says to itself."""

import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pipeline.web import logs
from pipeline.web.survey.again import kept_of_unsure

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_SIGN_IN = "organisers-sign-in"
_BUSY = (OperationalError, InterfaceError)
_PLAIN = "<!doctype html><html lang=en><title>Sorry, there is a problem</title><h1>Sorry, there is a problem</h1>"


@dataclass(frozen=True, slots=True)
class _Said:
    title: Any
    lines: tuple[Any, ...]
    posted: tuple[Any, ...] = ()  # said instead to who sent something: who asked for a page alone lost nothing


_BACK = _("Go back in your browser: what you typed should still be there.")
_OLD = _("The page may have been open for too long, or it is not meant for you.")
_UNKNOWN = _("The address, or something sent with it, is not one this service knows. Start from the list of surveys.")
_AGAIN = _("Wait a minute, then try again.")
_SAID = {
    400: _Said(
        _("This request cannot be read"),
        (_UNKNOWN,),
        (_UNKNOWN, _BACK),
    ),
    403: _Said(
        _("You cannot do this here"),
        (_OLD,),
        (_OLD, _BACK, _("Copy your text to a safe place, load the page again, and put your text back in.")),
    ),
    404: _Said(
        _("Page not found"),
        (
            _("If you typed the address, check that it is right; if you pasted it, check that you copied all of it."),
            _("A link to come back can be used until the survey closes, and stops working when a newer one is made."),
        ),
    ),
    405: _Said(
        _("This page is reached another way"),
        (_("It works only as a step from the page before it. Start from the list of surveys."),),
    ),
    413: _Said(
        _("Too much was sent at once"),
        (
            _("Nothing of this page was saved."),
            _BACK,
            _("Make the longest answer shorter: each question says how many characters it takes. Then send it again."),
        ),
    ),
    429: _Said(_("Too many tries in a short time"), (_AGAIN,), (_("Nothing is lost."), _BACK, _AGAIN)),
    500: _Said(
        _("Sorry, there is a problem with the service"),
        (_AGAIN,),
        (_("What was saved before is safe; this page may not have been saved."), _BACK, _AGAIN),
    ),
    503: _Said(
        _("Sorry, this cannot be done just now"),
        (_AGAIN,),
        (_("This page was not saved."), _BACK, _AGAIN),
    ),
}


def page(request: HttpRequest, status: int) -> HttpResponse:
    """The page of a status."""
    said = _SAID[status]
    lines = (request.method == "POST" and said.posted) or said.lines
    told = {"title": said.title, "lines": lines, "request_id": logs.request_id() if status >= 500 else ""}
    response = render(request, "errors/page.jinja", told, status=status)
    if status in (429, 503):
        response["Retry-After"] = "60"
    return response


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own 400, and its limits on what is sent, which are a matter of size."""
    return page(request, 413 if isinstance(exception, _TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A view said that this person may not."""
    return page(request, 403)


def unsure_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the token of its session; what was typed on a survey's page stays on the answer.

    An organiser whose session was over while a page stood open is led to sign in, and back to that page.
    """
    return kept_of_unsure(request) or _signed_out(request) or page(request, 403)


def _signed_out(request: HttpRequest) -> HttpResponse | None:
    home = reverse("organisers-rounds")
    if request.user.is_authenticated or not request.path.startswith(home) or request.path == reverse(_SIGN_IN):
        return None
    came = urlsplit(request.headers.get("referer", ""))
    back = came.path if came.netloc == request.get_host() and came.path.startswith(home) else home
    told = {"again": f"{reverse(_SIGN_IN)}?{urlencode({'next': back})}"}
    return render(request, "organisers/signed-out.jinja", told, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No view has this address, or one found nothing at it."""
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed that nobody foresaw; a store that does not answer is said as such, since that passes."""
    try:
        return page(request, 503 if isinstance(sys.exc_info()[1], _BUSY) else 500)
    except Exception:  # noqa: BLE001 (the last page must not need anything that may be what is broken)
        return HttpResponse(_PLAIN, status=500)
