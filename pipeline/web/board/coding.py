"""Blind coding: the sample, and one point a page for each of two people, without the machine and one another."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pipeline.board.agreeing import offer
from pipeline.board.coding import (
    Asks,
    Coder,
    blind_points,
    code_point,
    coder_of,
    coding_now,
    ended,
    ending,
    read_of,
    sample_of,
)
from pipeline.board.ruling import AskedError, Board
from pipeline.board.settling import may_settle, to_settle
from pipeline.desk import draw_sample
from pipeline.errors import UserError
from pipeline.review.coding import by_coder
from pipeline.review.record import Decision
from pipeline.store import audit
from pipeline.store.roles import CODING, RUNNING
from pipeline.web import clock
from pipeline.web.board import settling
from pipeline.web.board.common import acted, board_page, in_words, on_board, page, say
from pipeline.web.board.paging import paged
from pipeline.web.organisers.guard import handle_of, may_here

_A_PAGE = 25
_MOST_DIGITS = 7
_BEGINNING = 120


def beginning(text: str) -> str:
    """The first words of a text, for a list."""
    return text if len(text) <= _BEGINNING else f"{text[:_BEGINNING].rsplit(' ', 1)[0]} …"


@on_board(CODING)
@require_GET
def overview(request: HttpRequest, board: Board) -> HttpResponse:
    """How far one's own coding is, what is next, and for whoever may draw how many points buy what."""
    return _overview(request, board)


def _overview(request: HttpRequest, board: Board, faults: dict[str, str] | None = None) -> HttpResponse:
    coder = coder_of(board, handle_of(request))
    sample = sample_of(board)
    mine = paged(request, coder.open, _A_PAGE)
    told = {
        "coder": coder,
        "sample": len(sample),
        "coders": [(handle, len(said)) for handle, said in by_coder(coding_now(board)).items()],
        "mine": [(point, beginning(board.shot.text(point)), coder.said[point].items) for point in mine.items],
        "paging": mine,
        "settle": to_settle(board),
        "may_settle": may_settle(board, coder.handle),
        "offer": offer(board, len(sample)) if may_here(request, RUNNING) else None,
        "typed": request.POST.get("count", ""),
        "typed_reason": request.POST.get("reason", ""),
        "may_end": may_here(request, RUNNING) and bool(coding_now(board) or coder.left),
        "faults": faults or {},
        "tab": "coding",
    }
    return page(request, "board/coding.jinja", board, told, 422 if faults else 200)


@on_board(RUNNING)
@require_POST
def draw(request: HttpRequest, board: Board) -> HttpResponse:
    """Draw points to be coded blind: so many in all, those drawn before among them."""
    asked = request.POST.get("count", "").strip()
    most = len(board.shot.points)
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= _MOST_DIGITS and 0 < int(asked) <= most):
        return _overview(request, board, {"count": _("Say a number from 1 to %(most)s.") % {"most": most}})
    try:
        held = draw_sample(board.round, int(asked)).conflicts
    except UserError as error:
        return _overview(request, board, {"count": str(error)})
    audit.write(handle_of(request), "drew points to code", "", {"round": board.round.name, "count": asked}, clock.now())
    many = len(blind_points(board))
    drawn = ngettext("%(num)s point is to be coded blind.", "%(num)s points are to be coded blind.", many)
    say(request, " ".join([drawn % {"num": many}, *held]))
    return redirect("organisers-board-coding", board.round.name)


@on_board(RUNNING)
@require_POST
def end(request: HttpRequest, board: Board) -> HttpResponse:
    """End the sample, so that another one can be coded: what both coded stays, what one alone coded counts no more."""
    reason = request.POST.get("reason", "").strip()

    def done(_lines: tuple[Decision, ...]) -> HttpResponse:
        ended(board)
        say(request, _("The sample is ended. What both coded stays; draw another one below."))
        return redirect("organisers-board-coding", board.round.name)

    return acted(request, board, lambda now: ending(now, reason), done, partial(_overview, request, board))


@on_board(CODING)
@require_GET
def following(request: HttpRequest, board: Board) -> HttpResponse:
    """The next point that is left, after one that was skipped."""
    coder = coder_of(board, handle_of(request))
    point = "" if coder.full else coder.next(request.GET.get("after", ""))
    if not point:
        return redirect("organisers-board-coding", board.round.name)
    return redirect("organisers-board-coding-point", board.round.name, point)


@on_board(CODING)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, board: Board, point: str) -> HttpResponse:
    """Code one point, or look again at one's own coding of it."""
    coder = coder_of(board, handle_of(request))
    if coder.full:
        return redirect("organisers-board-coding", board.round.name)
    if point not in board.shot.points or (point not in coder.left and point not in coder.open):
        raise Http404
    if request.method == "GET":
        before = coder.said[point].items if point in coder.said else ()
        return _one(request, board, coder, point, {"first": before[:1], "second": before[1:2], "more": before[2:]})
    asked = {name: request.POST.get(name, "") for name in ("digest", "first", "second")}
    try:
        code_point(board, Asks(point=point, **asked), coder.handle, clock.now())
    except AskedError as error:
        return _one(request, board, coder, point, {"first": (asked["first"],), "second": (asked["second"],)}, error)
    return _after(request, board, coder, point)


def _one(
    request: HttpRequest,
    board: Board,
    coder: Coder,
    point: str,
    chosen: dict[str, Any],
    error: AskedError | None = None,
) -> HttpResponse:
    told = {
        "read": read_of(board, point),
        "coder": coder,
        "again": point in coder.said,
        "chosen": chosen,
        "cards": board.round.definitions.taxonomy.cards,
        "faults": in_words(error.faults) if error else {},
        "tab": "coding",
    }
    return page(request, "board/coding-point.jinja", board, told, 422 if error else 200)


def _after(request: HttpRequest, board: Board, coder: Coder, point: str) -> HttpResponse:
    """Where one goes on: the next point, or back to the list from one's own coding, or where nothing is left."""
    left = [each for each in coder.left if each != point]
    if point in coder.said:
        say(request, _("Your coding was changed."))
    elif not left:
        say(request, _("You have coded every point of the sample."))
    else:
        to = next((each for each in left if each > point), left[0])
        return redirect("organisers-board-coding-point", board.round.name, to)
    return redirect("organisers-board-coding", board.round.name)


urls: list[URLPattern] = [
    board_page("coding", overview, "coding"),
    board_page("coding/draw", draw, "coding-draw"),
    board_page("coding/end", end, "coding-end"),
    board_page("coding/next", following, "coding-next"),
    board_page("coding/point/<str:point>", one, "coding-point"),
    *settling.urls,
]
