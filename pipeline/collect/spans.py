"""A header of several rows: questions over the options that stand under them."""

from collections.abc import Sequence

from pipeline.collect.headers import are_questions
from pipeline.collect.layout import Column, cell_at, header, named_columns
from pipeline.collect.sheets import Sheet

# A header of more rows than pages, questions and options has not been met.
_MOST = 4


def _rows(sheet: Sheet, last: int) -> list[tuple[str, ...]]:
    """The rows of the header, first the last one; a blank row or a title of one cell ends it."""
    rows = [header(sheet, last)]
    for number in range(last - 1, max(0, last - _MOST), -1):
        cells = header(sheet, number)
        if sum(map(bool, cells)) < 2:
            break
        rows.append(cells)
    return rows


def _question(cells: Sequence[str], position: int) -> str:
    """The question over a column: its own cell, or the nearest to the left, as a joined cell leaves it."""
    return next((cell for cell in reversed(cells[: position + 1]) if cell), "")


def _over(rows: Sequence[Sequence[str]], position: int) -> str:
    """The name that the nearest row above gives to a column itself."""
    return next((told for cells in rows if (told := cell_at(cells, position))), "")


def _told(rows: Sequence[Sequence[str]], position: int) -> tuple[str, str]:
    """The question and the part of a column: the part is empty where the question has no other column."""
    part = cell_at(rows[0], position)
    if not part:
        return _over(rows[1:], position), ""
    return _question(rows[1], position), part


def _names_parts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the last row leaves columns without a name that the rows above name: then it holds parts, no names."""
    width = max(map(len, rows))
    return any(not cell_at(rows[0], n) and _over(rows[1:], n) for n in range(width))


def _asks(cells: Sequence[str], width: int) -> bool:
    """Whether a row holds questions over several columns each: then the row under it holds their options."""
    return 1 < sum(map(bool, cells)) < width and are_questions(cells)


def asked_above(sheet: Sheet, last: int) -> bool:
    """Whether the row over a header asks what the header's cells are the options of."""
    return last > 1 and _asks(header(sheet, last - 1), sum(map(bool, header(sheet, last))))


def told_columns(sheet: Sheet, last: int) -> list[Column]:
    """The columns of a table whose header ends in row `last`, each with its question and its part where it is split."""
    rows = _rows(sheet, last)
    if len(rows) == 1 or not (_names_parts(rows) or _asks(rows[1], len(rows[0]))):
        return named_columns(sheet, rows[0], rows[0], last)
    told = [_told(rows, position) for position in range(max(map(len, rows)))]
    names = [f"{question}: {part}" if question and part else question or part for question, part in told]
    columns = named_columns(sheet, names, names, last)
    return [_split(column, told) for column in columns]


def _split(column: Column, told: Sequence[tuple[str, str]]) -> Column:
    question, part = told[column.position] if column.position < len(told) else ("", "")
    if not (question and part):
        return column
    alone = sum(other == question for other, _ in told) == 1
    # A question over one column is called as it asks, whatever the tool writes under it.
    return Column(name=column.name, wording=question if alone else column.wording, position=column.position,
                  group=question, part=part)  # fmt: skip
