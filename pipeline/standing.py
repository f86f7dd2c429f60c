"""The record as it stands: the store's while a service keeps it, else the file; every line is added here.

While the store keeps a round's record, decisions.csv and members.csv are written from it after each act. A file that
holds what the store does not is never written over: whoever put it there is told which lines, and how they come in.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import RecordError, UserError
from pipeline.opening import Round, open_round, personal_kinds, read_members, read_record, round_here
from pipeline.place import Place, read_text, shown, write_text_if_changed
from pipeline.review.record import (
    Decision,
    Member,
    decision_cells,
    member_cells,
    members_text,
    parse_members,
    parse_record,
    record_text,
)
from pipeline.review.recordfiles import AheadError, SpoiltError, check_files, looks_of, record_held, sweep_begun
from pipeline.review.replay import Agreed, replay
from pipeline.store import decisions

_PATIENCE = 20.0
_OVERTAKEN = "somebody else ruled at the same moment; nothing of yours was written: do it again"

Also = Callable[[], None]


class OvertakenError(RecordError):
    """Lines came into the record between reading and writing it; doing it again takes them in."""


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
# Why the next act on a round would be refused, with the looks of its files and the head that this was true of.
_REFUSED: dict[tuple[str, str], tuple[tuple[tuple[int, ...], decisions.Head], str]] = {}
# What was read last of each round: a page that is asked for again finds it without reading thousands of lines.
_KNOWN: dict[tuple[str, str], Standing] = {}


def standing_of(round: Round) -> Standing:
    """The record as it stands now."""
    key, head = round.where, decisions.head(round.name)
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
    with _held(round):
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
    known = _KNOWN[round.where] = Standing(told.record, told.members, told.agreed, head)
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
    key = round.where
    try:
        _write_files(round, told)
    except (OSError, UserError) as error:
        _WRITTEN.pop(key, None)
        _BEHIND[key] = str(error)
    else:
        _BEHIND.pop(key, None)


def behind(round: Round) -> str:
    """Why the files of a round's record could not be written last; empty where they were: the store has all of it."""
    return _BEHIND.get(round.where, "")


def _write_files(round: Round, told: Standing) -> None:
    """Write members first, then the record: a break between the two leaves members of lines that are not there yet.

    Members that stand in the file as this process wrote it are not written again: most lines change none of them.
    """
    key = round.where
    before = _WRITTEN.get(key)
    if before is None or before.looks != looks_of(round.here) or before.members != told.members:
        write_text_if_changed(round.here.members, members_text(told.members))
    write_text_if_changed(round.here.decisions, record_text(told.record))
    _WRITTEN[key] = _Written(looks_of(round.here), told.members)


def _held(round: Round) -> AbstractContextManager[None]:
    """Everybody else is kept from the record, whichever store they keep it in."""
    return record_held(round.here, round.place.data, _PATIENCE)


def _check_file(round: Round, now: Standing) -> None:
    """Refuse to write over a file that holds what the store's record does not."""
    written = _WRITTEN.get(round.where)
    if written is None or written.looks != looks_of(round.here):
        check_files(round.here, now.record, now.members)


def take_in_lines(round: Round, path: Path) -> int:
    """Take the lines in that a file of the record holds beyond the store's, with their members; how many there were.

    The members are read beside it. Raises RecordError where the file says otherwise what the store says already.
    """
    with _held(round):
        now = standing_of(round)
        record, members = _lines_in(path, path.with_name(round.here.members.name))
        if now.head is None:
            # The file is the record: what stands in it stands already.
            return 0
        if record[: now.no] != now.record:
            said = "does not begin with the lines of the store's record; put it back as it was, or restore the store"
            raise RecordError.at(shown(path), said)
        if members is None and now.members:
            beside = shown(path.with_name(round.here.members.name))
            raise RecordError.at(beside, "is not there; put the members beside the record they belong to")
        told = Standing(record, members or (), replay(record, members or (), shown(path)), now.head)
        # The round's own files may hold more than the file that is taken in.
        check_files(round.here, told.record, told.members)
        _write_behind(round, _stored(round, now, told, None))
    return len(record) - now.no


def _lines_in(path: Path, beside: Path) -> tuple[tuple[Decision, ...], tuple[Member, ...] | None]:
    """The lines of a record and the members of those; None where there is no file of members."""
    record = parse_record(read_text(path), shown(path), personal_kinds)
    if not beside.exists():
        return record, None
    members = parse_members(read_text(beside), shown(beside))
    return record, tuple(member for member in members if member.since <= len(record))


def keep_records(place: Place) -> list[str]:
    """Let the store keep every round's record from now on, and make files whole that a break left behind.

    Raises AheadError, before anything is served, where a file holds lines that the store does not. What is wrong with a
    round whose record cannot be read, or written, is returned: its form can be served all the same.
    """
    faults = []
    for name in place.rounds():
        try:
            if why := _keep(round_here(place, name)):
                faults.append(f"{name}: its record is kept in the store, but its files cannot be written: {why}")
        except AheadError:
            raise
        except UserError as error:
            faults.append(f"{name}: nobody can rule on this round before this is mended: {error}")
    return faults


def _keep(round: Round) -> str:
    """Let the store keep a record; why its files cannot be written where they cannot, else nothing."""
    with _held(round):
        sweep_begun(round.here)
        now = standing_of(round)
        if now.head is None:
            _begun(round, now)
            return ""
        _check_file(round, now)
        if now.record or round.here.decisions.exists():
            _write_behind(round, now)
    return behind(round)


def make_whole(round: Round) -> None:
    """Write the files of the record anew where an older copy, or a break, left them behind the store's.

    So it is done for the round that this one follows. A file that is ahead, or cannot be read, is left as it is:
    whoever reads it or rules is told.
    """
    for each in (round, *_before(round)):
        with _held(each), suppress(AheadError, SpoiltError):
            sweep_begun(each.here)
            now = standing_of(each)
            if now.head is not None and now.record:
                _check_file(each, now)
                _write_behind(each, now)


def _before(round: Round) -> Iterable[Round]:
    """The round that this one follows, where the store keeps its record."""
    if round.survey.follows and decisions.head(round.survey.follows):
        # What is wrong with it is said by whoever reads it.
        with suppress(UserError):
            yield round_here(round.place, round.survey.follows)


def open_kept(place: Place, name: str) -> Round:
    """A round with its store open, the files of its record whole: the door of every command that reads them."""
    round = open_round(place, name)
    make_whole(round)
    return round


def refused(round: Round) -> str:
    """Why nobody can rule on a round now, with the cure; empty where they can."""
    now = standing_of(round)
    if now.head is None:
        return ""
    key, mark = round.where, (looks_of(round.here), now.head)
    if key not in _REFUSED or _REFUSED[key][0] != mark:
        _REFUSED[key] = (mark, _fault_of(round))
    return _REFUSED[key][1]


def _fault_of(round: Round) -> str:
    # Another process may be between its commit and the files: under the lock nobody is.
    with _held(round):
        try:
            _check_file(round, standing_of(round))
        except RecordError as error:
            return str(error)
    return ""


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
