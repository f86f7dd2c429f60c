"""Sending the letters that wait, over SMTP as EMAIL_URL says."""

import datetime as dt
import hashlib
import smtplib
from collections.abc import Iterator
from email.utils import parseaddr
from itertools import islice

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from pipeline.store import outgoing, subscribers
from pipeline.store.outgoing import Letter
from pipeline.web import logs

_AT_ONCE = 200
# What makes trying again useless: the address or the words are refused, whoever is asked.
_FOR_GOOD = (ValueError, UnicodeError)


def send_due(now: dt.datetime) -> int:
    """Send what is due, over one connection; return how many went out."""
    with_letters = islice(_claimed(now), _AT_ONCE)
    connection: BaseEmailBackend = get_connection()
    try:
        return sum(_send(letter, connection, now) for letter in with_letters)
    finally:
        connection.close()


def _claimed(now: dt.datetime) -> Iterator[Letter]:
    while letter := outgoing.claim(now):
        yield letter


def _send(letter: Letter, connection: BaseEmailBackend, now: dt.datetime) -> bool:
    leaves = leave_address(letter)
    if letter.kind == subscribers.NEWS and not leaves:
        outgoing.drop(letter)
        return False
    try:
        composed(letter, leaves, connection).send()
    except (OSError, *_FOR_GOOD) as error:
        logs.fail("a letter could not be sent", error)
        outgoing.not_sent(letter, _reason(error), now, for_good=_useless(error))
        return False
    outgoing.sent(letter, now)
    return True


def leave_address(letter: Letter) -> str:
    """Where a subscriber leaves the list: the last part of a letter's key says whose it is; empty if they have left."""
    id = letter.key.rpartition("/")[2]
    if letter.kind != subscribers.NEWS or not id.isdecimal():
        return ""
    token = subscribers.token_by_id(int(id))
    return settings.PUBLIC_ADDRESS + reverse("news:leave", args=[token]) if token else ""


def composed(letter: Letter, leaves: str, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """A letter as plain text, with a number that stays the same if it must be sent again."""
    home = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    number = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{number}@{home}>", "Auto-Submitted": "auto-generated"}
    body = letter.body
    if leaves:
        headers |= {"List-Unsubscribe": f"<{leaves}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        body = f"{body}\n\nTo get no more of these letters, open this page: {leaves}\n"
    return EmailMessage(
        subject=letter.subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        connection=connection,
        headers=headers,
    )


def _reason(error: Exception) -> str:
    """The kind of a failure and the code of the mail server, without its words: those repeat the address."""
    code = _code(error)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((int(code) for code, _ in error.recipients.values()), 0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _useless(error: Exception) -> bool:
    refused = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return isinstance(error, _FOR_GOOD) or (refused and _code(error) >= 500)
