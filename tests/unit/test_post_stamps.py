"""What lists, scanners and mail servers put around a person's words, and messages that hold none."""

import pytest
from mails import alone, answers, asked, kinds, mailbox, written

from pipeline.posting import left_of

SAID = "The logins are slow every day, and our smartcards fail twice a week at the counter."
WHOLE = asked("columns: {}", "columns: {email: more}")
BELOW = {
    "mailman": "_______________________________________________\npharmacy-it mailing list\npharmacy-it@lists.example\n"
    "https://lists.example/mailman/listinfo/pharmacy-it",
    "mailman 3": "_______________________________________________\nit mailing list -- it@lists.example\n"
    "To unsubscribe send an email to it-leave@lists.example",
    "a group": "-- \nYou received this message because you are subscribed to the group.\nTo unsubscribe from this "
    "group and stop receiving emails from it, send an email to it@groups.example.",
    "listserv": "########################################################################\n\nTo unsubscribe from "
    "the PHARMACY list, click the following link:\nhttps://lists.example/cgi-bin/wa?x\n\nThis message was issued",
    "groups of links": "-=-=-=-=-=-=-=-=-=-=-=-\nYou receive all messages sent to this group.\nUnsubscribe: "
    "https://groups.example/unsub",
    "an archive": "-------------- next part --------------\nA non-text attachment was scrubbed...\nName: none\n"
    "Type: application/pgp-signature\nSize: 834 bytes\nDesc: not available\nURL: <https://lists.example/a.pgp>",
    "a scanner": "-- \nThis message has been scanned for viruses and\ndangerous content by a scanner, and is\nbelieved "
    "to be clean.",
}  # fmt: skip
ABOVE = "[You don't often get email from rhian@pharmacy.example. Learn why this is important at https://aka.example/L ]"


@pytest.mark.parametrize("name", BELOW)
@pytest.mark.parametrize("signed", ["", "\n\nKind regards,\nRhian"])
def test_what_a_list_or_a_scanner_put_below_is_not_the_senders(name: str, signed: str) -> None:
    assert alone(written(f"{SAID}{signed}\n\n{BELOW[name]}\n")).own == SAID + signed
    assert BELOW[name].split("\n")[1].strip() in alone(written(f"{SAID}{signed}\n\n{BELOW[name]}\n")).text


def test_footers_that_stand_below_one_another_are_all_known() -> None:
    assert alone(written(f"{SAID}\n\n{BELOW['mailman']}\n\n{BELOW['a scanner']}\n")).own == SAID


def test_a_warning_that_a_server_put_above_is_not_the_senders() -> None:
    assert alone(written(f"{ABOVE}\n\n{SAID}\n")).own == SAID
    assert ABOVE in alone(written(f"{ABOVE}\n{SAID}\n")).text
    assert alone(written(f"{ABOVE}\n{SAID}\n")).own == SAID


@pytest.mark.parametrize("long", [1, 20])
@pytest.mark.parametrize("name", BELOW)
def test_cleaning_sets_aside_what_was_put_around_the_words(name: str, long: int) -> None:
    said = "\n\n".join([SAID] * long)
    (answer,) = answers(mailbox(written(f"{ABOVE}\n\n{said}\n\n{BELOW[name]}\n"), survey=WHOLE))[0].values()
    assert left_of(answer).strip() == said


@pytest.mark.parametrize(
    "text",
    [f"{SAID}\n\n-----\nPlease put me on your mailing list, and tell us when it is done.",
     f"My list:\n--\nTo unsubscribe from letters we do not want takes us an hour.\n\n{SAID}\n" + "More.\n" * 20,
     f"You don't often get an answer from us, but here it is.\n\n{SAID}"],
)  # fmt: skip
def test_what_a_person_wrote_below_a_rule_stays_theirs(text: str) -> None:
    assert alone(written(text)).own == text.strip()


def test_a_signature_below_a_quoted_question_is_no_answer_to_it() -> None:
    text = f"{SAID}\n\nOn Fri, 12 Jun 2020 at 16:04, Team <feedback@survey.example> wrote:\n\n> Dear colleague,\n>\n" \
        "> What one thing would help you most?\n>\n\n-- \nRhian Made-Up\nCorner Pharmacy\n"  # fmt: skip
    read = mailbox(written(text, subject="Re: Your views", In_Reply_To="<ask@survey.example>"), survey=WHOLE)
    assert [{id: left_of(told).strip() for id, told in each.items()} for each in answers(read)] == [{"more": SAID}]


@pytest.mark.parametrize("told", ["Thank you.", "None", "n/a", "5"])
def test_a_short_answer_below_a_question_stays_one(told: str) -> None:
    text = f"What one thing would help you most?\n{SAID}\n\nIs there anything else you would like to tell us?\n{told}\n"
    assert answers(mailbox(written(text)))[0]["more"] == told


@pytest.mark.parametrize(
    "told",
    ["Sent from my iPhone", "Anfonwyd o fy iPad", "Von meinem iPhone gesendet", "Envoyé de mon iPhone",
     "Sent with Airmail", "Sent from my cell, please excuse any typos.", "(sent from a phone)", "Get Outlook for iOS<https://aka.example/o>",
     "Sent from Mailbox\nSent from my Galaxy"],
)  # fmt: skip
def test_what_a_telephone_put_below_is_not_the_senders(told: str) -> None:
    assert alone(written(f"{SAID}\n\n{told}\n")).own == SAID
    quoted = f"{SAID}\n\n{told}\n\nOn Fri, 12 Jun 2020 at 16:04, Team <feedback@survey.example> wrote:\n> What else?\n"
    assert alone(written(quoted, subject="Re: x", In_Reply_To="<a@b>")).own == SAID
    between = alone(written(f"{quoted}\nNothing else.", subject="Re: x", In_Reply_To="<a@b>"))
    assert between.own.split() == [*SAID.split(), "Nothing", "else."]


@pytest.mark.parametrize(
    "text",
    [f"Sent from my phone\n\n{SAID}", f"{SAID} The scripts were\nsent from Windows machines",
     f"{SAID}\n\nSent from Outlook, prescriptions never arrive.", f"{SAID}\n\nGet Outlook for every pharmacy.",
     f"{SAID}\n\nSent from the hospital, discharge letters come as paper."],
)  # fmt: skip
def test_what_a_person_says_of_sending_stays_theirs(text: str) -> None:
    assert alone(written(text)).own == text


def test_a_recalled_message_is_nobodys_answer() -> None:
    assert kinds(mailbox(written("Rhian would like to recall the message.", subject="Recall: Our feedback"))) == [
        "automatic"
    ]


@pytest.mark.parametrize(("method", "kind"), [("REQUEST", "automatic"), ("CANCEL", "automatic"), ("REPLY", "taken")])
def test_an_invitation_is_nobodys_answer_and_words_with_a_reply_are(method: str, kind: str) -> None:
    message = written(f"{SAID}")
    message.add_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar", params={"method": method})
    assert kinds(mailbox(message, survey=WHOLE)) == [kind]


def test_a_reaction_is_nobodys_answer() -> None:
    message = written("Someone reacted to your message with a thumb.")
    message.add_alternative('{"emoji": "x", "version": 1}', subtype="vnd.google.email-reaction+json")
    assert kinds(mailbox(message, survey=WHOLE)) == ["automatic"]


def test_a_protected_message_is_told_and_its_wrapping_is_no_answer() -> None:
    message = written("Someone has sent you a protected message. Read the message.")
    message.add_attachment(b"x", "application", "x-microsoft-rpmsg-message", filename="message.rpmsg")
    read = mailbox(message, survey=WHOLE)
    assert kinds(read) == ["unreadable"]
    assert "is encrypted; open it in the mail program" in str(read.account)


def test_a_signed_packet_is_not_said_to_be_encrypted() -> None:
    message = written("x")
    message.set_content(b"x", "application", "pkcs7-mime", params={"smime-type": "signed-data"})
    assert "is packed into its signature; open it in the mail program" in str(mailbox(message).account)
