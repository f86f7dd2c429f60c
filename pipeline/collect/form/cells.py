"""One response as the row of a table: the columns a survey names, in its order, as its own import reads them back."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from pipeline.collect.choices import pieces
from pipeline.collect.form.fields import GRID
from pipeline.definitions.survey import Question, Survey


class Told(Protocol):
    """A response on its way into a row."""

    @property
    def id(self) -> str:
        """Its id in the store."""

    @property
    def submitted_at(self) -> str:
        """When it was sent, in UTC."""

    @property
    def source(self) -> str:
        """How it came."""

    @property
    def consent_quote(self) -> bool:
        """Whether it may be quoted."""

    @property
    def answers(self) -> Mapping[str, str]:
        """The texts by question."""

    @property
    def closed(self) -> Iterable[Sequence[Any]]:
        """What was chosen: question, row, option, rank."""

    @property
    def about(self) -> Mapping[str, str]:
        """The options by attribute."""


# What a column is called where survey.yml names none.
_USUAL = {"id": "response_id", "submitted_at": "submitted_at", "source": "source", "consent_quote": "consent_quote"}
YES, NO = "yes", "no"


def header_of(survey: Survey) -> dict[str, str]:
    """The header of each thing told of a whole response; a usual name that a question has already gives way."""
    columns = survey.columns
    named = {"id": columns.id, "submitted_at": columns.submitted_at, "source": columns.source,
             "consent_quote": columns.consent_quote}  # fmt: skip
    taken = {*named.values(), columns.person, columns.organisation, *_columns(survey)}
    return {what: name or free_name(_USUAL[what], taken) for what, name in named.items()}


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """A name for a column that no other has, whatever their capitals."""
    known = {name.casefold() for name in taken}
    name, number = wanted, 2
    while name.casefold() in known:
        name, number = f"{wanted} ({number})", number + 1
    return name


def _columns(survey: Survey) -> Iterator[str]:
    yield from (attribute.column for attribute in survey.attributes)
    yield from (question.column for question in survey.questions)


def headers(survey: Survey) -> tuple[str, ...]:
    """Every column of a response, each once; those that would name a person stay, for import wants them, and empty."""
    private = [name for name in (survey.columns.person, survey.columns.organisation) if name]
    return tuple(dict.fromkeys([*header_of(survey).values(), *private, *_columns(survey)]))


def yes_of(survey: Survey) -> str:
    """The word that says yes in this survey's files."""
    return survey.columns.yes[0] if survey.columns.yes else YES


def no_of(survey: Survey) -> str:
    """The word that says no: nothing at all where 'no' would be read as a yes."""
    return "" if NO in {word.casefold() for word in survey.columns.yes} else NO


class Rows:
    """Responses of one survey as rows by header; what two rows share is worked out once."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._names = header_of(survey)
        self._consent = {True: yes_of(survey), False: no_of(survey)}
        self._joined: dict[tuple[str, tuple[str, ...]], str] = {}

    def _several(self, question: Question, values: tuple[str, ...]) -> str:
        """Options with the mark between them; by their labels where the values would not come apart again."""
        if (question.id, values) not in self._joined:
            self._joined[question.id, values] = _joined(question, values, self._survey.columns.joined_by)
        return self._joined[question.id, values]

    def _cell(self, question: Question, chosen: Sequence[Sequence[Any]]) -> str:
        """What was chosen in one closed question as the cell from which an import reads the same."""
        if not chosen:
            return ""
        if question.kind == GRID:
            return json.dumps({part: value for _, part, value, _ in chosen}, ensure_ascii=False)
        values = tuple(str(value) for _, _, value, _ in chosen)
        return self._several(question, values) if len(values) > 1 else values[0]

    def answers(self, response: Told) -> dict[str, str]:
        """What a response says of its person and to every question, by header; also where nothing was said."""
        chosen: dict[str, list[Sequence[Any]]] = {}
        for choice in response.closed:
            chosen.setdefault(choice[0], []).append(choice)
        told = {each.column: response.about.get(each.id, "") for each in self._survey.attributes}
        for question in self._survey.questions:
            is_open, id = question.is_open, question.id
            told[question.column] = (
                response.answers.get(id, "") if is_open else self._cell(question, chosen.get(id, ()))
            )
        return told

    def whole(self, response: Told) -> dict[str, str]:
        """The row of a response by header, with its id, its time, how it came and whether it may be quoted."""
        told = (response.id, response.submitted_at, response.source, self._consent[response.consent_quote])
        return dict(zip(self._names.values(), told, strict=True)) | self.answers(response)


def _joined(question: Question, values: Sequence[str], mark: str) -> str:
    labels = {option.value: option.label for option in question.options}
    for told in (list(values), [labels.get(value, value) for value in values]):
        cell = mark.join(told)
        if mark and list(pieces(cell, question.options, mark)) == told:
            return cell
    return mark.join(values)
