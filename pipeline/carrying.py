"""Carrying decisions and members on to the points of today, where cleaning cut or hid otherwise than before."""

from dataclasses import dataclass

from pipeline.errors import MissingError
from pipeline.manifest import FRESH
from pipeline.opening import Round, read_agreed, read_table
from pipeline.review.apply import lines_of
from pipeline.review.carry import carry, places
from pipeline.reviewing import standing, write_record
from pipeline.run import status
from pipeline.store import tables


@dataclass(frozen=True, slots=True)
class Done:
    """What was carried: members, lines of the record about points, and what a person must look at."""

    members: int
    lines: int
    left: tuple[str, ...]


def carry_round(round: Round, by: str, at: str) -> Done:
    """Carry members and decisions of the round to the points of the last analysis, by the stretch they share."""
    reason = dict(status(round))["clean"]
    if reason != FRESH:
        raise MissingError(f"the analysis of {round.name} is stale ({reason}); run: cpitg analyse {round.name}")
    record, members = standing(round)
    homes = {member.point: theme.id for theme in read_agreed(round.here).themes for member in theme.members}
    now = set(read_table(round.here, "points")["point"])
    told = carry(record, members, places(tables.points_given(round.name)), now, homes)
    lines = lines_of(told.acts, len(record), by, at)
    if lines or told.moved:
        write_record(round, [*record, *lines], told.members)
    return Done(members=told.moved, lines=len(lines), left=told.left)
