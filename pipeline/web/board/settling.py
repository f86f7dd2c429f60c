"""Settling what two coders saw differently, and how far they agree: for those who have no more to code themselves."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pipeline.board.agreeing import compare_machine, figures
from pipeline.board.coding import coded_in, coder_of, coding_now, read_of
from pipeline.board.ruling import Board
from pipeline.board.settling import Settles, may_settle, settle_alike, settle_point, to_settle
from pipeline.errors import UserError
from pipeline.review.coding import CODERS, by_coder
from pipeline.review.record import Decision
from pipeline.store.roles import CODING
from pipeline.web.board.common import acted, board_page, on_board, page, say
from pipeline.web.board.paging import paged
from pipeline.web.organisers.guard import handle_of

_A_PAGE = 25
_FIELDS = ("right", "first", "second", "reason")

_View = Callable[..., HttpResponse]


def _when_done(view: _View) -> _View:
    """Only those see both codings who have coded every point of the sample, or code none: nobody else's guides them."""

    @wraps(view)
    def shown(request: HttpRequest, board: Board, *args: Any, **kwargs: Any) -> HttpResponse:
        handle = handle_of(request)
        if not may_settle(board, handle):
            told = {"coder": coder_of(board, handle), "tab": "coding"}
            return page(request, "board/coding-first.jinja", board, told, 403)
        return view(request, board, *args, **kwargs)

    return shown


@on_board(CODING)
@require_GET
@_when_done
def listed(request: HttpRequest, board: Board) -> HttpResponse:
    """The points that both coded and saw differently."""
    return _listed(request, board, {})


def _listed(request: HttpRequest, board: Board, faults: dict[str, str]) -> HttpResponse:
    told, ruled = to_settle(board), board.stands.agreed.point_items
    shown = paged(request, (*told.waiting, *told.settled), _A_PAGE)
    rows = [(read_of(board, point), told.pairs[point], ruled.get(point, ())) for point in shown.items]
    more = {"settle": told, "rows": rows, "paging": shown, "faults": faults, "tab": "coding"}
    return page(request, "board/coding-settle.jinja", board, more, 422 if faults else 200)


@on_board(CODING)
@require_POST
@_when_done
def both_alike(request: HttpRequest, board: Board) -> HttpResponse:
    """Settle at once what both saw alike."""

    def done(lines: tuple[Decision, ...]) -> HttpResponse:
        many = len(lines)
        said = ngettext(
            "%(num)s point was settled as both saw it.", "%(num)s points were settled as both saw them.", many
        )
        say(request, said % {"num": many})
        return redirect("organisers-board-coding-settle", board.round.name)

    return acted(request, board, settle_alike, done, partial(_listed, request, board))


@on_board(CODING)
@require_http_methods(["GET", "POST"])
@_when_done
def one(request: HttpRequest, board: Board, point: str) -> HttpResponse:
    """Both codings of a point side by side, and what stands in the end."""
    if point not in to_settle(board).pairs:
        raise Http404
    if request.method == "GET":
        return _one(request, board, point, {})
    asked = {name: request.POST.get(name, "").strip() for name in _FIELDS}

    def make(now: Board) -> Any:
        return settle_point(now, Settles(point=point, **asked))

    return acted(request, board, make, partial(_settled, request, board, point), partial(_one, request, board, point))


def _one(request: HttpRequest, board: Board, point: str, faults: dict[str, str]) -> HttpResponse:
    told = to_settle(board)
    more = {
        "read": read_of(board, point),
        "pair": told.pairs[point],
        "ruled": board.stands.agreed.point_items.get(point, ()),
        "left": len(told.waiting),
        "next": told.next(point),
        "cards": board.round.definitions.taxonomy.cards,
        "typed": {name: request.POST.get(name, "") for name in _FIELDS},
        "faults": faults,
        "tab": "coding",
    }
    return page(request, "board/coding-settle-point.jinja", board, more, 422 if faults else 200)


def _settled(request: HttpRequest, board: Board, point: str, lines: tuple[Decision, ...]) -> HttpResponse:
    to = to_settle(board)
    left = [each for each in to.waiting if each != point]
    say(request, _("Settled.") if lines else _("It stood so already."))
    if not left:
        return redirect("organisers-board-coding-settle", board.round.name)
    after = next((each for each in left if each > point), left[0])
    return redirect("organisers-board-coding-settle-point", board.round.name, after)


@on_board(CODING)
@require_http_methods(["GET", "POST"])
@_when_done
def agreement(request: HttpRequest, board: Board) -> HttpResponse:
    """How far the two agree; asked for by a form, the machine is compared with them anew."""
    faults = {}
    if request.method == "POST":
        try:
            compare_machine(board)
        except UserError as error:
            faults = {"compare": str(error)}
        else:
            return redirect("organisers-board-coding-agreement", board.round.name)
    coders = [*by_coder(coding_now(board) or coded_in(board))][:CODERS]
    told = {"figures": figures(board), "coders": coders, "faults": faults, "tab": "coding"}
    return page(request, "board/coding-agreement.jinja", board, told, 422 if faults else 200)


urls: list[URLPattern] = [
    board_page("coding/settle", listed, "coding-settle"),
    board_page("coding/settle/alike", both_alike, "coding-alike"),
    board_page("coding/settle/point/<str:point>", one, "coding-settle-point"),
    board_page("coding/agreement", agreement, "coding-agreement"),
]
