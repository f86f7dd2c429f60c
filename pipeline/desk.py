"""The desk of a review: which worksheet is written, read or carried on, and what is said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.carrying import carry_round
from pipeline.correcting import (
    apply_cleaning,
    is_cleaning_sheet,
    titles_that_show,
    unfit_lines,
    write_cleaning_sheets,
)
from pipeline.opening import Round, read_agreed
from pipeline.place import shown
from pipeline.reviewing import apply_worksheet, write_worksheets


@dataclass(frozen=True, slots=True)
class Said:
    """What was done and what comes next, line by line, and what a person should look at."""

    lines: tuple[str, ...]
    conflicts: Iterable[str] = ()


def write_sheets(round: Round) -> Said:
    """Write the worksheet of themes and the worksheet of cleaning."""
    csv, xlsx, themes = write_worksheets(round)
    _, cleaning, rows = write_cleaning_sheets(round)
    titles = {theme.id: theme.title for theme in read_agreed(round.here).themes}
    return Said(
        (
            f"{themes} themes suggested in {shown(xlsx)} (and {shown(csv)}); fill the columns on the right,",
            f"then: cpitg review {round.name} --apply {shown(xlsx)}",
            f"{rows} things that cleaning hid or set aside in {shown(cleaning)}; correct it, then --apply it",
        ),
        (*unfit_lines(round), *titles_that_show(round, titles)),
    )


def refresh_sheets(round: Round) -> None:
    """Write worksheets that lie there anew, a person's cells kept: words that were hidden since leave them."""
    if any(round.here.worksheet(kind).exists() for kind in ("csv", "xlsx")):
        write_worksheets(round)
    if any(round.here.cleaning_sheet(kind).exists() for kind in ("csv", "xlsx")):
        write_cleaning_sheets(round)


def apply_sheet(round: Round, path: Path, by: str, at: str) -> Said:
    """Read a filled worksheet of either kind into the record."""
    record = shown(round.here.decisions)
    if is_cleaning_sheet(path):
        lines = apply_cleaning(round, path, by, at)
        return Said((f"{len(lines)} lines added to {record}; next: cpitg analyse {round.name}",))
    done = apply_worksheet(round, path, by, at)
    said = f"{len(done.lines)} lines added to {record}, {done.members} points fixed as members"
    return Said((f"{said}, {done.joined} joined by the machine; next: cpitg publish {round.name}",))


def carry_on(round: Round, by: str, at: str) -> Said:
    """Take members and decisions to the points of today, where the texts they were made on changed."""
    done = carry_round(round, by, at)
    said = f"{done.members} members and {done.lines} decisions carried to the points of today, {len(done.left)} left"
    return Said((f"{said} as they were; next: cpitg publish {round.name}",), done.left)
