"""What an author is shown before anything is taken: each column, what it is read as, three rows, and every doubt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.collect.layout import ABOUT, Column, Layout, body
from pipeline.collect.mapping import map_columns
from pipeline.collect.responses import read_responses
from pipeline.collect.sheets import Sheet
from pipeline.definitions.survey import Survey
from pipeline.errors import InputError
from pipeline.store.records import Import

ROWS = 3
_WIDTH = 60
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
NOT_TAKEN = "not read"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One column: its name, its question, what it is read as, and its first cells, cut short and safe to print."""

    column: str
    wording: str
    role: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be taken from a file; `fits` is whether an import would go through."""

    file: str
    form: str
    tool: str
    header_rows: int
    responses: int
    text_columns: tuple[str, ...]
    short_columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    warnings: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing stands against an import."""
        return not self.faults


def safe(cell: str, width: int = _WIDTH) -> str:
    """A cell on one line of a terminal: control characters, which can rewrite a screen, become spaces."""
    told = _CONTROLS.sub(" ", cell).strip()
    return told if len(told) <= width else f"{told[: width - 1]}…"


def _row(column: Column, role: str, first: list[tuple[str, ...]]) -> PreviewRow:
    return PreviewRow(
        column=safe(column.name),
        wording=safe(column.wording, 2 * _WIDTH),
        role=role,
        samples=tuple(safe(cells[column.position]) for cells in first),
    )


def _outside(taken: Import, survey: Survey) -> Iterator[str]:
    opens, closes = survey.opens.isoformat(), survey.closes.isoformat()
    days = [each.submitted_at[:10] for each in taken.responses if each.submitted_at]
    outside = sum(not opens <= day <= closes for day in days)
    if outside:
        yield f"{outside} responses lie outside the round ({opens} to {closes}); check 'times' and dates in survey.yml"
    if survey.columns.submitted_at and len(days) < len(taken.responses):
        yield f"{len(taken.responses) - len(days)} responses have no time"


def _checked(sheet: Sheet, layout: Layout, survey: Survey) -> tuple[dict[int, str], tuple[str, ...], tuple[str, ...]]:
    """What each column is read as, the warnings, and the faults that an import would meet."""
    try:
        roles = map_columns(layout, survey, sheet.file).roles()
    except InputError as error:
        return {}, (), tuple(map(str, error.faults))
    try:
        return roles, tuple(_outside(read_responses(sheet, layout, survey), survey)), ()
    except InputError as error:
        return roles, (), tuple(map(str, error.faults))


def preview(sheet: Sheet, layout: Layout, survey: Survey | None) -> Preview:
    """What the file holds and, with a survey, how it would be read; nothing is taken and nothing is raised."""
    roles, warnings, faults = _checked(sheet, layout, survey) if survey else ({}, (), ())
    first = [cells for _, cells in islice(body(sheet, layout), ROWS)]
    fallback = NOT_TAKEN if roles else ""
    rows = tuple(_row(each, roles.get(each.position) or fallback or each.kind, first) for each in layout.columns)
    unread = [
        safe(each.name) for each in layout.text_columns if roles and each.position not in roles and each.kind != ABOUT
    ]
    if unread:
        warnings = (*warnings, f"{len(unread)} columns of open text are read by no question: {', '.join(unread)}")
    return Preview(
        file=sheet.file,
        form=sheet.form,
        tool=layout.tool,
        header_rows=layout.header_rows,
        responses=layout.responses,
        text_columns=tuple(safe(each.wording, 2 * _WIDTH) for each in layout.text_columns),
        short_columns=tuple(safe(each.wording, 2 * _WIDTH) for each in layout.short_columns),
        rows=rows,
        warnings=((layout.note, *warnings) if layout.note else warnings),
        faults=faults,
    )
