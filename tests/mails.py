"""Made-up messages and mailboxes, for tests of e-mail as a channel."""

import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP

from pipeline.collect.post.mail import Mail, read_mail
from pipeline.collect.post.mailbox import messages_of
from pipeline.collect.post.reading import Mailbox, read_mailbox
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.posting import left_of

ASKED = f"""
format: 1
round: post
title: A round by post
illustrative: true
opens: 2020-06-01
closes: 2020-07-31
key: {"ab" * 32}
columns: {{}}
about:
  - {{id: type, title: Who you are, column: who, options: {{pharmacist: A pharmacist, supplier: A supplier}}}}
questions:
  - id: rate
    kind: rating
    text: How useful are your systems?
    column: rate
    options: {{"1": not at all, "2": somewhat, "3": very}}
  - {{id: help, kind: text, asks: help, text: "What one thing would help you most?", column: help}}
  - {{id: barrier, kind: text, asks: barrier, text: "What gets in the way today?", column: barrier}}
  - {{id: more, kind: text, text: "Is there anything else you would like to tell us?", column: more}}
"""
TEAM = "feedback@survey.example"


def asked(old: str = "", new: str = "") -> Survey:
    """The round by post, with one piece of its definition put another way."""
    assert old in ASKED
    return parse_survey(ASKED.replace(old, new) if old else ASKED, "survey.yml", "post")


def written(
    text: str = "The logins are slow every day.",
    *,
    sender: str = "Rhian Made-Up <rhian@pharmacy.example>",
    to: str = TEAM,
    subject: str = "Our feedback",
    date: str = "Mon, 15 Jun 2020 09:23:47 +0100",
    id: str = "<one@pharmacy.example>",
    html: str = "",
    **fields: str,
) -> EmailMessage:
    """One message; `fields` are more of its header, underscores for hyphens."""
    message = EmailMessage(policy=SMTP)
    told = {"From": sender, "To": to, "Subject": subject, "Date": date, "Message-ID": id}
    told |= {name.replace("_", "-"): value for name, value in fields.items()}
    for name, value in told.items():
        if value:
            message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def mbox(*messages: EmailMessage | bytes) -> bytes:
    """Messages as one mailbox."""
    told = []
    for message in messages:
        data = (message if isinstance(message, bytes) else message.as_bytes()).replace(b"\r\n", b"\n")
        told.append(b"From someone@mail.example Mon Jun 15 09:23:47 2020\n" + re.sub(rb"\n(>*From )", rb"\n>\1", data))
    return b"\n\n".join(told) + b"\n"


def mails_of(data: bytes) -> tuple[Mail, ...]:
    """Every message of a mailbox's bytes."""
    pieces = messages_of(data, "post.mbox")
    return tuple(mail for n, piece in enumerate(pieces, 1) for mail in read_mail(piece, f"message {n}"))


def mailbox(*messages: EmailMessage | bytes, survey: Survey | None = None) -> Mailbox:
    """Messages as a mailbox that was read for the round by post."""
    return read_mailbox(mails_of(mbox(*messages)), survey or asked(), "post.mbox", "0" * 64, left_of)


def alone(message: EmailMessage | bytes) -> Mail:
    """A message read by itself."""
    data = message if isinstance(message, bytes) else message.as_bytes()
    return read_mail(data, "the message")[0]


def answers(read: Mailbox) -> Sequence[Mapping[str, str]]:
    """The answers of each response."""
    return [response.answers for response in read.taken.responses]


def kinds(read: Mailbox) -> list[str]:
    """What became of each message."""
    return [outcome.kind for outcome in read.account.outcomes]
