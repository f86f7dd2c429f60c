"""A reader's own weights in a real browser, from disk: the table follows them, and stands without a script."""

import pytest
from books import small_book

pytestmark = pytest.mark.browser


def ranked(browser, **context):
    page = browser.new_context(offline=True, **context).new_page()
    page.goto((small_book().html / "book/rounds/everything.html").as_uri())
    return page


def column(page, part: str) -> list[float]:
    marks = page.locator(f"[data-priorities] tbody [data-priority={part}]")
    return [float(value) for value in marks.evaluate_all("all => all.map(each => each.getAttribute('value'))")]


def test_the_script_reckons_as_the_book_does_while_all_count_the_same(browser):
    bare, live = ranked(browser, java_script_enabled=False), ranked(browser)
    for part in ("score", "score-low", "score-high", "rank", "best", "worst"):
        assert column(live, part) == pytest.approx(column(bare, part), abs=2e-4)


def test_a_part_alone_orders_the_table_and_resetting_brings_the_first_order_back(browser):
    page = ranked(browser)
    before = column(page, "score")
    sliders = page.locator("[data-weights] input[type=range]")
    names = sliders.evaluate_all("all => all.map(each => each.name)")
    for name in names[:-1]:
        page.locator(f"#weight-{name}").focus()
        page.keyboard.press("Home")
    assert column(page, "score") == column(page, names[-1]) == sorted(column(page, names[-1]), reverse=True)
    assert "first:" in page.locator("[data-weights] [role=status]").inner_text()
    page.get_by_role("button", name="Let all count the same").click()
    page.wait_for_function("document.querySelector('[data-weights] output').textContent === '5'")
    assert column(page, "score") == before


def test_without_a_script_the_table_stands_and_no_slider_is_offered(browser):
    page = ranked(browser, java_script_enabled=False)
    assert column(page, "score")
    assert not page.locator("[data-weights]").is_visible()
