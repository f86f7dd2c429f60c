"""A response whole: its answers one after the other, and one word on all of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pipeline.board.answer_acts import HOLD, LET_IN, is_held_whole
from pipeline.board.points import question_of
from pipeline.board.response_acts import APPROVE, REFUSE, ruling_on_response, whole_of
from pipeline.board.ruling import Board, Ruling
from pipeline.board.shown import shown_text
from pipeline.review.record import Decision
from pipeline.web.board.answer_words import state_of
from pipeline.web.board.common import acted, on_board, page, say

_NO_FAULTS: dict[str, str] = {}


@on_board()
@require_http_methods(["GET", "POST"])
def response(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    """The response that an answer belongs to, and one word on all of it."""
    if id not in board.shot.answers:
        raise Http404
    return _ruled(request, board, id) if request.method == "POST" else _shown(request, board, id, _NO_FAULTS)


def _shown(request: HttpRequest, board: Board, id: str, faults: dict[str, str]) -> HttpResponse:
    whole = whole_of(board, id)
    quotes = {quote.point: quote.approved for quote in board.stands.agreed.quotes}
    ruled = [quotes[point] for point in whole.points if point in quotes]
    told = {
        "tab": "answers",
        "id": id,
        "response": board.shot.answers[id]["response"],
        "whole": whole,
        "answers": [_row(board, one) for one in whole.answers],
        "held": is_held_whole(board, str(board.shot.answers[id]["response"])),
        "approved": sum(ruled),
        "refused": len(ruled) - sum(ruled),
        "typed": request.POST.get("reason", ""),
        "faults": faults,
    }
    return page(request, "board/response.jinja", board, told, status=422 if faults else 200)


def _row(board: Board, id: str) -> dict[str, str]:
    row = board.shot.answers[id]
    asked = question_of(board, str(row["question"]))
    return {"id": id, "asked": asked, "state": state_of(row), "text": shown_text(board.shot, id)}


def _ruled(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "").strip()

    def make(now: Board) -> Ruling:
        if id not in now.shot.answers:
            raise Http404
        return ruling_on_response(now, id, act, reason, request.POST.get("digest", ""))

    def done(lines: tuple[Decision, ...]) -> HttpResponse:
        say(request, _done(act))
        return redirect("organisers-board-response", board.round.name, id)

    return acted(request, board, make, done, lambda faults: _shown(request, board, id, faults))


def _done(act: str) -> str:
    return {
        HOLD: _("It is held back whole: its answers and its choices count no more, from the next analysis on."),
        LET_IN: _("It is let in, and counts from the next analysis on."),
        APPROVE: _("Its words may be published: each of its points may be quoted."),
        REFUSE: _("None of its words is published; its points still count."),
    }[act]
