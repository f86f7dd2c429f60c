"""A recognised table read as responses of one survey: every row fits, or every fault is told and nothing is taken."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from pipeline.collect.choices import ChoiceError, choices_of, option_of
from pipeline.collect.layout import ABOUT, ANY, Column, Layout, body, rows_named
from pipeline.collect.mapping import Mapped, map_columns
from pipeline.collect.shapes import JOINED
from pipeline.collect.sheets import Sheet
from pipeline.collect.times import TimeError, day_order, to_utc, zone_of
from pipeline.definitions.survey import Question, Survey
from pipeline.errors import Fault, InputError
from pipeline.ids import canonical, digest
from pipeline.store.records import Choice, Import, Received

Cells = tuple[str, ...]
_ID_LENGTH = 24
# What the store keeps of an id or a source.
_LONGEST_ID = 200
# What people write where they name no organisation: forty of these are not one body that wrote forty times.
_NO_ORGANISATION = frozenset(
    ["n/a", "na", "n.a.", "none", "nil", "no", "unknown", "anonymous", "individual", "self", "myself", "tbc",
     "not applicable", "prefer not to say", "not known", "not stated"]
)  # fmt: skip


class _Faults:
    """Faults of cells, one sentence a column and kind, with the rows it was met in."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._rows: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, column: str, row: int, said: str) -> None:
        self._rows[(column, said)].append(row)

    def raise_if_any(self) -> None:
        if self._rows:
            raise InputError(
                Fault(self._file, rows[0], f"the cell of '{column}' {said} ({rows_named(rows)})")
                for (column, said), rows in self._rows.items()
            )


class _Reader:
    """One table read by one survey's map of columns."""

    def __init__(self, sheet: Sheet, layout: Layout, survey: Survey) -> None:
        self._sheet, self._layout, self._survey = sheet, layout, survey
        self.mapped: Mapped = map_columns(layout, survey, sheet.file)
        self.faults = _Faults(sheet.file)
        self._yes = {word.casefold() for word in survey.columns.yes}
        self._zone = self._time_zone()
        self._left_out = self._not_fields()

    def _time_zone(self) -> dt.tzinfo:
        try:
            return zone_of(self._survey.columns.zone)
        except TimeError as error:
            raise InputError([Fault(f"surveys/{self._survey.round}/survey.yml", 0, str(error))]) from None

    def _not_fields(self) -> set[int]:
        """Columns that differ between two sendings of the same response: its id, its time, what the tool measured."""
        own = {column.position for column in (self.mapped.id, self.mapped.submitted_at) if column}
        if self._layout.tool == ANY:
            return own
        return own | {column.position for column in self._layout.columns if column.kind == ABOUT} - self._read()

    def _read(self) -> set[int]:
        mapped = self.mapped
        kept = [mapped.person, mapped.organisation, mapped.source, mapped.consent_quote, *mapped.about.values()]
        return {column.position for column in kept if column}

    def _cell(self, cells: Cells, column: Column | None) -> str:
        return cells[column.position] if column else ""

    def raw(self, number: int) -> dict[str, str]:
        """The filled cells of a row by header, exactly as they arrived."""
        row = self._sheet.rows[number - 1]
        return {
            column.name: row[column.position]
            for column in self._layout.columns
            if column.position < len(row) and row[column.position]
        }

    def _fields(self, cells: Cells) -> str:
        kept = [column for column in self._layout.columns if column.position not in self._left_out]
        told = sorted(
            f"{column.name}\x1e{cells[column.position].strip()}" for column in kept if cells[column.position].strip()
        )
        return digest(*told)

    def _source(self, number: int, cells: Cells) -> str:
        column = self.mapped.source
        told = self._cell(cells, column).strip()
        if column and len(told) > _LONGEST_ID:
            self.faults.add(column.name, number, f"is longer than the {_LONGEST_ID} characters of a source; shorten it")
        return told or self._layout.tool

    def _time(self, number: int, cells: Cells) -> str:
        column = self.mapped.submitted_at
        told = self._cell(cells, column)
        if self._layout.no_time and told.strip().startswith(self._layout.no_time):
            return ""
        try:
            return to_utc(told, self._survey.columns.times, self._zone)
        except TimeError as error:
            self.faults.add(column.name if column else "", number, str(error))
            return ""

    def _about(self, number: int, cells: Cells) -> dict[str, str]:
        told = {}
        for attribute in self._survey.attributes:
            column = self.mapped.about[attribute.id]
            if not cells[column.position].strip():
                continue
            try:
                told[attribute.id] = option_of(cells[column.position], attribute.options, attribute.other)
            except ChoiceError as error:
                self.faults.add(column.name, number, str(error))
        return told

    def _closed(self, number: int, cells: Cells) -> Iterator[Choice]:
        for question in self._survey.closed_questions:
            columns = self.mapped.questions[question.id]
            found = [cells[column.position] for column in columns]
            try:
                yield from self._chosen(question, columns, found)
            except ChoiceError as error:
                self.faults.add(columns[0].name, number, str(error))

    def _chosen(self, question: Question, columns: Sequence[Column], found: Sequence[str]) -> tuple[Choice, ...]:
        """What was chosen, joined as survey.yml says, else as the tool that wrote the file always joins it."""
        told = self._survey.columns.joined_by
        try:
            return choices_of(question, columns, found, told)
        except ChoiceError:
            own = JOINED.get(self._layout.tool, told)
            if own == told:
                raise
            return choices_of(question, columns, found, own)

    def _answers(self, cells: Cells) -> dict[str, str]:
        told = {
            question.id: cells[self.mapped.questions[question.id][0].position]
            for question in self._survey.open_questions
        }
        return {id: text for id, text in told.items() if text.strip()}

    def received(self, number: int, cells: Cells, id: str) -> Received:
        """One row as a response; its faults are kept for all to be told at once."""
        return Received(
            id=id,
            row=number,
            source=self._source(number, cells),
            submitted_at=self._time(number, cells),
            sender=self._cell(cells, self.mapped.person).strip(),
            organisation=named_organisation(self._cell(cells, self.mapped.organisation)),
            fields=self._fields(cells),
            consent_quote=self._cell(cells, self.mapped.consent_quote).strip().casefold() in self._yes,
            raw=self.raw(number),
            answers=self._answers(cells),
            closed=tuple(self._closed(number, cells)),
            about=self._about(number, cells),
        )


def named_organisation(organisation: str) -> str:
    """The organisation as written, or nothing where the cell names none."""
    told = canonical(organisation)
    return "" if told in _NO_ORGANISATION or not any(map(str.isalnum, told)) else organisation.strip()


def check_ids(ids: Sequence[tuple[int, str]], file: str, column: str) -> None:
    """Refuse ids that are missing or repeat, naming the rows."""
    rows: dict[str, list[int]] = defaultdict(list)
    for number, id in ids:
        rows[id].append(number)
    empty = rows.pop("", [])
    repeated = sorted(chain.from_iterable(numbers for numbers in rows.values() if len(numbers) > 1))
    faults = []
    long = sorted(chain.from_iterable(numbers for id, numbers in rows.items() if len(id) > _LONGEST_ID))
    if long:
        said = f"the id in column '{column}' is longer than {_LONGEST_ID} characters ({rows_named(long)}); name another"
        faults.append(Fault(file, long[0], f"{said} column for the id in survey.yml"))
    if empty:
        said = f"no id in column '{column}' ({rows_named(empty)}); fill the cells, or name another column for the id"
        faults.append(Fault(file, empty[0], said))
    if repeated:
        said = f"the id in column '{column}' is used more than once ({rows_named(repeated)}); give each row its own"
        faults.append(Fault(file, repeated[0], said))
    if faults:
        raise InputError(faults)


def order_in_doubt(layout: Layout, rows: Iterable[tuple[int, Cells]], survey: Survey, file: str) -> tuple[str, str]:
    """Which order of day and month the file shows and what to do, where survey.yml names none; else nothing."""
    column = map_columns(layout, survey, file).submitted_at
    if column is None or survey.columns.times != "iso":
        return "", ""
    name = column.name
    order, day, month = day_order((number, cells[column.position]) for number, cells in rows)
    line = f"put this line under 'columns:' in surveys/{survey.round}/survey.yml:"
    return order, {
        "": "",
        "day-first": f"the times in '{name}' are day-first (row {day} shows it); {line}   times: day-first",
        "month-first": f"the times in '{name}' are month-first (row {month} shows it); {line}   times: month-first",
        "either": f"the times in '{name}' may be day-first or month-first, and no row tells which; ask who made "
        f"the file, then {line}   times: day-first   or   times: month-first",
        "both": f"some times in '{name}' are day-first (row {day}) and others month-first (row {month}); mend "
        "them, best as 2026-06-15 09:23",
    }[order]


def _check_order(layout: Layout, rows: Sequence[tuple[int, Cells]], survey: Survey, file: str) -> None:
    order, said = order_in_doubt(layout, rows, survey, file)
    if order:
        raise InputError([Fault(file, layout.header_rows, said)])


def _digest_ids(
    reader: _Reader, rows: Sequence[tuple[int, Cells]], survey: Survey, tool: str
) -> Iterator[tuple[int, str]]:
    """Without an id column: a digest of survey, tool and whole row, and its number among equal rows of this file."""
    seen: Counter[str] = Counter()
    for number, _ in rows:
        row: Mapping[str, str] = reader.raw(number)
        whole = digest(survey.round, tool, *sorted(f"{name}\x1e{cell}" for name, cell in row.items()))
        seen[whole] += 1
        yield number, digest(whole, str(seen[whole]))[:_ID_LENGTH]


def _ids(
    reader: _Reader, rows: Sequence[tuple[int, Cells]], survey: Survey, sheet: Sheet, layout: Layout
) -> list[tuple[int, str]]:
    column = reader.mapped.id
    if column is None or column.name == layout.no_ids:
        return list(_digest_ids(reader, rows, survey, layout.tool))
    ids = [(number, cells[column.position].strip()) for number, cells in rows]
    check_ids(ids, sheet.file, column.name)
    return ids


def read_responses(sheet: Sheet, layout: Layout, survey: Survey) -> Import:
    """Every response of the table, as the survey reads it; raise InputError with every fault and take nothing."""
    reader = _Reader(sheet, layout, survey)
    rows = list(body(sheet, layout))
    _check_order(layout, rows, survey, sheet.file)
    ids = _ids(reader, rows, survey, sheet, layout)
    received = tuple(reader.received(number, cells, id) for (number, cells), (_, id) in zip(rows, ids, strict=True))
    reader.faults.raise_if_any()
    return Import(file=sheet.file, sha256=sheet.sha256, tool=layout.tool, responses=received)
