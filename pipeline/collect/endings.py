"""What stands under a table and is no response: totals, footers, a second table; told with its row, never taken."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.collect.headers import is_data, refuse
from pipeline.collect.layout import Layout, body, folded
from pipeline.collect.sheets import Sheet

Row = tuple[int, tuple[str, ...]]

# So many rows tell what a row of the table looks like, and so many at its end may be no response.
_LOOKED_AT = 50
_LAST = 5
_SHORT = 200
_TOTAL = re.compile(
    r"(grand |sub-?|overall )?(totals?|sum|average|mean|median|count|n|base)"
    r"( (number of )?(responses|respondents|answers|submissions|count))?\s?[:=]?\s?(\d{1,9})?"
)
_FOOTER = re.compile(
    r"(report |data |file )?(generated|exported|downloaded|created|produced) (by|from|with)\b.*|"
    r"(report |data |file )?(generated|exported|downloaded|created|produced|printed) (on|at)\b[^\d]{0,80}\d.*|"
    r"end of (report|file|data|export|table).*|©.*|copyright\b.*|\(?\d{1,9} rows?( returned| affected)?\)?"
)
# How SurveyMonkey ends the counts of each question; commas stand for whatever parts the cells.
_ANSWERED, _SKIPPED = re.compile(r"answered,\d{1,9}"), re.compile(r"skipped,\d{1,9}")
_COUNTS = 200
_CURE = "delete the row if it is no response"


def is_summary(sheet: Sheet) -> bool:
    """Whether the table holds counts of each question's answers, not the answers."""
    rows = [",".join(cell.strip() for cell in row if cell.strip()).casefold() for row in sheet.rows[:_COUNTS]]
    return any(_ANSWERED.fullmatch(one) and _SKIPPED.fullmatch(two) for one, two in pairwise(rows))


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _is_figure(cell: str) -> bool:
    return is_data(cell.rstrip("%"))


def _is_total(cells: Sequence[str]) -> bool:
    """Whether a row says 'Total' or the like and figures alone beside it."""
    first, *others = _filled(cells)
    told = folded(first) if len(first) <= _SHORT else ""
    counted = bool(others) or told[-1:].isdigit()
    return counted and bool(_TOTAL.fullmatch(told)) and all(map(_is_figure, others))


def _is_footer(cells: Sequence[str]) -> bool:
    """Whether a row holds one cell, and that says who made the file or that it ends."""
    filled = _filled(cells)
    return len(cells) > 1 and len(filled) == 1 and bool(_FOOTER.fullmatch(folded(filled[0][:_SHORT])))


def _figures(rows: Sequence[Row]) -> list[int]:
    """The columns that nearly every row fills, and with nothing but numbers, dates or addresses."""
    columns = enumerate(zip(*(cells for _, cells in rows), strict=True))
    kept = [(position, _filled(column)) for position, column in columns]
    return [n for n, cells in kept if len(cells) * 5 >= len(rows) * 4 and all(map(is_data, cells))]


def _is_unlike(cells: Sequence[str], figures: Sequence[int], fewest: int) -> bool:
    """Whether a row lacks most of what every row above it has."""
    if figures:
        held = sum(is_data(cells[position].strip()) for position in figures)
        return held * 2 <= len(figures)
    return len(_filled(cells)) == 1 < fewest


def _after_gaps(rows: Sequence[Row], layout: Layout) -> list[int]:
    """The places of rows that have a blank row above them."""
    pairs = enumerate(pairwise(rows), 1)
    return [n for n, ((above, _), (row, _)) in pairs if any(k not in layout.skipped for k in range(above + 1, row))]


def check_end(sheet: Sheet, layout: Layout) -> None:
    """Refuse a table under which something stands that looks like no response, naming its row."""
    rows = list(body(sheet, layout))
    for number, cells in rows[1:][-_LAST:]:
        if _is_total(cells) or _is_footer(cells):
            said = "looks like a total under the table" if _is_total(cells) else "looks like the foot of a report"
            raise refuse(sheet, f"{said}, not like a response; {_CURE}", number)
    gaps = _after_gaps(rows, layout)
    first = rows[: min(gaps[0], _LOOKED_AT)] if gaps else []
    if len(first) < 2:
        return
    figures, fewest = _figures(first), min(len(_filled(cells)) for _, cells in first)
    for place in gaps:
        number, cells = rows[place]
        if _is_unlike(cells, figures, fewest):
            said = "stands under a blank row and looks unlike the responses above it: a second table, or a note?"
            raise refuse(
                sheet, f"{said} Delete it and what follows, or delete the blank row if it is a response", number
            )
