"""Paper forms: the list of them, typing one in, typing it again without seeing the first, and settling what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pipeline.collect.form.checking import FieldFault, faults_of, read_step
from pipeline.collect.form.fields import Field, Step
from pipeline.collect.form.sending import received
from pipeline.collect.form.steps import steps
from pipeline.definitions.survey import Survey
from pipeline.errors import MissingError, UserError
from pipeline.store import papers as store
from pipeline.store.papers import SOURCE, PaperNow
from pipeline.store.retaining import months_after
from pipeline.store.roles import PAPER
from pipeline.web import clock
from pipeline.web.organisers.guard import handle_of, needs
from pipeline.web.organisers.rounds import served_or_404
from pipeline.web.organisers.wordings import survey_of
from pipeline.web.survey.words import WORDS, grouped, place_name, said

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A field that two people read differently, with both readings in words."""

    field: Field
    title: str
    first: str
    second: str


def _alike(one: Any, other: Any) -> bool:
    """Whether two readings are the same: nobody settles how a paper's lines were broken."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return (one or None) == (other or None)


def _fields(survey: Survey) -> Iterator[tuple[Step, Field]]:
    return ((step, field) for step in steps(survey, WORDS) for field in step.fields)


def _apart(survey: Survey, paper: PaperNow) -> list[Apart]:
    second = paper.second or {}
    return [
        Apart(
            field=field,
            title=step.title,
            first=said(field, paper.first.get(field.id)),
            second=said(field, second.get(field.id)),
        )
        for step, field in _fields(survey)
        if not _alike(paper.first.get(field.id, ""), second.get(field.id, ""))
    ]


def _read(survey: Survey, request: HttpRequest) -> tuple[dict[str, Any], list[FieldFault]]:
    """What was typed of the whole form; a paper may leave open what the form asks for."""
    values: dict[str, Any] = {}
    faults: list[FieldFault] = []
    for step in steps(survey, WORDS):
        told, wrong = read_step(step, dict(request.POST.lists()), WORDS)
        values |= told
        faults += [fault for fault in wrong if not fault.id.startswith("required")]
    return {id: value for id, value in values.items() if value}, faults


def _shown(survey: Survey, values: Values, faults: list[FieldFault]) -> dict[str, Any]:
    """What a page needs that shows the whole form."""
    most = max(field.places for _, field in _fields(survey))
    return {
        "survey": survey,
        "steps": steps(survey, WORDS),
        "values": values,
        "faults": {fault.field: fault.said for fault in faults},
        "places": [place_name(number + 1) for number in range(most)],
    }


@needs(PAPER)
@require_GET
def papers(request: HttpRequest, round: str) -> HttpResponse:
    """Every paper of the round, and what each waits for."""
    told = {"survey": served_or_404(round).survey, "papers": store.papers(round)}
    return render(request, "organisers/papers.jinja", told)


@needs(PAPER)
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest, round: str) -> HttpResponse:
    """Type a paper in for the first time."""
    served = served_or_404(round)
    values, faults = _read(served.survey, request) if request.method == "POST" else ({}, [])
    label = request.POST.get("label", "")
    if request.method == "POST" and not faults:
        try:
            store.type_first(round, served.definition, label, values, handle_of(request), clock.now())
            return redirect("organisers-papers", round)
        except UserError as error:
            faults = [FieldFault(field="label", said=str(error))]
    told = _shown(served.survey, values, faults) | {"label": label, "again": False}
    return render(request, "organisers/paper-type.jinja", told, status=422 if faults else 200)


def _at_hand(round: str, paper: int) -> tuple[PaperNow, Survey]:
    served = served_or_404(round)
    try:
        found = store.find_paper(round, paper)
    except MissingError as error:
        raise Http404(str(error)) from error
    return found, survey_of(served, found.definition)


@needs(PAPER)
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, round: str, paper: int) -> HttpResponse:
    """Type a paper in again without seeing the first time; where the two agree it is taken in at once."""
    found, survey = _at_hand(round, paper)
    if found.second is not None or found.reference:
        return redirect("organisers-paper-settle", round, paper)
    values, faults = _read(survey, request) if request.method == "POST" else ({}, [])
    if request.method == "POST" and not faults:
        try:
            now = store.type_second(round, paper, values, handle_of(request), clock.now())
        except UserError:  # somebody else was quicker: what they typed is looked at beside the first
            return redirect("organisers-paper-settle", round, paper)
        if _apart(survey, now):
            return redirect("organisers-paper-settle", round, paper)
        return _taken_in(request, round, survey, now, now.first)
    same = found.first_by == handle_of(request)
    told = _shown(survey, values, faults) | {"label": found.label, "again": True, "same": same, "paper": paper}
    return render(request, "organisers/paper-type.jinja", told, status=422 if faults else 200)


@needs(PAPER)
@require_POST
def discard(request: HttpRequest, round: str, paper: int) -> HttpResponse:
    """Take a paper out that was typed by mistake."""
    found, _ = _at_hand(round, paper)
    if not found.reference:
        store.discard(round, paper, handle_of(request), clock.now())
    return redirect("organisers-papers", round)


def _taken_in(request: HttpRequest, round: str, survey: Survey, paper: PaperNow, values: Values) -> HttpResponse:
    now = clock.now()
    told, given = received(survey, values, id="", at=now, source=SOURCE)
    until = months_after(now.date(), survey.form.retain_months)
    store.take_in(round, paper.id, told, given, until, handle_of(request), now)
    return redirect("organisers-paper-settle", round, paper.id)


def _settled(request: HttpRequest, survey: Survey, paper: PaperNow) -> tuple[dict[str, Any], list[FieldFault]]:
    """The values as a person settled them; each that differs wants a word."""
    typed, _ = _read(survey, request)
    second = paper.second or {}
    values, faults = dict(paper.first), []
    for each in _apart(survey, paper):
        id, chosen = each.field.id, request.POST.get(f"keep-{each.field.id}", "")
        values[id] = {"first": paper.first.get(id, ""), "second": second.get(id, "")}.get(chosen, typed.get(id, ""))
        if chosen not in ("first", "second", "neither"):
            faults.append(FieldFault(field=f"keep-{id}", said=f"{each.field.label}: choose what stands on the paper"))
        else:
            wrong = faults_of(each.field, values[id], WORDS)
            faults += [fault for fault in wrong if not fault.id.startswith("required")]
    return values, faults


@needs(PAPER)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, round: str, paper: int) -> HttpResponse:
    """What two people read differently, side by side; once it is settled the paper is taken in."""
    found, survey = _at_hand(round, paper)
    if found.reference:
        told = {"survey": survey, "paper": found, "reference": grouped(found.reference)}
        return render(request, "organisers/paper-done.jinja", told)
    if found.second is None:
        return redirect("organisers-paper-again", round, paper)
    values, faults = _settled(request, survey, found) if request.method == "POST" else ({}, [])
    if request.method == "POST" and not faults:
        return _taken_in(request, round, survey, found, values)
    told = _shown(survey, values, faults) | {"paper": found, "apart": _apart(survey, found), "kept": request.POST}
    return render(request, "organisers/paper-settle.jinja", told, status=422 if faults else 200)
