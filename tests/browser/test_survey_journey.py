"""A respondent's whole way in a real browser: by keyboard, without JavaScript, small, and judged by axe-core."""

import re

import pytest
from looking import BROKEN, STAGES, Looks, Watch, go_on
from service_kinds import PAGES
from serving import ROUND

pytestmark = pytest.mark.browser


@pytest.fixture
def context(chromium, service):
    made = chromium.new_context(base_url=f"{service.url}/survey/{ROUND}/", viewport={"width": 1280, "height": 900})
    made.set_default_timeout(15_000)
    yield made
    made.close()


def begin(page) -> None:
    page.goto("./")
    go_on(page, "Start now")


def answer_all(page) -> None:
    """From the first question to the check."""
    page.get_by_label("Pharmacist").check()
    go_on(page)
    page.get_by_label("3 (very much)").check()
    go_on(page)
    page.get_by_label("Apps for patients").check()
    go_on(page)
    page.get_by_label("Second").select_option("Fewer passwords")
    go_on(page)
    page.get_by_label("What one thing would help you most?").fill("Records that join up.")
    for _ in range(3):
        go_on(page)


def test_no_page_and_no_state_has_a_fault(context, service):
    page = context.new_page()
    watch, look = Watch(page, service.url), Looks()
    for address in ("/", "/accessibility", "./", "privacy", "afterwards", "check", "page/none", "send", "%00",
                    *(f"/survey/{name}/" for name in (*STAGES, BROKEN))):  # fmt: skip
        look(page, address, address)
    second = _answers_with_errors(context, page, look)
    _sent_and_taken_back(page, second, look)
    begin(page)
    context.clear_cookies()
    page.get_by_label("Pharmacist").check()
    go_on(page)
    look(page, "session ended")
    go_on(page, "Save and go on")
    page.goto("save")
    go_on(page, "Finish on this computer")
    look(page, "left")
    assert look.found == []
    assert watch.seen == []
    assert set(PAGES["survey"]) - look.kinds == set(), "kinds of page that were not looked at"


def _answers_with_errors(context, page, look):
    """From the first question to the check, each error on the way and a way out and back; a second window is given."""
    begin(page)
    go_on(page)
    look(page, "error of a choice")
    assert page.evaluate("document.activeElement.className").startswith("nhsuk-error-summary")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "who"
    page.get_by_label("System supplier").check()
    go_on(page)
    page.get_by_label("3 (very much)").check()
    go_on(page)
    look(page, "several")
    go_on(page)
    page.get_by_label("First").select_option("Fewer passwords")
    page.get_by_label("Second").select_option("Fewer passwords")
    go_on(page)
    look(page, "error of a ranked choice")
    page.get_by_label("Second").select_option("Better training")
    go_on(page)
    box = page.get_by_label("What one thing would help you most?")
    box.fill("Ring 07700 900123.")
    go_on(page)
    look(page, "a word of warning")
    second = _two_windows(context, page, box, look)
    _left_and_back(page, look)
    return second


def _left_and_back(page, look):
    """Saved, come back by the link, and on to the check."""
    go_on(page, "Save and come back later")
    go_on(page, "Show me a link to come back")
    look(page, "link")
    look(page, "return", page.locator("#link").input_value())
    look(page, "grid", "page/when")
    page.goto("page/you")
    page.get_by_label("Your e-mail address").fill("nobody")
    go_on(page)
    look(page, "error of an address")
    page.get_by_label("Your e-mail address").fill("jo@project.example")
    go_on(page)
    look(page, "check")


def _two_windows(context, page, box, look):
    """The same question answered in a second window first."""
    second = context.new_page()
    second.goto("page/help")
    second.get_by_label("What one thing would help you most?").fill("From the second window.")
    go_on(second)
    box.fill("From the first window.")
    go_on(page)
    look(page, "two windows")
    go_on(page, "Keep what I typed here")
    return second


def _sent_and_taken_back(page, second, look):
    """Sent, met again in the second window, and withdrawn."""
    second.goto("page/barrier")
    go_on(page, "Send your answers")
    look(page, "sent")
    own = page.locator("#link").input_value()
    second.get_by_label("What gets in the way today?").fill("Too late.")
    go_on(second)
    look(second, "sent before")
    second.close()
    page.goto("held")
    look(page, "held")
    look(page, "withdraw", "withdraw")
    go_on(page, "Withdraw my answers")
    look(page, "withdrawn")
    look(page, "own", own)


def tab_to(page, wanted: str) -> None:
    """Press Tab until the element that has the focus is the one wanted."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def enter(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def onward(page) -> None:
    """The button that leads on, by Tab and Enter."""
    tab_to(page, "form .nhsuk-button:not(.nhsuk-button--secondary)")
    enter(page)


def test_by_keyboard_alone_to_the_reference(context):
    page = context.new_page()
    page.goto("./")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    tab_to(page, "main form button")
    enter(page)
    for key in ("Space", "ArrowDown"):  # a radio is chosen by Space, its neighbour by an arrow
        tab_to(page, "input[type=radio]")
        page.keyboard.press(key)
        onward(page)
    tab_to(page, "[value=none]")
    page.keyboard.press("Space")
    onward(page)
    tab_to(page, "#first-place-2")
    page.keyboard.type("Better")
    onward(page)
    tab_to(page, "textarea")
    page.keyboard.type("Fewer passwords.")
    page.keyboard.press("Enter")  # in a text this is a new line and sends nothing
    page.keyboard.type("And more time.")
    for _ in range(3):
        onward(page)
    assert page.title().startswith("Check your answers")
    assert "Fewer passwords.\nAnd more time." in page.inner_text("main")
    onward(page)
    assert re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.inner_text(".service-reference"))


def test_without_javascript_nothing_is_missing(chromium, service):
    context = chromium.new_context(java_script_enabled=False, base_url=f"{service.url}/survey/{ROUND}/")
    page = context.new_page()
    begin(page)
    go_on(page)
    assert page.title().startswith("Error: ")
    answer_all(page)
    page.get_by_role("link", name="Change – What one thing would help you most?").click()
    page.get_by_label("What one thing would help you most?").fill("Something better.")
    go_on(page)
    assert "Something better." in page.inner_text("main")
    go_on(page, "Send your answers")
    assert page.locator("#link").input_value().startswith(service.url)
    context.close()


def test_back_loses_nothing_a_second_press_sends_nothing_no_answer_stays_in_the_browser_and_paper_is_clean(
    context, service
):
    page = context.new_page()
    watch = Watch(page, service.url)
    begin(page)
    answer_all(page)
    page.goto("page/help")
    page.get_by_label("What one thing would help you most?").fill("Changed since.")
    go_on(page)
    page.go_back()
    assert page.get_by_label("What one thing would help you most?").input_value() == "Changed since."
    page.goto("check")
    with page.expect_navigation(url="**/sent"):
        page.get_by_role("button", name="Send your answers").dblclick()
    reference = page.inner_text(".service-reference")
    page.go_back()
    page.wait_for_url("**/sent")
    page.reload()
    assert page.inner_text(".service-reference") == reference
    assert [cookie["name"] for cookie in context.cookies()] == ["session"]
    assert context.cookies()[0]["httpOnly"]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    page.emulate_media(media="print")
    assert page.get_by_text("Changed since.").is_visible()
    assert page.locator(".service-reference").is_visible()
    assert [each.inner_text() for each in page.locator("button, a").all() if each.is_visible()] == []
    assert watch.seen == []
