"""Jobs over PostgreSQL: taken by one of several workers, done in another process, and found again after a kill."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from jobbing import environment_of, job_over, wait_for
from organising import with_glossary
from postgres import Server
from serving import ROUND, small_site

from pipeline.board.jobs import enqueue
from pipeline.store.setup import close_store, open_store

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path):
    server = Server()
    made = replace(small_site(with_glossary(tmp_path / "site")), store=server.url)
    open_store(server.url)
    yield made
    close_store()
    server.stop()


def _ask(number=0):
    return enqueue(ROUND, "analyse", "editor", dt.datetime.now(dt.UTC), **({"number": number} if number else {}))


def test_of_many_who_take_and_ask_at_once_each_job_is_taken_by_one(place):
    from django.db import connection

    from pipeline.store import work

    ids = {_ask(number) for number in range(1, 13)}
    taken, alike = [], []

    def take(name):
        alike.append(_ask(99))
        while row := work.take(name, dt.datetime.now(dt.UTC)):
            taken.append(str(row.id))
        connection.close()

    threads = [threading.Thread(target=take, args=(f"w-{each}",)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(taken) == len(set(taken))
    assert set(taken) == ids | set(alike)


def _worker_of(process):
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in told.stdout.split()]


def test_a_worker_apart_does_it_and_one_that_was_killed_is_followed_by_another(place):
    command = [sys.executable, "-m", "pipeline", "work"]
    told = environment_of(place) | {"DATABASE_URL": place.store}
    with (place.root / "work.out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=told, cwd=place.root)
    try:
        id = _ask()
        (worker,) = wait_for(lambda: _worker_of(process))
        os.kill(worker, signal.SIGKILL)
        assert "has no responses yet" in job_over(id).said
    finally:
        process.terminate()
        assert process.wait(30) == 0
    said = (place.root / "work.out").read_text("utf-8")
    assert place.store not in said
    assert "a worker ended before its work was done" in said
