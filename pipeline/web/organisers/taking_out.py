"""Answers as a file, and apart from them who sent them; that somebody took them out is a line of the audit log.

They leave redacted, as the board shows them; as they arrived only for who may see what was hidden, and says why.
"""

import tempfile
from collections.abc import Callable
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from pipeline.board.leaving import as_shown
from pipeline.board.ruling import AskedError, board_of, check_words
from pipeline.board.words import say
from pipeline.definitions.survey import Survey
from pipeline.errors import UserError
from pipeline.exporting import FORMATS, Change, write_responses, write_senders
from pipeline.opening import round_here
from pipeline.store import audit
from pipeline.store.roles import EXPORTS, PRIVATE, RAW
from pipeline.web import clock
from pipeline.web.board.common import in_words
from pipeline.web.organisers.guard import handle_of, needs
from pipeline.web.organisers.rounds import served_or_404, show_round
from pipeline.web.site import site

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}


def _file(name: str, kind: str, write: Callable[[BinaryIO], object]) -> HttpResponse:
    """A file that is written out on this machine first, and gone when it was sent."""
    held = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the answer, when it was sent)
    write(held)
    held.seek(0)
    return FileResponse(held, as_attachment=True, filename=name, content_type=kind)  # type: ignore[return-value]


def _asked(request: HttpRequest, round: str) -> tuple[Survey, str]:
    """The round's survey, and the kind of file that was asked for; no page where it is none."""
    survey, form = served_or_404(round).survey, request.POST.get("format", "")
    if form not in FORMATS:
        raise Http404(form)
    return survey, form


def _answers(name: str, survey: Survey, form: str, change: Change | None) -> HttpResponse:
    return _file(f"{name}.{form}", _KINDS[form], lambda held: write_responses(survey, form, held, change))


@needs(EXPORTS)
@require_POST
def responses(request: HttpRequest, round: str) -> HttpResponse:
    """Every response of the round as the board shows it, without who sent it and without what is hidden in it."""
    survey, form = _asked(request, round)
    try:
        change = as_shown(board_of(round_here(site().place, round)))
    except UserError as error:
        return show_round(request, round, {"take-out": str(error)})
    audit.write(handle_of(request), "answers taken out", round, {"format": form}, clock.now())
    return _answers(round, survey, form, change)


@needs(RAW)
@require_POST
def as_they_arrived(request: HttpRequest, round: str) -> HttpResponse:
    """Every response of the round as it arrived, without who sent it: the audit log keeps who wanted that, and why."""
    survey, form = _asked(request, round)
    reason = request.POST.get("reason", "").strip()
    try:
        _check(round, reason)
    except AskedError as error:
        return show_round(request, round, {"raw-reason": "; ".join(in_words(error.faults).values())})
    detail = {"format": form, "reason": reason}
    audit.write(handle_of(request), "answers taken out as they arrived", round, detail, clock.now())
    return _answers(f"{round}-as-they-arrived", survey, form, None)


def _check(round: str, reason: str) -> None:
    if not reason:
        raise AskedError({"reason": say("Say in a few words why you must have them; name people by role.")})
    check_words(round_here(site().place, round), {"reason": reason})


@needs(PRIVATE)
@require_POST
def senders(request: HttpRequest, round: str) -> HttpResponse:
    """Names and addresses of those who gave them, by the id of their response."""
    survey = served_or_404(round).survey
    audit.write(handle_of(request), "names and addresses taken out", round, {}, clock.now())
    return _file(f"{round}-senders.csv", _KINDS["csv"], lambda held: write_senders(survey, held))
