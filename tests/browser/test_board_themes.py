"""Themes in a real browser: judged by axe-core, ruled on by keyboard alone and without JavaScript, small and large."""

import re

import pytest
from boarding import boarded_apart
from looking import WIDER, Looks, Watch, follow, sign_in
from organising import PASSWORD
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser
HERE = "/organisers/round/small-2020/board/"


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    with boarded_apart(tmp_path_factory.mktemp("board")) as service:
        yield service


@pytest.fixture(scope="module")
def chromium(board):
    # Started after the place is made: its event loop bears no store beside it. No page here needs a book.
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path="/usr/bin/chromium")
        yield running
        running.close()


def _page(chromium, board, **more):
    context = chromium.new_context(base_url=board.url, viewport={"width": 1280, "height": 900}, **more)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, "reviewer")
    return page


def _press(page, key, name):
    """Reach a button by the Tab key from where the focus is, and press it."""
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent").strip() == name:
            break
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press(key)


def test_no_page_of_themes_and_no_state_of_one_has_a_fault(chromium, board):
    page = _page(chromium, board)
    watch, look = Watch(page, board.url), Looks()
    look(page, "the list", f"{HERE}themes?titles=yes")
    follow(page.locator(".board-theme a").first)
    look(page, "a candidate")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    look(page, "a candidate, all of it open")
    # What opens within a card that opens has one marker, as everywhere: the card's own lies on no other.
    assert page.locator("#ticked details .nhsuk-details__summary-text").evaluate_all(
        "all => all.map(each => getComputedStyle(each, '::before').content)"
    ) == ["none"]
    follow(page.get_by_role("button", name="Accept and stay"))
    page.wait_for_selector(".nhsuk-error-summary")
    look(page, "a candidate, refused")
    page.locator("#keys-open").click()
    look(page, "the list of keys")
    assert not look.found
    assert not watch.seen
    assert {"organisers-board-themes", "organisers-board-theme"} <= look.kinds
    page.context.close()


def test_a_candidate_is_accepted_split_and_merged_by_keyboard_alone(chromium, board):
    page = _page(chromium, board)
    page.goto(f"{HERE}themes")
    page.locator(".board-theme a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#accept-title").focus()
    page.keyboard.type("The line fails, and the day stops")
    page.keyboard.press("Tab")
    page.keyboard.type("WS1d")
    _press(page, "Enter", "Accept and stay")
    assert page.get_by_role("heading", level=1).inner_text() == "The line fails, and the day stops"
    whole = page.locator(".board-point").count()
    page.locator(".board-point input").first.focus()
    page.keyboard.press("Space")
    page.locator("#ticked > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#split-title").focus()
    page.keyboard.type("Villages have no line at all")
    page.locator("#split-take-items-yes").focus()
    page.keyboard.press("Space")
    _press(page, "Enter", "Split them off")
    assert page.locator(".board-point").count() == whole - 1
    assert "Villages have no line at all" in page.locator(".board-said").inner_text()
    page.locator("#merge-into").focus()
    page.keyboard.type("Villages")
    _press(page, "Enter", "Merge and look at that theme")
    assert page.get_by_role("heading", level=1).inner_text() == "Villages have no line at all"
    assert page.locator(".board-point").count() == whole
    page.context.close()


def test_single_keys_are_off_until_they_are_turned_on(chromium, board):
    page = _page(chromium, board)
    page.goto(f"{HERE}themes")
    follow(page.locator(".board-theme a").first)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.name") != "points"
    page.locator("#keys-open").click()
    page.locator("#keys-on").check()
    page.keyboard.press("Escape")
    page.reload()
    for key in ("j", "j", "k", "x"):
        page.keyboard.press(key)
    assert page.locator(".board-point input").evaluate_all("all => all.map(each => each.checked)")[:2] == [True, False]
    page.keyboard.press("a")
    page.keyboard.type("jaxn")
    assert page.locator("#accept-title").input_value() == "jaxn"
    page.context.close()


def test_what_was_typed_and_not_sent_is_there_after_looking_elsewhere_ruling_on_a_point_and_signing_in(chromium, board):
    page = _page(chromium, board)
    page.goto(f"{HERE}themes")
    follow(page.locator(".board-theme a").first)
    address, title = page.url, page.locator("#accept-title")
    title.fill("Half a sen")
    follow(page.get_by_role("link", name="Whole answer").first)
    page.go_back()
    assert title.input_value() == "Half a sen"
    page.locator("#note-note").fill("to be read again")
    follow(page.get_by_role("button", name="Leave the note"))
    assert (title.input_value(), page.locator("#note-note").input_value()) == ("Half a sen", "")
    page.locator("#accept-first").select_option("WS1d")
    page.context.clear_cookies()
    follow(page.get_by_role("button", name="Accept and stay"))
    follow(page.get_by_role("link", name="Sign in and go back to the page"))
    page.locator("#handle").fill("reviewer")
    page.locator("#password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    assert (page.url.split("?")[0], title.input_value()) == (address.split("?")[0], "Half a sen")
    follow(page.get_by_role("button", name="Accept and stay"))
    assert page.get_by_role("heading", level=1).inner_text() == "Half a sen"
    assert not page.evaluate("Object.keys(sessionStorage).length")
    page.context.close()


def test_without_javascript_on_a_phone_a_theme_is_rejected_and_taken_back(chromium, board):
    page = _page(chromium, board, java_script_enabled=False)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{HERE}themes")
    follow(page.locator(".board-theme a").last)
    page.locator("#reject-reason").fill("about no one subject")
    follow(page.get_by_role("button", name="Reject and stay"))
    assert re.search(r"Done, line \d+: rejected", page.locator(".board-said").inner_text())
    follow(page.get_by_role("link", name="Take it back").first)
    page.get_by_label("Why").fill("read again")
    follow(page.get_by_role("button", name="Take it back"))
    page.goto(f"{HERE}themes?state=rejected")
    assert page.locator(".board-theme").count() == 0
    page.context.close()


def test_a_phone_shows_a_theme_without_moving_the_page_sideways(chromium, board):
    page = _page(chromium, board)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{HERE}themes")
    assert not page.evaluate(WIDER)
    follow(page.locator(".board-theme a").last)
    assert not page.evaluate(WIDER)
    page.context.close()
