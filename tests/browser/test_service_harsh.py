"""A round that asks everything of a page: endless words, forty options, long grids, other scripts; seen every way."""

import datetime as dt

import pytest
from conftest import CHROMIUM
from looking import AXE, WIDER, Looks, go_on, sign_in
from organising import PASSWORD, with_glossary
from playwright.sync_api import sync_playwright
from serving import served, survey_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROUND = "harsh-2030"
WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3
LONG = "said at such a length that its line wraps on any phone & holds <b>signs</b>"
OPTIONS = ", ".join(f'o{n}: "Option {n} {LONG if n % 7 == 0 else ""}"' for n in range(40))
ROWS = ", ".join(f'r{n}: "Row {n} {LONG if n % 3 == 0 else ""}"' for n in range(12))
CHOICES = ", ".join(f'k{n}: "Choice {n} {LONG if n % 4 == 0 else ""}"' for n in range(12))
QUESTIONS = f"""
about:
  - {{id: who, title: Who, ask: "{WORD}?", hint: "{WORD}", column: who, options: {{{OPTIONS}}}}}
questions:
  - {{id: pick, kind: choices, text: "Pick <some> & more", column: pick, none_of: o39, options: {{{OPTIONS}}}}}
  - {{id: grid, kind: grid, text: "How well does each work?", column: grid, rows: {{{ROWS}}},
     options: {{"1": "{WORD}", "2": "2", "3": "3", "4": "4", "5": "5"}}}}
  - {{id: rank, kind: ranked, text: Rank ten, column: rank, most: 10, options: {{{CHOICES}}}}}
  - {{id: word, kind: text, asks: help, text: "ما الذي يساعدك؟ {WORD}", column: word, longest: 20000}}
"""
TITLE = f"A title that somebody pasted with all its <committees> & phases, ŵ and ŷ too, and {WORD[:100]}"
# Whether whatever has the focus shows it: by an outline or a shadow of its own, or of the sign of its label.
SHOWN = """() => {
  const one = document.activeElement, label = one.labels && one.labels[0];
  const styles = [[one], [one, "::before"], ...(label ? [[label], [label, "::before"]] : [])];
  return one === document.body || styles.map(each => getComputedStyle(...each)).some(style =>
    (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none");
}"""

# How far the words of an element stand from its left edge.
BEGINS = """one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return words.getBoundingClientRect().left - one.getBoundingClientRect().left;
}"""


@pytest.fixture(scope="module")
def harsh(tmp_path_factory):
    survey = survey_text(ROUND, more=QUESTIONS).replace("What should digital do next?", f'"{TITLE}"')
    survey = survey.replace("survey@project.example", f"survey.{'of.a.long.name.' * 5}box@{'project-' * 5}of.example")
    with served(with_glossary(tmp_path_factory.mktemp("harsh") / "site"), survey, (ROUND,)) as running:
        _add_administrator(running.place)
        yield running


def _add_administrator(place) -> None:
    from pipeline.store.accounts import add_account
    from pipeline.store.setup import close_store, open_store

    open_store(place.store)
    add_account("anna", "administrator", PASSWORD, "author", dt.datetime.now(dt.UTC), own=True)
    close_store()


@pytest.fixture(scope="module")
def browser(harsh):
    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=str(CHROMIUM))
        yield launched
        launched.close()


class Harsher(Looks):
    """Looks at a page in forced colours and at full width, too, and at what has the focus."""

    def __call__(self, page, where: str, address: str = "") -> None:
        super().__call__(page, where, address)
        self.found += [f"{where}: wider than 1280 pixels"] if page.evaluate(WIDER) else []
        for forced in ("active", "none"):
            page.emulate_media(forced_colors=forced)
            self.found += [f"{where}, {forced}: {each['id']}" for each in page.evaluate(AXE)["violations"]]
        for _ in range(12):
            page.keyboard.press("Tab")
            if not page.evaluate(SHOWN):
                self.found.append(
                    f"{where}: no focus to be seen on {page.evaluate('document.activeElement.outerHTML')}"
                )


def test_no_page_breaks_under_a_harsh_round(browser, harsh):
    context = browser.new_context(base_url=f"{harsh.url}/survey/{ROUND}/", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    page, look = context.new_page(), Harsher()
    for address in ("/", "./", "privacy"):
        look(page, address, address)
    page.goto("./")
    go_on(page, "Start now")
    for name in ("who", "pick", "grid", "rank", "word"):
        look(page, name)
        if name == "rank":
            page.locator("select").nth(0).select_option("k0")
            page.locator("select").nth(9).select_option("k0")
            go_on(page)
            look(page, "a place twice")
            page.locator("select").nth(1).select_option("k4")
        elif name == "word":
            page.locator("textarea").fill("W" * 3000 + "\nعربي نص طويل. " + "word " * 3000)
        else:
            page.locator(f"input[value='{'1' if name == 'grid' else 'o7'}']").first.check()
        go_on(page)
    look(page, "you")
    page.get_by_label("Your name").fill("N" * 150)
    go_on(page)
    look(page, "check")
    other = context.new_page()
    other.goto("page/word")
    page.goto("page/word")
    other.locator("textarea").fill("Other.")
    go_on(other)
    page.locator("textarea").fill("W" * 500)
    go_on(page)
    look(page, "two windows")
    go_on(page, "Keep what I typed here")
    page.goto("check")
    go_on(page, "Send your answers")
    look(page, "sent")
    look(page, "held", "held")
    here = f"/organisers/round/{ROUND}/"
    sign_in(page, "anna")
    for address in ("/organisers/", here, f"{here}queue", f"{here}papers/new", "/organisers/audit"):
        look(page, address, address)
    assert look.found == []


def test_other_scripts_run_their_own_way(browser, harsh):
    page = browser.new_page(base_url=f"{harsh.url}/survey/{ROUND}/")
    page.goto("./")
    go_on(page, "Start now")
    page.goto("page/word")
    page.locator("textarea").fill("عربي")
    go_on(page)
    page.goto("check")
    answer = page.locator(".service-answer", has_text="عربي")
    left = answer.evaluate(BEGINS)
    assert left > 50, "right-to-left text begins at the right"
