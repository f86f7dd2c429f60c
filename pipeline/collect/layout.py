"""What a table of responses looks like: where its header ends, what each column is, which rows are responses."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.collect.sheets import Sheet
from pipeline.errors import Fault, InputError

OPEN, SHORT, CHOSEN, ABOUT, NOTHING = "open text", "typed briefly", "chosen", "about the submission", "empty"
FIGURES = "numbers, dates or links"
# The tool of a table that no known tool wrote.
ANY = "table"
# So many row numbers are named in a message; the count says the rest.
NAMED = 10
_LONGEST = 5_000
_TAGS = re.compile(r"</?[a-z!][^<>]{0,400}>", re.IGNORECASE)
# Tags within a line, which part no words; what stands for a letter; letters that nobody sees.
_INLINE = re.compile(r"</?(?:a|b|em|font|i|s|small|span|strong|sub|sup|u)(?:\s[^<>]{1,400})?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}\d?);", re.IGNORECASE)
_UNSEEN = re.compile("[\ufeff\u200b\u2060]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `name` is what survey.yml may call it, `wording` the question; `group` and `part` of a split one.

    Where a tool splits by codes, `asked` and `told` are the words for group and part.
    """

    name: str
    wording: str
    position: int
    kind: str = CHOSEN
    group: str = ""
    part: str = ""
    typed: bool = False
    asked: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one tool wrote one table, and the responses in it; `no_ids` names a tool's column of ids that is empty."""

    tool: str
    header_rows: int
    columns: tuple[Column, ...]
    responses: int = 0
    unfinished_rows: tuple[int, ...] = ()
    id_column: str = ""
    no_ids: str = ""
    time_column: str = ""
    missing: frozenset[str] = frozenset()
    skipped: Mapping[int, str] = field(default_factory=dict)
    no_time: str = ""
    note: str = ""

    @property
    def unfinished(self) -> int:
        """How many responses were begun and not finished."""
        return len(self.unfinished_rows)

    @property
    def text_columns(self) -> tuple[Column, ...]:
        """The columns answered in people's own words."""
        return tuple(column for column in self.columns if column.kind == OPEN)

    @property
    def short_columns(self) -> tuple[Column, ...]:
        """The columns that people typed names, places or single words into."""
        return tuple(column for column in self.columns if column.kind == SHORT)


def plain(told: str) -> str:
    """A header's words: no tags, no line breaks, one space between them; no question is longer than 5,000 letters."""
    if told.isascii() and told.isalnum():
        return told[:_LONGEST]
    told = _UNSEEN.sub("", told[:_LONGEST])
    if "<" in told:
        told = _TAGS.sub(" ", _INLINE.sub("", told))
    if "&" in told:
        told = _ENTITY.sub(lambda match: html.unescape(match[0]), told)
    return _SPACES.sub(" ", told).strip()


@lru_cache(maxsize=4096)
def folded(told: str) -> str:
    """A header's words for comparing, whatever their capitals and spaces."""
    return plain(told).casefold()


def header(sheet: Sheet, number: int) -> tuple[str, ...]:
    """The cells of one row (from 1) as headers; empty where the table has no such row."""
    return tuple(plain(cell) for cell in sheet.rows[number - 1]) if number <= len(sheet.rows) else ()


def folded_header(sheet: Sheet, number: int) -> tuple[str, ...]:
    """The cells of one row (from 1) as headers for comparing."""
    return tuple(cell.casefold() for cell in header(sheet, number))


def cell_at(row: Sequence[str], position: int) -> str:
    """The cell of a row, empty where the row is shorter."""
    return row[position] if position < len(row) else ""


def as_about(column: Column, about: bool) -> Column:
    """The column as one that says who or when, if it is."""
    return replace(column, kind=ABOUT) if about else column


def name_of(columns: Iterable[Column], told: str) -> str:
    """The column's name as the file writes it, or nothing where there is none."""
    return next((column.name for column in columns if told and folded(column.name) == told), "")


def letter(position: int) -> str:
    """The letter a spreadsheet gives to a column counted from 0."""
    told = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        told = chr(65 + rest) + told
    return told


def rows_named(numbers: Sequence[int]) -> str:
    """'row 3' or 'rows 3, 5, 9 and 12 more'."""
    told = ", ".join(map(str, numbers[:NAMED]))
    more = f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
    return f"row{'s' if len(numbers) > 1 else ''} {told}{more}"


def _filled_positions(sheet: Sheet, header_rows: int) -> set[int]:
    return {position for row in sheet.rows[header_rows:] for position, cell in enumerate(row) if cell.strip()}


def unique_names(names: Iterable[str]) -> list[str]:
    """Each name once: the second of a name is called 'name (2)', or the next number that no header has."""
    given = list(names)
    taken, seen = set(given), Counter[str]()
    told = []
    for name in given:
        seen[name] += 1
        made = name
        while seen[name] > 1 and (made := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        taken.add(made)
        told.append(made)
    return told


def named_columns(sheet: Sheet, names: Sequence[str], wordings: Sequence[str], header_rows: int) -> list[Column]:
    """A column for each header or filled cell; one without a header is called by its letter."""
    filled = _filled_positions(sheet, header_rows)
    width = max(len(names), max(filled, default=-1) + 1)
    kept = [position for position in range(width) if (position < len(names) and names[position]) or position in filled]
    told = [
        names[position] if position < len(names) and names[position] else f"column {letter(position)}"
        for position in kept
    ]
    return [
        Column(name=name, wording=(wordings[position] if position < len(wordings) else "") or name, position=position)
        for name, position in zip(unique_names(told), kept, strict=True)
    ]


def check_rows(sheet: Sheet, header_rows: int) -> None:
    """Refuse a table whose rows have more or fewer cells than its header, naming the rows."""
    heads = [row for row in sheet.rows[:header_rows] if row]
    width = max((len(row) for row in heads), default=0)
    named = max((n for row in heads for n, cell in enumerate(row, 1) if cell.strip()), default=0)
    numbered = [(n, row) for n, row in enumerate(sheet.rows[header_rows:], header_rows + 1) if row]
    over = [n for n, row in numbered if any(cell.strip() for cell in row[width:])]
    short = [n for n, row in numbered if len(row) < named]
    faults = []
    if over:
        said = f"{rows_named(over)}: more cells than the {width} of the header; a text with a comma or a line break is"
        faults.append(Fault(sheet.file, over[0], f"{said} not in quotes: export the file again, or save it as .xlsx"))
    if short:
        said = f"{rows_named(short)}: fewer cells than the {named} of the header; the file was cut off or a text with"
        faults.append(Fault(sheet.file, short[0], f"{said} a line break is not in quotes: export it again"))
    if faults:
        raise InputError(faults)


def body(sheet: Sheet, layout: Layout, *, empty_rows: bool = False) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each response's row number and cells, codes for 'no answer' emptied; blank lines and skipped rows are left out.

    Rows of empty cells are no response, but they are rows of a table of texts: `empty_rows` keeps them.
    """
    width = max((column.position for column in layout.columns), default=0) + 1
    for number, row in enumerate(sheet.rows[layout.header_rows :], layout.header_rows + 1):
        if not row or number in layout.skipped or not (empty_rows or any(cell.strip() for cell in row)):
            continue
        cells = row + ("",) * (width - len(row))
        yield (
            number,
            tuple("" if cell.strip() in layout.missing else cell for cell in cells) if layout.missing else cells,
        )


def without_empty_ids(layout: Layout, rows: Sequence[tuple[int, tuple[str, ...]]]) -> Layout:
    """The layout without its column of ids where that is empty in every row, as in files made anonymous."""
    position = next((column.position for column in layout.columns if column.name == layout.id_column), None)
    if position is None or any(row[position].strip() for _, row in rows):
        return layout
    said = f"no response has an id in '{layout.id_column}'; each gets one that is made from its row"
    return replace(layout, id_column="", no_ids=layout.id_column, note="; ".join(filter(None, (layout.note, said))))
