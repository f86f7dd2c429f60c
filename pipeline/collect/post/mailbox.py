"""The messages of a file: one alone (.eml, .emlx) or a whole mailbox (.mbox), told by its bytes."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath

from pipeline.errors import Fault, InputError

MAIL_ENDINGS = (".eml", ".emlx", ".mbox", ".mbx", ".msg", ".pst", ".ost", ".oft")
_OUTLOOK = b"\xd0\xcf\x11\xe0"
_PACKED = b"!BDN"
_POSTMARK = re.compile(rb"From (?:\S[^\r\n]{0,200}\d\d:\d\d[^\r\n]{0,60}|-? ?)\r?\n(?=[!-9;-~]{1,80}:|>From )")
# Without a blank line before it, it must be whole: who, when to the second, and a field that mail begins with.
_SURE = re.compile(
    rb"From \S{1,200} {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [^\r\n]{4,20}\r?\n"
    rb"(?=(?:from|to|subject|date|received|return-path|message-id|delivered-to|mime-version|x-[a-z-]{2,40}):)",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"^content-length:[ \t]{0,9}(\d{1,12})\r?$", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"(?:\r?\n){0,3}(?:From |$)")
_NAMED = re.compile(rb"[!-9;-~]{1,80}:")
_FIELD = re.compile(rb"[!-9;-~]{1,80}:[ \t]?[^\r\n]{0,2000}(?:\r?\n[ \t][^\r\n]{0,2000}){0,50}\r?\n")
_OF_MAIL = re.compile(
    rb"(?:^|\n)(?:from|received|return-path|message-id|delivered-to|mime-version|x-[a-z-]{2,40}):", re.IGNORECASE
)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LENGTH_FIRST = re.compile(rb"\s{0,9}(\d{1,12})[ \t]{0,20}\r?\n(?=[!-9;-~]{1,80}:)")
_HEAD = 20_000
_OTHER_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json", ".jsonl", ".yml", ".html", ".htm")


def is_mail(name: str, bytes_of: Callable[[], bytes]) -> bool:
    """Whether a file holds e-mail, by its ending or, where that says nothing, by how its bytes begin."""
    ending = PurePath(name.casefold()).suffix
    if ending in MAIL_ENDINGS:
        return True
    if ending in _OTHER_ENDINGS:
        return False
    head = bytes_of()[:_HEAD]
    return bool(_POSTMARK.match(head) or (_FIELD.match(head) and len(_OF_MAIL.findall(head)) >= 2))


def _refuse(name: str, said: str) -> InputError:
    return InputError([Fault(name, 0, said)])


def _check(data: bytes, name: str) -> None:
    if not data.strip():
        raise _refuse(name, "is empty; save the messages anew in the mail program")
    if data.startswith(_PACKED):
        raise _refuse(name, "is a whole Outlook data file; in Outlook, save the messages as .eml, or export an .mbox")
    if data.startswith(_OUTLOOK):
        raise _refuse(
            name,
            "is a message in Outlook's own form; open it in Outlook and drag it to a folder of a mail program that "
            "saves .eml (new Outlook: Save as, .eml), or save it as text and send that to the mailbox",
        )


def _after_length(data: bytes, after: int) -> int:
    """Where a message ends whose head says how long it is, if the next one begins there; else its beginning."""
    # No head goes on behind a line that parts messages, or thousands of them would be gone through for each.
    parted = data.find(b"\nFrom ", after, after + _HEAD)
    blank = _BLANK.search(data, after, after + _HEAD if parted < 0 else parted)
    said = _LENGTH.search(data, after, blank.end()) if blank else None
    end = blank.end() + int(said[1]) if blank and said else after
    return end if after < end <= len(data) and _NEXT.match(data, end) else after


def _starts(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends that parts two messages; a header stands after it."""
    at = data.find(b"From ")
    while at >= 0:
        free = not at or data.endswith((b"\n\n", b"\n\r\n"), 0, at)
        found = (_POSTMARK if free else _SURE).match(data, at) if free or data.endswith(b"\n", 0, at) else None
        if found:
            yield at, found.end()
        at = data.find(b"From ", _after_length(data, found.end()) if found else at + 1)


def _of_mailbox(data: bytes) -> Iterator[bytes]:
    starts = list(_starts(data))
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for (_, after), end in zip(starts, ends, strict=True):
        piece = data[after:end]
        yield _ESCAPED.sub(rb"\1", piece) if b"\n>From " in piece or b"\n>>" in piece else piece


def messages_of(data: bytes, name: str) -> tuple[bytes, ...]:
    """Each message of a file as it was sent; raise InputError where the file is no mail or cannot be opened here."""
    _check(data, name)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if _POSTMARK.match(data.lstrip(b"\r\n")):
        return tuple(_of_mailbox(data.lstrip(b"\r\n")))
    if found := _LENGTH_FIRST.match(data):
        return (data[found.end() : found.end() + int(found[1])],)
    if not _NAMED.match(data.lstrip(b"\r\n")):
        said = "is no e-mail: it begins without a header field such as 'From:'; save the message as .eml"
        raise _refuse(name, said)
    return (data.lstrip(b"\r\n"),)
