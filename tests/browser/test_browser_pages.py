"""Every page of the built books in a real browser, from disk and with the network off."""

from pathlib import Path

import pytest
from kinds import KINDS, asked, example, largest

pytestmark = pytest.mark.browser

GONE_ON = "net::ERR_ABORTED"
SIZES = ((320, "light"), (360, "dark"), (1280, "light"))


def addresses(root: Path) -> list[str]:
    html = root / "_build" / "html"
    # The page at the root leads on at once; it has a test of its own.
    return [path.as_uri() + asked(path) for path in sorted(html.rglob("*.html")) if path != html / "index.html"]


def listen(page: object, home: str = "file:") -> list[str]:
    """What a page will ask for elsewhere than at home, or complain of."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(home) else told.append(request.url))
    # What is broken off because the reader goes on is no fault.
    page.on("requestfailed", lambda request: request.failure == GONE_ON or told.append(f"failed: {request.url}"))
    return told


def heard(page: object, address: str, home: str = "file:") -> list[str]:
    """What a page asked for elsewhere or complained of."""
    told = listen(page, home)
    page.goto(address)
    return told


def too_wide(page: object) -> list[int]:
    """The widths of window that the page does not fit into."""
    wide = []
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(width)
    return wide


def test_no_request_leaves_no_error_is_raised_and_no_page_is_wider_than_the_window(page, root):
    told = listen(page)
    found = {}
    for address in addresses(root):
        page.goto(address)
        found[address] = (too_wide(page), told.copy())
        told.clear()
    assert {address: faults for address, faults in found.items() if faults != ([], [])} == {}


def test_a_server_is_asked_for_nothing_that_is_not_there(browser, served):
    context = browser.new_context()
    page = context.new_page()
    told = listen(page, "http://127.0.0.1:")
    for kind in set(KINDS) - {"root"}:
        page.goto(served(example(kind)))
        assert told == [], kind
    context.close()


def test_the_root_leads_to_the_first_page(page, small_place):
    said = heard(page, (small_place.html / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    assert said == []


def test_search_finds_from_disk(page, small_place):
    page.goto((small_place.html / "book" / "index.html").as_uri())
    page.get_by_label("Search").fill("mailbox outlives")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("link", name="A mailbox that outlives its user").click()
    assert page.url.endswith("example-round-t004.html")


def found(page: object, place: object, words: str) -> list[str]:
    """Where the results of a search lead, the best first."""
    page.goto(f"{(place.html / 'search.html').as_uri()}?q={words}")
    links = page.locator("#search-results a")
    return links.evaluate_all("(all) => all.map((link) => link.getAttribute('href'))")


def test_search_finds_what_is_written_as_one_word_when_it_is_asked_as_two_and_misspelt(page, small_place):
    assert "book/generated/themes/example-round-t004.html" in found(page, small_place, "mial+box")


def test_terms_of_the_glossary_that_only_mention_a_word_come_after_the_pages(page, small_place):
    terms = ["#" in address for address in found(page, small_place, "pharmacy")]
    assert set(terms) == {False, True}
    assert terms == sorted(terms)
    assert "#" in found(page, small_place, "PMR")[0]


def test_the_contents_are_there_without_a_script(browser, small_place):
    for width in (360, 1280):
        size = {"width": width, "height": 800}
        page = browser.new_context(offline=True, java_script_enabled=False, viewport=size).new_page()
        page.goto((small_place.html / "book" / "index.html").as_uri())
        if width == 360:
            page.get_by_text("Contents of the book").click()
        page.get_by_role("navigation", name="Book").get_by_role("link", name="Glossary").click()
        assert page.url.endswith("glossary.html")
        page.context.close()


def test_a_page_of_each_kind_says_the_same_without_a_script(browser):
    bare = browser.new_context(offline=True, java_script_enabled=False).new_page()
    live = browser.new_context(offline=True).new_page()
    for kind in set(KINDS) - {"root", "search"}:
        said = [texts(page, example(kind)) for page in (bare, live)]
        assert said[0] == said[1], kind
    bare.context.close(), live.context.close()


def texts(page, path: Path) -> list[str]:
    """What a reader sees of the text of a page, what only a script can work left out."""
    page.goto(path.as_uri())
    return page.locator("article").evaluate(
        r"""(article) => {
          article.querySelectorAll("form, [data-tell], [role=tooltip]").forEach((each) => each.remove());
          return article.innerText.split(/\s+/);
        }"""
    )


def test_a_theme_page_weighs_at_most_220_kb_with_all_it_loads(browser, served, root):
    context = browser.new_context()
    page = context.new_page()
    weighs = {}
    page.on("response", lambda response: weighs.update({response.url.rpartition("/")[2]: response}))
    page.goto(served(largest(root / "_build" / "html", "theme")))
    page.wait_for_load_state("networkidle")
    weighs = {name: len(response.body()) for name, response in weighs.items()}
    context.close()
    assert sum(weighs.values()) <= 220_000, weighs
