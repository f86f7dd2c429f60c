"""Undoing: taking lines of the record back, all at once, and only where what is left of it can be replayed."""

from collections.abc import Collection, Iterator, Sequence

from pipeline.errors import Fault, RecordError
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay, undone


def _acts(nos: Collection[int], reason: str) -> list[Act]:
    return [Act(act="undo", on=str(no), reason=reason) for no in sorted(nos, reverse=True)]


def _with(record: Sequence[Decision], nos: Collection[int]) -> list[Decision]:
    return [*record, *lines_of(_acts(nos, ""), len(record), "", "")]


def _faults(record: Sequence[Decision], file: str) -> dict[int, str]:
    """Line -> why it can be applied no more, which no member of a theme has a say in: replay refuses lines alone."""
    try:
        replay(record, (), file)
    except RecordError as error:
        return {fault.line - 1: fault.said for fault in error.faults}
    return {}


def _not_there(record: Sequence[Decision], nos: Collection[int], file: str) -> Iterator[Fault]:
    taken = {int(line.on): line.no for line in record if line.act == "undo" and line.no not in undone(record)}
    for no in sorted(nos):
        if not 0 < no <= len(record):
            yield Fault(file, 0, f"has no line {no}; write the number in column 'no' of the line to be taken back")
        elif no in taken:
            said = f"line {no} was taken back by line {taken[no]}; to have it again: --undo {taken[no]}"
            yield Fault(file, no + 1, said)


def resting(record: Sequence[Decision], nos: Collection[int], file: str) -> set[int]:
    """The lines that cannot stand without these, and those that cannot stand without them in turn.

    Raises RecordError where a line that would stand again cannot: what it rested on was ruled otherwise meanwhile.
    """
    back, more = undone(record), set[int]()
    while faults := _faults(_with(record, {*nos, *more}), file):
        if again := {no: said for no, said in faults.items() if no in back}:
            raise RecordError(
                Fault(file, no + 1, f"line {no} cannot stand again: {said}; rule anew in the worksheet")
                for no, said in again.items()
            )
        more |= faults.keys()
    return more


def undo_acts(record: Sequence[Decision], nos: Collection[int], reason: str, file: str, round: str) -> list[Act]:
    """The lines that take these back, the last one first.

    Raises RecordError where a line is not there or was taken back already, and where later lines rest on it: they are
    named, with the command that takes them back together.
    """
    if faults := list(_not_there(record, nos, file)):
        raise RecordError(faults)
    if rest := resting(record, nos, file):
        lines = ", ".join(map(str, sorted(rest)))
        rests = f"line {lines} rests" if len(rest) == 1 else f"lines {lines} rest"
        how = " ".join(f"--undo {no}" for no in sorted({*nos, *rest}, reverse=True))
        first = sorted(nos)[0]
        said = f"{rests} on what line {first} says; take them back together: cpitg review {round} {how} --reason WHY"
        raise RecordError([Fault(file, first + 1, said)])
    return _acts(nos, reason)


def in_two(record: Sequence[Decision], members: Sequence[Member], file: str) -> dict[str, tuple[str, ...]]:
    """The points that stand in more than one agreed theme, with these."""
    homes: dict[str, list[str]] = {}
    for theme in replay(record, members, file).themes:
        for member in theme.members:
            homes.setdefault(member.point, []).append(theme.id)
    return {point: tuple(themes) for point, themes in homes.items() if len(themes) > 1}
