"""What stands round every page, in a real browser, from disk: terms, days and versions, the way to tell the group."""

import itertools
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from books import small_book
from bs4 import BeautifulSoup
from kinds import KINDS, example
from test_browser_pages import heard

from pipeline.place import web_library

pytestmark = pytest.mark.browser


def opened(browser, name: str, **context):
    page = browser.new_context(offline=True, **context).new_page()
    assert heard(page, (small_book().html / name).as_uri()) == []
    return page


@pytest.fixture
def term(browser):
    """The first page, with its one term."""
    page = opened(browser, "book/index.html")
    yield page, page.locator("main a.term")
    page.context.close()


# ------------------------------------------------------------------ what a term means


def test_a_term_pointed_at_shows_what_it_means_and_stays_while_pointed_at(term):
    page, link = term
    note = page.get_by_role("tooltip")
    assert not note.is_visible()
    link.hover()
    note.wait_for(state="visible")
    assert note.inner_text().startswith("EPS\nElectronic Prescription Service.")
    note.hover()
    page.wait_for_timeout(500)
    assert note.is_visible(), "it goes although it is pointed at"
    page.mouse.move(5, 5)
    note.wait_for(state="hidden")


def test_escape_takes_it_away_and_leaves_the_focus_where_it_is(term):
    page, link = term
    page.keyboard.press("Tab")
    for _ in range(40):
        if link.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    note = page.get_by_role("tooltip")
    assert note.is_visible()
    page.keyboard.press("Escape")
    assert not note.is_visible()
    assert link.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html#term-EPS")


def test_a_screen_reader_hears_the_meaning_with_the_link(term):
    page, link = term
    told = page.evaluate("id => document.getElementById(id).textContent", link.get_attribute("aria-describedby"))
    assert "Electronic Prescription Service" in told


def test_the_first_tap_shows_and_the_second_leads_to_the_glossary(browser):
    page = opened(browser, "book/index.html", has_touch=True, viewport={"width": 320, "height": 700})
    link, note = page.locator("main a.term"), page.locator(".gloss:visible")
    link.tap()
    assert note.get_by_role("link", name="Look it up in the glossary").is_visible()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    page.locator("h1").tap()
    assert note.count() == 0
    link.tap()
    link.tap()
    page.wait_for_url("**/glossary.html#term-EPS")


def test_without_a_script_a_term_is_a_plain_link(browser):
    page = opened(browser, "book/index.html", java_script_enabled=False)
    page.get_by_role("link", name="EPS").click()
    assert page.url.endswith("glossary.html#term-EPS")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("touch", [True, False])
def test_an_open_note_keeps_the_rules_of_accessibility(browser, scheme, touch):
    page = opened(browser, "book/index.html", has_touch=touch, color_scheme=scheme)
    link = page.locator("main a.term")
    if touch:
        link.tap()
    else:
        link.hover()
    page.locator(".gloss:visible").wait_for()
    page.evaluate(web_library("axe-core/axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, { preload: false })")
    assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == []


# ------------------------------------------------------------------ telling the group


def test_a_roadmap_item_is_named_where_a_reader_tells_of_it(browser):
    page = opened(browser, "book/generated/items/rm-01.html")
    page.get_by_role("link", name="Tell us about this page").click()
    box = page.locator("[data-tell]")
    assert "about rm-01" in box.inner_text()
    page.get_by_label("What you want to say").fill("Ours & yours?\n100% of it + more")
    title = "Sign in once a shift, in under *10 seconds*"
    composed = f"Page: {title}\nAddress: book/generated/items/rm-01\nAbout: rm-01\n\nOurs & yours?\n100% of it + more"
    box.get_by_role("link", name=title).wait_for()
    assert page.get_by_label("What to send").input_value() == composed
    mail = urlsplit(page.get_by_role("link", name="Open it as an e-mail").get_attribute("href"))
    assert (mail.scheme, mail.path) == ("mailto", "")
    assert parse_qs(mail.query.replace("+", "%2B"))["body"] == [composed.replace("\n", "\r\n")]
    page.get_by_role("button", name="Copy it").click()
    page.locator("[data-tell] [role=status]", has_text=".").wait_for()
    box.get_by_role("link", name=title).click()
    assert unquote(page.url).endswith("book/generated/items/rm-01.html")


@pytest.mark.parametrize(
    "asked",
    ["page=javascript:alert(1)", "page=//elsewhere.example", "page=<b>x</b>&about=<b>", "page=book/../../../x", ""],
)
def test_what_no_page_of_the_book_can_be_called_is_not_taken(browser, asked):
    page = opened(browser, "book/group/taking-part.html")
    page.goto(f"{page.url}?{asked}#tell-us")
    assert page.locator("[data-tell] p a[href]").count() == 1, "only the e-mail is a link"
    assert "You came from no page" in page.locator("[data-tell]").inner_text()


def test_without_a_script_plain_words_say_how(browser):
    page = opened(browser, "book/group/taking-part.html", java_script_enabled=False)
    assert not page.locator("[data-tell]").is_visible()
    assert page.get_by_text("Without a script, name the page by its title").is_visible()


# ------------------------------------------------------------------ versions and days


def test_every_generated_page_with_figures_names_their_release():
    for path in sorted((small_book().html / "book/generated").rglob("*.html")):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        if page.select("main [data-key]"):
            assert page.select("[data-key='/release/version']"), path.name


# ------------------------------------------------------------------ phones and paper


def roles(page) -> list[str]:
    """What a screen reader is told of the parts of tables."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return [node["role"]["value"] for node in tree["nodes"] if not node.get("ignored")]


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_rows_of_words_stand_as_cards_and_stay_rows(browser, script):
    size = {"width": 320, "height": 700}
    page = opened(browser, "book/generated/items/rm-01.html", viewport=size, java_script_enabled=script)
    tables = page.locator("table.stack")
    assert tables.count() >= 2
    for box in page.locator(".scroll:has(table.stack)").all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth"), "it would still scroll sideways"
    cell = "table.stack tbody td:nth-child(2)"
    head = page.evaluate(f"getComputedStyle(document.querySelector('{cell}'), '::before').content")
    assert head == '"Status"'
    told = roles(page)
    assert {"table", "row", "cell", "columnheader"} <= set(told)
    assert told.count("row") == page.locator("tr").count()


def test_on_a_wide_window_they_are_tables(browser):
    page = opened(browser, "book/generated/items/rm-01.html")
    assert page.locator("table.stack").first.evaluate("table => getComputedStyle(table).display") == "table"


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_navigation_goes_and_what_is_folded_is_open(browser, script):
    page = opened(browser, "book/rounds/everything.html", java_script_enabled=script, color_scheme="dark")
    folded = page.locator("main details:not([open]) > :not(summary)")
    assert folded.count(), "nothing is folded here: the test tries nothing"
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".top", ".contents", ".turn", ".skip", ".narrowing"):
        assert not page.locator(gone).first.is_visible(), gone
    assert all(each.is_visible() for each in folded.all())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_on_paper_a_link_to_another_site_shows_its_address(browser):
    page = opened(browser, "book/group/taking-part.html")
    shown = "document.querySelector(\"main a[href^='http']\")"
    assert page.evaluate(f"getComputedStyle({shown}, '::after').content") == "none"
    page.emulate_media(media="print")
    assert page.evaluate(f"getComputedStyle({shown}, '::after').content") == '" (https://example.org/group)"'


# ------------------------------------------------------------------ the order of reading

# Every stretch of text in the order of the page, as a screen reader comes by it, with where it stands.
STRETCHES = """() => [...document.querySelectorAll(
  "main :is(h1, h2, h3, p, li, th, td, dt, dd, figcaption, caption, summary)")]
  .map((each) => [each.textContent.trim().slice(0, 40), each.getBoundingClientRect(), each])
  .filter(([, box, each]) => box.width > 1 && box.height > 1 && each.checkVisibility() && !each.closest("thead"))
  .map(([text, box]) => ({ text, left: box.left, right: box.right, top: box.top, bottom: box.bottom }))"""


def out_of_order(stretches: list[dict]) -> list[str]:
    """Each stretch that stands wholly above the one read before it, in the same column."""
    pairs = itertools.pairwise(stretches)
    return [
        f"{after['text']!r} above {before['text']!r}"
        for before, after in pairs
        if after["bottom"] <= before["top"] and after["left"] < before["right"] and before["left"] < after["right"]
    ]


def test_what_is_read_next_stands_next(browser):
    page = browser.new_context(offline=True).new_page()
    wrong = {}
    # The page at the root leads on at once.
    for path in sorted({example(kind) for kind in KINDS if kind != "root"}):
        page.goto(path.as_uri())
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            told = page.evaluate(STRETCHES)
            assert told, path.name
            wrong |= {f"{path.name} at {width}": found} if (found := out_of_order(told)) else {}
        assert page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1']), [aria-owns], [aria-flowto]").count() == 0
    assert wrong == {}


def test_the_order_would_be_seen_at_fault():
    first = {"text": "a", "left": 0, "right": 9, "top": 20, "bottom": 30}
    above, beside = {**first, "top": 0, "bottom": 10}, {**first, "left": 10, "right": 19, "top": 0, "bottom": 10}
    assert out_of_order([first, above]) != []
    assert out_of_order([first, beside]) == []
