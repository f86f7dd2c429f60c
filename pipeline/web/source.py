"""Where a request came from: known for as long as it is answered, counted as a digest, never written down."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from pipeline.store.limits import within
from pipeline.web import clock

# Many pharmacies and whole head offices share one address: a ceiling against machines, not against people.
_CEILINGS = {"begin": (600, 3600), "sign in": (120, 3600), "news": (60, 3600), "afterwards": (240, 3600)}
_IPV6_HOME = 64


def source_of(request: HttpRequest) -> str:
    """The network address behind as many proxies as are ours; of IPv6 the part that one home or office has."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        told = chain[-settings.PROXIES] if len(chain) >= settings.PROXIES else told
    return _network(told)


def _network(told: str) -> str:
    # The door has put a home's network in place of an address: whoever asks again is told the same.
    try:
        address = ipaddress.ip_interface(told).ip
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_HOME), strict=False))
    return str(address)


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether a page of another site sent this, as far as the browser tells."""
    if told := request.headers.get("Sec-Fetch-Site"):
        return told not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return bool(origin) and origin != f"{request.scheme}://{request.get_host()}"


def source_within(request: HttpRequest, what: str) -> bool:
    """Count one more `what` from where this request came, and say whether it is below the ceiling."""
    most, seconds = _CEILINGS[what]
    return within(("source", what, request.META["REMOTE_ADDR"]), most, seconds, clock.now())
