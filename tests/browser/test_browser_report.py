"""The report in a real browser, from disk, with the network off: it sorts, searches, leads on, and needs no script."""

import pytest
from reporting import full_material, no_themes, small_material

from pipeline.report.page import report_html

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def addresses(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("reports")
    told = {"full": full_material(), "small": small_material(), "none": no_themes()}
    for name, material in told.items():
        (folder / f"{name}.html").write_text(report_html(material), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in told}


def opened(browser, address: str, **how: object) -> tuple[object, list[str]]:
    page = browser.new_context(offline=True, **how).new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: None if request.url == address else told.append(request.url))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.goto(address)
    return page, told


def titles(page) -> list[str]:
    return page.locator("#themes-table tbody tr:visible a").all_inner_texts()


@pytest.mark.parametrize("name", ["full", "small", "none"])
def test_no_request_leaves_no_text_acts_and_nothing_is_refused(browser, addresses, name):
    page, told = opened(browser, addresses[name])
    assert told == []
    assert page.evaluate("window.acted") is None
    assert page.locator("main b, main img, main script").count() == 0


@pytest.mark.parametrize(
    ("width", "scheme", "script"), [(320, "dark", True), (360, "light", False), (1280, "dark", True)]
)
def test_the_page_is_no_wider_than_the_window(browser, addresses, width, scheme, script):
    how = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "java_script_enabled": script}
    for address in addresses.values():
        page, _ = opened(browser, address, **how)
        right = page.locator("body").bounding_box()
        assert right["x"] + right["width"] <= width
        if script:
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_one_map_is_shown_at_a_time(browser, addresses):
    for width, shown in ((1280, "wide"), (360, "tall")):
        page, _ = opened(browser, addresses["full"], viewport={"width": width, "height": 800})
        assert page.locator("svg.map:visible").count() == 1
        assert page.locator(f"svg.map.{shown}").is_visible()


def test_the_table_sorts_both_ways(browser, addresses):
    page, _ = opened(browser, addresses["full"])
    before = titles(page)
    assert before[1] == "Broadband outages"
    page.get_by_role("button", name="Texts").click()
    head = page.locator("#themes-table th", has=page.get_by_role("button", name="Texts"))
    assert head.get_attribute("aria-sort") == "descending"
    assert titles(page)[2] == "Broadband outages", "it has the fewest texts"
    page.get_by_role("button", name="Texts").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert titles(page)[0] == "Broadband outages"
    page.get_by_role("button", name="Theme").press("Enter")
    assert titles(page) == sorted(before, key=str.lower)


def test_search_finds_titles_and_texts(browser, addresses):
    page, _ = opened(browser, addresses["full"])
    page.get_by_label("Search themes and their texts").fill("rains")
    assert titles(page) == ["Broadband outages"]
    assert page.get_by_role("status").inner_text() == (
        "1 of 3 themes: 0 by what stands in the table, 1 by the texts shown below."
    )
    page.get_by_label("Search themes and their texts").fill("")
    assert len(titles(page)) == 3


def test_a_circle_leads_to_its_theme_by_key(browser, addresses):
    page, _ = opened(browser, addresses["full"])
    circle = page.locator("svg.wide a[href='#T002']")
    circle.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#T002")
    assert page.locator("#T002-title").is_visible()


def test_without_a_script_everything_is_there(browser, addresses):
    page, _ = opened(browser, addresses["full"], java_script_enabled=False)
    assert not page.locator("#themes-find").is_visible()
    assert page.get_by_role("button").count() == 0
    page.locator("#T002 summary", has_text="most central first").click()
    assert page.get_by_text("The line goes down").last.is_visible()


def test_on_paper_nothing_but_the_long_lists_is_folded(browser, addresses):
    page, _ = opened(browser, addresses["full"])
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.get_by_text("By region").first.is_visible()
    assert not page.locator("#T001 details.said").is_visible()
    assert not page.locator("#themes-find").is_visible()
