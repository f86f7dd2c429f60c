"""Accounts, for administrators: who there is, a new one, another role or right, a new password, shut and opened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from pipeline.errors import UserError
from pipeline.store import accounts, second
from pipeline.store.invitations import DAYS, invitations
from pipeline.store.roles import ACCOUNTS, GRANTS, RIGHTS, ROLES, fits, may
from pipeline.web import clock
from pipeline.web.organisers.guard import handle_of, needs
from pipeline.web.survey.words import moment

_OWN = gettext_noop("Another administrator has to do this: nobody changes what they themselves may do.")


@needs(ACCOUNTS)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Every account and what each role may; a new account gets a password that is shown once."""
    if request.method == "GET":
        return listed(request)
    handle, made = request.POST.get("handle", "").strip().lower(), accounts.new_passphrase()
    try:
        role = request.POST.get("role", "")
        accounts.add_account(handle, role, made, handle_of(request), clock.now(), own=False)
    except UserError as error:
        return listed(request, {"handle": str(error)})
    return listed(request, handed=(handle, made))


def listed(request: HttpRequest, faults: dict[str, str] | None = None, **shown_once: object) -> HttpResponse:
    """The page of accounts and invitations; `handed` is a handle and its password, `link` an invitation's."""
    told = {
        "faults": faults or {},
        "people": accounts.accounts(),
        "with_code": second.handles(),
        "invitations": [(each, moment(each.until)) for each in invitations(clock.now())],
        "days": DAYS,
        "roles": ROLES,
        "grants": GRANTS,
        "fits": fits,
        "typed": request.POST if faults else {},
        "may": [(right, [may(role, right) for role in ROLES]) for right in RIGHTS],
        "me": handle_of(request),
    }
    return render(request, "organisers/people.jinja", told | shown_once)


def _given(request: HttpRequest, handle: str) -> HttpResponse | None:
    """Do what was asked of an account; what there is to show at once is returned."""
    by, now, act = handle_of(request), clock.now(), request.POST.get("act")
    if act == "password":
        made = accounts.new_passphrase()
        accounts.give_password(handle, made, by, now, own=False)
        return listed(request, handed=(handle, made))
    if act == "role":
        accounts.give_role(handle, request.POST.get("role", ""), by, now)
    elif act in ("shut", "open"):
        accounts.set_active(handle, by, now, active=act == "open")
    elif act in ("give", "take"):
        accounts.grant(handle, request.POST.get("right", ""), by, now, given=act == "give")
    elif act == "no-code":
        second.turn_off(handle, by, now)
    return None


@needs(ACCOUNTS)
@require_POST
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Change one account, which is never one's own."""
    if handle == handle_of(request):
        return listed(request, {"handle": _(_OWN)})
    try:
        return _given(request, handle) or redirect("organisers-people")
    except UserError as error:
        return listed(request, {"handle": str(error)})
