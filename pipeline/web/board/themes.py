"""The list of themes, a theme with all that is known of it, and the acts on it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pipeline.board.lines import lines_of_record
from pipeline.board.places import places_of
from pipeline.board.queue import next_after
from pipeline.board.ruling import Board, board_of
from pipeline.board.theme import Theme, theme_of
from pipeline.board.themes import STATES, choices, counted, themes_sought
from pipeline.review.record import Decision
from pipeline.review.replay import split_value
from pipeline.standing import since
from pipeline.web.board.common import acted, board_page, number_of, on_board, page, seen
from pipeline.web.board.paging import paged
from pipeline.web.board.saying import said
from pipeline.web.board.theme_forms import ACTS, TOGETHER, Sent
from pipeline.web.board.theme_page import marks_named, theme_told, ticks
from pipeline.web.organisers.guard import handle_of

_LISTED = 50
_NEXT = "next"


def _done(request: HttpRequest, board: Board) -> list[Any]:
    """The line that the address says was just written, where whoever asks wrote it."""
    line = lines_of_record(board.round, board.stands).line(number_of(request.GET.get("done", "")))
    return said(board, [line]) if line and line.by == handle_of(request) else []


# --- the list ---------------------------------------------------------------------------------------------------------


def _list(request: HttpRequest, board: Board, faults: dict[str, str] | None = None) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("state", "sort", "q", "titles")}
    # Who asks for nothing wants what there is to do.
    state = asked["state"] or STATES[0]
    shown = paged(request, themes_sought(board, state, asked["sort"], asked["q"]), _LISTED)
    told = {
        "tab": "themes",
        "asked": asked | {"state": state},
        "states": _states(),
        "counts": counted(board),
        "paging": shown,
        "choices": choices(board),
        "cards": board.round.definitions.taxonomy.cards,
        "marks": marks_named(),
        "typed": request.POST,
        "ticks": frozenset(ticks(request)),
        "done": _done(request, board),
        "faults": faults or {},
        "live": (),
    }
    return page(request, "board/themes.jinja", board, told, status=422 if faults else 200)


def _states() -> dict[str, str]:
    return {
        "undecided": _("Not decided yet"),
        "agreed": _("Agreed"),
        "rejected": _("Rejected"),
        "merged": _("Merged into another"),
        "all": _("All of them"),
    }


@on_board()
@require_http_methods(["GET", "POST"])
def themes(request: HttpRequest, board: Board) -> HttpResponse:
    """Candidates and agreed themes; those that are ticked are merged or rejected together."""
    sent = Sent(request.POST, request.POST.get("act", ""))
    ask = TOGETHER.get(sent.act)
    if request.method == "GET" or ask is None:
        nothing = {"board": _("Choose what shall be done.")} if request.method == "POST" else None
        return _list(request, board, nothing)

    def again(faults: dict[str, str]) -> HttpResponse:
        return _list(request, board, sent.named(faults))

    def done(lines: tuple[Decision, ...]) -> HttpResponse:
        # Of several lines the first: the others rest on it, and go with it when it is taken back.
        return redirect(f"{reverse('organisers-board-themes', args=(board.round.name,))}?done={lines[0].no}")

    return acted(request, board, partial(ask, sent), done, again)


# --- one theme --------------------------------------------------------------------------------------------------------


def _address(board: Board, id: str, query: str = "") -> str:
    return reverse("organisers-board-theme", args=(board.round.name, id)) + query


def _page(
    request: HttpRequest,
    board: Board,
    found: Theme,
    faults: dict[str, str] | None = None,
    meanwhile: Mapping[str, Any] = MappingProxyType({}),
) -> HttpResponse:
    told = theme_told(request, board, found) | {"done": _done(request, board), "faults": faults or {}}
    told |= {"after_it": next_after(board, found.id), "meanwhile": meanwhile}
    return page(request, "board/theme.jinja", board, told, status=422 if faults else 200)


def _gone(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    """What became of a theme that is in force no more; no page where there was never any of this id."""
    lines = lines_of_record(board.round, board.stands)
    about = lines.about(id)
    if not about:
        raise Http404(id)
    told = {"tab": "themes", "id": id, "called": lines.titles.get(id, id), "history": said(board, about), "live": (id,)}
    return page(request, "board/theme-gone.jinja", board, told, status=404)


@on_board()
@require_http_methods(["GET", "POST"])
def theme(request: HttpRequest, board: Board, id: str) -> HttpResponse:
    """One theme, agreed or candidate, with all that is known of it; the acts on it are asked for here."""
    home = places_of(board.stands.agreed).home(id)
    if request.method == "GET" and home not in ("", id):
        query = request.META.get("QUERY_STRING", "")
        return redirect(_address(board, home, f"?{query}" if query else ""))
    found = theme_of(board, id) or (theme_of(board, home) if home else None)
    if found is None:
        return _gone(request, board, id)
    return _asked(request, board, found, id) if request.method == "POST" else _page(request, board, found)


def _asked(request: HttpRequest, board: Board, found: Theme, id: str) -> HttpResponse:
    act, _space, then = request.POST.get("act", "").partition(" ")
    ask, sent = ACTS.get(act), Sent(request.POST, act)
    if ask is None:
        return _page(request, board, found, {"board": _("Choose what shall be done.")})
    after = next_after(board, id) if then == _NEXT else ""

    def done(lines: tuple[Decision, ...]) -> HttpResponse:
        if after is None:
            return redirect("organisers-board-queue", board.round.name)
        return redirect(_address(board, after or _led_to(lines, id), f"?done={lines[0].no}"))

    return acted(request, board, lambda now: ask(sent, now, id), done, partial(_again, request, board, id, sent))


def _again(request: HttpRequest, board: Board, id: str, sent: Sent, faults: dict[str, str]) -> HttpResponse:
    """The form with its faults, on the theme as it is now: who ruled on it meanwhile is told with what was typed."""
    now = replace(board, stands=board_of(board.round).stands)
    found = theme_of(now, id)
    if found is None:
        return _gone(request, now, id)
    others = since(now.stands, seen(request, now), {id, found.candidate} - {""})
    meanwhile = {"lines": said(now, others), "typed": sent.prose()} if others else {}
    return _page(request, now, found, sent.named(faults), meanwhile)


def _led_to(lines: tuple[Decision, ...], id: str) -> str:
    """The theme to look at after an act: a new one, the one that took the points, else the same."""
    first = lines[0]
    if first.act == "accept":
        return split_value(first.value)[0]
    return first.value if first.act == "merge" else id


urls: list[URLPattern] = [
    board_page("themes", themes, "themes"),
    board_page("theme/<str:id>", theme, "theme"),
]
