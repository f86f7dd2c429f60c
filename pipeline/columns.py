"""Which column of a file holds what: the texts of a table, and what its other columns say of who wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.clean.redact import redact
from pipeline.clean.repair import repair
from pipeline.collect.layout import body
from pipeline.collect.mapping import find
from pipeline.collect.sheets import read_sheet
from pipeline.collect.table import read_texts
from pipeline.collect.tools import recognise
from pipeline.errors import UserError
from pipeline.ids import LENGTH, canonical, digest
from pipeline.place import read_bytes, shown
from pipeline.schemas import ABOUT, empty
from pipeline.themes.voices import QUESTION

# Words of regions, which a value often is and which by themselves look like a surname behind another.
_REGIONS = ("north", "south", "east", "west", "central", "midlands", "london", "england", "coast", "valley")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Which column of a file holds what."""

    file: Path
    text: str
    id: str = ""
    question: str = ""
    question_column: str = ""
    about: tuple[str, ...] = ()
    respondent: str = ""
    organisation: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A file as it was read: rows of id, text and question, and what is known of who wrote them."""

    rows: pd.DataFrame
    responses: pd.Series  # the response each row belongs to
    about: pd.DataFrame  # the columns of ABOUT; who sent several rows may have several values
    bodies: Mapping[str, str]  # response -> organisation
    questions: Mapping[str, str]  # wording -> id


def read_rows(texts: Texts) -> pd.DataFrame:
    """The rows of the file as id, text and question."""
    name = shown(texts.file)
    return read_texts(read_bytes(texts.file), name, texts.text, texts.id, texts.question_column, texts.sheet or None)


class _Others:
    """The columns beside the texts; the file is read once, however many are named."""

    def __init__(self, texts: Texts) -> None:
        self._texts, self._data = texts, read_bytes(texts.file)
        sheet = read_sheet(self._data, shown(texts.file), texts.sheet or None)
        layout = recognise(sheet)
        self._columns = layout.columns
        self._rows = [cells for _, cells in body(sheet, layout, empty_rows=True)]

    def place(self, name: str) -> int:
        """Where the named column stands; InputError where there is none or several may be meant."""
        found = find(self._columns, name)
        if len(found) != 1:  # said as of the columns of the texts
            texts = self._texts
            read_texts(self._data, shown(texts.file), texts.text, texts.id, name, texts.sheet or None)
        return found[0].position

    def cells(self, name: str) -> pd.Series:
        """The named column, a cell a row."""
        place = self.place(name)
        return pd.Series([cells[place].strip() for cells in self._rows], dtype="str")


def _responses(texts: Texts, others: _Others | None, ids: pd.Series) -> pd.Series:
    """The response of each row: the row itself, or what its respondent sent in several rows.

    A digest stands for the respondent, since the column may hold an address.
    """
    if not others or not texts.respondent:
        return ids
    named = others.cells(texts.respondent)
    known = named.map(lambda name: f"of {digest(name)[:LENGTH]}")
    return known.where(named != "", "row " + ids)


def _attribute(name: str) -> str:
    """A column's name as an attribute; the word "question" is taken by what was asked."""
    return f"{name} (column)" if name == QUESTION else name


def _about(texts: Texts, others: _Others | None, responses: pd.Series) -> pd.DataFrame:
    """What the named columns say of each response; empty cells say nothing."""
    if not others or not texts.about:
        return empty(ABOUT)
    tables = [
        pd.DataFrame({"response": responses, "attribute": _attribute(name), "value": others.cells(name)})
        for name in dict.fromkeys(texts.about)
    ]
    told = pd.concat(tables).drop_duplicates()
    return told[told["value"] != ""].sort_values([*ABOUT.columns]).reset_index(drop=True)


def _bodies(texts: Texts, others: _Others | None, responses: pd.Series) -> dict[str, str]:
    """The organisation of each response that names one; of several the first by the alphabet."""
    if not others or not texts.organisation:
        return {}
    pairs = sorted(zip(responses, others.cells(texts.organisation), strict=True), reverse=True)
    return {response: canonical(body) for response, body in pairs if body}


def _check_about(texts: Texts, others: _Others) -> None:
    """Who wrote is no attribute: a table by respondents would name each of them."""
    if texts.respondent and others.place(texts.respondent) in map(others.place, texts.about):
        said = f"--about: '{texts.respondent}' is the column of --respondent and would name people"
        raise UserError(f"{said}; name another, nothing was written")


def _others(texts: Texts) -> _Others | None:
    if not (texts.about or texts.respondent or texts.organisation):
        return None
    others = _Others(texts)
    _check_about(texts, others)
    return others


def _redacted(about: pd.DataFrame, protected: tuple[str, ...]) -> pd.DataFrame:
    """What is known of each response without personal data: people write into "Other: please say" what they like."""
    known = (*protected, *_REGIONS)
    plain = {value: redact(repair(value), known).text for value in sorted(set(about["value"]))}
    told = about.assign(value=about["value"].map(plain).astype(str)).drop_duplicates()
    return told.sort_values([*ABOUT.columns]).reset_index(drop=True)


def read_known(texts: Texts, protected: tuple[str, ...] = ()) -> Rows:
    """The rows of the file with all that the named columns say of who wrote them, personal data of it taken out.

    `protected` are forms that are never a person's name.
    """
    rows, others = read_rows(texts), _others(texts)
    asked = rows["question"] if texts.question_column else pd.Series([texts.question] * len(rows), dtype=str)
    responses = _responses(texts, others, rows["id"])
    return Rows(
        rows=rows.assign(question=asked),
        responses=responses,
        about=_redacted(_about(texts, others, responses), protected),
        bodies=_bodies(texts, others, responses),
        questions={text: f"q{number}" for number, text in enumerate(sorted(set(asked)), start=1)},
    )
