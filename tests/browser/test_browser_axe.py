"""Accessibility as axe-core judges it, from disk: all its rules that are on by default, and the size of targets."""

import pytest
from kinds import KINDS, asked, example, pages

from pipeline.place import web_library

pytestmark = pytest.mark.browser

# No rule is off. The look of a style sheet read a second time (preload) is not asked for: from disk that is refused.
RUN = """axe.run(document, {preload: false, resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})"""
CONTRAST = """axe.run(document, {preload: false, runOnly: ["color-contrast", "link-in-text-block"]})"""
ONE_OF_EACH = ((1280, "light"), (320, "dark"))
EVERY = (*ONE_OF_EACH, (320, "light"), (1280, "dark"))
OPEN = "document.querySelectorAll('details').forEach(each => { each.open = true; })"


def violations(page, looks=ONE_OF_EACH, run: str = RUN) -> list[str]:
    """What axe has against the page as it stands, every fold open: rule, look and the first place, a line each."""
    page.evaluate(web_library("axe-core/axe.min.js").read_text("utf-8"))
    told = []
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(OPEN)
        # What a script does about a new size is done before the next picture but one.
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        for each in page.evaluate(run)["violations"]:
            where = each["nodes"][0]
            told.append(
                f"{each['id']} {width} {scheme} {len(each['nodes'])}: {where['html']} {where['failureSummary']}"
            )
    return told


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "root"])
def test_a_page_of_each_kind(page, kind):
    path = example(kind)
    page.goto(path.as_uri() + asked(path))
    assert violations(page) == []


@pytest.mark.slow
def test_every_page_in_every_look(page, root):
    html = root / "_build" / "html"
    found = {}
    for address in pages(html):
        if address != "index.html":
            page.goto((html / address).as_uri() + asked(html / address))
            found[address] = violations(page, EVERY)
    assert {address: told for address, told in found.items() if told} == {}


def test_without_its_own_scripts_the_book_can_be_read_in_the_dark(page):
    page.route("**/*.js", lambda route: route.abort())
    for kind in ("first page", "theme", "everything a cell may show"):
        page.goto(example(kind).as_uri())
        assert violations(page, [(1280, "dark")], CONTRAST) == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
