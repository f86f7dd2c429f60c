"""A kind of worksheet: its columns, and how a row of a file becomes a row of it, a person's words kept as typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from pipeline.errors import Fault, RecordError

_ASKING = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A kind of worksheet: its sheet's name, both halves of its columns, what may be decided of which kind of row."""

    sheet: str
    machine: tuple[str, ...]
    human: tuple[str, ...]
    decisions: Mapping[str, tuple[str, ...]]
    how_to: tuple[str, ...]
    # Columns of a later version, which sheets written before have not.
    later: tuple[str, ...] = ()
    # A person's columns that hold prose: kept to the last space. The others hold words of a list, read leniently.
    prose: tuple[str, ...] = ("title", "reason")
    # Rows filled as an example, for the page of instructions.
    examples: tuple[Row, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The machine's columns, then a person's."""
        return (*self.machine, *self.human)

    def missing(self, header: Sequence[str]) -> list[str]:
        """The columns of this form that a file has not."""
        return [name for name in self.columns if name not in header and name not in self.later]


class SheetRow(dict[str, str]):
    """A row as it was read, with the letter of the column that each cell stood in."""

    letters: Mapping[str, str]

    def __init__(self, cells: Mapping[str, str], letters: Mapping[str, str]) -> None:
        super().__init__(cells)
        self.letters = letters


def cell_of(row: Row, line: int, column: str) -> str:
    """A cell as a person finds it: 'decision (W7)', or the column's name alone where no letter is known."""
    letter = row.letters.get(column) if isinstance(row, SheetRow) else None
    return f"{column} ({letter}{line})" if letter else column


def escaped(cell: str) -> str:
    """A machine's cell that no spreadsheet will take for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(_ASKING) or cell.startswith("'") else cell


def unescaped(cell: str) -> str:
    """The cell as it was before `escaped`."""
    return cell[1:] if cell.startswith("'") and len(cell) > 1 and cell[1:].startswith((*_ASKING, "'")) else cell


def _names(header: Iterable[str]) -> list[str]:
    return [name.strip().casefold() for name in header]


def _check_header(names: Sequence[str], file: str, form: Form) -> None:
    missing = form.missing(names)
    if missing:
        said = f"the columns {', '.join(missing)} are not there; write the sheet again with: cpitg review SURVEY"
        raise RecordError([Fault(file, 1, said)])
    twice = [name for name in form.columns if names.count(name) > 1]
    if twice:
        raise RecordError(
            [Fault(file, 1, f"{', '.join(twice)}: stands twice among the columns; rename one of the two")]
        )


def _typed(cell: str, column: str, form: Form) -> str:
    told = cell.replace("\r\n", "\n").replace("\r", "\n")
    return told if column in form.prose else told.strip()


def rows_of(
    table: Iterable[tuple[int, Sequence[str]]], header: Sequence[str], file: str, form: Form
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table under a header, columns in any order; empty rows are passed over.

    Line ends within a cell come as \\n. Raises RecordError where a column is missing or stands twice, or where a row
    has more cells than there are columns.
    """
    names = _names(header)
    _check_header(names, file, form)
    letters = {name: get_column_letter(number) for number, name in enumerate(names, start=1)}
    rows: list[tuple[int, dict[str, str]]] = []
    faults = []
    for number, told in table:
        if any(cell.strip() for cell in told[len(names) :]):
            faults.append(Fault(file, number, "has more cells than there are columns; put cells with commas in quotes"))
        cells = dict(zip(names, told, strict=False))
        # What somebody noted beside the table is no row of it.
        if any(cells.get(name) for name in form.columns):
            machine = {name: unescaped(cells.get(name, "")) for name in form.machine}
            human = {name: _typed(cells.get(name, ""), name, form) for name in form.human}
            rows.append((number, SheetRow(machine | human, letters)))
    if faults:
        raise RecordError(faults)
    return rows
