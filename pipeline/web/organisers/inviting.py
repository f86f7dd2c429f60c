"""Invitations: made and taken back by administrators, opened by whoever holds the link."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pipeline.errors import MissingError, UserError
from pipeline.store import accounts
from pipeline.store import invitations as kept
from pipeline.store.limits import TooOftenError
from pipeline.store.orm import Account
from pipeline.store.roles import ACCOUNTS, rights
from pipeline.web import clock
from pipeline.web.organisers.guard import enter, for_anybody, handle_of, needs
from pipeline.web.organisers.people import listed
from pipeline.web.organisers.signing import Faults, chosen_faults
from pipeline.web.source import source_of
from pipeline.web.survey.letters import absolute


def _link(request: HttpRequest, token: str) -> str:
    return absolute(request, reverse("organisers-invited", args=[token]))


@needs(ACCOUNTS)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation: its link is shown once, and sent where an address was typed, which is not kept."""
    to = request.POST.get("email", "").strip() if settings.EMAIL_CONFIGURED else ""
    if to and not _is_address(to):
        return listed(request, {"email": _("Enter an e-mail address in the right form, like name@pharmacy.example")})
    grants = request.POST.getlist("grant")
    try:
        token = kept.invite(
            request.POST.get("role", ""),
            grants,
            handle_of(request),
            clock.now(),
            (lambda token: _letter(request, to, token)) if to else None,
        )
    except UserError as error:
        return listed(request, {"invited-role": str(error)})
    return listed(request, link=_link(request, token), sent=bool(to))


def _is_address(typed: str) -> bool:
    try:
        validate_email(typed)
    except ValidationError:
        return False
    return len(typed) <= 254


def _letter(request: HttpRequest, to: str, token: str) -> tuple[str, str, str]:
    lines = (
        _("You are invited to help with: %(service)s") % {"service": settings.SERVICE_NAME},
        _("Open this page within %(days)s days and choose a handle and a password:") % {"days": kept.DAYS},
        _link(request, token),
        _("The link works once. If you did not expect it, leave it alone: nothing happens then."),
    )
    return to, _("Your invitation"), "\n\n".join(lines) + "\n"


@needs(ACCOUNTS)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Let an invitation open nothing any more, whoever made it."""
    try:
        kept.take_back(number, handle_of(request), clock.now())
    except MissingError as error:
        return listed(request, {"invitations": str(error)})
    return redirect("organisers-people")


@for_anybody
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Open an invitation: choose a handle and a password, by which the account is made and the link used up."""
    try:
        found = kept.find_invitation(token, clock.now())
    except MissingError:
        return render(request, "organisers/invited.jinja", {"faults": {}, "found": None}, status=404)
    faults: Faults = {}
    status = 200
    if request.method == "POST":
        faults, status = _made(request, token, found)
        if not faults:
            enter(request, Account.objects.get(handle=_handle(request)))
            return redirect("organisers-account")
    told = {"faults": faults, "found": found, "rights": rights(found.role, ";".join(found.grants))}
    return render(request, "organisers/invited.jinja", told | {"handle": _handle(request)}, status=status)


def _handle(request: HttpRequest) -> str:
    return request.POST.get("handle", "").strip().lower()


def _made(request: HttpRequest, token: str, found: kept.Invited) -> tuple[Faults, int]:
    """Make the account; what is wrong with what was typed comes back, by field, with the status of the answer."""
    handle, now = _handle(request), clock.now()
    try:
        kept.count_invitation_try(source_of(request), now)
        accounts.check_new(handle, found.role)
    except UserError as error:
        return {"handle": f"{str(error).capitalize()}."}, 429 if isinstance(error, TooOftenError) else 200
    if faults := chosen_faults(request, handle):
        return faults, 200
    try:
        kept.take_up(token, handle, request.POST["new"], now)
    except UserError as error:  # somebody was quicker with the link, or with the handle
        return {"handle": str(error)}, 409
    return {}, 200
