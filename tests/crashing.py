"""A load that can be killed, and the one question to ask of the store afterwards: is all there that was confirmed?"""

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from crashload import Log, read_log, text
from django.db import connection
from storing import KEEP, NOBODY, NOW, answered

from pipeline.store import audit, drafts, submissions
from pipeline.store.orm import AuditLine, Response, Submission
from pipeline.store.references import is_token
from pipeline.store.setup import close_store, open_store

_TESTS = Path(__file__).parent


class Load:
    """The parent of the processes that answer; it has read everything in, so that a round begins in no time."""

    def __init__(self, where: str | Path, log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        log.touch()
        environment = {**os.environ, **(env or {}), "PYTHONPATH": f"{_TESTS.parent}{os.pathsep}{_TESTS}"}
        command = [sys.executable, str(_TESTS / "crashload.py"), str(where), str(log)]
        self._parent = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=_TESTS.parent
        )
        self._line(60)

    def _line(self, seconds: float) -> str:
        assert self._parent.stdout is not None
        assert select.select([self._parent.stdout], [], [], seconds)[0], "the load said nothing"
        line = self._parent.stdout.readline()
        assert line, "the load ended"
        return line

    def begin(self, processes: int, threads: int) -> int:
        """Let so many processes answer; the number of their group."""
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"load {processes} {threads}\n")
        self._parent.stdin.flush()
        return int(self._line(20))

    def until(self, sent: int, seconds: float = 60) -> None:
        """Wait until so many were sent in all."""
        end = time.monotonic() + seconds
        while len(read_log(self.log).sent) < sent:
            assert time.monotonic() < end, f"{len(read_log(self.log).sent)} of {sent} sent in {seconds} s"
            time.sleep(0.02)

    def end(self) -> None:
        """Let the parent go."""
        self._parent.kill()
        self._parent.communicate()


@contextmanager
def loading(where: str | Path, log: Path, env: Mapping[str, str] | None = None) -> Iterator[Load]:
    """A load that is ended whatever happens."""
    load = Load(where, log, env)
    try:
        yield load
    finally:
        load.end()


def kill(group: int) -> None:
    """Kill every process of a group, as nobody can refuse."""
    os.killpg(group, signal.SIGKILL)


def crash(load: Load, chance: random.Random, processes: int = 2, threads: int = 4) -> None:
    """One round: the load runs, something is sent, and at no moment chosen by anybody all of it is killed."""
    before = len(read_log(load.log).sent)
    group = load.begin(processes, threads)
    try:
        load.until(before + 1)
        time.sleep(chance.uniform(0, 0.4))
    finally:
        kill(group)


def check(where: str | Path, log: Path) -> Log:
    """Open the store and ask for all that was confirmed: every draft, reference, token and text, and the audit log."""
    open_store(where)
    try:
        told = read_log(log)
        _check_drafts(told)
        _check_sent(told)
        _check_whole()
        _replay(told)
        return told
    finally:
        close_store()


def _check_drafts(log: Log) -> None:
    for id, confirmed in log.drafts.items():
        draft = drafts.read(id)
        assert draft is not None, "a confirmed draft is gone"
        assert draft.version >= confirmed.version
        if draft.version and not draft.was_sent:
            assert draft.values == {"help": text(id, draft.version)}


def _check_sent(log: Log) -> None:
    rows = {row.key: row for row in Submission.objects.select_related("response")}
    for id, confirmed in log.sent.items():
        row = rows[id]
        assert (row.reference, row.response.store_id) == (confirmed.reference, confirmed.reference)
        assert row.response.answers == {"help": text(id, confirmed.version)}
        assert is_token(confirmed.token, row.token_hash)
    some = next(iter(log.sent.values()))
    found = submissions.find("small", some.reference, some.token, NOW)
    assert found is not None


def _check_whole() -> None:
    assert audit.verify() is None
    assert Response.objects.count() == Submission.objects.count() == AuditLine.objects.count()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []


def _replay(log: Log) -> None:
    """Send everything once more: what was sent has its reference, what was not has one now, and no second row comes."""
    for id, confirmed in log.drafts.items():
        draft = drafts.read(id)
        if draft is None or not draft.version:
            continue
        first, again = (_send(id, draft.version) for _ in range(2))
        assert first.reference == again.reference
        assert not again.first
        if confirmed.reference:
            assert (first.reference, first.first) == (confirmed.reference, False)
    assert Response.objects.count() == Submission.objects.values("key").distinct().count()


def _send(id: str, version: int) -> submissions.Sent:
    return submissions.send(id, version, answered(text(id, version)), NOBODY, (), KEEP, NOW)
