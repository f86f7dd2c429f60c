"""One line of what a round has come to, and of what comes next."""

from collections.abc import Sequence

from pipeline.manifest import FRESH
from pipeline.opening import Round, read_table
from pipeline.run import ledger_value
from pipeline.standing import standing_of
from pipeline.store import tables


def analysed(round: Round) -> str:
    """What the analysis found."""
    ledger = ledger_value(round)["answers"]
    themes, points = read_table(round.here, "themes"), read_table(round.here, "points")
    joins = read_table(round.here, "joins")
    said = f"{ledger['usable']} of {ledger['received']} answers usable, {len(points)} points, {len(themes)} themes"
    more = f", {len(joins)} points would join agreed themes" if len(joins) else ""
    return f"{said}{more}; next: cpitg review {round.name}"


def next_step(round: Round, told: Sequence[tuple[str, str]]) -> str:
    """The command that a person would run now."""
    if not tables.has_responses(round.name):
        return f"no responses yet; next: cpitg serve, to ask online, or: cpitg import {round.name} FILE"
    if any(reason != FRESH for stage, reason in told if stage != "joins"):
        return f"next: cpitg analyse {round.name}"
    agreed = standing_of(round).agreed
    said = f"{len(agreed.themes)} agreed themes, {len(agreed.signs)} signed releases"
    if not agreed.themes:
        return f"{said}; next: cpitg review {round.name}"
    return f"{said}; next: cpitg publish {round.name}, then: cpitg build"
