"""What a page's template is given: the link by which a reader tells something, and releases a page does not name."""

from types import SimpleNamespace

import pytest

from pipeline.publish.glossary_data import glossary_script
from pipeline.publish.page_context import told_about, unsaid

RELEASES = {"a-2020": "release 1", "b-2021": "release 2"}


@pytest.mark.parametrize(
    ("page", "about"),
    [
        ("book/generated/items/rm-01", "rm-01"),
        ("book/generated/themes/t-2020-t012", "t-2020-T012"),
        ("book/generated/themes/index", ""),
        ("book/generated/items/index", ""),
        ("book/generated/questions/t-2020-t1", ""),
        ("book/vision", ""),
    ],
)
def test_a_page_is_about_its_roadmap_item_or_theme_by_id(page, about):
    assert told_about(page) == about


def test_figures_of_a_release_that_a_page_does_not_name_are_named_at_its_foot():
    env = SimpleNamespace(cpitg_releases=RELEASES)
    assert unsaid(env, ["b-2021", "gone"], "<p>Five</p>") == ["release 2"]
    assert unsaid(env, ["a-2020", "b-2021"], "<p>Five</p>") == ["release 1", "release 2"]
    assert unsaid(env, ["a-2020"], '<data data-key="/release/version">1</data>') == []


def test_every_form_of_a_term_has_the_definition_of_the_page_without_its_source():
    page = (
        '<main><dl class="simple glossary"><dt id="term-A">A &amp; B<a class="headerlink" href="#term-A">¶</a></dt>'
        '<dt id="term-As">As</dt><dd><p><strong>A full\n name.</strong> Is &lt;b&gt;. <span class="small">Source: x'
        '</span></p></dd><dt id="term-C">C</dt><dd>Last.</dd></dl></main>'
    )
    assert glossary_script(page) == (
        'window.bookGlossary = {"term-A":["A & B","A full name. Is <b>."],"term-As":["A & B","A full name. Is <b>."],'
        '"term-C":["C","Last."]};\n'
    )
    assert glossary_script("<main>none</main>") == "window.bookGlossary = {};\n"
