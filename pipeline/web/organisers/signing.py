"""Signing in and out, choosing one's own password, and ending every session one has."""

from urllib.parse import urlencode

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pipeline.store import accounts, second
from pipeline.store.limits import TooOftenError
from pipeline.store.orm import Account
from pipeline.store.roles import rights
from pipeline.web import clock
from pipeline.web.organisers import halfway
from pipeline.web.organisers.guard import enter, for_anybody, handle_of, needs, where_to, who
from pipeline.web.source import source_of

_WRONG = gettext_noop("Your handle or your password is not right. Look at both and try again.")
NOT_YOURS = gettext_noop("This is not your password. Nothing was changed.")

Faults = dict[str, str]


@for_anybody
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for handle and password; which of the two was wrong is never told."""
    if who(request) is not None:
        return redirect("organisers-rounds")
    if request.method == "GET":
        return _asked(request, {}, 200)
    handle = request.POST.get("handle", "").strip().lower()
    try:
        found = accounts.try_to_open(handle, request.POST.get("password", ""), source_of(request), clock.now())
    except TooOftenError as error:
        return _asked(request, {"handle": f"{str(error).capitalize()}."}, 429)
    if found is None:
        return _asked(request, {"handle": _(_WRONG)}, 200)
    return after_password(request, found)


def _asked(request: HttpRequest, faults: Faults, status: int) -> HttpResponse:
    told = {"faults": faults, "handle": request.POST.get("handle", ""), "next": where_to(request)}
    return render(request, "organisers/sign-in.jinja", told, status=status)


def after_password(request: HttpRequest, account: Account) -> HttpResponse:
    """Ask for a code where the account has a second factor, else let its owner in."""
    if not second.is_on(account.handle):
        return let_in(request, account)
    halfway.keep(request, halfway.CODE, account)
    return redirect(f"{reverse('organisers-code')}?{urlencode({'next': where_to(request)})}")


def let_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign in who has shown all that was asked; where the password was handed over, ask for one of their own first."""
    if account.last_login is None:
        halfway.keep(request, halfway.CHOOSING, account)
        return redirect("organisers-choose")
    enter(request, account)
    return redirect(where_to(request))


def _who_chooses(request: HttpRequest) -> Account | None:
    """Who opened an account by a password that was handed over, a few minutes ago."""
    account = halfway.kept(request, halfway.CHOOSING)
    return account if account and account.last_login is None else None


@for_anybody
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for a password of one's own, where the one so far was handed over; then the account is open."""
    account = _who_chooses(request)
    if account is None:
        return redirect("organisers-sign-in")
    faults = _new_faults(request, account) if request.method == "POST" else {}
    if request.method == "GET" or faults:
        return render(request, "organisers/choose.jinja", {"faults": faults, "handle": account.handle})
    accounts.give_password(account.handle, request.POST["new"], account.handle, clock.now(), own=True)
    halfway.forget(request, halfway.CHOOSING)
    enter(request, Account.objects.get(pk=account.pk))
    return redirect("organisers-rounds")


def _new_faults(request: HttpRequest, account: Account) -> Faults:
    """What is wrong with another password for an account."""
    faults = chosen_faults(request, account.handle)
    if "new" not in faults and account.check_password(request.POST.get("new", "")):
        return {"new": _("This is the password you have already. Choose another one.")}
    return faults


def chosen_faults(request: HttpRequest, handle: str) -> Faults:
    """What is wrong with a new password that was typed twice."""
    new = request.POST.get("new", "")
    if found := accounts.password_faults(handle, new):
        return {"new": " ".join(found)}
    if request.POST.get("again", "") == new:
        return {}
    return {"again": _("The two passwords are not the same. Type the new one twice.")}


@needs()
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: what it may do, another password, and the end of every session."""
    mine = Account.objects.get(handle=handle_of(request))
    faults: Faults = {}
    if request.method == "POST":
        again = request.POST.get("act") == "everywhere"
        faults = _end_everywhere(request, mine) if again else _change(request, mine)
        if not faults:
            auth.logout(request)
            return redirect("organisers-sign-in")
    held = rights(mine.role, mine.grants)
    told = {"faults": faults, "account": mine, "rights": held, "second": second.is_on(mine.handle)}
    return render(request, "organisers/account.jinja", told)


def _change(request: HttpRequest, mine: Account) -> Faults:
    if not accounts.owner_says(mine.handle, request.POST.get("old", ""), clock.now()):
        return {"old": _(NOT_YOURS)}
    faults = _new_faults(request, mine)
    if not faults:
        accounts.give_password(mine.handle, request.POST["new"], mine.handle, clock.now(), own=True)
    return faults


def _end_everywhere(request: HttpRequest, mine: Account) -> Faults:
    done = accounts.sign_out_everywhere(mine.handle, request.POST.get("password", ""), clock.now())
    return {} if done else {"password": _(NOT_YOURS)}


@needs()
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    accounts.note_sign_out(handle_of(request), clock.now())
    auth.logout(request)
    return redirect("organisers-sign-in")
