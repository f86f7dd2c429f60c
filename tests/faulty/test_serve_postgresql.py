"""The service over PostgreSQL: the same pages, no text it would refuse, and a server that goes away and comes back."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from crawling import addresses, stored
from postgres import Server
from running import running
from serving import ROUND

pytestmark = pytest.mark.slow
_FIELDS = ("help", "email", "handle", "password", "reference", "token", "code", "draft", "version", "next", "you.name")


@pytest.fixture(scope="module")
def server():
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def client(server, tmp_path):
    from dataclasses import replace

    from django.test import Client
    from serving import small_site

    from pipeline.store.setup import close_store
    from pipeline.web.application import application

    application(replace(small_site(tmp_path), store=server.url))
    yield Client(headers={"host": "localhost"}, raise_request_exception=False)
    close_store()


def test_no_text_that_the_database_refuses_breaks_a_page(client):
    client.post(f"/survey/{ROUND}/begin")
    form = urlencode({name: "a\0b\ud800".encode("utf-8", "surrogatepass") for name in _FIELDS})
    for path, _ in addresses():
        posted = client.post(path, form, content_type="application/x-www-form-urlencoded")
        assert posted.status_code < 500, path
        assert client.get(path, headers={"cookie": 'session="\\000"'}).status_code < 500, path
        assert client.get(f"{path}?q=%00&page=%00&who=%00&act=%00").status_code < 500, path
    assert stored()["Draft"]


def test_a_database_that_went_away_is_said_so_and_used_again_when_it_is_back(server, tmp_path):
    with running(tmp_path, DATABASE_URL=server.url) as service:
        assert b" 200 " in service.said(_get("/ready"))
        server.crash()
        page = service.said(_get(f"/survey/{ROUND}/begin", b"POST"))
        assert re.match(rb"HTTP/1.1 503 ", page)
        assert b"just now" in page
        assert re.match(rb"HTTP/1.1 503 ", service.said(_get("/ready")))
        server.start()
        assert re.match(rb"HTTP/1.1 302 ", service.said(_get(f"/survey/{ROUND}/begin", b"POST")))
        assert server.url not in Path(service.log).read_text("utf-8")


def _get(path, method=b"GET"):
    return method + b" " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
