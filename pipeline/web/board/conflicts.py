"""Conflicts: what was decided on and has changed or gone, each with what settles it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pipeline.board.conflicts import KEEP, UNDO, conflicts_of, cures, settle
from pipeline.board.ruling import Board
from pipeline.carrying import Done, carry_round
from pipeline.errors import MissingError, UserError
from pipeline.review.conflicts import OF_ANSWER, OF_CODE, OF_CONSENT, OF_GONE, OF_POINT, OF_QUOTE, OF_THEME, Conflict
from pipeline.review.record import Decision
from pipeline.store import audit
from pipeline.web import clock
from pipeline.web.board.common import acted, board_page, on_board, page, say
from pipeline.web.board.paging import paged
from pipeline.web.board.saying import address_of, called
from pipeline.web.board.taking_back import may_take_back
from pipeline.web.organisers.guard import handle_of

_SHOWN = 25


def _advice() -> dict[str, str]:
    """What to do about a conflict of each kind where a button does not settle it."""
    return {
        OF_THEME: _("Open the theme and read what is left: keep it as it is, reject it, or merge it into another."),
        OF_POINT: _("If it does not come back, take back what was ruled on it."),
        OF_CONSENT: _("It is published no more. Take the approval back, and the list is clear."),
        OF_QUOTE: _("Read it as it is now and rule on it again, or take the approval back."),
        OF_ANSWER: _("Read the answer as it is now and rule on it again, or take back what was ruled."),
        OF_GONE: _("There is nothing left that it holds for. Take it back, and the list is clear."),
        OF_CODE: _("Give it items that there are, or have the code put back into the frame."),
    }


def _labels() -> dict[str, str]:
    return {KEEP: _("Keep it without them"), UNDO: _("Take back what was ruled")}


def _may_undo(request: HttpRequest, board: Board, one: Conflict) -> bool:
    """Whether who is asking may take back what was ruled: what was hidden is shown by who may see it alone."""
    return may_take_back(request, board, (board.stands.record[no - 1] for no in one.lines))


def shown(request: HttpRequest, board: Board, found: Sequence[Conflict]) -> list[dict[str, Any]]:
    """Conflicts as a page shows them to who is asking."""
    advice, labels = _advice(), _labels()
    may = {one.on: _may_undo(request, board, one) for one in found}
    hides = _("It hides words. Hide them in the answer as it is now, or ask somebody who may see what was hidden.")
    return [
        {
            "one": one,
            "called": called(board, one.on),
            "href": address_of(board, one.on),
            "advice": advice[one.kind] if may[one.on] else hides,
            "cures": [(cure, labels[cure]) for cure in cures(one) if cure != UNDO or may[one.on]],
        }
        for one in found
    ]


def _listed(request: HttpRequest, board: Board, faults: dict[str, str] | None = None) -> HttpResponse:
    found = conflicts_of(board)
    paging = paged(request, found, _SHOWN)
    told = {
        "tab": "queue",
        "found": len(found),
        "paging": paging,
        "clashes": shown(request, board, paging.items),
        "follows": sum(one.follows for one in found),
        "typed": request.POST.get("reason", ""),
        "typed_on": request.POST.get("on", ""),
        "faults": faults or {},
        "live": tuple(one.on for one in paging.items),
    }
    return page(request, "board/conflicts.jinja", board, told, status=422 if faults else 200)


@on_board()
@require_GET
def listed(request: HttpRequest, board: Board) -> HttpResponse:
    """Every conflict with what settles it."""
    return _listed(request, board)


@on_board()
@require_POST
def settled(request: HttpRequest, board: Board) -> HttpResponse:
    """Settle one conflict by one act."""
    on, how, reason = (request.POST.get(name, "").strip() for name in ("on", "how", "reason"))
    found = next((one for one in conflicts_of(board) if one.on == on), None)
    if how == UNDO and found and not _may_undo(request, board, found):
        return _listed(request, board, {"board": _("This is taken back by somebody who may see what was hidden.")})
    make = partial(settle, on=on, how=how, reason=reason)
    return acted(request, board, make, partial(_done, request, board), partial(_listed, request, board))


def _done(request: HttpRequest, board: Board, lines: tuple[Decision, ...]) -> HttpResponse:
    numbers = ", ".join(str(line.no) for line in lines)
    say(request, ngettext("Settled by line %(no)s.", "Settled by lines %(no)s.", len(lines)) % {"no": numbers})
    return redirect("organisers-board-conflicts", board.round.name)


@on_board()
@require_POST
def followed(request: HttpRequest, board: Board) -> HttpResponse:
    """Let what was decided on points follow to the points that stand in their place now."""
    now, by, name = clock.now(), handle_of(request), board.round.name

    def logged(done: Done) -> None:
        audit.write(by, "ruled: carry", name, {"round": name, "lines": done.lines, "members": done.members}, now)

    try:
        done = carry_round(board.round, by, f"{now:%Y-%m-%dT%H:%M:%SZ}", logged)
    except MissingError:
        said = _("Something changed since the last analysis. Run the analysis again, then let decisions follow.")
        return _listed(request, board, {"board": said})
    except UserError as error:
        return _listed(request, board, {"board": str(error)})
    points = ngettext("%(num)s point of a theme", "%(num)s points of themes", done.members) % {"num": done.members}
    lines = ngettext("%(num)s ruling on a point", "%(num)s rulings on points", done.lines) % {"num": done.lines}
    say(request, _("Followed the new words: %(points)s, %(lines)s.") % {"points": points, "lines": lines})
    return redirect("organisers-board-conflicts", board.round.name)


urls: list[URLPattern] = [
    board_page("conflicts", listed, "conflicts"),
    board_page("conflicts/settle", settled, "settle"),
    board_page("conflicts/follow", followed, "follow"),
]
