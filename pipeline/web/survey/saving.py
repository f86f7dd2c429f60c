"""Save and come back: a link that opens the draft on any computer, and a way to leave nothing on this one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pipeline.collect.form.checking import read_step
from pipeline.collect.form.fields import ADDRESS, EMAIL, Field, Step
from pipeline.store import drafts, limits
from pipeline.store.drafts import DraftNow
from pipeline.store.limits import TooOftenError
from pipeline.store.writing import writing
from pipeline.web import clock
from pipeline.web.survey import session
from pipeline.web.survey.doors import about_the_round
from pipeline.web.survey.letters import absolute, can_write, letter_of_return
from pipeline.web.survey.opened import Opened, draft_at_hand, of_round, survey_of, way
from pipeline.web.survey.page import no_draft
from pipeline.web.survey.rows import page_of
from pipeline.web.survey.words import WORDS

_LETTERS, _HOUR = 5, 3600


def _asked() -> Step:
    field = Field(id=ADDRESS, kind=EMAIL, label=WORDS[ADDRESS], longest=254, required=True)
    return Step(name="save", title="", fields=(field,))


@require_http_methods(["GET", "HEAD", "POST"])
@of_round
def save(request: HttpRequest, here: Opened) -> HttpResponse:
    """Say that everything is kept; make the link when asked, and send it to an address where that is wanted."""
    draft = draft_at_hand(request, here)
    if draft is None or not here.can_send:
        return no_draft(request, here, closed=not here.can_send)
    if draft.was_sent:
        return redirect("survey-sent", here.round)
    if request.method == "POST":
        return _link(request, here, draft)
    return _shown(request, here, draft)


def _shown(request: HttpRequest, here: Opened, draft: DraftNow, **more: object) -> HttpResponse:
    token = session.link(request, here.round, clock.now())
    told = about_the_round(here) | {
        "link": _address(request, here, token) if token else "",
        "can_write": can_write(),
        "field": _asked().fields[0],
        "ticket": session.ticket(request, here.round, draft.id),
        "going": _where(here, draft),
        "faults": (),
        "value": "",
        "sent_to": "",
    }
    return render(request, "survey/save.jinja", told | more, status=422 if more.get("faults") else 200)


def _address(request: HttpRequest, here: Opened, token: str) -> str:
    return absolute(request, reverse("survey-return", args=[here.round, token]))


def _link(request: HttpRequest, here: Opened, draft: DraftNow) -> HttpResponse:
    now, by_letter = clock.now(), request.POST.get("act") == "letter"
    values, faults = read_step(_asked(), dict(request.POST.lists()), WORDS)
    if by_letter and faults:
        return _shown(request, here, draft, faults=faults, value=values[ADDRESS])
    with writing():
        if by_letter and not limits.within(("letter", draft.id), _LETTERS, _HOUR, now):
            raise TooOftenError("many letters were asked for within an hour; try again later")
        token = session.link(request, here.round, now) or drafts.give_token(draft.id)
        session.keep_link(request, here.round, token, now)
        if by_letter and can_write():
            letter_of_return(here.survey, values[ADDRESS], draft.id, _address(request, here, token), now)
        session.store_now(request)
    if by_letter and can_write():
        return _shown(request, here, draft, sent_to=values[ADDRESS])
    return redirect("survey-save", here.round)


def _where(here: Opened, draft: DraftNow) -> str:
    """The page to go on with: the first not met yet, else the check."""
    met = way(survey_of(here, draft.definition), draft.values)
    open_still = [step for step in met if step.name not in draft.pages]
    return page_of(here.round, open_still[0]) if open_still else reverse("survey-check", args=[here.round])


@require_http_methods(["GET", "HEAD", "POST"])
@of_round
def come_back(request: HttpRequest, here: Opened, token: str) -> HttpResponse:
    """A link to come back by: opened by a button, since programs that look at letters follow links too."""
    draft = drafts.by_token(here.round, token)
    if draft is None:
        raise Http404("no draft is opened by this link")
    if not here.can_send and not draft.was_sent:
        return no_draft(request, here, closed=True)
    if request.method != "POST":
        return render(request, "survey/return.jinja", about_the_round(here) | {"draft": draft})
    session.renew(request)
    if draft.was_sent:
        now = clock.now()
        session.keep_own(request, here.round, session.Own(reference=draft.reference, token="", first=False), now)
        return redirect("survey-sent", here.round)
    session.open_draft(request, here.round, draft.id)
    return redirect(_where(here, draft))


@require_POST
@of_round
def leave(request: HttpRequest, here: Opened) -> HttpResponse:
    """Finish on this computer: whoever sits down next finds nothing of this survey."""
    with writing():
        session.leave(request, here.round, clock.now())
        session.store_now(request)
    return redirect("survey-left", here.round)


@require_safe
@of_round
def left(request: HttpRequest, here: Opened) -> HttpResponse:
    """Say that this browser holds nothing any more."""
    return render(request, "survey/left.jinja", about_the_round(here))
