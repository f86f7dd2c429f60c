"""Keeping no longer than was said: what is due, round by round, and the job that carries it out."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.erasing import Erased, erase_ids
from pipeline.opening import Round, open_round
from pipeline.place import Place, csv_text, write_text
from pipeline.progress import Progress
from pipeline.store import retaining
from pipeline.store.setup import open_store

HEADER = ("round", "responses_kept", "first_day", "last_day", "due", "drafts_left", "days_from")
REASON = "kept as long as was said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a round keeps: how many responses with words, from when until when, and what has come due."""

    round: str
    kept: tuple[retaining.Kept, ...]
    due: tuple[str, ...]
    drafts: tuple[str, ...]

    def row(self) -> tuple[str, ...]:
        """The line of the report; counts and days alone."""
        days = [one.until.isoformat() for one in self.kept]
        by_survey = sum(one.said_at == "survey" for one in self.kept)
        source = f"{len(days) - by_survey} noted, {by_survey} from the survey's last day"
        ends = (min(days, default=""), max(days, default=""))
        return (self.round, str(len(days)), *ends, str(len(self.due)), str(len(self.drafts)), source)


def _closed(round: Round) -> dt.datetime:
    """When nobody can send any more: the last day is over everywhere in the country, and so is the grace."""
    last = dt.datetime.combine(round.survey.closes, dt.time(), dt.UTC)
    return last + dt.timedelta(days=1, hours=round.survey.form.grace_hours)


def usual_day(round: Round) -> dt.date:
    """Until when a response is kept that has no day of its own: the survey's months after its last day."""
    return retaining.months_after(round.survey.closes, round.survey.form.retain_months)


def due_in(round: Round, now: dt.datetime) -> Due:
    """What of a round is kept, and what has come due by now."""
    kept = retaining.kept(round.name, usual_day(round))
    due = tuple(one.store_id for one in kept if one.until < now.date())
    drafts = tuple(retaining.idle_drafts(round.name, now, _closed(round)))
    return Due(round=round.name, kept=kept, due=due, drafts=drafts)


def rounds_of(place: Place, names: Sequence[str]) -> Iterator[Round]:
    """The rounds named, else all there are; those nobody answered yet included."""
    open_store(place.store)
    return (open_round(place, name) for name in names or place.rounds())


def write_report(path: Path, told: Sequence[Due]) -> None:
    """Write what is kept as CSV, a line a round."""
    write_text(path, csv_text(HEADER, [each.row() for each in told]))


def carry_out_due(round: Round, due: Due, by: str, now: dt.datetime, progress: Progress) -> Erased:
    """Erase what has come due in a round and delete drafts that nobody goes on with."""
    retaining.drop_drafts(due.drafts)
    if not due.due:
        return Erased(0)
    return erase_ids(round, due.due, REASON, by, now, progress)


def sweep(now: dt.datetime) -> dict[str, int]:
    """Delete letters of the past, counts of limits that are over and sessions that ended; how many of each."""
    return retaining.sweep_service(now)
