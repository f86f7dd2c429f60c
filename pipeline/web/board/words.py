"""Words that are hidden or shown in every answer of the round; what they are is told on no page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pipeline.board.answer_acts import HIDE, PERSON, SHOW, Asked, ruling_on_words
from pipeline.board.ruling import Board
from pipeline.review.record import ON_WORDS, Decision
from pipeline.store.roles import REVIEWING, UNREDACTING
from pipeline.web.board.answer import asked_of, done_words
from pipeline.web.board.answer_words import kind_names
from pipeline.web.board.common import acted, on_board, page, say
from pipeline.web.board.saying import said


def _page(request: HttpRequest, board: Board, faults: dict[str, str], typed: Asked) -> HttpResponse:
    lines = [line for line in reversed(board.stands.agreed.on_answers) if line.on == ON_WORDS]
    told = {
        "tab": "answers",
        "lines": said(board, lines),
        "kinds": kind_names(),
        "faults": faults,
        "typed": typed,
    }
    return page(request, "board/words.jinja", board, told, status=422 if faults else 200)


@on_board()
@require_GET
def words(request: HttpRequest, board: Board) -> HttpResponse:
    """The rulings on words of the whole round, and what may be done."""
    return _page(request, board, {}, Asked(act="", kind=PERSON))


def _ruled(act: str, right: str) -> Callable[..., HttpResponse]:
    @on_board(right)
    @require_POST
    def ruled(request: HttpRequest, board: Board) -> HttpResponse:
        sent = asked_of(request)
        asked = Asked(act=act, words=sent.words, kind=sent.kind, reason=sent.reason)

        def done(lines: tuple[Decision, ...]) -> HttpResponse:
            say(request, done_words(act) if lines else _("That was ruled already; nothing was written."))
            return redirect("organisers-board-words", board.round.name)

        def again(faults: dict[str, str]) -> HttpResponse:
            own = {field if field == "board" else f"{field}-{act}": told for field, told in faults.items()}
            return _page(request, board, own, asked)

        return acted(request, board, lambda now: ruling_on_words(now, asked), done, again)

    return ruled


hide_words = _ruled(HIDE, REVIEWING)
show_words = _ruled(SHOW, UNREDACTING)
