"""The two files that programs ask for at the root without having been told of them."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from pipeline.web import assets

_ROBOTS = "User-agent: *\nDisallow: /organisers/\nDisallow: /survey/*/return/\nDisallow: /news/\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are asked to leave alone."""
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The picture of the service, where a browser looks for it unasked."""
    return HttpResponsePermanentRedirect(assets.address("images/favicon.svg"))
