"""What every request passes: limits at the door, headers on the way out, a page for every fault of a view."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from pipeline.errors import MissingError, UserError
from pipeline.store.limits import TooOftenError
from pipeline.store.storable import storable
from pipeline.store.writing import StoreBusyError
from pipeline.web import errors, logs
from pipeline.web.source import source_of

Next = Callable[[HttpRequest], HttpResponseBase]
_SESSION = re.compile(r"[a-z0-9]{32}")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# What no page of the service ever asks a browser for.
_PERMISSIONS = ", ".join(
    f"{name}=()" for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)
_HEADERS = {
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    # Whoever sits down next at a shared computer finds nothing of the visit before.
    "Cache-Control": "no-store",
}


class Headers:
    """Headers that every answer bears, whatever went wrong; a view may say another one itself."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers."""
        response = self._next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            # Not every server leaves them out, and a proxy would take them for the beginning of its next answer.
            length = len(response.content)
            response.content = b""
            response.headers.setdefault("Content-Length", str(length))
        return response


class Doors:
    """Turns away what no page of the service sends, before anything is read of it."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let in, or show the page that says why not."""
        if _length(request) > settings.BODY_MOST:
            return errors.page(request, 413)
        if "\0" in request.path_info:
            return errors.page(request, 400)
        if request.method not in _METHODS:
            return errors.page(request, 405)
        if not _SESSION.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        # From here on there is one answer to where a request came from, with or without proxies of ours.
        request.META["REMOTE_ADDR"] = source_of(request)
        return self._next(request)


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


class Faults:
    """Innermost: what a view could not do becomes a page in plain words."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with a page where the framework has only a number."""
        response = self._next(request)
        if response.status_code == 405 and not getattr(response, "content", b""):
            page = errors.page(request, 405)
            page["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, named: object) -> None:
        """Let no view meet a NUL, which PostgreSQL takes in no text, neither to keep it nor to look for it."""
        request.GET = _without_nul(request.GET)
        if request.method == "POST":
            request.POST = _without_nul(request.POST)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """The page of an error that says what is the matter; any other is left to become a 500."""
        status = status_of(error)
        if status == 503:
            logs.fail("a page could not be served", error)
        return errors.page(request, status) if status else None


def _without_nul(told: Any) -> Any:
    if not any("\0" in text for name, texts in told.lists() for text in (name, *texts)):
        return told
    cleaned = QueryDict(mutable=True)
    for name, texts in told.lists():
        cleaned.setlist(storable(name), storable(texts))
    return cleaned


def status_of(error: BaseException | None) -> int:
    """The status that tells of an error; 0 where it is one of ours."""
    if isinstance(error, MissingError):
        return 404
    if isinstance(error, TooOftenError):
        return 429
    return 503 if isinstance(error, StoreBusyError | OperationalError | InterfaceError | UserError) else 0
