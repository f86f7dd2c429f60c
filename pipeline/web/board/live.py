"""What was ruled since a page was opened, for pages that ask while somebody looks at them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pipeline.board.queue import progress_of
from pipeline.board.ruling import Board
from pipeline.review.record import Decision
from pipeline.standing import since
from pipeline.web import clock
from pipeline.web.board.common import board_page, on_board
from pipeline.web.board.queue_words import today_words
from pipeline.web.board.saying import moment_of, words_of
from pipeline.web.board.together import others_here
from pipeline.web.organisers.guard import handle_of

_TOLD = 5  # sentences: somebody who looks away for an hour reads the record
_IDS = 200
_LONGEST = 80  # characters of an id; none is longer


@on_board()
@require_GET
def lines_since(request: HttpRequest, board: Board, no: int) -> HttpResponse:
    """How many lines others wrote after one and who, with those about the things that ?about= names, in words.

    With ?on= it tells who else looks at that thing, and takes note that who is asking does.
    """
    me = handle_of(request)
    others = [line for line in board.stands.record[no:] if line.by != me]
    ids = request.GET.get("about", "").split()[:_IDS]
    here = [line for line in since(board.stands, no, ids) if line.by != me]
    told = {
        "no": board.stands.no,
        "lines": len(others),
        "by": sorted({line.by for line in others}),
        "here": [_sentence(board, line) for line in here[-_TOLD:]],
        "others": others_here(request, board, request.GET.get("on", "")[:_LONGEST]),
        "progress": _progress(board),
        "today": today_words(board),
    }
    return JsonResponse(told)


def _progress(board: Board) -> dict[str, tuple[str, int, int]]:
    """How far the round is, as the head of the queue says it: the sentence, how many, and of how many."""
    now = progress_of(board)
    ruled = ngettext(
        "%(ruled)s of %(num)s candidate theme is ruled on",
        "%(ruled)s of %(num)s candidate themes are ruled on",
        now.candidates,
    ) % {"ruled": now.ruled, "num": now.candidates}
    placed = ngettext(
        "%(placed)s of %(num)s point has an agreed theme",
        "%(placed)s of %(num)s points have an agreed theme",
        now.points,
    ) % {"placed": now.placed, "num": now.points}
    return {"ruled": (ruled, now.ruled, now.candidates), "placed": (placed, now.placed, now.points)}


def _sentence(board: Board, line: Decision) -> str:
    told = {
        "by": line.by,
        "words": words_of(board, line),
        "time": f"{moment_of(line.at).astimezone(clock.LONDON):%H:%M}",
    }
    return _("%(by)s %(words)s, at %(time)s") % told


urls: list[URLPattern] = [board_page("since/<int:no>", lines_since, "since")]
