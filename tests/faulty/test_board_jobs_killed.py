"""A job killed at random moments, with the service or without it, comes to what an unbroken one comes to."""

import contextlib
import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from boarding import BOARDED, board_place, opened
from jobbing import begun, job_over, wait_for
from serving import ROUND, _ready, survey_text

from pipeline.board.jobs import enqueue, state_of
from pipeline.store.setup import close_store

pytestmark = pytest.mark.slow
_KILLS = 10


def _ask():
    return enqueue(BOARDED, "analyse", "editor", dt.datetime.now(dt.UTC))


def _stale(place):
    """As if nothing had been analysed: every stage runs."""
    for path in place.round(BOARDED).build.iterdir():
        path.unlink()


def _outputs(place):
    """Every file the analysis wrote; what a kill left half written lies beside, under a name that nobody reads."""
    found = [path for path in sorted(place.round(BOARDED).build.iterdir()) if not path.name.startswith(".")]
    return {path.name: path.read_bytes() for path in found}


def _below(pid):
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in told.stdout.split()]


def _kill(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _service(place):
    (place.root / "serve.out").unlink(missing_ok=True)
    process = begun(place, "serve", "--port", "0")
    return process, _ready(place.root / "serve.out")


def _killed(service, what, place):
    """Kill the worker, the service or both; the service that runs afterwards."""
    workers = _below(service.pid)
    if what in ("worker", "both"):
        for each in workers:
            _kill(each)
    if what in ("service", "both"):
        _kill(service.pid)
        service.wait()
        # A worker whose service is gone ends by itself.
        wait_for(lambda: not any(Path(f"/proc/{each}").exists() for each in workers))
        return _service(place)[0]
    return service


def _unbroken(root):
    place = board_place(root)
    _stale(place)
    opened(place)
    id = _ask()
    worker = begun(place, "work")
    try:
        assert job_over(id).state == "done", job_over(id).said
    finally:
        worker.terminate()
        worker.wait(30)
    close_store()
    return _outputs(place)


def test_ten_kills_change_not_a_byte_and_lose_no_job(tmp_path):
    wanted, chance = _unbroken(tmp_path / "unbroken"), random.Random(8)
    place = board_place(tmp_path / "killed")
    _stale(place)
    opened(place)
    (service, _), cut = _service(place), 0
    try:
        for kill in range(_KILLS):
            if not _open_jobs():
                _stale(place)
                _ask()
            wait_for(lambda pid=service.pid: _below(pid) or not _open_jobs())
            time.sleep(chance.uniform(0, 6))
            cut += any(each.state == "running" for each in _open_jobs())
            service = _killed(service, ("worker", "service", "both")[kill % 3], place)
        _ask()
        wait_for(lambda: not _open_jobs())
    finally:
        service.terminate()
        service.wait(30)
    assert cut >= _KILLS // 3, "too few kills hit a job: the machine is quicker than the moments were chosen for"
    last = state_of(BOARDED)
    assert last[0].state == "done", last[0].said
    assert {each.state for each in last} <= {"done", "failed"}
    assert all("before it was done" in each.said for each in last if each.state == "failed")
    assert _outputs(place) == wanted
    with sqlite3.connect(place.data / "cpitg.sqlite3") as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    close_store()


def _open_jobs():
    return [each for each in state_of(BOARDED) if not each.is_over]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def _begin_forms(url, number, over, answers):
    """Forms begun one after the other, each by a visitor of another address; status and seconds of each answer."""
    opener, count = urllib.request.build_opener(_NoRedirect), 0
    while not over.is_set():
        count += 1
        told = {"X-Forwarded-For": f"10.{number}.{count // 250}.{count % 250}"}
        asked, at = urllib.request.Request(f"{url}/survey/{ROUND}/begin", b"", told), time.perf_counter()
        try:
            status = opener.open(asked, timeout=60).status
        except urllib.error.HTTPError as error:
            status = error.code
        answers.append((status, time.perf_counter() - at))


def test_forms_are_taken_all_the_while_a_job_runs_and_the_job_is_not_kept_waiting(tmp_path, monkeypatch):
    monkeypatch.setenv("CPITG_PROXIES", "1")
    place = board_place(tmp_path / "site")
    (place.root / "surveys" / ROUND).mkdir()
    (place.root / "surveys" / ROUND / "survey.yml").write_text(survey_text(), "utf-8")
    _stale(place)
    opened(place)
    service, url = _service(place)
    over, answers = threading.Event(), []
    threads = [threading.Thread(target=_begin_forms, args=(url, each, over, answers)) for each in range(4)]
    try:
        for each in threads:
            each.start()
        done = [job_over(_ask()) for _ in range(3)]
    finally:
        over.set()
        for each in threads:
            each.join()
        service.terminate()
        service.wait(30)
    assert [each.state for each in done] == ["done"] * 3, [each.said for each in done]
    assert {status for status, _ in answers} == {302}
    seconds = sorted(each for _, each in answers)
    assert seconds[-1] < 10
    said = (place.root / "serve.out").read_text("utf-8")
    assert '"level": "error"' not in said, said[-3000:]
    close_store()
