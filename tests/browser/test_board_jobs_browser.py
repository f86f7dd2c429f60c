"""Running the analysis from the board, in a browser: with scripts and without, by keyboard alone, on a small screen."""

import pytest
from boarding import BOARDED
from jobbing import served_with_jobs
from looking import Looks, browsed, follow, go_on, page_of
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HERE = f"/organisers/round/{BOARDED}/board/jobs"
_DONE = 60_000


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    root = tmp_path_factory.mktemp("jobs") / "site"
    with served_with_jobs(root) as (service, _):
        # As if nothing had been analysed: every stage runs.
        for path in service.place.round(BOARDED).build.iterdir():
            path.unlink()
        with browsed(service) as board:
            yield board


@pytest.mark.slow
def test_from_nothing_analysed_to_the_result_with_scripts_by_keyboard(board):
    page, watch = page_of(board, "editor")
    look = Looks()
    page.goto(HERE.replace("jobs", "themes"))
    assert page.get_by_role("heading", level=1).inner_text() == "Nothing was analysed yet"
    look(page, "nothing analysed")
    follow(page.get_by_role("link", name="Run the analysis"))
    look(page, "nothing asked for")
    # Until both states were looked at the script hears nothing, so that no page changes under the eyes.
    page.route("**/jobs/now", lambda asked: asked.abort())
    page.get_by_role("button", name="Run the analysis").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("#under-way")
    expect(page.get_by_text("Waits for its turn.")).to_be_visible()
    look(page, "waiting")
    while not page.locator("progress").count():
        page.wait_for_timeout(200)
        page.reload()
    look(page, "under way")
    page.unroute("**/jobs/now")
    expect(page.get_by_text("candidate themes, no conflict")).to_be_visible(timeout=_DONE)
    assert page.locator("progress").count() == 0
    look(page, "done")
    assert not look.found
    assert not watch.seen
    follow(page.get_by_role("link", name="Look at it"))
    assert page.url.endswith("/board/")
    page.context.close()


def test_without_scripts_the_page_is_looked_at_again_by_a_link(board):
    page, _ = page_of(board, "editor", java_script_enabled=False)
    page.goto(HERE)
    before = page.locator(".board-job").count()
    go_on(page, "Run the analysis")
    for _ in range(120):
        link = page.get_by_role("link", name="See how far it has got")
        if not link.count():
            break
        page.wait_for_timeout(500)
        follow(link)
    assert "candidate themes, no conflict" in page.locator(".board-job").first.inner_text()
    assert page.locator(".board-job").count() == before + 1
    page.context.close()
