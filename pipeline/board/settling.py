"""Settling on the board: what two coders saw differently is ruled on by a person, what both saw alike at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.board.coding import coder_of, digest_of, items_asked, pairs_in
from pipeline.board.ruling import AskedError, Board, Ruling, check_words
from pipeline.board.words import say
from pipeline.review.adjudicate import Past, acts_of_alike
from pipeline.review.asked import Act
from pipeline.review.coding import Coded

Pairs = Mapping[str, tuple[Coded, Coded]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSettle:
    """What both coders have coded: the points that wait for a person, those alike that no line names, the settled."""

    pairs: Pairs
    waiting: tuple[str, ...]
    alike: tuple[str, ...]
    settled: tuple[str, ...]

    def next(self, after: str) -> str:
        """The next point that waits after one, else the first; empty where none does."""
        return next((point for point in self.waiting if point > after), next(iter(self.waiting), ""))


def to_settle(board: Board) -> ToSettle:
    """How far settling is; a point that was settled alike and taken back since waits for a person."""
    pairs = {point: pair for point, pair in pairs_in(board).items() if point in board.shot.points}
    ruled, open_ = board.stands.agreed.point_items, _alike(board, pairs)
    return ToSettle(
        pairs=pairs,
        waiting=tuple(point for point in pairs if point not in ruled and point not in open_),
        alike=tuple(open_),
        settled=tuple(point for point in pairs if point in ruled),
    )


def may_settle(board: Board, handle: str) -> bool:
    """Whether somebody may see both codings: who codes has to finish first, so that each saw every point alone."""
    coder = coder_of(board, handle)
    return not (coder.said and coder.left)


def _alike(board: Board, pairs: Pairs) -> dict[str, Act]:
    """The acts that settle what both saw alike, by point; none of a point that any line gave items to."""
    past = Past(board.round.name, board.stands.record)
    touched = {*board.stands.agreed.point_items, *past.retagged}
    digests = {point: digest_of(board.round, point) for point in pairs}
    return {act.on: act for act in acts_of_alike(pairs, touched, digests)}


def settle_alike(board: Board) -> Ruling:
    """Every point that both saw alike is ruled as they coded it."""
    acts = _alike(board, to_settle(board).pairs)
    return Ruling(acts=tuple(acts.values()), about=frozenset(acts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settles:
    """What a person says of a point that two saw differently: 'a' or 'b' was right, or other items; and why."""

    point: str
    right: str
    first: str
    second: str
    reason: str


def settle_point(board: Board, asks: Settles) -> Ruling:
    """The line that settles a point; AskedError where what was chosen cannot be."""
    pair = to_settle(board).pairs.get(asks.point)
    if pair is None:
        raise AskedError({"right": say("This point is another now, or was not coded by both; go back to the list.")})
    items = _items(board, asks, pair)
    check_words(board.round, {"reason": asks.reason})
    if board.stands.agreed.point_items.get(asks.point) == items:
        return Ruling(acts=(), about=frozenset({asks.point}))
    digest = digest_of(board.round, asks.point)
    act = Act(act="retag", on=asks.point, digest=digest, value=";".join(items), reason=asks.reason)
    return Ruling(acts=(act,), about=frozenset({asks.point}))


def _items(board: Board, asks: Settles, pair: tuple[Coded, Coded]) -> tuple[str, ...]:
    if asks.right in ("a", "b"):
        return pair["ab".index(asks.right)].items
    if asks.right != "other":
        raise AskedError({"right": say("Choose whose coding stands, or choose other items.")})
    return items_asked(asks.first, asks.second, board.round.definitions.taxonomy.codes)
