"""Sent answers: one durable transaction each, sent once however often it is tried, changed and withdrawn by a token."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from pipeline.errors import MissingError
from pipeline.ids import public_id
from pipeline.store import audit, limits
from pipeline.store.drafts import DraftNow, StaleError, draft_of, missing_draft
from pipeline.store.erasing import ask_erasure
from pipeline.store.orm import Contact, Definition, Draft, Response, Submission
from pipeline.store.records import Received
from pipeline.store.references import hash_token, is_token, new_reference, new_token, read_reference
from pipeline.store.statements import insert, read, update
from pipeline.store.storable import storable
from pipeline.store.tables import response_values
from pipeline.store.writing import writing

_TRIES = 8
_TRIES_TO_OPEN = 30
_HOUR = 3600
_RESPONDENT = "respondent"
_TAKEN_IN = ("person", "organisation", "fields", "consent_quote", "answers", "closed", "about")
_AS_TEXT = json.JSONEncoder(sort_keys=True)


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
        draft = _held(draft_id)
        received, given_text = _cleaned(received), storable([given.name, given.email, given.organisation])
        sent = _digest(draft.key, received, given_text)
        if draft.submission is not None:
            return _again(draft, version, sent)
        if draft.version != version:
            raise StaleError(draft_of(draft.id))
        values = response_values(draft.round, draft.key, received) | {"flags": list(flags), "keep_until": keep_until}
        done, submission = _replace(draft, values, now) if draft.changes else _first(draft, values, now)
        _finish(draft, submission, done.reference, given_text, sent, now)
        return done


class _Held(NamedTuple):
    """A draft that no other writer touches until the transaction ends, with what it hangs on."""

    id: str
    version: int
    sent: str
    definition: int
    round: int
    name: str
    key: str
    submission: int | None
    reference: str | None
    sent_at: datetime | None
    changed_at: datetime | None
    changes: int | None


_HELD = ("id", "version", "sent", "definition_id", "round_id", "round__name", "round__key", "submission_id",
         "submission__reference", "submission__sent_at", "submission__changed_at", "changes_id")  # fmt: skip


def _held(id: str) -> _Held:
    row = read(Draft, _HELD, lock=True, id=storable(id))
    if row is None:
        raise missing_draft()
    return _Held(*row)


def _cleaned(received: Received) -> Received:
    return replace(
        received,
        answers=storable(dict(received.answers)),
        about=storable(dict(received.about)),
        closed=tuple(storable(list(received.closed))),
    )


def _digest(key: str, received: Received, given: list[str]) -> str:
    """What tells two texts apart, under the round's key: a short answer could be guessed from a plain digest."""
    what = [received.answers, received.about, received.closed, received.consent_quote, given]
    return hmac.digest(bytes.fromhex(key), b"sent\x1f" + _AS_TEXT.encode(what).encode(), "sha256").hex()


def _again(draft: _Held, version: int, sent: str) -> Sent:
    if draft.version != version or not hmac.compare_digest(draft.sent, sent):
        raise StaleError(draft_of(draft.id))
    reference, at = str(draft.reference), draft.changed_at or draft.sent_at
    assert at is not None, "a draft that was sent names the response it became"
    return Sent(reference=reference, token="", at=at, first=False)


def _first(draft: _Held, values: Mapping[str, object], now: datetime) -> tuple[Sent, int]:
    token = new_token()
    for _ in range(_TRIES):
        reference = new_reference()
        response = insert(Response, {**values, "store_id": reference}, unless_there=True)
        if response is None:
            continue
        made = {"response_id": response, "definition_id": draft.definition, "reference": reference, "key": draft.id,
                "token_hash": hash_token(token), "sent_at": now}  # fmt: skip
        if submission := insert(Submission, made, unless_there=True):
            return Sent(reference=reference, token=token, at=now, first=True), int(submission)
        Response.objects.filter(pk=response).delete()  # the reference is one of another round
    raise AssertionError("no free reference among eight drawn from 49 bits")


def _replace(draft: _Held, values: Mapping[str, Any], now: datetime) -> tuple[Sent, int]:
    submission = Submission.objects.get(pk=draft.changes)
    stored = Response.objects.select_for_update().get(pk=submission.response_id)  # type: ignore[attr-defined]
    if stored.withdrawn:
        raise missing_draft()
    # What was noticed once is looked at by a person, however often its sender changes it.
    stored.flags = [*stored.flags, *(flag for flag in values["flags"] if flag not in stored.flags)]
    for name in _TAKEN_IN:
        setattr(stored, name, values[name])
    stored.save()
    Submission.objects.filter(pk=submission.pk).update(changed_at=now, definition_id=draft.definition)
    return Sent(reference=submission.reference, token="", at=now, first=True), submission.pk


def _finish(draft: _Held, submission: int, reference: str, given: list[str], sent: str, now: datetime) -> None:
    """Keep who they are apart, take the words out of the draft, and write down that it was done."""
    _keep_contact(submission, given, changed=draft.changes is not None)
    update(Draft, {"id": draft.id}, submission=submission, values={}, sent=sent, saved_at=now)
    act = "changed" if draft.changes else "sent"
    audit.write(_RESPONDENT, act, public_id(draft.key, "r", reference), {"round": draft.name}, now)


def _keep_contact(submission: int, given: list[str], *, changed: bool) -> None:
    if changed:
        Contact.objects.filter(submission=submission).delete()
    if any(given):
        name, email, organisation = given
        insert(Contact, {"submission_id": submission, "name": name, "email": email, "organisation": organisation})


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
