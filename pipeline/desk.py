"""The desk of a review: which worksheet is written, read or carried on, and what is said of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.carrying import carry_round
from pipeline.coding import Sheet as PointSheet
from pipeline.coding import (
    apply_coding,
    apply_point_sheet,
    draw_coding,
    form_of,
    refresh_point_sheets,
    write_adjudicate,
    write_fits_nothing,
    write_points_sheet,
)
from pipeline.correcting import (
    apply_cleaning,
    is_cleaning_sheet,
    titles_that_show,
    write_cleaning_sheets,
)
from pipeline.opening import Round, read_agreed
from pipeline.place import shown, what_is_held
from pipeline.review.coding import CODING
from pipeline.review.record import Decision
from pipeline.review.recordfiles import is_record
from pipeline.reviewing import apply_worksheet, find_conflicts, undo_lines, write_worksheets
from pipeline.standing import take_in_lines


@dataclass(frozen=True, slots=True)
class Said:
    """What was done and what comes next, line by line, and what a person should look at."""

    lines: tuple[str, ...]
    conflicts: Iterable[str] = ()


def write_sheets(round: Round) -> Said:
    """Write the worksheet of themes and the worksheet of cleaning."""
    csv, xlsx, themes = write_worksheets(round)
    _, cleaning, rows = write_cleaning_sheets(round)
    points, apart = write_points_sheet(round), write_adjudicate(round)
    misfits = write_fits_nothing(round)
    titles = {theme.id: theme.title for theme in read_agreed(round.here).themes}
    return Said(
        (
            f"{themes} themes suggested in {shown(xlsx)} (and {shown(csv)}); fill the columns on the right,",
            f"then: cpitg review {round.name} --apply {shown(xlsx)}",
            f"{rows} things that cleaning hid or set aside in {shown(cleaning)}; correct it, then --apply it",
            f"{points.rows} points to be tagged one by one in {shown(points.path)}; fill it, then --apply it",
            *_to_settle(apart),
            f"{misfits.rows} points fit no item: {shown(misfits.path)} (where the next workstream comes from)",
        ),
        (*map(str, find_conflicts(round)), *titles_that_show(round, titles)),
    )


def _to_settle(apart: PointSheet | None) -> list[str]:
    if apart is None:
        return []
    if not apart.rows:
        return [f"two people coded points alike: --apply {shown(apart.path)} to have them decided so"]
    return [
        f"{apart.rows} points that two people coded differently in {shown(apart.path)}; settle them, then --apply it"
    ]


def refresh_sheets(round: Round) -> tuple[str, ...]:
    """Write worksheets that lie there anew, a person's cells kept: words that were hidden since leave them.

    Returns what is to be said of those that another program holds open: they stay as they are until they are closed.
    """
    writes: list[tuple[Callable[[str], Path], Callable[[], object]]] = [
        (round.here.worksheet, partial(write_worksheets, round)),
        (round.here.cleaning_sheet, partial(write_cleaning_sheets, round)),
    ]
    there = [write for path, write in writes if path("csv").exists() or path("xlsx").exists()]
    return (*what_is_held(*there), *refresh_point_sheets(round))


def draw_sample(round: Round, count: int) -> Said:
    """Draw points for two people to code blind, beside those drawn before."""
    sheet = draw_coding(round, count)
    # What is to be coded blind leaves the sheet that shows the machine's tags.
    held = refresh_point_sheets(round)
    here = shown(sheet.path)
    return Said(
        (
            f"{sheet.rows} points to be coded in {here}, without the machine's tags; each of two people",
            f"fills in a copy, then: cpitg review {round.name} --apply COPY --by HANDLE",
        ),
        held,
    )


def _hand_in(round: Round, path: Path, by: str, at: str) -> Said:
    done = apply_coding(round, path, by, at)
    coded = f"{done.new} points coded by {by} in {shown(round.here.coding)}"
    if not done.both:
        return Said((f"{coded}; next: the same sample by another person, --by another handle",))
    said = f"{coded}; {done.both} coded by both, {done.apart} of them differently"
    return Said((f"{said}; next: cpitg review {round.name} writes adjudicate.xlsx",))


def _tally(lines: Sequence[Decision]) -> str:
    """Which lines of the record these are, and how many of each act: what --undo asks for."""
    if not lines:
        return ": all of it was ruled before"
    acts = Counter(line.act for line in lines)
    told = ", ".join(f"{many} {act}" for act, many in acts.items())
    where = str(lines[0].no) if len(lines) == 1 else f"{lines[0].no} to {lines[-1].no}"
    return f" (no. {where}: {told})"


def apply_sheet(round: Round, path: Path, by: str, at: str) -> Said:
    """Read a filled worksheet of any kind into the record, or a coder's into the file of codings."""
    record = shown(round.here.decisions)
    if is_record(path):
        many = take_in_lines(round, path)
        where = "the store's record" if many else "there was none beyond those that stand already"
        said = f"{many} {'line' if many == 1 else 'lines'} taken in from {shown(path)}: {where}"
        return Said((f"{said}; next: cpitg analyse {round.name}",))
    form = form_of(path)
    if form is CODING:
        return _hand_in(round, path, by, at)
    if form:
        tagged = apply_point_sheet(round, form, path, by, at)
        said = f"{tagged.lines} lines added to {record}; next: cpitg analyse {round.name} learns from them"
        return Said((said,), tagged.held)
    if is_cleaning_sheet(path):
        lines = apply_cleaning(round, path, by, at)
        return Said((f"{len(lines)} lines added to {record}{_tally(lines)}; next: cpitg analyse {round.name}",))
    done = apply_worksheet(round, path, by, at)
    held = refresh_sheets(round)
    said = f"{len(done.lines)} lines added to {record}{_tally(done.lines)}; {done.members} points fixed as members"
    following = (
        f"next: cpitg analyse {round.name} learns from them, then cpitg publish {round.name} --sign VERSION brings "
        "them into the book"
    )
    return Said((f"{said}, {done.joined} joined by the machine; {following}",), held)


def carry_on(round: Round, by: str, at: str) -> Said:
    """Take members and decisions to the points of today, where the texts they were made on changed."""
    done = carry_round(round, by, at)
    said = f"{done.members} members and {done.lines} decisions carried to the points of today, {len(done.left)} left"
    following = f"next: cpitg review {round.name} for those left, else cpitg analyse {round.name}"
    return Said((f"{said} as they were; {following}",), done.left)


def take_back(round: Round, nos: Sequence[int], reason: str, by: str, at: str) -> Said:
    """Take lines of the record back, and write the worksheets anew that lie there."""
    done = undo_lines(round, nos, reason, by, at)
    held = refresh_sheets(round)
    lines = (
        f"{'lines' if len(done.lines) > 1 else 'line'} {', '.join(sorted((line.on for line in done.lines), key=int))}"
    )
    said = f"{len(done.lines)} added to {shown(round.here.decisions)}: what {lines} said is taken back"
    return Said((f"{said}; next: cpitg analyse {round.name}",), (*done.look, *held))
