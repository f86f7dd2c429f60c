"""The book as the service shows it: each kind of page under the service's policy, with scripts and without."""

import re

import pytest
from books import TODAY, real_book, small_book
from conftest import CHROMIUM
from kinds import KINDS, asked, largest
from looking import WIDER, faults
from organising import with_glossary
from playwright.sync_api import sync_playwright
from running import running
from serving import small_site

from pipeline.place import write_bytes
from pipeline.publish.book import zip_book

pytestmark = pytest.mark.browser
_DRAWN = 50  # milliseconds, in which what is wrong with a page that was loaded is told


@pytest.fixture(scope="module")
def books():
    return {"small": small_book().html, "real": real_book().html}


@pytest.fixture(scope="module")
def service(books, tmp_path_factory):
    """A service that shows everybody a book; the small one lies there to begin with."""
    place = small_site(with_glossary(tmp_path_factory.mktemp("readers") / "site"))
    write_bytes(place.shelf, zip_book(books["small"], TODAY))
    with running(place.root, "--book") as started:
        yield started, place


@pytest.fixture(scope="module")
def chromium(service):
    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=str(CHROMIUM))
        yield launched
        launched.close()


class _Watched:
    """A page, and what it told of itself that none should: a policy that was broken, something asked for elsewhere."""

    def __init__(self, chromium, home, **more):
        self.context = chromium.new_context(**more)
        self.page = self.context.new_page()
        self.home, self.amiss = home, []
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.amiss.append((self.page.url, str(error))))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("response", lambda answer: self._answered(answer))

    def _told(self, message):
        if message.type in ("error", "warning"):
            self.amiss.append((self.page.url, message.text))

    def _asked(self, url):
        if not url.startswith((self.home, "data:")):
            self.amiss.append((self.page.url, url))

    def _answered(self, answer):
        if answer.status >= 400:
            self.amiss.append((self.page.url, f"{answer.status} {answer.url}"))


def _by_kind(books, name):
    """The largest page of each kind that a book has."""
    found = ((kind, largest(books[name], kind)) for kind in KINDS)
    return {kind: path.relative_to(books[name]).as_posix() + asked(path) for kind, path in found if path}


def _with_a_picture(html):
    pages = (path for path in sorted(html.rglob("*.html")) if path.name != "search.html")
    return next(path for path in pages if "<svg" in path.read_text("utf-8"))


@pytest.mark.parametrize("name", ["small", "real"])
def test_every_kind_of_page_needs_nothing_that_the_policy_refuses(books, service, chromium, name):
    started, place = service
    # A book that takes the place of another while the service runs is the one that is shown.
    write_bytes(place.shelf, zip_book(books[name], TODAY))
    watched = _Watched(chromium, started.url)
    for address in _by_kind(books, name).values():
        watched.page.goto(f"{started.url}/book/{address}")
        watched.page.wait_for_timeout(_DRAWN)
        assert watched.page.locator("main, body").first.inner_text().strip(), address
    assert watched.amiss == []
    assert watched.context.cookies() == [], "a reader is given no cookie"
    watched.context.close()


def test_search_works_and_a_picture_is_drawn(books, service, chromium):
    started, place = service
    write_bytes(place.shelf, zip_book(books["real"], TODAY))
    watched = _Watched(chromium, started.url)
    page = watched.page
    page.goto(f"{started.url}/book/")
    page.get_by_role("searchbox").first.fill("smartcard")
    with page.expect_navigation():
        page.get_by_role("searchbox").first.press("Enter")
    page.get_by_text(re.compile(r"found for .smartcard")).wait_for()
    first = page.locator("main li a").first
    with page.expect_navigation():
        first.click()
    assert "/book/book/" in page.url
    path = _with_a_picture(books["real"])
    page.goto(f"{started.url}/book/{path.relative_to(books['real']).as_posix()}")
    box = page.locator("main svg").first.bounding_box()
    assert box, path.name
    assert box["width"] > 50, path.name
    assert watched.amiss == []
    watched.context.close()


def test_without_scripts_every_kind_can_be_read_and_fits_a_small_screen(books, service, chromium):
    started, place = service
    write_bytes(place.shelf, zip_book(books["real"], TODAY))
    watched = _Watched(chromium, started.url, java_script_enabled=False, viewport={"width": 320, "height": 800})
    for kind, address in _by_kind(books, "real").items():
        watched.page.goto(f"{started.url}/book/{address}")
        assert watched.page.locator("main, body").first.inner_text().strip(), kind
    assert watched.amiss == []
    watched.context.close()


def test_the_pages_of_the_service_about_the_book_are_sound_and_lead_back(books, service, chromium):
    started, place = service
    write_bytes(place.shelf, zip_book(books["small"], TODAY))
    page = chromium.new_context().new_page()
    page.goto(f"{started.url}/book/book/none.html")
    found = faults(page, "not in the book")
    with page.expect_navigation():
        page.get_by_role("link", name="First page of the book").click()
    assert page.url == f"{started.url}/book/book/index.html"
    page.goto(started.url)
    found += faults(page, "home")
    with page.expect_navigation():
        page.get_by_role("link", name="The book").click()
    assert page.url == f"{started.url}/book/book/index.html"
    place.shelf.unlink()
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "The book is not here at the moment"
    found += faults(page, "away")
    assert not page.evaluate(WIDER)
    assert found == []
    page.context.close()
