"""The blank form: every wording and option once, the same bytes each time, and nothing of who made it."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest

from pipeline.blankform import form_docx, form_pdf, qr_png, qr_svg, write_form
from pipeline.collect.form.paper import own_lines, paper_of
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.errors import UserError
from pipeline.place import find_place

ADDRESS = "https://survey.pharmacy.example/survey/paper-2026/"
ROUND = """\
format: 1
round: paper-2026
title: 'What <next>? "Now" & then | ŵyneb'
opens: 2026-01-01
closes: 2026-02-01
columns: {id: ref}
form: {introduction: "One line.\\n\\nAnother.", privacy: Kept apart., contact: views@group.example, retain_months: 6,
       asks_organisation: true}
about:
  - {id: who, title: Who answered, ask: What do you do?, column: who, options: {team: Team & co, supplier: Supplier}}
questions:
  - {id: uses, kind: choices, text: Which do you use?, column: uses, hint: All., options: {eps: EPS, mail: Mail}}
  - {id: why, kind: text, text: Why is that so?, column: why, only_if: {uses: [eps, mail]}, shown_to: {who: [team]},
     required: true, longest: 100}
  - {id: first, kind: ranked, most: 1, text: What comes first?, column: first, options: {a: Alpha, b: Beta}}
  - {id: when, kind: grid, text: When will it be?, column: when, rows: {x: Xylo, y: Yacht}, options: {now: Now, no: No}}
  - {id: last, kind: text, text: 'שלום 🙂 anything else?', column: last}
"""
LINES = [
    "1. What do you do? (tick one)",
    "2. Which do you use? (tick all that apply)",
    "3. Why is that so? (required)",
    "Answer this only if you chose ‘Team & co’ in question 1 and you chose ‘EPS’ or ‘Mail’ in question 2.",
    "4. What comes first? (choose up to 1: number them from 1)",
    "5. When will it be? (tick one in each part)",
]


@pytest.fixture(scope="module")
def survey() -> Survey:
    return parse_survey(ROUND, "survey.yml", "paper-2026")


def _pdf_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def _docx_lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def test_the_pdf_asks_everything_and_is_tagged(survey: Survey) -> None:
    pdf = form_pdf(survey, ADDRESS)
    assert pdf == form_pdf(survey, ADDRESS)
    # A long word may break anywhere on the page; whoever reads the file follows the link.
    text = _pdf_text(pdf).replace("\u200b", "")
    assert ADDRESS.encode() in pdf
    for line in (*LINES, "Your e-mail address", "Your organisation", "You may quote", "Number of this paper", ADDRESS,
                 "Please answer by 1 February 2026.", "6 months", "views@group.example", survey.title):  # fmt: skip
        assert line in text
    assert b"/MarkInfo" in pdf
    assert b"/CreationDate" not in pdf


def test_a_survey_with_no_form_and_no_address_has_a_blank_form_too(survey: Survey) -> None:
    bare = parse_survey(re.sub(r"form: \{.*?\}\n", "", ROUND, flags=re.DOTALL), "survey.yml", "paper-2026")
    text = _pdf_text(form_pdf(bare))
    assert "answer online" not in text
    assert "Your organisation" not in text
    assert len(_docx_lines(form_docx(bare))) < len(_docx_lines(form_docx(survey, ADDRESS)))


def test_without_a_sign_that_no_typeface_has_it_keeps_to_the_standard(survey: Survey) -> None:
    plain = parse_survey(ROUND.replace("שלום 🙂 ", ""), "survey.yml", "paper-2026")
    assert b"pdfuaid" in form_pdf(plain)
    assert b"pdfuaid" not in form_pdf(survey)


def test_options_longer_than_a_page_run_on_to_the_next() -> None:
    options = ", ".join(f"o{n}: {'words and ' * 90}end{n}" for n in range(14))
    long = parse_survey(ROUND.replace("eps: EPS, mail: Mail}", f"eps: EPS, mail: Mail, {options}}}"), "s", "paper-2026")
    text = _pdf_text(form_pdf(long))
    assert all(f"end{n}" in text for n in range(14))


def test_the_document_says_the_same_and_nothing_of_its_maker(survey: Survey) -> None:
    data = form_docx(survey, ADDRESS)
    assert data == form_docx(survey, ADDRESS)
    lines = _docx_lines(data)
    assert [line for line in lines if line in LINES] == LINES
    assert [line for line in lines if line.startswith("☐")] == [
        "☐ You may quote my answers in what you publish", "☐ Team & co", "☐ Supplier", "☐ EPS", "☐ Mail", "☐ Alpha",
        "☐ Beta", "☐ Now", "☐ No", "☐ Now", "☐ No",
    ]  # fmt: skip
    told = docx.Document(io.BytesIO(data)).core_properties
    assert (told.author, told.last_modified_by, told.comments, told.title) == ("", "", "", survey.title)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"python-docx" not in archive.read("docProps/core.xml")


def test_all_but_wordings_options_and_answers_is_known_for_the_forms_own(survey: Survey) -> None:
    own = {*own_lines(survey, ADDRESS)}
    paper = paper_of(survey, ADDRESS)
    asked = {question.heading for question in paper.questions}
    options = {f"☐ {box}" for question in paper.questions for blank in question.blanks for box in blank.boxes}
    left = [line for line in _docx_lines(form_docx(survey, ADDRESS)) if line and line not in own | asked | options]
    assert left == ["Your privacy", "☐ You may quote my answers in what you publish"]


def test_the_code_is_the_same_each_time_and_needs_an_address(tmp_path: Path) -> None:
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)
    assert qr_png(ADDRESS).startswith(b"\x89PNG")
    assert ADDRESS.encode() in qr_svg(ADDRESS)
    assert b"&lt;script&gt;" in qr_svg("https://a.example/<script>")
    place = find_place(Path(__file__))
    with pytest.raises(UserError, match="--address"):
        write_form(place, "illustrative-2020", tmp_path / "a.svg", "")
    with pytest.raises(UserError, match=r"end the name with one of \.pdf, \.docx"):
        write_form(place, "illustrative-2020", tmp_path / "a.txt", "")
    with pytest.raises(UserError, match="too long for a QR code"):
        write_form(place, "illustrative-2020", tmp_path / "a.png", "https://a.example/" + "x" * 5000)
    write_form(place, "illustrative-2020", tmp_path / "a.PNG", ADDRESS)
    assert (tmp_path / "a.PNG").read_bytes() == qr_png(ADDRESS)
