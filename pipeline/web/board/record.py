"""Who decided what, and what can be taken back."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pipeline.board.lines import Lines, lines_of_record
from pipeline.board.record import Back, Sought, back_of, hands, lines_sought, take_back
from pipeline.board.ruling import Board
from pipeline.review.record import ACTS, Decision, record_text
from pipeline.store import audit
from pipeline.store.roles import EXPORTS
from pipeline.web import clock
from pipeline.web.board import handover, live
from pipeline.web.board.common import acted, board_page, number_of, on_board, page, say
from pipeline.web.board.paging import paged
from pipeline.web.board.saying import act_names, day_of, said
from pipeline.web.board.taking_back import may_take_back
from pipeline.web.organisers.guard import handle_of

_SHOWN = 50


def _sought(request: HttpRequest) -> Sought:
    told = {name: request.GET.get(name, "").strip() for name in ("by", "act", "on", "day")}
    return Sought(**told | {"act": told["act"] if told["act"] in ACTS else ""})


def _themes(lines: Lines) -> list[tuple[str, str]]:
    return sorted(lines.titles.items(), key=lambda pair: (pair[1].casefold(), pair[0]))


@on_board()
@require_GET
def record(request: HttpRequest, board: Board) -> HttpResponse:
    """Every line of the record, the newest first, or those that were asked for."""
    sought, lines = _sought(request), lines_of_record(board.round, board.stands)
    found = lines_sought(board, sought, day_of)
    shown = paged(request, found, _SHOWN)
    told = {
        "tab": "record",
        "sought": sought,
        "acts": act_names(),
        "hands": hands(lines),
        "themes": _themes(lines),
        "found": len(found),
        "total": len(lines.record),
        "paging": shown,
        "lines": said(board, shown.items),
        "live": (),
    }
    return page(request, "board/record.jinja", board, told)


def _undo_page(request: HttpRequest, board: Board, back: Back, faults: dict[str, str] | None = None) -> HttpResponse:
    told = {
        "tab": "record",
        "back": back,
        "line": said(board, [back.line])[0],
        "rests": said(board, back.rests),
        "may": may_take_back(request, board, (back.line, *back.rests)),
        "again": back.line.act == "undo",
        "typed": request.POST.get("reason", ""),
        "faults": faults or {},
        "live": (str(back.line.no), back.line.on),
    }
    return page(request, "board/undo.jinja", board, told, status=422 if faults else 200)


@on_board()
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, board: Board, no: int) -> HttpResponse:
    """Take a line back with all that rests on it, after they were shown; taking back what took a line back, too."""
    back = back_of(board, no)
    if back is None:
        raise Http404(no)
    if request.method == "GET":
        return _undo_page(request, board, back)
    if not may_take_back(request, board, (back.line, *back.rests)):
        return _undo_page(request, board, back, {"reason": _("This is taken back by somebody with the right to.")})
    told = [number_of(each) for each in request.POST.getlist("line")]
    make = partial(take_back, no=no, told=told, reason=request.POST.get("reason", "").strip())
    done = partial(_taken_back, request, board)
    return acted(request, board, make, done, partial(_undo_page, request, board, back))


def _taken_back(request: HttpRequest, board: Board, lines: tuple[Decision, ...]) -> HttpResponse:
    numbers = ", ".join(sorted((line.on for line in lines), key=int))
    told = ngettext("Line %(numbers)s is taken back.", "Lines %(numbers)s are taken back.", len(lines))
    say(request, told % {"numbers": numbers})
    return redirect("organisers-board-record", board.round.name)


@on_board(EXPORTS)
@require_POST
def take_out(request: HttpRequest, board: Board) -> HttpResponse:
    """The record as the file of the round holds it; that it was taken out is a line of the audit log."""
    name = board.round.name
    audit.write(handle_of(request), "decisions record taken out", name, {"lines": board.stands.no}, clock.now())
    answer = HttpResponse(record_text(board.stands.record), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-decisions.csv"'
    return answer


urls: list[URLPattern] = [
    board_page("record", record, "record"),
    board_page("record/decisions.csv", take_out, "record-csv"),
    board_page("undo/<int:no>", undo, "undo"),
    *handover.urls,
    *live.urls,
]
