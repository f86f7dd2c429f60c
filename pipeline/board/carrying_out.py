"""One job from its begin to its end, in the process of a worker."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pipeline.board.doing import Report
from pipeline.board.jobs import KINDS
from pipeline.errors import MissingError, UserError
from pipeline.opening import round_here
from pipeline.place import Place
from pipeline.standing import make_whole
from pipeline.store import jobs, work
from pipeline.store.jobs import DONE, FAILED, Arguments, JobView
from pipeline.store.writing import StoreBusyError

# Seconds between two looks at what a job told, and between two signs of life where it tells nothing new.
_PAUSE, _SIGN = 1.0, 10.0
_OURS = "A mistake of ours, not of yours: {kind}. Nothing of the round was harmed. The log of the service says where it"
_OURS += " arose; ask for it again, and if it fails again show the log to whoever looks after the service."

Now = Callable[[], datetime]
Fail = Callable[[str, BaseException], None]


class Told:
    """What a job last told of itself; written to the store by a thread of its own, so that no job waits for it."""

    def __init__(self, id: str, now: Now, fail: Fail) -> None:
        self._id, self._now, self._fail = id, now, fail
        self._told, self._over = ("", 0, 0), threading.Event()

    def report(self, stage: str, done: int, total: int) -> None:
        """Hear how far the job is."""
        self._told = (stage, done, total)

    def write(self) -> None:
        """Write down what is new about once a second, and a sign of life where nothing is, until it is over."""
        last, waited = self._told, 0.0
        while not self._over.wait(_PAUSE):
            waited += _PAUSE
            if self._told != last or waited >= _SIGN:
                last, waited = self._told, 0.0
                self._write_now()
        work.let_go()

    def _write_now(self) -> None:
        try:
            work.tell(self._id, *self._told, self._now())
        except StoreBusyError as error:
            # That ends no job: a second later it is told.
            self._fail("progress of a job", error)

    def end(self) -> None:
        """Let the thread end."""
        self._over.set()


@contextmanager
def _telling(id: str, now: Now, fail: Fail) -> Iterator[Report]:
    told = Told(id, now, fail)
    thread = threading.Thread(target=told.write, name="progress", daemon=True)
    thread.start()
    try:
        yield told.report
    finally:
        told.end()
        thread.join()


def carry_out(place: Place, id: str, args: Arguments, now: Now, fail: Fail) -> None:
    """Do a job that was taken, and write down how it ended, whatever happens inside."""
    job = jobs.job(id)
    if job is None:
        return
    with _telling(id, now, fail) as report:
        result, said = _outcome(place, job, args, report, fail)
    work.end(id, result, said, now())


def _outcome(place: Place, job: JobView, args: Arguments, report: Report, fail: Fail) -> tuple[str, str]:
    """Done or failed, with what people are told: an error that they can mend in its own words, others by their kind."""
    try:
        return DONE, _done(place, job, args, report)
    except UserError as error:
        return FAILED, str(error)
    except Exception as error:  # noqa: BLE001 (the queue would keep the words of the error, which may be a person's)
        fail(f"job {job.kind}", error)
        return FAILED, _OURS.format(kind=type(error).__name__)


def _done(place: Place, job: JobView, args: Arguments, report: Report) -> str:
    if job.kind not in KINDS:
        raise MissingError(f"this version knows no job called '{job.kind}'; ask for it again on its page")
    given: dict[str, Any] = dict(args)
    round = round_here(place, job.round)
    # The stages and a release read the files of the record, which a break or an older copy may have left behind.
    make_whole(round)
    return KINDS[job.kind](place, round, report, **given)
