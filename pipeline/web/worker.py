"""What the service does beside its pages, in a thread of `cpitg serve` or by `cpitg jobs` from a timer."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections

from pipeline.board.jobs import enqueue
from pipeline.erasing import carry_out_erasures
from pipeline.errors import UserError
from pipeline.opening import round_here
from pipeline.place import Place
from pipeline.retaining import due_in, sweep
from pipeline.store import erasing, outgoing, subscribers, work
from pipeline.web import logs
from pipeline.web.clock import now
from pipeline.web.letters import send_due
from pipeline.web.news.digest import tell_releases
from pipeline.web.supervisor import supervised
from pipeline.web.warming import warmed

Work = Callable[[Place, dt.datetime], int]
_PAUSE = 3.0


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to do again and again: its name, how many seconds lie between, and what it did as a count."""

    name: str
    every: int
    work: Work


def _send(place: Place, at: dt.datetime) -> int:
    return send_due(at) if settings.EMAIL_CONFIGURED else 0


def _sweep(place: Place, at: dt.datetime) -> int:
    return subscribers.forget_unconfirmed(at) + outgoing.give_up_old(at) + work.sweep(at) + sum(sweep(at).values())


def _due(place: Place, at: dt.datetime) -> int:
    """How many responses were kept as long as was said: erasing them is a person's act, or a timer's."""
    found = 0
    for name in place.rounds():
        with suppress(UserError):  # a file at fault is told by /ready
            found += len(due_in(round_here(place, name), at).due)
    return found


def _erase(place: Place, at: dt.datetime) -> int:
    """Go on with what is to be erased; an analysis that went with somebody's words is asked for anew."""
    points = {name: place.round(name).table("points") for name in erasing.rounds_waiting()}
    analysed = [name for name, path in points.items() if path.exists()]
    done = len(carry_out_erasures(place, at))
    for name in analysed:
        if not points[name].exists():
            enqueue(name, "analyse", "system", at)
    return done


_JOBS = (
    _Job("steps of erasing done", 120, _erase),
    _Job("releases told", 60, tell_releases),
    _Job("letters sent", 0, _send),
    _Job("swept", 3600, _sweep),
    _Job("due to be erased (cpitg retain says which)", 24 * 3600, _due),
)


def do_jobs(place: Place, at: dt.datetime) -> list[tuple[str, int]]:
    """Do each job once, now; an error of one is raised when the others are done."""
    done, failed = [], []
    for job in _JOBS:
        try:
            done.append((job.name, job.work(place, at)))
        except Exception as error:  # noqa: BLE001 (the other jobs must not wait for this one's cure)
            failed.append(error)
    if failed:
        raise failed[0]
    return done


def _turn(place: Place, due: dict[str, dt.datetime]) -> None:
    for job in _JOBS:
        if due.get(job.name, now()) <= now():
            due[job.name] = now() + dt.timedelta(seconds=job.every)
            _done(job, place)


def _done(job: _Job, place: Place) -> None:
    try:
        if count := job.work(place, now()):
            logs.tell(job.name, count=count)
    except Exception as error:  # noqa: BLE001 (the service goes on; the log says what failed)
        logs.fail(job.name, error)


@contextmanager
def working(place: Place) -> Iterator[None]:
    """A thread that does each job when it is due, and one that begins workers, for as long as the service runs."""
    stop = threading.Event()

    def turn() -> None:
        due: dict[str, dt.datetime] = {}
        while not stop.is_set():
            close_old_connections()
            _turn(place, due)
            stop.wait(_PAUSE)

    thread = threading.Thread(target=turn, name="jobs")
    thread.start()
    try:
        with supervised(place), warmed(place):
            yield
    finally:
        stop.set()
        thread.join()
