"""What an importer hands to the store; plain records, so that reading a file never sets Django up."""

from collections.abc import Mapping
from dataclasses import dataclass

# (question, part, value, rank): part is the row of a grid, rank counts from 1 in ranked questions, else 0.
Choice = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One response as a file brought it: `raw` is its row by header.

    `sender` is what names the person, `organisation` what names the body they wrote for, both as written.
    """

    id: str
    row: int
    source: str
    submitted_at: str
    sender: str
    organisation: str
    fields: str
    consent_quote: bool
    raw: Mapping[str, str]
    answers: Mapping[str, str]
    closed: tuple[Choice, ...]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Every response of one file, ready for the store."""

    file: str
    sha256: str
    tool: str
    responses: tuple[Received, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A known response that came back with other content: in which columns, and whether it was taken so."""

    id: str
    row: int
    columns: tuple[str, ...]
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What an import did: responses new to the store, known ones, and known ones read anew by a changed survey.yml.

    `changed` are those of the known ones that came back with other content, `new_rows` the rows of the new ones.
    """

    new: int
    known: int
    read_anew: int
    changed: tuple[Changed, ...] = ()
    new_rows: tuple[int, ...] = ()
