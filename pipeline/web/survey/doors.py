"""The door of a survey: what it is and how long it takes, before anything is asked; and what is said of privacy."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from pipeline.store import drafts
from pipeline.store.limits import TooOftenError
from pipeline.store.writing import writing
from pipeline.web import clock
from pipeline.web.book.pages import address
from pipeline.web.source import from_elsewhere, source_within
from pipeline.web.state import COMING, ends_at
from pipeline.web.survey import session
from pipeline.web.survey.opened import Opened, all_steps, draft_at_hand, of_round, way
from pipeline.web.survey.words import day, minutes, until


def about_the_round(here: Opened) -> dict[str, object]:
    """What every page about a round may show of it."""
    survey = here.survey
    return {
        "survey": survey,
        "round": here.round,
        "state": here.state,
        "opens": day(survey.opens),
        "closes": day(survey.closes),
        "ends": until(ends_at(survey)),
        "book": address(),
    }


@require_safe
@of_round
def start(request: HttpRequest, here: Opened) -> HttpResponse:
    """What the survey is, how long it takes, when it closes and what becomes of the answers."""
    draft = draft_at_hand(request, here)
    going = draft if draft and not draft.was_sent and here.can_send else None
    told = about_the_round(here) | {"going": going is not None, "minutes": minutes(way(here.survey, {}))}
    page = "start" if here.can_begin or going else "coming" if here.state == COMING else "closed"
    return render(request, f"survey/{page}.jinja", told)


@csrf_exempt
@require_POST
@of_round
def begin(request: HttpRequest, here: Opened) -> HttpResponse:
    """A new draft, open in this browser under a new session; a page of another site begins none and ends none."""
    if not here.can_begin or from_elsewhere(request):
        return redirect("survey-start", here.round)
    now = clock.now()
    with writing():
        if not source_within(request, "begin"):
            raise TooOftenError("many forms were begun from here within an hour; try again later")
        draft = drafts.begin(here.round, here.served.definition, now)
        session.renew(request)
        session.forget(request, here.round)
        session.open_draft(request, here.round, draft.id)
        get_token(request)
        session.store_now(request)
    answer = redirect("survey-page", here.round, all_steps(here.survey)[0].name)
    request.session.modified = True
    return answer


@require_safe
@of_round
def privacy(request: HttpRequest, here: Opened) -> HttpResponse:
    """What is kept, why, how long, who sees it and how to have it taken out."""
    return render(request, "survey/privacy.jinja", about_the_round(here))
