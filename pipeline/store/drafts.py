"""Answers on their way: each save is durable before it is confirmed, and never writes over one it did not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from pipeline.errors import MissingError, UserError
from pipeline.store.orm import Draft, PageReached, Round
from pipeline.store.references import hash_token, new_token
from pipeline.store.statements import read as read_row
from pipeline.store.storable import storable
from pipeline.store.writing import writing


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNow:
    """A draft as it stands in the store; `reference` is that of the response it became, or is to change.

    Without `changes` a reference says that it was sent: its answers are in the response and no more in the draft.
    """

    id: str
    round: str
    definition: int
    version: int
    values: Mapping[str, Any]
    pages: tuple[str, ...]
    began_at: datetime
    saved_at: datetime
    changes: bool
    reference: str

    @property
    def was_sent(self) -> bool:
        """Whether there is nothing more to save or send here."""
        return bool(self.reference) and not self.changes


class StaleError(UserError):
    """What was to be saved or sent began from another state than the store has: both are to be shown, none was lost."""

    exit_code = 10

    def __init__(self, stored: DraftNow) -> None:
        self.stored = stored
        super().__init__(
            "these answers were saved or sent from another page in the meantime; nothing was written over: compare the "
            "two and choose"
        )


def missing_draft() -> MissingError:
    """The error for a draft that is no longer there."""
    return MissingError("this form is no longer kept: it was withdrawn, or left too long; begin it anew")


_READ = ("id", "round__name", "definition_id", "version", "values", "pages", "began_at", "saved_at", "submission_id",
         "submission__reference", "changes_id", "changes__reference")  # fmt: skip


def _told(row: tuple[Any, ...]) -> DraftNow:
    id, round, definition, version, values, pages, began_at, saved_at, became, sent, changes, changed = row
    return DraftNow(
        id=id,
        round=round,
        definition=definition,
        version=version,
        values=values,
        pages=tuple(pages),
        began_at=began_at,
        saved_at=saved_at,
        changes=became is None and changes is not None,
        reference=sent or changed or "",
    )


def begin(round: str, definition: int, now: datetime) -> DraftNow:
    """A new empty draft under an id nobody can guess."""
    with writing():
        where = Round.objects.get(name=round)
        made = Draft.objects.create(round=where, definition_id=definition, began_at=now, saved_at=now)
    return draft_of(made.id)


def read(id: str) -> DraftNow | None:
    """The draft of an id as it stands now."""
    row = read_row(Draft, _READ, id=storable(id))
    return _told(row) if row else None


def save(id: str, version: int, values: Mapping[str, Any], page: str, now: datetime) -> DraftNow:
    """Keep these answers and count the page once; raise StaleError unless `version` is the one the store has.

    Saving once more what is stored already (an answer of the service was lost on its way) is no conflict.
    """
    kept = storable(dict(values))
    with writing():
        stored = draft_of(id)
        if stored.was_sent or stored.version != version:
            if stored.values == kept and not stored.was_sent:
                return stored
            raise StaleError(stored)
        reached = page not in stored.pages
        pages = [*stored.pages, page] if reached else list(stored.pages)
        here = Draft.objects.filter(pk=id, version=version, submission=None)
        if not here.update(version=F("version") + 1, values=kept, pages=pages, saved_at=now):
            raise StaleError(draft_of(id))
        if reached and not stored.changes:
            _count(stored.round, page)
        return draft_of(id)


def draft_of(id: str) -> DraftNow:
    """The draft of an id; raise MissingError where it is no longer kept."""
    found = read(id)
    if found is None:
        raise missing_draft()
    return found


def _count(round: str, page: str) -> None:
    if not PageReached.objects.filter(round__name=round, page=page).update(count=F("count") + 1):
        where = Round.objects.get(name=round)
        PageReached.objects.get_or_create(round=where, page=page)
        PageReached.objects.filter(round=where, page=page).update(count=F("count") + 1)


def give_token(id: str) -> str:
    """A new token that opens the draft elsewhere; the store keeps its hash alone, and one given before stops."""
    token = new_token()
    with writing():
        if not Draft.objects.filter(pk=id, submission=None).update(token_hash=hash_token(token)):
            raise missing_draft()
    return token


def by_token(round: str, token: str) -> DraftNow | None:
    """The draft a token opens; a sent one is still found, so that its reference can be shown."""
    found = Draft.objects.filter(round__name=round, token_hash=hash_token(token)).values_list("pk", flat=True).first()
    return read(found) if found else None
