"""The rounds as organisers see them: how many answered, when and from where, and where people stop."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pipeline.board.conflicts import conflicts_of
from pipeline.board.leaving import NOT_ANALYSED
from pipeline.board.queue import waiting_of
from pipeline.board.ruling import Board, board_of
from pipeline.collect.form.fields import asked
from pipeline.definitions.survey import Survey
from pipeline.errors import MissingError, UserError
from pipeline.moderating import queue
from pipeline.opening import round_here
from pipeline.store import outgoing, subscribers
from pipeline.store.counts_of_forms import Counts, count_about, count_round
from pipeline.store.roles import COUNTS, EXPORTS, MODERATING, RAW, READING, REVIEWING
from pipeline.store.writing import StoreBusyError
from pipeline.web import clock
from pipeline.web.organisers.chart import HEIGHT, WIDTH, chart
from pipeline.web.organisers.guard import may_here, needs
from pipeline.web.site import Served, site
from pipeline.web.state import state
from pipeline.web.survey.words import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One round in the list; `fault` says why it cannot be shown to anybody."""

    name: str
    title: str = ""
    state: str = ""
    closes: str = ""
    counts: Counts
    fault: str = ""


def served_or_404(round: str) -> Served:
    """The round's survey; no page where there is no such round or its file is at fault (the list says how)."""
    try:
        return site().served(round)
    except StoreBusyError:
        # That passes: the round is there.
        raise
    except UserError as error:
        raise Http404(round) from error


def day(told: dt.date) -> str:
    """A day as people write it."""
    return f"{told.day} {told:%B %Y}"


def _told(name: str) -> Told:
    counts = count_round(name, clock.LONDON)
    try:
        survey = site().served(name).survey
    except UserError as error:
        return Told(name=name, counts=counts, fault=str(error))
    now = state(survey, clock.now())
    return Told(name=name, title=survey.title, state=now, closes=day(survey.closes), counts=counts)


@needs(COUNTS)
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round, those that are at fault with what is wrong with them."""
    told = [_told(name) for name in site().rounds()]
    letters = {"subscribers": subscribers.count(), "letters_told": outgoing.counts()}
    return render(request, "organisers/rounds.jinja", {"rounds": told, **letters})


def _reached(survey: Survey, counts: Counts) -> Iterator[tuple[str, int, str]]:
    """Each page of the form: how many came past it, and what share of those past the page before that is."""
    before = counts.begun
    for each in asked(survey):
        count = counts.pages.get(each.step.name, 0)
        if each.question and (each.question.only_if or each.question.shown_to):
            yield each.step.title, count, gettext("shown to some people only")
            continue
        yield each.step.title, count, f"{min(count / before, 1):.0%}" if before else ""
        before = count


def _about(survey: Survey, counts: Counts) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Each attribute's title with its options and what is left beside them; last, who did not say and who withdrew."""
    counted, everybody = count_about(survey.round), counts.responses - counts.withdrawn
    for attribute in survey.attributes:
        left = counted.get(attribute.id, {})
        silent = everybody - sum(left.values())
        rows = [(option.label, left.pop(option.value, 0)) for option in attribute.options]
        gone = [(gettext("Withdrawn"), counts.withdrawn)] * bool(counts.withdrawn)
        yield attribute.title, [*rows, *left.items(), (gettext("Not answered"), max(silent, 0)), *gone]


def _waiting(round: str) -> tuple[int, str]:
    """How many responses wait for a person; in place of it what is wrong with the files that would say so."""
    try:
        return sum(not one.ruled for one in queue(round_here(site().place, round))), ""
    except UserError as error:
        return 0, str(error)


def _board(request: HttpRequest, round: str) -> tuple[Board | None, str]:
    """The board, for who may see it; None where nothing can be shown there yet, and what is wrong with its files."""
    if not may_here(request, REVIEWING):
        return None, ""
    try:
        return board_of(round_here(site().place, round)), ""
    except MissingError:
        return None, ""
    except UserError as error:
        return None, str(error)


@needs(COUNTS)
@require_GET
def round_page(request: HttpRequest, round: str) -> HttpResponse:
    """One round's numbers; who answered is told to those who may read answers."""
    return show_round(request, round, {})


def show_round(request: HttpRequest, round: str, faults: Mapping[str, str]) -> HttpResponse:
    """The page of a round, with what is wrong with what was asked there, by field of its forms."""
    survey, counts = served_or_404(round).survey, count_round(round, clock.LONDON)
    waiting, fault = _waiting(round) if may_here(request, MODERATING) else (0, "")
    board, why = _board(request, round)
    told = {
        "survey": survey,
        "state": state(survey, clock.now()),
        "closes": day(survey.closes),
        "counts": counts,
        "chart": chart(counts.by_day),
        "size": (WIDTH, HEIGHT),
        "days": [(day(each), count) for each, count in counts.by_day.items()],
        "reached": list(_reached(survey, counts)),
        "about": list(_about(survey, counts)) if may_here(request, READING) else [],
        "may_moderate": may_here(request, MODERATING),
        "may_review": may_here(request, REVIEWING),
        "on_the_board": len(waiting_of(board)) + len(conflicts_of(board)) if board else None,
        **_taking_out(request, board),
        "waiting": waiting,
        "fault": fault or why,
        "faults": dict(faults),
    }
    return render(request, "organisers/round.jinja", told, status=422 if faults else 200)


def _taking_out(request: HttpRequest, board: Board | None) -> dict[str, object]:
    """What is told of taking answers out: whether who is asking may, and of when the words are."""
    analysed = board.shot.analysed_at if board else None
    return {
        "may_export": may_here(request, EXPORTS),
        "may_export_raw": may_here(request, RAW),
        "analysed": moment(analysed) if analysed else "",
        "not_analysed": NOT_ANALYSED,
        "typed": request.POST.get("reason", ""),
    }
