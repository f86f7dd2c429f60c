"""How the service's pages are looked at in a browser: what none of them may do, and what is amiss with one."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from organising import PASSWORD, send
from playwright.sync_api import Browser, Page, sync_playwright
from service_kinds import kinds_of
from serving import ROUND, Service, survey_text

from pipeline.place import Place, web_library

CHROMIUM = Path("/usr/bin/chromium")
AXE = """axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})"""
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
_MARKS = """() => ["h1", "main", "html[lang]", "head title"].map(each => document.querySelectorAll(each).length)"""
STATUS = """() => performance.getEntriesByType("navigation")[0].responseStatus"""
# Rounds at each stage beside the open one: the days until they open and close.
STAGES = {"coming-2031": (5, 20), "closed-2029": (-50, -20), "closing-2030": (-50, -1)}
BROKEN = "broken-2030"


def fill(place: Place) -> str:
    """Rounds at each stage and one at fault, accounts, answers over some days, two that wait, papers in each state.

    Back comes the token by which somebody joins the mailing list.
    """
    from pipeline.store.accounts import add_account
    from pipeline.store.orm import Response
    from pipeline.store.papers import type_first, type_second
    from pipeline.store.setup import close_store, open_store
    from pipeline.store.subscribers import join
    from pipeline.web.site import serve_from

    now = dt.datetime.now(dt.UTC)
    open_store(place.store)
    served = serve_from(place).served(ROUND)
    for handle, role in (("anna", "administrator"), ("ruth", "reviewer")):
        add_account(handle, role, PASSWORD, "author", now, own=True)
    add_account("newcomer", "viewer", PASSWORD + " too", "author", now, own=False)
    for number in range(6):
        flags = ("sent in under 8 seconds",) if number < 2 else ()
        send(f"Records that join up would help us {number + 2} times a day.", flags=flags)
    for number, response in enumerate(Response.objects.all()):
        Response.objects.filter(pk=response.pk).update(
            submitted_at=f"{now - dt.timedelta(days=number // 2):%Y-%m-%dT%H:%M:%SZ}"
        )
    for number in range(2):
        paper = type_first(ROUND, served.definition, f"P {number}", {"help": "Shorter queues."}, "anna", now)
    type_second(ROUND, paper, {"help": "Shorter quotes.", "matters": "2"}, "ruth", now)
    token, _ = join("carol@pharmacy.example", now)
    close_store()
    _more_rounds(place, now.date())
    return token


def _more_rounds(place: Place, today: dt.date) -> None:
    texts = {
        name: survey_text(name, opens=today + dt.timedelta(days=opens), closes=today + dt.timedelta(days=closes))
        for name, (opens, closes) in STAGES.items()
    } | {BROKEN: "format: 9\n"}
    for name, text in texts.items():
        place.round(name).folder.mkdir()
        place.round(name).survey.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def browsed(service: Service) -> Iterator[tuple[Browser, Service]]:
    """A browser beside a service: what `page_of` opens pages in."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM))
        yield browser, service
        browser.close()


def page_of(board: tuple[Browser, Service], handle: str, **more) -> tuple[Page, "Watch"]:
    """A page with a session of its own, signed in, and what it must never do; `more` goes to the browser's context."""
    browser, service = board
    context = browser.new_context(base_url=service.url, viewport={"width": 1280, "height": 900}, **more)
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, handle)
    return page, Watch(page, service.url)


class Watch:
    """What a page must never do, written down while it is used."""

    def __init__(self, page, home: str) -> None:
        self.seen: list[str] = []
        page.on("request", lambda request: request.url.startswith(home) or self.seen.append(request.url))
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.seen.append(str(error)))

    def _told(self, message) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.seen.append(message.text)


class Looks:
    """What was looked at, and what was found amiss."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.found: list[str] = []

    def __call__(self, page, where: str, address: str = "") -> None:
        """Look at the page as it is, or go to an address first."""
        if address:
            page.goto(address)
        if page.evaluate(STATUS) != 404:
            self.kinds |= set(kinds_of(urlsplit(page.url).path))
        self.found += faults(page, where)


def faults(page, where: str) -> list[str]:
    """What axe has against the page as it is, and whether anything is cut off on a small screen or in large type."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate(web_library("axe-core/axe.min.js").read_text("utf-8"))
    against = page.evaluate(AXE)["violations"]
    told = [f"{where}: {each['id']} {each['nodes'][0]['html']}" for each in against]
    told += [f"{where}: wider than 320 pixels"] if page.evaluate(WIDER) else []
    told += [f"{where}: not one heading, main part, language and title"] if page.evaluate(_MARKS) != [1] * 4 else []
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    told += [f"{where}: wider than the window in double type"] if page.evaluate(WIDER) else []
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 1280, "height": 900})
    return told


def follow(there) -> None:
    """Press a link or a button and wait for the page that follows: a click by itself waits for none."""
    with there.page.expect_navigation():
        there.click()


def go_on(page, button: str = "Continue") -> None:
    """Press a button by its words and wait for the page that follows."""
    follow(page.get_by_role("button", name=button, exact=True))


def sign_in(page, handle: str, password: str = PASSWORD) -> None:
    """Sign in as an organiser."""
    page.goto("/organisers/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Password", exact=True).fill(password)
    go_on(page, "Sign in")
