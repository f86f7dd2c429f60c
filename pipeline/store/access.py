"""Everything the store holds about somebody, as plain values: what a person may ask to be given."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from pipeline.ids import public_id
from pipeline.store.orm import (
    Arrived,
    AuditLine,
    Contact,
    Draft,
    Erasure,
    Outgoing,
    Paper,
    PointGiven,
    Response,
    Round,
    Submission,
    Subscriber,
)
from pipeline.store.tables import person_digest

Held = dict[str, Any]
_EMAIL = "you.email"


def by_address(round: str, address: str) -> list[str]:
    """The responses of an address, by id: by its digest, by the contact it was given with, by a cell that arrived."""
    row = Round.objects.filter(name=round).first()
    if row is None:
        return []
    told = address.strip()
    mine = Response.objects.filter(round=row)
    found = set(mine.filter(person=person_digest(row.key, told)).values_list("store_id", flat=True))
    found |= set(mine.filter(submission__contact__email__iexact=told).values_list("store_id", flat=True))
    cells = Arrived.objects.filter(response__round=row).values_list("response__store_id", "cells")
    wanted = told.casefold()
    for id, told_cells in cells.iterator(2_000):
        if any(wanted == str(cell).strip().casefold() for cell in told_cells.values()):
            found.add(id)
    return sorted(found)


def _plain(row: Any, *names: str) -> Held:
    values = ((name, getattr(row, name)) for name in names)
    return {
        name: value if isinstance(value, (str, int, dict, list, type(None))) else str(value) for name, value in values
    }


def _arrived(response: Response) -> Held | None:
    row = Arrived.objects.select_related("file").filter(response=response).first()
    if row is None:
        return None
    return {"file": row.file.name, "row": row.row_number, "read_at": row.file.read_at.isoformat(), "cells": row.cells}


def _submission(response: Response) -> Held | None:
    row = Submission.objects.select_related("definition").filter(response=response).first()
    if row is None:
        return None
    contact = Contact.objects.filter(submission=row).first()
    drafts = Draft.objects.filter(Q(submission=row) | Q(changes=row)).order_by("pk")
    paper = Paper.objects.filter(submission=row).first()
    letters = Outgoing.objects.filter(Q(key__contains=row.reference) | Q(body__contains=row.reference)).order_by("pk")
    return {
        **_plain(row, "reference", "sent_at", "changed_at"),
        "version_of_the_form": row.definition.version,
        "contact": _plain(contact, "name", "email", "organisation") if contact else None,
        "drafts": [_plain(draft, "began_at", "saved_at", "values") for draft in drafts],
        "paper": _plain(paper, "label", "first", "second") if paper else None,
        "letters": [_plain(letter, "kind", "to", "subject", "body", "sent_at") for letter in letters],
    }


def held_of(round: str, store_id: str) -> Held:
    """All that the store holds of one response; the round's key stands in no part of it."""
    response = Response.objects.select_related("round").get(round__name=round, store_id=store_id)
    public = public_id(response.round.key, "r", store_id)
    points = PointGiven.objects.filter(round=response.round, answer__startswith=f"{store_id}/").order_by("point")
    erased = Erasure.objects.filter(round=round, store_id=store_id).order_by("pk")
    audit = AuditLine.objects.filter(Q(on=public) | Q(on__endswith=f" {public}")).order_by("no")
    return {
        "id": store_id,
        "public_id": public,
        **_plain(response, "source", "submitted_at", "consent_quote", "withdrawn", "withdrawn_on", "keep_until"),
        **_plain(response, "answers", "closed", "about", "flags"),
        "arrived": _arrived(response),
        "sent": _submission(response),
        "points": [point.point for point in points if point.answer.rpartition("/")[0] == store_id],
        "erasures": [_plain(row, "reason", "by", "asked_at", "done_at") for row in erased],
        "acts": [_plain(row, "at", "act", "who") for row in audit],
    }


def held_of_address(round: str, address: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is held of an address beside responses: unfinished forms of the round, letters, news it asked for."""
    told = address.strip()
    for draft in Draft.objects.filter(round__name=round, submission=None).order_by("pk").iterator(500):
        if str(draft.values.get(_EMAIL, "")).strip().casefold() == told.casefold():
            yield "unfinished forms", _plain(draft, "began_at", "saved_at", "values")
    for letter in Outgoing.objects.filter(to__iexact=told).order_by("pk"):
        yield "letters", _plain(letter, "kind", "to", "subject", "body", "due_at", "sent_at")
    for row in Subscriber.objects.filter(email__iexact=told):
        yield "news of releases", _plain(row, "email", "asked_at", "confirmed_at")
