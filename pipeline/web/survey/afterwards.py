"""Afterwards: by reference and code, see what is held, take a copy, change it, or withdraw it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pipeline.collect.form.checking import FieldFault
from pipeline.collect.form.fields import ADDRESS, NAME, ORGANISATION
from pipeline.collect.form.sending import values_of
from pipeline.store import submissions
from pipeline.store.limits import TooOftenError
from pipeline.store.references import read_reference
from pipeline.store.submissions import Found
from pipeline.store.writing import writing
from pipeline.web import clock
from pipeline.web.source import source_within
from pipeline.web.survey import session
from pipeline.web.survey.doors import about_the_round
from pipeline.web.survey.letters import absolute, receipt_written
from pipeline.web.survey.opened import Opened, draft_at_hand, of_round, survey_of
from pipeline.web.survey.rows import Row, rows
from pipeline.web.survey.words import day, grouped, moment


def held_values(here: Opened, held: Found) -> dict[str, object]:
    """A stored response as the form's values, with who sent it."""
    given = {NAME: held.name, ADDRESS: held.email, ORGANISATION: held.organisation}
    return {**values_of(survey_of(here, held.definition), held), **{id: text for id, text in given.items() if text}}


def held_rows(here: Opened, held: Found) -> list[Row]:
    """A stored response as it is shown to who sent it."""
    return rows(survey_of(here, held.definition), held_values(here, held))


def _own(request: HttpRequest, here: Opened) -> tuple[session.Own, Found] | None:
    own = session.own(request, here.round, clock.now())
    held = submissions.held(here.round, own.reference) if own else None
    return (own, held) if own and held else None


# --- sent, and opened again ------------------------------------------------------------------------------------------


@require_safe
@of_round
def sent(request: HttpRequest, here: Opened) -> HttpResponse:
    """The reference, how to change or withdraw, and the answers to print; for an hour where they were sent."""
    found = _own(request, here)
    if found:
        return render(request, "survey/sent.jinja", _told(request, here, *found))
    draft = draft_at_hand(request, here)
    if draft is None or not draft.was_sent:
        return redirect("survey-afterwards", here.round)
    own = session.Own(reference=draft.reference, token="", first=False)
    return render(request, "survey/sent.jinja", about_the_round(here) | {"own": own, "shown": grouped(own.reference)})


def _told(request: HttpRequest, here: Opened, own: session.Own, held: Found) -> dict[str, object]:
    address = reverse("survey-own", args=[here.round, own.reference, own.token]) if own.token else ""
    return about_the_round(here) | {
        "own": own,
        "shown": grouped(own.reference),
        "held": held,
        "link": absolute(request, address) if address else "",
        "rows": held_rows(here, held),
        "written": bool(held.email) and receipt_written(held.reference),
        "sent_at": moment(held.sent_at),
        "changed_at": moment(held.changed_at) if held.changed_at else "",
        "keep_until": day(held.keep_until) if held.keep_until else "",
    }


@require_safe
@of_round
def held(request: HttpRequest, here: Opened) -> HttpResponse:
    """All that is held of a response, for who opened it by reference and code within the hour."""
    found = _own(request, here)
    if found is None:
        return redirect("survey-afterwards", here.round)
    return render(request, "survey/held.jinja", _told(request, here, *found))


@require_POST
@of_round
def copy(request: HttpRequest, here: Opened) -> HttpResponse:
    """The same as a plain text to keep."""
    found = _own(request, here)
    if found is None:
        return redirect("survey-afterwards", here.round)
    told = _told(request, here, *found)
    lines = [here.survey.title, "", f"{gettext('Reference')}: {told['shown']}", f"{gettext('Sent')}: {told['sent_at']}"]
    for row in held_rows(here, found[1]):
        lines += ["", row.label, row.said or gettext("Not answered")]
    answer = HttpResponse("\ufeff" + "\r\n".join("\r\n".join(lines).splitlines()) + "\r\n", "text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{here.round}-{found[0].reference}.txt"'
    return answer


# --- opened by reference and code ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@of_round
def afterwards(request: HttpRequest, here: Opened) -> HttpResponse:
    """Ask for reference and code, and open what they open together."""
    if request.method == "POST":
        return _opened(request, here, request.POST.get("reference", ""), request.POST.get("code", ""))
    return _asked(request, here)


def _asked(
    request: HttpRequest, here: Opened, reference: str = "", faults: tuple[FieldFault, ...] = ()
) -> HttpResponse:
    told = about_the_round(here) | {"reference": reference, "faults": faults}
    return render(request, "survey/afterwards.jinja", told, status=422 if faults else 200)


def _opened(request: HttpRequest, here: Opened, reference: str, code: str) -> HttpResponse:
    now, (before, _, token) = clock.now(), code.strip().rstrip("/").rpartition("/")
    reference = reference.strip() or before.rpartition("/")[2]  # a whole link holds its reference
    if not source_within(request, "afterwards"):
        raise TooOftenError("references were tried very often from here within an hour; try again later")
    if submissions.find(here.round, reference, token, now) is None:
        return _asked(request, here, reference[:60], (FieldFault(field="reference", said=_why(reference, token)),))
    own = session.Own(reference=read_reference(reference), token=token, first=False)
    session.keep_own(request, here.round, own, now)
    return redirect("survey-held", here.round)


def _why(reference: str, token: str) -> str:
    if not (reference and token):
        return gettext("Paste your whole link, or enter your reference and your code")
    return gettext("This reference and code do not open anything together. Check both and try again")


@require_http_methods(["GET", "HEAD", "POST"])
@of_round
def own_link(request: HttpRequest, here: Opened, reference: str, token: str) -> HttpResponse:
    """The link shown after sending: opened by a button, since programs that look at letters follow links too."""
    if request.method == "POST":
        return _opened(request, here, reference, token)
    return render(request, "survey/own.jinja", about_the_round(here) | {"shown": grouped(reference[:20])})


# --- change and withdraw ---------------------------------------------------------------------------------------------


@require_POST
@of_round
def change(request: HttpRequest, here: Opened) -> HttpResponse:
    """Open the answers in the form again; what was sent stays until the change is sent."""
    found = _own(request, here)
    if found is None or not here.can_send or not found[0].token:
        return redirect("survey-afterwards", here.round)
    values, now = held_values(here, found[1]), clock.now()
    with writing():
        draft = submissions.change(found[1], found[1].definition, values, now)
        session.open_draft(request, here.round, draft.id)
        session.store_now(request)
    return redirect("survey-check", here.round)


@require_http_methods(["GET", "HEAD", "POST"])
@of_round
def withdraw(request: HttpRequest, here: Opened) -> HttpResponse:
    """Say what withdrawing does and what it cannot reach, and do it when it is confirmed."""
    found = _own(request, here)
    if found is None or not found[0].token:
        return redirect("survey-afterwards", here.round)
    if request.method != "POST":
        return render(request, "survey/withdraw.jinja", _told(request, here, *found))
    with writing():
        done = submissions.withdraw(here.round, found[0].reference, found[0].token, clock.now())
        session.forget(request, here.round)
        session.store_now(request)
    return redirect("survey-withdrawn" if done else "survey-afterwards", here.round)


@require_safe
@of_round
def withdrawn(request: HttpRequest, here: Opened) -> HttpResponse:
    """Say that it was done, and what is left to know."""
    return render(request, "survey/withdrawn.jinja", about_the_round(here))
