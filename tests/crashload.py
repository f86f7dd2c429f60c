"""Processes that answer the small round as fast as they can and write down what was confirmed; to be killed.

Told on its input: `load PROCESSES THREADS` begins and prints the number of the process group; it ends by being killed.
What was confirmed stands in the log, a line each, written as soon as the store's function returned.
"""

import datetime as dt
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from storing import KEEP, NOBODY, answered, served

from pipeline.store import drafts, submissions
from pipeline.store.setup import close_store, open_store
from pipeline.store.writing import StoreBusyError

SAVES = 2


def text(draft: str, version: int) -> str:
    """What a draft says in its n-th version: nothing else may ever stand there."""
    return f"{draft} {version} Ŵythnos 🙂 <b>|&\n" * 20


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _answer(definition: int, log: int) -> None:
    def note(*parts: object) -> None:
        os.write(log, f"{' '.join(map(str, parts))}\n".encode())

    draft = drafts.begin("small", definition, _now())
    note("begun", draft.id, 0)
    for page in range(SAVES):
        values = {"help": text(draft.id, draft.version + 1)}
        draft = drafts.save(draft.id, draft.version, values, f"page {page}", _now())
        note("saved", draft.id, draft.version)
    said = answered(text(draft.id, draft.version))
    sent = submissions.send(draft.id, draft.version, said, NOBODY, (), KEEP, _now())
    note("sent", draft.id, draft.version, sent.reference, sent.token)


def _go_on(definition: int, log: int) -> None:
    while True:
        try:
            _answer(definition, log)
        except StoreBusyError:
            os.write(log, b"busy\n")
            time.sleep(0.01)


def _child(definition: int, log: Path, threads: int) -> None:
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    at_work = [threading.Thread(target=_go_on, args=(definition, file), daemon=True) for _ in range(threads)]
    for each in at_work:
        each.start()
    for each in at_work:
        each.join()
    os._exit(1)


def _load(definition: int, log: Path, processes: int, threads: int) -> int:
    """Start the processes in a group of their own: the first of them leads it."""
    group = 0
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            os.setpgid(0, group)
            _child(definition, log, threads)
        group = group or child
        os.setpgid(child, group)
    return group


@dataclass(slots=True)
class Confirmed:
    """What a log says of one draft: the last version confirmed and, where it was sent, its reference and token."""

    version: int = 0
    reference: str = ""
    token: str = ""


@dataclass(slots=True)
class Log:
    """Everything that was confirmed so far, by draft, and how often the store said that it was busy."""

    drafts: dict[str, Confirmed] = field(default_factory=dict)
    busy: int = 0

    @property
    def sent(self) -> dict[str, Confirmed]:
        """What was sent."""
        return {id: each for id, each in self.drafts.items() if each.reference}


def read_log(path: Path) -> Log:
    """The log as far as whole lines go: the last may be cut by the kill."""
    log = Log()
    for line in path.read_text().split("\n")[:-1]:
        if line == "busy":
            log.busy += 1
            continue
        _, draft, version, *rest = line.split(" ")
        told = log.drafts.setdefault(draft, Confirmed())
        told.version = int(version)
        if rest:
            told.reference, told.token = rest
    return log


def main(where: str, log: Path) -> None:
    """Do what the input says, until it ends."""
    open_store(where if "://" in where else Path(where))
    definition = served()
    close_store()
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        _, processes, threads = line.split()
        print(_load(definition, log, int(processes), int(threads)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
