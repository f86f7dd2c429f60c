"""Which tool wrote a table, told from its own headers; a table in doubt is refused, never guessed at."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from pipeline.collect.endings import check_end, is_summary
from pipeline.collect.evidence import judge_column
from pipeline.collect.headers import (
    are_codes,
    check_header,
    first_header,
    from_row,
    headers_again,
    looks_like_question_row,
    refuse,
    shifted,
    starts,
)
from pipeline.collect.layout import (
    ABOUT,
    ANY,
    OPEN,
    Column,
    Layout,
    as_about,
    body,
    cell_at,
    check_rows,
    folded,
    folded_header,
    header,
    name_of,
    named_columns,
    rows_named,
    without_empty_ids,
)
from pipeline.collect.manyrows import CITIZEN_SPACE, citizen_space, qualtrics, sosci, surveymonkey, unipark
from pipeline.collect.shapes import (
    GENERAL_ABOUT,
    GOOGLE_ABOUT,
    LIME_CODED,
    POLIS_SUMMARY,
    REFUSED,
    SHAPES,
    SUMMARY,
    TIMESTAMPS,
    Shape,
)
from pipeline.collect.sheets import Sheet
from pipeline.collect.spans import asked_above, told_columns

_CODE_AND_TEXT = re.compile(r"(?P<code>[A-Za-z][\w]*(?:\[[^\]]*\])*)\. (?P<text>.+)", re.DOTALL)
_SPLIT = re.compile(r"(?P<group>.+?) ?\[(?P<part>[^\]]+)\]")
_PART_FIRST = re.compile(r"(?P<part>.+?):(?P<group>.+)")
_PATH = re.compile(r"(?P<group>.+)/(?P<part>[^/]+)")
# How tables of no known tool name the options or rows of a question: "When? >> Now", "Which? (choice=EPS)".
_PLAIN_PARTS = (_SPLIT, re.compile(r"(?P<group>.+?) ?>> ?(?P<part>.+)"),
                re.compile(r"(?P<group>.+?) ?\(choice=(?P<part>[^()]+(\([^()]*\))?)\)"))  # fmt: skip
_NOBODY = re.compile(r"anonymous|[^@\s]+@[^@\s]+", re.IGNORECASE)
_MARKED = ("points - ", "feedback - ")
_TIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ,]+\d{1,2}:\d{2}.*")
# How Google writes the moment of a response, whatever the language of its header.
_GOOGLE_TIME = re.compile(
    r"\d{4}/\d{2}/\d{2} \d{1,2}:\d{2}:\d{2} [ap]m [A-Z]{2,4}([+-]\d{1,2}(:\d{2})?)?", re.IGNORECASE
)
_FIGURE = re.compile(r"\d{1,7}")
_TRIED = 20
_MOST_HEADS = 4
# What LimeSurvey measures: its codes, and the words it writes for them.
_LIME_TIMES = re.compile(r"\w+time\d*|(group|question) time: .+")


# --- tools with one header row --------------------------------------------------------------------------------------


def _split_code(name: str) -> tuple[str, str]:
    """LimeSurvey's 'Q01[SQ001]. What helps?' as code and wording."""
    match = _CODE_AND_TEXT.fullmatch(name)
    return (match["code"], match["text"]) if match else (name, name)


def _is_coded(sheet: Sheet) -> bool:
    """Whether the names are LimeSurvey's codes with wordings, its own columns left out."""
    told = [(name, _CODE_AND_TEXT.fullmatch(name)) for name in header(sheet, 1) if name]
    split = any(match and "[" in match["code"] for _, match in told)
    return split and sum(match is not None for _, match in told) * 5 >= len(told) * 4


def _worded(column: Column) -> Column:
    """A column split by codes, with the words of its question and of its option or row."""
    match = _SPLIT.fullmatch(column.wording) if column.group and column.wording != column.name else None
    return replace(column, asked=match["group"].strip(), told=match["part"].strip()) if match else column


def _grouped(columns: Sequence[Column], pattern: re.Pattern[str], *, alone: bool) -> tuple[Column, ...]:
    """The columns with the question and the part that their names say; `alone` where one of a question is enough."""
    told = {column.position: pattern.fullmatch(column.name) for column in columns if column.kind != ABOUT}
    times = Counter(match["group"].strip() for match in told.values() if match)
    return tuple(
        replace(column, group=match["group"].strip(), part=match["part"].strip())
        if (match := told.get(column.position)) and (alone or times[match["group"].strip()] > 1)
        else column
        for column in columns
    )


def _one_row(sheet: Sheet, shape: Shape, split: Callable[[str], tuple[str, str]]) -> Layout | None:
    told = [split(cell) for cell in header(sheet, 1)]
    if not shape.fits([name.casefold() for name, _ in told]) and not (shape == LIME_CODED and _is_coded(sheet)):
        return None
    found = named_columns(sheet, [name for name, _ in told], [wording for _, wording in told], 1)
    rows = _rows_of(sheet, found, shape)
    found = told_columns(sheet, rows) if rows > 1 else found
    names = {folded(column.name) for column in found}
    columns = _grouped(
        [as_about(column, _is_about(column.name, shape) or _is_mark(column.name, names)) for column in found],
        _SPLIT,
        alone=True,
    )
    if shape.tool in ("SurveyGizmo / Alchemer", "Kobo"):
        columns = _grouped(columns, _PATH if shape.tool == "Kobo" else _PART_FIRST, alone=False)
    if shape.tool == "LimeSurvey":
        columns = tuple(map(_worded, columns))
    return Layout(tool=shape.tool, header_rows=rows, columns=columns, id_column=name_of(columns, shape.id),
                  time_column=name_of(columns, shape.time), no_time=shape.no_time)  # fmt: skip


def _is_about(name: str, shape: Shape) -> bool:
    told = name.casefold()
    return told in shape.about or (shape.tool == "LimeSurvey" and bool(_LIME_TIMES.fullmatch(told)))


def _rows_of(sheet: Sheet, columns: Sequence[Column], shape: Shape) -> int:
    """How many rows the header has: it goes on where a row names parts and leaves the id empty."""
    at = next((column.position for column in columns if folded(column.name) == shape.id), None)
    last = 1
    while shape.more_rows and at is not None and last < _MOST_HEADS and any(header(sheet, last + 1)):
        if cell_at(header(sheet, last + 1), at):
            break
        last += 1
    return last


def _is_mark(name: str, names: Collection[str]) -> bool:
    """Whether a column holds a quiz's points for, or its author's word on, the answer in a column beside it."""
    told = folded(name)
    return any(told.startswith(mark) and told.removeprefix(mark) in names for mark in _MARKED)


def _known_shapes(sheet: Sheet) -> Layout | None:
    for shape in SHAPES:
        split = _split_code if shape.tool == "LimeSurvey" else lambda name: (name, name)
        if found := _one_row(sheet, shape, split):
            return found
    return None


def _first_cells(sheet: Sheet, position: int) -> list[str]:
    rows = [row[position].strip() for row in islice(sheet.rows, 1, _TRIED) if position < len(row)]
    return [cell for cell in rows if cell]


def _all(pattern: re.Pattern[str], cells: Sequence[str]) -> bool:
    return bool(cells) and all(pattern.fullmatch(cell) for cell in cells)


def _are_senders(sheet: Sheet) -> bool:
    return _all(_NOBODY, _first_cells(sheet, 3))


def _google(sheet: Sheet) -> Layout | None:
    first = folded_header(sheet, 1)
    if len(first) < 2 or not (first[0] in TIMESTAMPS or (first[0] and _all(_GOOGLE_TIME, _first_cells(sheet, 0)))):
        return None
    names = header(sheet, 1)
    named = named_columns(sheet, names, names, 1)
    columns = [as_about(column, column.position == 0 or column.name.casefold() in GOOGLE_ABOUT) for column in named]
    return Layout(tool="Google Forms", header_rows=1, columns=_grouped(columns, _SPLIT, alone=True),
                  time_column=columns[0].name)  # fmt: skip


def _microsoft(sheet: Sheet) -> Layout | None:
    """Microsoft Forms in another language: an ID, two moments, an address and a name, then the questions."""
    first = folded_header(sheet, 1)
    moments = len(first) > 5 and all(_all(_TIME, _first_cells(sheet, n)) for n in (1, 2))
    # The word for an ID differs with the language; what stands for who sent it does not.
    known = moments and (first[0] == "id" or (_all(_FIGURE, _first_cells(sheet, 0)) and _are_senders(sheet)))
    if not known or any(cell.endswith("?") for cell in first[:5]) or not all(first[:5]):
        return None
    names = header(sheet, 1)
    columns = tuple(as_about(column, column.position < 5) for column in named_columns(sheet, names, names, 1))
    return Layout(tool="Microsoft Forms", header_rows=1, columns=columns, id_column=columns[0].name,
                  time_column=columns[2].name)  # fmt: skip


# --- any other table ------------------------------------------------------------------------------------------------


def _any_table(sheet: Sheet, first: int, *, told: bool) -> Layout:
    """A table of no known tool whose header is in a row; `told` where a person said so, and nothing is in doubt."""
    names = header(sheet, first)
    two = not told and are_codes(names) and looks_like_question_row(sheet, first + 1)
    if not two and not told:
        check_header(sheet, first)
    rows = first + 1 if two else first
    wordings = header(sheet, first + 1) if two else names
    while rows < len(sheet.rows) and not sheet.rows[rows]:
        rows += 1
    spanned = told or asked_above(sheet, first)
    found = told_columns(sheet, first) if spanned else named_columns(sheet, names, wordings, rows)
    columns = tuple(as_about(column, bool(GENERAL_ABOUT.fullmatch(column.name))) for column in found)
    space = any(CITIZEN_SPACE.search(name) for name in names)
    return Layout(tool="Citizen Space" if space else ANY, header_rows=rows, columns=_in_parts(columns))


def _in_parts(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns as options or rows of a question where their names say so; survey.yml may name the question then."""
    for pattern in _PLAIN_PARTS:
        if not any(column.group for column in columns):
            columns = _grouped(columns, pattern, alone=True)
    return columns


# --- the door -------------------------------------------------------------------------------------------------------

_READERS: tuple[Callable[[Sheet], Layout | None], ...] = (
    qualtrics,
    surveymonkey,
    unipark,
    sosci,
    citizen_space,
    _known_shapes,
    _google,
    _microsoft,
)


def _check_refused(sheet: Sheet) -> None:
    if is_summary(sheet):
        raise refuse(sheet, SUMMARY)
    first = set(folded_header(sheet, 1))
    for signs, said in REFUSED:
        if signs <= first:
            raise refuse(sheet, said)
    if folded_header(sheet, 1)[:1] == ("topic",) and folded_header(sheet, 2)[:1] == ("url",):
        raise refuse(sheet, POLIS_SUMMARY)


def _known(sheet: Sheet, rows: Sequence[int]) -> Layout | None:
    """The layout of a tool whose header begins in one of the rows."""
    for row in rows:
        part = from_row(sheet, row)
        if layout := next((found for reader in _READERS if (found := reader(part))), None):
            return shifted(layout, row)
    return None


def _laid_out(sheet: Sheet, header_row: int) -> Layout:
    if header_row:
        if header_row >= len(sheet.rows) or not any(header(sheet, header_row)):
            raise refuse(sheet, f"has no header in row {header_row}; say the row that holds the columns' names")
        whole = _known(sheet, starts(sheet))
        if whole and whole.header_rows == header_row:
            return whole
        return _known(sheet, [header_row]) or _any_table(sheet, header_row, told=True)
    return _known(sheet, starts(sheet)) or _any_table(sheet, first_header(sheet), told=False)


def _finished_rule(tool: str) -> tuple[str, str]:
    rules = {
        "Qualtrics": ("finished", r"(?i)1|true"),
        "Unipark": ("dispcode", r"(?i).*\bcompleted\b.*|31|32"),
        "Citizen Space": ("completed", r"true"),
        "SoSci Survey": ("finished", r"1"),
    }
    return rules.get(tool, next((shape.finished for shape in SHAPES if shape.tool == tool), ("", "")))


def _unfinished(layout: Layout, rows: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[int, ...]:
    name, done = _finished_rule(layout.tool)
    if layout.tool == "LimeSurvey" and not name_of(layout.columns, name):
        name = "date submitted"
    position = next((column.position for column in layout.columns if name and folded(column.name) == name), None)
    if position is None:
        return ()
    return tuple(number for number, row in rows if not re.fullmatch(done, row[position].strip()))


def _anonymous(layout: Layout, rows: Sequence[tuple[int, tuple[str, ...]]]) -> int:
    position = next((column.position for column in layout.columns if column.name == layout.time_column), None)
    if not layout.no_time or position is None:
        return 0
    return sum(row[position].startswith(layout.no_time) for _, row in rows)


def _skipped_said(layout: Layout) -> str:
    return f"{rows_named(sorted(layout.skipped))}: no response but {', '.join(sorted(set(layout.skipped.values())))}"


def _notes(sheet: Sheet, layout: Layout, anonymous: int) -> Iterator[str]:
    yield from (note for note in (layout.note, *sheet.notes) if note)
    if layout.skipped:
        yield _skipped_said(layout)
    if layout.unfinished:
        yield f"{layout.unfinished} were begun and not finished; they are taken in too"
    if anonymous:
        yield f"{anonymous} have the time that stands for an anonymous survey; they are taken in without a time"
    coded = layout.tool == "LimeSurvey" and all(" " not in column.name for column in layout.text_columns)
    if coded and all(column.wording == column.name for column in layout.text_columns):
        yield "the headers are codes; export with 'question code and text' to see the wording here"
    if layout.tool == "Polis comments":
        yield "each comment counts as one response; votes are not taken in"
    if not any(column.kind == OPEN for column in layout.columns):
        yield "no column holds text in people's own words"


def _judged(sheet: Sheet, layout: Layout) -> Layout:
    rows = list(body(sheet, layout))
    if not rows:
        set_aside = f": {_skipped_said(layout)}" if layout.skipped else ""
        said = f"has a header and no response under it{set_aside}; export it again when responses have come in"
        raise refuse(sheet, said, layout.header_rows)
    columns = tuple(
        column
        if column.kind == ABOUT
        else replace(column, kind=judge_column(column, [row[column.position] for _, row in rows]))
        for column in layout.columns
    )
    judged = replace(without_empty_ids(layout, rows), columns=columns, responses=len(rows),
                     unfinished_rows=_unfinished(layout, rows))  # fmt: skip
    return replace(judged, note="; ".join(_notes(sheet, judged, _anonymous(layout, rows))))


def recognise(sheet: Sheet, header_row: int = 0) -> Layout:
    """How the table is laid out and how many responses it holds; raise InputError where that is in doubt.

    `header_row` is the last row of the header where a person told it, else 0.
    """
    _check_refused(sheet)
    layout = _laid_out(sheet, header_row)
    check_rows(sheet, layout.header_rows)
    again = headers_again(sheet, layout)
    whole = replace(layout, skipped={**layout.skipped, **again})
    check_end(sheet, whole)
    return _judged(sheet, whole)
