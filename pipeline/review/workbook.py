"""A worksheet as XLSX, both ways: drop-downs, a page of instructions, and every cell a text."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook

from pipeline.errors import Fault, RecordError
from pipeline.review.form import Form, Row, escaped, rows_of

HELP = "how to"
MARKS = ("minority", "safety", "small")
_LISTS = "lists"
_WIDE = 34
_WIDTHS = {
    "text": 70,
    "now": 24,
    "rule": 24,
    "hidden": 24,
    "words": 50,
    "rest": 50,
    "theme": 24,
    "beside": 24,
    "suppliers": 50,
    "value": 50,
    "feasibility_because": _WIDE,
    "change": _WIDE,
} | dict.fromkeys(
    ("suggested_title", "keywords", "because", "look", "who", "parts", "before", "title", "reason"), _WIDE
)
# What XML cannot hold or does not keep, and what would be read as such a code (ECMA-376 part 1, 22.9.2.19).
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|\A\s(?=\s*\Z)")


def _coded(cell: str) -> str:
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", cell)


def _write_help(book: Workbook, items: Mapping[str, str], form: Form) -> None:
    sheet = book.create_sheet(HELP)
    sheet.column_dimensions["A"].width = 110
    codes = [f"{code}: {title}" for code, title in items.items()]
    for number, line in enumerate([*form.how_to, "", *codes], start=1):
        sheet.cell(number, 1, line).font = Font(bold=number == 1)
    if not form.examples:
        return
    start, names = len(form.how_to) + len(codes) + 3, list(form.examples[0])
    sheet.cell(start, 1, "Rows filled as an example:").font = Font(bold=True)
    for column, name in enumerate(names, start=1):
        sheet.cell(start + 1, column, name).font = Font(bold=True)
        for number, row in enumerate(form.examples, start=start + 2):
            sheet.cell(number, column, row[name]).data_type = "s"


def _write_rows(sheet: Worksheet, rows: Sequence[Row], form: Form) -> None:
    grey = PatternFill("solid", start_color="E7E9EC")
    for column, name in enumerate(form.columns, start=1):
        head = sheet.cell(1, column, name)
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = _WIDTHS.get(name, 14)
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(form.columns, start=1):
            cell = sheet.cell(number, column)
            cell.value = _coded(escaped(row[name]) if name in form.machine else row[name]) or None
            cell.data_type = "s" if cell.value is not None else "n"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=name in _WIDTHS, vertical="top")
            if name in form.machine:
                cell.fill = grey
    sheet.freeze_panes = "C2"


def _offer_decisions(sheet: Worksheet, rows: Sequence[Row], form: Form) -> None:
    """Drop-downs: on each run of rows of one kind, the decisions that kind knows."""
    if "decision" not in form.human:
        return
    column = sheet.cell(1, form.columns.index("decision") + 1).column_letter
    for kind, words in form.decisions.items():
        numbers = [number for number, row in enumerate(rows, start=2) if row["kind"] == kind]
        if numbers:
            offer = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
            offer.errorTitle, offer.error = "Not a decision", f"One of {', '.join(words)}, or empty for later."
            offer.errorStyle, offer.showErrorMessage = "warning", True
            sheet.add_data_validation(offer)
            offer.add(f"{column}{min(numbers)}:{column}{max(numbers)}")


def _lists(rows: Sequence[Row], items: Mapping[str, str]) -> dict[str, list[str]]:
    """What may be picked in a cell that takes one word or several of a list."""
    agreed = [row["id"] for row in rows if row.get("kind") == "agreed" and row.get("now") != "gone"]
    return {"items": list(items), "into": [*sorted(agreed), "none"], "marks": [*MARKS, ";".join(MARKS[:2])]}


def _offer_lists(book: Workbook, sheet: Worksheet, rows: Sequence[Row], items: Mapping[str, str], form: Form) -> None:
    """Drop-downs of a list; other words may be typed, since a cell may take several joined by ';'."""
    told = {name: words for name, words in _lists(rows, items).items() if name in form.human and words}
    if not told or not rows:
        return
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for column, (name, words) in enumerate(told.items(), start=1):
        for number, word in enumerate([name, *words], start=1):
            lists.cell(number, column, word).data_type = "s"
        letter = lists.cell(1, column).column_letter
        offer = DataValidation(
            type="list", formula1=f"{_LISTS}!${letter}$2:${letter}${len(words) + 1}", allow_blank=True
        )
        offer.showErrorMessage, offer.showInputMessage = False, True
        offer.promptTitle, offer.prompt = (
            name,
            "Pick one, or type several joined by ';'." if name != "into" else "Pick.",
        )
        sheet.add_data_validation(offer)
        here = sheet.cell(1, form.columns.index(name) + 1).column_letter
        offer.add(f"{here}2:{here}{len(rows) + 1}")


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


def to_xlsx(rows: Sequence[Row], day: date, items: Mapping[str, str], form: Form) -> bytes:
    """The worksheet as XLSX with drop-downs and a page of instructions and of the items' titles by code.

    `day` is the only time inside.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = form.sheet
    _write_rows(sheet, rows, form)
    _offer_decisions(sheet, rows, form)
    _write_help(book, items, form)
    _offer_lists(book, sheet, rows, items, form)
    buffer = io.BytesIO()
    book.save(buffer)
    return fixed_zip(buffer.getvalue(), day)


def _formulas(data: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """Row and column -> what was typed in a cell that the spreadsheet took for a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        # An offer of a drop-down begins with <formula1> and is none.
        if not any(re.search(rb"<(\w+:)?f[\s/>]", parts.read(name)) for name in names):
            return {}
    cells = (cell for row in load_workbook(io.BytesIO(data), read_only=True)[sheet].iter_rows() for cell in row)
    return {(cell.row, cell.column): str(cell.value) for cell in cells if cell.data_type == "f"}


def from_xlsx(data: bytes, file: str, form: Form) -> list[tuple[int, dict[str, str]]]:
    """The rows of a worksheet in XLSX, columns in any order, each with its row number.

    A cell that a spreadsheet took for a formula comes back as it was typed, never as what it came to.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = form.sheet if form.sheet in book.sheet_names else book.sheet_names[0]
        table = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        typed = _formulas(data, name)
    except (CalamineError, IndexError, KeyError, zipfile.BadZipFile):
        said = "is not a workbook that can be read; save it again as .xlsx, or hand in the .csv"
        raise RecordError([Fault(file, 0, said)]) from None
    told = [
        [typed.get((number, column)) or _cell(value) for column, value in enumerate(cells, 1)]
        for number, cells in enumerate(table, 1)
    ]
    return rows_of(enumerate(told[1:], 2), told[0] if told else [], file, form)


def _cell(value: object) -> str:
    """A cell as its text; a whole number that a spreadsheet turned into 3.0 is 3 again."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
