"""Who may be let in, from where a request came, whether the service can work, and the key it signs with."""

import os
import stat
import threading

import pytest
from crawling import stored
from serving import ROUND, service_here, small_site
from stores import open_empty

from pipeline.errors import UserError


@pytest.fixture
def client(tmp_path):
    from django.conf import settings

    open_empty(tmp_path / "var")
    with service_here(tmp_path) as made, pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "EMAIL_CONFIGURED", True)
        yield made


def _doors(monkeypatch, host, address="", proxies=0):
    from django.conf import settings

    from pipeline.web.serve import check_doors

    monkeypatch.setattr(settings, "PUBLIC_ADDRESS", address)
    monkeypatch.setattr(settings, "HTTPS", address.startswith("https://"))
    monkeypatch.setattr(settings, "PROXIES", proxies)
    check_doors(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "[::1]", "localhost"])
def test_this_machine_alone_needs_nothing_said(client, monkeypatch, host):
    _doors(monkeypatch, host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "survey.example"])
def test_other_machines_are_let_in_only_with_a_name_and_https(client, monkeypatch, host):
    for address in ("", "http://survey.example"):
        with pytest.raises(UserError, match="set CPITG_ADDRESS=https://"):
            _doors(monkeypatch, host, address, 1)
    _doors(monkeypatch, host, "https://survey.example", 1)


def test_https_that_nobody_would_tell_of_is_refused_with_the_cure(client, monkeypatch):
    with pytest.raises(UserError, match="set CPITG_PROXIES=1"):
        _doors(monkeypatch, "127.0.0.1", "https://survey.example")


@pytest.mark.parametrize(
    "address", ["survey.example", "https://a.example/survey", "https://", "https://a b", "ftp://a"]
)
def test_an_address_that_no_link_can_begin_with_is_refused(client, monkeypatch, address):
    with pytest.raises(UserError, match="write scheme and name alone"):
        _doors(monkeypatch, "127.0.0.1", address, 1)


def _source(monkeypatch, proxies, told, remote="10.0.0.1"):
    from django.conf import settings
    from django.test import RequestFactory

    from pipeline.web.source import source_of

    monkeypatch.setattr(settings, "PROXIES", proxies)
    return source_of(RequestFactory().get("/", headers={"x-forwarded-for": told}, REMOTE_ADDR=remote))


@pytest.mark.parametrize(
    ("proxies", "told", "is_from"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2"),
        (2, "3.3.3.3", "10.0.0.1"),
        (1, "", "unknown"),
        (1, "<script>", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_only_our_own_proxies_say_where_a_request_came_from(client, monkeypatch, proxies, told, is_from):
    assert _source(monkeypatch, proxies, told) == is_from


@pytest.mark.parametrize("remote", ["2001:db8:1:2:3:4:5:6", "10.0.0.1", "nowhere"])
def test_whoever_asks_behind_the_door_is_told_the_same_source(client, monkeypatch, remote):
    at_the_door = _source(monkeypatch, 0, "", remote)
    assert _source(monkeypatch, 0, "", at_the_door) == at_the_door


def test_a_ceiling_holds_for_a_source_whatever_it_says_of_itself_and_keeps_no_address(client, monkeypatch):
    from pipeline.web import source

    monkeypatch.setitem(source._CEILINGS, "news", (3, 3600))
    told = [
        client.post(
            "/news/leave", {"email": f"a{number}@b.example"}, headers={"x-forwarded-for": f"9.9.9.{number}"}
        ).status_code
        for number in range(5)
    ]
    assert told == [200, 200, 200, 429, 429]
    assert "127.0.0.1" not in str(stored())


def test_too_many_tries_is_a_page_that_says_when_to_come_back(client, monkeypatch):
    from pipeline.web import source

    monkeypatch.setitem(source._CEILINGS, "news", (0, 3600))
    answer = client.post("/news/join", {"email": "a@b.example"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert b"Too many tries" in answer.content


def test_the_service_says_that_it_is_ready_and_writes_nothing_for_it(client):
    client.get("/")
    before = stored()
    assert client.get("/ready").json() == {"ready": True, "faults": []}
    assert client.get("/health").content == b"ok\n"
    assert stored() == before


def test_a_survey_at_fault_makes_it_unready_without_a_word_of_the_file(tmp_path):
    with service_here(tmp_path) as client:
        file = tmp_path / "surveys" / ROUND / "survey.yml"
        file.write_text(file.read_text("utf-8") + "\nMARKER: 1\n", "utf-8")
        answer = client.get("/ready")
        assert answer.status_code == 503
        assert answer.json()["faults"] == [f"surveys/{ROUND}/survey.yml cannot be served: run cpitg check {ROUND}"]
        assert client.get("/").status_code == 200
        page = client.get(f"/survey/{ROUND}/")
        assert page.status_code == 503
        assert b"MARKER" not in page.content
        assert b"not saved" not in page.content  # who asked for a page alone lost nothing
        assert b"not saved" in client.post(f"/survey/{ROUND}/begin").content


def test_a_store_that_another_program_holds_makes_it_unready_and_pages_say_so(tmp_path, monkeypatch):
    import sqlite3

    from pipeline.web import health

    monkeypatch.setattr(health, "_WAIT_MS", 10)
    with service_here(tmp_path) as client:
        client.get("/")
        other = sqlite3.connect(tmp_path / "var" / "cpitg.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = client.get("/ready")
        other.execute("ROLLBACK")
        assert answer.status_code == 503
        assert "the store cannot be written to (OperationalError)" in answer.json()["faults"][0]
        assert client.get("/ready").status_code == 200


def test_a_fault_of_ours_is_a_page_without_a_word_of_it(client, monkeypatch):
    from pipeline.web import site

    def fail(*_: object) -> None:
        raise RuntimeError("MARKER of a fault")

    monkeypatch.setattr(site.Site, "served", fail)
    client.raise_request_exception = False
    answer = client.get(f"/survey/{ROUND}/")
    client.raise_request_exception = True
    assert answer.status_code == 500
    assert b"Sorry, there is a problem" in answer.content
    assert answer.headers["Request-Id"].encode() in answer.content
    assert b"MARKER" not in answer.content
    assert b"default-src" in answer.headers["Content-Security-Policy"].encode()


def test_processes_that_start_at_once_sign_with_one_key_that_only_its_owner_reads(tmp_path):
    from pipeline.web.application import secret_key

    place, keys = small_site(tmp_path), []
    threads = [threading.Thread(target=lambda: keys.append(secret_key(place))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 50
    assert [path.name for path in place.data.iterdir()] == ["secret.key"]
    if os.name != "nt":
        assert stat.S_IMODE((place.data / "secret.key").stat().st_mode) == 0o600


def test_a_number_of_proxies_that_is_none_is_said(monkeypatch):
    from pipeline import settings

    monkeypatch.setenv("CPITG_PROXIES", "one")
    with pytest.raises(UserError, match="CPITG_PROXIES is 'one'; write a whole number"):
        settings._whole("CPITG_PROXIES")


def test_a_mail_server_that_cannot_be_read_is_said_without_its_password(monkeypatch):
    from pipeline import settings

    monkeypatch.setenv("EMAIL_URL", "submission://u:secret:q@host:x/")
    with pytest.raises(UserError, match="EMAIL_URL cannot be read") as said:
        settings._email()
    assert "secret" not in str(said.value)
