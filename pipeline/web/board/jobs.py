"""Jobs that run beside the pages: the analysis is asked for here, and every job of the round is shown as it goes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pipeline.board.jobs import enqueue, state_of
from pipeline.store.jobs import DONE, FAILED, RUNNING, WAITING, JobView
from pipeline.store.roles import RUNNING as MAY_RUN
from pipeline.web import clock
from pipeline.web.board.common import board_page, just_done
from pipeline.web.organisers.guard import handle_of, needs
from pipeline.web.organisers.rounds import served_or_404
from pipeline.web.survey.words import moment

_LONG = dt.timedelta(minutes=1)
# Where to look when a job of a kind is done.
_NEXT = {"analyse": "queue"}
_ELSE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A job in words: what it is, how it stands, how far it is in its stage (`total` 0: nobody knows), where to go."""

    id: str
    state: str
    title: str
    tag: str
    stage: str
    done: int
    total: int
    about: str
    said: str
    href: str


@needs(MAY_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def jobs(request: HttpRequest, round: str) -> HttpResponse:
    """The jobs of a round; the button asks for an analysis."""
    served = served_or_404(round)
    if request.method == "POST":
        enqueue(round, "analyse", handle_of(request), clock.now())
        return redirect(reverse("organisers-board-jobs", args=(round,)) + "#under-way")
    shown = _shown(round)
    told: dict[str, Any] = {
        "round": round,
        "survey": served.survey,
        "under_way": [each for each in shown if each.state in (WAITING, RUNNING)],
        "over": [each for each in shown if each.state not in (WAITING, RUNNING)],
        "just_done": just_done(request),
    }
    return render(request, "board/jobs.jinja", told)


@needs(MAY_RUN)
@require_GET
def jobs_now(request: HttpRequest, round: str) -> HttpResponse:
    """The jobs of a round that are not over, for a page that asks again and again."""
    served_or_404(round)
    told = [
        {"id": each.id, "state": each.state, "stage": each.stage, "done": each.done, "total": each.total}
        for each in _shown(round)
        if each.state in (WAITING, RUNNING)
    ]
    return JsonResponse({"jobs": told})


def _shown(round: str) -> list[Shown]:
    found, now = state_of(round), clock.now()
    at_work = any(job.state == RUNNING for job in found)
    return [_in_words(job, now, at_work=at_work) for job in found]


def _in_words(job: JobView, now: dt.datetime, *, at_work: bool) -> Shown:
    return Shown(
        id=job.id,
        state=job.state,
        title=_titles().get(job.kind, job.kind),
        tag=_tags()[job.state],
        stage=_stage(job, now, at_work=at_work),
        done=min(job.done, job.total),
        total=job.total,
        about=_about(job),
        said=job.said,
        href=_where(job),
    )


def _titles() -> dict[str, str]:
    return {
        "analyse": _("Analysis"),
        "check": _("Check list of a release"),
        "preview": _("Preview of the book"),
        "publish": _("Release"),
        "build": _("The book"),
    }


def _tags() -> dict[str, str]:
    return {WAITING: _("Waiting"), RUNNING: _("Under way"), DONE: _("Done"), FAILED: _("Failed")}


def _stage(job: JobView, now: dt.datetime, *, at_work: bool) -> str:
    """What is done just now, or why nothing is."""
    if job.state == WAITING and not at_work and now - job.asked_at > _LONG:
        return _(
            "Waits, but nothing takes it up. Whoever looks after the service must start “cpitg serve” or “cpitg work”."
        )
    if job.state == WAITING:
        return _("Waits for its turn.")
    if not job.stage:
        return _("Begins.")
    if not job.total:
        return _(job.stage).capitalize() + "."
    done, total = f"{min(job.done, job.total):,}", f"{job.total:,}"
    return _("%(stage)s: %(done)s of %(total)s.") % {
        "stage": _(job.stage).capitalize(),
        "done": done,
        "total": total,
    }


def _about(job: JobView) -> str:
    """Who asked, when, how long it took, and whether it was begun more than once."""
    told = [_("Asked for by %(by)s on %(when)s.") % {"by": job.by, "when": moment(job.asked_at)}]
    if job.began_at and not job.ended_at:
        told.append(_("Began on %(when)s.") % {"when": moment(job.began_at)})
    if job.began_at and job.ended_at:
        told.append(_("It took %(long)s.") % {"long": _long(job.ended_at - job.began_at)})
    if job.tries > 1 or (job.tries and job.state == WAITING):
        told.append(_("It was broken off before, and goes on from the stage it was at."))
    return " ".join(told)


def _long(span: dt.timedelta) -> str:
    seconds = max(1, round(span.total_seconds()))
    if seconds < 120:
        return ngettext("%(num)s second", "%(num)s seconds", seconds) % {"num": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}


def _where(job: JobView) -> str:
    """Where to look now that it is done; nowhere while it is not."""
    if job.state != DONE:
        return ""
    try:
        return reverse(f"organisers-board-{_NEXT.get(job.kind, _ELSE)}", args=(job.round,))
    except NoReverseMatch:
        return ""


urls: list[URLPattern] = [
    board_page("jobs", jobs, "jobs"),
    board_page("jobs/now", jobs_now, "jobs-now"),
]
