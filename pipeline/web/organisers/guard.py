"""Who is asking, and whether they may: each organisers' page states its rule here, and none is served without one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from pipeline.store import accounts
from pipeline.store.orm import Account
from pipeline.store.roles import may
from pipeline.store.writing import writing
from pipeline.web import clock

View = Callable[..., HttpResponse]

ANYBODY, SIGNED_IN = "anybody", "signed in"
_SEEN, _BEGAN = "organiser_seen", "organiser_began"
# A session ends after eight hours without a page, and twelve hours after signing in whatever was done.
_IDLE_SECONDS, _LONGEST_SECONDS = 8 * 3600, 12 * 3600
_FRESH_SECONDS = 300

_RULES: dict[View, str] = {}


def rule_of(view: View) -> str:
    """The right a page asks for, or ANYBODY or SIGNED_IN; KeyError where nobody said."""
    return _RULES[view]


def page(route: str, view: View, name: str) -> URLPattern:
    """The address of a page that has a rule; one without is a mistake of ours and stops the service."""
    rule_of(view)
    return path(route, view, name=f"organisers-{name}")


def who(request: HttpRequest) -> Account | None:
    """The organiser who is asking; None where nobody signed in, or the session is over."""
    if not request.user.is_authenticated:
        return None
    now = int(clock.now().timestamp())
    idle, since = (now - int(request.session.get(name, 0)) for name in (_SEEN, _BEGAN))
    if idle > _IDLE_SECONDS or since > _LONGEST_SECONDS:
        request.user = AnonymousUser()  # no page that is shown now shall look as if somebody were signed in
        return None
    if idle > _FRESH_SECONDS:
        request.session[_SEEN] = now
    return cast(Account, request.user)


def handle_of(request: HttpRequest) -> str:
    """The handle of who is asking, on a page that only those who signed in reach."""
    return cast(Account, request.user).handle


def may_here(request: HttpRequest, right: str) -> bool:
    """Whether who is asking has a right."""
    account = who(request)
    return account is not None and may(account.role, right, account.grants)


def enter(request: HttpRequest, account: Account) -> None:
    """Sign in: the session gets a new id, so that one known before is of no use."""
    with writing():
        request.session.cycle_key()  # the framework keeps the id of whoever signs in again after their hours were over
        auth.login(request, account, backend="django.contrib.auth.backends.ModelBackend")
        request.session[_SEEN] = request.session[_BEGAN] = int(clock.now().timestamp())
        accounts.note_sign_in(account.handle, clock.now())


def where_to(request: HttpRequest) -> str:
    """The organisers' page that was asked for before signing in, else the first one; never another machine's."""
    home, told = reverse("organisers-rounds"), request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(told, allowed_hosts=None) and told.startswith(home)
    return told if safe else home


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    asked = f"?{urlencode({'next': request.path})}" if request.method == "GET" else ""
    return redirect(reverse("organisers-sign-in") + asked)


def for_anybody(view: View) -> View:
    """A page that may be seen without signing in."""
    guarded = never_cache(view)
    _RULES[guarded] = ANYBODY
    return guarded


def needs(right: str = SIGNED_IN) -> Callable[[View], View]:
    """A page for those who signed in and have a right; others are asked to sign in, or told that they may not."""

    def ruled(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            account = who(request)
            if account is None:
                return _sign_in_first(request)
            if right != SIGNED_IN and not may(account.role, right, account.grants):
                return render(request, "organisers/refused.jinja", {"right": right, "role": account.role}, status=403)
            return view(request, *args, **kwargs)

        _RULES[guarded] = right
        return guarded

    return ruled
