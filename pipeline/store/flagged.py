"""Responses with all that was said, for a person's word on them whole: those that the form noticed, or any one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.store.orm import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """One such response with all that was said, and what was noticed."""

    response: str
    source: str
    submitted_at: str
    flags: tuple[str, ...]
    answers: Mapping[str, str]
    closed: tuple[tuple[str, str, str, int], ...]
    about: Mapping[str, str]
    consent_quote: bool


def flagged(round: str) -> Sequence[Flagged]:
    """Every response of the round that something was noticed about and that was not withdrawn, oldest first."""
    rows = Response.objects.filter(round__name=round, withdrawn=False).exclude(flags=[])
    return [_said(row) for row in rows.order_by("submitted_at", "store_id")]


def said_of(round: str, response: str) -> Flagged | None:
    """One response with all that was said, whether anything was noticed or not; None where it was taken back."""
    row = Response.objects.filter(round__name=round, store_id=response, withdrawn=False).first()
    return _said(row) if row else None


def _said(row: Response) -> Flagged:
    return Flagged(
        response=row.store_id,
        source=row.source,
        submitted_at=row.submitted_at,
        flags=tuple(row.flags),
        answers=dict(row.answers),
        closed=tuple((question, part, value, rank) for question, part, value, rank in row.closed),
        about=dict(row.about),
        consent_quote=row.consent_quote,
    )
