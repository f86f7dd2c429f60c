"""Who ruled on themes today, and on how many."""

from collections import Counter
from collections.abc import Callable

from pipeline.board.lines import lines_of_record
from pipeline.board.ruling import Board
from pipeline.review.record import Decision

# What ends the waiting of a suggested theme.
_RULED = ("accept", "merge", "reject")


def ruled_on_day(board: Board, day: str, day_of: Callable[[Decision], str]) -> tuple[tuple[str, int], ...]:
    """By whom themes were accepted, merged or rejected on a day, and how many each, those with most first.

    `day_of` tells the day of a line; what was taken back since is not told.
    """
    lines = lines_of_record(board.round, board.stands)
    by: Counter[str] = Counter()
    for line in reversed(lines.record):
        told = day_of(line)
        if told < day:  # the record is in the order of time
            break
        if told == day and line.act in _RULED and line.no not in lines.taken:
            by[line.by] += 1
    return tuple(sorted(by.items(), key=lambda pair: (-pair[1], pair[0])))
