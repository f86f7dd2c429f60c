"""Tools with more to read than one row of names: rows of codes, wordings and options, and rows that are no response."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.collect.layout import (
    Column,
    Layout,
    as_about,
    body,
    cell_at,
    folded,
    folded_header,
    header,
    name_of,
    named_columns,
)
from pipeline.collect.sheets import Sheet

# No label of a column has a digit, every moment has; how Qualtrics writes the id of a response.
_DIGIT = re.compile(r"\d")
_RESPONSE = re.compile(r"R_\w{1,40}")
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
_QUALTRICS_CODES = frozenset({"startdate", "responseid"})
_QUALTRICS_LABELS = frozenset({"start date", "response id", "recorded date"})
_CHOSEN_ONES = " - Selected Choice"
_TYPED = re.compile(r"""[-_]TEXT["']""")
_NUMBERED = re.compile(r"(?P<group>.+)_(?P<part>\d+)")
# What parts a question from its options; older exports write it without spaces.
_BETWEEN = (" - ", "-")
# What Qualtrics may be told to write for a question that was seen and not answered.
_QUALTRICS_MISSING = "-99"
CITIZEN_SPACE = re.compile(r"__userinfo_|_subquestion\)|\(opsuite\.")
_CITIZEN_SPACE_ABOUT = frozenset({"id", "completed", "deleted"})
_HEADING = re.compile(r" \([\w.]{1,200}\)$")
_UNIPARK_MISSING = frozenset({"-77", "-66", "-99"})
_SOSCI_SIGNS = frozenset({"case", "questnnr", "mode", "started"})
_SOSCI_ABOUT = re.compile(
    r"case|serial|ref|questnnr|mode|started|lastdata|status|finished|q_viewer|lastpage|maxpage|missing|missrel|"
    r"time_?\w{0,20}|deg_time|mailsent|language"
)
_SOSCI_TESTS = frozenset({"admin", "pretest", "debug"})
_TESTER = frozenset({"tester", "1"})


def _without(sheet: Sheet, layout: Layout, column: str, why: Callable[[str], str]) -> Layout:
    """The layout without the rows that a column's cell, folded, says are no responses, and why."""
    position = next((each.position for each in layout.columns if folded(each.name) == column), None)
    if position is None:
        return layout
    told = {number: why(cell_at(row, position).strip().casefold()) for number, row in body(sheet, layout)}
    return replace(layout, skipped={**layout.skipped, **{number: said for number, said in told.items() if said}})


# --- Qualtrics --------------------------------------------------------------------------------------------------------


def _qualtrics_rows(sheet: Sheet) -> int:
    if any('"ImportId"' in cell or "'ImportId'" in cell for cell in header(sheet, 3)):
        return 3
    first, second = folded_header(sheet, 1), folded_header(sheet, 2)
    if first[:2] == ("v1", "v2") and "responseid" in second:
        return 2
    if set(first) >= _QUALTRICS_LABELS:
        return 1
    if not set(first) >= _QUALTRICS_CODES:
        return 0
    start, id = (cell_at(header(sheet, 2), first.index(each)) for each in ("startdate", "responseid"))
    return 1 if not start or _DIGIT.search(start) or _RESPONSE.fullmatch(id) else 2


def _is_qualtrics_about(column: Column) -> bool:
    return bool(_QUALTRICS_ABOUT.fullmatch(re.sub(r"\(.*\)|\W", "", column.name.casefold())))


def _grouped(columns: Sequence[Column]) -> list[Column]:
    """Q3_1, Q3_2 with one question's words before their own are the options of Q3."""
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        if match := _NUMBERED.fullmatch(column.name):
            groups[match["group"]].append(column)
    parts = {column.position: (group, part) for group, each in groups.items() for column, part in _parts(each)}
    return [_with_part(column, *parts[column.position]) if column.position in parts else column for column in columns]


def _with_part(column: Column, group: str, part: str) -> Column:
    asked = column.wording.removesuffix(part).strip(" -").removesuffix(_CHOSEN_ONES)
    return replace(column, group=group, part=part, asked=asked)


def _parts(columns: Sequence[Column]) -> Iterable[tuple[Column, str]]:
    letters = takewhile(lambda each: len(set(each)) == 1, zip(*(column.wording for column in columns), strict=False))
    same = "".join(each[0] for each in letters)
    mark = next((each for each in _BETWEEN if each in same), "")
    if len(columns) < 2 or not mark:
        return ()
    return [(column, column.wording[same.rfind(mark) + len(mark) :]) for column in columns]


def _qualtrics_columns(sheet: Sheet, rows: int) -> tuple[Column, ...]:
    legacy = folded_header(sheet, 1)[:1] == ("v1",)
    first, second = header(sheet, 1), header(sheet, 2) if rows > 1 else header(sheet, 1)
    names = [cell_at(second, i) if legacy and re.fullmatch(r"V\d+", name) else name for i, name in enumerate(first)]
    ids = header(sheet, 3) if rows == 3 else ()
    named = _grouped(named_columns(sheet, names, second, rows))
    return tuple(
        replace(
            as_about(column, _is_qualtrics_about(column)),
            typed=bool(_TYPED.search(cell_at(ids, column.position))),
        )
        for column in named
    )


def qualtrics(sheet: Sheet) -> Layout | None:
    """Qualtrics: codes, then perhaps wordings and import ids; previews, tests and spam are no responses."""
    rows = _qualtrics_rows(sheet)
    if not rows:
        return None
    columns = _qualtrics_columns(sheet, rows)
    named = {folded(column.name).replace(" ", ""): column.name for column in columns}
    layout = Layout(tool="Qualtrics", header_rows=rows, columns=columns, id_column=named.get("responseid", ""),
                    time_column=named.get("recordeddate") or named.get("enddate", ""))  # fmt: skip
    if any(cell.strip() == _QUALTRICS_MISSING for _, row in body(sheet, layout) for cell in row):
        said = "cells with -99 say that a question was seen and not answered and count as empty"
        layout = replace(layout, missing=frozenset({_QUALTRICS_MISSING}), note=said)
    for status in ("status", "response type"):
        layout = _without(sheet, layout, status, lambda cell: _NO_RESPONSE.get(cell, ""))
    for channel in ("distributionchannel", "distribution channel"):
        # Written in English whatever the language of the status beside it.
        layout = _without(sheet, layout, channel, lambda cell: "a preview" if cell == "preview" else "")
    return layout


# --- SurveyMonkey -----------------------------------------------------------------------------------------------------


def _surveymonkey_id(sheet: Sheet) -> int:
    """Where the respondents' ids stand, or -1."""
    first = folded_header(sheet, 1)
    for told in ("respondent id", "respondentid", "respondent_id"):
        if told in first and (first[0] == told or {"collector id", "collector_id"} & set(first)):
            return first.index(told)
    return -1


def surveymonkey(sheet: Sheet) -> Layout | None:
    """SurveyMonkey: questions, then options under them with no id; the second row may be empty or taken out."""
    at = _surveymonkey_id(sheet)
    if at < 0:
        return None
    first, second = header(sheet, 1), header(sheet, 2)
    rows = 2 if not cell_at(second, at) and len(sheet.rows) > 1 else 1
    options = second if rows == 2 else ()
    questions = _carried(first, len(options))
    names = [_joined(question, cell_at(options, i)) for i, question in enumerate(questions)]
    columns = tuple(
        _surveymonkey_column(column, questions, options) for column in named_columns(sheet, names, names, rows)
    )
    return Layout(tool="SurveyMonkey", header_rows=rows, columns=columns,
                  id_column=next(column.name for column in columns if column.position == at),
                  time_column=name_of(columns, "end date") or name_of(columns, "date_modified"))  # fmt: skip


def _carried(first: Sequence[str], width: int) -> list[str]:
    """The questions of the first row, each carried on over the columns without one of their own."""
    questions: list[str] = []
    for cell in (*first, *[""] * (width - len(first))):
        questions.append(cell or (questions[-1] if questions else ""))
    return questions


def _joined(question: str, option: str) -> str:
    return question if option.casefold() in _SURVEYMONKEY_PLAIN else f"{question}: {option}"


def _surveymonkey_column(column: Column, questions: Sequence[str], options: Sequence[str]) -> Column:
    part = cell_at(options, column.position)
    split = part.casefold() not in _SURVEYMONKEY_PLAIN
    made = replace(column, group=cell_at(questions, column.position) if split else "", part=part if split else "",
                   typed=part.casefold() == "open-ended response")  # fmt: skip
    return as_about(made, bool(_SURVEYMONKEY_ABOUT.fullmatch(column.name.casefold())))


# --- Unipark ----------------------------------------------------------------------------------------------------------


def _unipark_wordings(sheet: Sheet, at: int) -> list[str]:
    questions = header(sheet, at - 2) if at == 3 else ()
    parts = header(sheet, at - 1) if at > 1 else ()
    pairs = [(cell_at(questions, i), cell_at(parts, i)) for i in range(len(header(sheet, at)))]
    return [f"{question}: {part}" if question and part else question or part for question, part in pairs]


def unipark(sheet: Sheet) -> Layout | None:
    """Unipark: questions and parts above the row of codes, which holds 'lfdn'; what testers sent is no response."""
    at = next((n for n in (1, 2, 3) if "lfdn" in folded_header(sheet, n)), 0)
    if not at:
        return None
    columns = [
        as_about(column, not re.fullmatch(r"[vcup]_\d+", column.name))
        for column in named_columns(sheet, header(sheet, at), _unipark_wordings(sheet, at), at)
    ]
    layout = Layout(tool="Unipark", header_rows=at, columns=tuple(columns), id_column="lfdn", missing=_UNIPARK_MISSING,
                    time_column=name_of(columns, "datetime"),
                    note="cells with -77, -66 or -99 say that there is no answer and count as empty")  # fmt: skip
    return _without(sheet, layout, "tester", lambda cell: "a tester's" if cell in _TESTER else "")


# --- SoSci Survey -----------------------------------------------------------------------------------------------------


def sosci(sheet: Sheet) -> Layout | None:
    """SoSci Survey: variables, then perhaps their labels; what was sent while the form was tried is no response."""
    first = folded_header(sheet, 1)
    if not set(first) >= _SOSCI_SIGNS:
        return None
    rows = 1 if cell_at(header(sheet, 2), first.index("case")).isdecimal() else 2
    wordings = header(sheet, 2) if rows == 2 else header(sheet, 1)
    columns = [
        as_about(column, bool(_SOSCI_ABOUT.fullmatch(column.name.casefold())))
        for column in named_columns(sheet, header(sheet, 1), wordings, rows)
    ]
    layout = Layout(tool="SoSci Survey", header_rows=rows, columns=tuple(columns), id_column=name_of(columns, "case"),
                    time_column=name_of(columns, "lastdata") or name_of(columns, "started"))  # fmt: skip
    return _without(sheet, layout, "mode", lambda cell: "a test" if cell in _SOSCI_TESTS else "")


# --- Citizen Space ----------------------------------------------------------------------------------------------------


def citizen_space(sheet: Sheet) -> Layout | None:
    """Citizen Space as its data interface gives it: headings with the parts they came from; what is deleted is none."""
    names = header(sheet, 1)
    if not {"id", "completed", "deleted"} <= set(folded_header(sheet, 1)) or not any(map(CITIZEN_SPACE.search, names)):
        return None
    columns = tuple(
        as_about(column, column.name.casefold() in _CITIZEN_SPACE_ABOUT or "__userinfo_" in column.name)
        for column in named_columns(sheet, names, [_HEADING.sub("", name) for name in names], 1)
    )
    layout = Layout(tool="Citizen Space", header_rows=1, columns=columns, id_column=name_of(columns, "id"))
    return _without(sheet, layout, "deleted", lambda cell: "a deleted one" if cell == "true" else "")
