"""Every page of the built books in a real browser, from disk and with the network off."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def addresses(root: Path) -> list[str]:
    html = root / "_build" / "html"
    # The page at the root leads on at once; it has a test of its own.
    found = [path.as_uri() for path in sorted(html.rglob("*.html")) if path != html / "index.html"]
    return [*found, (html / "search.html").as_uri() + "?q=pharmacy"]


def heard(page: object, address: str) -> list[str]:
    """What a page asked for elsewhere or complained of."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else told.append(request.url))
    page.on("requestfailed", lambda request: told.append(f"failed: {request.url}"))
    page.goto(address)
    return told


def test_no_request_leaves_and_no_error_is_raised(browser, root):
    context = browser.new_context(offline=True)
    said = {}
    for address in addresses(root):
        page = context.new_page()
        said[address] = heard(page, address)
        page.close()
    context.close()
    assert {address: told for address, told in said.items() if told} == {}


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light")])
def test_no_page_is_wider_than_the_window(browser, root, width, scheme):
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for address in addresses(root):
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    context.close()
    assert wide == []


def test_the_root_leads_to_the_first_page(browser, small_place):
    page = browser.new_context(offline=True).new_page()
    said = heard(page, (small_place.html / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    assert said == []


def test_search_finds_from_disk(browser, small_place):
    page = browser.new_context(offline=True).new_page()
    page.goto((small_place.html / "book" / "index.html").as_uri())
    page.get_by_label("Search").fill("mailbox outlives")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("link", name="A mailbox that outlives its user").click()
    assert page.url.endswith("example-round-t004.html")


def test_the_contents_are_there_without_a_script(browser, small_place):
    for width in (360, 1280):
        size = {"width": width, "height": 800}
        page = browser.new_context(offline=True, java_script_enabled=False, viewport=size).new_page()
        page.goto((small_place.html / "book" / "index.html").as_uri())
        if width == 360:
            page.get_by_text("Contents of the book").click()
        page.get_by_role("navigation", name="Book").get_by_role("link", name="Glossary").click()
        assert page.url.endswith("glossary.html")


def test_the_first_stop_of_the_tab_key_skips_to_the_text(browser, small_place):
    page = browser.new_context(offline=True).new_page()
    page.goto((small_place.html / "book" / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
