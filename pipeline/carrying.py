"""Carrying decisions and members on to the points of today, where cleaning cut or hid otherwise than before."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.errors import MissingError
from pipeline.manifest import FRESH
from pipeline.opening import Round, read_table
from pipeline.review.apply import lines_of
from pipeline.review.carry import carry, places
from pipeline.run import status
from pipeline.standing import standing_of, write_record
from pipeline.store import tables


@dataclass(frozen=True, slots=True)
class Done:
    """What was carried: members, lines of the record about points, and what a person must look at."""

    members: int
    lines: int
    left: tuple[str, ...]


def carry_round(round: Round, by: str, at: str, told: Callable[[Done], None] | None = None) -> Done:
    """Carry members and decisions of the round to the points of the last analysis, by the stretch they share.

    `told` writes what is to be stored with them or not at all; it is not called where nothing is carried.
    """
    reason = dict(status(round))["clean"]
    if reason != FRESH:
        raise MissingError(f"the analysis of {round.name} is stale ({reason}); run: cpitg analyse {round.name}")
    stands = standing_of(round)
    record, members = stands.record, stands.members
    homes = {member.point: theme.id for theme in stands.agreed.themes for member in theme.members}
    now = set(read_table(round.here, "points")["point"])
    carried = carry(record, members, places(tables.points_given(round.name)), now, homes)
    lines = lines_of(carried.acts, len(record), by, at)
    done = Done(members=carried.moved, lines=len(lines), left=carried.left)
    if lines or carried.moved:
        write_record(round, [*record, *lines], carried.members, (lambda: told(done)) if told else None)
    return done
