"""Tables on a page: which stack on a phone, and that nothing but marks is added to them."""

import re

import pytest

from pipeline.publish.tables import with_tables


def table(*heads: str, figures: tuple[int, ...] = (), rows: str = "<tr><td>x</td></tr>", values: str = "") -> str:
    classes = [' class="figure"' if n in figures else "" for n in range(len(heads))]
    cells = "".join(f"<th{kind}>{head}</th>" for head, kind in zip(heads, classes, strict=True))
    return f"<table{values}>\n<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"


@pytest.mark.parametrize(
    ("given", "stacks"),
    [
        (table("Theme", "Items", "Responses", "Points", figures=(2, 3)), True),
        (table("When", "What", "Source"), True),
        (table("Status", "Meaning"), False),
        (table("Letter", "Responses", "Texts", figures=(1, 2)), False),
        (table("For", "Now", "Later", "Never", "Responses", figures=(1, 2, 3, 4)), False),
        (table("Part", "Choice", "Responses", figures=(2,)), False),
        (table(*"abcdefghi"), False),
        (table("a", "b", "c", rows='<tr><td colspan="2">x</td></tr>'), False),
        (table("a", "b", "c", values=' style="x"'), False),
        ("<table><tbody><tr><td>x</td></tr></tbody></table>", False),
        ("<p>No table</p>", False),
    ],
)
def test_tables_of_words_stack_and_tables_of_figures_do_not(given, stacks):
    assert ('class="stack"' in with_tables(given)) is stacks


def test_a_table_of_two_words_and_many_figures_stacks_from_four_columns_on():
    assert "stack" not in with_tables(table("Round", "State", "Responses", figures=(2,)))
    assert "stack" in with_tables(table("Round", "State", "What", "Responses", figures=(3,)))


def test_heads_are_written_as_css_and_html_want_them():
    told = with_tables(table('<b>A "word"</b>', "back\\slash", "&lt;i&gt; &amp;\n more"))
    assert r"""style="--c1:&quot;A \&quot;word\&quot;&quot;;--c2:&quot;back\\slash&quot;;""" in told
    assert "--c3:&quot;&lt;i&gt; &amp; more&quot;" in told


def test_a_table_that_an_author_wrote_may_scroll_and_keeps_its_class():
    told = with_tables(table("When", "What", "Source", values=' class="docutils align-default"'))
    assert told.startswith('<div class="scroll" role="group" tabindex="0"')
    assert '<table class="stack docutils align-default" style=' in told


def test_marks_are_all_that_is_added():
    given = f"<p>a</p>{table('When', 'What', 'Source')}<p>b</p>{table('x', 'y')}"
    assert re.sub(r' class="stack"| style="[^"]*"', "", with_tables(given)) == given
