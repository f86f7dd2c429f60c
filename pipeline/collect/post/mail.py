"""One message as a record: who sent it, when, what it answers, whose words stand in it, and what could not be read."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import getaddresses, parsedate_to_datetime

from pipeline.collect.post.automatic import why_automatic
from pipeline.collect.post.body import Said, said_in
from pipeline.collect.post.charset import fit
from pipeline.collect.post.mime import Part, UnreadableError, cut
from pipeline.collect.post.quoting import Forwarded, Sorted, sort_lines
from pipeline.ids import digest

_ID = re.compile(r"<([^<>\s]{1,500})>")
_REPLY = re.compile(
    r"\s*(?:re|aw|sv|antw|antwort|odp|r|ynghylch|atb)\s{0,2}(?:\[\d{1,3}\])?\s{0,2}[:：]", re.IGNORECASE
)
_FORWARD = re.compile(r"\s*(?:fwd?|fw|wg|tr|rv|i|yml|doorst|vs)\s{0,2}(?:\[\d{1,3}\])?\s{0,2}[:：]", re.IGNORECASE)
_PREFIX = re.compile(rf"(?:{_REPLY.pattern}|{_FORWARD.pattern})+\s*", re.IGNORECASE)
_HEADER_FAULTS = (ValueError, IndexError, AttributeError, TypeError, OverflowError, RecursionError)
_NOBODY = re.compile(r"(?:no|do-?not|dont)[-_.]?reply|noreply|donotreply|www-data|wordpress|webmaster|forms?@")
_MOST_BYTES = 60_000_000
_DEEPEST = 5
_MOST_INSIDE = 200
_ADDRESSES = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_ID_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message of a mailbox, or one that stood inside another; `place` is where a person finds it again."""

    place: str
    id: str
    message_id: str = ""
    answers_to: tuple[str, ...] = ()
    sender: str = ""
    named: str = ""
    receivers: tuple[str, ...] = ()
    sent_at: str = ""
    subject: str = ""
    automatic: str = ""
    unreadable: str = ""
    text: str = ""
    sorted: Sorted = field(default_factory=lambda: Sorted(lines=()))
    attached: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_inside: bool = False

    @property
    def replies(self) -> bool:
        """Whether it answers another message."""
        return bool(self.answers_to or _REPLY.match(self.subject))

    @property
    def topic(self) -> str:
        """What it is about, without the prefixes of replies."""
        return _PREFIX.sub("", self.subject).strip().casefold()

    @property
    def own(self) -> str:
        """The sender's own words, those of files included."""
        return "\n\n".join(filter(None, (self.sorted.own, *self.attached)))


def _time(told: str) -> str:
    """A time of a header in UTC; empty where it is none or lies where no mail was sent."""
    try:
        found = parsedate_to_datetime(told)
        found = (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except _HEADER_FAULTS:
        return ""
    return found.strftime("%Y-%m-%dT%H:%M:%SZ") if 1990 <= found.year <= 2100 else ""


def _sent_at(message: Part) -> str:
    """When it was sent by its own account, else when the nearest server took it in."""
    received = [told.rpartition(";")[2].strip() for told in message.all("Received")]
    return next(filter(None, map(_time, (message.raw("Date"), *received[::-1]))), "")


def _addresses(told: tuple[str, ...]) -> tuple[str, ...]:
    try:
        found = [address for _, address in getaddresses([" ".join(each.split()) for each in told])]
    except _HEADER_FAULTS:
        found = []
    return tuple(dict.fromkeys(fit(each.strip().casefold()) for each in found if "@" in each))


def _receivers(message: Part) -> tuple[str, ...]:
    return _addresses(tuple(each for name in _ADDRESSES for each in message.all(name)))


def _sender(message: Part) -> str:
    """Who sent it; where a mailing list or a web form put its own address there, whom an answer would go to."""
    sender = next(iter(_addresses(message.all("From")) or _addresses(message.all("Sender"))), "")
    receivers = _receivers(message)
    if sender and sender not in receivers and not _NOBODY.match(sender):
        return sender
    behind = _addresses((*message.all("X-Original-From"), *message.all("Reply-To")))
    return next((each for each in behind if each not in receivers), sender)


def _answers_to(message: Part) -> tuple[str, ...]:
    """The messages it answers, the nearest first."""
    told = _ID.findall(" ".join((*message.all("References"), *message.all("In-Reply-To"))))
    return tuple(dict.fromkeys(map(fit, reversed(told))))


class _Reader:
    """Reads one message and those inside it."""

    def __init__(self) -> None:
        self._inside = 0

    def read(self, data: bytes, place: str, depth: int = 0) -> Iterator[Mail]:
        try:
            yield from self._readable(data, place, depth)
        except UnreadableError as error:
            yield Mail(place=place, id=_digest_of(data), unreadable=str(error), is_inside=depth > 0)

    def _readable(self, data: bytes, place: str, depth: int) -> Iterator[Mail]:
        if len(data) > _MOST_BYTES:
            raise UnreadableError("is larger than 60 MB; save its text and the files with it, and import these")
        message = cut(data)
        if not message.head.keys() and not message.body.strip():
            raise UnreadableError("is empty, without head or text; save it anew in the mail program")
        sender = _sender(message)
        automatic = why_automatic(message, sender)
        said = Said() if automatic else said_in(message)
        mail = _mail(message, said, place, data, inside=depth > 0, automatic=automatic)
        yield mail
        yield from _passed_on(mail, depth)
        for number, inside in enumerate(said.inside, 1):
            self._inside += 1
            within = f"{place}, message {number} inside it"
            if depth >= _DEEPEST or self._inside > _MOST_INSIDE:
                why = "lies deeper than any person forwards; save it as a file of its own"
                yield Mail(place=within, id=_digest_of(inside), unreadable=why, is_inside=True)
                return
            yield from self.read(inside, within, depth + 1)


def _digest_of(data: bytes) -> str:
    return digest("bytes", data.decode("latin-1"))[:_ID_LENGTH]


def _mail(message: Part, said: Said, place: str, data: bytes, *, inside: bool, automatic: str) -> Mail:
    found = _ID.search(message.raw("Message-ID"))
    subject = message.field("Subject")
    answers_to = _answers_to(message)
    replies = bool(answers_to or _REPLY.match(subject))
    message_id = fit(found[1]) if found else ""
    return Mail(
        place=place,
        id=digest("message", message_id)[:_ID_LENGTH]
        if message_id
        else _digest_of(data.replace(b"\r\n", b"\n").strip()),
        message_id=message_id,
        answers_to=answers_to,
        sender=_sender(message),
        named=message.field("From"),
        receivers=_receivers(message),
        sent_at=_sent_at(message),
        subject=subject,
        automatic=automatic,
        text=said.text.strip(),
        sorted=sort_lines(said.text, replies=replies, forwards=bool(_FORWARD.match(subject))),
        attached=tuple(text.strip() for text in said.attached if text.strip()),
        notes=tuple(said.notes),
        is_inside=inside,
    )


def _passed_on(mail: Mail, depth: int) -> Iterator[Mail]:
    """The message that was forwarded within the text of another, unless it only comes back to who sent it."""
    found = mail.sorted.forwarded
    if found is None or depth >= _DEEPEST:
        return
    if found.sender and found.sender.casefold() in mail.receivers:
        return
    inner = _from_text(mail, found)
    yield inner
    yield from _passed_on(inner, depth + 1)


def _from_text(mail: Mail, found: Forwarded) -> Mail:
    """A forwarded message as far as its head in the text tells of it; without an address nobody is named."""
    text = "\n".join(found.lines).strip()
    return Mail(
        place=f"{mail.place}, forwarded in it",
        id=digest("forwarded", mail.id, text)[:_ID_LENGTH],
        sender=found.sender.casefold(),
        named=found.sender,
        sent_at=_time(found.sent) or mail.sent_at,
        subject=_PREFIX.sub("", mail.subject),
        text=text,
        sorted=sort_lines(text, replies=True, forwards=False),
        is_inside=True,
    )


def unread(place: str, why: str) -> Mail:
    """A message that could not even be opened, so that it stands in the account."""
    return Mail(place=place, id=digest("unread", place)[:_ID_LENGTH], unreadable=why)


def read_mail(data: bytes, place: str) -> tuple[Mail, ...]:
    """A message and, after it, every message that stood inside it; nothing in the bytes raises an error."""
    return tuple(_Reader().read(data, place))
