"""Conflicts on the board: what was decided on and has changed or gone, and the acts that settle each."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pipeline.board.ruling import AskedError, Board, Ruling, check_words
from pipeline.board.snapshot import Snapshot
from pipeline.board.words import say
from pipeline.erasedlist import erased_ids, gone_for_good
from pipeline.errors import RecordError
from pipeline.ids import public_id, text_digest
from pipeline.opening import Round
from pipeline.place import read_json, shown
from pipeline.review.agreed import Agreed
from pipeline.review.asked import Act
from pipeline.review.carry import Place, followers, places
from pipeline.review.conflicts import OF_THEME, Conflict, Now, conflicts, kept_without
from pipeline.review.record import POINT
from pipeline.review.undoing import undo_acts
from pipeline.store import tables

KEEP, UNDO = "keep", "undo"


@dataclass(frozen=True, slots=True)
class _Given:
    """Every point that was ever given, by answer: another analysis gives more."""

    made: tuple[int, ...]
    by_answer: dict[str, list[Place]]
    of: dict[str, Place]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found last of a round: it holds as long as nobody rules, nothing is analysed and the frame stays."""

    shot: Snapshot
    agreed: Agreed
    beside: tuple[frozenset[int], Collection[str], Collection[str]]
    found: tuple[Conflict, ...]


_GIVEN: dict[tuple[str, str], _Given] = {}
_TODAY: dict[tuple[str, str], tuple[Snapshot, Now]] = {}
_FOUND: dict[tuple[str, str], _Found] = {}


def conflicts_of(board: Board) -> tuple[Conflict, ...]:
    """Everything that was decided on and has changed or gone, by line of the record."""
    round, kept, agreed = board.round, _FOUND.get(board.round.where), board.stands.agreed
    beside = _unfit(round), round.definitions.taxonomy.codes, erased_ids(round.here)
    if not kept or kept.shot is not board.shot or kept.agreed is not agreed or kept.beside != beside:
        found = conflicts(board.stands.record, agreed, _now(board, *beside))
        kept = _FOUND[round.where] = _Found(board.shot, agreed, beside, found)
    return kept.found


def _unfit(round: Round) -> frozenset[int]:
    """Lines whose correction was made on another text than the last analysis found."""
    path = round.here.unfit
    return frozenset(int(no) for no, _ in read_json(path)) if path.exists() else frozenset()


def _now(board: Board, unfit: frozenset[int], codes: Collection[str], listed: Collection[str]) -> Now:
    """What there is today; where something is gone, with what stands in its place."""
    # What was ruled on somebody who was erased waits for nobody: nothing of theirs comes back.
    erased = gone_for_good(board.round, _given(board).of.values()) if listed else frozenset[str]()
    today = replace(_today(board), unfit=unfit, codes=codes, erased=erased)
    gone = _named(board) - today.points.keys()
    return _with_gone(board, today, gone) if gone else today


def _today(board: Board) -> Now:
    """What the last analysis found, as a page may show it now."""
    key, shot, round = board.round.where, board.shot, board.round
    kept = _TODAY.get(key)
    if kept is None or kept[0] is not shot:
        here = [row for row in shot.answers.values() if row["state"] != "withdrawn"]
        now = Now(
            round=round.name,
            points={id: text_digest(str(row["text"])) for id, row in shot.points.items()},
            consented=shot.consented,
            there={str(row[part]) for row in here for part in ("answer", "response")},
            response_of={id: str(row["response"]) for id, row in shot.answers.items()},
        )
        kept = _TODAY[key] = shot, now
    return kept[1]


def _named(board: Board) -> set[str]:
    """Every point that something was decided on, or that belongs to what was."""
    agreed = board.stands.agreed
    told = {member.point for theme in agreed.themes for member in theme.members}
    told |= {point for _, points in agreed.turned_down.values() for point in points}
    for line in board.stands.record:
        told |= {id for id in (line.on, *line.value.split(";")) if POINT.match(id)}
    return told


def _given(board: Board) -> _Given:
    key = board.round.where
    kept = _GIVEN.get(key)
    if kept is None or kept.made != board.shot.made:
        by_answer: dict[str, list[Place]] = {}
        all_ = places(tables.points_given(board.round.name))
        for place in all_:
            by_answer.setdefault(place.answer, []).append(place)
        kept = _GIVEN[key] = _Given(board.shot.made, by_answer, {place.point: place for place in all_})
    return kept


def _with_gone(board: Board, today: Now, gone: Collection[str]) -> Now:
    """With what stands in the place of gone points, and the responses that they came from."""
    given = _given(board)
    was = {point: given.of[point] for point in sorted(gone) if point in given.of}
    near = [place for answer in sorted({place.answer for place in was.values()}) for place in given.by_answer[answer]]
    of = {point: _response(board.round, place) for point, place in was.items()}
    stands = {point: told for point, told in followers(near, today.points).items() if told}
    return replace(today, stands=stands, response_of={**today.response_of, **of})


def _response(round: Round, place: Place) -> str:
    return public_id(round.key, "r", place.answer.rpartition("/")[0])


def settle(board: Board, on: str, how: str, reason: str) -> Ruling:
    """Settle the conflict of a thing: keep a theme without the points that are gone, or take back what was ruled.

    Raises AskedError where there is no such conflict any more, or no reason is given.
    """
    found = next((one for one in conflicts_of(board) if one.on == on), None)
    if found is None or how not in cures(found):
        raise AskedError(
            {"board": say("This is settled already, or it changed since you looked: look at the list again.")}
        )
    if not reason.strip():
        raise AskedError({"reason": say("Write in a few words why.")})
    check_words(board.round, {"reason": reason})
    acts = _kept(board, on, reason) if how == KEEP else _undone(board, found.lines, reason)
    return Ruling(acts=tuple(acts), about=frozenset({on, *map(str, found.lines)}))


def cures(found: Conflict) -> tuple[str, ...]:
    """The acts that settle a conflict at once; all else is settled on the page of what it is on."""
    if found.kind == OF_THEME:
        return (KEEP,)
    return (UNDO,) if found.lines else ()


def _kept(board: Board, on: str, reason: str) -> list[Act]:
    theme = board.stands.agreed.theme(on)
    gone = [member.point for member in theme.members if member.point not in board.shot.points] if theme else []
    return [replace(kept_without(gone), on=on, reason=reason)]


def _undone(board: Board, lines: Collection[int], reason: str) -> list[Act]:
    stands, file = board.stands, shown(board.round.here.decisions)
    try:
        return undo_acts(stands.record, set(lines), reason, file, board.round.name)
    except RecordError:
        said = say("Other lines rest on this one. Take it back on its own page, which shows them.")
        raise AskedError({"board": said}) from None
