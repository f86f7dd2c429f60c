"""The worksheet: the machine's columns on the left, a person's on the right, as CSV or XLSX, both ways."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook

from pipeline.errors import Fault, RecordError

MACHINE = (
    "kind",
    "id",
    "digest",
    "now",
    "suggested_title",
    "keywords",
    "suggested_items",
    "score",
    "because",
    "responses",
    "points",
    "texts",
    "organisations",
    "steady",
    "look",
    "stance",
    "who",
    "before",
    "parts",
    "text",
    "question",
)
HUMAN = ("decision", "title", "items", "into", "marks", "reason")
DECISIONS = {
    "theme": ("accept", "merge", "reject"),
    "agreed": ("merge", "reject"),
    "point": ("approve-quote", "refuse-quote", "move"),
}
MARKS = ("minority", "safety", "small")
HELP = "how to"
_ASKING = ("=", "+", "-", "@", "\t", "\r")
_WIDE = 34
_WIDTHS = {"text": 70, "rest": 50, "now": 24, "rule": 24, "hidden": 24, "words": 50} | dict.fromkeys(
    ("suggested_title", "keywords", "because", "look", "who", "parts", "before", "title", "reason"), _WIDE
)

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

    @property
    def columns(self) -> tuple[str, ...]:
        """The machine's columns, then a person's."""
        return (*self.machine, *self.human)

    def missing(self, header: Sequence[str]) -> list[str]:
        """The columns of this form that a file has not."""
        return [name for name in self.columns if name not in header and name not in self.later]


def escaped(cell: str) -> str:
    """A machine's cell that no spreadsheet will take for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(_ASKING) or cell.startswith("'") else cell


def unescaped(cell: str) -> str:
    """The cell as it was before `escaped`."""
    return cell[1:] if cell.startswith("'") and len(cell) > 1 and cell[1:].startswith((*_ASKING, "'")) else cell


_HOW_TO = (
    "How to fill in this sheet",
    "Grey columns are the machine's; leave them. White columns on the right are yours; leave a cell empty for later.",
    "A row of kind 'theme' is a group of points the machine found. decision: accept, merge or reject.",
    "accept: give the title as it shall be published (empty: the suggested one is taken), and the items it is about,",
    "e.g. WS2a;WS1d, or NONE for what is not about digital (empty: the suggested ones). The codes stand below.",
    "In the row of a theme, 'text' holds a few of its points that differ from one another; 'parts' what it falls into,",
    "'look' what the machine doubts about it, 'steady' how often it came out again when the machine left answers away.",
    "merge: write in 'into' the id of the theme it belongs to (of an agreed one, or of one you accept in this sheet).",
    "reject: the points stay in the count of points, but no theme is published. Say why in 'reason'.",
    "A row of kind 'agreed' is a theme you accepted before: a new title or new items change it.",
    "A row of kind 'point' is an answer that may be quoted, since its sender agreed: approve-quote or refuse-quote.",
    "move: write in 'into' the id of the agreed theme the point belongs to, or none.",
    "marks: minority, safety or small (publish the count although it is under five), joined by ';'.",
    "reason: why, in a few words; name people by role, never by name.",
    "Example: decision = accept | title = Passwords expire too often | items = WS2a | reason = clear and frequent",
    "Then: cpitg review SURVEY --apply this file",
)
REVIEW = Form(
    sheet="review",
    machine=MACHINE,
    human=HUMAN,
    decisions=DECISIONS,
    how_to=_HOW_TO,
    later=("organisations", "steady", "look", "stance", "who", "before", "parts"),
)


def merge(suggested: Sequence[Row], reviewed: Iterable[Row], form: Form = REVIEW) -> list[dict[str, str]]:
    """Lay new suggestions under a person's cells; never the other way round.

    A row that has a person's cells and is suggested no more stays, marked 'gone' in `now`; what the machine had said of
    it goes, since words of it may have been hidden meanwhile.
    """
    told = {(row["kind"], row["id"]): row for row in reviewed if any(row[name] for name in form.human)}
    rows = []
    for row in suggested:
        person = told.pop((row["kind"], row["id"]), None)
        rows.append({**row, **{name: person[name] if person else "" for name in form.human}})
    gone = dict.fromkeys((name for name in form.machine if name not in ("kind", "id", "digest")), "")
    return rows + [{**row, **gone, "now": "gone"} for _, row in sorted(told.items())]


def to_csv(rows: Iterable[Row], form: Form = REVIEW) -> str:
    """The worksheet as CSV; machine cells escaped, human cells as typed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(form.columns)
    for row in rows:
        writer.writerow([*(escaped(row[name]) for name in form.machine), *(row[name] for name in form.human)])
    return buffer.getvalue()


def _checked_header(header: Sequence[str], file: str, form: Form) -> None:
    missing = form.missing(header)
    if missing:
        said = f"the columns {', '.join(missing)} are not there; write the sheet again with: cpitg review SURVEY"
        raise RecordError([Fault(file, 1, said)])


def _row(cells: Mapping[str, str], form: Form) -> dict[str, str]:
    machine = {name: unescaped(cells.get(name) or "") for name in form.machine}
    return machine | {name: (cells.get(name) or "").strip() for name in form.human}


def from_csv(text: str, file: str, form: Form = REVIEW) -> list[tuple[int, dict[str, str]]]:
    """The rows of a worksheet in CSV, columns in any order, each with its line."""
    csv.field_size_limit(1 << 30)
    told = text.removeprefix("\ufeff")
    head = told.partition("\n")[0]
    # Spreadsheets of some countries save with semicolons or tabs.
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(told, newline=""), delimiter=delimiter)
    _checked_header(reader.fieldnames or (), file, form)
    return [(reader.line_num, _row(row, form)) for row in reader if any(row.values())]


def _write_help(book: Workbook, items: Mapping[str, str], form: Form) -> None:
    sheet = book.create_sheet(HELP)
    sheet.column_dimensions["A"].width = 110
    codes = [f"{code}: {title}" for code, title in items.items()]
    for number, line in enumerate([*form.how_to, "", *codes], start=1):
        sheet.cell(number, 1, line).font = Font(bold=number == 1)


def _write_rows(sheet: Worksheet, rows: Sequence[Row], form: Form) -> None:
    grey = PatternFill("solid", start_color="E7E9EC")
    for column, name in enumerate(form.columns, start=1):
        head = sheet.cell(1, column, name)
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = _WIDTHS.get(name, 14)
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(form.columns, start=1):
            cell = sheet.cell(number, column)
            cell.value = escaped(row[name]) if name in form.machine else row[name] or None
            cell.data_type = "s" if cell.value is not None else "n"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=name in _WIDTHS, vertical="top")
            if name in form.machine:
                cell.fill = grey
    sheet.freeze_panes = "C2"


def _offer(sheet: Worksheet, rows: Sequence[Row], form: Form) -> None:
    """Drop-downs: on each run of rows of one kind, the decisions that kind knows."""
    if not form.decisions:
        return
    column = sheet.cell(1, form.columns.index("decision") + 1).column_letter
    for kind, words in form.decisions.items():
        numbers = [number for number, row in enumerate(rows, start=2) if row["kind"] == kind]
        if numbers:
            offer = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
            offer.errorTitle, offer.error = "Not a decision", f"One of {', '.join(words)}, or empty for later."
            sheet.add_data_validation(offer)
            offer.add(f"{column}{min(numbers)}:{column}{max(numbers)}")


def fixed_zip(data: bytes, day: date) -> bytes:
    """The same ZIP with every time in it set to one day, so that equal content is equal bytes."""
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(entry, content)
    return out.getvalue()


def to_xlsx(rows: Sequence[Row], day: date, items: Mapping[str, str], form: Form = REVIEW) -> bytes:
    """The worksheet as XLSX with drop-downs and a page of instructions and of the items' titles by code.

    `day` is the only time inside.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = form.sheet
    _write_rows(sheet, rows, form)
    _offer(sheet, rows, form)
    _write_help(book, items, form)
    buffer = io.BytesIO()
    book.save(buffer)
    return fixed_zip(buffer.getvalue(), day)


def from_xlsx(data: bytes, file: str, form: Form = REVIEW) -> list[tuple[int, dict[str, str]]]:
    """The rows of a worksheet in XLSX, columns in any order, each with its row number."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = form.sheet if form.sheet in book.sheet_names else book.sheet_names[0]
        table = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, IndexError):
        said = "is not a workbook that can be read; save it again as .xlsx, or hand in the .csv"
        raise RecordError([Fault(file, 0, said)]) from None
    header = [str(cell) for cell in table[0]] if table else []
    _checked_header(header, file, form)
    rows = ((number, dict(zip(header, map(_cell, cells), strict=False))) for number, cells in enumerate(table[1:], 2))
    return [(number, _row(row, form)) for number, row in rows if any(row.values())]


def _cell(value: object) -> str:
    """A cell as its text; a whole number that a spreadsheet turned into 3.0 is 3 again."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
