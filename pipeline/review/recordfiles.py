"""The files of a round's record beside what the store keeps: whose turn it is, and whether they hold more than it."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import Fault, InputError, RecordError
from pipeline.place import RoundPlace, read_bytes, read_text, shown
from pipeline.review.record import (
    Decision,
    Member,
    header_fits,
    members_text,
    nothing_personal,
    parse_members,
    parse_record,
    record_text,
)
from pipeline.store.writing import file_locked

_LOCK = ".record.lock"
_SPOILT = "put the file back as it was, or move it away: it is written anew from the store's record"


class AheadError(RecordError):
    """The file holds lines that the store's record does not."""


class SpoiltError(RecordError):
    """The file beside the store's record cannot be read as a record."""


@contextmanager
def record_held(here: RoundPlace, data: Path, patience: float) -> Iterator[None]:
    """Keep everybody else from a round's record, whatever store they serve it from; StoreBusyError after `patience`.

    The lock lies beside the record, since two stores may be served over one folder; `data` holds it where the folder
    cannot be written to: the files of the record cannot be, either.
    """
    folder = here.folder.resolve()
    path = folder / _LOCK if os.access(folder, os.W_OK) else data / f"{here.name}{_LOCK}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_lock(path)
    with file_locked(path, time.monotonic() + patience):
        yield


def _make_lock(path: Path) -> None:
    """Whoever may write into the folder may take its lock, whatever this process keeps to itself."""
    if path.exists():
        return
    # What goes wrong here is said when the lock is taken.
    with suppress(OSError):
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        try:
            if sys.platform != "win32":
                # By the open file: its name may lead to another one by now.
                os.fchmod(file, 0o600 | (path.parent.stat().st_mode & 0o066))
        finally:
            os.close(file)


def sweep_begun(here: RoundPlace) -> None:
    """Take away files that were begun beside the two of the record by a process that died; only while it is held."""
    for path in (here.decisions, here.members):
        for begun in here.folder.glob(f".{path.name}.????????"):
            # A folder that may only be read has none of ours.
            with suppress(OSError):
                begun.unlink()


def looks_of(here: RoundPlace) -> tuple[int, ...]:
    """What tells whether anybody wrote the two files since: times, sizes and places on the disk."""
    told = [path.stat() for path in (here.members, here.decisions) if path.exists()]
    return tuple(number for each in told for number in (each.st_mtime_ns, each.st_size, each.st_ino))


def check_files(here: RoundPlace, record: tuple[Decision, ...], members: Sequence[Member]) -> None:
    """Raise AheadError where a file holds what the store's record does not, SpoiltError where it is none."""
    path = here.decisions
    if not path.exists():
        return
    text, whole = _text(path), record_text(record)
    # A file that is behind is what a break between storing and writing leaves; the next write makes it whole.
    if whole.startswith(text):
        _check_members(here, record, members, behind=text != whole)
        return
    there = _lines_there(text, path)
    if there == record[: len(there)]:
        _check_members(here, record, members, behind=len(there) < len(record))
        return
    raise AheadError.at(shown(path), _more(here, record, there))


def _more(here: RoundPlace, record: Sequence[Decision], there: Sequence[Decision]) -> str:
    """What the file says beyond the store's record, or otherwise, and the cure."""
    last = len(record)
    first = next((no for no, (one, other) in enumerate(zip(there, record, strict=False)) if one != other), last)
    if first < last:
        said = (
            f"line {first + 1} is not what the store's record says; put the file back as it was, or restore the store"
        )
        return f"{said} (cpitg restore)"
    one = len(there) == last + 1
    said = f"line {last + 1} stands" if one else f"lines {last + 1} to {len(there)} stand"
    cure = f"to take {'it' if one else 'them'} in: cpitg review {here.name} --apply {shown(here.decisions)}"
    return f"{said} in the file and not in the store's record, which has {last}; {cure}"


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except InputError as error:
        raise SpoiltError(Fault(fault.file, 0, f"{fault.said}; {_SPOILT}") for fault in error.faults) from error


def _lines_there(text: str, path: Path) -> tuple[Decision, ...]:
    try:
        return parse_record(text, shown(path), nothing_personal)
    except RecordError as error:
        raise SpoiltError(
            Fault(fault.file, fault.line, f"{fault.said}; {_SPOILT}") for fault in error.faults
        ) from error


def _check_members(here: RoundPlace, record: Sequence[Decision], members: Sequence[Member], *, behind: bool) -> None:
    """Refuse to write over members that somebody changed; where the record is behind, they may be so too."""
    path = here.members
    if behind or not path.exists() or _same_members(_text(path), path, members, len(record)):
        return
    said = "holds other members than the store's record; put the file back as it was, or take it as it is"
    raise AheadError.at(shown(path), f"{said}: cpitg review {here.name} --apply {shown(here.decisions)}")


def _same_members(text: str, path: Path, members: Sequence[Member], last: int) -> bool:
    if text == members_text(members):
        return True
    # A spreadsheet writes the same rows in another form; a break leaves members of lines that never came.
    with suppress(RecordError):
        there = parse_members(text, shown(path))
        return Counter(member for member in there if member.since <= last) == Counter(members)
    return False


def is_record(path: Path) -> bool:
    """Whether a file is a decisions record, by its first line, in whatever form a spreadsheet wrote it."""
    return path.suffix.lower() == ".csv" and header_fits(read_bytes(path).splitlines()[:1])
