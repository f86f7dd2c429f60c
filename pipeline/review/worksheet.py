"""The worksheet: the machine's columns on the left, a person's on the right, as CSV or XLSX, both ways."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pipeline.errors import Fault, RecordError
from pipeline.review import workbook
from pipeline.review.form import Form, Row, escaped, rows_of, unescaped
from pipeline.review.workbook import MARKS, fixed_zip

__all__ = [
    "DECISIONS", "HUMAN", "MACHINE", "MARKS", "REVIEW", "Form", "Row", "escaped", "fixed_zip", "from_csv", "from_xlsx",
    "merge", "to_csv", "to_xlsx", "unescaped",
]  # fmt: skip

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
    "beside",
    "before",
    "parts",
    "text",
    "question",
)
HUMAN = ("decision", "title", "items", "into", "marks", "reason")
DECISIONS = {
    "theme": ("accept", "merge", "reject"),
    "part": ("split",),
    "agreed": ("keep", "merge", "reject"),
    "point": ("approve-quote", "refuse-quote", "move"),
}

_HOW_TO = (
    "How to fill in this sheet",
    "Grey columns are the machine's; leave them. White columns on the right are yours; leave a cell empty for later.",
    "You may sort, filter and hide rows, take rows out, and fill in only a few: what is empty changes nothing.",
    "A row of kind 'theme' is a group of points the machine found. decision: accept, merge or reject.",
    "accept: give the title as it shall be published (empty: the suggested one is taken), and the items it is about,",
    "e.g. WS2a;WS1d, or NONE for what is not about digital (empty: the suggested ones). The codes stand below.",
    "In the row of a theme, 'text' holds a few of its points that differ from one another; 'parts' what it falls into,",
    "'look' what the machine doubts about it, 'steady' how often it came out again when the machine left answers away.",
    "'beside' counts the points that seem to be about safety or inclusion: read them; only what you write in 'marks'",
    "marks a theme. Where many of its points fit no item, 'look' says so: that is where a next workstream comes from.",
    "merge: write in 'into' the id of the theme it belongs to (of an agreed one, or of one you accept in this sheet).",
    "reject: the points stay in the count of points, but no theme is published. Say why in 'reason'.",
    "A row of kind 'part' is a part of the theme named in 'because'. split: it becomes a theme of its own, with the",
    "title and items you give; the other theme keeps the rest.",
    "A row of kind 'agreed' is a theme you accepted before: a new title or new items change it. 'look' says where",
    "points of it are gone: rename, merge or reject it, or write keep where it stays as it is without them.",
    "A row of kind 'point' is an answer that may be quoted, since its sender agreed: approve-quote or refuse-quote.",
    "move: write in 'into' the id of the agreed theme the point belongs to, or none.",
    "marks: minority, safety or small (publish the count although it is under five), joined by ';'.",
    "reason: why, in a few words; name people by role, never by name. Title and reason are kept as you type them.",
    "Rather fill in the .xlsx, where every cell is text, than the .csv: a spreadsheet that opens a .csv may reckon a",
    "cell that somebody began with = + - or @, and save what it came to in place of what was typed.",
    "'now' says what was ruled already. Nothing you rule is lost when the machine runs again; to take a line of the",
    "record back: cpitg review SURVEY --undo LINE --reason WHY",
    "Then: cpitg review SURVEY --apply this file",
)
_EXAMPLES: tuple[dict[str, str], ...] = (
    {"kind": "theme", "decision": "accept", "title": "Passwords expire too often", "items": "WS2a", "into": "",
     "marks": "", "reason": "clear and frequent"},
    {"kind": "theme", "decision": "merge", "title": "", "items": "", "into": "id of the theme above", "marks": "",
     "reason": "says the same"},
    {"kind": "theme", "decision": "reject", "title": "", "items": "", "into": "", "marks": "",
     "reason": "no one subject"},
    {"kind": "part", "decision": "split", "title": "Card readers that fail", "items": "WS2a;WS1d", "into": "",
     "marks": "safety", "reason": "another matter than passwords"},
    {"kind": "point", "decision": "approve-quote", "title": "", "items": "", "into": "", "marks": "",
     "reason": "says it in few words"},
)  # fmt: skip
REVIEW = Form(
    sheet="review",
    machine=MACHINE,
    human=HUMAN,
    decisions=DECISIONS,
    how_to=_HOW_TO,
    later=("organisations", "steady", "look", "stance", "who", "beside", "before", "parts"),
    examples=_EXAMPLES,
)
_SEPARATOR = re.compile(r'\A"?sep=([;,\t])"?\n')


def merge(suggested: Sequence[Row], reviewed: Iterable[Row], form: Form = REVIEW) -> list[dict[str, str]]:
    """Lay new suggestions under a person's cells; never the other way round.

    A row that has a person's cells and is suggested no more stays, marked 'gone' in `now`, and so does the second of
    two rows on the same thing, marked 'twice'; what the machine had said of it goes, since words of it may have been
    hidden meanwhile.
    """
    told: dict[tuple[str, str], list[Row]] = {}
    for row in reviewed:
        if any(row[name] for name in form.human):
            told.setdefault((row["kind"], row["id"]), []).append(row)
    rows, known = [], set()
    for row in suggested:
        known.add((row["kind"], row["id"]))
        filled = told.get((row["kind"], row["id"]))
        person = filled.pop(0) if filled else dict.fromkeys(form.human, "")
        rows.append({**row, **{name: person[name] for name in form.human}})
    gone = dict.fromkeys((name for name in form.machine if name not in ("kind", "id", "digest")), "")
    return rows + [
        {**row, **gone, "now": "twice" if key in known or number else "gone"}
        for key, left in sorted(told.items())
        for number, row in enumerate(left)
    ]


def to_csv(rows: Iterable[Row], form: Form = REVIEW) -> str:
    """The worksheet as CSV; machine cells escaped, human cells as typed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(form.columns)
    for row in rows:
        writer.writerow([*(escaped(row[name]) for name in form.machine), *(row[name] for name in form.human)])
    return buffer.getvalue()


def from_csv(text: str, file: str, form: Form = REVIEW) -> list[tuple[int, dict[str, str]]]:
    """The rows of a worksheet in CSV, columns in any order, each with its row as a spreadsheet numbers it."""
    csv.field_size_limit(1 << 30)
    told = text.removeprefix("\ufeff").replace("\r\n", "\n")
    named = _SEPARATOR.match(told)
    told = told[named.end() :] if named else told
    head = told.partition("\n")[0]
    # Spreadsheets of some countries save with semicolons or tabs.
    delimiter = named[1] if named else max(",;\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(told, newline=""), delimiter=delimiter))
    except csv.Error:
        raise RecordError([Fault(file, 0, "is no table that can be read; save it again as CSV or .xlsx")]) from None
    return rows_of(enumerate(table[1:], start=2), table[0] if table else [], file, form)


def to_xlsx(rows: Sequence[Row], day: date, items: Mapping[str, str], form: Form = REVIEW) -> bytes:
    """The worksheet as XLSX with drop-downs and a page of instructions and of the items' titles by code.

    `day` is the only time inside.
    """
    return workbook.to_xlsx(rows, day, items, form)


def from_xlsx(data: bytes, file: str, form: Form = REVIEW) -> list[tuple[int, dict[str, str]]]:
    """The rows of a worksheet in XLSX, columns in any order, each with its row number."""
    return workbook.from_xlsx(data, file, form)
