"""Responses of a round as files that people open elsewhere: the columns its survey names, whoever answered what."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.collect.form.cells import Rows, free_name, header_of, headers
from pipeline.collect.form.escaping import TOLD
from pipeline.definitions.survey import Attribute, Question, Survey, parse_survey
from pipeline.errors import UserError
from pipeline.exportsheets import Table, write_csv, write_lines, write_xlsx
from pipeline.opening import open_round
from pipeline.place import Place, shown, written_beside
from pipeline.progress import Progress
from pipeline.store import tables
from pipeline.store.leaving import Leaving, responses_leaving, senders, wordings_shown

FORMATS = ("csv", "xlsx", "jsonl")
# What becomes of a response on its way out.
Change = Callable[[Leaving], Leaving]
_MORE = ("definition_version", "withdrawn_on", "flags")
_WORDING = ("version", "part", "id", "column", "kind", "wording", "hint", "option", "label")
_SENDERS = ("id", "name", "email", "organisation")
_WHOLE = {
    "id": "the id of the response",
    "submitted_at": "when it was sent, in UTC (the Z at its end)",
    "source": "how it came",
    "consent_quote": "whether its answers may be quoted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    responses: int
    files: tuple[Path, ...]


class _Counted:
    """Responses of a round, counted as they go by."""

    def __init__(self, round: str, change: Change | None) -> None:
        self._round, self._change = round, change
        self.number = 0

    def __iter__(self) -> Iterator[Leaving]:
        for response in responses_leaving(self._round):
            self.number += 1
            yield self._change(response) if self._change else response


# --- responses --------------------------------------------------------------------------------------------------------


def _more(survey: Survey) -> tuple[str, ...]:
    own = headers(survey)
    return tuple(free_name(name, own) for name in _MORE)


def _version(survey: Survey, response: Leaving) -> int:
    return survey.version if response.version is None else response.version


def _withdrawn(response: Leaving) -> str:
    """The day it was taken back; a plain yes where nobody noted the day."""
    return response.withdrawn_on or (TOLD if response.withdrawn else "")


def _rows(survey: Survey, responses: _Counted) -> Iterator[Sequence[str]]:
    columns, made = headers(survey), Rows(survey)
    for response in responses:
        cells = made.whole(response)
        more = (str(_version(survey, response)), _withdrawn(response), "; ".join(response.flags))
        yield (*(cells.get(column, "") for column in columns), *more)


def _answered(question: Question, response: Leaving) -> Any:
    if question.is_open:
        return response.answers.get(question.id, "")
    chosen = [(part, value) for id, part, value, _ in response.closed if id == question.id]
    if question.kind == "grid":
        return dict(chosen)
    values = [value for _, value in chosen]
    return values if question.kind in ("choices", "ranked") else "".join(values[:1])


def _lines(survey: Survey, responses: _Counted) -> Iterator[dict[str, Any]]:
    for response in responses:
        yield {
            "id": response.id,
            "submitted_at": response.submitted_at,
            "source": response.source,
            "consent_quote": response.consent_quote,
            "version": _version(survey, response),
            "withdrawn": response.withdrawn,
            "withdrawn_on": response.withdrawn_on,
            "flags": response.flags,
            "about": {each.id: response.about.get(each.id, "") for each in survey.attributes},
            "answers": {question.id: _answered(question, response) for question in survey.questions},
        }


# --- wordings ---------------------------------------------------------------------------------------------------------


def _kind_and_words(asked: Question | Attribute) -> tuple[str, str]:
    return (asked.kind, asked.text) if isinstance(asked, Question) else ("choice", asked.ask or asked.title)


def _wording_of(version: str, part: str, asked: Question | Attribute) -> Iterator[Sequence[str]]:
    about = (asked.id, asked.column, *_kind_and_words(asked))
    yield version, part, *about, asked.hint, "", ""
    yield from ((version, part, *about, "", option.value, option.label) for option in asked.options)
    rows = asked.rows if isinstance(asked, Question) else ()
    yield from ((version, "row", *about, "", row.value, row.label) for row in rows)


def _wording(survey: Survey) -> Iterator[Sequence[str]]:
    version = str(survey.version)
    for what, column in header_of(survey).items():
        yield version, "response", what, column, "", _WHOLE[what], "", "", ""
    for attribute in survey.attributes:
        yield from _wording_of(version, "about", attribute)
    for question in survey.questions:
        yield from _wording_of(version, "question", question)


def _wordings(survey: Survey) -> Iterator[Sequence[str]]:
    """Every wording that was answered, by version, and the one that stands today."""
    shown_before = {version: text for version, text in wordings_shown(survey.round) if version != survey.version}
    for version, text in sorted(shown_before.items()):
        yield from _wording(parse_survey(text, f"version {version} of the survey", survey.round))
    yield from _wording(survey)


# --- files ------------------------------------------------------------------------------------------------------------


def write_responses(survey: Survey, form: str, out: BinaryIO, change: Change | None = None) -> int:
    """Write every response of a round into a file that is open, in one of `FORMATS`; return how many there were.

    They leave as they arrived, or as `change` makes them: the board's hides what a page hides. A workbook has the
    wordings as its second sheet.
    """
    counted = _Counted(survey.round, change)
    if form == "jsonl":
        write_lines(_lines(survey, counted), out)
        return counted.number
    table = Table("Responses", (*headers(survey), *_more(survey)), _rows(survey, counted))
    if form == "csv":
        write_csv(table, out)
    else:
        write_xlsx([table, Table("Wordings", _WORDING, _wordings(survey))], out)
    return counted.number


def write_wordings(survey: Survey, form: str, out: BinaryIO) -> None:
    """Write the wordings, version by version, into a file that is open."""
    if form == "jsonl":
        write_lines((dict(zip(_WORDING, row, strict=True)) for row in _wordings(survey)), out)
    else:
        write_csv(Table("Wordings", _WORDING, _wordings(survey)), out)


def write_senders(survey: Survey, out: BinaryIO) -> None:
    """Write who sent what, as far as they said, into a file that is open."""
    columns = survey.columns
    write_csv(Table("Senders", _SENDERS, senders(survey.round, columns.person, columns.organisation)), out)


def _private(survey: Survey, out: Path) -> tuple[Path, Path]:
    """Who sent what, and the words that decisions rest on, each in a file that only its owner may read."""
    people, words = out.with_name(f"{out.stem}-senders.csv"), out.with_name(f"{out.stem}-words.jsonl")
    with written_beside(people, 0o600) as file:
        write_senders(survey, file)
    with written_beside(words, 0o600) as file:
        told = sorted(tables.words(survey.round).items())
        write_lines(({"digest": digest, "text": text} for digest, text in told), file)
    return people, words


def export_round(place: Place, round: str, form: str, out: Path, progress: Progress, *, private: bool) -> Exported:
    """Write the responses of a round and their wordings; who sent them only where asked, in a file of its own.

    They leave as they arrived: whoever runs the command holds the store and all that is in it.
    """
    if form not in FORMATS:
        seen = f"--format {form} is not known" if form else f"{shown(out)}: the name has no ending"
        raise UserError(f"{seen}; end the name with .{', .'.join(FORMATS)}, or say it by --format")
    survey = open_round(place, round).survey
    told = progress.start(f"writing {shown(out)}", None)
    with written_beside(out) as file:
        number = write_responses(survey, form, file)
    files = [out]
    if form != "xlsx":
        files.append(out.with_name(f"{out.stem}-wordings.{form}"))
        with written_beside(files[1]) as file:
            write_wordings(survey, form, file)
    files += _private(survey, out) if private else ()
    told(number)
    return Exported(responses=number, files=tuple(files))
