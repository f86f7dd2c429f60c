"""Many at once, in threads and processes: one row for each act, exact counts, and one winner of two savers."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from crashing import kill, loading
from crashload import read_log
from django.db import connection
from storing import NOW, send, served, write

from pipeline.store import audit, drafts, limits, writing
from pipeline.store.orm import Response
from pipeline.store.writing import StoreBusyError

Result = TypeVar("Result")


def _together(act: Callable[[], Result], times: int = 8) -> list[Result | Exception]:
    """What each of several threads gets that do the same at once."""
    gate, told = threading.Barrier(times), list[Result | Exception]()

    def one() -> None:
        gate.wait()
        try:
            told.append(act())
        except Exception as error:  # noqa: BLE001 - looked at by the test
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.usefixtures("store")
def test_sent_by_eight_at_once_it_is_one_response() -> None:
    draft = write("Fewer passwords")
    told = _together(lambda: send(draft))
    assert len({sent.reference for sent in told}) == 1
    assert sum(sent.first for sent in told) == 1
    assert (Response.objects.count(), audit.head().no) == (1, 1)


@pytest.mark.usefixtures("store")
def test_of_eight_who_save_another_text_one_wins_and_seven_are_told() -> None:
    draft = write("Fewer passwords")

    def save() -> drafts.DraftNow:
        return drafts.save(draft.id, draft.version, {"help": threading.current_thread().name}, "help", NOW)

    told = _together(save)
    saved = [each for each in told if isinstance(each, drafts.DraftNow)]
    assert len(saved) == 1
    stale = [each for each in told if isinstance(each, drafts.StaleError)]
    assert len(stale) == 7
    assert all(each.stored == saved[0] for each in stale)


@pytest.mark.usefixtures("store")
def test_a_limit_counts_all_of_them() -> None:
    told = _together(lambda: [limits.within(("a",), 20, 60, NOW) for _ in range(5)])
    assert sum(sum(each) for each in told) == 20


@pytest.mark.usefixtures("store")
def test_who_waits_too_long_behind_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = write("Fewer passwords")
    monkeypatch.setattr(writing, "BUSY_MS", 200)
    told: list[list[object]] = []
    with writing.writing():
        other = threading.Thread(target=lambda: told.append(_together(lambda: send(draft), 1)))
        other.start()
        other.join()
    assert isinstance(told[0][0], StoreBusyError)
    assert send(draft).first


def test_three_processes_keep_one_chain(store: Path) -> None:
    served()
    log = store.parent / "log"
    with loading(store, log) as load:
        group = load.begin(3, 2)
        try:
            load.until(12)
        finally:
            kill(group)
    assert audit.verify() is None
    assert Response.objects.count() == audit.head().no >= len(read_log(log).sent) >= 12
