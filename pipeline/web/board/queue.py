"""What waits for a person, the most urgent first, with why it stands there."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pipeline.board.beside import MODERATION, beside_of
from pipeline.board.conflicts import conflicts_of
from pipeline.board.lines import lines_of_record
from pipeline.board.queue import Waiting, progress_of, waiting_of
from pipeline.board.record import notes
from pipeline.board.ruling import Board
from pipeline.board.shown import shown_text
from pipeline.web.board import conflicts
from pipeline.web.board.common import board_page, on_board, page
from pipeline.web.board.paging import paged
from pipeline.web.board.queue_words import beside_words, parts_in_words, reason_names, today_words, why_words
from pipeline.web.board.saying import said

_SHOWN = 25
_HEAD = 3  # conflicts at the head; all of them have a page of their own
_WORDS = 160


def _sought(request: HttpRequest, all_: Sequence[Waiting]) -> tuple[dict[str, str], list[Waiting]]:
    """What was chosen, and the themes that fit it; what is empty is any."""
    told = {name: request.GET.get(name, "").strip() for name in ("why", "workstream", "question")}
    found = [
        one
        for one in all_
        if (not told["why"] or any(each.kind == told["why"] for each in one.why))
        and (not told["workstream"] or any(code.startswith(told["workstream"]) for code in one.items))
        and (not told["question"] or told["question"] in one.questions)
    ]
    return told, found


def _row(board: Board, one: Waiting) -> dict[str, Any]:
    return {
        "one": one,
        "title": lines_of_record(board.round, board.stands).titles.get(one.id, "") if one.agreed else "",
        "example": "" if one.agreed else _example(board, one.id),
        "why": why_words(one.why),
        "urgency": round(100 * one.score),
    }


def _example(board: Board, theme: str) -> str:
    """The answer nearest to the middle of a candidate: it is read before what the machine calls it."""
    point = next(iter(board.shot.themes[theme]["examples"]), "")
    text = shown_text(board.shot, point) if point else ""
    return text if len(text) <= _WORDS else text[:_WORDS].rsplit(" ", 1)[0] + "…"


def _beside(board: Board) -> list[tuple[str, str]]:
    """What waits beside the themes, with where it is."""
    answers = reverse("organisers-board-answers", args=[board.round.name])
    moderation = reverse("organisers-queue", args=[board.round.name])
    return [
        (beside_words(name, many), moderation if name == MODERATION else f"{answers}?list={name}")
        for name, many in beside_of(board).items()
        if many
    ]


def _choices(board: Board, all_: Sequence[Waiting]) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to, as far as anything stands there."""
    kinds = {why.kind for one in all_ for why in one.why}
    codes = {code for one in all_ for code in one.items}
    frame, open_ = board.round.definitions.taxonomy, board.round.survey.open_questions
    streams = [(each.code, each.title) for each in frame.workstreams if any(c.startswith(each.code) for c in codes)]
    return {
        "kinds": [(kind, name) for kind, name in reason_names().items() if kind in kinds],
        "workstreams": [*streams, *([(frame.none.code, _("no item"))] if frame.none.code in codes else [])],
        "questions": [(each.id, each.text) for each in open_],
    }


@on_board()
@require_GET
def queue(request: HttpRequest, board: Board) -> HttpResponse:
    """Every theme that waits, a page at a time; conflicts at the head."""
    all_, clashes = waiting_of(board), conflicts_of(board)
    sought, found = _sought(request, all_)
    shown = paged(request, found, _SHOWN)
    doubts, stakes = parts_in_words()
    told = {
        "tab": "queue",
        "progress": progress_of(board),
        "today": today_words(board),
        "note": said(board, notes(board)[:1]),
        "note_text": next((line.value for line in notes(board)), ""),
        "clashes": conflicts.shown(request, board, clashes[:_HEAD]),
        "clash_count": len(clashes),
        "beside": _beside(board),
        "sought": sought,
        "narrowed": any(sought.values()),
        "waiting": len(all_),
        "found": len(found),
        "paging": shown,
        "rows": [_row(board, one) for one in shown.items],
        "doubts": doubts,
        "stakes": stakes,
        "live": (),
        **_choices(board, all_),
    }
    return page(request, "board/queue.jinja", board, told)


urls: list[URLPattern] = [board_page("", queue, "queue"), *conflicts.urls]
