"""Whoever looks for jobs and begins a worker for them: a thread of `cpitg serve`, or `cpitg work` by itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import close_old_connections

from pipeline.place import Place
from pipeline.settings import is_url
from pipeline.store import work
from pipeline.store.writing import StoreBusyError, file_locked
from pipeline.web import logs
from pipeline.web.child import lock_of, name_of
from pipeline.web.clock import now

# Seconds between two looks; between two beginnings where a worker ended without having done its work; and until a
# worker that was asked to stop is ended.
_PAUSE, _AFTER_A_FALL, _PATIENCE = 1.0, 5.0, 10.0
_PACKAGE = Path(__file__).parents[2]
# Not a module run by its name: each process that an analysis spreads over would load that module, and Django, again.
_WORKER = "from pipeline.web.child import main; main()"


class Supervisor:
    """Begins a worker when a job waits, again when it died, and ends it with itself."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._worker: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def look(self) -> None:
        """See to it that somebody is at work where there is work."""
        if self._worker is not None:
            if self._worker.poll() is None:
                return
            self._fell(self._worker)
        if time.monotonic() >= self._not_before and work.there_is_work(name_of(self._place), now()):
            self._begin()

    def _fell(self, worker: "subprocess.Popen[bytes]") -> None:
        self._worker = None
        _close(worker)
        if worker.returncode:
            logs.tell("a worker ended before its work was done", code=worker.returncode)
            self._not_before = time.monotonic() + _AFTER_A_FALL

    def _begin(self) -> None:
        if not _is_free(self._place):
            return
        command = [sys.executable, "-c", _WORKER, *_where(self._place)]
        environment = _environment(self._place)
        self._worker = subprocess.Popen(command, cwd=self._place.root, env=environment, stdin=subprocess.PIPE)

    def end(self) -> None:
        """Ask the worker to stop, which gives its job back, and end it where it does not."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        _close(worker)
        try:
            worker.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _close(worker: "subprocess.Popen[bytes]") -> None:
    assert worker.stdin
    worker.stdin.close()


def _is_free(place: Place) -> bool:
    """Whether no worker is at it: one that another service began, or one whose service died a moment ago."""
    try:
        with file_locked(lock_of(place), time.monotonic()):
            return True
    except StoreBusyError:
        return False


def _where(place: Place) -> list[str]:
    told = [str(place.root), str(place.build)]
    return told if is_url(place.store) else [*told, str(place.data)]


def _environment(place: Place) -> dict[str, str]:
    """The worker finds the place and this very package, from whatever folder the service was begun in."""
    path = os.pathsep.join(filter(None, (str(_PACKAGE), os.environ.get("PYTHONPATH"))))
    store = {"DATABASE_URL": place.store} if is_url(place.store) else {}
    return os.environ | {"PYTHONPATH": path, "CPITG_DATA": str(place.data)} | store


def supervise(place: Place, stop: threading.Event) -> None:
    """Look again and again until told to stop; what fails is written down, and looked at again."""
    supervisor = Supervisor(place)
    try:
        while not stop.wait(_PAUSE):
            close_old_connections()
            try:
                supervisor.look()
            except Exception as error:  # noqa: BLE001 (the service goes on; the log says what failed)
                logs.fail("looking for jobs", error)
    finally:
        supervisor.end()
        work.let_go()


def supervise_until_stopped(place: Place) -> None:
    """Look for jobs in this very thread until SIGTERM or Ctrl+C."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    supervise(place, stop)


@contextmanager
def supervised(place: Place) -> Iterator[None]:
    """A thread that sees to the jobs for as long as the service runs."""
    stop = threading.Event()
    thread = threading.Thread(target=supervise, args=(place, stop), name="jobs of the board")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
