"""One answer: what cleaning made of it, what was ruled on it, and the acts on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pipeline.board.answer_acts import (
    HIDE,
    HOLD,
    LET_IN,
    PERSON,
    REDACT,
    TRANSLATE,
    Asked,
    is_held_whole,
    ruling_on_answer,
    ruling_on_words,
)
from pipeline.board.answers import alike, beside, rulings_on, stretches, waiting
from pipeline.board.points import question_of
from pipeline.board.ruling import Board, Make, Ruling
from pipeline.board.shown import shown_text
from pipeline.review.record import Decision
from pipeline.web.board.answer_words import kind_names, state_of
from pipeline.web.board.common import acted, on_board, page, say
from pipeline.web.board.saying import said


@on_board()
@require_GET
def answer(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    """One answer as it may be seen, with what was found in it, what was ruled on it, and what may be done."""
    return one_answer(request, board, id, {}, {})


def one_answer(
    request: HttpRequest, board: Board, id: str, faults: dict[str, str], typed: dict[str, str]
) -> HttpResponse:
    """The page of an answer, with what was typed and what is wrong with it where it is shown again."""
    if id not in board.shot.answers:
        raise Http404
    row, lines = board.shot.answers[id], rulings_on(board, id)
    points = [(point, shown_text(board.shot, point)) for point in board.shot.points_of.get(id, ())]
    told = {
        "tab": "answers",
        "id": id,
        "row": row,
        "text": shown_text(board.shot, id),
        "asked": question_of(board, str(row["question"])),
        "state": state_of(row),
        "points": points,
        "may_quote": any(point in board.shot.consented for point, _ in points),
        "stretches": stretches(board, id),
        "lines": said(board, lines),
        "late": [line.no for line in waiting(board) if line in lines],
        "beside": [(other, state_of(board.shot.answers[other])) for other in beside(board, id)],
        "added": board.shot.groups.get(id, {}).get("added", ""),
        "alike": alike(board, id),
        "held": _held(board, id, lines),
        "kinds": kind_names(),
        "typed": {"kind": PERSON, **typed},
        "faults": faults,
    }
    return page(request, "board/answer.jinja", board, told, status=422 if faults else 200)


def _held(board: Board, id: str, lines: list[Decision]) -> bool:
    """Whether the answer goes no further as things stand: by the last word on it or its response, else as analysed."""
    if is_held_whole(board, str(board.shot.answers[id]["response"])):
        return True
    own = [line.act for line in lines if line.act in (HOLD, LET_IN) and line.on == id]
    return own[-1] == HOLD if own else board.shot.answers[id]["state"] != "usable"


def asked_of(request: HttpRequest) -> Asked:
    """What the form of an act holds."""
    told = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in ("act", "words", "reason")}
    return Asked(
        **told,
        kind=request.POST.get("kind", PERSON),
        digest=request.POST.get("digest", ""),
        place=request.POST.get("place", ""),
    )


@on_board()
@require_POST
def rule_answer(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    """Hold an answer back, let it in, translate it, or hide words: in it alone or in the whole round."""
    asked = asked_of(request)

    def make(now: Board) -> Ruling:
        return ruling_on_words(now, asked) if asked.act == HIDE else ruling_on_answer(now, id, asked)

    return ruled(request, board, id, asked, _form_of(asked.act), make)


def ruled(request: HttpRequest, board: Board, id: str, asked: Asked, form: str, ruling: Make) -> HttpResponse:
    """Do what one of the page's forms asks of an answer; where it cannot be, that form is shown with its faults."""
    if id not in board.shot.answers:
        raise Http404

    def make(now: Board) -> Ruling:
        if id not in now.shot.answers:
            raise Http404
        return ruling(now)

    def done(lines: tuple[Decision, ...]) -> HttpResponse:
        say(request, done_words(asked.act) if lines else _("That was ruled already; nothing was written."))
        return redirect("organisers-board-answer", board.round.name, id)

    def again(faults: dict[str, str]) -> HttpResponse:
        own = {field if field == "board" else f"{field}-{form}": told for field, told in faults.items()}
        typed = {"kind": asked.kind, f"words-{form}": asked.words, f"reason-{form}": asked.reason}
        return one_answer(request, board, id, own, typed)

    return acted(request, board, make, done, again)


def _form_of(act: str) -> str:
    """Which of the page's forms an act belongs to: fields are told apart by it."""
    return {REDACT: "hide", HIDE: "hide", TRANSLATE: "translate"}.get(act, "state")


def done_words(act: str) -> str:
    """What is said after an act on an answer or on words."""
    return {
        HOLD: _("It is held back, and leaves the themes with the next analysis."),
        LET_IN: _("It is let in, and counts from the next analysis on."),
        REDACT: _("The words are hidden on every page now, and in all files from the next analysis on."),
        HIDE: _("The words are hidden in every answer now, and in all files from the next analysis on."),
        TRANSLATE: _("The translation is kept, and is read from the next analysis on."),
    }.get(act, _("It is shown from the next analysis on."))
