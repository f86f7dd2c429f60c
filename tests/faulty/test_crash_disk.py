"""A disk that is full, fails or is locked: a plain error, and nothing confirmed that is not stored."""

import errno
import multiprocessing
import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crashing import Load, check, kill, loading
from crashload import read_log
from django.db import connection
from storing import NOW, send, write

from pipeline.settings import FILE
from pipeline.store import audit, drafts, writing
from pipeline.store.orm import Response
from pipeline.store.setup import close_store, open_store
from pipeline.store.writing import StoreBusyError

_SOURCE = Path(__file__).with_name("disk_faults.c")


@contextmanager
def _files_no_longer_than(size: int) -> Iterator[None]:
    """A quota: no file of this process may grow beyond so many bytes."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_over_a_quota_nothing_is_confirmed_and_afterwards_all_goes_on(store: Path) -> None:
    draft = write("Fewer passwords")
    confirmed = [send(write("Before")).reference]
    size = (store / f"{FILE}-wal").stat().st_size
    with _files_no_longer_than(size + 20_000):
        for number in range(50):
            try:
                confirmed.append(send(write(f"{number} " * 500)).reference)
            except StoreBusyError as error:
                said = str(error)
                break
        with pytest.raises(StoreBusyError):
            drafts.save(draft.id, draft.version, {"help": "x" * 100_000}, "help", NOW)
    assert "nothing of this was kept" in said
    assert sorted(Response.objects.values_list("store_id", flat=True)) == sorted(confirmed)
    assert drafts.read(draft.id) == draft
    assert send(draft).first
    assert audit.verify() is None


@pytest.mark.usefixtures("store")
def test_while_another_process_writes_a_sending_waits_and_then_says_so(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = write("Fewer passwords")
    monkeypatch.setattr(writing, "BUSY_MS", 200)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=200")
    other = sqlite3.connect(store / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StoreBusyError, match="locked"):
        send(draft)
    assert time.monotonic() - began < 5
    assert Response.objects.count() == 0
    other.execute("ROLLBACK")
    other.close()
    assert send(draft).first


def _hold(path: Path, ready: object, go: object) -> None:
    import fcntl

    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ready.set()  # type: ignore[attr-defined]
        go.wait()  # type: ignore[attr-defined]


def test_a_process_that_keeps_its_turn_is_waited_for_and_not_for_ever(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = write("Fewer passwords")
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(store / f"{FILE}.lock", ready, go))
    other.start()
    assert ready.wait(20)
    with monkeypatch.context() as short:
        short.setattr(writing, "BUSY_MS", 200)
        with pytest.raises(StoreBusyError, match="another process"):
            send(draft)
    other.kill()
    other.join()
    assert send(draft).first


def test_a_store_whose_folder_cannot_be_written_says_so(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = write("Fewer passwords")
    (store / f"{FILE}.lock").unlink()
    (store / f"{FILE}.lock").mkdir()
    with pytest.raises(StoreBusyError, match="directory"):
        send(draft)
    (store / f"{FILE}.lock").rmdir()
    assert send(draft).first


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The failing disk as a library to be loaded before all others."""
    made = tmp_path_factory.mktemp("shim") / "disk_faults.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", made, _SOURCE, "-ldl"], check=True)
    return made


def _fail_and_mend(load: Load, fault: Path, told: str) -> None:
    """Let the disk fail until the store has said so, then mend it and wait until sending goes on."""
    before = read_log(load.log)
    fault.write_text(told)
    end = time.monotonic() + 30
    while read_log(load.log).busy == before.busy:
        assert time.monotonic() < end, "the store never said that the disk fails"
        time.sleep(0.02)
    time.sleep(0.3)
    fault.unlink()
    load.until(len(read_log(load.log).sent) + 3)


@pytest.mark.slow
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("kind", ["w", "s", "b"])
@pytest.mark.parametrize("nth", [1, 3])
def test_a_failing_disk_costs_nothing_that_was_confirmed(
    error: int, kind: str, nth: int, shim: Path, tmp_path: Path
) -> None:
    where, log, fault = tmp_path / "data", tmp_path / "log", tmp_path / "fault"
    env = {"LD_PRELOAD": str(shim), "FAULT_FILE": str(fault), "FAULT_UNDER": str(where)}
    with loading(where, log, env) as load:
        group = load.begin(2, 3)
        try:
            load.until(3)
            for _ in range(3):
                _fail_and_mend(load, fault, f"{error} {kind} {nth}")
            fault.write_text(f"{error} {kind} {nth}")
            time.sleep(0.2)
        finally:
            kill(group)
    told = check(where, log)
    assert told.busy >= 3


@pytest.mark.slow
def test_a_full_disk_costs_nothing_that_was_confirmed(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root alone; the quota and the failing disk stand in for it")
    try:
        with loading(disk / "data", tmp_path / "log") as load:
            group = load.begin(2, 3)
            try:
                end = time.monotonic() + 60
                while read_log(load.log).busy < 20:
                    assert time.monotonic() < end, "the disk was never full"
                    time.sleep(0.05)
            finally:
                kill(group)
        shutil.copytree(disk / "data", tmp_path / "data")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
    assert len(check(tmp_path / "data", tmp_path / "log").sent) > 3


def test_the_store_is_opened_after_a_journal_was_cut_in_its_middle(tmp_path: Path) -> None:
    """A power cut may leave half a commit: what stands before it is there, the half is not."""
    where, other = tmp_path / "data", tmp_path / "cut"
    open_store(where)
    first = send(write("Stored")).reference
    size = (where / f"{FILE}-wal").stat().st_size
    second = send(write("Half " * 400)).reference
    shutil.copytree(where, other)
    close_store()
    with (other / f"{FILE}-wal").open("r+b") as wal:
        wal.truncate((size + (other / f"{FILE}-wal").stat().st_size) // 2)
    (other / f"{FILE}-shm").unlink()
    open_store(other)
    assert first in set(Response.objects.values_list("store_id", flat=True))
    assert second not in set(Response.objects.values_list("store_id", flat=True))
    assert audit.verify() is None
    close_store()
