"""A whole round on the board: a service that may be killed, people who sign in, and waiting for its jobs."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from looking import follow
from own_checkout import copied, cpitg, environment
from playwright.sync_api import Browser, Error, Page

LIKE, ROUND = "illustrative-2020", "whole-2031"
PASSWORD = "a quiet day behind the counter"
BOARD = f"/organisers/round/{ROUND}/board/"


@dataclass
class Service:
    """The service in a process of its own, which may be killed and started again on the same port."""

    root: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "pipeline", "serve", "--port", str(self.port)]
        log = (self.root / "serve.err").open("a")
        self.process = subprocess.Popen(
            command, cwd=self.root, env=environment(self.root), stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert self.process.stdout
        found = (re.search(r"http://127\.0\.0\.1:(\d+)", line) for line in self.process.stdout)
        told = next((told for told in found if told), None)
        assert told, (self.root / "serve.err").read_text("utf-8")
        self.port = int(told[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The processes that it began to do jobs in."""
        assert self.process
        told = subprocess.run(["ps", "--ppid", str(self.process.pid), "-o", "pid="], capture_output=True, text=True)
        return [int(each) for each in told.stdout.split()]

    def kill(self) -> None:
        """As a power cut would: the service and its worker at once."""
        assert self.process
        for each in (*self.workers(), self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(40)


def checked_out(root: Path) -> Path:
    """A checkout with the illustrative answers as a round of their own, on which nobody ruled."""
    copied(root)
    survey = (root / "surveys" / LIKE / "survey.yml").read_text("utf-8").replace(f"round: {LIKE}", f"round: {ROUND}")
    (root / "surveys" / ROUND).mkdir()
    (root / "surveys" / ROUND / "survey.yml").write_text(survey, "utf-8")
    cpitg(root, "import", ROUND, f"surveys/{LIKE}/responses.csv", "--yes")
    return root


def record(service: Service) -> list[str]:
    """The lines of the record as the file says them."""
    path = service.root / "surveys" / ROUND / "decisions.csv"
    return path.read_text("utf-8").splitlines()[1:] if path.exists() else []


def acts(service: Service) -> list[str]:
    """The acts of the record in their order."""
    return [line.split(",")[1] for line in record(service)]


def signed_in(browser: Browser, service: Service, handle: str, password: str, own: str = "") -> Page:
    """Somebody signed in, with a password of their own in place of the one handed to them."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(service.url + "/organisers/sign-in")
    page.fill("#handle", handle)
    page.fill("#password", password)
    follow(page.get_by_role("button", name="Sign in"))
    if own:
        page.fill("#new", own)
        page.fill("#again", own)
        follow(page.locator("main form button").last)
    page.wait_for_url("**/organisers/")
    return page


def invited(browser: Browser, service: Service, admin: Page, handle: str, role: str) -> Page:
    """Somebody who makes an account by the link of an invitation, and signs in with it."""
    admin.goto(service.url + "/organisers/people")
    admin.locator("#invited-role").select_option(role)
    follow(admin.get_by_role("button", name="Make an invitation"))
    link = admin.locator(".organisers-once").first.inner_text().strip()
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(link if link.startswith("http") else service.url + link)
    page.fill("#handle", handle)
    page.fill("#new", PASSWORD)
    page.fill("#again", PASSWORD)
    follow(page.locator("main form button").last)
    page.wait_for_url("**/organisers/**")
    return page


def waited(page: Page, done: Callable[[], bool], seconds: int = 900) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, page.locator("main").inner_text()
        time.sleep(1)


def job_done(page: Page, service: Service, wanted: str) -> Callable[[], bool]:
    """Whether the last job is that one and is over, looked up on the page of jobs."""

    def looked() -> bool:
        # The page may turn itself over in the same moment, once a job ended.
        with suppress(Error):
            page.goto(f"{service.url}{BOARD}jobs")
        told = page.locator(".board-job").first.inner_text() if page.locator(".board-job").count() else ""
        assert "Failed" not in told, told
        return "Under way" not in page.locator("main").inner_text() and wanted in told

    return looked


def no_job(page: Page, service: Service) -> Callable[[], bool]:
    """Whether nothing is under way for the release any more, looked up on its page."""

    def looked() -> bool:
        page.goto(f"{service.url}{BOARD}release")
        return "Under way:" not in page.locator("main").inner_text()

    return looked


def release_job(page: Page, service: Service, button: str) -> None:
    """Ask for a job on the page of the release, and wait for its end."""
    page.goto(f"{service.url}{BOARD}release")
    follow(page.get_by_role("button", name=button, exact=True))
    waited(page, no_job(page, service))
