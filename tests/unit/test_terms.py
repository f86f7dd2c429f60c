"""The first mention of each term is a link; nothing else of a page changes."""

import re
import time

import pytest

from pipeline.publish.terms import link_terms

TERMS = {
    "PMR": "term-PMR",
    "PMRs": "term-PMRs",
    "SNOMED": "term-SNOMED",
    "SNOMED CT": "term-SNOMED-CT",
    "NHSE&I": "term-NHSE-I",
    "dm+d": "term-dm+d",
}


def linked(body: str) -> list[tuple[str, str]]:
    told = link_terms(body, TERMS, "../glossary.html")
    assert re.sub(r'<a href="\.\./glossary\.html#[^"]*">(.*?)</a>', r"\1", told) == body
    return re.findall(r'<a href="\.\./glossary\.html#([^"]*)">(.*?)</a>', told)


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("<p>The PMR and a PMR, <b>PMR</b>.</p>", [("term-PMR", "PMR")]),
        ("<p>(SNOMED CT) or SNOMED.</p>", [("term-SNOMED-CT", "SNOMED CT"), ("term-SNOMED", "SNOMED")]),
        ("<p>NHSE&amp;I wrote dm+d</p>", [("term-NHSE-I", "NHSE&amp;I"), ("term-dm+d", "dm+d")]),
        ("<p>pmr, PMRx, xPMR, a/PMR, PMR.org, PMR@home</p>", []),
        ("<h2>PMR</h2><a href='x'>PMR <b>PMR</b></a><pre><code>PMR</code> PMR</pre>", []),
        ("<blockquote><p>PMR</p></blockquote><p>PMR</p>", [("term-PMR", "PMR")]),
        ('<span data-key="/points/1/text">PMR</span><span data-key="/quotes/1/text">PMR</span>', []),
        ('<span data-key="/themes/1/title">PMR</span>', [("term-PMR", "PMR")]),
        ("<script>PMR</script><svg><text>PMR</text></svg><!-- <p>PMR --><option>x</option>", []),
        ('<p title="PMR"><select><option>PMR</option></select></p>', []),
        ("<script>'<a>'</script><p>PMR</p>", [("term-PMR", "PMR")]),
        ("<!-- <code> --><p>PMR</p>", [("term-PMR", "PMR")]),
        ("", []),
    ],
)
def test_the_first_mention_in_running_text_is_a_link(body, links):
    assert linked(body) == links


def test_a_term_that_the_author_linked_gets_no_second_link():
    body = '<p>PMR <a href="../glossary.html#term-PMR">PMR</a></p>'
    assert link_terms(body, TERMS, "../glossary.html") == body


def test_texts_that_were_made_to_be_slow_are_not():
    started = time.process_time()
    for body in ("<" * 40000, "<!--" * 20000, "PMR" * 40000, "<script " * 4000, '<span data-key="/points/' * 2000):
        link_terms(body, TERMS, "g")
    assert time.process_time() - started < 5
