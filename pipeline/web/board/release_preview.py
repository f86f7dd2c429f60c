"""The preview of the book: its files as they were built, for those who sign and for nobody else."""

import os
import re
from html import escape
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pipeline.board import releasefiles
from pipeline.board.ruling import Board
from pipeline.store.roles import SIGNING
from pipeline.web.board.common import board_page, on_board
from pipeline.web.book.policy import HTML, kind_of, policy_of, policy_of_file

# The link over the top stays the first thing of a page.
_TOP = re.compile(r"<body\b[^>]*>(?:\s*<a class=\"skip\"[^>]*>[^<]*</a>)?")


def _found(folder: Path, path: str) -> Path:
    """The file of an address; no page where there is none, or it would lie outside of the preview."""
    told = (folder / path).resolve()
    inside = told.is_relative_to(folder.resolve())
    # os.path tells of a name that is too long for any file what it tells of one that is not there.
    if not inside or any(part.startswith(".") for part in path.split("/")) or not os.path.isfile(told):  # noqa: PTH113
        raise Http404(path)
    return told


def marked(page: str, said: str, href: str, leave: str) -> str:
    """A page of the book that says first of all that it is a preview, and leads back."""
    link = f'<a href="{escape(href)}">{escape(leave)}</a>'
    note = f'<aside class="notice" aria-label="{escape(said)}"><p><strong>{escape(said)}</strong> {link}</p></aside>'
    found = _TOP.search(page)
    return page[: found.end()] + note + page[found.end() :] if found else note + page


@on_board(SIGNING)
@require_GET
def preview(request: HttpRequest, board: Board, path: str) -> HttpResponse:
    """One file of the preview; each page says that it is one."""
    file = _found(releasefiles.preview(board.round), path)
    kind = kind_of(file.name)
    data = file.read_bytes()
    if kind != HTML:
        answer = HttpResponse(data, content_type=kind)
        answer["Content-Security-Policy"] = policy_of_file(kind)
        return answer
    text = data.decode("utf-8")
    said = _("Preview of %(round)s, not signed.") % {"round": board.round.name}
    back = reverse("organisers-board-release", args=(board.round.name,))
    answer = HttpResponse(marked(text, said, back, _("Back to the release")))
    answer["Content-Security-Policy"] = policy_of(text)
    return answer


urls: list[URLPattern] = [board_page("release/preview/<path:path>", preview, "release-preview")]
