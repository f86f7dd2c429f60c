"""The preview of the book: its files as they were built, for those who sign and for nobody else."""

import base64
import hashlib
import mimetypes
import os
import re
from html import escape, unescape
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pipeline.board import releasefiles
from pipeline.board.ruling import Board
from pipeline.store.roles import SIGNING
from pipeline.web.board.common import board_page, on_board

_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_STYLED = re.compile(r"""<[a-zA-Z][^<>]*?\sstyle=(?:"([^"]*)"|'([^']*)')""")
# The link over the top stays the first thing of a page.
_TOP = re.compile(r"<body\b[^>]*>(?:\s*<a class=\"skip\"[^>]*>[^<]*</a>)?")
_PDF = "application/pdf"
# As strict as every page of the service: what is written into a page is let in by its digest, or not at all.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' {styles}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def _found(folder: Path, path: str) -> Path:
    """The file of an address; no page where there is none, or it would lie outside of the preview."""
    told = (folder / path).resolve()
    inside = told.is_relative_to(folder.resolve())
    # os.path tells of a name that is too long for any file what it tells of one that is not there.
    if not inside or any(part.startswith(".") for part in path.split("/")) or not os.path.isfile(told):  # noqa: PTH113
        raise Http404(path)
    return told


def policy_of(page: str) -> str:
    """The policy of a page: the digests of what is written into it, each of them alone."""
    inside = [found[1] for found in _STYLE.finditer(page)]
    inside += [unescape(found[1] or found[2] or "") for found in _STYLED.finditer(page)]
    digests = sorted({base64.b64encode(hashlib.sha256(told.encode()).digest()).decode() for told in inside})
    styles = " ".join(["'unsafe-hashes'", *(f"'sha256-{told}'" for told in digests)]) if digests else ""
    return _POLICY.format(styles=styles)


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
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    data = file.read_bytes()
    if kind != "text/html":
        answer = HttpResponse(data, content_type=kind)
        # A picture opened by its own address is a document, too; a browser's reader of PDF opens nothing in a sandbox.
        answer["Content-Security-Policy"] = "default-src 'none'" + ("" if kind == _PDF else "; sandbox")
        return answer
    text = data.decode("utf-8")
    said = _("Preview of %(round)s, not signed.") % {"round": board.round.name}
    back = reverse("organisers-board-release", args=(board.round.name,))
    answer = HttpResponse(marked(text, said, back, _("Back to the release")))
    answer["Content-Security-Policy"] = policy_of(text)
    return answer


urls: list[URLPattern] = [board_page("release/preview/<path:path>", preview, "release-preview")]
