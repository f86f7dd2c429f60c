"""A point in its answer, and the acts on it; points found by their words."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pipeline.board import points as acts
from pipeline.board.coding import blind_points
from pipeline.board.finding import Sought, find
from pipeline.board.lines import lines_of_record
from pipeline.board.places import places_of
from pipeline.board.points import homes_now, point_of
from pipeline.board.ruling import Board, Make
from pipeline.board.theme import label_of
from pipeline.board.ticked import NOWHERE
from pipeline.review.record import POINT, Decision
from pipeline.web.board.common import acted, board_page, on_board, page, say
from pipeline.web.board.paging import paged
from pipeline.web.board.saying import said, words_of

_SHOWN = 50
_LINES = 50
_OTHERS = 50


def _items(board: Board) -> list[tuple[str, str]]:
    return [(card.code, card.title) for card in board.round.definitions.taxonomy.cards]


def _agreed(board: Board) -> list[tuple[str, str]]:
    return [(theme.id, theme.title) for theme in board.stands.agreed.themes]


def _point_page(request: HttpRequest, board: Board, id: str, faults: dict[str, str] | None = None) -> HttpResponse:
    point, asked = point_of(board, id), request.POST
    typed = {name: asked.get(name, "") for name in ("into", "reason", "first", "tag_reason", "quote_reason")}
    told = {
        "tab": "themes",
        "id": id,
        "point": point,
        "was": " ".join(homes_now(board, id)),
        "agreed": _agreed(board),
        "cards": _items(board),
        "titles": dict(_items(board)),
        "others": [(other, board.shot.text(other)) for other in point.others[:_OTHERS]] if point else [],
        "history": said(board, lines_of_record(board.round, board.stands).about(id)[:_LINES]),
        "ticked": asked.getlist("items") if asked.get("act") == "retag" else point.items if point else (),
        "typed": typed,
        "faults": faults or {},
        "live": (id, *homes_now(board, id)),
        "looks_at": id,
    }
    return page(request, "board/point.jinja", board, told, status=422 if faults else 200 if point else 404)


def _asked(request: HttpRequest, id: str) -> Make | None:
    """What a form of the point's page asks for; None where it is none of them."""
    told = request.POST

    def text(name: str) -> str:
        return told.get(name, "").strip()

    makes: dict[str, Make] = {
        "move": partial(acts.move, id=id, into=text("into"), reason=text("reason"), was=text("was")),
        "out": partial(acts.move, id=id, into=NOWHERE, reason=text("reason"), was=text("was")),
        "retag": partial(
            acts.retag, id=id, items=tuple(told.getlist("items")), first=text("first"), reason=text("tag_reason")
        ),
        "approve": partial(acts.quote, id=id, approve=True, reason=text("quote_reason")),
        "refuse": partial(acts.quote, id=id, approve=False, reason=text("quote_reason")),
    }
    return makes.get(text("act"))


@on_board()
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, board: Board, point: str) -> HttpResponse:
    """A point in its answer with all that is known of it; what is asked of it is done."""
    if request.method == "GET":
        return _point_page(request, board, point)
    make = _asked(request, point)
    if make is None:
        return _point_page(request, board, point, {"points": _("Choose what shall be done with the point.")})
    return acted(
        request, board, make, partial(_done, request, board, point), partial(_point_page, request, board, point)
    )


def _done(request: HttpRequest, board: Board, point: str, lines: tuple[Decision, ...]) -> HttpResponse:
    told = {"no": lines[-1].no, "words": words_of(board, lines[-1])}
    say(request, _("Line %(no)s: you %(words)s.") % told)
    return redirect("organisers-board-point", board.round.name, point)


def _sought(request: HttpRequest) -> Sought:
    told = {name: request.GET.get(name, "").strip() for name in ("words", "question", "theme", "item")}
    return Sought(**told, unfitted=request.GET.get("unfitted") == "yes")


def _themes(board: Board) -> list[tuple[str, str]]:
    """Agreed themes, then the candidates that nobody ruled on."""
    places = places_of(board.stands.agreed)
    open_ = [
        (id, _("“%(words)s” (candidate)") % {"words": label_of(board, id)})
        for id in board.shot.themes
        if places.state(id) == "undecided"
    ]
    return [*_agreed(board), *sorted(open_, key=lambda pair: (pair[1].casefold(), pair[0]))]


@on_board()
@require_GET
def points(request: HttpRequest, board: Board) -> HttpResponse:
    """Points found by their words, their question, their theme or what they are about; or the one whose id is given."""
    sought = _sought(request)
    if POINT.match(sought.words) and sought.words in board.shot.points:
        return redirect("organisers-board-point", board.round.name, sought.words)
    shown = paged(request, find(board, sought), _SHOWN)
    blind, homes = blind_points(board), places_of(board.stands.agreed)
    asked = {question.id: question.text for question in board.round.survey.open_questions}
    rows = [
        {
            "id": id,
            "text": board.shot.text(id),
            "question": asked.get(str(board.shot.points[id]["question"]), ""),
            "themes": [homes.themes[member.theme].title for member in homes.of_point.get(id, ())],
            "items": () if id in blind else board.stands.agreed.point_items.get(id, ()),
        }
        for id in shown.items
    ]
    told = {
        "tab": "themes",
        "sought": sought,
        "rows": rows,
        "paging": shown,
        "questions": list(asked.items()),
        "themes": _themes(board),
        "cards": _items(board),
        "live": (),
    }
    return page(request, "board/points.jinja", board, told)


urls: list[URLPattern] = [
    board_page("points", points, "points"),
    board_page("point/<str:point>", point, "point"),
]
