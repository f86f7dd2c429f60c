"""Work that was asked for on the board: what waits, what is under way, and how it ended.

The queue is the package's; beside each of its rows stands a row of ours with what a person wants to know. Both are
written through `writing`, so that a worker in another process waits for its turn as every other writer does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipeline.store import audit
from pipeline.store.orm import JobState
from pipeline.store.writing import writing

# isort: split
# The package's tables, too, can be imported only once Django is ready.
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
KEPT = timedelta(days=30)
_SHOWN = 20

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as its page shows it; `total` is 0 where nobody knows how much there is to do."""

    id: str
    round: str
    kind: str
    by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    tries: int
    stage: str
    done: int
    total: int
    result: str
    said: str

    @property
    def state(self) -> str:
        """One of waiting, running, done and failed."""
        return self.result or (RUNNING if self.began_at else WAITING)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return bool(self.result)


def _view(row: JobState) -> JobView:
    return JobView(
        id=row.task,
        round=row.round,
        kind=row.kind,
        by=row.by,
        asked_at=row.asked_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        tries=row.tries,
        stage=row.stage,
        done=row.done,
        total=row.total,
        result=row.result,
        said=row.said,
    )


def jobs_of(round: str) -> list[JobView]:
    """The jobs of a round, the one asked for last first."""
    rows = JobState.objects.filter(round=round).order_by("-asked_at", "-pk")[:_SHOWN]
    return [_view(row) for row in rows]


def job(id: str) -> JobView | None:
    """One job; None where there is none, or it was swept."""
    row = JobState.objects.filter(task=id).first()
    return _view(row) if row else None


# --- asking -----------------------------------------------------------------------------------------------------------

Performer = Callable[[str, Arguments], None]
_performers: list[Performer] = []


def perform_by(performer: Performer) -> None:
    """Say what does the jobs in this process: it is given a job's id and arguments, and tells the end of it itself."""
    _performers[:] = [performer]


@task(takes_context=True)
def perform(context: TaskContext, /, **args: Any) -> None:
    """Do one job; the queue calls this in a worker."""
    for performer in _performers:
        performer(context.task_result.id, args)


def ask(round: str, kind: str, by: str, args: Arguments, now: datetime) -> str:
    """Ask for a job, and write down who did; the id of it, or of the same one that waits already."""
    with writing():
        # First the line of the log: whoever else asks now waits until this is stored.
        audit.write(by, f"asked for a job: {kind}", round, {}, now)
        waiting = _waiting_alike(round, kind, args)
        return waiting or _asked(round, kind, by, args, now)


def _waiting_alike(round: str, kind: str, args: Arguments) -> str:
    ids = JobState.objects.filter(round=round, kind=kind, began_at=None, result="").values_list("task", flat=True)
    rows = DBTaskResult.objects.filter(id__in=[*ids], status=TaskResultStatus.READY)
    return next((str(row.id) for row in rows if row.args_kwargs["kwargs"] == dict(args)), "")


def _asked(round: str, kind: str, by: str, args: Arguments, now: datetime) -> str:
    id = str(perform.enqueue(**args).id)
    JobState.objects.create(task=id, round=round, kind=kind, by=by, asked_at=now)
    return id
