"""Which tool wrote a table, told from its own headers; a table in doubt is refused, never guessed at."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.collect.evidence import judge_column
from pipeline.collect.layout import (
    ABOUT,
    OPEN,
    Column,
    Layout,
    body,
    check_rows,
    folded,
    header,
    named_columns,
    rows_named,
)
from pipeline.collect.shapes import GENERAL_ABOUT, GOOGLE_ABOUT, POLIS_SUMMARY, REFUSED, SHAPES, TIMESTAMPS, Shape
from pipeline.collect.sheets import Sheet
from pipeline.errors import Fault, InputError

_CODE = re.compile(r"(ident|q|question|qu|col|column|field|v|var|item)[ _.-]?\d+[a-z]?", re.IGNORECASE)
_DATA = re.compile(r"[-+]?\d[\d.,]*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|\S+@\S+\.\S+")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_CODE_AND_TEXT = re.compile(r"(?P<code>[A-Za-z][\w]*(?:\[[^\]]*\])*)\. (?P<text>.+)", re.DOTALL)
_SPLIT = re.compile(r"(?P<group>.+?)\[(?P<part>[^\]]+)\]")
_QUALTRICS_ABOUT = re.compile(
    r"startdate|enddate|status|ipaddress|progress|duration|finished|recordeddate|responseid|recipient(last|first)name|"
    r"recipientemail|externalreference|externaldatareference|location(latitude|longitude|accuracy)|"
    r"distributionchannel|userlanguage|responseset|name|emailaddress"
)
_NO_RESPONSE = {"survey preview": "a preview", "1": "a preview", "survey test": "a test", "2": "a test", "spam": "spam",
                "8": "spam"}  # fmt: skip
_SURVEYMONKEY_ABOUT = re.compile(
    r"(respondent|collector)[ _]?id|(start|end) date|date_(created|modified)|ip[ _]address|email[ _]address|"
    r"(first|last)[ _]name"
)
_SURVEYMONKEY_PLAIN = frozenset({"response", "open-ended response", ""})
_CITIZEN_SPACE = re.compile(r"__userinfo_|_subquestion\)|\(opsuite\.")
_UNIPARK_MISSING = frozenset({"-77", "-66", "-99"})


def _refuse(sheet: Sheet, said: str, row: int = 0) -> InputError:
    return InputError([Fault(sheet.file, row, said)])


def _folded(sheet: Sheet, number: int) -> tuple[str, ...]:
    return tuple(cell.casefold() for cell in header(sheet, number))


def _cell(row: Sequence[str], position: int) -> str:
    return row[position] if position < len(row) else ""


def _as(column: Column, about: bool) -> Column:
    return replace(column, kind=ABOUT) if about else column


def _name_of(columns: Sequence[Column], told: str) -> str:
    return next((column.name for column in columns if told and folded(column.name) == told), "")


# --- tools with several header rows ---------------------------------------------------------------------------------


def _qualtrics_rows(sheet: Sheet) -> int:
    if any('"ImportId"' in cell or "'ImportId'" in cell for cell in header(sheet, 3)):
        return 3
    first, second = _folded(sheet, 1), _folded(sheet, 2)
    if first[:2] == ("v1", "v2") and "responseid" in second:
        return 2
    if not {"startdate", "responseid"} <= set(first):
        return 0
    start = first.index("startdate")
    return 1 if _DATE.match(_cell(header(sheet, 2), start)) else 2


def _qualtrics(sheet: Sheet) -> Layout | None:
    rows = _qualtrics_rows(sheet)
    if not rows:
        return None
    legacy = _folded(sheet, 1)[:1] == ("v1",)
    first, second = header(sheet, 1), header(sheet, 2) if rows > 1 else header(sheet, 1)
    names = [_cell(second, i) if legacy and re.fullmatch(r"V\d+", name) else name for i, name in enumerate(first)]
    ids = header(sheet, 3) if rows == 3 else ()
    columns = [
        replace(
            _as(column, bool(_QUALTRICS_ABOUT.fullmatch(re.sub(r"\(.*\)|\W", "", column.name.casefold())))),
            typed=bool(re.search(r'_TEXT"', _cell(ids, column.position))),
        )
        for column in named_columns(sheet, names, second, rows)
    ]
    layout = Layout(tool="Qualtrics", header_rows=rows, columns=tuple(columns),
                    id_column=_name_of(columns, "responseid"),
                    time_column=_name_of(columns, "recordeddate") or _name_of(columns, "enddate"))  # fmt: skip
    status = next((column.position for column in columns if folded(column.name) == "status"), None)
    if status is None:
        return layout
    told = {number: _NO_RESPONSE.get(_cell(row, status).strip().casefold(), "") for number, row in body(sheet, layout)}
    return replace(layout, skipped={number: why for number, why in told.items() if why})


def _surveymonkey(sheet: Sheet) -> Layout | None:
    first = header(sheet, 1)
    if first[:1] not in (("Respondent ID",), ("RespondentID",)) and _folded(sheet, 1)[:2] != (
        "respondent_id",
        "collector_id",
    ):
        return None
    second = header(sheet, 2)
    has_second = not _cell(second, 0) and len(sheet.rows) > 1
    options = second if has_second else ()
    questions: list[str] = []
    for cell in (*first, *[""] * (len(options) - len(first))):
        questions.append(cell or (questions[-1] if questions else ""))
    names = [_joined(question, _cell(options, i)) for i, question in enumerate(questions)]
    rows = 2 if has_second else 1
    columns = []
    for column in named_columns(sheet, names, names, rows):
        part = _cell(options, column.position)
        split = part.casefold() not in _SURVEYMONKEY_PLAIN
        made = replace(column, group=_cell(questions, column.position) if split else "", part=part if split else "",
                       typed=part.casefold() == "open-ended response")  # fmt: skip
        columns.append(_as(made, bool(_SURVEYMONKEY_ABOUT.fullmatch(column.name.casefold()))))
    return Layout(tool="SurveyMonkey", header_rows=rows, columns=tuple(columns), id_column=columns[0].name,
                  time_column=_name_of(columns, "end date") or _name_of(columns, "date_modified"))  # fmt: skip


def _joined(question: str, option: str) -> str:
    return question if option.casefold() in _SURVEYMONKEY_PLAIN else f"{question}: {option}"


def _unipark(sheet: Sheet) -> Layout | None:
    at = next((n for n in (1, 2, 3) if "lfdn" in _folded(sheet, n)), 0)
    if not at:
        return None
    codes, questions, parts = (
        header(sheet, at),
        header(sheet, at - 2) if at == 3 else (),
        header(sheet, at - 1) if at > 1 else (),
    )
    wordings = []
    for i in range(len(codes)):
        question, part = _cell(questions, i), _cell(parts, i)
        wordings.append(f"{question}: {part}" if question and part else question or part)
    columns = [
        _as(column, not re.fullmatch(r"[vcup]_\d+", column.name))
        for column in named_columns(sheet, codes, wordings, at)
    ]
    return Layout(tool="Unipark", header_rows=at, columns=tuple(columns), id_column="lfdn", missing=_UNIPARK_MISSING,
                  time_column=_name_of(columns, "datetime"),
                  note="cells with -77, -66 or -99 say that there is no answer and count as empty")  # fmt: skip


# --- tools with one header row --------------------------------------------------------------------------------------


def _split_code(name: str) -> tuple[str, str]:
    """LimeSurvey's 'Q01[SQ001]. What helps?' as code and wording."""
    match = _CODE_AND_TEXT.fullmatch(name)
    return (match["code"], match["text"]) if match else (name, name)


def _grouped(column: Column) -> Column:
    match = _SPLIT.fullmatch(column.name)
    return replace(column, group=match["group"], part=match["part"]) if match else column


def _one_row(sheet: Sheet, shape: Shape, split: Callable[[str], tuple[str, str]]) -> Layout | None:
    told = [split(cell) for cell in header(sheet, 1)]
    if not shape.fits([name.casefold() for name, _ in told]):
        return None
    found = named_columns(sheet, [name for name, _ in told], [wording for _, wording in told], 1)
    columns = tuple(_grouped(_as(column, _is_about(column.name, shape))) for column in found)
    return Layout(tool=shape.tool, header_rows=1, columns=columns, id_column=_name_of(columns, shape.id),
                  time_column=_name_of(columns, shape.time))  # fmt: skip


def _is_about(name: str, shape: Shape) -> bool:
    told = name.casefold()
    return told in shape.about or (shape.tool == "LimeSurvey" and bool(re.fullmatch(r"\w+time\d*", told)))


def _known_shapes(sheet: Sheet) -> Layout | None:
    for shape in SHAPES:
        split = _split_code if shape.tool == "LimeSurvey" else lambda name: (name, name)
        if found := _one_row(sheet, shape, split):
            return found
    return None


def _google(sheet: Sheet) -> Layout | None:
    first = _folded(sheet, 1)
    if len(first) < 2 or first[0] not in TIMESTAMPS:
        return None
    names = header(sheet, 1)
    columns = tuple(
        _as(column, column.position == 0 or column.name.casefold() in GOOGLE_ABOUT)
        for column in named_columns(sheet, names, names, 1)
    )
    return Layout(tool="Google Forms", header_rows=1, columns=columns, time_column=columns[0].name)


# --- any other table ------------------------------------------------------------------------------------------------


def _first_header(sheet: Sheet) -> int:
    """The first row that can be a header: blank rows and a title of one cell above it are passed over."""
    filled = [n for n, row in enumerate(sheet.rows[:10], 1) if any(cell.strip() for cell in row)]
    counts = [sum(bool(cell) for cell in header(sheet, n)) for n in filled[:2]]
    if len(filled) > 1 and counts[0] == 1 and counts[1] > 1 and counts[1] * 2 > len(sheet.rows[filled[1] - 1]):
        return filled[1]
    return filled[0]


def _are_questions(cells: Sequence[str]) -> bool:
    asked = sum(cell.endswith(("?", ":", "...")) or len(cell.split()) > 5 for cell in cells if cell)
    return asked * 2 > sum(bool(cell) for cell in cells)


def _looks_like_question_row(sheet: Sheet, number: int) -> bool:
    """Whether a row under a row of codes holds the questions' wording, not the first response."""
    return any(cell.endswith("?") for cell in header(sheet, number)) and _are_questions(header(sheet, number))


def _check_header(sheet: Sheet, number: int) -> None:
    cells = [cell for cell in header(sheet, number) if cell]
    data = sum(bool(_DATA.fullmatch(cell)) for cell in cells)
    if data * 2 > len(cells):
        said = "looks like a response, not like a header; put a row with the columns' names above it"
        raise _refuse(sheet, said, number)


def _any_table(sheet: Sheet) -> Layout:
    first = _first_header(sheet)
    names = header(sheet, first)
    coded = sum(bool(_CODE.fullmatch(name)) for name in names) * 2 > sum(bool(name) for name in names)
    two = coded and _looks_like_question_row(sheet, first + 1)
    if not two:
        _check_header(sheet, first)
    rows = first + 1 if two else first
    wordings = header(sheet, first + 1) if two else names
    while rows < len(sheet.rows) and not sheet.rows[rows]:
        rows += 1
    columns = tuple(
        _as(column, bool(GENERAL_ABOUT.fullmatch(column.name)))
        for column in named_columns(sheet, names, wordings, rows)
    )
    space = any(_CITIZEN_SPACE.search(name) for name in names)
    return Layout(tool="Citizen Space" if space else "table", header_rows=rows, columns=columns)


# --- the door -------------------------------------------------------------------------------------------------------

_READERS: tuple[Callable[[Sheet], Layout | None], ...] = (_qualtrics, _surveymonkey, _unipark, _known_shapes, _google)


def _check_refused(sheet: Sheet) -> None:
    first = set(_folded(sheet, 1))
    for signs, said in REFUSED:
        if signs <= first:
            raise _refuse(sheet, said)
    if _folded(sheet, 1)[:1] == ("topic",) and _folded(sheet, 2)[:1] == ("url",):
        raise _refuse(sheet, POLIS_SUMMARY)


def _finished_rule(tool: str) -> tuple[str, str]:
    rules = {"Qualtrics": ("finished", r"(?i)1|true"), "Unipark": ("dispcode", r"(?i).*\bcompleted\b.*|31|32")}
    return rules.get(tool, next((shape.finished for shape in SHAPES if shape.tool == tool), ("", "")))


def _unfinished(layout: Layout, rows: Sequence[tuple[int, tuple[str, ...]]]) -> int:
    name, done = _finished_rule(layout.tool)
    if layout.tool == "LimeSurvey" and not _name_of(layout.columns, name):
        name = "date submitted"
    position = next((column.position for column in layout.columns if name and folded(column.name) == name), None)
    if position is None:
        return 0
    return sum(not re.fullmatch(done, row[position].strip()) for _, row in rows)


def _notes(sheet: Sheet, layout: Layout, unfinished: int) -> Iterator[str]:
    yield from (note for note in (layout.note, *sheet.notes) if note)
    if layout.skipped:
        yield f"{rows_named(sorted(layout.skipped))}: no response but {', '.join(sorted(set(layout.skipped.values())))}"
    if unfinished:
        yield f"{unfinished} were begun and not finished; they are taken in too"
    if layout.tool == "LimeSurvey" and all(column.wording == column.name for column in layout.text_columns):
        yield "the headers are codes; export with 'question code and text' to see the wording here"
    if layout.tool == "Polis comments":
        yield "each comment counts as one response; votes are not taken in"
    if not any(column.kind == OPEN for column in layout.columns):
        yield "no column holds text in people's own words"


def _judged(sheet: Sheet, layout: Layout) -> Layout:
    rows = list(body(sheet, layout))
    if not rows:
        said = "has a header and no response under it; export it again when responses have come in"
        raise _refuse(sheet, said, layout.header_rows)
    columns = tuple(
        column
        if column.kind == ABOUT
        else replace(column, kind=judge_column(column, [row[column.position] for _, row in rows]))
        for column in layout.columns
    )
    unfinished = _unfinished(layout, rows)
    judged = replace(layout, columns=columns, responses=len(rows), unfinished=unfinished)
    return replace(judged, note="; ".join(_notes(sheet, judged, unfinished)))


def recognise(sheet: Sheet) -> Layout:
    """How the table is laid out and how many responses it holds; raise InputError where that is in doubt."""
    _check_refused(sheet)
    layout = next((found for reader in _READERS if (found := reader(sheet))), None) or _any_table(sheet)
    check_rows(sheet, layout.header_rows)
    return _judged(sheet, layout)
