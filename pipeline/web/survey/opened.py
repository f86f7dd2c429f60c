"""What every page of a survey needs first: the round as it is served, whether it is open, and the draft at hand."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from pipeline.collect.form.fields import Step, Values
from pipeline.collect.form.steps import path, steps
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.store import drafts
from pipeline.store.drafts import DraftNow
from pipeline.store.limits import TooOftenError
from pipeline.store.orm import Definition
from pipeline.store.writing import StoreBusyError
from pipeline.web import clock
from pipeline.web.site import Served, site
from pipeline.web.state import CLOSED, COMING, OPEN, state
from pipeline.web.survey import session
from pipeline.web.survey.again import shown_again
from pipeline.web.survey.words import WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A round at the moment of a request."""

    round: str
    served: Served
    state: str

    @property
    def survey(self) -> Survey:
        """The survey as it is worded today."""
        return self.served.survey

    @property
    def can_begin(self) -> bool:
        """Whether somebody new may answer."""
        return self.state == OPEN

    @property
    def can_send(self) -> bool:
        """Whether what was begun may be sent, in the hours after the close too."""
        return self.state not in (COMING, CLOSED)


View = Callable[..., HttpResponse]


def of_round(view: View) -> View:
    """A view that gets the round opened; what could not be taken now stands on the page that says so."""

    @functools.wraps(view)
    def shown(request: HttpRequest, round: str, **named: Any) -> HttpResponse:
        try:
            return view(request, _opened(round, site().served(round)), **named)
        except (StoreBusyError, TooOftenError) as error:
            return shown_again(request, round, error)

    return shown


def _opened(round: str, served: Served) -> Opened:
    return Opened(round=round, served=served, state=state(served.survey, clock.now()))


def draft_at_hand(request: HttpRequest, here: Opened) -> DraftNow | None:
    """The draft of this browser's session, else the one that the page sent with it belonged to."""
    open_here = session.draft_id(request, here.round)
    # A page names its own draft: in a browser where two were begun, each page goes on with the one it shows.
    shown = session.read_ticket(request, here.round, clock.now()) if request.method == "POST" else ""
    for id in (shown, open_here):
        draft = drafts.read(id) if id else None
        if draft and draft.round == here.round:
            if id != open_here and not draft.was_sent:
                session.open_draft(request, here.round, id)
            return draft
    return None


def survey_of(here: Opened, definition: int) -> Survey:
    """The survey as the draft or response has it before it: what was begun goes on in the words it began with."""
    if definition == here.served.definition:
        return here.survey
    text = Definition.objects.values_list("text", flat=True).get(pk=definition)
    return replace(_parsed(text, here.round), opens=here.survey.opens, closes=here.survey.closes)


@functools.lru_cache(maxsize=64)
def _parsed(text: str, round: str) -> Survey:
    return parse_survey(text, f"surveys/{round}/survey.yml", round)


def way(survey: Survey, values: Values) -> tuple[Step, ...]:
    """The pages a person meets, in the words of their language."""
    return path(survey, values, WORDS)


def all_steps(survey: Survey) -> tuple[Step, ...]:
    """Every page of the form, in the words of the reader's language."""
    return steps(survey, WORDS)
