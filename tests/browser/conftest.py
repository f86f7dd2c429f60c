"""Debian's chromium, started once for each file of tests, after the books it is to show are built."""

import functools
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from books import real_book, small_book
from kinds import asked
from looking import CHROMIUM, fill
from organising import with_glossary
from playwright.sync_api import sync_playwright
from running import running
from serving import Service, small_site


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    assert CHROMIUM.exists(), "Debian's chromium is not installed; run: make browser"
    # Before the browser runs: its event loop bears no build and no store beside it. So it ends with its file of tests,
    # too: pytest ends what is kept for a folder with the whole run.
    small_book(), real_book()
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=str(CHROMIUM))
        yield running
        running.close()


@pytest.fixture
def page(browser) -> Iterator[object]:
    """A page of its own, with the network off."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Tell the terminal nothing."""


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[[Path], str]]:
    """Says at which address a small server of this machine offers a page of either book."""
    servers = {html: _server(html) for html in (small_book().html, real_book().html)}

    def address(path: Path) -> str:
        html = next(html for html in servers if path.is_relative_to(html))
        return f"http://127.0.0.1:{servers[html].server_port}/{path.relative_to(html).as_posix()}{asked(path)}"

    yield address
    for server in servers.values():
        server.shutdown()
        server.server_close()


def _server(folder: Path) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


@dataclass(frozen=True, slots=True)
class Filled(Service):
    """A service that runs, and the token by which somebody joins its mailing list."""

    token: str


@pytest.fixture(scope="session")
def service(tmp_path_factory) -> Iterator[Filled]:
    """The survey service with something of everything in its store, once for all files of tests that look at it."""
    root = with_glossary(tmp_path_factory.mktemp("service") / "site")
    place = small_site(root)
    token = fill(place)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with running(root, "--port", port, CPITG_ADDRESS=f"http://127.0.0.1:{port}") as started:
        yield Filled(started.url, place, token)


@pytest.fixture(scope="module")
def chromium(service) -> Iterator[object]:
    """Chromium alone, after the store was filled: the service's pages need no book."""
    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=str(CHROMIUM))
        yield launched
        launched.close()
