"""Notes for whoever comes next, with what was done since the last one and what waits."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pipeline.board.queue import progress_of
from pipeline.board.record import done_since, hand_over, notes
from pipeline.board.ruling import Board
from pipeline.review.record import Decision
from pipeline.web.board.common import acted, board_page, on_board, page, say
from pipeline.web.board.saying import act_names, said

_SHOWN = 50


def _shown(request: HttpRequest, board: Board, faults: dict[str, str] | None = None) -> HttpResponse:
    left = notes(board)
    done = done_since(board.stands.record[left[0].no if left else 0 :])
    names, progress = act_names(), progress_of(board)
    told = {
        "tab": "record",
        "notes": said(board, left[:_SHOWN]),
        "values": {line.no: line.value for line in left[:_SHOWN]},
        "done": [(each.by, each.lines, [(names[act], many) for act, many in each.acts.items()]) for each in done],
        "waits": progress.candidates - progress.ruled,
        "typed": request.POST.get("note", ""),
        "faults": faults or {},
        "live": (),
    }
    return page(request, "board/handover.jinja", board, told, status=422 if faults else 200)


@on_board()
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, board: Board) -> HttpResponse:
    """All notes, what each person did since the last one, what waits; and a new note."""
    if request.method == "GET":
        return _shown(request, board)
    make = partial(hand_over, text=request.POST.get("note", "").strip())
    return acted(request, board, make, partial(_left, request, board), partial(_shown, request, board))


def _left(request: HttpRequest, board: Board, _lines: tuple[Decision, ...]) -> HttpResponse:
    say(request, _("Your note stands at the head of the queue."))
    return redirect("organisers-board-handover", board.round.name)


urls: list[URLPattern] = [board_page("handover", handover, "handover")]
