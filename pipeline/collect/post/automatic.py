"""Messages that no person wrote for us: bounces, receipts, automatic replies and answers to invitations."""

import re
from collections.abc import Iterator

from pipeline.collect.post.mime import Part

_SUBJECT = re.compile(
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office(?: reply)?|undeliverable"
    r"|undelivered mail returned to sender|delivery status notification|mail delivery failed|returned mail|delivery has"
    r" failed|(?:message )?recall(?:ed)?|read|not read|gelesen|automatische antwort|abwesenheitsnotiz|abwesend"
    r"|unzustellbar"
    r"|ateb awtomatig|ymateb awtomatig|allan o'r swyddfa|réponse automatique|respuesta automática)\s{0,3}(?:[:：(]|$)",
    re.IGNORECASE,
)
_MACHINE = re.compile(r"<?(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_REPLY_FIELDS = ("X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Auto-Reply-From", "X-Failed-Recipients")


def _parts(part: Part) -> Iterator[Part]:
    yield part
    for each in part.parts:
        yield from _parts(each)


def _by_machine(message: Part) -> str:
    """What a part of it says that nobody wrote it as a letter: an invitation, a thumb set under a message."""
    for part in _parts(message):
        if part.kind == "text/calendar" and part.parameter("method").casefold() in ("request", "cancel"):
            return "invitation"
        if part.kind == "text/vnd.google.email-reaction+json":
            return "reaction to a message"
    return ""


def why_automatic(message: Part, sender: str) -> str:
    """What kind of automatic message it is, by RFC 3834 and what mail programs did before it; empty for a person's."""
    if message.kind == "multipart/report" or message.field("X-Failed-Recipients"):
        return "delivery report or read receipt"
    told = message.field("Auto-Submitted").casefold()
    precedence = message.field("Precedence").casefold()
    if told.split(";")[0].strip() not in ("", "no") or precedence in ("auto_reply", "auto-reply"):
        return "automatic reply"
    if any(message.field(name) for name in _REPLY_FIELDS):
        return "automatic reply"
    if _MACHINE.search(sender) or message.field("Return-Path").strip() == "<>":
        return "delivery report or automatic reply"
    if message.kind == "text/calendar" or "calendar" in message.field("Content-Class"):
        return "answer to an invitation"
    return _by_machine(message) or ("automatic reply" if _SUBJECT.match(message.field("Subject")) else "")
