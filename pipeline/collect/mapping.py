"""Which column of a file holds which answer: survey.yml's names laid onto a layout, every miss named at once.

Where a column's name is not in the file, the wording of its question is looked for: one round is asked by several
tools, and each names its columns by what was asked. A tool's own columns of ids and times stand in likewise.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.collect.layout import ABOUT, ANY, Column, Layout, folded
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
    # Where not all are shown, questions first: a tool's own dozen columns would crowd them out.
    shown = sorted(columns, key=lambda column: column.kind == ABOUT) if len(columns) > _SHOWN else columns
    told = [f"'{column.name}'" for column in shown]
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return ", ".join(told[:_SHOWN]) + more


def nearest(columns: Sequence[Column], told: str) -> list[str]:
    """The names of columns that are nearly the one told."""
    known = {folded(column.group): column.group for column in columns if column.group and column.group != told}
    known |= {folded(column.wording): column.group or column.name for column in columns}
    known |= {folded(column.name): column.name for column in columns}
    return list(dict.fromkeys(known[each] for each in difflib.get_close_matches(folded(told), known, n=3, cutoff=0.6)))


def missing_said(columns: Sequence[Column], told: str) -> str:
    """The sentence for a column that is not there, with the nearest names or all there are."""
    near = nearest(columns, told)
    there = f"nearest are {', '.join(map(repr, near))}" if near else f"there are {_names(columns)}"
    return f"no column '{told}'; {there}: mend the name"


class _Search:
    """The looking up of one survey's columns in one file, keeping every fault."""

    def __init__(self, layout: Layout, file: str, told: Collection[str] = ()) -> None:
        self._layout, self._file = layout, file
        self._told = frozenset(map(folded, told))
        self.faults: list[Fault] = []
        self._unlike: dict[str, str] = {}
        self._asked = 0

    def _missing(self, told: str, what: str, id: str) -> None:
        if near := nearest(self._layout.columns, told):
            self._fault(
                f"no column '{told}' ({what} in survey.yml); nearest are {', '.join(map(repr, near))}: mend the name, "
                f"or if the file does not hold it, import the file with --without {id}"
            )
        else:
            self._unlike[id] = told

    def all_faults(self) -> list[Fault]:
        """Every fault met; columns that resemble none of the file's are told of together."""
        if self._unlike:
            names = ", ".join(map(repr, self._unlike.values()))
            there = _names(self._layout.columns)
            left_out = " ".join(f"--without {id}" for id in self._unlike)
            cure = f" If it is, leave out what it does not hold: {left_out}" if self._asked else ""
            said = f"no column {names}, which survey.yml reads; there are {there}: is it a file of this round?"
            self._fault(said + cure)
            self._unlike = {}
        return self.faults

    def _fault(self, said: str) -> None:
        self.faults.append(Fault(self._file, self._layout.header_rows, said))

    def one(self, told: str, what: str, id: str, *others: str) -> Column | None:
        """The one column of a name, else of another name; None where the survey names none or none is there."""
        if not told:
            return None
        columns = self._layout.columns
        found = next(filter(None, (find(columns, name) for name in (told, *others) if name)), [])
        if len(found) > 1:
            self._fault(f"column '{told}' ({what}) may be {_names(found)}; name one of them in survey.yml")
        if not found:
            self._missing(told, what, id)
        return found[0] if len(found) == 1 else None

    def of_tool(self, told: str, what: str, id: str, own: str = "") -> Column | None:
        """The column of something about the whole response; a known tool that has no such column is right as it is."""
        known = self._layout.tool != ANY
        if known and not (own or find(self._layout.columns, told) or nearest(self._layout.columns, told)):
            return None
        return self.one(told, what, id, own if known else "")

    def asked(self, column: Column | None) -> Column | None:
        """The column of a question or attribute, counted: a file that holds none is none of this round."""
        self._asked += column is not None
        return column

    def _is_own(self, column: Column) -> bool:
        """Whether survey.yml reads the column by itself, as it does "Other (please specify)" beside the options."""
        return folded(column.name) in self._told

    def question(self, question: Question) -> tuple[Column, ...]:
        """The column of a question, or the columns it is split over, one an option or row."""
        columns = self._layout.columns
        names = (folded(question.column), folded(question.text))
        parts = [one for one in columns if one.group and not self._is_own(one)]
        split = [one for one in parts if folded(one.group) in names]
        if not split and len({one.group for one in parts if folded(one.asked) in names}) == 1:
            split = [one for one in parts if folded(one.asked) in names]
        if question.kind in ("choices", "grid", "ranked") and split and not find(columns, question.column):
            self._asked += 1
            return tuple(split)
        found = self.asked(self.one(question.column, f"question {question.id}", question.id, question.text))
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
    told = [*(each.column for each in survey.attributes), *(each.column for each in survey.questions)]
    search, columns = _Search(layout, file, told), survey.columns
    about = {
        each.id: search.asked(search.one(each.column, f"about {each.id}", each.id, each.ask, each.title))
        for each in survey.attributes
    }
    mapped = Mapped(
        id=search.of_tool(columns.id, "the id", "id", layout.id_column),
        submitted_at=search.of_tool(columns.submitted_at, "the time", "submitted_at", layout.time_column),
        source=search.of_tool(columns.source, "the source", "source"),
        person=search.of_tool(columns.person, "the person", "person"),
        organisation=search.of_tool(columns.organisation, "the organisation", "organisation"),
        consent_quote=search.of_tool(columns.consent_quote, "consent to quote", "consent_quote"),
        about={name: column for name, column in about.items() if column},
        questions={question.id: search.question(question) for question in survey.questions},
    )
    faults = [*search.all_faults(), *_read_twice(mapped, layout.header_rows, file)]
    if faults:
        raise InputError(faults)
    return mapped
