"""Blind coding in a browser: by numbers and Enter, without scripts, on a small screen, judged by axe in each state."""

import os
from pathlib import Path

import pytest
from boarding import BOARDED, boarded_apart
from looking import Looks, browsed, follow, go_on, page_of
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HERE = f"/organisers/round/{BOARDED}/board/coding"


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    with boarded_apart(tmp_path_factory.mktemp("coding") / "site") as service, browsed(service) as board:
        yield board


def _pictured(page, name):
    """Pictures for a person to look at go where they are asked for."""
    if folder := os.environ.get("CPITG_PICTURES"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"coding-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_two_code_by_keyboard_one_of_them_without_scripts_then_it_is_settled(board):
    look = Looks()
    page, watch = page_of(board, "editor")
    look(page, "nothing drawn", HERE)
    page.get_by_label("How many points in all").fill("none")
    go_on(page, "Draw")
    look(page, "a wrong number")
    page.get_by_label("How many points in all").fill("2")
    go_on(page, "Draw")
    look(page, "drawn")
    _pictured(page, "drawn")
    _code_by_numbers(page, look)
    _code_without_scripts(board, look)
    _settle(page, look)
    assert not look.found
    assert not watch.seen
    assert {kind for kind in look.kinds if "coding" in kind} == {
        f"organisers-board-coding{rest}" for rest in ("", "-point", "-settle", "-settle-point", "-agreement")
    }


def _code_by_numbers(page, look):
    follow(page.get_by_role("link", name="Begin to code"))
    expect(page.locator("[data-board-code]")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, "nothing chosen")
    page.goto(f"{HERE}/next")
    for key in ("5", "1"):
        page.keyboard.press(key)
    assert page.locator("[name=first]:checked").get_attribute("value") == "WS2a"
    assert page.locator("#second").input_value() == "WS1a"
    page.keyboard.press("1")
    assert page.locator("#second").input_value() == ""
    page.keyboard.press("5")
    assert page.locator("[name=first]:checked").count() == 0
    page.keyboard.press("5")
    for each in page.get_by_text("The rest of the answer").all():
        each.click()
    page.get_by_text("What belongs to which item").click()
    look(page, "a point")
    _pictured(page, "point")
    page.locator("[name=first]:checked").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Point 2 of 2")).to_be_visible()
    page.keyboard.press("2")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("You have coded every point of the sample.")).to_be_visible()
    look(page, "all coded by one")
    _pictured(page, "mine")


def _code_without_scripts(board, look):
    page, _ = page_of(board, "reviewer", java_script_enabled=False)
    page.goto(HERE)
    follow(page.get_by_role("link", name="Begin to code"))
    first = page.url
    follow(page.get_by_role("link", name="Skip it for now"))
    assert page.url != first
    assert page.locator(".board-keys").is_hidden()
    page.locator("#first").focus()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == first
    page.goto(f"{HERE}/settle")
    assert page.get_by_role("heading", level=1).inner_text() == "Finish your own coding first"
    page.goto(first)
    page.locator("#first").focus()
    page.keyboard.press("Space")
    go_on(page, "Save and go on")
    page.context.close()


def _settle(page, look):
    page.goto(HERE)
    follow(page.get_by_role("link", name="Settle what they see differently"))
    look(page, "to settle")
    _pictured(page, "settle")
    follow(page.locator(".board-mine a").first)
    go_on(page, "Settle it")
    look(page, "nothing chosen to settle")
    _pictured(page, "settle-point")
    page.locator("#right").check()
    go_on(page, "Settle it")
    if page.get_by_role("heading", level=1).inner_text().startswith("What is this point"):
        page.locator("#right-b").check()
        go_on(page, "Settle it")
    look(page, "settled")
    follow(page.get_by_role("link", name="How far they agree"))
    look(page, "agreement")
    _pictured(page, "agreement")
