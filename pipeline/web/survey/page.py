"""One page of the form: shown with what is known, read, checked, kept, and on to the next."""

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from pipeline.collect.form.checking import FieldFault, read_step
from pipeline.collect.form.fields import Step, Values
from pipeline.definitions.survey import Survey
from pipeline.store import drafts, limits
from pipeline.store.drafts import DraftNow, StaleError
from pipeline.store.limits import TooOftenError
from pipeline.store.writing import writing
from pipeline.web import clock
from pipeline.web.survey import session
from pipeline.web.survey.again import typed_rows
from pipeline.web.survey.doors import about_the_round
from pipeline.web.survey.notices import notices
from pipeline.web.survey.opened import Opened, all_steps, draft_at_hand, of_round, survey_of, way
from pipeline.web.survey.rows import CHECK, page_of, step_rows
from pipeline.web.survey.words import WORDS, grouped, place_name

# Nobody turns pages faster than this; a program that does waits.
_SAVES, _WINDOW = 240, 300


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A page of one person's form at the moment it is shown or sent."""

    here: Opened
    survey: Survey
    draft: DraftNow
    step: Step
    back: str = ""

    @functools.cached_property
    def way(self) -> tuple[Step, ...]:
        """The pages this person meets as things stand."""
        return way(self.survey, self.draft.values)

    @property
    def number(self) -> int:
        """Which page of the way this is, from 1."""
        return next((n for n, step in enumerate(self.way, start=1) if step.name == self.step.name), 1)

    @property
    def before(self) -> str:
        """Where Back leads."""
        if self.back:
            return reverse("survey-check", args=[self.here.round])
        if self.number == 1:
            return reverse("survey-start", args=[self.here.round])
        return page_of(self.here.round, self.way[self.number - 2])


def digest_of(step: Step, values: Values) -> str:
    """What a page showed when it was opened, so that only a change of this very page counts as a conflict."""
    told = [values.get(field.id) or "" for field in step.fields]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, sort_keys=True).encode()).hexdigest()[:32]


def show(
    request: HttpRequest,
    turn: Turn,
    *,
    values: Values,
    faults: Sequence[FieldFault] = (),
    noticed: Mapping[str, str] | None = None,
    stored: Values | None = None,
) -> HttpResponse:
    """The page with these values; `stored` are those that another page saved in the meantime."""
    told = about_the_round(turn.here) | {
        "turn": turn,
        "step": turn.step,
        "count": len(turn.way),
        "values": values,
        "faults": faults,
        "fault_of": {fault.field: fault.said for fault in faults},
        "noticed": noticed or {},
        "labels": {field.id: field.label for field in turn.step.fields},
        "places": [
            place_name(number + 1) for number in range(max((field.places for field in turn.step.fields), default=0))
        ],
        "stored": stored,
        "stored_rows": step_rows(turn.step, stored) if stored is not None else [],
        "ticket": session.ticket(request, turn.here.round, turn.draft.id),
        "base": digest_of(turn.step, turn.draft.values),
    }
    return render(request, "survey/page.jinja", told, status=409 if stored is not None else 422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_round
def page(request: HttpRequest, here: Opened, step: str) -> HttpResponse:
    """Show a page of the form, or take what was sent of it."""
    draft = draft_at_hand(request, here)
    if draft is None or not here.can_send:
        return no_draft(request, here, closed=not here.can_send)
    survey = survey_of(here, draft.definition)
    # What was typed on a page that another window made needless, or sent, is taken as well as any other.
    known = all_steps(survey) if request.method == "POST" else way(survey, draft.values)
    asked = {each.name: each for each in known}
    if step not in asked:
        return _off_the_way(here, survey, step)
    back = CHECK if CHECK in (request.GET.get("from"), request.POST.get("back")) else ""
    turn = Turn(here=here, survey=survey, draft=draft, step=asked[step], back=back)
    if request.method == "POST":
        return _take(request, turn)
    if draft.was_sent:
        return redirect("survey-sent", here.round)
    return show(request, turn, values=draft.values)


def _off_the_way(here: Opened, survey: Survey, step: str) -> HttpResponse:
    """A page that another answer made needless leads on; one that never was is not found."""
    if all(step != each.name for each in all_steps(survey)):
        raise Http404("no such page")
    return redirect("survey-check", here.round)


def no_draft(request: HttpRequest, here: Opened, *, closed: bool) -> HttpResponse:
    """No answers are open in this browser, or the time to send is over: what was typed is shown, to be copied."""
    if request.method != "POST" and session.own(request, here.round, clock.now()):
        return redirect("survey-sent", here.round)
    told = about_the_round(here) | {"typed": typed_rows(request, here.round), "closed": closed}
    return render(request, "survey/none.jinja", told, status=404 if not closed else 403)


def _take(request: HttpRequest, turn: Turn) -> HttpResponse:
    values, faults = read_step(turn.step, dict(request.POST.lists()), WORDS)
    later = request.POST.get("act") == "later"
    try:
        kept = _keep(request, turn, values)
    except StaleError as stale:
        if stale.stored.was_sent:
            return _already_sent(request, turn, values, stale.stored.reference)
        now = Turn(here=turn.here, survey=turn.survey, draft=stale.stored, step=turn.step, back=turn.back)
        return show(request, now, values=values, stored=stale.stored.values)
    if later:
        return redirect("survey-save", turn.here.round)
    after = Turn(here=turn.here, survey=turn.survey, draft=kept, step=turn.step, back=turn.back)
    if faults:
        return show(request, after, values=values, faults=faults)
    noticed = notices(turn.step, values)
    if noticed and request.POST.get("noticed") != "yes":
        return show(request, after, values=values, noticed=noticed)
    return redirect(_next(after))


def _keep(request: HttpRequest, turn: Turn, values: Mapping[str, Any]) -> DraftNow:
    """Save the page, right or wrong: what was typed is kept from now on, and only sending asks for it to be right."""
    now, draft = clock.now(), turn.draft
    told = request.POST.get("version", "")
    version = int(told) if told.isdecimal() and len(told) < 9 else -1
    if version != draft.version and request.POST.get("base") == digest_of(turn.step, draft.values):
        version = draft.version  # another page was saved elsewhere, this one stands as it was shown
    with writing():
        if not limits.within(("save", draft.id), _SAVES, _WINDOW, now):
            raise TooOftenError("this form was saved very often within minutes; wait a little and try again")
        return drafts.save(draft.id, version, {**draft.values, **values}, turn.step.name, now)


def _already_sent(request: HttpRequest, turn: Turn, values: Values, reference: str) -> HttpResponse:
    """A page left open after the form was sent: its words are shown, and how they can still be added."""
    told = about_the_round(turn.here) | {
        "reference": grouped(reference),
        "typed": [row for row in step_rows(turn.step, values) if row.said],
    }
    return render(request, "survey/sent_before.jinja", told, status=409)


def _next(turn: Turn) -> str:
    """The page after this one; who came to change one answer goes back to the check, past pages that are new."""
    on_way = turn.step.name in {step.name for step in turn.way}
    following = turn.way[turn.number :] if on_way else ()
    if turn.back:
        following = tuple(step for step in following if step.name not in turn.draft.pages)
        if turn.draft.changes:
            following = tuple(step for step in following if not _answered(step, turn.draft.values))
    return (
        page_of(turn.here.round, following[0], turn.back)
        if following
        else reverse("survey-check", args=[turn.here.round])
    )


def _answered(step: Step, values: Values) -> bool:
    return any(values.get(field.id) for field in step.fields)
