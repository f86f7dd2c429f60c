"""Taking what a person said out of the store: the words go at once, the row stays and counts as withdrawn."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from pipeline.ids import public_id
from pipeline.store.orm import (
    Arrived,
    Contact,
    Draft,
    Erasure,
    Outgoing,
    Paper,
    PointGiven,
    Response,
    Round,
    Submission,
    Words,
)
from pipeline.store.references import read_reference
from pipeline.store.writing import writing

_NOTHING: dict[str, Any] = {
    "person": "",
    "organisation": "",
    "fields": "",
    "consent_quote": False,
    "withdrawn": True,
    "answers": {},
    "closed": [],
    "about": {},
    "flags": [],
    "keep_until": None,
}
_TRIES, _PAUSE = 20, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A response whose words left the store and may still stand in files: when and why, and by whom it was asked."""

    id: int
    round: str
    store_id: str
    on: str
    submitted_at: str


@dataclass(frozen=True, slots=True)
class Swept:
    """Whether the store's file holds nothing any more of what was taken out, and what is to be said of it."""

    clean: bool
    said: str


# --- whom it is about -------------------------------------------------------------------------------------------------


def _by_reference(round: str, told: str) -> str | None:
    found = Submission.objects.filter(response__round__name=round, reference=read_reference(told))
    return found.values_list("response__store_id", flat=True).first()


def store_ids_of(round: str, told: Sequence[str]) -> dict[str, str | None]:
    """What a person wrote (a store id, a reference or the public r... id) -> the response's id in the store."""
    row = Round.objects.filter(name=round).first()
    ids = list(Response.objects.filter(round=row).values_list("store_id", flat=True)) if row else []
    known, public = set(ids), {public_id(row.key, "r", id): id for id in ids} if row else {}
    return {one: one if one in known else public.get(one) or _by_reference(round, one) for one in told}


def points_by_response(round: str, store_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Response -> every public id that a point of it ever had; the points are gone through once for all."""
    told: dict[str, set[str]] = {id: set() for id in store_ids}
    rows = PointGiven.objects.filter(round__name=round).values_list("point", "answer")
    for point, answer in rows.iterator(2_000):
        if (mine := told.get(answer.rpartition("/")[0])) is not None:
            mine.add(point)
    return {id: frozenset(points) for id, points in told.items()}


def texts_of(round: str, store_id: str) -> list[str]:
    """The answers of a response as the store still holds them; none once they were taken out."""
    row = Response.objects.filter(round__name=round, store_id=store_id).first()
    return [str(text) for text in row.answers.values() if text] if row else []


def with_words(round: str) -> list[str]:
    """Every response that was not taken back, by its id in the store."""
    rows = Response.objects.filter(round__name=round, withdrawn=False)
    return sorted(rows.values_list("store_id", flat=True))


def withdrawn(round: str) -> list[tuple[str, str]]:
    """Every response that was taken back, by its id in the store, and when it was sent."""
    rows = Response.objects.filter(round__name=round, withdrawn=True)
    return sorted(rows.values_list("store_id", "submitted_at"))


def files_of(round: str, store_ids: Iterable[str]) -> list[str]:
    """The names of the files that brought responses: the store cannot take a row out of them."""
    rows = Arrived.objects.filter(response__round__name=round, response__store_id__in=list(store_ids))
    return sorted(set(rows.values_list("file__name", flat=True)))


# --- out of the rows --------------------------------------------------------------------------------------------------


def _letters(submission: Submission) -> Q:
    """The letters that tell of a submission: those named by it, and what waits for its address about it."""
    drafts = Draft.objects.filter(Q(submission=submission) | Q(changes=submission)).values_list("id", flat=True)
    told = Q(key__contains=submission.reference) | Q(body__contains=submission.reference)
    for draft in drafts:
        told |= Q(key__contains=draft)
    return told


def _empty_submission(submission: Submission) -> None:
    Outgoing.objects.filter(_letters(submission)).delete()
    Contact.objects.filter(submission=submission).delete()
    Draft.objects.filter(Q(submission=submission) | Q(changes=submission)).delete()
    Paper.objects.filter(submission=submission).update(first={}, second=None, label=f"withdrawn {submission.pk}")
    Submission.objects.filter(pk=submission.pk).update(token_hash="")


def empty_response(response: Response, on: date) -> None:
    """Take all that a person said, and who they are, out of a response and the rows beside it; it stays as withdrawn.

    To be called in a transaction; a response that is empty already stays as it is, with its first day.
    """
    # Held from here on: a change that is opened in this moment waits, and then finds nothing to change.
    sent = list(Submission.objects.select_for_update().filter(response=response))
    first = response.withdrawn_on or on.isoformat()
    Response.objects.filter(pk=response.pk).update(**_NOTHING, withdrawn_on=first)
    # The row itself stays, without a cell: the same file imported again does not bring the response back.
    Arrived.objects.filter(response=response).update(cells={}, content="")
    for submission in sent:
        _empty_submission(submission)


def empty_words(round: str, digests: Iterable[str]) -> int:
    """Empty words that the record names by digest, a translation say; the row stays, since the record cannot change."""
    return Words.objects.filter(round__name=round, digest__in=sorted(digests)).exclude(text="").update(text="")


def ask_erasure(round: str, store_id: str, reason: str, by: str, now: datetime) -> bool:
    """Empty a response and note that its words may still stand in files; in one transaction. False where known."""
    with writing():
        response = Response.objects.select_related("round").get(round__name=round, store_id=store_id)
        empty_response(response, now.date())
        known = Erasure.objects.filter(round=round, store_id=store_id)
        if known.exists():
            # Asked again: whatever may have come back since is looked for again.
            known.update(done_at=None)
            return False
        Erasure.objects.create(round=round, store_id=store_id, reason=reason, by=by, asked_at=now)
        return True


# --- what is still to do ----------------------------------------------------------------------------------------------


def waiting(round: str) -> tuple[Waiting, ...]:
    """Every erasure of the round whose files were not gone through to the end, the oldest first."""
    rows = Erasure.objects.filter(round=round, done_at=None).order_by("pk")
    told = {row.store_id: row for row in Response.objects.filter(round__name=round, withdrawn=True)}
    return tuple(_waiting(row, told.get(row.store_id)) for row in rows)


def _waiting(row: Erasure, response: Response | None) -> Waiting:
    on = (response.withdrawn_on if response else "") or row.asked_at.date().isoformat()
    sent = response.submitted_at if response else ""
    return Waiting(id=row.pk, round=row.round, store_id=row.store_id, on=on, submitted_at=sent)


def rounds_waiting() -> list[str]:
    """The rounds in which an erasure waits for its files."""
    return sorted(set(Erasure.objects.filter(done_at=None).values_list("round", flat=True)))


def note_done(ids: Iterable[int], report: dict[str, Any], now: datetime) -> None:
    """Note that the files of these erasures were gone through to the end, and what was done in them."""
    Erasure.objects.filter(pk__in=list(ids)).update(done_at=now, report=report)


# --- out of the file --------------------------------------------------------------------------------------------------


def sweep(*, whole: bool) -> Swept:
    """Overwrite what deleted rows left in the store's file and its journal; `whole` writes the file anew, too."""
    if connection.vendor != "sqlite":
        return _sweep_server()
    with connection.cursor() as cursor:
        if whole:
            cursor.execute("VACUUM")
        for _ in range(_TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if not (cursor.fetchone() or (1,))[0]:
                return Swept(True, "the store's journal and free pages hold nothing of it")
            time.sleep(_PAUSE)
    said = "the store's journal could not be emptied while another program reads it; give the command again"
    return Swept(False, said)


def _sweep_server() -> Swept:
    tables = ", ".join(
        connection.ops.quote_name(model._meta.db_table) for model in (Response, Arrived, Contact, Draft, Outgoing)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM {tables}")
    said = (
        "the server's free pages are given back for use (VACUUM); its write-ahead archive and its own backups keep "
        "what was there until they are rotated"
    )
    return Swept(True, said)
