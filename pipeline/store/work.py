"""The worker's side of jobs: taking one, telling how far it is, ending it, and finding those whose worker died."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from pipeline.store.jobs import DONE, FAILED, KEPT
from pipeline.store.orm import JobState
from pipeline.store.writing import writing

Row = DBTaskResult[Any, Any]

TRIES = 3
# A worker of another machine that told nothing for so long is taken for dead; one of this machine is known by its lock.
_SILENT = timedelta(minutes=2)
_GIVEN_UP = (
    f"The process that did this ended {TRIES} times before it was done: the machine may have run out of memory, or was "
    "switched off. Nothing of the round was harmed. Look into the log of the service, then ask for it again."
)


def _queue() -> DBTaskResultQuerySet:
    return DBTaskResultQuerySet(DBTaskResult)


def _is_dead(row: Row, place: str, now: datetime) -> bool:
    """Whether the worker of a job is gone, asked by whoever holds the lock of the workers of this place."""
    if row.worker_ids and row.worker_ids[-1].startswith(place):
        return True
    state = JobState.objects.filter(task=str(row.id)).first()
    beat = (state and state.beat_at) or row.started_at
    return beat is None or now - beat > _SILENT


def there_is_work(place: str, now: datetime) -> bool:
    """Whether a job waits, or was left by a worker that died; asks with one or two short reads and writes nothing."""
    if _queue().ready().exists():
        return True
    return any(_is_dead(row, place, now) for row in _queue().running())


def take_over(place: str, now: datetime) -> None:
    """Put jobs that a dead worker left back into the queue; one that was tried too often is told as failed."""
    with writing():
        for row in _queue().running():
            if _is_dead(row, place, now):
                _take_over(row, now)


def _take_over(row: Row, now: datetime) -> None:
    state = JobState.objects.filter(task=str(row.id)).first()
    if state is None or state.result:
        # It was over when the worker died, or it was swept: only the queue was not told.
        _close(row, TaskResultStatus.SUCCESSFUL, now)
    elif state.tries >= TRIES:
        end(str(row.id), FAILED, _GIVEN_UP, now)
    else:
        _back(str(row.id))


def _close(row: Row, status: str, now: datetime) -> None:
    DBTaskResult.objects.filter(id=row.id).update(status=status, finished_at=now)


def _back(id: str) -> None:
    DBTaskResult.objects.filter(id=id).update(status=TaskResultStatus.READY, started_at=None)
    JobState.objects.filter(task=id).update(began_at=None, beat_at=None)


def give_back(id: str) -> None:
    """Put a job that was begun back into the queue, as if it had not been tried: its worker is asked to stop."""
    with writing():
        if JobState.objects.filter(task=id, result="", tries__gt=0).exclude(began_at=None).update(tries=F("tries") - 1):
            _back(id)


def take(worker: str, now: datetime) -> Row | None:
    """Take the job that waits longest, so that nobody else does it; None where none waits."""
    with writing():
        row: Row | None = _queue().ready().get_locked()
        if row is not None:
            row.claim(worker)
            begun = {"began_at": now, "beat_at": now, "tries": F("tries") + 1, "stage": "", "done": 0, "total": 0}
            JobState.objects.filter(task=str(row.id)).update(**begun)
    return row


def run(row: Row) -> None:
    """Do a job that was taken, as the queue's own worker does it."""
    worker = Worker(
        queue_names=["*"],
        interval=1,
        batch=True,
        backend_name=row.backend_name,
        startup_delay=False,
        max_tasks=None,
        worker_id=row.worker_ids[-1],
        excluded_queue_names=[],
    )
    worker.run_task(row)


def tell(id: str, stage: str, done: int, total: int, now: datetime) -> None:
    """Write down how far a job is; this is also the sign that its worker lives."""
    with writing():
        told = {"stage": stage[:100], "done": done, "total": total, "beat_at": now}
        JobState.objects.filter(task=id, result="").update(**told)


def end(id: str, result: str, said: str, now: datetime) -> None:
    """Write down how a job ended, with what people are told of it; the queue is told in the same transaction."""
    status = TaskResultStatus.SUCCESSFUL if result == DONE else TaskResultStatus.FAILED
    with writing():
        JobState.objects.filter(task=id).update(result=result, said=said, ended_at=now, beat_at=now)
        DBTaskResult.objects.filter(id=id).update(status=status, finished_at=now)


def sweep(now: datetime) -> int:
    """Forget jobs that ended long ago; how many."""
    with writing():
        old = JobState.objects.filter(ended_at__lt=now - KEPT)
        DBTaskResult.objects.filter(id__in=[*old.values_list("task", flat=True)]).delete()
        return old.delete()[0]


def let_go() -> None:
    """Close this thread's connection: each thread that asked the store has one of its own."""
    connection.close()
