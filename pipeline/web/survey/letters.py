"""Letters a respondent asked for, by giving an address: the link to change what was sent, the link to come back by."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from pipeline.definitions.survey import Survey
from pipeline.store.limits import TooOftenError, within
from pipeline.store.outgoing import post, was_written
from pipeline.store.submissions import Sent
from pipeline.web.state import closes_at, ends_at
from pipeline.web.survey.words import day, grouped, until

# Letters of each kind to one address: nobody's letter box can be filled by forms begun again and again.
A_DAY = {"receipt": 20, "return": 10}
_DAY = 24 * 3600


def can_write() -> bool:
    """Whether letters are sent at all."""
    return bool(settings.EMAIL_CONFIGURED)


def absolute(request: HttpRequest, path: str) -> str:
    """A link that works in a letter and on paper: by the name that visitors type, where one was told."""
    return settings.PUBLIC_ADDRESS + path if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


def letter_of_receipt(survey: Survey, to: str, sent: Sent, link: str) -> None:
    """Write, in the transaction of the sending, the one letter that tells the reference and the link."""
    if not (to and can_write() and _allowed("receipt", to, sent.at)):
        return
    lines = (
        gettext("Thank you. We have received your answers to: %(title)s") % {"title": survey.title},
        gettext("Your reference is %(reference)s") % {"reference": grouped(sent.reference)},
        gettext("Here you can see or withdraw your answers at any time, and change them until %(until)s:")
        % {"until": until(ends_at(survey))},
        link,
        gettext("Who has this link can read and change your answers. Keep it to yourself."),
    )
    _write(_receipt(sent.reference), "receipt", to, gettext("Your answers were received"), lines, sent.at)


def letter_of_return(survey: Survey, to: str, draft: str, link: str, now: datetime) -> None:
    """Write the letter with the link by which somebody comes back to what they began; TooOftenError after many."""
    if not _allowed("return", to, now):
        raise TooOftenError("many letters were asked for to this address within a day; copy the link from the page")
    lines = (
        gettext("You began to answer: %(title)s") % {"title": survey.title},
        gettext("Go on where you stopped, on any computer, until %(day)s:") % {"day": day(closes_at(survey))},
        link,
        gettext("Who has this link can read and change your answers. Keep it to yourself."),
    )
    _write(
        f"return {draft} {now.isoformat()}", "return", to, gettext("Your link to come back to the survey"), lines, now
    )


def receipt_written(reference: str) -> bool:
    """Whether a letter about these answers was written, so that a page may say so."""
    return can_write() and was_written(_receipt(reference))


def _receipt(reference: str) -> str:
    return f"receipt {reference}"


def _allowed(kind: str, to: str, now: datetime) -> bool:
    return within(("letter to", kind, to.casefold()), A_DAY[kind], _DAY, now)


def _write(key: str, kind: str, to: str, subject: str, lines: tuple[str, ...], now: datetime) -> None:
    post(key, kind, to, subject, "\n\n".join(lines) + "\n", now)
