"""Which column of a file holds which answer: survey.yml's names laid onto a layout, every miss named at once."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.collect.layout import Column, Layout, folded
from pipeline.definitions.survey import Question, Survey
from pipeline.errors import Fault, InputError

_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """The columns of one file, by what the survey calls them; a question split over columns has several."""

    id: Column | None
    submitted_at: Column | None
    source: Column | None
    person: Column | None
    organisation: Column | None
    consent_quote: Column | None
    about: Mapping[str, Column]
    questions: Mapping[str, tuple[Column, ...]]

    def roles(self) -> dict[int, str]:
        """What each column of the file is read as, by its position."""
        told = {"id": self.id, "time sent": self.submitted_at, "source": self.source, "who sent it": self.person,
                "their organisation": self.organisation, "consent to quote": self.consent_quote}  # fmt: skip
        roles = {column.position: role for role, column in told.items() if column}
        roles |= {column.position: f"about: {name}" for name, column in self.about.items()}
        return roles | {
            column.position: f"question {name}" for name, columns in self.questions.items() for column in columns
        }


def find(columns: Sequence[Column], told: str) -> list[Column]:
    """The columns a name may mean: the one so named, else those of that wording."""
    named = [column for column in columns if column.name == told]
    wanted = folded(told)
    return (
        named
        or [column for column in columns if folded(column.name) == wanted]
        or [column for column in columns if folded(column.wording) == wanted]
    )


def _names(columns: Sequence[Column]) -> str:
    told = [f"'{column.name}'" for column in columns]
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return ", ".join(told[:_SHOWN]) + more


def nearest(columns: Sequence[Column], told: str) -> list[str]:
    """The names of columns that are nearly the one told."""
    known = {folded(column.name): column.name for column in columns}
    return [known[each] for each in difflib.get_close_matches(folded(told), known, n=3, cutoff=0.6)]


def missing_said(columns: Sequence[Column], told: str) -> str:
    """The sentence for a column that is not there, with the nearest names or all there are."""
    near = nearest(columns, told)
    there = f"nearest are {', '.join(map(repr, near))}" if near else f"there are {_names(columns)}"
    return f"no column '{told}'; {there}: mend the name"


class _Search:
    """The looking up of one survey's columns in one file, keeping every fault."""

    def __init__(self, layout: Layout, file: str) -> None:
        self._layout, self._file = layout, file
        self.faults: list[Fault] = []
        self._unlike: list[str] = []

    def _missing(self, told: str, what: str) -> None:
        if near := nearest(self._layout.columns, told):
            self._fault(
                f"no column '{told}' ({what} in survey.yml); nearest are {', '.join(map(repr, near))}: mend the name"
            )
        else:
            self._unlike.append(told)

    def all_faults(self) -> list[Fault]:
        """Every fault met; columns that resemble none of the file's are told of together."""
        if self._unlike:
            names = ", ".join(map(repr, self._unlike))
            there = _names(self._layout.columns)
            self._fault(f"no column {names}, which survey.yml reads; there are {there}: is it a file of this round?")
            self._unlike = []
        return self.faults

    def _fault(self, said: str) -> None:
        self.faults.append(Fault(self._file, self._layout.header_rows, said))

    def one(self, told: str, what: str) -> Column | None:
        """The one column of a name; None where the survey names none or the file has none."""
        if not told:
            return None
        found = find(self._layout.columns, told)
        if len(found) > 1:
            self._fault(f"column '{told}' ({what}) may be {_names(found)}; name one of them in survey.yml")
        if not found:
            self._missing(told, what)
        return found[0] if len(found) == 1 else None

    def question(self, question: Question) -> tuple[Column, ...]:
        """The column of a question, or the columns it is split over, one an option or row."""
        split = [
            column
            for column in self._layout.columns
            if column.group and folded(column.group) == folded(question.column)
        ]
        if question.kind in ("choices", "grid") and split and not find(self._layout.columns, question.column):
            return tuple(split)
        found = self.one(question.column, f"question {question.id}")
        return (found,) if found else ()


def _read_twice(mapped: Mapped, header_row: int, file: str) -> Iterator[Fault]:
    seen: dict[int, str] = {}
    pairs = [*mapped.about.items(), *((name, column) for name, each in mapped.questions.items() for column in each)]
    for name, column in pairs:
        if column.position in seen:
            said = f"column '{column.name}' is read for both {seen[column.position]} and {name}; give each its own"
            yield Fault(file, header_row, said)
        seen[column.position] = name


def map_columns(layout: Layout, survey: Survey, file: str) -> Mapped:
    """The file's column for everything the survey reads; raise InputError with every column that is missing."""
    search, columns = _Search(layout, file), survey.columns
    about = {each.id: search.one(each.column, f"about {each.id}") for each in survey.attributes}
    mapped = Mapped(
        id=search.one(columns.id, "the id"),
        submitted_at=search.one(columns.submitted_at, "the time"),
        source=search.one(columns.source, "the source"),
        person=search.one(columns.person, "the person"),
        organisation=search.one(columns.organisation, "the organisation"),
        consent_quote=search.one(columns.consent_quote, "consent to quote"),
        about={name: column for name, column in about.items() if column},
        questions={question.id: search.question(question) for question in survey.questions},
    )
    faults = [*search.all_faults(), *_read_twice(mapped, layout.header_rows, file)]
    if faults:
        raise InputError(faults)
    return mapped
