"""The words of the search page: what of a page is found, and that the order of pages changes nothing."""

import json

from pipeline.definitions.glossary import parse_glossary
from pipeline.publish.search_data import found_on, search_script

GLOSSARY = """format: 1
terms:
  - term: [EPS]
    expansion: Electronic Prescription Service
    gloss: Carries a prescription.
    source: example.org
  - term: [dispensing]
    gloss: Handing out.
    source: example.org
"""
FRAME = (
    "<html><body><nav class='crumbs'><ol><li><a href='x'>Book</a></li></ol></nav><nav>Menu</nav>"
    "<article>{}</article></body></html>"
)
THEME = FRAME.format(
    "<h1>Screens<a class='headerlink' href='#s'>¶</a></h1><h2>Who</h2><p>Small <b>letters</b>.</p><ul class='points'>"
    "<li id='pa'><code>pa</code> not published</li>"
    "<li id='pb'><code>pb</code> <span data-key='/p'>Too dim</span></li></ul>"
)
TERMS = FRAME.format(
    "<h1>Glossary</h1><p>Words.</p><dl class='simple glossary'><dt id='term-EPS'>EPS</dt><dt id='term-E2'>E2</dt>"
    "<dd><p>Carries a prescription.</p></dd></dl>"
)


def read(pages: dict[str, str]) -> dict[str, list]:
    found = {address: found_on(address, text) for address, text in pages.items()}
    script = search_script(found, parse_glossary(GLOSSARY, "glossary.yml"))
    return json.loads(script.removeprefix("window.bookSearch = ").removesuffix(";\n"))


def test_a_page_is_found_by_its_words_and_not_by_ids_or_the_frame():
    (found,) = read({"a.html": THEME})["pages"]
    assert found == {"at": "a.html", "title": "Screens", "where": "Book", "heads": "Who", "text": found["text"]}
    assert found["text"] == "Who Small letters. Too dim"


def test_a_word_that_may_be_broken_is_found_as_one():
    (found,) = read({"a.html": FRAME.format("<h1>A</h1><p>Smart\u00adcards</p>")})["pages"]
    assert found["text"] == "Smartcards"


def test_a_term_is_found_by_itself_and_once():
    page, term = read({"g.html": TERMS})["pages"]
    assert page["text"] == "Words."
    assert (term["at"], term["title"], term["where"]) == ("g.html#term-EPS", "EPS E2", "Glossary")
    assert term["text"] == "Carries a prescription."


def test_only_terms_with_two_forms_are_exchanged():
    assert read({})["terms"] == [["EPS", "Electronic Prescription Service"]]


def test_any_order_of_pages_gives_the_same_bytes():
    found = {address: found_on(address, text) for address, text in {"a.html": THEME, "g.html": TERMS}.items()}
    glossary = parse_glossary(GLOSSARY, "glossary.yml")
    assert search_script(found, glossary) == search_script(dict(reversed(found.items())), glossary)


def test_a_page_without_a_text_of_its_own_is_left_out():
    assert read({"r.html": "<html><body><p>Go</p></body></html>"})["pages"] == []
