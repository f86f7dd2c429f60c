"""The pages of the book as it was published: for readers where the service was told so, for organisers always."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from pipeline.web.book.shelf import Leaf, Shelf, is_there, shelf
from pipeline.web.organisers import guard
from pipeline.web.organisers.guard import needs

READERS, ORGANISERS = "book", "organisers-book"
FIRST = "book/index.html"
# A browser may keep a page, and asks each time whether it is still the book's: no page of before beside one of now.
_ASK_AGAIN = "no-cache"
_NOT_AT_ALL = re.compile(r"q=0(?:\.0*)?")


def address() -> str:
    """Where anybody reads the book: the place that was told, else this service; empty where it is nowhere."""
    if settings.BOOK_ADDRESS:
        return str(settings.BOOK_ADDRESS)
    return reverse(READERS) if settings.BOOK_SERVED and is_there() else ""


def address_in_letters() -> str:
    """The same in full, whether or not it is built at this moment: it will be when a letter about it is read."""
    here = f"{settings.PUBLIC_ADDRESS}{reverse(READERS).rstrip('/')}" if settings.PUBLIC_ADDRESS else ""
    return str(settings.BOOK_ADDRESS) or (here if settings.BOOK_SERVED else "")


@require_safe
def for_readers(request: HttpRequest, path: str = "") -> HttpResponse:
    """One file of the book, for anybody; no such address where the service was not told to show it."""
    if not settings.BOOK_SERVED:
        raise Http404("the book is not shown to readers here")
    return _answer(request, path, READERS)


@needs()
@require_safe
def for_organisers(request: HttpRequest, path: str = "") -> HttpResponse:
    """One file of the book, for whoever signed in."""
    return _answer(request, path, ORGANISERS)


def _answer(request: HttpRequest, path: str, door: str) -> HttpResponse:
    book = shelf()
    if book is None:
        return _away(request, door)
    if leaf := book.leaves.get(path):
        return _leaf(request, book, leaf)
    folder = path.rstrip("/")
    index = f"{folder}/index.html" if folder else FIRST
    if index in book.leaves:
        return redirect(f"{door}-file", index)
    return render(request, "book/not-found.jinja", {"door": f"{door}-file", "first": FIRST}, status=404)


def _away(request: HttpRequest, door: str) -> HttpResponse:
    """Whoever looks for words to keep shall come back; an organiser is told what to do."""
    if door == ORGANISERS:
        return render(request, "book/away.jinja", {"door": door}, status=404)
    answer = render(request, "book/away.jinja", {"door": door}, status=503)
    answer["Retry-After"] = "600"
    return answer


def _leaf(request: HttpRequest, book: Shelf, leaf: Leaf) -> HttpResponse:
    short = leaf.shortens and _takes_gzip(request)
    etag = f'"{leaf.digest}-gzip"' if short else f'"{leaf.digest}"'
    answer = HttpResponse(content_type=leaf.kind)
    known = get_conditional_response(request, etag, book.changed)
    if known is None:
        answer.content = leaf.short() if short else leaf.data()
        if short:
            answer["Content-Encoding"] = "gzip"
    told = known or answer
    for name, value in _headers(book, leaf, etag).items():
        told[name] = value
    if leaf.shortens:
        patch_vary_headers(told, ["Accept-Encoding"])
    return told


def _headers(book: Shelf, leaf: Leaf, etag: str) -> dict[str, str]:
    """What is said beside a file, also where nothing of it is sent anew: a browser takes that over."""
    return {
        "ETag": etag,
        "Last-Modified": http_date(book.changed),
        "Cache-Control": _ASK_AGAIN,
        "Content-Security-Policy": leaf.policy,
    }


def _takes_gzip(request: HttpRequest) -> bool:
    """Whether a browser said that it reads gzip; one that gives it the weight 0 does not."""
    for told in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = told.partition(";")
        if name.strip() == "gzip":
            return not _NOT_AT_ALL.fullmatch(weight.replace(" ", ""))
    return False


urls: list[URLPattern] = [
    path("", for_readers, name=READERS),
    path("<path:path>", for_readers, name=f"{READERS}-file"),
]
organisers: list[URLPattern] = [
    guard.page("book/", for_organisers, "book"),
    guard.page("book/<path:path>", for_organisers, "book-file"),
]
