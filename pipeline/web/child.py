"""The process that does jobs: begun by a supervisor when one waits, ended when none is left or it is asked to stop.

A job takes all cores and a good part of the memory: in a process of its own, pages go on being answered beside it, and
what it took is given back when it ends.
"""

import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.board.carrying_out import carry_out
from pipeline.place import Place, find_place, read_text, write_text
from pipeline.store import jobs, work
from pipeline.store.setup import open_store
from pipeline.store.writing import StoreBusyError, file_locked
from pipeline.web import logs
from pipeline.web.clock import now

_NICE = 10


def lock_of(place: Place) -> Path:
    """Held by the worker of a place for as long as it lives, however it dies."""
    place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place.data / "worker.lock"


def name_of(place: Place) -> str:
    """What the names of all workers of this place's data folder begin with; made once."""
    path = place.data / "worker.id"
    if not path.exists():
        write_text(path, secrets.token_hex(8) + "\n")
    return read_text(path).strip()


class Stop:
    """Asked to stop, the job that is under way goes back into the queue, and the process ends at once."""

    def __init__(self) -> None:
        self._asked, self._under_way, self._guard = threading.Event(), "", threading.Lock()

    def ask(self, *_: object) -> None:
        """Ask; a signal's handler may call this at any moment."""
        self._asked.set()

    @contextmanager
    def minding(self, id: str) -> Iterator[None]:
        """While inside, this job is the one under way."""
        self._under_way = id
        yield
        # Held by whoever is giving the job back: then the process ends before anything follows.
        with self._guard:
            self._under_way = ""

    def wait(self) -> None:
        """Wait until asked, then end the process, whatever the other threads do."""
        self._asked.wait()
        with self._guard:
            try:
                if self._under_way:
                    work.give_back(self._under_way)
            except StoreBusyError as error:
                # The next worker finds the job as one whose worker died.
                logs.fail("a job given back", error)
            finally:
                os._exit(0)


def _until_left_alone(stop: Stop) -> None:
    """Ask to stop when the supervisor is gone: its end of the pipe is closed, however it ended."""
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 1):
            pass
    stop.ask()


def work_here(place: Place) -> None:
    """Do the jobs that wait, one after the other, until none is left; nothing where another worker is at it."""
    with suppress(OSError, AttributeError):  # not on Windows, and not where a sandbox refuses it
        os.nice(_NICE)
    logs.configure()
    open_store(place.store)
    stop = Stop()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop.ask)
    threading.Thread(target=stop.wait, name="stop", daemon=True).start()
    threading.Thread(target=_until_left_alone, args=(stop,), name="left alone", daemon=True).start()
    with suppress(StoreBusyError), file_locked(lock_of(place), time.monotonic()):
        do_all(place, stop)


def main() -> None:
    """The worker of the place that the arguments name: its root, its build folder, and its data folder where given.

    Without the last the store is the database that DATABASE_URL names; no address of one is ever an argument.
    """
    root, build, *data = map(Path, sys.argv[1:])
    work_here(find_place(root, data[0] if data else None, build))


def do_all(place: Place, stop: Stop) -> None:
    """Take over what dead workers left, then do every job that waits; the lock of the place's workers is held."""
    place_name = name_of(place)
    jobs.perform_by(lambda job, args: carry_out(place, job, args, now, logs.fail))
    work.take_over(place_name, now())
    worker = f"{place_name}-{secrets.token_hex(8)}"
    while (row := work.take(worker, now())) is not None:
        with stop.minding(str(row.id)):
            work.run(row)
