"""The second factor: asked for after the password, set up and turned off by its owner, shown to nobody else."""

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from pipeline.errors import UserError
from pipeline.store import accounts, second
from pipeline.store.limits import TooOftenError
from pipeline.web import clock
from pipeline.web.organisers import halfway
from pipeline.web.organisers.guard import for_anybody, handle_of, needs, where_to
from pipeline.web.organisers.signing import NOT_YOURS, Faults, let_in
from pipeline.web.source import source_of

_WRONG = gettext_noop("This code is not right, or was used before. Wait for the next one and type that.")


def _passes(request: HttpRequest, handle: str) -> bool:
    return second.passes(handle, request.POST.get("code", ""), source_of(request), clock.now())


@for_anybody
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, of who has just shown the password; nobody is signed in before it is right."""
    account = halfway.kept(request, halfway.CODE)
    if account is None:
        return redirect("organisers-sign-in")
    faults: Faults = {}
    status = 200
    if request.method == "POST":
        try:
            if _passes(request, account.handle):
                halfway.forget(request, halfway.CODE)
                return let_in(request, account)
            faults = {"code": _(_WRONG)}
        except TooOftenError as error:
            faults, status = {"code": f"{str(error).capitalize()}."}, 429
    return render(request, "organisers/code.jinja", {"faults": faults, "next": where_to(request)}, status=status)


@needs()
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """One's own second factor: begin, confirm by a first code, make other recovery codes, turn it off."""
    if request.method == "GET":
        return _shown(request, {})
    try:
        return _ACTS.get(request.POST.get("act", ""), _shown_again)(request)
    except TooOftenError as error:
        return _shown(request, {"code": f"{str(error).capitalize()}."}, status=429)
    except UserError as error:
        return _shown(request, {"code": f"{str(error).capitalize()}."})


def _shown(request: HttpRequest, faults: Faults, codes: list[str] | None = None, status: int = 200) -> HttpResponse:
    handle = handle_of(request)
    on = second.is_on(handle)
    told = {"faults": faults, "codes": codes, "on": on, "begun": None if on else second.begun(handle)}
    return render(request, "organisers/second.jinja", told | {"left": second.codes_left(handle)}, status=status)


def _shown_again(request: HttpRequest) -> HttpResponse:
    return redirect("organisers-second")


def _begin(request: HttpRequest) -> HttpResponse:
    second.begin(handle_of(request))
    return redirect("organisers-second")


def _is_owner(request: HttpRequest) -> bool:
    return accounts.owner_says(handle_of(request), request.POST.get("password", ""), clock.now())


def _confirm(request: HttpRequest) -> HttpResponse:
    if not _is_owner(request):
        return _shown(request, {"password": _(NOT_YOURS)})
    codes = second.confirm(handle_of(request), request.POST.get("code", ""), source_of(request), clock.now())
    return _shown(request, {} if codes else {"code": _(_WRONG)}, codes)


def _both(request: HttpRequest) -> Faults:
    """What is wrong with the password and the code that were typed; the code is not used up by a wrong password."""
    if not _is_owner(request):
        return {"password": _(NOT_YOURS)}
    return {} if _passes(request, handle_of(request)) else {"code": _(_WRONG)}


def _anew(request: HttpRequest) -> HttpResponse:
    if faults := _both(request):
        return _shown(request, faults)
    return _shown(request, {}, second.new_codes(handle_of(request), clock.now()))


def _off(request: HttpRequest) -> HttpResponse:
    if faults := _both(request):
        return _shown(request, faults)
    second.turn_off(handle_of(request), handle_of(request), clock.now())
    return redirect("organisers-account")


_ACTS = {"begin": _begin, "confirm": _confirm, "codes": _anew, "off": _off}


@needs()
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """The secret of a second factor that is being set up, as a QR code for its owner's app."""
    begun = second.begun(handle_of(request))
    if begun is None:
        raise Http404
    drawn = io.BytesIO()
    made = segno.make_qr(begun.address, error="m")
    made.save(drawn, kind="svg", scale=5, border=4, light="#fff", title=_("QR code for your app"),
              svgclass=None, lineclass=None)  # fmt: skip
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
