"""Answers as a file, and apart from them who sent them; that somebody took them out is a line of the audit log."""

import tempfile
from collections.abc import Callable
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from pipeline.exporting import FORMATS, write_responses, write_senders
from pipeline.store import audit
from pipeline.store.roles import EXPORTS, PRIVATE
from pipeline.web import clock
from pipeline.web.organisers.guard import handle_of, needs
from pipeline.web.organisers.rounds import served_or_404

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


@needs(EXPORTS)
@require_POST
def responses(request: HttpRequest, round: str) -> HttpResponse:
    """Every response of the round, without who sent it."""
    survey, form = served_or_404(round).survey, request.POST.get("format", "")
    if form not in FORMATS:
        raise Http404(form)
    audit.write(handle_of(request), "answers taken out", round, {"format": form}, clock.now())
    return _file(f"{round}.{form}", _KINDS[form], lambda held: write_responses(survey, form, held))


@needs(PRIVATE)
@require_POST
def senders(request: HttpRequest, round: str) -> HttpResponse:
    """Names and addresses of those who gave them, by the id of their response."""
    survey = served_or_404(round).survey
    audit.write(handle_of(request), "names and addresses taken out", round, {}, clock.now())
    return _file(f"{round}-senders.csv", _KINDS["csv"], lambda held: write_senders(survey, held))
