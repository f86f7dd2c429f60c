"""The policy of pages, its text put together once: the library writes it anew, twice for each answer."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

_OWN_WAYS = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")
_MARK = "nonce-of-the-page"


@cache
def _text(*, nonce: bool) -> str:
    return str(build_policy(nonce=_MARK if nonce else None))


class Policy(CSPMiddleware):
    """The library's middleware; an answer that asks for a policy of its own goes the library's way."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Let the answer bear the policy, with the nonce that its page used, if any did."""
        if any(hasattr(response, name) for name in _OWN_WAYS):
            return super().process_response(request, response)
        nonce = getattr(request, "_csp_nonce", None)
        text = _text(nonce=nonce is not None)
        response.headers.setdefault(HEADER, text.replace(_MARK, nonce) if nonce else text)
        if nonce is None:
            # Who asks for one now would get a script that the policy, which has gone out, does not let run.
            setattr(request, "csp_nonce", CheckableLazyObject(self._csp_nonce_post_response))  # noqa: B010 (no field)
        return response
