"""The blank form to print or to fill in, and the code that leads to the form: made once for each wording."""

import functools

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from pipeline.blankform import form_docx, form_pdf, qr_svg
from pipeline.definitions.survey import parse_survey
from pipeline.web.survey.letters import absolute
from pipeline.web.survey.opened import Opened, of_round

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _address(request: HttpRequest, here: Opened) -> str:
    return absolute(request, reverse("survey-start", args=[here.round]))


@functools.lru_cache(maxsize=16)
def _made(kind: str, text: str, round: str, address: str) -> bytes:
    survey = parse_survey(text, f"surveys/{round}/survey.yml", round)
    return form_pdf(survey, address) if kind == "pdf" else form_docx(survey, address)


def _blank(request: HttpRequest, here: Opened, kind: str) -> bytes:
    return _made(kind, here.served.text, here.round, _address(request, here))


def _file(made: bytes, kind: str, name: str = "") -> HttpResponse:
    answer = HttpResponse(made, kind)
    if name:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@of_round
def pdf(request: HttpRequest, here: Opened) -> HttpResponse:
    """The form to print and fill in by hand."""
    return _file(_blank(request, here, "pdf"), "application/pdf", f"{here.round}.pdf")


@require_safe
@of_round
def docx(request: HttpRequest, here: Opened) -> HttpResponse:
    """The form to fill in and send by e-mail."""
    return _file(_blank(request, here, "docx"), _DOCX, f"{here.round}.docx")


@require_safe
@of_round
def qr(request: HttpRequest, here: Opened) -> HttpResponse:
    """The address of the form as a picture for a poster or a letter."""
    return _file(qr_svg(_address(request, here)), "image/svg+xml")
