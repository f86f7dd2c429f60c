"""The roadmap's cards in a real browser, from disk: narrowed down with a script, all there without one."""

import pytest
from books import small_book

pytestmark = pytest.mark.browser


def board(browser, **context):
    page = browser.new_context(offline=True, **context).new_page()
    page.goto((small_book().html / "book/rounds/everything.html").as_uri())
    return page


def cards(page) -> int:
    return page.locator(".board .card:visible").count()


def test_cards_are_narrowed_down_and_counted_aloud(browser):
    page = board(browser)
    told = page.locator(".board form [role=status]")
    assert told.inner_text() == "3 of 3 roadmap items shown"
    page.select_option(".board select[name=horizon]", "later")
    assert (cards(page), told.inner_text()) == (2, "2 of 3 roadmap items shown")
    page.select_option(".board select[name=status]", "blocked")
    assert cards(page) == 1
    page.click(".board button[type=reset]")
    page.wait_for_function("document.querySelectorAll('.board .card[hidden]').length === 0")
    assert told.inner_text() == "3 of 3 roadmap items shown"


@pytest.mark.parametrize(("name", "value", "left"), [("workstream", "WS2", 1), ("sender", "Pharmacists", 3)])
def test_each_choice_leaves_the_cards_that_hold_it(browser, name, value, left):
    page = board(browser)
    page.select_option(f".board select[name={name}]", value)
    assert cards(page) == left


def test_without_a_script_every_card_stands_and_no_choice_is_offered(browser):
    page = board(browser, java_script_enabled=False)
    assert cards(page) == 3
    assert not page.locator(".board form").is_visible()


def test_a_place_that_no_address_can_name_takes_no_choice_away(browser):
    page = board(browser)
    page.goto("about:blank")
    page.goto((small_book().html / "book/rounds/everything.html").as_uri() + "#%E0%A4%A")
    assert page.locator(".board form").is_visible()


def test_a_word_as_long_as_an_address_breaks_within_its_card(browser):
    page = board(browser, viewport={"width": 320, "height": 700})
    page.evaluate(
        "document.querySelectorAll('.board .card p').forEach((each) => { each.textContent = 'w'.repeat(180); })"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320
