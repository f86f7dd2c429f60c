"""Whose words a reply holds: however a mail program quotes, only the sender's own are left after cleaning."""

import pytest
from mails import answers, kinds, mailbox, written

from pipeline.posting import left_of

ASKED = "What would help you most? Please tell us by Friday what you think of the systems."
HERE = "We want one login for everything."
TEAM = "The Team <feedback@survey.example>"

STYLES = {
    "gmail": f"{HERE}\n\nOn Mon, 15 Jun 2020 at 10:12, {TEAM} wrote:\n\n> {ASKED}\n>\n> Regards\n> Team\n",
    "gmail broken": f"{HERE}\n\nOn Mon, 15 Jun 2020 at 10:12, The Team of the Survey\n"
    f"<feedback@survey.example> wrote:\n> {ASKED}\n",
    "outlook": f"{HERE}\n\nFrom: {TEAM}\nSent: 15 June 2020 10:12\nTo: Rhian\nSubject: Survey\n\n{ASKED}\nRegards",
    "outlook of old": f"{HERE}\n\n-----Original Message-----\nFrom: The Team [mailto:feedback@survey.example]\n"
    f"Sent: 15 June 2020 10:12\nTo: Rhian\nSubject: Survey\n\n{ASKED}",
    "outlook on a telephone": f"{HERE}\n\nGet Outlook for iOS\n________________________________\nFrom: {TEAM}\n"
    f"Sent: Monday, June 15, 2020 10:12:04 AM\nTo: Rhian\nSubject: Survey\n\n{ASKED}",
    "outlook in German": f"{HERE}\n\nVon: Das Team <feedback@survey.example>\nGesendet: Montag, 15. Juni 2020 10:12\n"
    f"An: Rhian\nBetreff: Umfrage\n\n{ASKED}",
    "outlook in Welsh": f"{HERE}\n\nOddi wrth: Y Tîm <feedback@survey.example>\nAnfonwyd: 15 Mehefin 2020 10:12\n"
    f"At: Rhian\nPwnc: Arolwg\n\n{ASKED}",
    "german": f"{HERE}\n\nAm Mo., 15. Juni 2020 um 10:12 Uhr schrieb Das Team <feedback@survey.example>:\n\n> {ASKED}",
    "german short": f"{HERE}\n\nAm 15.06.20 um 10:12 schrieb Das Team:\n> {ASKED}",
    "welsh": f"{HERE}\n\nAr Llun, 15 Meh 2020 am 10:12, ysgrifennodd Y Tîm <feedback@survey.example>:\n> {ASKED}",
    "apple": f"{HERE}\n\nSent from my iPhone\n\n> On 15 Jun 2020, at 10:12, {TEAM} wrote:\n> \n> {ASKED}\n",
    "android": f"{HERE}\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: {TEAM}\n"
    f"Date: 15/06/2020 10:12 (GMT+00:00)\nTo: Rhian\nSubject: Survey\n\n{ASKED}",
    "lotus": f"{HERE}\n\n\nThe Team/Survey wrote on 15/06/2020 10:12:04:\n\n> {ASKED}\n",
    "lotus with a head": f"{HERE}\n\n\n\nFrom:\tThe Team/Survey\nTo:\tRhian/Pharmacy\nDate:\t15/06/2020 10:12\n"
    f"Subject:\tSurvey\n\n\n\n{ASKED}",
    "yahoo": f"{HERE}\n\nOn Monday, 15 June 2020, 10:12:04 BST, {TEAM} wrote: \n\n{ASKED}",
    "zoho": f"{HERE}\n\n---- On Mon, 15 Jun 2020 10:12:50 +0100 feedback@survey.example wrote ----\n\n{ASKED}",
    "without a verb": f'{HERE}\n\n15.06.2020, 10:12, "The Team" <feedback@survey.example>:\n\n{ASKED}',
    "by a preposition": f"{HERE}\n\nMonday, 15 June 2020, 10:12 AM +0100 from {TEAM}:\n\n{ASKED}",
    "outlook with a broken sender": f"{HERE}\n\nFrom: The Team of the Survey \n<a-very-long-name+1@survey.example> \n"
    f"Sent: Monday, June 15, 2020 10:12 AM\nTo: Rhian <rhian@pharmacy.example>\nSubject: Survey\n\n{ASKED}",
    "outlook in Portuguese": f"{HERE}\n\nDe: feedback@survey.example\n"
    f"Enviada em: segunda-feira, 15 de junho de 2020 10:12\nPara: rhian@pharmacy.example\nAssunto: Survey\n\n{ASKED}",
    "android in Danish": f"{HERE}\n\n-------- Oprindelig besked --------\nFra: {TEAM}\nDato: 15.06.2020  10.12\n"
    f"Til: rhian@pharmacy.example\nEmne: Survey\n\n{ASKED}",
    "a signature as it should be": f"{HERE}\n\n-- \nour counter is open until nine and \nwe deliver to your door\n\n"
    f"On Mon, 15 Jun 2020 at 10:12, {TEAM} wrote:\n> {ASKED}",
    "initials": f" TM> What would help you most? Please\n TM> tell us by Friday.\n\n{HERE}",
    "answer below": f"On 15 June 2020, {TEAM} wrote:\n> {ASKED}\n\n{HERE}",
    "a thread of three": f"{HERE}\n\nOn Mon, 15 Jun 2020 at 10:12, {TEAM} wrote:\n> Thank you for these thoughts.\n>\n"
    f"> On Sun, 14 Jun 2020 at 9:02, Rhian wrote:\n>> The cards fail every morning.\n>>> {ASKED}\n",
}


def left(text):
    """What cleaning leaves of an answer, on one line."""
    return " ".join(left_of(text).split())


@pytest.mark.parametrize("style", STYLES)
def test_a_reply_is_its_senders_words_alone(style):
    read = mailbox(written(STYLES[style], subject="Re: Survey", In_Reply_To="<asked@survey.example>"))
    (told,) = answers(read)
    assert set(told) == {"more"}
    assert left(told["more"]) == HERE


BROKEN = ("answer below", "a thread of three", "initials")


@pytest.mark.parametrize("style", [name for name in STYLES if name not in BROKEN])
def test_what_was_quoted_is_kept_in_the_answer_for_cleaning_to_show(style):
    """Only where cleaning would let a quote stand does it stay out of the answer; the cells hold all of it."""
    (response,) = mailbox(written(STYLES[style], subject="Re: Survey")).taken.responses
    assert ASKED in response.raw["Text"]
    assert ("> > What would help" in response.answers["more"]) or response.answers["more"] == HERE


def test_answers_between_quoted_questions_stay():
    text = f"On 15 June 2020, {TEAM} wrote:\n> Is it slow?\n\nYes, on Mondays.\n\n> Is it safe?\n\nMostly it is.\n"
    (told,) = answers(mailbox(written(text, subject="Re: Survey")))
    assert left(told["more"]) == "Yes, on Mondays. Mostly it is."


def test_the_end_of_a_quoted_line_that_was_broken_on_the_way_is_quoted_too():
    text = (
        f"{HERE}\n\nOn 15 June 2020, {TEAM} wrote:\n> Please tell us by Friday what you think of all of the systems "
        "in your\npharmacy and of those that you use at home.\n> Thank you.\n"
    )
    (told,) = answers(mailbox(written(text, subject="Re: Survey")))
    assert left(told["more"]) == HERE


def test_an_answer_in_small_letters_below_a_whole_question_stays():
    text = (
        f"On 15 June 2020, {TEAM} wrote:\n> What do you think of the systems that you have to use in your pharmacy?\n"
        "not much, they are all too slow\n> And what would help you most?\none login for everything\n"
    )
    (told,) = answers(mailbox(written(text, subject="Re: Survey")))
    assert left(told["more"]) == "not much, they are all too slow one login for everything"


def test_more_than_a_signature_below_its_mark_stays():
    text = f"{HERE}\n\n-- \n" + "".join(f"Our point {number} is that it is slow.\n" for number in range(20))
    assert "Our point 19" in left(next(iter(answers(mailbox(written(text)))[0].values())))


def test_a_postscript_below_a_signature_stays():
    text = f"{HERE}\n\n-- \nour counter is open until nine\n\nPS The cards fail every morning.\n"
    (told,) = answers(mailbox(written(text)))
    assert left(told["more"]) == f"{HERE} PS The cards fail every morning."


def test_quotes_of_a_page_are_told_from_its_words():
    page = (
        f"<html><body><p>{HERE}</p><div>Am 15.06.20 schrieb Das Team:<blockquote type='cite'><p>{ASKED}</p>"
        "</blockquote></div></body></html>"
    )
    (told,) = answers(mailbox(written(" ", html=page, subject="Re: Survey")))
    assert left(told["more"]) == HERE


PAGES = {
    "outlook": f"<p class=MsoNormal>{HERE}<o:p></o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
    f"<p class=MsoNormal><b>From:</b> The Team &lt;feedback@survey.example&gt;<br><b>Sent:</b> 15 June 2020 10:12<br>"
    f"<b>To:</b> Rhian<br><b>Subject:</b> Survey</p></div><p class=MsoNormal>{ASKED}</p>",
    "gmail": f"<div dir=ltr>{HERE}</div><br><div class=gmail_quote><div dir=ltr class=gmail_attr>On Mon, 15 Jun 2020 "
    f"at 10:12, The Team &lt;<a href='mailto:t@survey.example'>t@survey.example</a>&gt; wrote:<br></div>"
    f"<blockquote class=gmail_quote style='margin:0'><div>{ASKED}</div></blockquote></div>",
    "outlook on a telephone, in a language not known": f"<div dir=ltr>{HERE}</div><div "
    "id=mail-editor-reference-message-container><hr><div id=divRplyFwdMsg><b>Kimden:</b> The Team<br><b>Tarih:</b> "
    f"15 Haziran 2020</div><div>{ASKED}</div></div>",
    "yahoo": f"<div>{HERE}</div><div id=yahoo_quoted_1 class=yahoo_quoted><div>15 Haziran 2020 The Team:</div>"
    f"<div>{ASKED}</div></div>",
    "apple": f"<body>{HERE}<br><div><blockquote type=cite><div>On 15 Jun 2020, at 10:12, The Team wrote:</div><br>"
    f"<div>{ASKED}</div></blockquote></div></body>",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_mail_program_is_its_senders_words_alone(name):
    message = written(" ", html=f"<html><head><style>p{{}}</style></head>{PAGES[name]}</html>", subject="Re: Survey")
    (told,) = answers(mailbox(message))
    assert left(told["more"]) == HERE


def test_more_than_is_no_quote():
    text = "We scan\n> 50 items a day on paper.\nThat is too many."
    (told,) = answers(mailbox(written(text)))
    assert told["more"] == text


def test_a_reply_that_adds_nothing_is_told_and_not_taken():
    text = f"On 15 June 2020, {TEAM} wrote:\n> {ASKED}\n"
    read = mailbox(written(text, subject="Re: Survey"))
    assert kinds(read) == ["empty"]
    assert "open it if you expected an answer" in str(read.account)


def test_a_signature_above_a_quote_is_no_answer():
    text = f"Kind regards\nRhian\n\nOn Mon, 15 Jun 2020 at 10:12, {TEAM} wrote:\n> {ASKED}\n"
    assert kinds(mailbox(written(text, subject="Re: Survey"))) == ["empty"]
