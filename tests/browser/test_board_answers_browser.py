"""Answers, points, the queue, the record and the release in a browser: judged by axe, ruled on by keyboard alone."""

import datetime as dt
import re

import pytest
from boarding import BOARDED, boarded_apart, opened
from looking import Looks, browsed, follow, go_on, page_of
from organising import PASSWORD
from playwright.sync_api import expect

from pipeline.store.setup import close_store

pytestmark = pytest.mark.browser

HERE = f"/organisers/round/{BOARDED}/board/answers"
_SELECT = """(words) => {
  const text = document.querySelector("[data-words-of]").firstChild, at = text.data.indexOf(words);
  getSelection().setBaseAndExtent(text, at, text, at + words.length);
}"""


def _with_the_grant(place):
    """An account that may see what was hidden, and a response that waits to be looked at."""
    from pipeline.store.accounts import add_account
    from pipeline.store.orm import Response
    from pipeline.store.roles import GRANTS

    opened(place)
    Response.objects.filter(store_id="r03").update(flags=["sent in under 8 seconds"])
    add_account("trusted", "reviewer", PASSWORD, "author", dt.datetime.now(dt.UTC), own=True, grants=GRANTS)
    close_store()


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    with boarded_apart(tmp_path_factory.mktemp("answers") / "site") as service:
        _with_the_grant(service.place)
        with browsed(service) as board:
            yield board


def _to(page, words):
    """The page of the first answer that holds these words."""
    page.goto(f"{HERE}?list=all&words={words}")
    follow(page.get_by_role("link", name="Read and rule").first)


def test_no_page_of_answers_and_no_state_of_one_has_a_fault(board):
    page, watch = page_of(board, "trusted")
    look = Looks()
    look(page, "the first list", HERE)
    look(page, "an empty list", f"{HERE}?list=all&words=nobodysaidthis")
    look(page, "an id that is none", f"{HERE}?id=axxx")
    look(page, "words", f"{HERE[:-7]}words")
    go_on(page, "Hide them in every answer of the round")
    look(page, "words, refused")
    _to(page, "help desk on")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    look(page, "an answer, all of it open")
    go_on(page, "Hold it back")
    look(page, "an answer, refused")
    follow(page.get_by_role("link", name="The whole response"))
    look(page, "a response")
    go_on(page, "Publish none of its words")
    look(page, "a response, refused")
    follow(page.get_by_role("link", name="Back to the answer"))
    page.locator("#reason-arrived").fill("a doubt about the number")
    go_on(page, "See this answer as it arrived")
    look(page, "as it arrived")
    assert "07700 900123" in page.inner_text("main")
    _look_at_what_waits(page, look)
    assert look.found == []
    assert watch.seen == []
    names = ("answers", "answer", "answer-arrived", "response", "words")
    assert {f"organisers-board-{name}" for name in names} | {
        "organisers-queue",
        "organisers-queue-arrived",
    } <= look.kinds
    page.context.close()


def _look_at_what_waits(page, look):
    look(page, "responses that wait", f"/organisers/round/{BOARDED}/queue")
    assert "07700 900123" not in page.inner_text("main")
    id = page.locator("section[aria-labelledby]").get_attribute("aria-labelledby")
    go_on(page, f"Hold it back – {id}")
    expect(page.locator(f"#reason-{id}")).to_have_attribute("aria-describedby", re.compile("error"))
    page.locator("summary").first.click()
    go_on(page, f"See it as it arrived – {id}")
    look(page, "as it arrived, refused")
    expect(page.locator(f"#arrived-{id}-error")).to_be_visible()
    page.locator(f"#arrived-{id}").fill("a doubt about the number")
    go_on(page, f"See it as it arrived – {id}")
    look(page, "a response as it arrived")
    assert "07700 900123" in page.inner_text("main")


def test_words_that_were_selected_are_hidden_by_keyboard_alone(board):
    page, watch = page_of(board, "reviewer")
    _to(page, "help desk on")
    page.evaluate(_SELECT, "help desk")
    page.locator("[data-take-selected]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#words-hide")).to_have_value("help desk")
    expect(page.locator("#words-hide")).to_be_focused()
    page.locator("#reason-hide").focus()
    page.keyboard.type("names a desk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hide them in this answer"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "hidden on every page now" in page.locator(".board-said").inner_text()
    assert "help desk" not in page.inner_text("main")
    assert watch.seen == []
    page.context.close()


def test_without_scripts_on_a_phone_an_answer_is_let_in_with_a_reason(board):
    page, _watch = page_of(board, "reviewer", java_script_enabled=False)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{HERE}?list=language")
    follow(page.get_by_role("link", name="Read and rule").first)
    expect(page.locator("[data-take-selected]")).to_be_hidden()
    assert "in another language (Welsh)" in page.inner_text("main")
    page.locator("#reason-state").fill("it is Welsh, and plain")
    go_on(page, "Let it in")
    assert "It is let in" in page.locator(".board-said").inner_text()
    page.goto(f"{HERE}?list=ruled")
    assert "Ruled: let in" in page.inner_text("main")
    page.context.close()


def test_no_page_of_the_queue_the_points_the_record_and_the_release_has_a_fault(board):
    page, watch = page_of(board, "editor")
    look, here = Looks(), HERE[:-7]
    for name in ("", "conflicts", "record", "handover", "points", "release", "release/changes", "release/words"):
        look(page, name or "queue", f"{here}{name}")
    go_on(page, "Save")
    look(page, "words of the form, refused or as they were")
    page.goto(f"{here}points")
    follow(page.locator(".board-found a").first)
    look(page, "a point")
    _retag_and_take_back_by_keyboard(page, look)
    assert look.found == []
    assert watch.seen == []
    names = ("queue", "conflicts", "record", "undo", "handover", "points", "point")
    assert {f"organisers-board-{name}" for name in names} <= look.kinds
    assert {f"organisers-board-release{name}" for name in ("", "-changes", "-words")} <= look.kinds
    page.context.close()


def _retag_and_take_back_by_keyboard(page, look):
    """Retag a point by keys, and have it as it was by keys: each control is come to by Tab alone."""
    _tab_to(page, "NONE")
    page.keyboard.press("Space")
    _tab_to(page, "Save what it is about")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, "a point that was ruled on")
    _tab_to(page, "Take it back")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, "before it is taken back")
    page.get_by_label("Why").focus()
    page.keyboard.type("read again")
    _tab_to(page, "Take it back")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".board-said").count() == 1
    look(page, "taken back")


def _tab_to(page, name):
    """Come by the Tab key to the control of this name, or of this value."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate("[document.activeElement.textContent.trim(), document.activeElement.value || '']")
        if at[0].startswith(name) or at[1] == name:
            return
    raise AssertionError(f"{name} is not come to by keyboard")
