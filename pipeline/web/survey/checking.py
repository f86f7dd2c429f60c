"""Check your answers, send them once, and see the reference."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pipeline.collect.form.checking import FieldFault
from pipeline.collect.form.fields import ADDRESS, Step
from pipeline.collect.form.sending import Given, flags, received
from pipeline.collect.form.steps import missing
from pipeline.definitions.survey import Survey
from pipeline.store import submissions
from pipeline.store.drafts import DraftNow, StaleError
from pipeline.store.retaining import months_after
from pipeline.store.submissions import Sent
from pipeline.store.writing import writing
from pipeline.web import clock
from pipeline.web.survey import session
from pipeline.web.survey.doors import about_the_round
from pipeline.web.survey.letters import absolute, can_write, letter_of_receipt
from pipeline.web.survey.opened import Opened, draft_at_hand, of_round, survey_of, way
from pipeline.web.survey.page import no_draft
from pipeline.web.survey.rows import CHECK, page_of, rows
from pipeline.web.survey.words import WORDS

SOURCE = "form"


@require_safe
@of_round
def check(request: HttpRequest, here: Opened) -> HttpResponse:
    """Every answer, with a way to change each, before anything is sent."""
    draft = draft_at_hand(request, here)
    if draft is None or not here.can_send:
        return no_draft(request, here, closed=not here.can_send)
    if draft.was_sent:
        return redirect("survey-sent", here.round)
    return _checked(request, here, draft)


def _checked(
    request: HttpRequest, here: Opened, draft: DraftNow, *, sent: bool = False, stale: bool = False
) -> HttpResponse:
    survey = survey_of(here, draft.definition)
    open_still = list(_open_still(here, missing(survey, draft.values, WORDS)))
    told = about_the_round(here) | {
        "rows": rows(survey, draft.values, here.round),
        "missing": open_still,
        "faults": open_still if sent else (),
        "draft": draft,
        "stale": stale,
        "ticket": session.ticket(request, here.round, draft.id),
        "back": page_of(here.round, way(survey, draft.values)[-1]),
        "can_write": can_write(),
        "address": str(draft.values.get(ADDRESS) or ""),
    }
    return render(request, "survey/check.jinja", told, status=409 if stale else 422 if sent else 200)


def _open_still(here: Opened, found: Sequence[tuple[Step, FieldFault]]) -> Iterator[dict[str, str]]:
    for step, fault in found:
        label = next(field.label for field in step.fields if field.id == fault.field)
        yield {"href": f"{page_of(here.round, step, CHECK)}#{fault.field}", "text": f"{label} – {fault.said}"}


@require_POST
@of_round
def send(request: HttpRequest, here: Opened) -> HttpResponse:
    """Store the response and show its reference on the next page; sent again it is the same response."""
    draft = draft_at_hand(request, here)
    if draft is None or not here.can_send:
        return no_draft(request, here, closed=not here.can_send)
    if draft.was_sent:
        return _sent_again(request, here, draft)
    survey = survey_of(here, draft.definition)
    if missing(survey, draft.values):
        return _checked(request, here, draft, sent=True)
    if request.POST.get("version") != str(draft.version):
        return _checked(request, here, draft, stale=True)
    try:
        _send(request, here, survey, draft)
    except StaleError as stale:
        if stale.stored.was_sent:
            return _sent_again(request, here, stale.stored)
        return _checked(request, here, stale.stored, stale=True)
    return redirect("survey-sent", here.round)


def _send(request: HttpRequest, here: Opened, survey: Survey, draft: DraftNow) -> None:
    now = clock.now()
    told, given = received(survey, draft.values, id="", at=now, source=SOURCE)
    seconds = (now - draft.began_at).total_seconds()
    noticed = flags(survey, draft.values, seconds=seconds, trap=request.POST.get("website", ""))
    until = months_after(now.date(), survey.form.retain_months)
    with writing():
        sent = submissions.send(draft.id, draft.version, told, given, noticed, until, now)
        token = sent.token or session.token_of(request, here.round, sent.reference)
        own = session.Own(reference=sent.reference, token=token, first=sent.first)
        session.keep_own(request, here.round, own, now)
        if sent.token and given.email:
            _receipt(request, here, given, sent)
        session.store_now(request)


def _receipt(request: HttpRequest, here: Opened, given: Given, sent: Sent) -> None:
    address = reverse("survey-own", args=[here.round, sent.reference, sent.token])
    letter_of_receipt(here.survey, given.email, sent, absolute(request, address))


def _sent_again(request: HttpRequest, here: Opened, draft: DraftNow) -> HttpResponse:
    """The draft became a response before: the reference once more, and the rest only in the browser that sent it."""
    with writing():
        if token := session.token_of(request, here.round, draft.reference):
            own = session.Own(reference=draft.reference, token=token, first=False)
            session.keep_own(request, here.round, own, clock.now())
        else:
            session.forget(request, here.round)
            session.open_draft(request, here.round, draft.id)
        session.store_now(request)
    return redirect("survey-sent", here.round)
