"""Where a table's header stands: titles above it, headers that come again under it, rows that may be either."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from pipeline.collect.layout import Layout, header, plain
from pipeline.collect.sheets import Sheet
from pipeline.errors import Fault, InputError

AGAIN = "the header again"
# A header stands in the first rows or nowhere.
_LOOKED_AT = 10
_BELOW = 50
# No name of a column, number, date or address is longer.
_SHORT = 300
# Codes for questions, as tools write them in place of a wording.
CODE = re.compile(r"(ident|q|question|qu|col|column|field|v|var|item)[ _.-]?\d+[a-z]?", re.IGNORECASE)
# What SurveyMonkey writes under its questions.
_UNDER = frozenset({"response", "open-ended response"})
_DATA = re.compile(r"[-+]?\d[\d.,]*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|\S+@\S+\.\S+")


def is_data(cell: str) -> bool:
    """Whether a cell is a number, a date or an address, as no column is called."""
    return len(cell) <= _SHORT and bool(_DATA.fullmatch(cell))


def refuse(sheet: Sheet, said: str, row: int = 0) -> InputError:
    """The error for a table as a whole or for one row of it."""
    return InputError([Fault(sheet.file, row, said)])


def from_row(sheet: Sheet, number: int) -> Sheet:
    """The table as it is from a row on."""
    return sheet if number == 1 else replace(sheet, rows=sheet.rows[number - 1 :])


def shifted(layout: Layout, number: int) -> Layout:
    """A layout of the table from a row on, with the row numbers of the whole table."""
    skipped = {row + number - 1: why for row, why in layout.skipped.items()}
    return replace(layout, header_rows=layout.header_rows + number - 1, skipped=skipped)


def starts(sheet: Sheet) -> list[int]:
    """The first rows that hold anything, as places where a header may begin."""
    return [n for n, row in enumerate(sheet.rows[:_LOOKED_AT], 1) if any(cell.strip() for cell in row)]


def headers_again(sheet: Sheet, layout: Layout) -> Mapping[int, str]:
    """The rows under the header that repeat a row of it, as files put together by hand do."""
    rows = [header(sheet, number) for number in range(1, layout.header_rows + 1)]
    heads = [[cell.casefold() for cell in row] for row in rows if _named(row) > 1]
    under = enumerate(sheet.rows[layout.header_rows :], layout.header_rows + 1)
    return {number: AGAIN for number, row in under if row and any(_same(row, head) for head in heads)}


def _same(row: Sequence[str], head: Sequence[str]) -> bool:
    """Whether every cell says what the header's cell says; most rows differ in the first."""
    pairs = zip_longest(row, head, fillvalue="")
    return all(plain(cell).casefold() == told for cell, told in pairs)


# --- titles above a header --------------------------------------------------------------------------------------------


def _may_head(cells: Sequence[str]) -> bool:
    named = [cell for cell in cells if cell]
    return bool(named) and len(set(named)) == len(named) and not any(map(is_data, named))


def _left(cells: Sequence[str]) -> int:
    return next((position for position, cell in enumerate(cells) if cell), 0)


def _named(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def _header_below(sheet: Sheet, number: int, filled: Sequence[int]) -> int:
    """The row that names at least twice as many columns as this one, if this one can be a title of it; else 0."""
    cells = header(sheet, number)
    for below in filled:
        other = header(sheet, below)
        fits = _may_head(other) or (below == filled[0] and _spans(cells, other))
        if _named(other) >= 2 * _named(cells) and _left(cells) <= _left(other) and fits:
            return below
    return 0


def _spans(cells: Sequence[str], under: Sequence[str]) -> bool:
    """Whether a row asks questions over several columns each: under them the same options may come again and again."""
    asked = _named(cells) > 1 and len(cells) >= len(under) and are_questions(cells)
    return asked and not any(map(is_data, under))


def first_header(sheet: Sheet) -> int:
    """The first row that can be a header: blank rows and titles above it are passed over."""
    filled = starts(sheet)
    while len(filled) > 1:
        below = _header_below(sheet, filled[0], filled[1:])
        if not below:
            break
        if _named(header(sheet, below)) == 2 and below == filled[0] + 1:
            raise _unsure(sheet, filled[0], "may be a title, or a header that leaves a column without a name")
        filled = [number for number in filled if number >= below]
    return filled[0]


def _unsure(sheet: Sheet, number: int, said: str) -> InputError:
    cure = (
        "delete the rows that are no part of the table, or import it with --header and the number of the header's row"
    )
    return refuse(sheet, f"{said}; {cure}", number)


# --- rows that may be header or response ------------------------------------------------------------------------------


def are_questions(cells: Sequence[str]) -> bool:
    """Whether most cells ask something, or are as long as a question."""
    asked = sum(cell.endswith(("?", ":", "...")) or len(cell.split()) > 5 for cell in cells if cell)
    return asked * 2 > sum(bool(cell) for cell in cells)


def looks_like_question_row(sheet: Sheet, number: int) -> bool:
    """Whether a row under a row of codes holds the questions' wording, not the first response."""
    return any(cell.endswith("?") for cell in header(sheet, number)) and are_questions(header(sheet, number))


def _below(sheet: Sheet, number: int) -> Iterator[tuple[str, ...]]:
    rows = (row for row in islice(sheet.rows, number, None) if any(cell.strip() for cell in row))
    return (tuple(cell[:_SHORT].strip() for cell in row) for row in islice(rows, _BELOW))


def _column(rows: Sequence[Sequence[str]], position: int) -> list[str]:
    return [row[position] for row in rows if position < len(row) and row[position]]


def _names_figures(sheet: Sheet, number: int, cells: Sequence[str]) -> bool:
    """Whether the row's first word stands over nothing but numbers or dates."""
    column = _column(list(_below(sheet, number)), _left(cells))
    return len(column) > 1 and all(map(is_data, column))


def are_codes(names: Sequence[str]) -> bool:
    """Whether most columns are called by codes such as Q1."""
    return sum(bool(CODE.fullmatch(name)) for name in names) * 2 > _named(names)


def _over_figures(rows: Sequence[Sequence[str]], cells: Sequence[str]) -> int:
    """In how many columns the row has words over nothing but numbers, dates or addresses."""
    columns = (_column(rows, position) for position, cell in enumerate(cells) if cell)
    return sum(len(column) > 1 and all(map(is_data, column)) for column in columns)


def _are_no_options(rows: Sequence[Sequence[str]], cells: Sequence[str]) -> bool:
    """Whether the row fills columns whose few answers come again and again below, and never with one of them."""
    columns = [(cell, _column(rows, position)) for position, cell in enumerate(cells) if cell]
    chosen = [(cell, column) for cell, column in columns if len(column) > 3 and len(set(column)) * 2 <= len(column)]
    return bool(chosen) and not any(cell in column for cell, column in chosen)


def _are_wordings(sheet: Sheet, number: int, names: Sequence[str]) -> bool:
    """Whether a row tells in words what the names over it mean, by how unlike the rows below it is."""
    cells, rows = header(sheet, number), list(_below(sheet, number))
    over, coded = _over_figures(rows, cells), are_codes(names)
    whole = all(cells[position : position + 1] != ("",) for position, name in enumerate(names) if name)
    return over > 1 or (coded and over > 0) or (coded and whole and _are_no_options(rows, cells))


def _unnamed(names: Sequence[str], cells: Sequence[str]) -> int:
    """How many cells stand in columns without a name; cells beyond the header are another fault."""
    return sum(bool(cell) and not name for name, cell in zip(names, cells, strict=False))


def _second_header(sheet: Sheet, number: int, names: Sequence[str]) -> bool:
    """Whether the row under a header may be a header too."""
    cells = header(sheet, number + 1)
    if len(sheet.rows) < number + 2:
        return False
    if any(cells) and all(cell.casefold() in _UNDER for cell in cells if cell):
        return True
    if _unnamed(names, cells) > 1 and not any(map(is_data, cells)):
        return True
    if not _may_head(cells):
        return False
    last = max((position for position, name in enumerate(names) if name), default=0)
    if any(cell and not names[position] for position, cell in enumerate(cells[:last])):
        return True
    if any(name.endswith("?") for name in names):
        return False
    if _are_wordings(sheet, number + 1, names):
        return True
    asked = sum(cell.endswith("?") for cell in cells) > 1 and looks_like_question_row(sheet, number + 1)
    if asked and not looks_like_question_row(sheet, number + 2):
        return True
    return any(cell.endswith("?") for cell in cells) and _names_figures(sheet, number + 1, cells)


def _is_next(cell: str, below: Sequence[str]) -> bool:
    return bool(below) and cell.isdecimal() and below[0].isdecimal() and int(cell) + 1 == int(below[0])


def _comes_again(name: str, below: Sequence[str]) -> bool:
    """Whether a name stands among different cells under it, as an answer does; a tick repeats its option alone."""
    told = {cell.casefold() for cell in below}
    return len(told) > 2 and name.casefold() in told


def _is_response(sheet: Sheet, number: int, names: Sequence[str]) -> bool:
    head = [name.casefold() for name in names]
    rows = [row for row in _below(sheet, number) if not _same(row, head)]
    signs = named = 0
    for position, name in enumerate(names):
        if name:
            below = _column(rows, position)
            named += 1
            signs += is_data(name) or _comes_again(name, below)
            if position == 0 and len(name) < 10 and _is_next(name, below[:1]) and _is_next(below[0], below[1:2]):
                return True
    return signs * 2 > named


def check_header(sheet: Sheet, number: int) -> None:
    """Refuse a header that looks like a response, or one whose next row may belong to it."""
    names = header(sheet, number)
    if _is_response(sheet, number, names):
        said = "looks like a response, not like a header; put a row with the columns' names above it"
        raise refuse(sheet, said, number)
    if number < len(sheet.rows) and _second_header(sheet, number, names):
        raise _unsure(sheet, number + 1, "may be a second row of the header, or the first response")
