"""The terms of the glossary page as a script, so that every page can show them without carrying them."""

import json

from lxml import html

_DROPPED = ".//*[contains(@class, 'headerlink') or contains(@class, 'small')]"


def glossary_script(page: str) -> str:
    """A script that holds name and definition of each term of a built glossary page, by the place links lead to.

    Terms are taken from the page itself, so that what is shown beside a link is what stands behind it.
    """
    terms: dict[str, list[str]] = {}
    for listed in html.document_fromstring(page).xpath("//dl[contains(@class, 'glossary')]"):
        terms |= _terms(listed)
    data = json.dumps(terms, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return f"window.bookGlossary = {data};\n"


def _terms(listed: html.HtmlElement) -> dict[str, list[str]]:
    """Every form of a term leads to the same definition, under the first of its names."""
    found: dict[str, list[str]] = {}
    names: list[html.HtmlElement] = []
    for each in listed:
        if each.tag == "dt":
            names = [*names, each] if each.getprevious() is None or each.getprevious().tag == "dt" else [each]
        else:
            said = [_words(names[0]), _words(each)] if names else []
            found |= {name.get("id"): said for name in names if name.get("id")}
    return found


def _words(element: html.HtmlElement) -> str:
    for gone in element.xpath(_DROPPED):
        gone.drop_tree()
    return " ".join(element.text_content().split())
