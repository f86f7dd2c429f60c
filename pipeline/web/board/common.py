"""What every page of the board begins with, and how an act is asked, done and told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext

from pipeline.board.ruling import AskedError, Board, Make, MeanwhileError, board_of, rule
from pipeline.board.words import Said
from pipeline.errors import MissingError, RecordError, UserError
from pipeline.opening import round_here
from pipeline.review.lines import lines_of
from pipeline.review.record import Decision
from pipeline.review.recordfiles import AheadError, SpoiltError
from pipeline.standing import behind, refused
from pipeline.store.roles import REVIEWING
from pipeline.store.writing import StoreBusyError
from pipeline.web import clock
from pipeline.web.board.saying import said, words_of
from pipeline.web.board.together import others_here
from pipeline.web.organisers import guard
from pipeline.web.organisers.guard import handle_of, needs
from pipeline.web.organisers.rounds import served_or_404
from pipeline.web.site import site

_SAID = "board_said"

BoardView = Callable[..., HttpResponse]


def board_page(route: str, view: BoardView, name: str) -> URLPattern:
    """The address of a page of the board: `organisers-board-NAME`, below the round's."""
    return guard.page(f"round/<str:round>/board/{route}", view, f"board-{name}")


def on_board(right: str = REVIEWING) -> Callable[[BoardView], BoardView]:
    """A view of the board for those who have a right: it is given the request and the Board in place of the name.

    What is wrong with the round's files is shown in place of the page; so is what to do where nothing was analysed.
    """

    def made(view: BoardView) -> BoardView:
        @needs(right)
        @wraps(view)
        def shown(request: HttpRequest, round: str, *args: Any, **kwargs: Any) -> HttpResponse:
            served_or_404(round)
            try:
                board = board_of(round_here(site().place, round))
            except MissingError as error:
                return _nothing_to_show(request, round, str(error))
            except UserError as error:
                return render(request, "organisers/fault.jinja", {"fault": str(error), "round": round}, status=409)
            return view(request, board, *args, **kwargs)

        return shown

    return made


def _nothing_to_show(request: HttpRequest, round: str, why: str) -> HttpResponse:
    """What to do where there is no analysis; where the cure is a command, the page has a button for it instead."""
    told = {"round": round, "why": "" if "cpitg analyse" in why else why}
    return render(request, "board/empty.jinja", told, status=409)


def page(request: HttpRequest, template: str, board: Board, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the board: the template is told of the round, the last line of the record, and what else is given.

    `looks_at` among it is what the page is about: whoever else looks at that is named on it.
    """
    asked = {"round": board.round.name, "survey": board.round.survey, "seen": board.stands.no, "faults": {}}
    asked["just_done"], asked["behind"] = just_done(request), behind(board.round)
    asked["refused"] = refused(board.round)
    asked["others_here"] = others_here(request, board, told.get("looks_at", ""))
    return render(request, template, asked | told, status=status)


def in_words(faults: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a form, field by field, in the language of the page."""
    return {
        field: gettext(told.template) % told.values
        if isinstance(told, Said) and told.values
        else told and gettext(told)
        for field, told in faults.items()
    }


def say(request: HttpRequest, text: str) -> None:
    """What was done, to be told at the head of the next page of the board."""
    request.session[_SAID] = text


def just_done(request: HttpRequest) -> str:
    """What was done and no page has told yet; it is told once."""
    return str(request.session.pop(_SAID, ""))


def number_of(told: str) -> int:
    """A number that was sent, as far as anything here has such a number; 0 where it is none."""
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0


def seen(request: HttpRequest, board: Board) -> int:
    """The last line of the record when the form that is sent was shown; 0 where somebody took it out, or made it up."""
    told = number_of(request.POST.get("seen", ""))
    return told if told <= board.stands.no else 0


Again = Callable[[dict[str, str]], HttpResponse]
Done = Callable[[tuple[Decision, ...]], HttpResponse]


def acted(request: HttpRequest, board: Board, make: Make, done: Done, again: Again) -> HttpResponse:
    """Do what a form asks: `done` answers where it was done, `again` shows the form with its faults by field.

    Where others ruled on the same meanwhile, their lines are shown with the same form, to be sent again or left.
    """
    try:
        lines = rule(board.round, make, seen=seen(request, board), by=handle_of(request), now=clock.now())
    except MeanwhileError as error:
        return asks(request, board, error)
    except AskedError as error:
        return again(in_words(error.faults))
    except RecordError as error:
        return again({"board": str(error) if isinstance(error, AheadError | SpoiltError) else _fits_no_more(error)})
    except UserError as error:
        return without_session(request, again({"board": str(error)}))
    return _with_session(request, done(lines))


def _with_session(request: HttpRequest, shown: HttpResponse) -> HttpResponse:
    """What answers an act that is stored, also where the session cannot be kept: nobody is told that it is not."""
    try:
        request.session.save()
    except (Error, UpdateError, StoreBusyError):
        request.session.modified = False
    return shown


def without_session(request: HttpRequest, shown: HttpResponse) -> HttpResponse:
    """A page with what could not be stored and was typed: keeping the session would fail, too, and take its place.

    What the session would hold, such as when somebody was seen last, it is told by the next page.
    """
    request.session.modified = False
    return shown


def _fits_no_more(error: RecordError) -> str:
    """What was asked rests on what others took away: in words for a page, without the place in the file."""
    why = "; ".join(fault.said for fault in error.faults)
    return gettext("Nothing was written: it does not fit what was ruled since (%(why)s).") % {"why": why}


def asks(request: HttpRequest, board: Board, error: MeanwhileError) -> HttpResponse:
    """Show what others ruled meanwhile, with the same form to be sent again."""
    now = replace(board, stands=board_of(board.round).stands)
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    hidden = [(name, value) for name, value in sent if name not in ("seen", "csrfmiddlewaretoken")]
    mine = lines_of(error.acts, now.stands.no, handle_of(request), "")
    words = [words_of(now, line) for line in mine]
    told = {"lines": said(now, error.lines), "asks": words, "hidden": hidden, "action": request.path}
    return page(request, "board/meanwhile.jinja", now, told, status=409)
