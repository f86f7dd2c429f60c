"""The service as it is run: raw bytes at its door, a whole visit and what its log says of it, and its stop."""

import http.cookiejar
import json
import re
import socket
import urllib.error
import urllib.parse
import urllib.request

import pytest
from running import running
from serving import ROUND

_HEAD = b"POST /news/join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
_INSIDE = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
# Each could be read as one request by a proxy and as two by the server behind it.
_UNSURE = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 0\r\n\r\nemail" + _INSIDE,
    "a length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + _INSIDE,
    "chunks by another name": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + _INSIDE,
    "chunks twice": b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + _INSIDE,
    "a length below nothing": b"Content-Length: -1\r\n\r\n" + _INSIDE,
    "a length with a sign": b"Content-Length: +5\r\n\r\nemail" + _INSIDE,
    "a chunk of no size": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nemail\r\n0\r\n\r\n" + _INSIDE,
    "a space before the colon": b"Content-Length : 0\r\n\r\n" + _INSIDE,
    "a NUL in a header": b"X-A: a\0b\r\nContent-Length: 0\r\n\r\n" + _INSIDE,
    "a header folded over two lines": b"X-A: a\r\n Content-Length: 9\r\n\r\n" + _INSIDE,
    "headers without an end": b"X-A: " + b"a" * 200_000 + b"\r\n\r\n" + _INSIDE,
}
_MARKERS = ("MARKERTEXT", "markermail", "MARKERTOKEN", "MARKERQUERY", "MARKERAGENT", "MARKERPATH", "127.0.0.1")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with running(tmp_path_factory.mktemp("raw")) as started:
        yield started


def _answers(said):
    return re.findall(rb"HTTP/1\.[01] (\d{3}) ", said)


@pytest.mark.parametrize("name", _UNSURE)
def test_what_could_be_two_requests_is_never_answered_as_two(service, name):
    answers = _answers(service.said(_HEAD + _UNSURE[name]))
    assert len(answers) <= 1
    assert all(answer[:1] in b"45" for answer in answers)


def test_two_plain_requests_on_one_connection_are_answered_as_two(service):
    assert _answers(service.said(_INSIDE + _INSIDE)) == [b"200", b"200"]


def test_no_answer_tells_which_server_it_is(service):
    said = service.said(_INSIDE + b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert not re.search(rb"(?i)waitress|wsgi|django|python", said.replace(b"csrfmiddlewaretoken", b""))


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT", b"PUT", b"DELETE", b"PROPFIND", b"G E T", b"\xff"])
def test_other_methods_do_nothing(service, method):
    said = service.said(method + b" / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
    assert all(answer[:1] == b"4" for answer in _answers(said))


def test_files_are_kept_for_ever_and_sent_packed(service):
    page = urllib.request.urlopen(service.url + "/").read().decode()
    for path in sorted(set(re.findall(r'"(/static/[^"]+)"', page))):
        asked = urllib.request.Request(service.url + path, headers={"Accept-Encoding": "gzip"})
        headers = urllib.request.urlopen(asked).headers
        assert "immutable" in headers["Cache-Control"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Encoding"] == "gzip" or int(headers["Content-Length"]) < 500
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def _visit(service):
    """A visit with something to find in every part of a request, its good pages and its bad."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    opener.addheaders = [("User-Agent", "MARKERAGENT"), ("Referer", "http://x.example/MARKERTEXT")]

    def ask(path, posted=None):
        data = urllib.parse.urlencode(posted).encode() if posted is not None else None
        try:
            return opener.open(service.url + path, data).read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    ask(f"/survey/{ROUND}/?q=MARKERQUERY")
    page = ask(f"/survey/{ROUND}/begin", {})
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    told = {"csrfmiddlewaretoken": token[1] if token else "", "help": "MARKERTEXT MARKERTEXT", "version": "0"}
    ask(f"/survey/{ROUND}/page/help", told)
    ask(f"/survey/{ROUND}/page/help", {"help": "MARKERTEXT without a token"})
    ask(f"/survey/{ROUND}/return/MARKERTOKEN")
    ask("/news/join", {"email": "markermail@pharmacy.example"})
    ask("/news/join", {"email": "markermail"})
    ask("/news/leave/1-MARKERTOKEN", {})
    ask('/MARKERPATH%0a{"level":"error"}%0d%0a?MARKERQUERY=1')
    ask("/organisers/sign-in", {"handle": "markermail", "password": "MARKERTEXT"})
    service.said(b"GET /MARKERPATH HTTP/1.1\r\nHost: MARKERTEXT.example\r\n\r\n")
    service.said(b"BAD MARKERTEXT\r\n\r\n")


def _is_open(service):
    try:
        service.connected().close()
    except OSError:
        return False
    return True


def test_a_visit_leaves_nothing_of_it_in_the_log_and_a_stop_waits_for_who_is_being_answered(service):
    # The last test of this file: what came before it has left its lines in the log too.
    _visit(service)
    with service.connected() as slow:
        body = b"email=markermail%40pharmacy.example"
        slow.sendall(_HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body[:5])
        # Answered once the server has read what stands before it, so the half request is known to it.
        service.said(_INSIDE)
        service.process.terminate()
        while _is_open(service):
            pass
        slow.sendall(body[5:])
        slow.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert _answers(answer) == [b"200"]
    assert service.stop() == 0
    told = service.process.stdout.read()
    assert "nobody can sign in at /organisers/ yet" in told
    assert "whoever was being answered has their answer" in told
    lines = [json.loads(line) for line in service.log.read_text("utf-8").splitlines()]
    routes = {line.get("route") for line in lines}
    assert {"survey-begin", "survey-page", "news:join", "news:leave"} <= routes
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]) for line in lines)
    text = service.log.read_text("utf-8").replace("127.0.0.1:0", "")
    assert [marker for marker in _MARKERS if marker in text] == []
    assert not [line for line in lines if line.get("status", 0) >= 500]
