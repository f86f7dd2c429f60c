"""The parts of a message: cut by their boundaries in one pass a level, with bounds on depth and number."""

import base64
import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value
from typing import TypeVar

from pipeline.collect.post.charset import header_text

# A message that people wrote was never seen with half of this; what machines make to harm has more.
_DEEPEST = 10
_MOST_PARTS = 500
_LONGEST_HEAD = 1_000_000
_LONGEST_FIELD = 8_000
# The head ends where a line is no field of it, which is right also where no blank line stands before the text.
_FIELDS = re.compile(rb"(?:(?:[!-9;-~]{1,200}[ \t]{0,9}:|[ \t]|>?From )[^\n]*(?:\n|$))*")
_BLANK = re.compile(rb"\r?\n")
# A text has a space or a point in every five or six letters; what strayed into base64 is far less.
_MOST_TYPED = 12
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_HEADER_FAULTS = (ValueError, IndexError, KeyError, AttributeError, TypeError, LookupError, RecursionError)

_T = TypeVar("_T")


class UnreadableError(Exception):
    """Why a message cannot be read, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: its head, the bytes below it as they came, and the parts these hold."""

    head: Message
    body: bytes
    parts: tuple["Part", ...] = ()

    @property
    def kind(self) -> str:
        """Its type, as text/plain; that of a part which says none, or says it wrongly, is text/plain too."""
        return _safely(self.head.get_content_type, "text/plain")

    def parameter(self, name: str) -> str:
        """A parameter of its type, empty where it has none."""
        told: object = _safely(lambda: self.head.get_param(name), None)
        return _safely(lambda: collapse_rfc2231_value(told), "") if isinstance(told, str | tuple) else ""

    @property
    def file(self) -> str:
        """The name of the file that it was; empty for what stands in the message itself."""
        return header_text(_safely(lambda: self.head.get_filename("") or "", ""))

    @property
    def is_attached(self) -> bool:
        """Whether it came as a file beside the message; some programs give the page that is the message a name too."""
        put = _safely(lambda: self.head.get_content_disposition() or "", "")
        return put == "attachment" or (bool(self.file) and not (put == "inline" and self.kind == "text/html"))

    def data(self) -> bytes:
        """Its bytes as they were before they were packed for the way."""
        how = self.field("Content-Transfer-Encoding").casefold()
        if how == "base64" and not _is_plain(self.body):
            return _from_base64(self.body)
        return quopri.decodestring(self.body) if how == "quoted-printable" else self.body

    def field(self, name: str) -> str:
        """The text of the first header field of a name, on one line; empty where it has none."""
        return header_text(self.raw(name))

    def raw(self, name: str) -> str:
        """The first header field of a name as it came; empty where it has none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every header field of a name as it came."""
        return tuple(map(str, self.head.get_all(name) or ()))


def _safely(read: Callable[[], _T], otherwise: _T) -> _T:
    """What the library reads of a header, or something usual where the header is more than it can bear."""
    try:
        return read()
    except _HEADER_FAULTS:
        return otherwise


def _is_plain(body: bytes) -> bool:
    """Whether bytes that are said to be base64 are a text as it was typed: packed letters have no spaces and points."""
    typed = body.count(b" ") + body.count(b".") + body.count(b",")
    return typed * _MOST_TYPED > len(body)


def _from_base64(body: bytes) -> bytes:
    """Base64 with whatever strayed into it left out, and as much as there is where it was cut off."""
    kept = _NO_BASE64.sub(b"", body)
    try:
        return base64.b64decode(kept[: len(kept) - (len(kept) % 4 == 1)] + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


def _head_of(data: bytes) -> Message:
    try:
        read = BytesHeaderParser().parsebytes(data[:_LONGEST_HEAD])
    except (MessageError, *_HEADER_FAULTS):
        return Message()
    head = Message()
    for name, value in read.raw_items():
        head.set_raw(name, str(value)[:_LONGEST_FIELD])
    return head


def _marks(body: bytes, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each line of a boundary starts and ends, and whether it is the closing one."""
    mark, at, seen = b"--" + boundary, -1, 0
    while (at := body.find(mark, at + 1)) >= 0:
        seen += 1
        if seen > 4 * _MOST_PARTS:
            raise UnreadableError(_too_many())
        end = body.find(b"\n", at)
        end = len(body) if end < 0 else end + 1
        rest = body[at + len(mark) : min(end, at + len(mark) + 80)].strip()
        if (not at or body[at - 1 : at] == b"\n") and rest in (b"", b"--"):
            yield at, end, rest == b"--"


def _too_many() -> str:
    return f"has more than {_MOST_PARTS} parts; open it in a mail program and save the text as a file of its own"


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands between the boundaries; to the end where the last one is missing."""
    pieces, after = [], -1
    for start, end, closes in _marks(body, boundary):
        if after >= 0:
            pieces.append(body[after:start].removesuffix(b"\n").removesuffix(b"\r"))
        after = end
        if closes:
            return pieces
    return [*pieces, body[after:]] if 0 <= after < len(body) else pieces


class _Cutter:
    """Cuts one message, counting its parts."""

    def __init__(self) -> None:
        self._parts = 0

    def cut(self, data: bytes, depth: int = 0) -> Part:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise UnreadableError(_too_many())
        if depth > _DEEPEST:
            raise UnreadableError("has parts in parts too deep to be a person's; save its text as a file of its own")
        part = _one(data)
        boundary = part.parameter("boundary").encode("utf-8", "surrogateescape")
        if not part.kind.startswith("multipart/") or not boundary:
            return part
        parts = tuple(self.cut(piece, depth + 1) for piece in _pieces(part.body, boundary))
        return Part(head=part.head, body=b"" if parts else part.body, parts=parts)


def _one(data: bytes) -> Part:
    fields = _FIELDS.match(data, 0, _LONGEST_HEAD)
    end = fields.end() if fields else 0
    blank = _BLANK.match(data, end)
    return Part(head=_head_of(data[:end]), body=data[blank.end() if blank else end :])


def cut(data: bytes) -> Part:
    """A message and its parts; raise UnreadableError where it has more of them than any person's message."""
    return _Cutter().cut(data)
