"""Jobs of the board: work too long for a page, asked for by a person and done by a process of its own."""

from collections.abc import Callable, Mapping
from datetime import datetime

from pipeline.board import releasejobs
from pipeline.board.doing import analyse
from pipeline.store import jobs
from pipeline.store.jobs import JobView

Body = Callable[..., str]

# What each kind of job does: called with the place, the round, what is told of its progress, and the arguments that
# `enqueue` was given, by name; what it returns is shown to people. It is done again from its beginning where the
# process was killed, so doing it twice must come to the same. Heavy rooms are imported inside: a service that only
# asks for jobs never loads them.
KINDS: Mapping[str, Body] = {
    "analyse": analyse,
    "check": releasejobs.check,
    "preview": releasejobs.preview,
    "publish": releasejobs.publish,
}


def enqueue(round: str, kind: str, by: str, now: datetime, **args: str | int | bool) -> str:
    """Ask for a job of a round; its id, or the id of the same one that waits already."""
    if kind not in KINDS:
        raise KeyError(kind)
    return jobs.ask(round, kind, by, args, now)


def state_of(round: str) -> list[JobView]:
    """The jobs of a round of the last 30 days, the one asked for last first."""
    return jobs.jobs_of(round)
