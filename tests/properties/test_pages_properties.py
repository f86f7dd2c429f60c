"""What generated pages promise whatever people write: their words come out as they went in, and paths lead back."""

import html

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.pages.marks import Release, figure, percent, resolve
from pipeline.publish.markdown import plain, relative

# Everything Markdown could take for a mark, among plain letters.
MARKED = st.text(alphabet=list("ab1 \\`*_{}[]()<>#+-.!|~$&^\"'=:;/@%"), min_size=1, max_size=40)
WORDS = st.one_of(MARKED, st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render


def folded(text: str) -> str:
    return " ".join(text.split())


@given(WORDS)
def test_words_in_a_line_are_read_as_written(text):
    line = f"> said: {plain(folded(text))} ."
    assert folded(BeautifulSoup(RENDER(line), "html.parser").get_text()) == folded(f"said: {text} .")


@given(WORDS)
def test_words_in_a_table_and_a_link_are_read_as_written(text):
    rows = f"| a | b |\n| --- | --- |\n| [x {plain(folded(text))} x](y.md) | z |"
    cells = BeautifulSoup(RENDER(rows), "html.parser").select("td")
    assert [folded(cell.get_text()) for cell in cells] == [folded(f"x {text} x"), "z"]


@given(st.dictionaries(st.text(max_size=6), st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=4)))
def test_a_path_leads_to_its_value(value):
    for name, entries in value.items():
        step = name.replace("~", "~0").replace("/", "~1")
        for number, entry in enumerate(entries):
            assert resolve(value, f"/{step}/{number}") == entry


@given(st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 1).map(lambda share: round(share, 4))))
def test_a_mark_carries_the_value_itself(value):
    mark = BeautifulSoup(Release({"n": value}).number("/n"), "html.parser").data
    assert mark["value"] == ("null" if value is None else str(value))
    assert mark.get_text() == ("not shown" if value is None else figure(value))


@given(st.integers(0, 10_000))
def test_percent_is_the_share_to_one_decimal(ten_thousandths):
    share = ten_thousandths / 10_000
    assert abs(float(percent(share).rstrip("%")) / 100 - share) <= 0.00051


@given(st.text(max_size=30))
def test_a_text_is_no_markup(text):
    shown = Release({"t": text}).words("/t")
    assert BeautifulSoup(shown, "html.parser").span.get_text() == folded(html.unescape(html.escape(text)))


STEPS = st.sampled_from(["book", "generated", "themes", "items", "a", "b"])
PAGES = st.lists(STEPS, min_size=1, max_size=4).map("/".join)


@given(PAGES, PAGES)
def test_the_way_between_pages_leads_there(page, source):
    steps = source.split("/")[:-1]
    for step in relative(page, source).split("/"):
        steps = steps[:-1] if step == ".." else [*steps, step]
    assert "/".join(steps) == page
