"""A whole round on the board, in a browser: from "responses are in" to a signed release, killed in between and resumed.

Pictures of each page at two widths go into the folder named by CPITG_PICTURES.
"""

import json
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from looking import CHROMIUM, follow
from own_checkout import cpitg, pictured
from playwright.sync_api import Page, sync_playwright
from whole_round import (
    BOARD,
    PASSWORD,
    ROUND,
    Service,
    acts,
    checked_out,
    invited,
    job_done,
    no_job,
    record,
    release_job,
    signed_in,
    waited,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.model]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    running = Service(checked_out(tmp_path_factory.mktemp("board") / "checkout"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as started:
        made = started.chromium.launch(executable_path=str(CHROMIUM))
        yield made
        made.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    told = Path(os.environ.get("CPITG_PICTURES") or tmp_path_factory.mktemp("pictures"))
    told.mkdir(parents=True, exist_ok=True)
    return told


def test_a_round_is_taken_from_responses_to_a_signed_release(service, browser, pictures):
    told = cpitg(service.root, "user", "add", "anna", "--role", "administrator", "--generate")
    handed = re.search(r"[A-Z0-9]{5}(?:-[A-Z0-9]{5})+", told)[0]
    admin = signed_in(browser, service, "anna", handed, PASSWORD)
    editor = invited(browser, service, admin, "edith", "editor")
    reviewer = invited(browser, service, admin, "ruth", "reviewer")

    _analysed_although_killed(editor, service, pictures)
    first = _decided(reviewer, service, pictures)
    _together(editor, reviewer, service, first, pictures)
    _killed_between_acts(reviewer, service)
    _looked_at(reviewer, editor, service, pictures)
    _analysed_again(editor, service)
    _called(editor, service)
    _signed(editor, service, pictures)
    (pictures / "matrix.txt").write_text(cpitg(service.root, "user", "matrix"), "utf-8")
    for page in (admin, editor, reviewer):
        page.context.close()


def _analysed_although_killed(editor: Page, service: Service, pictures: Path) -> None:
    editor.goto(f"{service.url}{BOARD}jobs")
    follow(editor.get_by_role("button", name="Run the analysis"))
    editor.locator("[data-job-stage]").wait_for()
    pictured(editor, pictures, "board-jobs")
    time.sleep(6)
    for worker in service.workers():
        os.kill(worker, signal.SIGKILL)
    time.sleep(6)
    service.kill()
    service.start()
    waited(editor, job_done(editor, service, "Analysis"))
    pictured(editor, pictures, "board-jobs-done")


def _fill_item(page: Page, prefix: str, code: str) -> None:
    page.locator(f"#{prefix}-first").select_option(code)


def _decided(page: Page, service: Service, pictures: Path) -> str:
    """Accept, mark, quote, split, move, merge, rename and reject, by what stands on the pages; the first theme's id."""
    page.goto(f"{service.url}{BOARD}")
    pictured(page, pictures, "board-queue")
    for number in range(5):
        page.goto(f"{service.url}{BOARD}")
        follow(page.locator(f"main ol li a[href*='{BOARD}theme/']").first)
        if not number:
            pictured(page, pictures, "board-theme")
        page.fill("#accept-title", f"What people say, number {number + 1}")
        _fill_item(page, "accept", "WS2a" if number % 2 else "WS1a")
        page.fill("#accept-reason", "read them all")
        follow(page.get_by_role("button", name="Accept and stay"))
    assert acts(service).count("accept") == 5
    ids = sorted(set(re.findall(rf"{ROUND}-T\d\d\d", (service.root / "surveys" / ROUND / "decisions.csv").read_text())))
    first = ids[0]
    _ticked(page, service, first, ids[1], pictures)
    page.goto(f"{service.url}{BOARD}theme/{ids[2]}")
    page.locator("#merge-into").select_option(ids[3])
    follow(page.locator("button[value='merge']").first)
    page.goto(f"{service.url}{BOARD}theme/{first}")
    page.fill("#rename-title", "Records that are joined up")
    follow(page.locator("button[value='rename']"))
    assert {"split", "move", "merge", "rename"} <= set(acts(service))
    return first


def _tick(page: Page, service: Service, theme: str, numbers: list[int]) -> None:
    page.goto(f"{service.url}{BOARD}theme/{theme}")
    for number in numbers:
        page.locator(".board-point input[name=points]").nth(number).check()
    page.locator("#ticked > summary").click()


def _ticked(page: Page, service: Service, theme: str, other: str, pictures: Path) -> None:
    """Split two points off, move one, say which may be quoted."""
    _tick(page, service, theme, [0, 1])
    page.fill("#split-title", "A part that stands by itself")
    _fill_item(page, "split", "WS3a")
    pictured(page, pictures, "board-split")
    follow(page.locator("button[value='split']"))
    _tick(page, service, theme, [0])
    page.locator("#move-into").select_option(other)
    follow(page.locator("button[value='move']"))
    for act in ("approve", "refuse"):
        page.goto(f"{service.url}{BOARD}theme/{theme}")
        ticks = page.locator(".board-point:not(:has-text('did not agree')) input[name=points]")
        ticks.nth(0 if act == "approve" else 1).check()
        page.locator("#ticked > summary").click()
        page.fill("#points-reason", "says it well" if act == "approve" else "could tell who it was")
        follow(page.locator(f"button[value='{act}']"))
    assert {"approve-quote", "refuse-quote"} <= set(acts(service))


def _together(editor: Page, reviewer: Page, service: Service, theme: str, pictures: Path) -> None:
    """Two people on one theme: the second sees the first's act and is asked; each act can be taken back."""
    editor.goto(f"{service.url}{BOARD}theme/{theme}")
    reviewer.goto(f"{service.url}{BOARD}theme/{theme}")
    reviewer.fill("#rename-title", "What the reviewer calls it")
    follow(reviewer.locator("button[value='rename']"))
    before = len(record(service))
    editor.fill("#rename-title", "What the editor calls it")
    follow(editor.locator("button[value='rename']"))
    assert "What the reviewer calls it" in editor.locator("main").inner_text()
    assert len(record(service)) == before
    pictured(editor, pictures, "board-meanwhile")
    follow(editor.get_by_role("button", name="do mine all the same"))
    assert len(record(service)) == before + 1
    assert "What the editor calls it" in record(service)[-1]
    editor.goto(f"{service.url}{BOARD}undo/{before + 1}")
    editor.fill("#reason", "the reviewer was right")
    follow(editor.locator("main form button").last)
    assert acts(service)[-1] == "undo"
    editor.goto(f"{service.url}{BOARD}record")
    pictured(editor, pictures, "board-record")


def _killed_between_acts(page: Page, service: Service) -> None:
    """Acts are sent while the service is killed: whatever was confirmed is in the record afterwards, once."""
    confirmed = []
    for number in range(6):
        page.goto(f"{service.url}{BOARD}handover")
        page.locator("main textarea").fill(f"Stopped at number {number}")
        follow(page.locator("main form button").last)
        confirmed.append(f"Stopped at number {number}")
        if number % 2:
            service.kill()
            service.start()
    lines = record(service)
    for text in confirmed:
        assert sum(text in line for line in lines) == 1
    assert [int(line.split(",")[0]) for line in lines] == list(range(1, len(lines) + 1))


def _looked_at(reviewer: Page, editor: Page, service: Service, pictures: Path) -> None:
    """An answer is held back with its reason; every page is there for its picture."""
    reviewer.goto(f"{service.url}{BOARD}answers")
    pictured(reviewer, pictures, "board-answers")
    reviewer.goto(f"{service.url}{BOARD}points?q=records")
    pictured(reviewer, pictures, "board-points")
    follow(reviewer.locator(f"main a[href*='{BOARD}point/']").first)
    pictured(reviewer, pictures, "board-point")
    follow(reviewer.locator(f"main a[href*='{BOARD}answers/']").first)
    reviewer.wait_for_url("**/answers/a*")
    pictured(reviewer, pictures, "board-answer")
    editor.goto(f"{service.url}{BOARD}coding")
    pictured(editor, pictures, "board-coding")


def _analysed_again(editor: Page, service: Service) -> None:
    """A new analysis wipes nothing."""
    before = record(service)
    editor.goto(f"{service.url}{BOARD}jobs")
    follow(editor.get_by_role("button", name="Run the analysis"))
    waited(editor, job_done(editor, service, "Analysis"))
    assert record(service) == before


def _called(editor: Page, service: Service) -> None:
    """A new title is written on the board, and no other line of survey.yml changes."""
    survey = service.root / "surveys" / ROUND / "survey.yml"
    old = survey.read_text("utf-8").splitlines()
    editor.goto(f"{service.url}{BOARD}release/words")
    editor.fill("#title", "What digital should do next, as the board says it")
    follow(editor.get_by_role("button", name="Save"))
    new = survey.read_text("utf-8").splitlines()
    assert len([line for line in new if line not in old]) <= 2


def _signed(editor: Page, service: Service, pictures: Path) -> None:
    """Check list, preview, signature, publication and book."""
    release_job(editor, service, "Go through the list")
    if editor.get_by_role("button", name="Sign the release").count() == 0:
        editor.goto(f"{service.url}{BOARD}jobs")
        follow(editor.get_by_role("button", name="Run the analysis"))
        waited(editor, job_done(editor, service, "Analysis"))
        release_job(editor, service, "Go through the list again")
    release_job(editor, service, "Build a preview of the book")
    pictured(editor, pictures, "board-release")
    follow(editor.get_by_role("link", name="The book as it would be"))
    pictured(editor, pictures, "board-preview")
    editor.goto(f"{service.url}{BOARD}release/changes")
    pictured(editor, pictures, "board-changes")
    editor.goto(f"{service.url}{BOARD}release")
    editor.fill("#version", "1")
    editor.fill("#again", "1")
    follow(editor.get_by_role("button", name="Sign the release"))
    assert acts(service)[-1] == "sign", editor.locator("main").inner_text()
    waited(editor, no_job(editor, service))
    _published(editor, service, pictures)


def _published(editor: Page, service: Service, pictures: Path) -> None:
    """The release is in force with its five themes, and the book has their pages."""
    published = service.root / "surveys" / ROUND / "published.json"
    release: dict[str, Any] = json.loads(published.read_text("utf-8"))
    assert release["release"]["version"] == "1"
    assert release["totals"]["themes"] + release["totals"]["small_themes_withheld"] == 5
    pages = service.root / "_build" / "html" / "book" / "generated" / "themes"
    assert list(pages.glob(f"{ROUND}-t*.html"))
    editor.goto(f"{service.url}{BOARD}release")
    assert "In force" in editor.locator("main").inner_text()
    pictured(editor, pictures, "board-signed")
