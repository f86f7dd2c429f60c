"""Answers that were held back, hidden in part or not understood."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.views.decorators.http import require_GET

from pipeline.board.answers import ALL, LISTS, found_in, lists_of, rulings_on, stretches, waiting
from pipeline.board.points import question_of
from pipeline.board.ruling import Board
from pipeline.board.shown import shown_text
from pipeline.review.record import POINT
from pipeline.web.board import hidden, words
from pipeline.web.board.answer import answer, rule_answer
from pipeline.web.board.answer_words import acts_in_words, list_hints, list_names, state_of
from pipeline.web.board.common import board_page, on_board, page
from pipeline.web.board.paging import paged
from pipeline.web.board.response import response

_SHOWN = 25
_START = 400  # characters of an answer on a list; the whole stands on its own page


@on_board()
@require_GET
def answers(request: HttpRequest, board: Board) -> HttpResponse:
    """The answers of one list, or those of it that hold some words."""
    id = request.GET.get("id", "").strip().lower()
    if found := _named(board, id):
        return redirect("organisers-board-answer", board.round.name, found)
    of, sought = lists_of(board), request.GET.get("words", "").strip()[:200]
    asked = request.GET.get("list", "")
    chosen = asked if asked in LISTS else next((name for name in LISTS if of[name]), ALL)
    shown = paged(request, found_in(board, of[chosen], sought), _SHOWN)
    told = {
        "tab": "answers",
        "lists": [(name, label, len(of[name])) for name, label in list_names().items()],
        "list": chosen,
        "hint": list_hints()[chosen],
        "words": sought,
        "asked_id": id,
        "paging": shown,
        "rows": [_row(board, each) for each in shown.items],
        "waiting": len(waiting(board)),
    }
    return page(request, "board/answers.jinja", board, told)


def _named(board: Board, id: str) -> str:
    """The answer that is meant by its id, or by that of one of its points; empty where there is none."""
    if POINT.match(id) and id in board.shot.points:
        return str(board.shot.points[id]["answer"])
    return id if id in board.shot.answers else ""


def _row(board: Board, id: str) -> dict[str, Any]:
    row, text = board.shot.answers[id], shown_text(board.shot, id)
    group = board.shot.groups.get(id, {})
    doubtful = [one for one in stretches(board, id) if not one.sure]
    return {
        "id": id,
        "state": state_of(row),
        "text": text if len(text) <= _START else f"{text[:_START]}…",
        "asked": question_of(board, str(row["question"])),
        "added": str(group.get("added", ""))[:_START],
        "doubtful": [f"[{one.kind}] {one.number}" for one in doubtful],
        "ruled": [acts_in_words()[line.act] for line in rulings_on(board, id)],
    }


urls: list[URLPattern] = [
    board_page("answers", answers, "answers"),
    board_page("answers/<str:id>", answer, "answer"),
    board_page("answers/<str:id>/rule", rule_answer, "answer-rule"),
    board_page("answers/<str:id>/show", hidden.show_stretch, "answer-show"),
    board_page("answers/<str:id>/as-it-arrived", hidden.as_it_arrived, "answer-arrived"),
    board_page("answers/<str:id>/response", response, "response"),
    board_page("words", words.words, "words"),
    board_page("words/hide", words.hide_words, "words-hide"),
    board_page("words/show", words.show_words, "words-show"),
]
