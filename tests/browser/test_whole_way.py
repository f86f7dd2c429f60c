"""From a person in front of a browser to the rebuilt book: one more answer, one more in the ledger and in its theme."""

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from looking import CHROMIUM
from own_checkout import copied, cpitg, environment, pictured
from playwright.sync_api import Page, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.model]
ROUND = "illustrative-2020"
THEME = "illustrative-2020-T023"
ANSWER = (
    "Broadband that does not drop out, and a warning and a plan for what to do when the line or the spine goes down."
)
# Whoever sends a form of so many pages within seconds is held back until a person looks.
_LOOKS_OVER = 20_000


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """The project's own checkout, its round open once more, and its responses in a store."""
    root = copied(tmp_path_factory.mktemp("whole") / "checkout")
    survey = root / "surveys" / ROUND / "survey.yml"
    opened = re.sub(r"(?m)^closes: .*$", f"closes: {date.today() + timedelta(days=9)}", survey.read_text("utf-8"))
    survey.write_text(opened, "utf-8")
    cpitg(root, "import", ROUND, f"surveys/{ROUND}/responses.csv", "--yes")
    return root


def published(root: Path) -> dict[str, Any]:
    """The release in force."""
    return json.loads((root / "surveys" / ROUND / "published.json").read_text("utf-8"))


def theme(release: dict[str, Any]) -> dict[str, Any]:
    """The theme that the answer belongs to."""
    return next(each for each in release["themes"] if each["id"] == THEME)


def _filled(page: Page) -> None:
    """Answer one page as this person would."""
    if page.locator('input[type="radio"]').count():
        page.locator('input[type="radio"]').first.check()
    if page.url.endswith("/q_help"):
        page.locator("textarea").fill(ANSWER)
    page.get_by_role("button", name="Continue").click()


def _sent(url: str, pictures: Path) -> str:
    """Walk through the form from the first page to the reference, with pictures at two widths."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{url}/survey/{ROUND}/")
        pictured(page, pictures, "start")
        page.get_by_role("button", name="Start now").click()
        for _ in range(30):
            if page.url.endswith("/check"):
                break
            if page.url.endswith("/q_help"):
                pictured(page, pictures, "question")
            _filled(page)
        pictured(page, pictures, "check")
        page.wait_for_timeout(_LOOKS_OVER)
        page.get_by_role("button", name="Send your answers").click()
        page.wait_for_url("**/sent")
        pictured(page, pictures, "sent")
        reference = page.locator(".service-reference").inner_text()
        browser.close()
    return reference.replace(" ", "").replace("-", "")


def test_an_answer_sent_in_a_browser_is_in_the_store_the_ledger_its_theme_and_the_book(checkout: Path, tmp_path: Path):
    before = published(checkout)
    pictures = Path(os.environ.get("CPITG_PICTURES") or tmp_path)
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=checkout,
        env=environment(checkout),
        stdout=subprocess.PIPE,
        stderr=(tmp_path / "serve.err").open("w"),
        text=True,
    )
    try:
        url = next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        reference = _sent(url, pictures)
    finally:
        process.terminate()
        process.wait(40)

    cpitg(checkout, "analyse", ROUND)
    said = cpitg(checkout, "ledger", ROUND, "--answer", f"{reference}/q_help")
    assert ANSWER in said
    cpitg(checkout, "publish", ROUND, "--sign", "3")
    after = published(checkout)
    for state, more in (("received", 1), ("usable", 1), ("withdrawn", 0)):
        assert after["ledger"]["responses"][state] == before["ledger"]["responses"][state] + more
    assert theme(after)["responses"] == theme(before)["responses"] + 1

    cpitg(checkout, "build")
    pages = checkout / "_build" / "html" / "book"
    shown = (pages / "generated" / "themes" / f"{THEME.lower()}.html").read_text("utf-8")
    index = next(n for n, each in enumerate(after["themes"]) if each["id"] == THEME)
    marked = re.findall(rf'<data value="(\d+)" data-key="/themes/{index}/responses"', shown)
    assert set(marked) == {str(theme(after)["responses"])}
    ledger = [
        found
        for path in pages.rglob("*.html")
        for found in re.findall(
            r'<data value="(\d+)" data-key="/ledger/responses/received"[^>]*', path.read_text("utf-8")
        )
    ]
    assert str(after["ledger"]["responses"]["received"]) in ledger
