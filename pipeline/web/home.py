"""The first page: which rounds can be answered, which could be, and where what came of them is read."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pipeline.definitions.survey import Survey
from pipeline.errors import UserError
from pipeline.web import clock
from pipeline.web.book.pages import address
from pipeline.web.site import site
from pipeline.web.state import state
from pipeline.web.survey.words import day


@dataclass(frozen=True, slots=True)
class _Shown:
    survey: Survey
    state: str
    opens: str
    closes: str


def rounds(request: HttpRequest) -> HttpResponse:
    """Every round whose definition can be read, open ones first, then coming, then closed."""
    order = {"open": 0, "closing": 1, "coming": 2, "closed": 3}
    told = []
    for name in site().rounds():
        try:
            survey = site().served(name).survey
        except UserError:
            continue  # said to organisers by /ready and on their pages, not to respondents
        told.append(_Shown(survey, state(survey, clock.now()), day(survey.opens), day(survey.closes)))
    told.sort(key=lambda each: (order[each.state], each.survey.closes, each.survey.round))
    return render(request, "home.jinja", {"rounds": told, "book": address()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """What everybody should be able to do here, what was tested, and what to do where it does not hold."""
    return render(request, "survey/accessibility.jinja")
