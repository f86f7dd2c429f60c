"""Closed questions: the options a cell names, or a fault that says which were wanted (never what stood there)."""

import json
import re
from collections.abc import Iterator, Sequence

from pipeline.collect.layout import Column, folded
from pipeline.definitions.form import Option
from pipeline.definitions.survey import Question
from pipeline.store.records import Choice

# A tick in a column of its own, as tools write it beside the option's own words.
_TICKED = frozenset(
    {"yes", "y", "1", "true", "x", "quoted", "checked", "selected", "ticked", "on", "ja", "oui", "sí", "✓", "✔", "☑"}
)
_UNTICKED = frozenset(
    {"", "no", "n", "0", "false", "unchecked", "not quoted", "not selected", "unticked", "off", "n/a", "nein", "non",
     "-", "☐"}
)  # fmt: skip


# Places in a ranking, as a column's name or in a cell; what stands for an option that was left out.
_PLACE = re.compile(r"(?:rank|ranking|place|choice|priority)?[ #:]{0,3}(\d{1,3})(?:st|nd|rd|th)?(?: choice| place)?")
_NO_PLACE = frozenset({"", "n/a", "not ranked", "-", "0"})


class ChoiceError(ValueError):
    """A cell that names no option; the message says which options there are."""


def _wanted(options: Sequence[Option]) -> str:
    told = ", ".join(option.value for option in options[:12])
    return told + (f" and {len(options) - 12} more" if len(options) > 12 else "")


def option_of(cell: str, options: Sequence[Option], other: str = "") -> str:
    """The value of the option a cell names, by value or by label; any other words name the option `other`, if told."""
    told = folded(cell)
    for option in options:
        if told == folded(option.value):
            return option.value
    for option in options:
        if told == folded(option.label):
            return option.value
    if other:
        return other
    said = f"names no option; one of {_wanted(options)} is wanted: mend it, or in survey.yml add the option, or write"
    raise ChoiceError(f"{said} 'other:' with the option that any other words stand for")


def _starts(rest: str, options: Sequence[Option], mark: str) -> str:
    """The longest option that the rest begins with, up to a mark or the end: options may hold the mark themselves."""
    lower = rest.casefold()
    forms = sorted(
        {form for option in options for form in (option.value, option.label)}, key=lambda form: (-len(form), form)
    )
    for form in forms:
        after = lower[len(form) :].lstrip()
        if lower.startswith(form.casefold()) and (not after or after.startswith(mark)):
            return rest[: len(form)]
    return rest.split(mark, 1)[0]


def pieces(cell: str, options: Sequence[Option], mark: str) -> Iterator[str]:
    """The options of a cell that names several."""
    mark = mark.strip() or mark
    rest = cell.strip()
    while rest:
        piece = _starts(rest, options, mark)
        if piece.strip():
            yield piece.strip()
        rest = rest[len(piece) :].lstrip().removeprefix(mark).lstrip()


def _several(question: Question, cell: str, mark: str) -> Iterator[Choice]:
    ranked = question.kind == "ranked"
    told = pieces(cell, question.options, mark)
    values = _once(question, [option_of(piece, question.options, question.other) for piece in told])
    if len(set(values)) < len(values):
        raise ChoiceError("names an option twice; leave one of the two out")
    if question.most and len(values) > question.most:
        raise ChoiceError(f"names {len(values)} options where the survey allows {question.most}; mend it or survey.yml")
    for rank, value in enumerate(values, start=1):
        yield question.id, "", value, rank if ranked else 0


def _once(question: Question, values: list[str]) -> list[str]:
    """Words of one's own may hold the mark between options: however many pieces they fall into, they are one."""
    return [value for n, value in enumerate(values) if value != question.other or value not in values[:n]]


def _grid(question: Question, cell: str) -> Iterator[Choice]:
    try:
        told = json.loads(cell)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(value, str | int) for value in told.values()):
        raise ChoiceError('is no list of rows and options; write it as {"row": "option", ...}')
    for part, value in told.items():
        if str(value).strip():
            yield question.id, option_of(part, question.rows), option_of(str(value), question.options), 0


def _part_of(column: Column, options: Sequence[Option]) -> str:
    """The option or row that a column stands for, by the code that the tool gave it or by its words."""
    try:
        return option_of(column.part, options)
    except ChoiceError:
        if not column.told:
            raise
        return option_of(column.told, options)


def _split(question: Question, columns: Sequence[Column], cells: Sequence[str]) -> Iterator[Choice]:
    for column, cell in zip(columns, cells, strict=True):
        if question.kind == "grid":
            if cell.strip():
                yield question.id, _part_of(column, question.rows), option_of(cell, question.options), 0
        elif folded(cell) in _TICKED or (cell.strip() and folded(cell) in (folded(column.part), folded(column.told))):
            yield question.id, "", _part_of(column, question.options), 0
        elif folded(cell) in _UNTICKED:
            continue
        elif question.other and _part_of(column, question.options) == question.other:
            yield question.id, "", question.other, 0
        else:
            said = (
                f"is neither ticked nor empty for option '{column.part}'; mend it, or where people wrote in it make it"
            )
            raise ChoiceError(f"{said} a question of its own (column: '{column.name}')")


def _placed(question: Question, column: Column, cell: str) -> tuple[int, str]:
    """The place and the option of one column of a ranking: a column a place, or a column an option."""
    named = _PLACE.fullmatch(folded(column.told or column.part))
    told = named or _PLACE.fullmatch(folded(cell))
    if told is None:
        raise ChoiceError("is no place in a ranking; write it as a number, or leave the cell empty")
    if named:
        return int(told[1]), option_of(cell, question.options, question.other)
    return int(told[1]), _part_of(column, question.options)


def _ranked(question: Question, columns: Sequence[Column], cells: Sequence[str]) -> Iterator[Choice]:
    """A ranking over columns, its places counted anew where some were left out."""
    filled = [(column, cell) for column, cell in zip(columns, cells, strict=True) if folded(cell) not in _NO_PLACE]
    placed = sorted(_placed(question, column, cell) for column, cell in filled)
    if any(len({each[part] for each in placed}) < len(placed) for part in (0, 1)):
        raise ChoiceError("is in a ranking that names a place or an option twice; leave one of the two out")
    if question.most and len(placed) > question.most:
        raise ChoiceError(f"is in a ranking of {len(placed)} options where the survey allows {question.most}; mend it")
    for rank, (_, value) in enumerate(placed, start=1):
        yield question.id, "", value, rank


def choices_of(question: Question, columns: Sequence[Column], cells: Sequence[str], mark: str) -> tuple[Choice, ...]:
    """What one response chose in one closed question; nothing where its cells are empty."""
    if columns[0].group and question.kind == "ranked":
        return tuple(_ranked(question, columns, cells))
    if len(columns) > 1 or (columns[0].group and question.kind in ("choices", "grid")):
        return tuple(_split(question, columns, cells))
    cell = cells[0].strip()
    if not cell:
        return ()
    if question.kind in ("choices", "ranked"):
        return tuple(_several(question, cell, mark))
    if question.kind == "grid":
        return tuple(_grid(question, cell))
    return ((question.id, "", option_of(cell, question.options, question.other), 0),)
