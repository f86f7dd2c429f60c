"""Sent answers: one durable transaction each, sent once however often it is tried, changed and withdrawn by a token."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from pipeline.errors import MissingError
from pipeline.ids import public_id
from pipeline.store import audit, limits
from pipeline.store.drafts import DraftNow, StaleError, draft_of, missing_draft
from pipeline.store.erasing import ask_erasure
from pipeline.store.orm import Contact, Definition, Draft, Response, Round, Submission
from pipeline.store.records import Received
from pipeline.store.references import hash_token, is_token, new_reference, new_token, read_reference
from pipeline.store.statements import get, insert, update
from pipeline.store.storable import storable
from pipeline.store.tables import response_row
from pipeline.store.writing import writing

_TRIES = 8
_TRIES_TO_OPEN = 30
_HOUR = 3600
_RESPONDENT = "respondent"
_TAKEN_IN = ("submitted_at", "person", "organisation", "fields", "consent_quote", "answers", "closed", "about", "flags")


class Given(Protocol):
    """What somebody said of themselves, each empty where they did not."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> str: ...  # noqa: D102
    @property
    def organisation(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What may be shown once it is stored; the token is told only the first time, `first` is false for a repetition."""

    reference: str
    token: str
    at: datetime
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A response with all that its sender may see again."""

    reference: str
    round: str
    definition: int
    sent_at: datetime
    changed_at: datetime | None
    consent_quote: bool
    answers: Mapping[str, str]
    closed: tuple[tuple[str, str, str, int], ...]
    about: Mapping[str, str]
    name: str
    email: str
    organisation: str
    keep_until: date | None


# --- sending --------------------------------------------------------------------------------------------------------


def send(
    draft_id: str,
    version: int,
    received: Received,
    given: Given,
    flags: Sequence[str],
    keep_until: date | None,
    now: datetime,
) -> Sent:
    """Store a response and empty its draft in one commit; a draft of a change replaces the answers it began from.

    Sent again, the same draft gives the same reference and stores nothing; with another version or text than was sent
    it raises StaleError. Letters and sessions written with it go into one `writing()` around the call.
    """
    with writing():
        draft = get(Draft, lock=True, id=storable(draft_id))
        if draft is None:
            raise missing_draft()
        draft.round = get(Round, id=draft.round_id)  # type: ignore[attr-defined, assignment]
        received, given_text = _cleaned(received), storable([given.name, given.email, given.organisation])
        sent = _digest(draft.round, received, given_text)
        if draft.submission is not None:
            return _again(draft, draft.submission, version, sent)
        if draft.version != version:
            raise StaleError(draft_of(draft.id))
        response = response_row(draft.round, received)
        response.flags, response.keep_until = list(flags), keep_until
        done = _replace(draft, draft.changes, response, now) if draft.changes else _first(draft, response, now)
        _finish(draft, done.reference, given_text, sent, now)
        return done


def _cleaned(received: Received) -> Received:
    return replace(
        received,
        answers=storable(dict(received.answers)),
        about=storable(dict(received.about)),
        closed=tuple(storable(list(received.closed))),
    )


def _digest(round: Round, received: Received, given: list[str]) -> str:
    """What tells two texts apart, under the round's key: a short answer could be guessed from a plain digest."""
    what = [received.answers, received.about, received.closed, received.consent_quote, given]
    text = json.dumps(what, sort_keys=True)
    return hmac.digest(bytes.fromhex(round.key), b"sent\x1f" + text.encode(), "sha256").hex()


def _again(draft: Draft, submission: Submission, version: int, sent: str) -> Sent:
    if draft.version != version or not hmac.compare_digest(draft.sent, sent):
        raise StaleError(draft_of(draft.id))
    return Sent(reference=submission.reference, token="", at=submission.changed_at or submission.sent_at, first=False)


def _first(draft: Draft, response: Response, now: datetime) -> Sent:
    token = new_token()
    for _ in range(_TRIES):
        response.pk, response.store_id = None, new_reference()
        try:
            with transaction.atomic():
                made = Submission(
                    response=insert(response),
                    definition_id=draft.definition_id,  # type: ignore[attr-defined]
                    reference=response.store_id,
                    key=draft.id,
                    token_hash=hash_token(token),
                    sent_at=now,
                )
                draft.submission = insert(made)
        except IntegrityError:
            continue
        return Sent(reference=response.store_id, token=token, at=now, first=True)
    raise AssertionError("no free reference among eight drawn from 49 bits")


def _replace(draft: Draft, submission: Submission, response: Response, now: datetime) -> Sent:
    stored = Response.objects.select_for_update().get(pk=submission.response_id)  # type: ignore[attr-defined]
    if stored.withdrawn:
        raise missing_draft()
    # What was noticed once is looked at by a person, however often its sender changes it.
    response.flags = [*stored.flags, *(flag for flag in response.flags if flag not in stored.flags)]
    for name in _TAKEN_IN:
        if name != "submitted_at":
            setattr(stored, name, getattr(response, name))
    stored.save()
    Submission.objects.filter(pk=submission.pk).update(
        changed_at=now,
        definition_id=draft.definition_id,  # type: ignore[attr-defined]
    )
    draft.submission = submission
    return Sent(reference=submission.reference, token="", at=now, first=True)


def _finish(draft: Draft, reference: str, given: list[str], sent: str, now: datetime) -> None:
    """Keep who they are apart, take the words out of the draft, and write down that it was done."""
    submission = draft.submission
    _keep_contact(submission, given, changed=draft.changes is not None)
    update(Draft, {"id": draft.pk}, submission=submission and submission.pk, values={}, sent=sent, saved_at=now)
    act = "changed" if draft.changes else "sent"
    audit.write(_RESPONDENT, act, public_id(draft.round.key, "r", reference), {"round": draft.round.name}, now)


def _keep_contact(submission: Submission | None, given: list[str], *, changed: bool) -> None:
    if changed:
        Contact.objects.filter(submission=submission).delete()
    if any(given):
        name, email, organisation = given
        Contact.objects.create(submission=submission, name=name, email=email, organisation=organisation)


# --- afterwards -----------------------------------------------------------------------------------------------------


def _opened(round: str, reference: str, token: str, now: datetime) -> Submission | None:
    """The submission that reference and token open together; too many tries at one reference raise TooOftenError."""
    typed = read_reference(reference)
    if not limits.within(("open", round, typed), _TRIES_TO_OPEN, _HOUR, now):
        raise limits.TooOftenError("this reference was tried too often; try again in an hour")
    rows = Submission.objects.select_related("response", "response__round")
    found = rows.filter(reference=storable(typed), response__round__name=round).first()
    return found if is_token(token, found.token_hash if found else "") else None


def find(round: str, reference: str, token: str, now: datetime) -> Found | None:
    """What is held of a response, for who has both its reference and its token; the same silence for every other."""
    opened = _opened(round, reference, token, now)
    return _found(opened) if opened else None


def held(round: str, reference: str) -> Found | None:
    """What is held of a response whose sender was let in before, by sending it or by `find`."""
    rows = Submission.objects.select_related("response", "response__round")
    submission = rows.filter(reference=reference, response__round__name=round).first()
    return _found(submission) if submission else None


def _found(submission: Submission) -> Found:
    response = submission.response
    contact = Contact.objects.filter(submission=submission).first() or Contact()
    return Found(
        reference=submission.reference,
        round=response.round.name,
        definition=submission.definition_id,  # type: ignore[attr-defined]
        sent_at=submission.sent_at,
        changed_at=submission.changed_at,
        consent_quote=response.consent_quote,
        answers=dict(response.answers),
        closed=tuple((question, part, value, rank) for question, part, value, rank in response.closed),
        about=dict(response.about),
        name=contact.name,
        email=contact.email,
        organisation=contact.organisation,
        keep_until=response.keep_until,
    )


def change(found: Found, definition: int, values: Mapping[str, Any], now: datetime) -> DraftNow:
    """The draft in which a response is changed: one for each response, so that two tabs meet in it, not in the answers.

    `values` are the stored answers as the form shows them; a draft begun before keeps what was written there since.
    """
    with writing():
        where = Submission.objects.select_for_update().filter(reference=found.reference)
        submission = where.first()
        if submission is None or submission.response.withdrawn:
            raise MissingError("this response was withdrawn; there is nothing left to change")
        draft = Draft.objects.filter(changes=submission, submission=None).first()
        return draft_of((draft or _draft_of(submission, definition, values, now)).id)


def _draft_of(submission: Submission, definition: int, values: Mapping[str, Any], now: datetime) -> Draft:
    return Draft.objects.create(
        round=submission.response.round,
        definition=Definition.objects.get(pk=definition),
        values=storable(dict(values)),
        began_at=now,
        saved_at=now,
        changes=submission,
    )


def withdraw(round: str, reference: str, token: str, now: datetime) -> bool:
    """Take a response's words out of the store now and ask for the files; False where reference and token do not fit.

    What stays is the mark "withdrawn on", so that the ledger still adds up; the token opens nothing afterwards.
    """
    with writing():
        submission = _opened(round, reference, token, now)
        if submission is None:
            return False
        where, id = submission.response.round, submission.response.store_id
        ask_erasure(where.name, id, "withdrawn", _RESPONDENT, now)
        audit.write(_RESPONDENT, "withdrawn", public_id(where.key, "r", id), {"round": where.name}, now)
        return True
