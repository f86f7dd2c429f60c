"""What the form noticed: each response whole, and a person's word on it as a line of the decisions record."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from pipeline.collect.form.sending import values_of
from pipeline.definitions.survey import Survey
from pipeline.errors import UserError
from pipeline.moderating import Noticed, as_it_arrived, queue, redacted, rule_on
from pipeline.opening import Round, round_here
from pipeline.store import audit
from pipeline.store.roles import MODERATING, UNREDACTING
from pipeline.web import clock
from pipeline.web.organisers.guard import View, handle_of, needs
from pipeline.web.organisers.rounds import served_or_404
from pipeline.web.site import site
from pipeline.web.survey.rows import Row, rows
from pipeline.web.survey.words import moment

_SHOWN = 25
# A longer answer is folded; nothing of it is left out.
_AT_ONCE = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer on the page: its beginning, and the whole where that is longer."""

    label: str
    start: str
    whole: str = ""


def _round(name: str) -> Round:
    served_or_404(name)
    return round_here(site().place, name)


def _answers(survey: Survey, one: Noticed) -> Sequence[Said]:
    return [_said(row) for row in rows(survey, values_of(survey, one.said)) if row.said]


def _said(row: Row) -> Said:
    if len(row.said) <= _AT_ONCE:
        return Said(label=row.label, start=row.said)
    return Said(label=row.label, start=row.said[:_AT_ONCE].rsplit(None, 1)[0] + " …", whole=row.said)


def _sent(one: Noticed) -> str:
    told = one.said.submitted_at
    return moment(dt.datetime.fromisoformat(told)) if told else ""


def _listed(request: HttpRequest, round: Round, fault: str = "") -> HttpResponse:
    every = queue(round)
    waiting = [one for one in every if not one.ruled]
    told = {
        "survey": round.survey,
        "faults": {_field(request, [one.id for one in waiting[:_SHOWN]]): fault} if fault else {},
        "waiting": [(one, _answers(round.survey, one), _sent(one)) for one in redacted(round, waiting[:_SHOWN])],
        "count": len(waiting),
        "ruled": [one for one in every if one.ruled],
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "organisers/queue.jinja", told, status=422 if fault else 200)


def _field(request: HttpRequest, shown: Sequence[str]) -> str:
    """The field that a fault belongs to: why somebody rules, or looks; the page where the response waits no more."""
    id, asked = request.POST.get("response", ""), "reason" if request.POST.get("act") else "arrived"
    return f"{asked}-{id}" if id in shown else "queue"


def _told_of_faults(view: View) -> View:
    """Show what is wrong with the round's files where they cannot be read, in place of the page."""

    @wraps(view)
    def told(request: HttpRequest, round: str) -> HttpResponse:
        try:
            return view(request, round)
        except UserError as error:
            return render(request, "organisers/fault.jinja", {"fault": str(error), "round": round}, status=409)

    return told


@needs(MODERATING)
@require_GET
@_told_of_faults
def waiting(request: HttpRequest, round: str) -> HttpResponse:
    """The responses that wait for a person, oldest first, each with all that was said and what was noticed."""
    return _listed(request, _round(round))


@needs(MODERATING)
@require_POST
@_told_of_faults
def rule(request: HttpRequest, round: str) -> HttpResponse:
    """Let a response in or hold it back, as it was read."""
    here, asked, now = _round(round), request.POST, clock.now()
    id, act, by = asked.get("response", ""), asked.get("act", ""), handle_of(request)
    reason, at = asked.get("reason", "").strip(), f"{now:%Y-%m-%dT%H:%M:%SZ}"

    def told(no: int) -> None:
        audit.write(by, f"moderated: {act}", id, {"round": round, "line": no}, now)

    try:
        rule_on(here, id, asked.get("digest", ""), act, reason, by, at, told)
    except UserError as error:
        return _listed(request, here, str(error))
    return redirect("organisers-queue", round)


@needs(UNREDACTING)
@require_POST
@_told_of_faults
def arrived(request: HttpRequest, round: str) -> HttpResponse:
    """One response as it arrived, once: the audit log keeps who looked, and why."""
    here, reason = _round(round), request.POST.get("reason", "").strip()
    try:
        one = as_it_arrived(here, request.POST.get("response", ""), reason, handle_of(request), clock.now())
    except UserError as error:
        return _listed(request, here, str(error))
    told = {"survey": here.survey, "one": one, "answers": _answers(here.survey, one)}
    return render(request, "organisers/queue-arrived.jinja", told)
