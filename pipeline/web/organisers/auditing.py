"""The audit log: who did what and when, and whether every line is as it was written."""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from pipeline.place import csv_text
from pipeline.store import audit
from pipeline.store.audit_search import Wanted, acts_and_people, count_lines, lines_found, newest_lines
from pipeline.store.roles import AUDIT
from pipeline.web import clock
from pipeline.web.organisers.guard import handle_of, needs

_SHOWN = 200
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_HEADER = ("no", "at", "who", "act", "on", "detail", "before", "hash")
# Signs by which a spreadsheet takes a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _wanted(asked: Mapping[str, str]) -> tuple[dict[str, str], Wanted]:
    """What was asked for, as it was typed and as it is looked for; a day that is none finds nothing."""
    typed = {name: asked.get(name, "").strip() for name in ("act", "who", "day")}
    since, until = _bounds(typed["day"]) if typed["day"] else (None, None)
    return typed, Wanted(act=typed["act"], who=typed["who"], since=since, until=until)


def _bounds(day: str) -> tuple[dt.datetime, dt.datetime]:
    """A day of London, from midnight to midnight."""
    try:
        first = dt.date.fromisoformat(day)
        after = first + dt.timedelta(days=1)
        return _midnight(first), _midnight(after)
    except (ValueError, OverflowError):
        return _NEVER, _NEVER


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.LONDON).astimezone(dt.UTC)


def _at(line: audit.Line) -> dt.datetime:
    return dt.datetime.fromisoformat(line.at).astimezone(clock.LONDON)


def _detail(line: audit.Line) -> str:
    return "; ".join(f"{name}: {told}" for name, told in sorted(line.detail.items()))


@needs(AUDIT)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The newest lines that fit what was asked for, and on top whether the whole log is as it was written."""
    typed, wanted = _wanted(request.GET)
    acts, people = acts_and_people()
    told = {
        "wanted": typed,
        "acts": acts,
        "people": people,
        "broken": audit.verify(),
        "total": audit.head().no,
        "found": count_lines(wanted),
        "most": _SHOWN,
        "rows": [(line, _at(line), _detail(line)) for line in newest_lines(wanted, _SHOWN)],
    }
    return render(request, "organisers/audit.jinja", told)


def _cells(line: audit.Line) -> Iterator[str]:
    for name in _HEADER:
        told = _detail(line) if name == "detail" else str(getattr(line, name))
        yield "'" + told if told.startswith(_FORMULA) else told


@needs(AUDIT)
@require_POST
def take_out(request: HttpRequest) -> HttpResponse:
    """The lines that fit as CSV; that they were taken out is a line itself."""
    _, wanted = _wanted(request.POST)
    rows = [list(_cells(line)) for line in lines_found(wanted)]
    audit.write(handle_of(request), "audit log taken out", "", {"lines": len(rows)}, clock.now())
    answer = HttpResponse(csv_text(_HEADER, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return answer
