"""The record as it stands: the store's while a service keeps it, else the file; every line is added here.

While the store keeps a round's record, decisions.csv and members.csv are written from it after each act. A file that
holds what the store does not is never written over: whoever put it there is told which lines, and how they come in.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Fault, RecordError, UserError
from pipeline.opening import Round, personal_kinds, read_members, read_record, round_here
from pipeline.place import Place, read_bytes, read_text, shown, write_text
from pipeline.review.record import (
    HEADER,
    Decision,
    Member,
    decision_cells,
    member_cells,
    members_text,
    parse_members,
    parse_record,
    record_text,
)
from pipeline.review.replay import Agreed, replay
from pipeline.store import decisions
from pipeline.store.writing import file_locked

_PATIENCE = 20.0
_OVERTAKEN = "somebody else ruled at the same moment; nothing of yours was written: do it again"

Also = Callable[[], None]


class OvertakenError(RecordError):
    """Lines came into the record between reading and writing it; doing it again takes them in."""


class AheadError(RecordError):
    """The file holds lines that the store's record does not."""


class SpoiltError(RecordError):
    """The file beside the store's record cannot be read as a record."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The record with its members and what they come to; `head` is the store's, None where the file is the record."""

    record: tuple[Decision, ...]
    members: tuple[Member, ...]
    agreed: Agreed
    head: decisions.Head | None

    @property
    def no(self) -> int:
        """The last line there is; 0 where there is none."""
        return len(self.record)


@dataclass(frozen=True, slots=True)
class _Written:
    """How the two files of a round looked when this process wrote them last, and the members that it wrote."""

    looks: tuple[int, ...]
    members: tuple[Member, ...]


# What is as it was written need not be read again.
_WRITTEN: dict[tuple[str, str], _Written] = {}
# Why the files of a round could not be written last: the next act writes them whole.
_BEHIND: dict[tuple[str, str], str] = {}
# What was read last of each round: a page that is asked for again finds it without reading thousands of lines.
_KNOWN: dict[tuple[str, str], Standing] = {}


def standing_of(round: Round) -> Standing:
    """The record as it stands now."""
    key, head = (str(round.place.store), round.name), decisions.head(round.name)
    if head is None:
        return _of_file(round)
    known = _KNOWN.get(key)
    if known is None or known.head != head:
        known = _KNOWN[key] = _of_store(round)
    return known


def _of_file(round: Round) -> Standing:
    record = read_record(round.here)
    # Members that a broken write left of lines that never came are none.
    members = tuple(member for member in read_members(round.here) if member.since <= len(record))
    return Standing(record, members, replay(record, members, shown(round.here.decisions)), None)


def _of_store(round: Round) -> Standing:
    kept = decisions.read(round.name)
    if kept is None:
        return _of_file(round)
    record = tuple(_decision(line) for line in kept.lines)
    members = tuple(Member(theme=theme, point=point, by=by, since=since) for theme, point, by, since in kept.members)
    return Standing(record, members, replay(record, members, shown(round.here.decisions)), kept.head)


def _decision(line: decisions.Line) -> Decision:
    no, act, on, digest, value, reason, by, at = line
    return Decision(no=no, act=act, on=on, on_digest=digest, value=value, reason=reason, by=by, at=at)


def standing(round: Round) -> tuple[list[Decision], list[Member]]:
    """The record and the members of its lines, to be added to."""
    told = standing_of(round)
    return [*told.record], [*told.members]


def write_record(round: Round, record: Sequence[Decision], members: Sequence[Member], also: Also | None = None) -> None:
    """Add the lines of `record` that are not there yet, and take its members; `record` begins with every line there is.

    Nothing is written where the record could not be read back: a line of it is never taken out again. Nor is anything
    where another person's lines came in the meantime, or the file holds lines that the store does not. `also` is stored
    in the same transaction: a service asks for it, so a round that was laid here while it ran is kept from then on.
    """
    with file_locked(_lock_of(round), time.monotonic() + _PATIENCE):
        now = standing_of(round)
        if now.head is None and also:
            now = _begun(round, now)
        if now.record != tuple(record[: now.no]):
            raise OvertakenError.at(shown(round.here.decisions), _OVERTAKEN)
        _check(round, now, record, members)
        told = Standing(tuple(record), tuple(members), replay(record, members, shown(round.here.decisions)), now.head)
        if now.head is not None:
            _check_file(round, now)
            _write_behind(round, _stored(round, now, told, also))
        else:
            _write_files(round, told)


def _check(round: Round, now: Standing, record: Sequence[Decision], members: Sequence[Member]) -> None:
    """Refuse lines that could not be read back."""
    parse_record(record_text(record[now.no :]), shown(round.here.decisions), personal_kinds, now.no)


def _stored(round: Round, now: Standing, told: Standing, also: Also | None) -> Standing:
    assert now.head
    gone, come = _changed(now.members, told.members)
    head = decisions.add(round.name, now.head, _cells(told.record[now.no :]), _cells(gone), _cells(come), also)
    if head is None:
        raise OvertakenError.at(shown(round.here.decisions), _OVERTAKEN)
    known = _KNOWN[str(round.place.store), round.name] = Standing(told.record, told.members, told.agreed, head)
    return known


def _changed(was: tuple[Member, ...], are: tuple[Member, ...]) -> tuple[Iterable[Member], Iterable[Member]]:
    """The members that are no more, and those that came; mostly some came behind the others."""
    if are[: len(was)] == was:
        return (), are[len(was) :]
    before, after = Counter(was), Counter(are)
    return before - after, (after - before).elements()


def _cells(rows: Iterable[Decision] | Iterable[Member]) -> list[Any]:
    """Lines or members as the store takes them."""
    return [member_cells(row) if isinstance(row, Member) else decision_cells(row) for row in rows]


def _write_behind(round: Round, told: Standing) -> None:
    """Write the files from what was stored: an act that is stored is done, also where the disk has no room for them."""
    key = (str(round.place.store), round.name)
    try:
        _write_files(round, told)
    except (OSError, UserError) as error:
        _WRITTEN.pop(key, None)
        _BEHIND[key] = str(error)
    else:
        _BEHIND.pop(key, None)


def behind(round: Round) -> str:
    """Why the files of a round's record could not be written last; empty where they were: the store has all of it."""
    return _BEHIND.get((str(round.place.store), round.name), "")


def _write_files(round: Round, told: Standing) -> None:
    """Write members first, then the record: a break between the two leaves members of lines that are not there yet.

    Members that stand in the file as this process wrote it are not written again: most lines change none of them.
    """
    key = (str(round.place.store), round.name)
    before = _WRITTEN.get(key)
    if before is None or before.looks != _looks(round) or before.members != told.members:
        write_text(round.here.members, members_text(told.members))
    write_text(round.here.decisions, record_text(told.record))
    _WRITTEN[key] = _Written(_looks(round), told.members)


def _looks(round: Round) -> tuple[int, ...]:
    told = [path.stat() for path in (round.here.members, round.here.decisions) if path.exists()]
    return tuple(number for each in told for number in (each.st_mtime_ns, each.st_size, each.st_ino))


def _lock_of(round: Round) -> Path:
    round.place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return round.place.data / f"{round.name}.record.lock"


def _check_file(round: Round, now: Standing) -> None:
    """Refuse to write over a file that holds what the store's record does not."""
    path = round.here.decisions
    written = _WRITTEN.get((str(round.place.store), round.name))
    if not path.exists() or (written and written.looks == _looks(round)):
        return
    text, whole = read_text(path), record_text(now.record)
    # A file that is behind is what a break between storing and writing leaves; the next write makes it whole.
    if whole.startswith(text):
        _check_members(round, now, behind=text != whole)
        return
    there = _lines_there(text, path)
    if there == now.record[: len(there)]:
        _check_members(round, now, behind=len(there) < now.no)
        return
    first = next((no for no, (one, other) in enumerate(zip(there, now.record, strict=False)) if one != other), now.no)
    if first < now.no:
        said = (
            f"line {first + 1} is not what the store's record says; put the file back as it was, or restore the store"
        )
        raise AheadError.at(shown(path), f"{said} (cpitg restore)")
    lines = f"line {now.no + 1}" if len(there) == now.no + 1 else f"lines {now.no + 1} to {len(there)}"
    said = f"{lines} stand in the file and not in the store's record, which has {now.no}; to take them in"
    raise AheadError.at(shown(path), f"{said}: cpitg review {round.name} --apply {shown(path)}")


def _lines_there(text: str, path: Path) -> tuple[Decision, ...]:
    try:
        return parse_record(text, shown(path), _nothing)
    except RecordError as error:
        cure = "put the file back as it was, or move it away: it is written anew from the store's record"
        raise SpoiltError(Fault(fault.file, fault.line, f"{fault.said}; {cure}") for fault in error.faults) from error


def _check_members(round: Round, now: Standing, *, behind: bool) -> None:
    """Refuse to write over members that somebody changed; where the record is behind, they may be so too."""
    path = round.here.members
    if behind or not path.exists() or read_text(path) == members_text(now.members):
        return
    said = "holds other members than the store's record; put the file back as it was, or take it as it is"
    raise AheadError.at(shown(path), f"{said}: cpitg review {round.name} --apply {shown(round.here.decisions)}")


def _nothing(_text: str) -> Sequence[str]:
    return ()


def is_record(path: Path) -> bool:
    """Whether a file is a decisions record, by its first line."""
    if path.suffix.lower() != ".csv":
        return False
    return read_bytes(path).splitlines()[:1] == [",".join(HEADER).encode()]


def take_in_lines(round: Round, path: Path) -> int:
    """Take the lines in that a file of the record holds beyond the store's, with their members; how many there were.

    The members are read beside it. Raises RecordError where the file says otherwise what the store says already.
    """
    record = parse_record(read_text(path), shown(path), personal_kinds)
    beside = path.with_name(round.here.members.name)
    members = parse_members(read_text(beside), shown(beside)) if beside.exists() else ()
    with file_locked(_lock_of(round), time.monotonic() + _PATIENCE):
        now = standing_of(round)
        if now.head is None:
            # The file is the record: what stands in it stands already.
            return 0
        if record[: now.no] != now.record:
            said = "does not begin with the lines of the store's record; put it back as it was, or restore the store"
            raise RecordError.at(shown(path), said)
        mine = tuple(member for member in members if member.since <= len(record))
        told = Standing(record, mine, replay(record, mine, shown(path)), now.head)
        _write_behind(round, _stored(round, now, told, None))
    return len(record) - now.no


def keep_records(place: Place) -> list[str]:
    """Let the store keep every round's record from now on, and make files whole that a break left behind.

    Raises AheadError, before anything is served, where a file holds lines that the store does not. What is wrong with a
    round whose record cannot be read is returned: its form can be served all the same.
    """
    faults = []
    for name in place.rounds():
        try:
            _keep(round_here(place, name))
        except AheadError:
            raise
        except UserError as error:
            faults.append(str(error))
    return faults


def _keep(round: Round) -> None:
    with file_locked(_lock_of(round), time.monotonic() + _PATIENCE):
        now = standing_of(round)
        if now.head is None:
            _begun(round, now)
            return
        _check_file(round, now)
        if now.record or round.here.decisions.exists():
            _write_files(round, now)


def make_whole(round: Round) -> None:
    """Write the files of the record anew where an older copy, or a break, left them behind the store's.

    A file that is ahead, or cannot be read, is left as it is: whoever reads it or rules is told.
    """
    with file_locked(_lock_of(round), time.monotonic() + _PATIENCE), suppress(AheadError, SpoiltError):
        now = standing_of(round)
        if now.head is not None and now.record:
            _check_file(round, now)
            _write_behind(round, now)


def _begun(round: Round, now: Standing) -> Standing:
    """Let the store keep the record that stands in the file."""
    decisions.begin(round.name, _cells(now.record), _cells(now.members))
    return standing_of(round)


def since(told: Standing, no: int, ids: Collection[str]) -> list[Decision]:
    """The lines after one that are about any of these: themes, candidates, points, answers, numbers of lines."""
    return [line for line in told.record[no:] if about(told.record, line).intersection(ids)]


_INTO = ("accept", "split", "merge", "move")


def about(record: Sequence[Decision], line: Decision) -> set[str]:
    """What a line is about: what it was done on and where that went; taking a line back is about all of that line."""
    told: set[str] = set()
    while True:
        into = line.value.partition(":")[0].strip() if line.act in _INTO else ""
        told |= {line.on, into}
        # A line is taken back by a later one: this comes to an end.
        if line.act != "undo" or not line.on.isdigit() or not 0 < int(line.on) < line.no:
            return told - {""}
        line = record[int(line.on) - 1]
