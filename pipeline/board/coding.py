"""Blind coding on the board: the sample, whose tags of the machine nobody sees until its points are settled."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pipeline.board.ruling import AskedError, Board, Ruling, check_words
from pipeline.board.snapshot import snapshot
from pipeline.board.words import say
from pipeline.coding import add_coding, coding_held, in_place_of, read_coding, sampled
from pipeline.definitions.taxonomy import NONE
from pipeline.errors import UserError
from pipeline.ids import text_digest
from pipeline.opening import Round
from pipeline.place import remove
from pipeline.review.asked import Act
from pipeline.review.coding import (
    CODERS,
    CODING,
    SAMPLE,
    Coded,
    by_coder,
    coded_twice,
    ends_of,
    of_sample,
    points_coded,
)
from pipeline.store import audit

_Mark = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Sample:
    """What was drawn and coded, as the files and the analysis were that it was read from."""

    files: tuple[_Mark, ...]
    made: tuple[int, ...]
    number: int
    coded: tuple[Coded, ...]
    drawn: frozenset[str]
    points: frozenset[str]
    stand_in: frozenset[str]


_KEPT: dict[tuple[str, str], _Sample] = {}
_LOCK = threading.Lock()


def blind_points(board: Board) -> frozenset[str]:
    """The points of today of which nobody may see what the machine says, since people code them blind.

    They are the points drawn or coded, but for those that a line of the record gave items to. A page that shows tags,
    reasons or scores leaves them out for these points, and offers no retag of them.
    """
    sample, ruled = _sample(board), board.stands.agreed.point_items
    return frozenset(point for point in (*sample.points, *sample.stand_in) if point not in ruled)


def coded_in(board: Board) -> tuple[Coded, ...]:
    """What coders said up to now, on the board or in a sheet."""
    return _sample(board).coded


def coding_now(board: Board) -> tuple[Coded, ...]:
    """What coders said of the sample that is coded now."""
    sample = _sample(board)
    return of_sample(sample.coded, sample.number)


def sample_of(board: Board) -> frozenset[str]:
    """The points of today that were drawn or coded, but for those that one alone coded of a sample that was ended."""
    told = blind_points(board) | points_coded(coded_in(board), _number(board))
    return frozenset(point for point in told if point in board.shot.points)


def ending(board: Board, reason: str) -> Ruling:
    """End the sample, as where a coder left: others may draw and code another. What both coded stays and counts.

    AskedError where there is no sample, or no reason is given.
    """
    if not reason:
        raise AskedError({"reason": say("Say in a few words why it ends; name people by role.")})
    check_words(board.round, {"reason": reason})
    coded = coding_now(board)
    if not (coded or _sample(board).drawn):
        raise AskedError({"reason": say("No sample is under way: there is nothing to end.")})
    once, both = {each.point for each in coded}, coded_twice(coded)
    value = f"ended the sample: {len(once)} points coded, {len(both)} of them by two"
    return Ruling(acts=(Act(act="note", on=SAMPLE, value=value, reason=reason),), about=frozenset({SAMPLE}))


def ended(board: Board) -> None:
    """Take away the sheet of a sample that was ended: its points are drawn no more."""
    with coding_held(board.round):
        for kind in ("csv", "xlsx"):
            remove(board.round.here.points_sheet(CODING.sheet, kind))


def _number(board: Board) -> int:
    return len(ends_of(board.stands.record))


def _sample(board: Board) -> _Sample:
    round = board.round
    key, files, shot = round.where, _marks(round), snapshot(round)
    kept, number = _KEPT.get(key), _number(board)
    if kept is None or (kept.files, kept.made, kept.number) != (files, shot.made, number):
        with _LOCK:
            coded = read_coding(round, board.stands.no)
            drawn = _drawn(round, files, kept)
            told = drawn | points_coded(coded, number)
            here = frozenset(point for point in told if point in shot.points)
            stand_in = in_place_of(round, told, shot.points)
            kept = _KEPT[key] = _Sample(files, shot.made, number, coded, drawn, here, stand_in)
    return kept


def _drawn(round: Round, files: tuple[_Mark, ...], kept: _Sample | None) -> frozenset[str]:
    """The points in the sheet; a sheet that cannot be read now, as while a program saves it, holds what it held."""
    if kept is not None and kept.files[:-1] == files[:-1]:
        return kept.drawn
    try:
        return sampled(round)
    except UserError:
        if kept is None:
            raise
        return kept.drawn


def _marks(round: Round) -> tuple[_Mark, ...]:
    """What tells that a file of the sample is another than it was."""
    sheets = (round.here.points_sheet(CODING.sheet, kind) for kind in ("csv", "xlsx"))
    return tuple(_mark(path) for path in (*sheets, round.here.coding))


def _mark(path: Path) -> _Mark:
    try:
        told = path.stat()
    except FileNotFoundError:
        return ()
    return (told.st_mtime_ns, told.st_size, told.st_ino)


# --- a coder ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """How far one coder is: what they said of the points of today, and those that are left, in the order of ids.

    `full` names two others where they code this round; `open` are the points whose coding they may still change.
    """

    handle: str
    full: tuple[str, ...]
    said: Mapping[str, Coded]
    left: tuple[str, ...]
    open: tuple[str, ...]

    def next(self, after: str = "") -> str:
        """The next point to code: the first after one that was skipped, else the first; empty where none is left."""
        return next((point for point in self.left if point > after), next(iter(self.left), ""))


def coder_of(board: Board, handle: str) -> Coder:
    """How far somebody is with the sample; a coding of a text that is another now counts for nothing."""
    blind = blind_points(board)
    here = {point for point in blind if point in board.shot.points}
    told = by_coder(coding_now(board))
    said = {point: one for point, one in told.get(handle, {}).items() if _stands(board.round, one)}
    both = pairs_in(board)
    return Coder(
        handle=handle,
        full=() if handle in told or len(told) < CODERS else tuple(told),
        said=said,
        left=tuple(sorted(here - said.keys() - both.keys())),
        open=tuple(sorted(here & said.keys() - both.keys())),
    )


def pairs_in(board: Board) -> dict[str, tuple[Coded, Coded]]:
    """Point -> what both coders said of it, where its text is still the one that both read."""
    pairs = coded_twice(coded_in(board))
    return {point: pair for point, pair in pairs.items() if all(_stands(board.round, one) for one in pair)}


def digest_of(round: Round, point: str) -> str:
    """The digest of a point's text as the last analysis has it; empty where the point is gone."""
    row = snapshot(round).points.get(point)
    return text_digest(str(row["text"])) if row else ""


def _stands(round: Round, one: Coded) -> bool:
    return one.digest == digest_of(round, one.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What a coder says of a point: the digest of the text they read, and one item or two, the most prominent first."""

    point: str
    digest: str
    first: str
    second: str


def items_asked(first: str, second: str, codes: Collection[str]) -> tuple[str, ...]:
    """The items that a person chose; AskedError with each field that is at fault."""
    faults = {}
    if first not in codes:
        faults["first"] = say("Choose the item that the point is about most, or that it is about none.")
    if second and second not in codes:
        faults["second"] = say("Choose a second item from the list, or none.")
    if second and NONE in (first, second):
        faults["second"] = say("What is about no item is about no second one either.")
    if faults:
        raise AskedError(faults)
    return tuple(dict.fromkeys(item for item in (first, second) if item))


def code_point(board: Board, asks: Asks, by: str, now: datetime) -> None:
    """Keep what a coder says of a point, at once and for good; AskedError where it cannot be taken.

    What was coded by both is never coded anew: whoever looks again may know by then what the other said.
    """
    items = items_asked(asks.first, asks.second, board.round.definitions.taxonomy.codes)
    at = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    new = Coded(
        point=asks.point,
        digest=asks.digest,
        coder=by,
        items=items,
        since=board.stands.no,
        at=at,
        sample=_number(board),
    )
    if asks.digest != digest_of(board.round, asks.point):
        raise AskedError({"first": say("The text of this point is another now. Read it again, then choose.")})
    if add_coding(board.round, partial(_added, board.round, new)):
        audit.write(by, "coded a point blind", asks.point, {"round": board.round.name}, now)


def _added(round: Round, new: Coded, coded: Sequence[Coded]) -> tuple[Coded, ...]:
    """The new line, unless it says what was said before; AskedError where there is no place for it."""
    told = by_coder(of_sample(coded, new.sample))
    if new.coder not in told and len(told) >= CODERS:
        raise AskedError({"first": say("Two others code this round; a third coding would be read by nobody.")})
    before = told.get(new.coder, {}).get(new.point)
    if before is not None and (before.items, before.digest) == (new.items, new.digest):
        return ()
    pair = coded_twice(coded).get(new.point)
    if pair and all(_stands(round, one) for one in pair):
        raise AskedError(
            {"first": say("Both of you have coded this point by now. Where you differ is settled together.")}
        )
    return (new,)


# --- what a coder reads -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A point as a coder reads it: what was asked, what stands before and after it in its answer, and its digest."""

    id: str
    digest: str
    question: str
    text: str
    before: str
    after: str


def read_of(board: Board, point: str) -> Read:
    """A point of today without anything that the machine says of it."""
    row = board.shot.points[point]
    whole, text, start = str(board.shot.answers[row["answer"]]["text"]), str(row["text"]), int(row["start"])
    if not whole.startswith(text, start):
        # What a person hid since the analysis moves what stands behind it.
        start = whole.find(text)
    asked = {question.id: question.text for question in board.round.survey.open_questions}
    before, after = (whole[:start], whole[start + len(text) :]) if start >= 0 else (whole, "")
    return Read(
        id=point,
        digest=digest_of(board.round, point),
        question=asked.get(row["question"]) or str(row["question"]),
        text=text,
        before=before.strip(),
        after=after.strip(),
    )
