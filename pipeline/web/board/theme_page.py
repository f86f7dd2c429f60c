"""What the page of a theme is told: what people wrote first, what the machine makes of it last."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.board.acts import marks_now, suggested
from pipeline.board.coding import blind_points
from pipeline.board.lines import lines_of_record
from pipeline.board.reading import Reading, readings, sought
from pipeline.board.ruling import Board
from pipeline.board.shown import shown_text
from pipeline.board.theme import (
    QUESTION,
    Steadiness,
    Theme,
    Voice,
    elsewhere,
    exemplars,
    label_of,
    neighbours,
    steadiness,
    voices_of,
)
from pipeline.board.themes import choices
from pipeline.board.ticked import items_now, parts_here
from pipeline.review.parts import Part
from pipeline.web.board.paging import Paged, paged
from pipeline.web.board.saying import said

_READ = 25
_HISTORY = 30
_IN_A_PART = 10


def theme_told(request: HttpRequest, board: Board, theme: Theme) -> dict[str, Any]:
    """All that the page of a theme shows."""
    ids = [theme.id, *([theme.agreed.candidate] if theme.agreed else ())]
    history = lines_of_record(board.round, board.stands).about(*ids)
    return {
        "tab": "themes",
        "theme": theme,
        "called": label_of(board, theme.id),
        "exemplars": [shown_text(board.shot, point) for point in exemplars(board, theme)],
        "elsewhere": [(many, id, label_of(board, id)) for id, many in elsewhere(board, theme).items()],
        "noticed": _noticed(board, theme),
        "neighbours": [(each, label_of(board, each.id)) for each in neighbours(board, theme)],
        "steady": _steady(steadiness(board, theme)),
        "voices": list(_voices(board, theme)),
        "parts": [_part(board, part) for part in parts_here(board, theme.id)],
        "history": said(board, history[:_HISTORY]),
        "more_history": max(0, len(history) - _HISTORY),
        "choices": choices(board, without=theme.id),
        "marks": marks_named(),
        "live": tuple(ids),
        "looks_at": ids[-1],  # the candidate, also once it is agreed: who opened it before is on the same page
        **_points(request, board, theme),
        **_suggested(board, theme),
        **_typed(request, theme),
    }


def _points(request: HttpRequest, board: Board, theme: Theme) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "") for name in ("question", "q")}
    found = sought(board, theme, asked["question"], asked["q"])
    shown: Paged[str] = paged(request, found, _READ)
    read: list[Reading] = readings(board, theme, shown.items, blind_points(board))
    questions = {question.id: question.text for question in board.round.survey.open_questions}
    return {"asked": asked, "paging": shown, "readings": read, "questions": questions}


def _typed(request: HttpRequest, theme: Theme) -> dict[str, Any]:
    """What was typed and ticked, so that a fault loses nothing; else what an agreed theme says now."""
    if request.method == "POST":
        return {"typed": request.POST, "ticks": frozenset(ticks(request))}
    agreed = theme.agreed
    if agreed is None:
        return {"typed": {}, "ticks": frozenset()}
    marks = {f"mark-marks {name}" for name, on in marks_now(agreed).items() if on}
    already = {f"retag-items {code}" for code in agreed.items[1:]} | marks
    first = "".join(agreed.items[:1])
    return {"typed": {"rename-title": agreed.title, "retag-first": first}, "ticks": frozenset(already)}


def ticks(request: HttpRequest) -> Iterator[str]:
    """Every field of a form with each of its values, as a page looks up what was ticked."""
    for name, values in request.POST.lists():
        yield from (f"{name} {value}" for value in values)


def marks_named() -> dict[str, tuple[str, str]]:
    """The marks with what each is called and does."""
    return {
        "minority": (_("A minority view"), _("few people say it, and it should be heard")),
        "safety": (_("About safety"), _("somebody could come to harm")),
        "small": (_("Keep although small"), _("its count is published although it is under five")),
    }


# --- what the machine says --------------------------------------------------------------------------------------------


def _suggested(board: Board, theme: Theme) -> dict[str, Any]:
    """Title, tags with reasons and keywords: shown to who asks for them, or wrote their own."""
    cards = board.round.definitions.taxonomy.cards
    titles = {card.code: card.title for card in cards}
    row, tag = board.shot.themes.get(theme.candidate), board.shot.theme_tags.get(theme.candidate)
    title, items = suggested(board, theme.candidate)
    scores = json.loads(tag["scores"]) if tag else {}
    return {
        "cards": cards,
        "machine_title": title,
        "machine_items": [(code, titles.get(code, ""), scores.get(code)) for code in items.split(";") if code],
        "machine_because": [_because(each) for each in json.loads(tag["reasons"] or "[]")] if tag else [],
        "machine_keywords": row["keywords"] if row else [],
        "items_now": [(code, titles.get(code, "")) for code in items_now(board, theme.id).split(";") if code],
    }


def _because(reason: dict[str, Any]) -> str:
    """A reason of a tag in words; the kind stands first in it."""
    kind, text = next(iter(reason.items()))
    text = str(text)
    told = {
        "cue": _("the words “%(text)s”") if " " in text else _("the word “%(text)s”"),
        "like": _("it reads like “%(text)s” on the item's card"),
        "against": _("against it: “%(text)s”"),
        "decided": _("it is near what was decided of %(text)s"),
    }.get(kind, "%(text)s") % {"text": text}
    item, points = str(reason.get("item", "")), int(reason.get("points", 0))
    count = ngettext("%(num)s point", "%(num)s points", points) % {"num": points} if points else ""
    return ": ".join([item] * bool(item) + [told]) + (f" ({count})" if count else "")


def _noticed(board: Board, theme: Theme) -> dict[str, Any]:
    """What the rules of quality say with their cures, the stance, and what was in the round or run before."""
    cells = board.shot.noticed.cells(theme.candidate) if theme.candidate else {}
    flags = [line.removeprefix("• ") for line in cells.get("look", "").split("\n") if line]
    return {"flags": flags, "beside": cells.get("beside", ""), "stance": cells.get("stance", ""),
            "before": cells.get("before", "")}  # fmt: skip


def _steady(told: Steadiness | None) -> list[str]:
    """How sure the machine is, beside the other themes of this analysis: what is close hangs on the subject."""
    if told is None:
        return []
    said = [_("Found again in %(found)s of %(reruns)s reruns on a part of the answers.")
            % {"found": told.found, "reruns": told.reruns}]  # fmt: skip
    if told.others:
        said += [_("Its points are closer to one another than those of %(many)s of the %(others)s other themes.")
                 % {"many": told.closer or _("none"), "others": told.others},
                 _("It stands further from the theme next to it than %(many)s of the %(others)s others do.")
                 % {"many": told.apart, "others": told.others}]  # fmt: skip
    return said


def _voices(board: Board, theme: Theme) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    """Each attribute's title with its values: how many of how many."""
    survey = board.round.survey
    titles = {attribute.id: attribute.title for attribute in survey.attributes} | {QUESTION: _("Question")}
    labels = {(each.id, option.value): option.label for each in survey.attributes for option in each.options}
    labels |= {(QUESTION, question.id): question.text for question in survey.open_questions}

    def attribute_of(voice: Voice) -> str:
        return voice.attribute

    for attribute, told in groupby(voices_of(board, theme), key=attribute_of):
        rows = [(labels.get((each.attribute, each.value), each.value), each.responses, each.of) for each in told]
        yield titles.get(attribute, attribute), rows


def _part(board: Board, part: Part) -> dict[str, Any]:
    row = board.shot.subthemes[part.subtheme]
    points = [*dict.fromkeys([*(one for one in row["examples"] if one in part.points), *sorted(part.points)])]
    return {
        "id": part.id,
        "title": str(row["title"]),
        "points": [shown_text(board.shot, point) for point in points[:_IN_A_PART]],
        "many": len(part.points),
        "more": max(0, len(points) - _IN_A_PART),
    }
