"""Sheets of single points: out for a person to tag, for two people to code blind, or to settle; and back."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import MissingError, RecordError
from pipeline.ids import text_digest
from pipeline.opening import Round, personal_in, read_agreed, read_record, read_table
from pipeline.place import csv_text, read_text, remove, shown, what_is_held, write_bytes, write_text
from pipeline.review import adjudicate, points_sheet
from pipeline.review.adjudicate import (
    ADJUDICATE,
    Past,
    adjudicate_rows,
    adjudicated_acts,
    alike,
    left_to_settle,
    still_to_settle,
)
from pipeline.review.agreement import Both, Items, coding_told
from pipeline.review.apply import lines_of
from pipeline.review.asked import Act
from pipeline.review.beside import NOTHING_FITS, nothing_fits
from pipeline.review.carry import followers, places
from pipeline.review.coding import (
    CODING,
    Coded,
    HandIn,
    coded_of,
    coded_twice,
    coding_rows,
    coding_text,
    ends_of,
    parse_coding,
    points_coded,
    told_apart,
)
from pipeline.review.drawing import drawn
from pipeline.review.form import Form
from pipeline.review.pointrows import POINT_TABLES, points_of, strata_of
from pipeline.review.points_sheet import POINTS_SHEET, point_acts, still_meant, suggested_points
from pipeline.review.record import Decision
from pipeline.review.replay import Agreed
from pipeline.review.worksheet import merge, to_csv, to_xlsx
from pipeline.reviewing import kept_cells, newest, read_worksheet
from pipeline.standing import standing, standing_of, write_record
from pipeline.store import tables
from pipeline.store.writing import file_locked
from pipeline.tag.sets import best_sets

Rows = Sequence[Mapping[str, str]]
_PATIENCE = 20.0
_INSTEAD = {POINTS_SHEET.sheet: points_sheet.INSTEAD, ADJUDICATE.sheet: adjudicate.INSTEAD}


def read_coding(round: Round, up_to: int | None = None) -> tuple[Coded, ...]:
    """What coders handed in, each coding with its sample by the record up to a line; empty where nobody did yet."""
    path = round.here.coding
    coded = parse_coding(read_text(path), shown(path)) if path.exists() else ()
    return told_apart(coded, ends_of(standing_of(round).record[:up_to]))


def sample_now(round: Round) -> int:
    """The number of the sample that is coded now: how many were ended."""
    return len(ends_of(standing_of(round).record))


@contextmanager
def coding_held(round: Round) -> Iterator[None]:
    """Keep everybody else from the file of codings and the sample, from reading them to writing them."""
    round.place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file_locked(round.place.data / f"{round.name}.coding.lock", time.monotonic() + _PATIENCE):
        yield


def add_coding(round: Round, said: Callable[[Sequence[Coded]], Sequence[Coded]]) -> tuple[Coded, ...]:
    """Add to the file of codings what `said` makes of those there are; two at the same moment lose nothing."""
    with coding_held(round):
        coded = read_coding(round)
        new = tuple(said(coded))
        if new:
            write_text(round.here.coding, coding_text([*coded, *new]))
    return new


def _questions(round: Round) -> dict[str, str]:
    return {question.id: question.text for question in round.survey.open_questions}


def _frames(round: Round) -> dict[str, pd.DataFrame]:
    return {name: read_table(round.here, name) for name in POINT_TABLES}


def _files(round: Round, form: Form) -> tuple[Path, Path]:
    return round.here.points_sheet(form.sheet, "csv"), round.here.points_sheet(form.sheet, "xlsx")


def _before(round: Round, form: Form) -> list[dict[str, str]]:
    """The rows of the sheet as it lies there, a person's cells in them."""
    return kept_cells(newest(*_files(round, form)), form)


def _codes(round: Round, form: Form) -> dict[str, str]:
    """What may be written as items, as the page of instructions says it: each code with its title and its borders."""
    told = dict(_INSTEAD.get(form.sheet, {}))
    for item in round.definitions.taxonomy.cards:
        border = f" Words that speak for another item: {', '.join(item.against)}." if item.against else ""
        told[item.code] = f"{item.title}. {item.about}{border}"
    return told


def _write(round: Round, form: Form, rows: Rows, kept: Iterable[Mapping[str, str]]) -> Path:
    """Write both forms of a sheet, a person's cells laid over its rows; return the workbook."""
    csv, xlsx = _files(round, form)
    merged = merge(rows, kept, form)
    write_text(csv, to_csv(merged, form))
    write_bytes(xlsx, to_xlsx(merged, round.survey.closes, _codes(round, form), form))
    return xlsx


def sampled(round: Round) -> frozenset[str]:
    """The points in the sheet of the sample, as it lies there."""
    return frozenset(row["id"] for row in _before(round, CODING))


def in_place_of(round: Round, points: Collection[str], now: Collection[str]) -> frozenset[str]:
    """The points of today where those stood whose text is another `now`."""
    gone = {point for point in points if point not in now}
    if not gone:
        return frozenset()
    given = tables.points_given(round.name)
    given = given[given["answer"].isin(set(given.loc[given["point"].isin(gone), "answer"]))]
    into = followers(places(given), now)
    return frozenset(new for point in gone for new in into.get(point, ()))


def _blind(round: Round, now: Collection[str], decided: Collection[str]) -> frozenset[str]:
    """The points of the sample: nobody sees what the machine says of them until they are settled."""
    told = sampled(round) | points_coded(read_coding(round), sample_now(round))
    return told | (in_place_of(round, told, now) - set(decided))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was written, and how many rows wait in it."""

    path: Path
    rows: int


def _begun(round: Round) -> list[dict[str, str]]:
    """The rows of the points sheet that a person began to fill."""
    return [row for row in _before(round, POINTS_SHEET) if any(row[name] for name in POINTS_SHEET.human)]


def write_points_sheet(round: Round) -> Sheet:
    """Write points.csv and points.xlsx; what a person filled in stays."""
    agreed, begun, frames = read_agreed(round.here), _begun(round), _frames(round)
    now = set(frames["points"]["point"])
    points, blind = points_of(frames, _questions(round), agreed, now), _blind(round, now, agreed.point_items)
    rows = suggested_points(points, agreed.point_items, blind, begun)
    path = _write(round, POINTS_SHEET, rows, still_meant(begun, rows))
    return Sheet(path, sum(not row["now"] for row in rows))


def draw_coding(round: Round, count: int) -> Sheet:
    """Write coding.csv and coding.xlsx: so many points in all, those drawn before among them, without any tags.

    A point that was decided before, or is about to be, is not drawn: somebody has read what the machine says of it. One
    whose text changed since it was drawn is drawn anew, as it is now.
    """
    with coding_held(round):
        return _draw(round, count)


def _draw(round: Round, count: int) -> Sheet:
    agreed, both = read_agreed(round.here), coded_twice(read_coding(round))
    frames, asked = _frames(round), _questions(round)
    blind = _blind(round, set(frames["points"]["point"]), agreed.point_items)
    seen = {*agreed.point_items, *(row["id"] for row in _begun(round))} - blind
    strata = {point: told for point, told in strata_of(frames, asked).items() if point not in seen}
    chosen = set(drawn(strata, count, blind, last=True)) - set(both)
    rows = coding_rows(points_of(frames, asked, agreed, chosen))
    kept = [row for row in _before(round, CODING) if row["id"] not in both]
    return Sheet(_write(round, CODING, rows, kept), len(rows))


def write_adjudicate(round: Round) -> Sheet | None:
    """Write adjudicate.csv and adjudicate.xlsx where two people have coded; None, and no file, where nothing waits."""
    agreed, pairs = read_agreed(round.here), coded_twice(read_coding(round))
    points = points_of(_frames(round), _questions(round), agreed, pairs) if pairs else []
    rows = adjudicate_rows(points, pairs, agreed.point_items)
    kept = still_to_settle(_before(round, ADJUDICATE), rows)
    touched = {*agreed.point_items, *Past(round.name, read_record(round.here)).retagged}
    if not left_to_settle(pairs, rows, kept, touched, {point.id: point.digest for point in points}):
        for path in _files(round, ADJUDICATE):
            remove(path)
        return None
    path = _write(round, ADJUDICATE, rows, kept)
    return Sheet(path, sum(not row["now"] for row in rows))


def write_fits_nothing(round: Round) -> Sheet:
    """Write fits-nothing.csv: the points that fit no item, but for those decided, or about to be coded blind."""
    unfitted, themes, points = (read_table(round.here, name) for name in ("unfitted", "themes", "points"))
    decided = set(read_agreed(round.here).point_items)
    without = _blind(round, set(points["point"]), decided) | decided
    rows = nothing_fits(unfitted, themes, points, _questions(round), without)
    write_text(round.here.fits_nothing, csv_text(NOTHING_FITS, rows))
    return Sheet(round.here.fits_nothing, len(rows))


def refresh_point_sheets(round: Round) -> tuple[str, ...]:
    """Write those sheets of points anew that lie there, so that words hidden since leave them.

    Returns what is to be said of those that another program holds open.
    """
    writes: list[tuple[Iterable[Path], Callable[[], object]]] = [
        (_files(round, POINTS_SHEET), partial(write_points_sheet, round)),
        (_files(round, CODING), partial(draw_coding, round, 0)),
        (_files(round, ADJUDICATE), partial(write_adjudicate, round)),
        ([round.here.fits_nothing], partial(write_fits_nothing, round)),
    ]
    return what_is_held(*(write for paths, write in writes if any(path.exists() for path in paths)))


def form_of(path: Path) -> Form | None:
    """Which of the sheets of points a file is, by its columns, else by its name; None where it is none of them."""
    forms = (POINTS_SHEET, CODING, ADJUDICATE)
    for form in forms:
        try:
            read_worksheet(path, form)
        except RecordError:
            continue
        return form
    return next((form for form in forms if path.stem.startswith(form.sheet)), None)


def _digests(round: Round) -> dict[str, str]:
    points = read_table(round.here, "points")
    return {point: text_digest(text) for point, text in zip(points["point"], points["text"], strict=True)}


def _acts_of(round: Round, form: Form, path: Path, record: Sequence[Decision]) -> list[Act]:
    rows, file = read_worksheet(path, form), shown(path)
    codes, personal, agreed = round.definitions.taxonomy.codes, personal_in(round), standing_of(round).agreed
    if form is POINTS_SHEET:
        return point_acts(rows, agreed.point_items, _digests(round), codes, personal, round.name, file, record)
    pairs = coded_twice(read_coding(round))
    if not pairs:
        raise MissingError(f"{file}: two people have not coded the same points yet; --apply a coding sheet of each")
    past = Past(round.name, record)
    return adjudicated_acts(rows, pairs, agreed.point_items, _digests(round), codes, personal, file, past)


@dataclass(frozen=True, slots=True)
class Tagged:
    """How many lines a sheet of points added to the record, and what is to be said of sheets held open."""

    lines: int
    held: tuple[str, ...]


def apply_point_sheet(round: Round, form: Form, path: Path, by: str, at: str) -> Tagged:
    """Turn a filled sheet of points into lines of the record; all of them or none.

    The sheets that lie there then show what was ruled.
    """
    record, members = standing(round)
    lines = lines_of(_acts_of(round, form, path, record), len(record), by, at)
    if lines:
        write_record(round, [*record, *lines], members)
    return Tagged(len(lines), refresh_point_sheets(round))


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a coder handed in, and how far both are: points that both coded, and those they see differently."""

    new: int
    both: int
    apart: int


def apply_coding(round: Round, path: Path, by: str, at: str) -> HandedIn:
    """Add what one coder says to the round's file of codings; all of it, or nothing where a cell is at fault."""
    codes, rows = round.definitions.taxonomy.codes, read_worksheet(path, CODING)
    who = HandIn(by=by, since=len(standing(round)[0]), at=at, sample=sample_now(round))
    new = add_coding(round, lambda coded: coded_of(rows, coded, _digests(round), codes, shown(path), who))
    if path.resolve() in _files(round, CODING):
        # Filled in where the next coder looks for an empty one.
        _write(round, CODING, [dict(row) | dict.fromkeys(CODING.human, "") for _, row in rows], ())
    pairs = coded_twice(read_coding(round))
    return HandedIn(len(new), len(pairs), sum(not alike(pair) for pair in pairs.values()))


def _machine(scores: pd.DataFrame | None, unseen: pd.DataFrame | None) -> dict[str, Items]:
    """What the machine says of each point; of those it learned from, what it says when they are left out."""
    told: dict[str, Items] = {}
    for frame in (scores, unseen):
        if frame is not None:
            told |= zip(map(str, frame.index), best_sets(tuple(frame.columns), frame.to_numpy()), strict=True)
    return told


def _handed_in(round: Round, up_to: int) -> list[Coded]:
    """What coders had handed in when a line of the record was written; a sign line itself comes after them."""
    signed = any(line.no == up_to and line.act == "sign" for line in read_record(round.here))
    return [each for each in read_coding(round, up_to) if each.since <= up_to - signed]


def codings_up_to(round: Round, up_to: int) -> list[str]:
    """The same as text to be digested with a release; nothing where nobody coded."""
    coded = _handed_in(round, up_to)
    return [coding_text(coded)] if coded else []


def both_coded(round: Round, points: pd.DataFrame, up_to: int) -> list[Both]:
    """What both coders said of these points, as far as it was handed in at a line of the record."""
    owners = dict(zip(points["point"], points["response"], strict=True))
    return [
        Both(point=point, response=owners[point], a=one.items, b=other.items)
        for point, (one, other) in coded_twice(_handed_in(round, up_to)).items()
        if point in owners
    ]


def told_of_coding(
    round: Round,
    points: pd.DataFrame,
    agreed: Agreed,
    scores: pd.DataFrame | None,
    unseen: pd.DataFrame | None,
    up_to: int,
) -> dict[str, Any]:
    """What a release says of double coding: of its own points, as far as it was handed in at line `up_to`.

    That line is the release's sign line, or the last one there is. `scores` and `unseen` have points as their index and
    a column a code, as the release has them.
    """
    both = both_coded(round, points, up_to)
    machine = _machine(scores, unseen)
    return coding_told(both, machine, agreed.point_items, round.definitions.taxonomy.codes)
