"""The policy that is put together once is the one the library writes, and an answer's own policy stays its own."""

from collections.abc import Callable

import pytest
from csp.constants import HEADER
from csp.decorators import csp_update
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse

from pipeline.store.setup import set_up

set_up()

from pipeline.web.policy import Policy  # noqa: E402 (Django's settings are read when it is imported)

View = Callable[[HttpRequest], HttpResponse]


def _plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("said")


def _with_script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"nonce={request.csp_nonce}")  # type: ignore[attr-defined]


def _own(request: HttpRequest) -> HttpResponse:
    return HttpResponse("said", headers={HEADER: "sandbox"})


@csp_update({"img-src": ["data:"]})
def _more(request: HttpRequest) -> HttpResponse:
    return HttpResponse("said")


def _policy(middleware: type[CSPMiddleware], view: View) -> tuple[list[str], str]:
    request = HttpRequest()
    answer = middleware(view)(request)
    nonce = getattr(request, "_csp_nonce", None) or "none"
    return sorted(answer[HEADER].replace(nonce, "NONCE").split("; ")), answer.content.decode().replace(nonce, "NONCE")


@pytest.mark.parametrize("view", [_plain, _with_script, _own, _more])
def test_the_policy_is_the_librarys(view: View) -> None:
    told = _policy(Policy, view)
    assert told == _policy(CSPMiddleware, view)
    assert ("script-src 'self' 'nonce-NONCE'" in told[0]) == (view is _with_script)


def test_each_page_has_a_nonce_of_its_own_and_none_is_given_after_the_policy_went_out() -> None:
    first, second = (Policy(_with_script)(HttpRequest())[HEADER] for _ in range(2))
    assert first != second
    request = HttpRequest()
    Policy(_plain)(request)
    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)  # type: ignore[attr-defined]
