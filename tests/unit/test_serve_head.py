"""Who asks for the head of a page is sent no body: a proxy would read it as the beginning of its next answer."""

from io import BytesIO

import pytest
from serving import ROUND, service_here


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """What a server would be given: status, headers and body."""
    with service_here(tmp_path_factory.mktemp("head")):
        from django.core.handlers.wsgi import WSGIHandler

        handler = WSGIHandler()

        def ask(method, path):
            told = []
            environ = {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "wsgi.input": BytesIO(),
                "wsgi.url_scheme": "http",
            }
            body = b"".join(handler(environ, lambda status, headers: told.extend([status, dict(headers)])))
            return told[0], told[1], body

        yield ask


@pytest.mark.parametrize("path", ["/", f"/survey/{ROUND}/", "/health", "/nothing", "/book/x"])
def test_no_body_is_sent_and_its_length_is_told(asked, path):
    status, headers, body = asked("GET", path)
    head_status, head, nothing = asked("HEAD", path)
    assert (head_status, nothing) == (status, b"")
    assert body
    # A page with a token in it is never twice the same, but always as long.
    assert head["Content-Length"] == headers["Content-Length"] == str(len(body))
