"""Who decided what: lines that are looked for, taking lines back with what rests on them, and notes for the next."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.board.lines import Lines, lines_of_record
from pipeline.board.ruling import AskedError, Board, Ruling, check_words
from pipeline.board.words import say
from pipeline.errors import RecordError
from pipeline.place import shown
from pipeline.review.asked import Act
from pipeline.review.record import ON_WORDS, Decision
from pipeline.review.undoing import resting, undo_acts
from pipeline.standing import about

_NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which lines somebody looks for; what is empty is any. `day` is as `day_of` tells the day of a line."""

    by: str = ""
    act: str = ""
    on: str = ""
    day: str = ""


def lines_sought(board: Board, sought: Sought, day_of: Callable[[Decision], str]) -> list[Decision]:
    """The lines that fit, the newest first; those on a theme with those on the candidate it was accepted from."""
    lines = lines_of_record(board.round, board.stands)
    found = lines.about(sought.on, *_candidate(board, sought.on)) if sought.on else reversed(lines.record)
    return [
        line
        for line in found
        if (line.by == sought.by or not sought.by)
        and (line.act == sought.act or not sought.act)
        and (not sought.day or day_of(line) == sought.day)
    ]


def _candidate(board: Board, theme: str) -> list[str]:
    found = board.stands.agreed.theme(theme)
    return [found.candidate] if found else []


@dataclass(frozen=True, slots=True)
class Hand:
    """One person's lines: how many, how many of them were taken back since, and the last one."""

    by: str
    lines: int
    back: int
    last: Decision


def hands(lines: Lines) -> list[Hand]:
    """Everybody who ruled, those with most lines first."""
    many = Counter(line.by for line in lines.record)
    back = Counter(lines.record[no - 1].by for no in lines.taken)
    last = {line.by: line for line in lines.record}
    return [Hand(by, many[by], back[by], last[by]) for by in sorted(many, key=lambda by: (-many[by], by))]


# --- taking back ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What taking a line back would do: the lines that rest on it and go with it, or the line that took it already.

    `cannot` says why it cannot be done: what it rested on was ruled otherwise meanwhile.
    """

    line: Decision
    rests: tuple[Decision, ...] = ()
    taken_by: int = 0
    cannot: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """All lines that go, the last one first."""
        return tuple(sorted({self.line.no, *(line.no for line in self.rests)}, reverse=True))


def back_of(board: Board, no: int) -> Back | None:
    """What taking a line back would do today; None where there is no such line."""
    lines, stands = lines_of_record(board.round, board.stands), board.stands
    line = lines.line(no)
    if line is None:
        return None
    if no in lines.taken:
        return Back(line=line, taken_by=lines.taken[no])
    try:
        rests = resting(stands.record, {no}, shown(board.round.here.decisions))
    except RecordError as error:
        numbers = sorted({fault.line - 1 for fault in error.faults})
        return Back(line=line, cannot=", ".join(map(str, numbers)))
    return Back(line=line, rests=tuple(stands.record[each - 1] for each in sorted(rests)))


def take_back(board: Board, no: int, told: Collection[int], reason: str) -> Ruling:
    """Take a line back with all that rests on it; `told` are the lines that the person was told of.

    Raises AskedError where that cannot be, or where other lines go than the person was told of.
    """
    back = back_of(board, no)
    if back is None or back.taken_by or back.cannot:
        raise AskedError(
            {"reason": say("Line %(no)s cannot be taken back as things stand now: look at it below.", no=no)}
        )
    if not reason.strip():
        raise AskedError({"reason": say("Write in a few words why it is taken back.")})
    check_words(board.round, {"reason": reason})
    if {*told} != {*back.numbers}:
        raise AskedError(
            {"reason": say("Other lines rest on it now than when you looked: read them below, and send again.")}
        )
    stands, file = board.stands, shown(board.round.here.decisions)
    acts = undo_acts(stands.record, set(back.numbers), reason, file, board.round.name)
    on = {id for line in (back.line, *back.rests) for id in about(stands.record, line)}
    # What is said of the round as a whole is overwritten by nobody.
    nothing = {board.round.name, ON_WORDS, "joins"}
    return Ruling(acts=tuple(acts), about=frozenset({*(on - nothing), *map(str, back.numbers)}))


# --- notes for the next -----------------------------------------------------------------------------------------------


def hand_over(board: Board, text: str) -> Ruling:
    """A note on the round for whoever comes next."""
    if not text.strip():
        raise AskedError({"note": say("Write what the next person should know; a sentence is enough.")})
    check_words(board.round, {"note": text})
    return Ruling(acts=(Act(act=_NOTE, on=board.round.name, value=text),), about=frozenset())


def notes(board: Board) -> list[Decision]:
    """The notes for whoever comes next that were not taken back, the newest first."""
    lines = lines_of_record(board.round, board.stands)
    found = lines.about(board.round.name)
    return [line for line in found if line.act == _NOTE and line.no not in lines.taken]


@dataclass(frozen=True, slots=True)
class Done:
    """What one person did since a moment: how many lines of each act."""

    by: str
    acts: Mapping[str, int]

    @property
    def lines(self) -> int:
        """How many lines those are."""
        return sum(self.acts.values())


def done_since(lines: Sequence[Decision]) -> list[Done]:
    """Who did what in these lines, in the order of their hands."""
    told: dict[str, Counter[str]] = {}
    for line in lines:
        told.setdefault(line.by, Counter())[line.act] += 1
    return [Done(by, dict(sorted(told[by].items(), key=lambda pair: (-pair[1], pair[0])))) for by in sorted(told)]
