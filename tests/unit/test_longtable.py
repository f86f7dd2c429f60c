"""Long tables of generated pages: HTML in place of Markdown, the same as Sphinx makes of it."""

import re

import pytest

from pipeline.publish.longtable import long_table
from pipeline.publish.markdown import LONG, plain, table
from pipeline.publish.tables import with_tables

_MADE = re.compile(r'<table class="(?:stack )?docutils.*?</table>', re.DOTALL)
_TERM = re.compile(r'<a href="[^"]*#term-[^"]*">(.*?)</a>')
_READ = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


def rows_of(read: str) -> list[list[str]]:
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])] for line in read.splitlines()]


def test_every_table_of_the_small_book_is_what_sphinx_made_of_it(small_place):
    compared = 0
    for path in sorted(small_place.generated.rglob("*.md")):
        page = small_place.html / path.relative_to(small_place.root).with_suffix(".html")
        made = _MADE.findall(_TERM.sub(r"\1", page.read_text("utf-8")))
        read = _READ.findall(path.read_text("utf-8"))
        assert len(made) == len(read), path
        for theirs, (head, rule, *rows) in zip(made, map(rows_of, read), strict=True):
            ours = long_table(head, rows, [number for number, cell in enumerate(rule) if cell.endswith(":")])
            if ours is not None:
                assert _MADE.findall(with_tables(ours)) == [theirs]
                compared += 1
    assert compared > 20


def test_what_people_wrote_is_read_as_they_wrote_it():
    told = "A *b* `c` _d_ <e> | \\ & \"f\" [g](h.md) {i} ~j~ $k$ 'l' m_n m@n ]"
    shown = "A *b* `c` _d_ &lt;e&gt; | \\ &amp; &quot;f&quot; [g](h.md) {i} ~j~ $k$ 'l' m_n m&#64;n ]"
    made = long_table(["Head"], [[plain(told)], [f"[{plain(told)}](../a/b-t001.md)"]], ())
    assert f"<td><p>{shown}</p></td>" in made
    assert f'<a class="reference internal" href="../a/b-t001.html"><span class="std std-doc">{shown}</span></a>' in made


@pytest.mark.parametrize(
    "cell",
    ["", "*so*", "`so`", "_so_", "{role}`so`", "a | b", "[a](b.html)", "[a](b.md#c)", "[a](https://b.md)", "[a]", "a]",
     "<https://a>", "a\nb", "a\tb", "&nbsp;", "a & b", "![a](b.md)", "[a]{.b}", "<!-- a -->", "[*a*](b.md)", "\\a"],
)  # fmt: skip
def test_what_is_more_than_that_is_left_to_sphinx(cell):
    assert long_table(["Head"], [[cell]], ()) is None
    assert table(["Head"], [[cell]] * LONG).startswith("| Head |")


def test_only_a_long_table_is_made_so():
    assert table(["Head", "Count"], [["a", "1"]] * (LONG - 1), figures=(1,)).startswith(
        "| Head | Count |\n| --- | ---: |"
    )
    assert table(["Head", "Count"], [["a", "1"]] * LONG, figures=(1,)).startswith(
        '<table class="docutils align-default">'
    )


def test_it_ends_where_the_page_goes_on_so_that_markdown_begins_again():
    assert "\n\n" not in table(["Head"], [["a"]] * LONG)
