"""Ruling on the board: what a person asks becomes lines of the record, unless somebody ruled on the same meanwhile."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.board.shown import shown_now
from pipeline.board.snapshot import Snapshot, snapshot
from pipeline.board.words import say
from pipeline.errors import UserError
from pipeline.opening import Round, personal_in
from pipeline.review.asked import BY_ROLE, Act, doubts
from pipeline.review.lines import lines_of, members_of, turned_down_of
from pipeline.review.record import Decision, Member
from pipeline.standing import OvertakenError, Standing, since, standing_of, write_record
from pipeline.store import audit, tables

# How often a ruling is made anew where another process came first: a command, or a job.
_TRIES = 20
# Within this process people rule one after the other, so that nobody is overtaken again and again.
_TURNS: dict[tuple[str, str], threading.Lock] = {}
# The record is a table that people open with a spreadsheet.
_FORMULA = ("=", "+", "-", "@")


class AskedError(UserError):
    """What a person asks cannot be done as it is: each field of the form with what is wrong, in words for its page."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(faults.values()))


class MeanwhileError(UserError):
    """Others ruled on the same since the person looked; nothing was written, and they are asked.

    `lines` are what the others ruled, `acts` what the person asks for.
    """

    def __init__(self, lines: Sequence[Decision], acts: Sequence[Act] = ()) -> None:
        self.lines, self.acts = tuple(lines), tuple(acts)
        super().__init__("somebody ruled on this since you opened the page; look, then say whether you still want it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A round as the board knows it: what the last analysis says, and what people ruled."""

    round: Round
    shot: Snapshot
    stands: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The acts that a person asks for, and what they are about: whoever ruled on that meanwhile is shown first.

    `words` are those that the acts name by digest: the store keeps them in the transaction of the lines.
    """

    acts: tuple[Act, ...]
    about: frozenset[str]
    words: tuple[str, ...] = ()


Make = Callable[[Board], Ruling]


def board_of(round: Round) -> Board:
    """The board of a round as it is now; MissingError where nothing was analysed yet."""
    stands = standing_of(round)
    return Board(round=round, shot=shown_now(round, snapshot(round), stands), stands=stands)


def check_words(round: Round, words: Mapping[str, str]) -> None:
    """Raise AskedError where what a person typed may not stand in the record; the words are by field of the form."""
    faults, personal = {}, None
    for field, text in words.items():
        if not text:
            continue
        personal = personal or personal_in(round, standing_of(round).agreed.on_answers)
        if (begun := text.lstrip()).startswith(_FORMULA):  # some spreadsheets pass over white space before it
            said = f"begins with {begun[0]}, which a spreadsheet takes for a formula; begin with a word"
        elif found := doubts(text, personal):
            said = "; ".join(one.removesuffix(f"; {BY_ROLE}") for one in found) + "; name people by role"
        else:
            continue
        faults[field] = say("What you wrote %(said)s.", said=said)
    if faults:
        raise AskedError(faults)


def rule(round: Round, make: Make, *, seen: int, by: str, now: datetime) -> tuple[Decision, ...]:
    """Add what a person asks to the record, in one transaction with its lines of the audit log.

    `make` is called on the board as it is, again where somebody else came first. Raises MeanwhileError where a line
    after `seen` is about the same things, RecordError where the acts cannot stand.
    """
    at = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    with _TURNS.setdefault(round.where, threading.Lock()):
        for _ in range(_TRIES):
            board = board_of(round)
            ruling = make(board)
            if meanwhile := since(board.stands, seen, ruling.about):
                raise MeanwhileError(meanwhile, ruling.acts)
            try:
                return _write(board, ruling, by, at, now)
            except OvertakenError:
                continue
    raise UserError("others are ruling on this round all the while; nothing of yours was written: try again")


def _write(board: Board, ruling: Ruling, by: str, at: str, now: datetime) -> tuple[Decision, ...]:
    acts = ruling.acts
    if not acts:
        return ()
    round, stands = board.round, board.stands
    lines = lines_of(acts, stands.no, by, at)

    def also() -> None:
        tables.keep_words(round.name, ruling.words)
        for line in lines:
            audit.write(by, f"ruled: {line.act}", line.on, {"round": round.name, "line": line.no}, now)

    new = _members(board, acts, lines)
    write_record(round, [*stands.record, *lines], [*stands.members, *new], also)
    return tuple(lines)


def _members(board: Board, acts: Sequence[Act], lines: Sequence[Decision]) -> list[Member]:
    """The members that these lines fix, and the points of candidates they turn down."""
    shot, agreed = board.shot, board.stands.agreed
    candidates = {line.on: frozenset(shot.inside[line.on]) for line in lines if line.on in shot.inside}
    given = {line.no: act.points for line, act in zip(lines, acts, strict=True) if act.points}
    inside = {(theme.id, member.point) for theme in agreed.themes for member in theme.members}
    told = members_of(lines, candidates, taken_points(board), shot.seconds, given)
    fixed = [member for member in told if (member.theme, member.point) not in inside]
    return [*fixed, *turned_down_of(lines, candidates)]


def taken_points(board: Board) -> Collection[str]:
    """The points that have an agreed theme; one that came in beside its main theme still waits for that."""
    return {
        member.point
        for theme in board.stands.agreed.themes
        for member in theme.members
        if member.point not in board.shot.seconds.get(theme.candidate, ())
    }
