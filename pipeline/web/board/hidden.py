"""What was hidden in one answer: shown once to those who have that right, or shown to everybody from now on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from pipeline.board.answer_acts import showing_a_stretch
from pipeline.board.arrived import as_it_arrived as read_as_it_arrived
from pipeline.board.ruling import AskedError, Board
from pipeline.store.roles import UNREDACTING
from pipeline.web import clock
from pipeline.web.board.answer import asked_of, one_answer, ruled
from pipeline.web.board.common import in_words, on_board, page
from pipeline.web.organisers.guard import handle_of


@on_board(UNREDACTING)
@require_POST
def show_stretch(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    """Show a stretch that was hidden and is nothing personal, to everybody."""
    asked = asked_of(request)
    return ruled(request, board, id, asked, "show", lambda now: showing_a_stretch(now, id, asked))


@on_board(UNREDACTING)
@require_POST
def as_it_arrived(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    """One answer as it arrived, once: the audit log keeps who looked and why."""
    if id not in board.shot.answers:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    try:
        told = read_as_it_arrived(board, id, reason, handle_of(request), clock.now())
    except AskedError as error:
        own = {
            field if field == "board" else f"{field}-arrived": said for field, said in in_words(error.faults).items()
        }
        return one_answer(request, board, id, own, {"reason-arrived": reason})
    return page(request, "board/answer-arrived.jinja", board, {"tab": "answers", "id": id, "arrived": told})
