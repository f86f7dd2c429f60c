"""A job done beside the service, in a process of its own: begun, told, ended with it, and done by cpitg work alone."""

import datetime as dt
import json
import os
import re
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from boarding import BOARDED, board_place, opened
from jobbing import begun, job_over, served_with_jobs, wait_for

from pipeline.store.setup import close_store


def _ask():
    from pipeline.board.jobs import enqueue

    return enqueue(BOARDED, "analyse", "editor", dt.datetime.now(dt.UTC))


def _workers_of(process):
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in told.stdout.split()]


@pytest.mark.slow
def test_the_service_has_a_job_done_by_another_process_and_ends_it_with_itself(tmp_path):
    with served_with_jobs(tmp_path / "site") as (service, process):
        round = opened(service.place)
        assert _workers_of(process) == []
        round.here.manifest.unlink()
        id = _ask()
        from pipeline.store.jobs import job

        wait_for(lambda: job(id).state == "running")
        (worker,) = _workers_of(process)
        assert os.getpriority(os.PRIO_PROCESS, worker) >= 10
        process.terminate()
        assert process.wait(30) == 0
        assert not Path(f"/proc/{worker}").exists()
        # Asked to stop it gave the job back: the next to come does it, and it was not tried.
        assert (job(id).state, job(id).tries) == ("waiting", 0)
    alone = begun(service.place, "work")
    try:
        assert "candidate themes" in job_over(id).said
        assert job(id).tries == 1
    finally:
        alone.terminate()
        assert alone.wait(30) == 0
    said = (service.place.root / "work.out").read_text("utf-8")
    assert "doing the jobs that are asked for on the board" in said
    assert "what was under way waits for the next start" in said
    for line in (service.place.root / "serve.out").read_text("utf-8").splitlines():
        assert not line.startswith("{") or "event" not in json.loads(line), line
    close_store()


def test_where_the_lock_is_held_no_second_worker_begins(tmp_path):
    from pipeline.store.writing import file_locked
    from pipeline.web.child import lock_of
    from pipeline.web.supervisor import Supervisor

    place = board_place(tmp_path / "site")
    opened(place)
    id = _ask()
    supervisor = Supervisor(place)
    with file_locked(lock_of(place), time.monotonic()):
        supervisor.look()
        assert supervisor._worker is None
    from pipeline.store.jobs import job

    assert job(id).state == "waiting"
    close_store()


def test_the_address_of_a_database_is_no_argument_of_the_worker(tmp_path):
    from pipeline.web.supervisor import _environment, _where

    place = board_place(tmp_path / "site")
    assert _where(place) == [str(place.root), str(place.build), str(place.data)]
    other = replace(place, store="postgresql://who:word@there.example/one")
    assert not re.search("word", " ".join(_where(other)))
    assert _environment(other)["DATABASE_URL"] == other.store
