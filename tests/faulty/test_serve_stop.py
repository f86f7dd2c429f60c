"""Stopping the service while many write: what was stored was answered, and what was answered is stored."""

import http.client
import sqlite3
import threading
import time

import pytest
from running import running
from serving import ROUND

pytestmark = pytest.mark.slow
_CLIENTS = 16


def _begin_until_it_ends(port, answered):
    here = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        while True:
            here.request("POST", f"/survey/{ROUND}/begin", headers={"Content-Length": "0"})
            answer = here.getresponse()
            answer.read()
            answered.append(answer.status)
    except (OSError, http.client.HTTPException):
        return


@pytest.mark.parametrize("seconds", [0.5, 1.0, 2.0])
def test_a_stop_under_load_leaves_no_row_without_its_answer(tmp_path, seconds):
    answered: list[int] = []
    with running(tmp_path) as service:
        told = (service.port, answered)
        threads = [threading.Thread(target=_begin_until_it_ends, args=told) for _ in range(_CLIENTS)]
        for each in threads:
            each.start()
        time.sleep(seconds)
        assert service.stop() == 0
        for each in threads:
            each.join()
    rows = sqlite3.connect(tmp_path / "var" / "cpitg.sqlite3").execute("select count(*) from store_draft").fetchone()[0]
    assert rows == answered.count(302)
    assert rows > 0
    assert set(answered) <= {302, 429}
