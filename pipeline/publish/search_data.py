"""What the search page searches: the words of every built page and every term of the glossary, as one script."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import html

from pipeline.definitions.glossary import Glossary

# A listed point whose text is not published is an id and nothing to find.
_SILENT = (
    "//script | //style | //svg | //*[contains(@class, 'headerlink')] | //ul[@class='points']//code"
    " | //ul[@class='points']/li[not(.//*[@data-key])]"
)
_HEADS = ".//h2 | .//h3"
_GAP = re.compile(r" ([.,;:)])")

Found = dict[str, str]


def search_script(pages: Mapping[str, Iterable[Found]], glossary: Glossary) -> str:
    """The script of the search page from what is found on each page; the same pages give the same bytes."""
    found = [each for address in sorted(pages) for each in pages[address]]
    terms = [[*term.forms, *([term.expansion] if term.expansion else [])] for term in glossary.terms]
    several = [forms for forms in terms if len(forms) > 1]
    data = json.dumps({"pages": found, "terms": several}, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return f"window.bookSearch = {data};\n"


def found_on(address: str, text: str) -> list[Found]:
    """What is to be found on a built page: itself, and each term that it explains."""
    return list(_found_on(address, text))


def _found_on(address: str, text: str) -> Iterator[Found]:
    tree = html.document_fromstring(text)
    article = tree.find(".//article")
    if article is None:
        return
    for gone in tree.xpath(_SILENT):
        gone.drop_tree()
    title = _words(article.xpath(".//h1"))
    terms = list(_terms(address, title, article))
    where = " / ".join(_words([link]) for link in tree.xpath("//nav[@class='crumbs']//a"))
    heads = _words(article.xpath(_HEADS))
    for head in article.xpath(".//h1"):
        head.drop_tree()
    yield {"at": address, "title": title, "where": where, "heads": heads, "text": _words([article])}
    yield from terms


def _terms(address: str, where: str, article: html.HtmlElement) -> Iterator[Found]:
    """Each term of a glossary as something to be found by itself; it is taken out of its page."""
    for listed in article.xpath(".//dl[contains(@class, 'glossary')]"):
        names: list[html.HtmlElement] = []
        for each in listed:
            if each.tag == "dt":
                names.append(each)
            elif names:
                at = f"{address}#{names[0].get('id', '')}"
                yield {"at": at, "title": _words(names), "where": where, "heads": "", "text": _words([each])}
                names = []
        listed.drop_tree()


def _words(elements: Iterable[html.HtmlElement]) -> str:
    """The text of elements, with a gap between blocks that the eye sees apart."""
    told = " ".join(" ".join(" ".join(each.itertext()).split()) for each in elements)
    # Where a word may be broken it is none the less one word.
    return _GAP.sub(r"\1", told.replace("\u00ad", ""))
