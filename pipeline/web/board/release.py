"""From what was ruled to a signed release: the check list, signing, and how far what was signed has come."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pipeline.board import release, releasefiles
from pipeline.board.jobs import enqueue, state_of
from pipeline.board.releasecheck import checked
from pipeline.board.ruling import AskedError, Board, MeanwhileError
from pipeline.errors import UserError
from pipeline.moderating import queue
from pipeline.place import read_json
from pipeline.store.jobs import JobView
from pipeline.store.roles import SIGNING
from pipeline.web import clock
from pipeline.web.board import release_preview, release_words
from pipeline.web.board.common import asks, board_page, in_words, on_board, page, say, seen, without_session
from pipeline.web.board.saying import day_told, moment_of
from pipeline.web.book.pages import address
from pipeline.web.book.shelf import is_there
from pipeline.web.organisers.guard import handle_of
from pipeline.web.organisers.rounds import day
from pipeline.web.survey.words import moment

_OURS = ("check", "preview", "publish")


@on_board(SIGNING)
@require_GET
def release_page(request: HttpRequest, board: Board) -> HttpResponse:
    """What must be looked at before a release is signed, and every release there is."""
    return _shown(request, board, {}, {})


def _shown(request: HttpRequest, board: Board, faults: dict[str, str], typed: dict[str, str]) -> HttpResponse:
    known = checked(board.round)
    told = {
        "tab": "release",
        "faults": faults,
        "known": known,
        "waiting": _waiting(board),
        "releases": release.releases(board),
        "missing": release.missing(board),
        "jobs": _under_way(board.round.name),
        "previewed": release.previewed(board.round),
        "book": is_there(),
        "served": address(),
        "typed": _usual(board, known.last if known else "") | typed,
        "day": day,
        "day_of": lambda signed: day_told(signed.date),
        "moment_of": lambda each: moment(moment_of(each.at)),
    }
    return page(request, "board/release.jinja", board, told, status=400 if faults else 200)


def _usual(board: Board, last: str) -> dict[str, str]:
    """What the form says before anybody typed: the next version, today, everything there is."""
    return {"version": release.suggested(board), "date": _today(), "last": last, "again": ""}


def _today() -> str:
    return clock.now().astimezone(clock.LONDON).date().isoformat()


def _waiting(board: Board) -> list[dict[str, Any]]:
    """What waits for a person and keeps no release from being signed: how many, and where it is done."""
    decided = board.stands.agreed.ruled
    return [
        {"id": "moderation", "count": sum(not one.ruled for one in queue(board.round))},
        {"id": "candidates", "count": sum(theme not in decided for theme in board.shot.themes)},
        {"id": "joins", "count": len(board.shot.joins)},
    ]


def _under_way(round: str) -> list[JobView]:
    return [job for job in state_of(round) if job.kind in _OURS and not job.is_over]


@on_board(SIGNING)
@require_POST
def check(request: HttpRequest, board: Board) -> HttpResponse:
    """Ask for the check list, or for the preview of the book, to be made anew."""
    kind = request.POST.get("kind")
    if kind not in ("check", "preview"):
        raise Http404(kind)
    enqueue(board.round.name, kind, handle_of(request), clock.now(), date=_today())
    say(request, _("It was asked for. This page shows how far it is; then go back to the release."))
    return redirect("organisers-board-jobs", board.round.name)


@on_board(SIGNING)
@require_POST
def sign(request: HttpRequest, board: Board) -> HttpResponse:
    """Sign a new release, and ask for it to be published and the book to be built."""
    typed = {name: request.POST.get(name, "").strip() for name in ("version", "again", "date", "last")}
    try:
        joined = release.sign(
            board.round, release.Wanted(**typed), seen(request, board), handle_of(request), clock.now()
        )
    except MeanwhileError as error:
        return asks(request, board, error)
    except AskedError as error:
        return _shown(request, board, in_words(error.faults), typed)
    except UserError as error:
        return without_session(request, _shown(request, board, {"board": str(error)}, typed))
    _publish(request, board)
    more = ngettext("%(num)s point joined its theme with it.", "%(num)s points joined their themes with it.", joined)
    told = _("Release %(version)s is signed, and is being published.") % {"version": typed["version"]}
    say(request, f"{told} {more % {'num': joined}}" if joined else told)
    return redirect("organisers-board-jobs", board.round.name)


def _publish(request: HttpRequest, board: Board) -> None:
    enqueue(board.round.name, "publish", handle_of(request), clock.now())


@on_board(SIGNING)
@require_POST
def back(request: HttpRequest, board: Board) -> HttpResponse:
    """Put an earlier release in force again."""
    version, again = (request.POST.get(name, "").strip() for name in ("version", "again"))
    try:
        release.back(board.round, version, again, seen(request, board), handle_of(request), clock.now())
    except MeanwhileError as error:
        return asks(request, board, error)
    except AskedError as error:
        return _shown(request, board, {"board": " ".join(in_words(error.faults).values())}, {})
    except UserError as error:
        return without_session(request, _shown(request, board, {"board": str(error)}, {}))
    _publish(request, board)
    say(request, _("Release %(version)s is signed again, and is being put in force.") % {"version": version})
    return redirect("organisers-board-jobs", board.round.name)


@on_board(SIGNING)
@require_POST
def publish(request: HttpRequest, board: Board) -> HttpResponse:
    """Publish what was signed and build the book: what a break left undone, or a roadmap that was mended since."""
    if board.stands.agreed.signs:
        _publish(request, board)
        say(request, _("It was asked for. This page shows how far it is."))
    return redirect("organisers-board-jobs", board.round.name)


@on_board(SIGNING)
@require_GET
def changes(request: HttpRequest, board: Board) -> HttpResponse:
    """What the draft changes beside the release in force."""
    path, known = releasefiles.changed(board.round), checked(board.round)
    told = {
        "tab": "release",
        "changes": read_json(path) if path.exists() else None,
        "fresh": known is not None and known.fresh,
    }
    return page(request, "board/release-changes.jinja", board, told)


urls: list[URLPattern] = [
    board_page("release", release_page, "release"),
    board_page("release/check", check, "release-check"),
    board_page("release/sign", sign, "release-sign"),
    board_page("release/back", back, "release-back"),
    board_page("release/publish", publish, "release-publish"),
    board_page("release/changes", changes, "release-changes"),
    *release_words.urls,
    *release_preview.urls,
]
