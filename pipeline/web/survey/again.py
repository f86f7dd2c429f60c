"""Pages for what could not be taken just now: whatever was typed stands on them and goes along with the next try."""

import contextlib
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import resolve

from pipeline.collect.form.checking import read_step
from pipeline.collect.form.steps import steps
from pipeline.errors import UserError
from pipeline.store.limits import TooOftenError
from pipeline.web.site import site
from pipeline.web.source import from_elsewhere
from pipeline.web.survey.rows import Row, step_rows
from pipeline.web.survey.words import WORDS

_NOT_REPEATED = ("csrfmiddlewaretoken",)
_TYPED_PAGE = "survey-page"


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in sorted(request.POST.lists()):
        if name not in _NOT_REPEATED:
            yield from ((name, str(value)) for value in values)


def typed_rows(request: HttpRequest, round: str) -> list[Row]:
    """What was sent of a page of the form, in words, to be read and copied; empty for every other address."""
    name = resolve(request.path_info).kwargs.get("step")
    with contextlib.suppress(UserError):  # a survey that cannot be read now: what was sent goes along unseen
        for step in steps(site().served(round).survey, WORDS):
            if step.name == name and request.method == "POST":
                values, _ = read_step(step, dict(request.POST.lists()), WORDS)
                return [row for row in step_rows(step, values) if row.said]
    return []


def _page(request: HttpRequest, kind: str, status: int, round: str) -> HttpResponse:
    told = {
        "kind": kind,
        "round": round,
        "fields": list(_fields(request)),
        "typed": typed_rows(request, round),
        "again": request.get_full_path() if request.method == "POST" else "",
    }
    return render(request, "survey/again.jinja", told, status=status)


def shown_again(request: HttpRequest, round: str, error: UserError) -> HttpResponse:
    """The store is busy, or something was tried too often: nothing was kept, so the page keeps it and tries again."""
    often = isinstance(error, TooOftenError)
    answer = _page(request, "often" if often else "busy", 429 if often else 503, round)
    answer["Retry-After"] = "3600" if often else "10"
    return answer


def kept_of_unsure(request: HttpRequest) -> HttpResponse | None:
    """A page of a survey whose session ended: what was typed on it is shown and can be sent on; nothing for others."""
    if request.method != "POST" or not request.POST.get("ticket"):
        return None
    found = resolve(request.path_info)
    if from_elsewhere(request) or found.url_name != _TYPED_PAGE:
        return None
    rotate_token(request)
    return _page(request, "ended", 403, str(found.kwargs["round"]))
