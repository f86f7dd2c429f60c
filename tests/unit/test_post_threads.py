"""A mailbox as a whole: each person's own words count once, whoever quotes or passes them on."""

from email.message import EmailMessage

import pytest
from mails import TEAM, alone, answers, asked, kinds, mailbox, written

from pipeline.collect.post.reading import read_mailbox
from pipeline.posting import left_of

ASKED = "Please tell us what you think of the systems you use each day, and what would make them better."
SAID = "The logins are slow every day and the cards fail each morning."
AGREED = "I agree with every word of it, and the printers fail too."


def left(text):
    return " ".join(left_of(text).split())


def invitation(**more):
    return written(ASKED, sender=f"Team <{TEAM}>", to="rhian@pharmacy.example", id="<asked@survey.example>", **more)


def reply(text, **more):
    return written(text, subject="Re: Our feedback", In_Reply_To="<asked@survey.example>", **more)


def attached(outer: EmailMessage, inner: EmailMessage) -> EmailMessage:
    outer.add_attachment(inner)
    return outer


def test_a_quote_without_any_sign_is_found_by_the_message_it_was_taken_from():
    read = mailbox(invitation(), reply(f"{ASKED}\n\n{SAID}"))
    assert left(answers(read)[1]["more"]) == SAID


def test_answers_written_into_a_quoted_message_are_their_writers():
    asked = ASKED + "\n\nIs it slow on some days of the week?\n\nIs it safe to use for everybody?\n"
    head = f"From: Team <{TEAM}>\nSent: 15 June 2020 10:12\nTo: Rhian\nSubject: Our feedback"
    text = (
        f"Answers below.\n\n{head}\n\n{ASKED}\n\nIs it slow on some days of the week?\nYes, each Monday morning.\n\n"
        "Is it safe to use for everybody?\nMostly it is.\n"
    )
    message = written(asked, sender=f"Team <{TEAM}>", to="rhian@pharmacy.example", id="<asked@survey.example>")
    told = left(answers(mailbox(message, reply(text)))[1]["more"])
    assert told == "Answers below. Yes, each Monday morning. Mostly it is."


def test_two_letters_of_one_title_and_the_same_words_both_count():
    one = written(SAID, subject="Re: Our letter")
    two = written(SAID, subject="Re: Our letter", sender="Dai <dai@pharmacy.example>", id="<two@pharmacy.example>")
    assert kinds(mailbox(one, two)) == ["taken", "taken"]


def test_a_message_twice_in_a_mailbox_is_a_copy():
    read = mailbox(written(), written(), written(SAID, id="<two@pharmacy.example>"))
    assert kinds(read) == ["taken", "copy", "taken"]
    assert read.account.sum() == "3 messages = 2 responses + 1 copies"


def test_two_messages_that_share_an_id_by_a_programs_fault_are_both_taken():
    read = mailbox(written(SAID), written(AGREED))
    assert kinds(read) == ["taken", "taken"]
    assert len({response.id for response in read.taken.responses}) == 2


def test_a_forwarded_message_counts_for_who_wrote_it():
    text = (
        f"FYI\n\n---------- Forwarded message ---------\nFrom: Dai <dai@pharmacy.example>\n"
        f"Date: Mon, 15 Jun 2020 09:23:47 +0100\nSubject: Our feedback\nTo: Rhian <rhian@pharmacy.example>\n\n{SAID}\n"
    )
    read = mailbox(written(text, subject="Fwd: Our feedback"))
    assert kinds(read) == ["empty", "taken"]
    (response,) = read.taken.responses
    assert response.sender == "dai@pharmacy.example"
    assert response.submitted_at == "2020-06-15T08:23:47Z"
    assert response.answers == {"more": SAID}


def test_a_forwarded_message_counts_for_who_wrote_it_in_whatever_order_its_head_is():
    text = (
        "FYI\n\n---------- Forwarded message ---------\nDate: Mon, 15 Jun 2020 09:23:47 +0100\nMessage-ID: <x@y>\n"
        "Subject: Our feedback\nFrom: Dai <dai@pharmacy.example>\nTo: Rhian <rhian@pharmacy.example>\n"
        f"Cc: A <a@pharmacy.example>, B <\nb@pharmacy.example>\n\n\n{SAID}\n"
    )
    (response,) = mailbox(written(text, subject="Fwd: Our feedback")).taken.responses
    assert response.sender == "dai@pharmacy.example"
    assert response.answers == {"more": SAID}


MARKED = {
    "below a divider": "FYI\n\nBegin forwarded message:\n\n> From: Dai <dai@pharmacy.example>\n"
    f"> Date: 15 June 2020\n> Subject: Our feedback\n> \n> {SAID}\n>\n> > {ASKED}\n",
    "all of it": "> Begin forwarded message:\n>\n> From: Dai <dai@pharmacy.example>\n> Subject: Our feedback\n"
    f">\n> {SAID}\n",
    "by who wrote it": f"FYI\n\nOn 15 June 2020, Dai <dai@pharmacy.example> wrote:\n> {SAID}\n",
}


@pytest.mark.parametrize("name", MARKED)
def test_a_message_forwarded_with_signs_for_a_quote_counts_for_who_wrote_it(name):
    (response,) = mailbox(written(MARKED[name], subject="Fwd: Our feedback")).taken.responses
    assert response.sender == "dai@pharmacy.example"
    assert left(response.answers["more"]) == SAID


def test_what_the_forwarder_says_counts_for_the_forwarder():
    text = (
        f"{AGREED}\n\n---------- Forwarded message ---------\nFrom: Dai <dai@pharmacy.example>\n"
        f"Date: Mon, 15 Jun 2020 09:23:47 +0100\nSubject: Our feedback\nTo: Rhian <rhian@pharmacy.example>\n\n{SAID}\n"
    )
    read = mailbox(written(text, subject="Fwd: Our feedback"))
    told = [(response.sender, left(response.answers["more"])) for response in read.taken.responses]
    assert told == [("rhian@pharmacy.example", AGREED), ("dai@pharmacy.example", SAID)]


def test_a_message_forwarded_whole_is_the_one_in_the_mailbox():
    inner = written(SAID, sender="Dai <dai@pharmacy.example>", id="<dai@pharmacy.example>")
    outer = attached(written("See the message with this.", subject="Fwd: Our feedback"), inner)
    assert kinds(mailbox(outer)) == ["taken", "taken"]
    assert kinds(mailbox(inner, outer)) == ["taken", "taken", "copy"]


def test_a_forward_of_words_in_the_mailbox_is_a_copy():
    inner = written(SAID, sender="Dai <dai@pharmacy.example>", id="<dai@pharmacy.example>")
    text = (
        f"FYI\n\n---------- Forwarded message ---------\nFrom: Dai <dai@pharmacy.example>\nDate: 15 Jun 2020\n"
        f"Subject: Our feedback\n\n{SAID}\n"
    )
    assert kinds(mailbox(inner, written(text, subject="Fwd: Our feedback"))) == ["taken", "empty", "copy"]


def test_an_invitation_sent_back_is_no_answer_of_who_sent_it():
    text = f"{SAID}\n\nFrom: Team <{TEAM}>\nSent: 15 June 2020\nTo: Rhian\nSubject: Our feedback\n\n{ASKED}"
    read = mailbox(written(text, subject="FW: Our feedback"))
    assert kinds(read) == ["taken"]
    assert left(answers(read)[0]["more"]) == SAID


def test_what_the_mailbox_itself_sent_is_no_answer():
    came = [
        written(SAID, id=f"<{n}@pharmacy.example>", sender=f"Person <p{n}@pharmacy.example>", subject=f"Letter {n}")
        for n in range(5)
    ]
    sent = written("Thank you for your letter.", sender=TEAM, to="p1@pharmacy.example", id="<sent@survey.example>")
    assert kinds(mailbox(*came, sent)) == ["taken"] * 5 + ["sent"]
    assert kinds(mailbox(came[0], sent)) == ["taken", "taken"]


def test_the_sender_is_read_from_the_address_and_never_stands_in_an_answer():
    mail = alone(written(SAID, sender="=?utf-8?q?Rh=C3=AEan=2C_Made_Up?= <Rhian@Pharmacy.Example>"))
    assert mail.sender == "rhian@pharmacy.example"
    assert "Rhîan" in mail.named
    (told,) = answers(mailbox(written(SAID)))
    assert told == {"more": SAID}


def test_a_list_or_a_web_form_stands_before_the_person_who_wrote():
    by_form = written(SAID, sender="Website <no-reply@survey.example>", Reply_To="Dai <dai@pharmacy.example>")
    by_list = written(SAID, sender=f"Dai via Team <{TEAM}>", Reply_To=f"Dai <dai@pharmacy.example>, {TEAM}")
    assert alone(by_form).sender == alone(by_list).sender == "dai@pharmacy.example"
    assert alone(written(SAID, Reply_To="office@pharmacy.example")).sender == "rhian@pharmacy.example"


def test_a_list_that_shows_nobody_behind_it_loses_no_message():
    came = [written(f"{SAID} {n}", id=f"<{n}@x.example>", sender=TEAM, subject=f"Letter {n}") for n in range(5)]
    assert kinds(mailbox(*came)) == ["taken"] * 5


@pytest.mark.parametrize("id", ["<one@pharmacy.example>", ""])
def test_a_message_saved_alone_and_in_a_mailbox_is_one(id):
    message = written(f"{SAID}  \n\nFrom now on we wait.\n", id=id)
    (boxed,) = mailbox(message).taken.responses
    lone = read_mailbox([alone(message)], asked(), "one.eml", "0", left_of).taken.responses[0]
    assert (lone.id, lone.raw, lone.answers) == (boxed.id, boxed.raw, boxed.answers)


def test_a_form_filled_in_below_an_invitation_of_this_mailbox_is_read_without_the_invitation():
    form = (
        "What one thing would help you most?\n{}\nWhat gets in the way today?\n{}\n"
        "Please send it by Friday, and thank you."
    )
    asking = written(f"{ASKED}\n\n{form.format('', '')}", sender=f"Team <{TEAM}>", id="<asked@survey.example>")
    head = f"From: Team <{TEAM}>\nSent: 15 June 2020 10:12\nTo: Rhian\nSubject: Our feedback"
    text = f"{head}\n\n{ASKED}\n\n{form.format('One login for all of it.', 'The cards fail.')}"
    read = mailbox(asking, reply(text))
    assert answers(read)[-1] == {"help": "One login for all of it.", "barrier": "The cards fail."}
