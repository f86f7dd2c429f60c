"""How far two coders agree, and the machine with what was settled: the figures of a release, before there is one."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.board.coding import coded_in
from pipeline.board.ruling import Board
from pipeline.board.snapshot import Snapshot
from pipeline.coding import both_coded, told_of_coding
from pipeline.errors import UserError
from pipeline.ids import text_digest
from pipeline.opening import Round, read_table
from pipeline.place import json_text, read_json, write_text
from pipeline.review.agreement_spread import (
    FEWEST,
    RELIABLE,
    TENTATIVE,
    alpha_told,
    apart_by_chance,
    points_for,
    width_of,
)
from pipeline.review.coding import coding_text
from pipeline.tagging import kept_reading, tagged

_OFFERED = (50, 100, 200, 400)
_WANTED = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a release would say of double coding now, with alpha's interval.

    `machine` holds the part about the machine as it was worked out last, `at` the line of the record it was worked out
    at, `fresh` whether nothing changed since; it is empty where it never was.
    """

    told: Mapping[str, Any]
    alpha: Mapping[str, float] | None
    machine: Mapping[str, Any]
    at: int
    fresh: bool

    @property
    def few(self) -> bool:
        """Whether there are so few points that nothing may be concluded."""
        return int(self.told["points"]) < FEWEST

    @property
    def verdict(self) -> str:
        """What alpha's interval allows to be said: reliable, tentative, unsure, or poor; empty where there is none."""
        if self.alpha is None:
            return ""
        low, high = self.alpha["low"], self.alpha["high"]
        if low >= RELIABLE:
            return "reliable"
        if low >= TENTATIVE:
            return "tentative"
        return "poor" if high < TENTATIVE else "unsure"


_PEOPLE: dict[tuple[str, str], tuple[str, Mapping[str, Any], Mapping[str, float] | None]] = {}


def figures(board: Board) -> Figures:
    """How far the coders agree, as of this minute; the machine as it was compared last."""
    key, of = board.round.where, _stamp(board)
    kept = _PEOPLE.get(key)
    if kept is None or kept[0] != of:
        kept = _PEOPLE[key] = (of, *_people(board))
    machine = _compared(board.round)
    return Figures(
        told=kept[1],
        alpha=kept[2],
        machine=machine.get("told", {}),
        at=int(machine.get("at", 0)),
        fresh=machine.get("of") == of,
    )


def _compared(round: Round) -> Mapping[str, Any]:
    """The comparison that was worked out last; nothing where none was, or its file is broken: it is made again."""
    path = round.here.agreement
    try:
        told = read_json(path) if path.exists() else {}
    except UserError:
        return {}
    return told if isinstance(told, dict) else {}


def _stamp(board: Board) -> str:
    """What tells whether figures still hold: the codings, the analysis and the record that they came from."""
    parts = (coding_text(coded_in(board)), *map(str, board.shot.made), str(board.stands.no))
    return text_digest("\n".join(parts))


def _people(board: Board) -> tuple[Mapping[str, Any], Mapping[str, float] | None]:
    rows = [(one.point, board.shot.points.get(one.point)) for one in coded_in(board)]
    owners = {point: row["store_response"] for point, row in rows if row}
    points, after = pd.DataFrame({"point": list(owners), "response": list(owners.values())}), board.stands.no + 1
    both = both_coded(board.round, points, after)
    return told_of_coding(board.round, points, board.stands.agreed, None, None, after), alpha_told(both)


_COMPARING = threading.Lock()


def compare_machine(board: Board) -> None:
    """Work out how near the machine is to each coder and to what was settled, as a release does, and keep it.

    Of points that it learned from, what it would say had it not. Takes seconds where there are many answers, so it is
    done once for each state of things, and for one person at a time: UserError where it is under way.
    """
    if not _COMPARING.acquire(blocking=False):
        raise UserError("this is being worked out just now; look again in a minute")
    try:
        if _compared(board.round).get("of") != _stamp(board):
            _compare(board)
    finally:
        _COMPARING.release()


def _compare(board: Board) -> None:
    round, agreed = board.round, board.stands.agreed
    points, answers = read_table(round.here, "points"), read_table(round.here, "answers")
    said = tagged(round, agreed, points, answers, kept_reading(round))
    told = told_of_coding(round, points, agreed, said.scores, said.unseen, board.stands.no + 1)
    write_text(round.here.agreement, json_text({"of": _stamp(board), "at": board.stands.no, "told": told}))


# --- how many to draw -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """How many points may be drawn in all, how many are suggested, and what each number buys.

    `widths` are numbers of points with how far alpha's interval reaches either way; `alpha` is what the two agree to so
    far, or what is assumed.
    """

    most: int
    drawn: int
    suggested: int
    widths: tuple[tuple[int, float], ...]
    alpha: float
    assumed: bool


_APART: dict[tuple[str, str], tuple[tuple[int, ...], float]] = {}


def offer(board: Board, drawn: int) -> Offer:
    """What a sample buys; nothing here tells what the machine says of any one point."""
    agreed, far = figures(board), _apart(board.round, board.shot)
    known = agreed.alpha is not None and not agreed.few
    alpha = agreed.alpha["value"] if agreed.alpha is not None and known else TENTATIVE
    most = max(len(board.shot.points), drawn)
    wanted = points_for(_WANTED, alpha, far)
    numbers = sorted({min(most, many) for many in (*_OFFERED, wanted)} - {0})
    return Offer(
        most=most,
        drawn=drawn,
        suggested=min(most, max(wanted, drawn)),
        widths=tuple((many, round(width_of(many, alpha, far), 2)) for many in numbers),
        alpha=alpha,
        assumed=not known,
    )


def _apart(round_: Round, shot: Snapshot) -> float:
    """How often chance alone parts two coders, where items are as frequent as in the last analysis; read once."""
    key = round_.where
    if key not in _APART or _APART[key][0] != shot.made:
        first = Counter(row["items"].partition(";")[0] for row in shot.tags.values())
        _APART[key] = (shot.made, apart_by_chance(list(first.values())))
    return _APART[key][1]
