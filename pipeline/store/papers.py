"""Paper forms: each is typed in twice, and becomes a response when the two agree or a person settled what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from pipeline.errors import MissingError, UserError
from pipeline.store import audit, drafts, submissions
from pipeline.store.orm import Account, Paper, Round, Submission
from pipeline.store.records import Received
from pipeline.store.storable import storable
from pipeline.store.writing import writing

SOURCE = "paper"
_WITH = ("round", "first_by", "second_by", "submission")
_LONGEST_LABEL = 60

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNow:
    """A paper as it stands: typed once, typed twice, or taken in under a reference, and then empty here."""

    id: int
    definition: int
    label: str
    first: Values
    first_by: str
    second: Values | None
    second_by: str
    reference: str


def _told(paper: Paper) -> PaperNow:
    return PaperNow(
        id=paper.pk,
        definition=paper.definition_id,  # type: ignore[attr-defined]
        label=paper.label,
        first=dict(paper.first),
        first_by=paper.first_by.handle,
        second=None if paper.second is None else dict(paper.second),
        second_by=paper.second_by.handle if paper.second_by else "",
        reference=paper.submission.reference if paper.submission else "",
    )


def _named(id: int) -> str:
    """A paper in the audit log, where nothing can be erased: its label may be somebody's name."""
    return f"paper {id}"


def papers(round: str) -> Sequence[PaperNow]:
    """Every paper of a round, the newest first."""
    return [_told(paper) for paper in Paper.objects.select_related(*_WITH).filter(round__name=round).order_by("-pk")]


def find_paper(round: str, id: int) -> PaperNow:
    """One paper; MissingError where the round has none of that number."""
    found = Paper.objects.select_related(*_WITH).filter(round__name=round, pk=id).first()
    if found is None:
        raise MissingError("there is no such paper in this round; it may have been erased: look at the list again")
    return _told(found)


def type_first(round: str, definition: int, label: str, values: Values, by: str, now: datetime) -> int:
    """Keep what somebody read on a paper; raise UserError where its label is none, or another paper's."""
    told = storable(" ".join(label.split()))
    if not told or len(told) > _LONGEST_LABEL:
        raise UserError(f"write a label of 1 to {_LONGEST_LABEL} signs on the paper and here, such as a number")
    with writing():
        here, who = Round.objects.get(name=round), Account.objects.get(handle=by)
        try:
            with transaction.atomic():
                kept = storable(dict(values))
                made = Paper.objects.create(round=here, definition_id=definition, label=told, first=kept, first_by=who)
        except IntegrityError:
            raise UserError(f"there is a paper '{told}' in this round already; give this one another label") from None
        audit.write(by, "paper typed", _named(made.pk), {"round": round}, now)
    return int(made.pk)


def type_second(round: str, id: int, values: Values, by: str, now: datetime) -> PaperNow:
    """Keep what was read on the paper the second time; what came first stays as it is."""
    with writing():
        find_paper(round, id)
        here = Paper.objects.filter(pk=id, second_by=None, submission=None)
        if not here.update(second=storable(dict(values)), second_by=Account.objects.get(handle=by)):
            raise UserError("this paper was typed twice already; nothing of this was kept: look at the list again")
        audit.write(by, "paper typed again", _named(id), {"round": round}, now)
        return find_paper(round, id)


def discard(round: str, id: int, by: str, now: datetime) -> None:
    """Take a paper out that was typed by mistake; one that was taken in is a response, and erased as such."""
    with writing():
        paper = find_paper(round, id)
        if paper.reference:
            raise UserError(f"this paper was taken in; erase the response: cpitg erase {round} {paper.reference}")
        Paper.objects.filter(pk=id).delete()
        audit.write(by, "paper discarded", _named(id), {"round": round}, now)


def take_in(
    round: str, id: int, received: Received, given: submissions.Given, keep_until: date, by: str, now: datetime
) -> str:
    """Make a response of a paper, in one commit, and return its reference; taken in again it is the same one."""
    with writing():
        paper = find_paper(round, id)
        if paper.reference:
            return paper.reference
        if paper.second is None:
            raise UserError("this paper was typed once only; it is taken in when it was typed twice")
        draft = drafts.begin(round, paper.definition, now)
        sent = submissions.send(draft.id, draft.version, received, given, (), keep_until, now)
        became = Submission.objects.get(reference=sent.reference)
        # The words are in the response now, and who wrote them in its contact: they stand here no more.
        Paper.objects.filter(pk=id).update(submission=became, first={}, second={})
        audit.write(by, "paper taken in", _named(id), {"round": round}, now)
        return sent.reference
