"""A survey filled in as an e-mail or a document: answers go to the questions they stand under, else all stays whole."""

import io

import docx
import pytest
from mails import answers, asked, kinds, mailbox, written

from pipeline.blankform import form_docx

HELP = "What one thing would help you most?"
BARRIER = "What gets in the way today?"
MORE = "Is there anything else you would like to tell us?"
RATE = "How useful are your systems?"
BOTH = {"help": "One login.", "barrier": "The cards fail."}

FILLED = {
    "an answer under each question": f"{HELP}\nOne login.\n\n{BARRIER}\nThe cards fail.",
    "a greeting above": f"Dear team,\n\n{HELP}\nOne login.\n\n{BARRIER}\nThe cards fail.",
    "numbers and capitals": f"1. {HELP}\n\nOne login.\n\nQ2) {BARRIER.upper()}\nThe cards fail.\n",
    "on the same line": f"{HELP} One login.\n{BARRIER} The cards fail.\n",
    "between stars": f"*{HELP}*\nOne login.\n*{BARRIER}*\nThe cards fail.",
    "typed again, not quite the same": "What one thing would help you the most?\nOne login.\n\n"
    "What gets in the way to-day?\nThe cards fail.",
    "questions quoted": f"On 15 June 2020, Team <t@survey.example> wrote:\n> {HELP}\nOne login.\n>\n> {BARRIER}\n"
    "The cards fail.",
    "questions quoted and broken": "On 15 June 2020, Team <t@survey.example> wrote:\n> What one thing would\n> help you"
    f" most?\nOne login.\n>\n> {BARRIER}\nThe cards fail.",
    "a question left blank": f"{HELP}\nOne login.\n\n{BARRIER}\nThe cards fail.\n\n{MORE}\n",
}


@pytest.mark.parametrize("form", FILLED)
def test_answers_go_to_the_questions_they_stand_under(form):
    assert answers(mailbox(written(FILLED[form], subject="Re: Survey"))) == [BOTH]


WHOLE = {
    "a question spoken of": "You ask what gets in the way today? Well, the cards.\nAnd more.",
    "no question at all": "One login would help us most.",
    "a wording in a sentence": f"As to '{BARRIER}', the cards do.",
}


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_no_form_for_sure_stays_whole(text):
    assert answers(mailbox(written(WHOLE[text]))) == [{"more": WHOLE[text]}]


def test_what_stands_above_the_questions_is_not_lost():
    text = f"We are a rural pharmacy with three branches.\n\n{HELP}\nOne login.\n\n{MORE}\nNo."
    (told,) = answers(mailbox(written(text)))
    assert told == {"help": "One login.", "more": "We are a rural pharmacy with three branches.\n\nNo."}


def test_closed_questions_are_read_by_tick_or_by_word():
    ticked = f"Who you are: A pharmacist\n\n{RATE}\n[ ] not at all\n[x] somewhat\n[ ] very\n\n{HELP}\nOne login."
    typed = f"Who you are\nSupplier\n{RATE}\nvery\n\n{HELP}\nOne login."
    for text, who, value in ((ticked, "pharmacist", "2"), (typed, "supplier", "3")):
        (response,) = mailbox(written(text)).taken.responses
        assert response.closed == (("rate", "", value, 0),)
        assert response.about == {"type": who}


def test_a_closed_question_that_names_no_option_is_told():
    read = mailbox(written(f"{RATE}\nso so\n\n{HELP}\nOne login."))
    assert "message 1: what stands under rate names no option and was not read" in str(read.account)


def test_a_form_left_blank_is_no_response():
    read = mailbox(written(f"{HELP}\n\n{BARRIER}\n\n{MORE}\n"))
    assert kinds(read) == ["empty"]
    assert "nothing below them" in str(read.account)


def test_questions_quoted_below_a_letter_take_nothing_from_it():
    head = "From: Team <t@survey.example>\nSent: 15 June 2020\nTo: R\nSubject: Survey"
    text = f"The logins are slow.\n\n{head}\n\nDear all\n\n{HELP}\n\n{BARRIER}\n\nRegards\nTeam"
    (told,) = answers(mailbox(written(text, subject="Re: Survey")))
    assert set(told) == {"more"}


def test_answers_typed_into_a_quoted_form_are_found_where_the_sender_points_to_them():
    head = "From: Team <t@survey.example>\nSent: 15 June 2020\nTo: R\nSubject: Survey"
    text = f"{{}}\n\n{head}\n\nDear all\n\n{HELP}\nOne login.\n\n{BARRIER}\nThe cards fail."
    pointed = mailbox(written(text.format("Please see below."), subject="Re: Survey"))
    assert answers(pointed) == [{**BOTH, "more": "Please see below."}]
    agreed = mailbox(written(text.format("I agree with this."), subject="Re: Survey"))
    assert set(answers(agreed)[0]) == {"more"}


GRID = """  - id: when
    kind: grid
    text: When could it be done?
    column: when
    rows: {a: Alpha, b: Beta}
    options: {now: Now, later: Later}
  - {id: first, kind: ranked, most: 2, text: "What comes first?", column: first, options: {a: Alpha, b: Beta, c: Gamma}}
  - {id: help"""


def _filled_in(survey, marks):
    """The blank form as .docx, each of the paragraphs named filled in or answered below."""
    document = docx.Document(io.BytesIO(form_docx(survey, "https://survey.example/r")))
    for paragraph in document.paragraphs:
        for start, text in marks:
            if paragraph.text.startswith(start):
                paragraph.text = text if text[0] in "☒12" else f"{paragraph.text}\n{text}"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_the_form_filled_in_as_a_document_is_read_question_by_question():
    survey = asked("  - {id: help", GRID)
    marks = [
        ("☐ A pharmacist", "☒ A pharmacist"), ("☐ somewhat", "☒ somewhat"), ("☐ Gamma", "1 Gamma"),
        ("☐ Alpha", "2 Alpha"), ("3. What one", "One login."), ("4. What one", "One login."),
        ("5. What one", "One login."), ("6. What gets", "The cards fail."),
    ]  # fmt: skip
    message = written("Please find our answers with this.")
    message.add_attachment(
        _filled_in(survey, marks),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="answers.docx",
    )
    (response,) = mailbox(message, survey=survey).taken.responses
    assert {id: text for id, text in response.answers.items() if id != "more"} == BOTH
    assert response.answers["more"] == "Please find our answers with this."
    assert response.about == {"type": "pharmacist"}
    assert sorted(response.closed) == [("first", "", "a", 2), ("first", "", "c", 1), ("rate", "", "2", 0)]


def test_a_grid_is_read_row_by_row():
    text = f"When could it be done?\nAlpha\n☒ Now\n☐ Later\nBeta\n☐ Now\n☒ Later\n\n{HELP}\nOne login."
    (response,) = mailbox(written(text), survey=asked("  - {id: help", GRID)).taken.responses
    assert response.closed == (("when", "a", "now", 0), ("when", "b", "later", 0))
