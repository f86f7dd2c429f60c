"""The mailing list and the pages that say what went wrong, in a real browser: by axe-core, small, without a script."""

import pytest
from looking import Looks, faults, go_on
from service_kinds import PAGES

pytestmark = pytest.mark.browser

ADDRESSES = (
    "/news/join",
    "/news/leave",
    f"/news/leave/1-{40 * '0'}",
    "/news/confirm/x",
    "/nothing",
    "/survey/nowhere/",
    "/%00",
)


@pytest.fixture
def seen() -> list[str]:
    """What a page did that none may: asked elsewhere, or was stopped by the policy."""
    return []


@pytest.fixture
def page(chromium, service, seen):
    context = chromium.new_context(base_url=service.url, viewport={"width": 320, "height": 700})
    made = context.new_page()
    made.on("request", lambda request: request.url.startswith(service.url) or seen.append(request.url))
    made.on("console", lambda told: "Failed to load resource" in told.text or seen.append(told.text))
    yield made
    context.close()


def test_axe_finds_nothing_on_any_page_at_320_pixels(page, service, seen):
    look = Looks()
    for path in (*ADDRESSES, f"/news/confirm/{service.token}", f"/news/leave/1-{'0' * 40}"):
        look(page, path, path)
    go_on(page, "Leave the mailing list")
    look(page, "left")
    assert look.found == []
    assert set(PAGES["news"]) - look.kinds == set(), "kinds of page that were not looked at"
    assert seen == []


def test_an_empty_address_is_said_where_the_keyboard_is_and_a_right_one_by_keyboard_alone_is_taken(page, seen):
    page.goto("/news/join")
    page.get_by_role("button").press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className").startswith("nhsuk-error-summary")
    assert faults(page, "join") == []
    page.get_by_role("link", name="Enter an e-mail address").press("Enter")
    page.keyboard.type("anna@pharmacy.example")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Check your e-mail").wait_for()
    assert faults(page, "join") == []
    assert page.context.cookies() == []
    assert seen == []


def test_a_field_for_machines_is_met_by_nobody_who_tabs(page):
    page.goto("/news/join")
    met = []
    for _ in range(12):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.id"))
    assert "email" in met
    assert "website" not in met


def test_without_scripts_the_list_is_joined_all_the_same(chromium, service):
    context = chromium.new_context(base_url=service.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/news/join")
    page.get_by_label("E-mail address").fill("ben@pharmacy.example")
    page.get_by_role("button").click()
    page.get_by_role("heading", level=1, name="Check your e-mail").wait_for()
    context.close()
