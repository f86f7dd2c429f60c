"""What leaves the store as files that people asked for: responses one by one, the wordings, and who sent them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.store.orm import Arrived, Contact, Definition, Response

_BATCH = 2_000
_FIELDS = (
    "store_id", "source", "submitted_at", "consent_quote", "withdrawn", "withdrawn_on", "answers", "closed", "about",
    "flags", "submission__definition__version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaving:
    """One response as it leaves; of a withdrawn one only that it was there, and when it was taken back."""

    id: str
    source: str
    submitted_at: str
    consent_quote: bool
    withdrawn: bool
    withdrawn_on: str
    answers: dict[str, str]
    closed: list[Any]
    about: dict[str, str]
    flags: list[str]
    version: int | None


def _without_words(response: Leaving) -> Leaving:
    return Leaving(response.id, response.source, response.submitted_at, False, True, response.withdrawn_on, {}, [], {},
                   [], response.version)  # fmt: skip


def responses_leaving(round: str) -> Iterator[Leaving]:
    """Every response of a round by id, a few at a time: two hundred thousand take no more memory than a hundred."""
    rows = Response.objects.filter(round__name=round).order_by("store_id").values_list(*_FIELDS)
    for row in rows.iterator(_BATCH):
        response = Leaving(*row)
        yield _without_words(response) if response.withdrawn else response


def wordings_shown(round: str) -> list[tuple[int, str]]:
    """Every version of the survey that was answered, with its text, oldest first."""
    told = Definition.objects.filter(round__name=round, submission__isnull=False).distinct().order_by("version")
    return [(version, text) for version, text in told.values_list("version", "text")]


def senders(round: str, person: str, organisation: str) -> Iterator[tuple[str, str, str, str]]:
    """Id, name, address and organisation of everyone who gave one: by the form, or in these columns of a file."""
    told = Contact.objects.filter(submission__response__round__name=round)
    names = ("submission__response__store_id", "name", "email", "organisation")
    given = {row[0]: row for row in told.values_list(*names).iterator(_BATCH)}
    rows = Arrived.objects.filter(response__round__name=round).values_list("response__store_id", "cells")
    for id, cells in rows.order_by("response__store_id").iterator(_BATCH):
        told_of = (id, "", cells.get(person, "") if person else "", cells.get(organisation, "") if organisation else "")
        given.setdefault(id, told_of)
    yield from (row for _, row in sorted(given.items()) if any(row[1:]))
