"""Points by their words, question, theme or item; folded once for each analysis, so that a search takes no time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.board.coding import blind_points
from pipeline.board.folding import fold
from pipeline.board.places import places_of
from pipeline.board.ruling import Board
from pipeline.board.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which points somebody looks for; what is empty is any. `unfitted` are those that fit no item."""

    words: str = ""
    question: str = ""
    theme: str = ""
    item: str = ""
    unfitted: bool = False


@dataclass(frozen=True, slots=True)
class _Index:
    shot: Snapshot
    folded: dict[str, str]
    tagged: dict[str, frozenset[str]]


_KNOWN: dict[tuple[str, str], _Index] = {}


def _index(board: Board) -> _Index:
    key = board.round.where
    known = _KNOWN.get(key)
    if known is None or known.shot is not board.shot:
        folded = {id: fold(str(row["text"])) for id, row in board.shot.points.items()}
        known = _KNOWN[key] = _Index(board.shot, folded, _tagged(board.shot))
    return known


def _tagged(shot: Snapshot) -> dict[str, frozenset[str]]:
    """Item -> the points that the machine takes to be about it."""
    told: dict[str, set[str]] = {}
    for id, row in shot.tags.items():
        for code in str(row["items"]).split(";"):
            told.setdefault(code, set()).add(id)
    return {code: frozenset(points) for code, points in told.items()}


def find(board: Board, sought: Sought) -> list[str]:
    """The points that fit, in the order in which they were said."""
    index = _index(board)
    left: Iterable[str] = index.folded
    for points in _sets(board, index, sought):
        left = [id for id in left if id in points]
    if sought.question:
        left = [id for id in left if board.shot.points[id]["question"] == sought.question]
    for word in fold(sought.words).split():
        left = [id for id in left if word in index.folded[id]]
    return list(left)


def _sets(board: Board, index: _Index, sought: Sought) -> Iterable[Collection[str]]:
    if sought.theme:
        yield _of_theme(board, sought.theme)
    if sought.item:
        yield _of_item(board, index, sought.item)
    if sought.unfitted:
        yield board.shot.unfitted.keys() - blind_points(board)


def _of_theme(board: Board, id: str) -> frozenset[str]:
    theme = places_of(board.stands.agreed).themes.get(id)
    return frozenset(member.point for member in theme.members) if theme else frozenset(board.shot.inside.get(id, ()))


def _of_item(board: Board, index: _Index, item: str) -> frozenset[str]:
    """Points about an item: as a person said, else as the machine says of those that nobody codes blind."""
    ruled = board.stands.agreed.point_items
    by_machine = index.tagged.get(item, frozenset()) - ruled.keys() - blind_points(board)
    return by_machine | {id for id, items in ruled.items() if item in items}
