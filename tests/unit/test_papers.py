"""Papers: two pages at most, tagged, texts of people as written, the same bytes twice, set again only where needed."""

import copy
import dataclasses
import json
import re
import shutil
import unicodedata

import pypdfium2
import pytest
from books import FIXTURE
from smallround import PUBLISHED, ROADMAP, ROUND, TAXONOMY

from pipeline.definitions.roadmap import NO_DAY
from pipeline.errors import InputError
from pipeline.pages.addresses import PAPERS
from pipeline.pages.papers import papers_of, papers_table
from pipeline.pages.reading import on_page
from pipeline.place import find_place
from pipeline.publish import papers
from pipeline.publish.bookdata import book_data
from pipeline.publish.document import document_told
from pipeline.publish.papers import fitted, paper_files, paper_inputs, paper_pdf
from pipeline.publish.typeset import set_pdf, showable

NAMES = ["ws1", "ws1a", "ws1b", "ws2", "ws2a", "ws3", "ws3a", "ws3b"]
HOSTILE = '#panic("x") $x^2$ @ref *bold* _it_ `raw` <b> & "quoted" \\ // = head - dash --- [c] {d}'


def data_of(published=PUBLISHED, roadmap=ROADMAP, taxonomy=TAXONOMY):
    return book_data({value["release"]["round"]: value for value in [published]}, roadmap, taxonomy)


def pdf_of(name, data):
    return paper_pdf(name, paper_inputs(data)[name], "workstreams.yml")


def words_of(pdf):
    """All that a PDF says, without white space, since lines are broken anywhere."""
    pages = pypdfium2.PdfDocument(pdf)
    return squeezed("".join(page.get_textpage().get_text_range() for page in pages))


def squeezed(text):
    # A hyphen at the end of a line is told as U+FFFE.
    return re.sub(r"[\s\u200b]", "", text.replace("\ufffe", "-"))


def changed(**changes):
    """The release with its first theme of another kind."""
    value = copy.deepcopy(PUBLISHED)
    value["themes"][0] |= changes
    return value


def with_quote(text):
    value = copy.deepcopy(PUBLISHED)
    quote = next(quote for quote in value["quotes"] if quote["theme"] == f"{ROUND}-T001")
    value["quotes"] = [quote | {"text": text}]
    return value


def many(count, words="A theme with a title that is long enough to take more than one line of its table"):
    """The release with as many themes on one item."""
    value = copy.deepcopy(PUBLISHED)
    first = value["themes"][0]
    value["themes"] = [
        first | {"id": f"{ROUND}-T{n:03}", "title": f"{words} {n}", "distinct_texts": count - n + 10}
        for n in range(1, count + 1)
    ]
    return value


@pytest.fixture(scope="module")
def made():
    data = data_of()
    return {name: paper_pdf(name, inputs, "workstreams.yml") for name, inputs in paper_inputs(data).items()}


def test_each_workstream_and_each_item_has_a_paper(made):
    assert list(made) == NAMES


def test_a_paper_is_tagged_with_a_title_and_a_language(made):
    for name, pdf in made.items():
        told = pypdfium2.PdfDocument(pdf)
        assert told.is_tagged(), name
        assert told.get_metadata_dict()["Title"].lower().startswith(f"{name} ")
        assert b"/Lang (en-GB)" in pdf or b"/Lang(en-GB)" in pdf
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
        assert len(told) <= 2


def test_what_is_invented_stands_before_anything_that_was_said(made):
    for name, pdf in made.items():
        told = words_of(pdf)
        assert told.index(squeezed("every response was made up")) < told.index(squeezed("What people said")), name
        assert told.index(squeezed("nobody has committed to it")) < told.index(squeezed("What people said")), name


def test_a_paper_names_its_release_and_its_place_in_the_book(made):
    for pdf in made.values():
        assert squeezed("release 2 of 7 October 2020") in words_of(pdf)
        assert "book/workstreams/ws" in words_of(pdf)


def test_counts_titles_and_quotes_are_those_of_the_release(made):
    told = words_of(made["ws2a"])
    theme = PUBLISHED["themes"][0]
    row = f"{theme['title']} safety voice {theme['responses']}{theme['distinct_texts']}2.7% (1.9% to 3.8%)"
    assert squeezed(row) in told
    for quote in PUBLISHED["quotes"]:
        if quote["theme"] == theme["id"]:
            assert squeezed(quote["text"]) in told
    assert squeezed("Sign in once a shift, in under *10 seconds*nowin progress") in told
    assert squeezed("31 March 2021") in told
    assert squeezed(ROADMAP.items[0].value) in told


def test_a_figure_that_is_hidden_is_not_told():
    told = words_of(pdf_of("ws2a", data_of(changed(responses=None, distinct_texts=None, share=None))))
    assert squeezed("not shown not shown not shown") in told


def test_what_does_not_follow_is_told_with_its_reason(made):
    ((theme, because),) = [(each.theme, each.because) for each in ROADMAP.not_on_roadmap]
    item = next(each for each in PUBLISHED["themes"] if each["id"] == theme)["items"][0]
    assert squeezed(because) in words_of(made[item.lower()])


@pytest.mark.parametrize("text", [HOSTILE, "Mae'r system yn araf, ŵ ŷ Ŵ", "Łódź ăîșț", "ελληνικά"])
def test_signs_are_shown_as_written(text):
    for published in (changed(title=text), with_quote(text)):
        pdf = pdf_of("ws2a", data_of(published))
        assert squeezed(text) in words_of(pdf)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


@pytest.mark.parametrize("text", ["النظام بطيء", "नमस्ते", "שלום"])
def test_other_scripts_are_shown_by_a_typeface_that_has_them(text):
    pdf = pdf_of("ws2a", data_of(with_quote(text)))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    # The order in which a reader of PDF tells them differs; no sign may be lost.
    told = unicodedata.normalize("NFKC", words_of(pdf))
    assert set(squeezed(text)) <= set(told)


def test_a_quote_with_a_sign_that_no_typeface_has_is_left_out_and_not_altered():
    assert showable("Mae'r ŵ yma")
    assert not showable("Slow \U0001f48a")
    told = words_of(pdf_of("ws2a", data_of(with_quote("Slow \U0001f48a again"))))
    assert "Slow" not in told
    assert squeezed("nobody has committed") in told


def test_a_title_with_a_sign_that_no_typeface_has_is_kept_and_the_standard_not_claimed():
    pdf = pdf_of("ws2a", data_of(changed(title="Slow \U0001f48a again")))
    assert "Slow" in words_of(pdf)
    assert b"pdfuaid" not in pdf
    assert pypdfium2.PdfDocument(pdf).is_tagged()


def test_many_themes_are_cut_by_rank_to_two_pages_and_counted():
    data = data_of(many(150))
    pdf = pdf_of("ws2a", data)
    assert len(pypdfium2.PdfDocument(pdf)) <= 2
    told = words_of(pdf)
    left = int(re.search(r"Leftouthereforwantofroom:(\d+)morethemes", told)[1])
    rows = json.loads(fitted(paper_inputs(data)["ws2a"]))
    (themes,) = [part for part in rows["parts"] if part["kind"] == "table" and part["head"][0] == "Theme"]
    assert len(themes["rows"]) + left == 150
    ranks = [int(row[0]["text"].rsplit(" ", 1)[1]) for row in themes["rows"]]
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) >= 8


@pytest.mark.parametrize("words", ["long words " * 300, "x" * 3000])
def test_titles_of_any_length_leave_two_pages(words):
    assert len(pypdfium2.PdfDocument(pdf_of("ws2a", data_of(many(3, words))))) <= 2


def test_what_is_too_long_in_itself_gives_way_to_a_word_about_it():
    first = TAXONOMY.workstreams[0]
    longer = dataclasses.replace(first, aim="Much to say about this. " * 2000)
    taxonomy = dataclasses.replace(TAXONOMY, workstreams=(longer, *TAXONOMY.workstreams[1:]))
    pdf = pdf_of("ws1", data_of(taxonomy=taxonomy))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert squeezed("too long for two pages") in words_of(pdf)


def test_a_title_that_takes_more_than_two_pages_is_refused_with_the_cure():
    first = TAXONOMY.workstreams[0]
    longer = dataclasses.replace(first, title="A title without an end " * 2000)
    taxonomy = dataclasses.replace(TAXONOMY, workstreams=(longer, *TAXONOMY.workstreams[1:]))
    with pytest.raises(InputError, match=r"workstreams\.yml.* ws1 takes more than 2 pages.* shorten it"):
        pdf_of("ws1", data_of(taxonomy=taxonomy))


def test_an_unfinished_roadmap_item_of_a_draft_has_its_gaps_told():
    first = dataclasses.replace(ROADMAP.items[0], review_by=NO_DAY, owner="not named yet", evidence=())
    roadmap = dataclasses.replace(ROADMAP, items=(first, *ROADMAP.items[1:]))
    data = data_of(roadmap=roadmap)
    assert squeezed("not named yet no day set yet") in words_of(pdf_of("ws2a", data))
    told = words_of(set_pdf("document", document_told(data)))
    assert squeezed("It names no theme yet.") in told
    assert squeezed("Review by: no day set yet.") in told


def test_the_nearest_roadmap_items_come_first():
    now, later, _ = ROADMAP.items
    both = [dataclasses.replace(item, items=("WS2a",)) for item in (later, now)]
    told = words_of(pdf_of("ws2a", data_of(roadmap=dataclasses.replace(ROADMAP, items=tuple(both)))))
    assert told.index(squeezed(now.title)) < told.index(squeezed(later.title))


def test_without_themes_quotes_and_roadmap_items_a_paper_says_so():
    published = PUBLISHED | {"themes": [], "quotes": [], "items": []}
    nothing = dataclasses.replace(ROADMAP, items=(), not_on_roadmap=())
    told = words_of(pdf_of("ws2a", data_of(published, nothing)))
    assert squeezed("Nothing agreed yet") in told
    assert squeezed("No roadmap item names this.") in told


def test_before_any_release_there_are_papers_too():
    data = book_data({}, ROADMAP, TAXONOMY)
    told = words_of(pdf_of("ws1", data))
    assert squeezed("no release yet") in told
    assert squeezed("Nothing agreed yet") in told
    assert set_pdf("document", document_told(data)).startswith(b"%PDF")


def test_two_rounds_are_told_one_after_the_other():
    other = copy.deepcopy(PUBLISHED)
    other["release"] |= {"round": "later-round", "title": "A later round", "date": "2021-05-01", "illustrative": False}
    data = book_data({ROUND: PUBLISHED, "later-round": other}, ROADMAP, TAXONOMY)
    pdf = pdf_of("ws2a", data)
    assert len(pypdfium2.PdfDocument(pdf)) <= 2
    assert words_of(pdf).count(squeezed("A later round, release 2 of 1 May 2021")) == 2
    assert squeezed("every response was made up") in words_of(pdf)


def test_the_whole_document_holds_every_workstream_item_theme_and_roadmap_item():
    pdf = set_pdf("document", document_told(data_of()))
    told = words_of(pdf)
    for one in TAXONOMY.workstreams:
        assert squeezed(f"{one.code} {one.title}") in told
        assert all(squeezed(f"{item.code} {item.title}") in told for item in one.items)
    assert all(squeezed(theme["title"]) in told for theme in PUBLISHED["themes"])
    assert all(squeezed(item.title) in told and squeezed(item.value) in told for item in ROADMAP.items)
    document = pypdfium2.PdfDocument(pdf)
    assert document.is_tagged()
    marked = [mark.get_title() for mark in document.get_toc()]
    assert {f"{one.code} {one.title}" for one in TAXONOMY.workstreams} <= set(marked)


def test_pages_lead_to_every_paper_from_where_they_lie(made):
    with on_page(FIXTURE / "book" / "rounds"):
        table, links, none = str(papers_table()), str(papers_of("WS1")), str(papers_of("WS9"))
    for name in [*made, "workstreams"]:
        assert f'href="../papers/{name}.pdf"' in table
    assert 'href="../papers/knowledge-base.epub"' in table
    assert [name for name in NAMES if f"/{name}.pdf" in links] == ["ws1", "ws1a", "ws1b"]
    assert "No workstream of this name" in none


def test_the_same_words_give_the_same_bytes(made):
    data = data_of(copy.deepcopy(PUBLISHED))
    assert {name: pdf_of(name, data) for name in NAMES} == made
    told = document_told(data)
    assert set_pdf("document", told) == set_pdf("document", told)


def test_a_draft_says_that_it_is_one():
    told = words_of(paper_pdf("ws1", paper_inputs(data_of(), draft=True)["ws1"], "workstreams.yml"))
    assert squeezed("built although it may be at fault") in told
    assert squeezed("Draft") not in words_of(pdf_of("ws1", data_of()))


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A checkout with its papers written, and the names of those that are set from here on."""
    shutil.copytree(FIXTURE, tmp_path / "checkout")
    place = find_place(tmp_path / "checkout")
    write(place, paper_files(place, data_of()))
    seen = []
    plain = papers.set_pdf
    monkeypatch.setattr(
        papers, "set_pdf", lambda form, told: seen.append(json.loads(told)["title"]) or plain(form, told)
    )
    return place, seen


def write(place, files):
    for name, content in files.items():
        (place.html / name).parent.mkdir(parents=True, exist_ok=True)
        (place.html / name).write_bytes(content)


def test_what_did_not_change_is_not_set_again(built):
    place, seen = built
    again = paper_files(place, data_of())
    assert seen == []
    assert sorted(again) == sorted(f"{PAPERS}/{name}.pdf" for name in [*NAMES, "workstreams"])


def test_a_renamed_theme_sets_its_papers_and_the_document_alone(built):
    place, seen = built
    made = paper_files(place, data_of(changed(title="Another title")))
    assert seen == [TAXONOMY.title, "WS2 Reducing burden", "WS2a Practical use of IT"]
    assert squeezed("Another title") in words_of(made[f"{PAPERS}/ws2a.pdf"])


def test_a_damaged_paper_a_lost_note_or_another_template_are_made_again(built, monkeypatch):
    place, seen = built
    before = (place.html / PAPERS / "ws1a.pdf").read_bytes()
    (place.html / PAPERS / "ws1a.pdf").write_bytes(b"damaged")
    assert paper_files(place, data_of())[f"{PAPERS}/ws1a.pdf"] == before
    assert seen == ["WS1a Interoperability and integration"]
    (place.html.parent / "papers.json").unlink()
    assert len(paper_files(place, data_of())) == len(seen) - 1 == len(NAMES) + 1
    seen.clear()
    monkeypatch.setattr(papers, "made_by", lambda form: b"another compiler")
    paper_files(place, data_of())
    assert len(seen) == len(NAMES) + 1
