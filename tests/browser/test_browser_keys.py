"""The Tab key's whole way through a page of each kind, and what is worked by keys alone."""

import pytest
from kinds import KINDS, asked, example

pytestmark = pytest.mark.browser

STOP = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(at);
  // Beside the light ring a line in the colour of the text, so that it is seen on any ground.
  const line = boxShadow.includes(getComputedStyle(document.body).color);
  const box = [...at.getClientRects()].find(each => each.width && each.height);
  const x = box && box.x + box.width / 2, y = box && box.y + Math.min(box.height, 40) / 2;
  const hit = box && document.elementFromPoint(x, y);
  return {
    name: `${at.localName} ${(at.innerText || at.name || at.id).trim().slice(0, 40)}`,
    order: [...document.querySelectorAll("*")].indexOf(at),
    ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && line,
    seen: Boolean(hit) && (at.contains(hit) || hit.contains(at)),
  };
}"""

# What a person with a mouse could work: the keys must come to all of it.
WORKABLE = """() => {
  const all = [...document.querySelectorAll("*")];
  const can = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  return [...can].filter(each => each.tabIndex >= 0 && !each.disabled && each.getClientRects().length
    && each.checkVisibility({visibilityProperty: true})).map(each => all.indexOf(each));
}"""

PAST = "document.activeElement === document.body || document.activeElement.closest('main, footer') !== null"


def walked(page) -> list[dict[str, object]]:
    """Every stop of the Tab key from the top of the page until it leaves the page again."""
    stops = []
    while len(stops) < 2000:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"the Tab key does not come out of the page: {stops[-3:]}")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "root"])
def test_the_way_of_the_tab_key(page, kind):
    path = example(kind)
    page.goto(path.as_uri() + asked(path))
    stops = walked(page)
    assert stops[0]["name"] == "a Skip to the text"
    assert [stop["name"] for stop in stops if not stop["ring"]] == [], "no ring around it"
    assert [stop["name"] for stop in stops if not stop["seen"]] == [], "out of sight"
    order = [stop["order"] for stop in stops]
    assert order == sorted(set(order)), "the way is not the order of the page"
    assert set(page.evaluate(WORKABLE)) - set(order) == set(), "not reached"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main", "the first stop does not lead to the text"
    page.keyboard.press("Tab")
    assert page.evaluate(PAST), "the stop after that stands before the text"


def reached(page, target) -> None:
    """Goes to a thing on the page by the Tab key alone."""
    for _ in range(500):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError("the Tab key does not come to it")


def test_the_contents_open_and_lead_on_by_keys_on_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(example("first page").as_uri())
    reached(page, page.locator("details.contents > summary"))
    page.keyboard.press("Enter")
    reached(page, page.get_by_role("navigation", name="Book").get_by_role("link", name="Glossary"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html")


def test_a_fold_opens_and_closes_by_keys(page):
    page.goto(example("everything a cell may show").as_uri())
    fold = page.locator("main details").first
    reached(page, fold.locator("> summary"))
    for key, is_open in (("Enter", True), ("Space", False)):
        page.keyboard.press(key)
        assert fold.evaluate("each => each.open") is is_open


def test_a_filter_and_a_slider_work_by_keys(page):
    page.goto(example("everything a cell may show").as_uri())
    reached(page, page.locator(".board select[name=horizon]"))
    page.keyboard.type("later")
    page.wait_for_function("document.querySelectorAll('.board .card[hidden]').length > 0")
    slider = page.locator("[data-weights] input[type=range]").first
    reached(page, slider)
    before = slider.input_value()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() != before


def test_a_table_is_a_stop_only_where_it_scrolls(page):
    page.goto(example("everything a cell may show").as_uri())
    box = page.locator("details .scroll").first
    box.evaluate("each => { each.closest('details').open = true; }")
    # The table is measured a little after it is shown, so each state is waited for.
    for width, stop in (("auto", None), ("4rem", "0"), ("auto", None)):
        box.evaluate("(each, width) => { each.style.width = width; }", width)
        page.wait_for_function(
            "([each, stop]) => each.getAttribute('tabindex') === stop", arg=[box.element_handle(), stop]
        )
