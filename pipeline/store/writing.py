"""One writer at a time: who may write waits in a queue, and what cannot be written now is said so plainly."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError

from pipeline.errors import PromiseError, UserError
from pipeline.settings import BUSY_MS
from pipeline.store.turns import Turns

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Short beside the two milliseconds a commit takes, long enough not to burn a core while another process imports.
_PAUSE = 0.001
# A lock lies in a folder that others may write into: a link there would have a file made or locked elsewhere.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_SQLITE_WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
_POSTGRESQL_REFUSED = {"fsync": ("off",), "full_page_writes": ("off",), "synchronous_commit": ("off",)}

_turns = Turns()


class StoreBusyError(UserError):
    """The store could not take a write now (locked, disk full, out of reach): nothing of it was kept."""

    exit_code = 8


def _busy(why: str) -> StoreBusyError:
    said = f"the store cannot be written to now ({why}); nothing of this was kept: try again in a minute"
    return StoreBusyError(f"{said}. If it goes on, look whether the disk is full or another command is still at work")


def _take(file: int) -> bool:
    """Try to lock an open file against every other process and thread."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextmanager
def file_locked(path: Path, deadline: float) -> Iterator[None]:
    """Hold a lock file, or raise StoreBusyError at the deadline; the system lets go of it however the process dies."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o600)
    except OSError as error:
        raise _busy(error.strerror or "its lock file cannot be opened") from error
    try:
        while not _take(file):
            if time.monotonic() > deadline:
                raise _busy("another process has been writing all the while")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(file)


@cache
def _lock_file(store: str) -> Path:
    return Path(f"{store}.lock")


@contextmanager
def _in_turn() -> Iterator[None]:
    """Wait for this process's and then for every process's turn: SQLite's own waiting is neither fair nor quick."""
    if connection.vendor != "sqlite":
        yield
        return
    wait = BUSY_MS / 1000
    deadline = time.monotonic() + wait
    if not _turns.take(wait):
        raise _busy("other requests have been writing all the while")
    try:
        with file_locked(_lock_file(str(connection.settings_dict["NAME"])), deadline):
            yield
    finally:
        _turns.hand_on()


@contextmanager
def writing() -> Iterator[None]:
    """Everything inside is stored together by one durable commit, or not at all; raise StoreBusyError where it is not.

    Inside another `writing` of the same thread it joins that one: what must not be stored apart (a sent form, the
    session that shows its reference, a letter about it) goes into one and costs one wait for the disk.
    """
    if connection.in_atomic_block:
        # Without a savepoint: what fails inside takes the whole with it, also where somebody catches the error.
        try:
            yield
        except BaseException:
            transaction.set_rollback(True)
            raise
        return
    try:
        with _in_turn(), transaction.atomic():
            yield
    except (OperationalError, InterfaceError) as error:
        # After an error of the disk or of the wire nobody knows what the connection still believes: a new one is made.
        connection.close()
        raise _busy(type(error.__cause__ or error).__name__ + ": " + _first_line(error)) from error


def _first_line(error: Exception) -> str:
    """What the database said, without the lines in which PostgreSQL repeats the statement."""
    return (str(error).splitlines() or [""])[0]


def assert_durable() -> None:
    """Raise PromiseError unless a commit on this connection outlives a power cut, as far as a database can tell."""
    wrong = _sqlite_faults() if connection.vendor == "sqlite" else _postgresql_faults()
    if wrong:
        said = f"the store would not keep what it confirms: {'; '.join(wrong)}"
        raise PromiseError(f"{said}. Put that right before answers are taken")


def _sqlite_faults() -> list[str]:
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _SQLITE_WANTED}
    return [
        f"{name} is {found[name]}, not {wanted}" for name, wanted in _SQLITE_WANTED.items() if found[name] != wanted
    ]


def _postgresql_faults() -> list[str]:
    with connection.cursor() as cursor:
        found = {}
        for name in _POSTGRESQL_REFUSED:
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
    return [f"{name} is {found[name]}" for name, refused in _POSTGRESQL_REFUSED.items() if found[name] in refused]
