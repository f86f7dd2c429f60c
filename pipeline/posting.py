"""E-mail from its files: a message, a mailbox or a folder of messages, looked at first, then taken in whole."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.clean.mail import asides
from pipeline.clean.redact import redact
from pipeline.clean.repair import repair
from pipeline.collect.post.account import MailAccount
from pipeline.collect.post.mail import Mail, read_mail, unread
from pipeline.collect.post.mailbox import is_mail, messages_of
from pipeline.collect.post.reading import Mailbox, read_mailbox
from pipeline.collect.post.showing import preview_of
from pipeline.collect.preview import Preview
from pipeline.definitions.survey import Survey
from pipeline.errors import Fault, InputError
from pipeline.load import load_definitions
from pipeline.opening import open_round
from pipeline.place import Place, read_bytes, shown
from pipeline.progress import Progress
from pipeline.store import tables
from pipeline.store.records import Added

_MARK = re.compile(r"\[[A-Z_]{2,20}\]")
_MAILDIR = ("cur", "new")
# No greeting, signature and notice together are longer.
_LONG = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The messages of a file or a folder, with the digest of its bytes."""

    mails: tuple[Mail, ...]
    sha256: str


def mail_in(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that hold e-mail, in order, also where it is a Maildir; links and hidden files are not."""
    folders = [folder, *(folder / name for name in _MAILDIR if (folder / name).is_dir())]
    files = sorted(path for each in folders for path in each.iterdir())
    return tuple(path for path in files if not path.name.startswith(".") and not path.is_symlink() and _is_file(path))


def _is_file(path: Path) -> bool:
    return path.is_file() and is_mail(path.name, lambda: read_bytes(path))


def holds_mail(path: Path) -> bool:
    """Whether a file holds e-mail, or a folder files that do."""
    return bool(mail_in(path)) if path.is_dir() else _is_file(path)


def _messages(data: bytes, file: str) -> Iterator[Mail]:
    pieces = messages_of(data, file)
    for number, piece in enumerate(pieces, 1):
        yield from read_mail(piece, f"message {number}" if len(pieces) > 1 else "the message")


def _of_folder(folder: Path, files: tuple[Path, ...]) -> Iterator[Mail]:
    """The messages of every file of a folder; a file that is refused is one message that could not be read."""
    for file in files:
        name = file.relative_to(folder).as_posix()
        try:
            data = read_bytes(file)
            pieces = messages_of(data, shown(file))
        except InputError as error:
            yield unread(name, error.faults[0].said)
            continue
        for number, piece in enumerate(pieces, 1):
            yield from read_mail(piece, f"{name}, message {number}" if len(pieces) > 1 else name)


def _read(path: Path) -> _Read:
    if not path.is_dir():
        data = read_bytes(path)
        return _Read(mails=tuple(_messages(data, shown(path))), sha256=hashlib.sha256(data).hexdigest())
    files = mail_in(path)
    if not files:
        raise InputError([Fault(shown(path), 0, "holds no e-mail (.eml, .mbox); name the folder the messages lie in")])
    mails = tuple(_of_folder(path, files))
    whole = hashlib.sha256("".join(hashlib.sha256(read_bytes(file)).hexdigest() for file in files).encode())
    return _Read(mails=mails, sha256=whole.hexdigest())


def left_of(text: str) -> str:
    """What cleaning leaves of a text once greeting, signature, quotes and notices are set aside, marks as a space."""
    if len(text) > _LONG:
        return text
    told = redact(repair(text)).text
    left, after = [], 0
    for aside in asides(told):
        left.append(told[after : aside.start])
        after = aside.end
    return _MARK.sub(" ", "".join((*left, told[after:])))


def _mailbox(path: Path, survey: Survey) -> Mailbox:
    read = _read(path)
    return read_mailbox(read.mails, survey, shown(path), read.sha256, left_of)


def preview_mail(place: Place, round: str, path: Path) -> Preview:
    """What a mailbox holds and where its words would go, with what stands against an import."""
    return preview_of(_read(path).mails, load_definitions(place, round).survey, shown(path), left_of)


def bring_in_mail(
    place: Place, round: str, path: Path, progress: Progress, changed: str = tables.REFUSE
) -> tuple[Added, MailAccount]:
    """Take in every response of a mailbox that the store does not know yet, and account for every message.

    A copy of a known message that a list or a server changed on its way stays as it came first, unless asked for.
    """
    opened = open_round(place, round)
    told = progress.start("importing", None)
    read = _mailbox(path, opened.survey)
    added = tables.add_import(round, read.taken, tables.KEEP if changed == tables.REFUSE else changed)
    told(1)
    return added, read.account.after(added)
