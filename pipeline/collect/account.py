"""The account of a file's rows: each row on one line of it, so that the lines add up to the file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.collect.layout import Layout
from pipeline.collect.sheets import Sheet
from pipeline.errors import PromiseError

# So many stretches of rows are named on a line; the count says the rest.
_NAMED = 20
HEADER, BLANK = "header", "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the account: what the rows are, and which."""

    what: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        return f"{len(self.rows)} {self.what} ({ranges(self.rows)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Every row of one file, once; `unfinished` are rows of responses that were begun and not finished."""

    rows: int
    lines: tuple[Line, ...]
    unfinished: tuple[int, ...]

    def __str__(self) -> str:
        told = f"{self.rows} rows = {' + '.join(map(str, self.lines))}"
        if not self.unfinished:
            return told
        return f"{told}; {len(self.unfinished)} of the responses were not finished ({ranges(self.unfinished)})"


def _stretches(rows: Sequence[int]) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    for row in rows:
        if told and told[-1][1] == row - 1:
            told[-1] = (told[-1][0], row)
        else:
            told.append((row, row))
    return told


def ranges(rows: Sequence[int]) -> str:
    """'row 3' or 'rows 2-6, 8, 10-12 and 7 more'; the rows in order."""
    stretches = _stretches(rows)
    told = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in stretches[:_NAMED])
    left = sum(last - first + 1 for first, last in stretches[_NAMED:])
    return f"row{'s' if len(rows) > 1 else ''} {told}{f' and {left} more' if left else ''}"


def account_of(sheet: Sheet, layout: Layout, responses: Mapping[int, str]) -> Account:
    """The account of a table whose responses became what `responses` says; PromiseError where a row is missing."""
    lines: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(sheet.rows, 1):
        lines[_what(number, row, layout, responses, sheet.file)].append(number)
    order = [HEADER, *dict.fromkeys(responses.values())]
    names = [name for name in order if name in lines] + sorted(lines.keys() - set(order))
    return Account(
        rows=len(sheet.rows),
        lines=tuple(Line(what=name, rows=tuple(lines[name])) for name in names),
        unfinished=layout.unfinished_rows,
    )


def _what(number: int, row: Sequence[str], layout: Layout, responses: Mapping[int, str], file: str) -> str:
    if number <= layout.header_rows:
        return HEADER
    if number in layout.skipped:
        return layout.skipped[number]
    if number in responses:
        return responses[number]
    if any(cell.strip() for cell in row):
        raise PromiseError(
            f"{file}:{number}: this row is in no line of the account; nothing may be left out in silence"
        )
    return BLANK
