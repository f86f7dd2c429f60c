"""The same promises with PostgreSQL behind them: clients killed, the server killed, its disk full or failing."""

import errno
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crashing import check, crash, kill, loading
from crashload import read_log
from postgres import Server
from storing import NOW, send, served, write

from pipeline.errors import PromiseError
from pipeline.store import audit, drafts, limits, submissions
from pipeline.store.orm import Response
from pipeline.store.setup import close_store, open_store
from pipeline.store.writing import assert_durable

pytestmark = pytest.mark.slow

_SHIM = Path(__file__).with_name("disk_faults.c")


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with an empty database."""
    made = Server()
    yield made
    close_store()
    made.stop()


def test_nothing_confirmed_is_lost_when_those_who_ask_are_killed(server: Server, tmp_path: Path) -> None:
    chance, log = random.Random(7), tmp_path / "log"
    with loading(server.url, log) as load:
        for _ in range(40):
            crash(load, chance)
    assert len(check(server.url, log).sent) >= 40


def test_nothing_confirmed_is_lost_when_the_server_is_killed(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with loading(server.url, log) as load:
        group = load.begin(2, 4)
        try:
            for _ in range(6):
                load.until(len(read_log(log).sent) + 5)
                server.crash()
                time.sleep(0.1)
                server.start()
            load.until(len(read_log(log).sent) + 5)
        finally:
            kill(group)
    told = check(server.url, log)
    assert told.busy > 0


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("kind", ["w", "s"])
def test_nothing_confirmed_is_lost_when_the_servers_disk_fails(error: int, kind: str, tmp_path: Path) -> None:
    made = Server.on_failing_disk(_SHIM)
    fault, log = made.folder / "fault", tmp_path / "log"
    try:
        with loading(made.url, log) as load:
            group = load.begin(2, 3)
            try:
                for _ in range(2):
                    load.until(len(read_log(log).sent) + 3)
                    fault.write_text(f"{error} {kind} 3")
                    fault.chmod(0o644)
                    time.sleep(0.5)
                    fault.unlink()
                    made.mend()
                load.until(len(read_log(log).sent) + 3)
            finally:
                kill(group)
        told = check(made.url, log)
        assert told.busy > 0
    finally:
        close_store()
        made.stop()


def test_the_way_of_an_answer_is_the_same(server: Server) -> None:
    open_store(server.url)
    assert_durable()
    draft = write("A\x00B\ud800C — Ŵythnos 🙂")
    sent = send(draft)
    assert send(draft).reference == sent.reference
    with pytest.raises(drafts.StaleError):
        send(draft, "other")
    found = submissions.find("small", sent.reference.lower(), sent.token, NOW)
    assert found is not None
    assert found.answers == {"help": "A�B�C — Ŵythnos 🙂"}
    changed = submissions.change(found, served(), {"help": "x"}, NOW)
    send(drafts.save(changed.id, 0, {"help": "One login"}, "help", NOW))
    assert Response.objects.get().answers == {"help": "One login"}
    assert [limits.within(("a",), 1, 60, NOW) for _ in range(2)] == [True, False]
    assert submissions.withdraw("small", sent.reference, sent.token, NOW)
    assert Response.objects.get().withdrawn
    assert audit.verify() is None
    assert [line.act for line in audit.lines()] == ["sent", "changed", "withdrawn"]


def test_a_server_that_confirms_before_it_syncs_is_refused(server: Server) -> None:
    from django.db import connection

    open_store(server.url)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    with pytest.raises(PromiseError, match="synchronous_commit"):
        assert_durable()
