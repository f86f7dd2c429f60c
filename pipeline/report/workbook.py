"""The workbook: every table of a result as a sheet that can be filtered, where no text is ever taken for a formula."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from pipeline.report.material import Material
from pipeline.report.views import ThemeView, Views, member_rows, unthemed_rows
from pipeline.report.words import KINDS, STATES, flag_words, listed
from pipeline.review.worksheet import escaped, fixed_zip
from pipeline.schemas import records

# A result of `explore` has no date of its own, and the clock may enter no file: the first day a ZIP can hold.
NO_DAY = date(1980, 1, 1)
LONGEST_CELL = 32_767  # characters; Excel's own limit
CUT = " [cut: the rest is in points.csv]"
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
WIDE, MIDDLE, NARROW = 60, 28, 13
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | int | float | None
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its name, its columns with their widths, its rows."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[Row]


def safe(value: Value) -> Value:
    """A cell that every spreadsheet shows as it stands: no formula, no character that XML forbids, not too long."""
    if not isinstance(value, str):
        return value
    told = escaped(_UNPRINTABLE.sub("\ufffd", value))
    return told if len(told) <= LONGEST_CELL else told[: LONGEST_CELL - len(CUT)] + CUT


class _Writer:
    """Writes cells with a few shared styles; a style of its own for each cell would cost minutes."""

    def __init__(self) -> None:
        self.book = Workbook(write_only=True)
        first = self.book.create_sheet("styles")
        self._head = WriteOnlyCell(first)
        self._head.font = Font(bold=True)
        self._head.fill = PatternFill("solid", start_color="E7E9EC")
        self._head.alignment = Alignment(wrap_text=True, vertical="top")
        self._text = WriteOnlyCell(first)
        self._text.alignment = Alignment(wrap_text=True, vertical="top")
        self._text.number_format = "@"
        self._figure = WriteOnlyCell(first)
        self._figure.alignment = Alignment(vertical="top")
        self.book.remove(first)

    def _cell(self, sheet: Any, value: Value, style: Any) -> Any:
        told = None if value == "" else safe(value)
        cell = WriteOnlyCell(sheet, told)
        if isinstance(told, str):
            cell.data_type = "s"
        cell._style = style._style
        return cell

    def add(self, page: Page) -> None:
        """Write one sheet: a header that stays, filters, widths, wrapped text."""
        sheet = self.book.create_sheet(page.name)
        sheet.freeze_panes = "A2"
        for number, (_, width) in enumerate(page.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([self._cell(sheet, name, self._head) for name, _ in page.columns])
        last = 1
        for last, row in enumerate(page.rows, start=2):
            if last > MOST_ROWS:
                break
            sheet.append(
                [self._cell(sheet, each, self._text if isinstance(each, str) else self._figure) for each in row]
            )
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(page.columns))}{last}"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"

    def data(self) -> bytes:
        """The workbook, equal bytes for equal content."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        return fixed_zip(buffer.getvalue(), NO_DAY)


def _themes(views: Sequence[ThemeView]) -> Page:
    columns = (
        ("theme", NARROW), ("title", MIDDLE), ("keywords", MIDDLE), ("responses", NARROW), ("points", NARROW),
        ("distinct texts", NARROW), ("organisations", NARROW), ("share of responses", NARROW), ("stance", NARROW),
        ("look at", MIDDLE), ("change since before", MIDDLE), ("examples", WIDE),
    )  # fmt: skip
    rows = (
        (each.theme, each.title, each.keywords, each.responses, each.points, each.texts, each.organisations,
         round(each.share, 4), each.stance, "; ".join(flag.rule for flag in each.flags), each.change,
         "\n".join(text.text for text in each.exemplars))
        for each in views
    )  # fmt: skip
    return Page("themes", columns, rows)


def _parts(views: Sequence[ThemeView]) -> Page:
    columns = (("theme", NARROW), ("title of the theme", MIDDLE), ("sub-theme", NARROW), ("title", MIDDLE),
               ("keywords", MIDDLE), ("responses", NARROW), ("points", NARROW), ("examples", WIDE))  # fmt: skip
    rows = (
        (each.theme, each.title, part.subtheme, part.title, part.keywords, part.responses, part.points,
         "\n".join(part.examples))
        for each in views
        for part in each.parts
    )  # fmt: skip
    return Page("sub-themes", columns, rows)


def _points(material: Material) -> Page:
    columns = (("theme", NARROW), ("title", MIDDLE), ("text", WIDE), ("closeness", NARROW), ("place", NARROW),
               ("sub-theme", NARROW), ("question", MIDDLE), ("answer", NARROW), ("point", NARROW))  # fmt: skip
    return Page("points", columns, _point_rows(material))


def _point_rows(material: Material) -> Iterator[Row]:
    titles = dict(zip(material.themes["theme"], material.themes["title"], strict=True))
    parts = dict(zip(material.submembers["point"], material.submembers["subtheme"], strict=True))
    questions = material.head.questions
    for row in records(member_rows(material)):
        place, part = ("second theme", "") if row["rank"] else ("", parts.get(row["point"], ""))
        asked = questions.get(row["question"], row["question"])
        yield (row["theme"], titles[row["theme"]], row["text"], row["score"], place, part, asked, row["answer"],
               row["point"])  # fmt: skip
    for row in records(unthemed_rows(material)):
        asked = questions.get(row["question"], row["question"])
        yield "", "in no theme", row["text"], None, "", "", asked, row["answer"], row["point"]


def _voices(material: Material) -> Page:
    columns = (("theme", NARROW), ("title", MIDDLE), ("attribute", MIDDLE), ("value", MIDDLE), ("responses", NARROW),
               ("of", NARROW), ("share", NARROW))  # fmt: skip
    titles = dict(zip(material.themes["theme"], material.themes["title"], strict=True))
    questions = material.head.questions
    rows = (
        (row["theme"], titles[row["theme"]], row["attribute"],
         questions.get(row["value"], row["value"]) if row["attribute"] == "question" else row["value"],
         row["responses"], row["of"], round(row["responses"] / row["of"], 4))
        for row in records(material.voices)
    )  # fmt: skip
    return Page("who said it", columns, rows)


def _quality(views: Sequence[ThemeView]) -> Page:
    columns = (("theme", NARROW), ("title", MIDDLE), ("found again", NARROW), ("stability", NARROW),
               ("cohesion", NARROW), ("separation", NARROW), ("intruder", NARROW), ("nearest", MIDDLE),
               ("flags", MIDDLE))  # fmt: skip
    rows = (
        (each.theme, each.title, each.found, each.stability, each.cohesion, each.separation, each.intruder,
         "\n".join(f"{near.theme} {near.title} ({near.said})" for near in each.nearest),
         "; ".join(flag.rule for flag in each.flags))
        for each in views
    )  # fmt: skip
    return Page("quality", columns, rows)


def _flags(material: Material) -> Page:
    columns = (("theme", NARROW), ("rule", NARROW), ("measured", NARROW), ("bound", NARROW), ("beside", MIDDLE),
               ("says", WIDE), ("why", WIDE), ("what to do", WIDE))  # fmt: skip
    return Page("flags", columns, _flag_rows(material))


def _flag_rows(material: Material) -> Iterator[Row]:
    for row in records(material.flags):
        words = flag_words(row["rule"], material.rules)
        others = "; ".join(listed(row["others"]))
        yield row["theme"], row["rule"], row["value"], row["bound"], others, words.says, words.why, words.cure


def _change(material: Material) -> Page:
    columns = (("theme", NARROW), ("before", NARROW), ("title before", MIDDLE), ("what became of it", MIDDLE),
               ("shared points", NARROW), ("overlap", NARROW), ("share before", NARROW), ("share now", NARROW),
               ("difference from", NARROW), ("to", NARROW), ("more than chance", NARROW))  # fmt: skip
    return Page("change", columns, _change_rows(material))


def _change_rows(material: Material) -> Iterator[Row]:
    shifts = {row["theme"]: row for row in records(material.shifts)}
    for row in records(material.lineage):
        # What became of a theme that is gone stands under its earlier id.
        theme = row["theme"] or row["before"]
        shift = shifts.get(material.counted_with.get(theme, theme))
        figures: Row = [None] * 5
        if shift:
            real = "yes" if shift["real"] else "no"
            figures = [shift["before"], shift["now"], shift["low"], shift["high"], real]
        title = material.titles_before.get(row["before"], "")
        yield [row["theme"], row["before"], title, KINDS[row["kind"]], row["shared"], row["overlap"], *figures]


def _dropped(material: Material) -> Page:
    rows = ((row["id"], row["reason"]) for row in records(material.dropped))
    return Page("dropped", (("answer", MIDDLE), ("reason", WIDE)), rows)


def _ledger(material: Material) -> Page:
    columns = (("unit", MIDDLE), ("of", MIDDLE), ("state", MIDDLE), ("rule", MIDDLE), ("count", NARROW))
    return Page("ledger", columns, _ledger_rows(material))


def _ledger_rows(material: Material) -> Iterator[Row]:
    told = material.ledger
    for unit in ("responses", "answers"):
        for state, count in told[unit].items():
            yield unit, "all", STATES.get(state, state), "", count
    for one in told["by_question"]:
        asked = material.head.questions.get(one["question"], one["question"])
        for state, count in one["answers"].items():
            yield "answers", asked, STATES.get(state, state), "", count
    for rule in told["rules"]:
        yield "answers", "all", STATES.get(rule["state"], rule["state"]), rule["rule"], rule["answers"]


def _about(material: Material) -> Page:
    head = material.head
    facts = [("file", head.file), *((f"question {id}", asked) for id, asked in head.questions.items())]
    facts += [*head.settings.items(), ("what this holds", "redacted texts, for the analyst only: what people wrote")]
    return Page("about", (("of", MIDDLE), ("is", WIDE)), facts)


def themes_workbook(material: Material) -> bytes:
    """The result as XLSX: themes, sub-themes, points, who said it, quality, flags, change, dropped, ledger, about."""
    views = Views(material).themes()
    writer = _Writer()
    pages = [_themes(views), _parts(views), _points(material), _voices(material), _quality(views),
             _flags(material), _change(material), _dropped(material), _ledger(material), _about(material)]  # fmt: skip
    for page in pages:
        writer.add(page)
    return writer.data()
