"""The service on one machine: a server that also runs on Windows, and a stop that leaves nobody without an answer."""

import ipaddress
import re
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server

from pipeline.errors import UserError
from pipeline.place import Place, shown
from pipeline.settings import is_url
from pipeline.store.accounts import accounts
from pipeline.store.writing import assert_durable
from pipeline.web import health, logs
from pipeline.web.application import application
from pipeline.web.book.shelf import is_there
from pipeline.web.clock import now
from pipeline.web.site import site
from pipeline.web.state import CLOSING, OPEN, state
from pipeline.web.strict import StrictChannel
from pipeline.web.worker import working

# Links are made by putting a path behind it.
_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?")
# How long a thread may go on while another, whose turn at the store it is, waits for the interpreter: with Python's own
# 5 ms a form waits longer for that than for the disk (benchmarks/collect.py).
_TURN = 0.0005
_STEP = 0.5  # seconds until a signal is seen
_PATIENCE = 30  # seconds for requests that were begun before the stop
# Beyond this the server itself hangs up; below it, the page that says what to do is shown.
_BODY_EVER = 64 * 1024 * 1024
_HEADERS_EVER = 64 * 1024


def serve(place: Place, host: str, port: int, threads: int, say: Callable[[str], None]) -> None:
    """Serve a place until SIGTERM or Ctrl+C, then finish what was begun."""
    app = application(place, say)
    check_doors(host)
    assert_durable()
    server = _bound(app, host, port, threads)
    logs.configure()
    for line in told(place, host, server.effective_port):
        say(line)
    with working(place):
        run(server)
    say("stopped; whoever was being answered has their answer")


def check_doors(host: str) -> None:
    """Refuse to be reached from other machines before it was said by which name, and that nobody listens in between."""
    if settings.PUBLIC_ADDRESS and not _ADDRESS.fullmatch(settings.PUBLIC_ADDRESS):
        raise UserError(
            f"CPITG_ADDRESS is '{settings.PUBLIC_ADDRESS}'; write scheme and name alone, as https://survey.example"
        )
    if settings.HTTPS and not settings.PROXIES:
        raise UserError(
            f"CPITG_ADDRESS is {settings.PUBLIC_ADDRESS}, but nothing would say which visitor came by https; put a "
            "proxy before the service that does (deploy/ has examples) and set CPITG_PROXIES=1"
        )
    if not _is_loopback(host) and not settings.HTTPS:
        raise UserError(
            f"--host {host} can be reached from other machines: answers and passwords would travel open. Put a proxy "
            "with https before it, set CPITG_ADDRESS=https://the.name.visitors.type and CPITG_PROXIES=1; or leave "
            "--host out, to be reached from this machine alone"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _bound(app: Any, host: str, port: int, threads: int) -> Any:
    try:
        server = create_server(
            app,
            # A name may mean two sockets; this machine is meant.
            host="127.0.0.1" if host == "localhost" else host,
            port=port,
            threads=threads,
            ident=None,
            max_request_body_size=_BODY_EVER,
            max_request_header_size=_HEADERS_EVER,
            # What proxies say is weighed by the settings, alike under every server.
            clear_untrusted_proxy_headers=False,
            expose_tracebacks=False,
            asyncore_use_poll=True,
        )
    except OSError as error:
        said = f"cannot listen at {host}:{port} ({error.strerror}); another program may: choose another --port"
        raise UserError(said) from error
    if not isinstance(server, TcpWSGIServer):
        server.close()
        raise UserError(f"--host {host} means several addresses of this machine; give one of them, as a number")
    server.channel_class = StrictChannel
    return server


def told(place: Place, host: str, port: int) -> list[str]:
    """What the one who started it wants to know, and what comes next."""
    where = "the database named by DATABASE_URL" if is_url(place.store) else shown(place.data)
    heard = f"{f'[{host}]' if ':' in host else host}:{port}"
    found = f"{settings.PUBLIC_ADDRESS}/ through a proxy, at {heard}" if settings.PUBLIC_ADDRESS else f"http://{heard}/"
    lines = [f"the survey service answers at {found}; the store is {where}", *map(_round_told, site().rounds())]
    of_store = health.store_faults(place)
    lines += [f"attention: {fault}" for fault in (*of_store, *health.survey_faults())]
    if not (of_store or accounts()):
        lines.append("nobody can sign in at /organisers/ yet; add somebody: cpitg user add HANDLE --role administrator")
    letters = f"are sent from {settings.DEFAULT_FROM_EMAIL}"
    if settings.EMAIL_LACKS:
        lacks = ", ".join(settings.EMAIL_LACKS)
        letters = f"are not sent, links show on pages alone; to be set: {lacks} (deploy/README.md says how)"
    return [*lines, f"letters {letters}", _book_told(), "stop it with Ctrl+C; next: open the address in a browser"]


def _book_told() -> str:
    if not settings.BOOK_SERVED:
        return "the book is shown to those who signed in alone; to everybody with --book"
    if is_there():
        return "the book is shown to everybody at /book/"
    return "attention: the book is to be shown at /book/, but none was built from signed releases; run: cpitg build"


def _round_told(round: str) -> str:
    try:
        survey = site().served(round).survey
    except UserError:
        return f"  {round}: cannot be shown; run: cpitg check {round}"
    here = state(survey, now())
    return f"  {round}: {here}" + (f" until {survey.closes}" if here in (OPEN, CLOSING) else "")


def run(server: Any) -> None:
    """Answer until a signal asks to stop; then hear nobody new, and let those who were heard have their answer."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    # Asking twice must not cut off who is being answered, nor end as a failure what ends well: Python gives a handler
    # of ours back to the system while it shuts down, but not one that ignores.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, ask)
    sys.setswitchinterval(_TURN)
    while not asked:
        wasyncore.loop(timeout=_STEP, map=server._map, use_poll=True, count=1)
    _finish(server)


def _finish(server: Any) -> None:
    """Close the door, wait for what is being answered, and end the threads."""
    wasyncore.dispatcher.close(server)  # the socket alone: the server's own close would also take its threads' bell
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and list(filter(_busy, _channels(server))):
        wasyncore.loop(timeout=_STEP / 10, map=server._map, use_poll=True, count=1)
    server.task_dispatcher.shutdown()
    for each in _channels(server):
        each.handle_close()
    server.trigger.close()


def _channels(server: Any) -> list[Any]:
    return [each for each in list(server._map.values()) if isinstance(each, StrictChannel)]


def _busy(channel: Any) -> bool:
    """Whether a visitor still waits; one who does not is told goodbye, and no further request of theirs is read."""
    if channel.request is None:
        channel.readable = _no_more
    waits = bool(channel.requests or channel.request or channel.total_outbufs_len)
    if not waits:
        channel.handle_close()
    return waits


def _no_more() -> bool:
    return False
