"""Which column of a file holds what: the texts of a table, and what its other columns say of who wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.collect.table import read_texts
from pipeline.ids import LENGTH, canonical, digest
from pipeline.place import read_bytes, shown
from pipeline.schemas import ABOUT, empty
from pipeline.themes.voices import QUESTION


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


def _column(texts: Texts, name: str) -> pd.Series:
    """One more column of the file, a cell a row."""
    frame = read_texts(read_bytes(texts.file), shown(texts.file), texts.text, texts.id, name, texts.sheet or None)
    return frame["question"].str.strip()


def _responses(texts: Texts, ids: pd.Series) -> pd.Series:
    """The response of each row: the row itself, or what its respondent sent in several rows.

    A digest stands for the respondent, since the column may hold an address.
    """
    if not texts.respondent:
        return ids
    named = _column(texts, texts.respondent)
    known = named.map(lambda name: f"of {digest(name)[:LENGTH]}")
    return known.where(named != "", "row " + ids)


def _attribute(name: str) -> str:
    """A column's name as an attribute; the word "question" is taken by what was asked."""
    return f"{name} (column)" if name == QUESTION else name


def _about(texts: Texts, responses: pd.Series) -> pd.DataFrame:
    """What the named columns say of each response; empty cells say nothing."""
    tables = [
        pd.DataFrame({"response": responses, "attribute": _attribute(name), "value": _column(texts, name)})
        for name in dict.fromkeys(texts.about)
    ]
    if not tables:
        return empty(ABOUT)
    told = pd.concat(tables).drop_duplicates()
    return told[told["value"] != ""].sort_values([*ABOUT.columns]).reset_index(drop=True)


def _bodies(texts: Texts, responses: pd.Series) -> dict[str, str]:
    """The organisation of each response that names one; of several the first by the alphabet."""
    if not texts.organisation:
        return {}
    pairs = sorted(zip(responses, _column(texts, texts.organisation), strict=True), reverse=True)
    return {response: canonical(body) for response, body in pairs if body}


def read_known(texts: Texts) -> Rows:
    """The rows of the file with all that the named columns say of who wrote them."""
    rows = read_rows(texts)
    asked = rows["question"] if texts.question_column else pd.Series([texts.question] * len(rows), dtype=str)
    responses = _responses(texts, rows["id"])
    return Rows(
        rows=rows.assign(question=asked),
        responses=responses,
        about=_about(texts, responses),
        bodies=_bodies(texts, responses),
        questions={text: f"q{number}" for number, text in enumerate(sorted(set(asked)), start=1)},
    )
