"""Searching the built small book in a real browser, from disk and with the network off."""

import pytest
from test_browser_pages import heard

pytestmark = pytest.mark.browser


@pytest.fixture
def search(small_place, browser):
    """Ask the search page something: what it says it found, and the titles."""
    page = browser.new_context(offline=True).new_page()
    at = (small_place.html / "search.html").as_uri()

    def ask(query: str) -> tuple[str, list[str]]:
        said = heard(page, f"{at}?q={query.replace(' ', '+')}")
        assert said == []
        assert page.get_by_label("Search").input_value() == query
        links = page.locator("#search-results a")
        return page.get_by_role("status").inner_text(), links.all_inner_texts()

    yield ask
    page.context.close()


def test_an_acronym_and_what_it_stands_for_find_the_same(search):
    short, full = search("eps"), search("Electronic Prescription Service")
    assert short[1] == full[1]
    assert "EPS" in short[1][0], "the glossary's own entry is the best answer"


def test_two_words_and_their_one_find_the_same(search):
    two, one = search("smart card"), search("smartcards")
    assert two[1] == one[1]
    assert two[1] != []


def test_a_word_spelt_wrongly_is_found_only_where_nothing_is_spelt_so(search):
    assert search("malbox")[1] == search("mailbox")[1]
    said, titles = search("qqqqqq")
    assert (said, titles) == (
        "Nothing found for “qqqqqq”. Try fewer words, or another word for the same thing.",
        [],
    )


def test_every_word_must_be_there(search):
    both = set(search("mailbox outlives")[1])
    assert both <= set(search("mailbox")[1])
    assert search("mailbox qqqqqq")[1] == []


def test_what_stands_in_the_address_is_only_text(search):
    said, titles = search("<img src=x onerror=alert(1)>")
    assert titles == []
    assert "<img" in said
