"""The list of themes: candidates and agreed ones, filtered, searched and sorted."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.board.acts import here
from pipeline.board.folding import fold
from pipeline.board.places import AGREED, MERGED, REJECTED, UNDECIDED
from pipeline.board.ruling import Board
from pipeline.board.snapshot import Snapshot
from pipeline.board.theme import label_of, shortened
from pipeline.review.agreed import Agreed

STATES = (UNDECIDED, AGREED, REJECTED, MERGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of the list: `called` is its agreed title, of a candidate its nearest point; `machine` its suggestion."""

    id: str
    state: str
    agreed: bool
    called: str
    machine: str
    responses: int
    points: int
    home: str
    items: tuple[str, ...]


# The list as it was made last: as long as nobody rules and nothing is analysed it is the same.
_KNOWN: list[tuple[Snapshot, Agreed, tuple[Listed, ...]]] = []


def every_theme(board: Board) -> tuple[Listed, ...]:
    """Every agreed theme, then every candidate."""
    shot, agreed = board.shot, board.stands.agreed
    if not (_KNOWN and _KNOWN[0][0] is shot and _KNOWN[0][1] is agreed):
        _KNOWN[:] = [(shot, agreed, (*_agreed(board), *_candidates(board)))]
    return _KNOWN[0][2]


def _agreed(board: Board) -> list[Listed]:
    points = board.shot.points
    told = []
    for theme in board.stands.agreed.themes:
        there = [points[member.point] for member in theme.members if member.point in points]
        told.append(
            Listed(
                id=theme.id,
                state=AGREED,
                agreed=True,
                called=theme.title,
                machine="",
                responses=len({row["response"] for row in there}),
                points=len(there),
                home=theme.id,
                items=theme.items,
            )
        )
    return told


def _candidates(board: Board) -> list[Listed]:
    """Those that became an agreed theme themselves stand there already."""
    places, told = here(board), []
    for id, row in board.shot.themes.items():
        home = places.home(id)
        if home and places.themes[home].candidate == id:
            continue
        told.append(
            Listed(
                id=id,
                state=places.state(id),
                agreed=False,
                called=label_of(board, id),
                machine=str(row["title"]),
                responses=int(row["responses"]),
                points=len(board.shot.inside.get(id, ())),
                home=home,
                items=(),
            )
        )
    return told


def _by_size(one: Listed) -> tuple[int, str, str]:
    return -one.responses, one.called.casefold(), one.id


def _by_title(one: Listed) -> tuple[str, str]:
    return one.called.casefold(), one.id


SORTS: dict[str, Callable[[Listed], tuple[object, ...]]] = {"size": _by_size, "title": _by_title}


def themes_sought(board: Board, state: str, sort: str, sought: str) -> list[Listed]:
    """The themes of a state (any where it is none) that hold all of these words, in this order."""
    words = fold(sought).split()
    told = [one for one in every_theme(board) if state not in STATES or one.state == state]
    found = [one for one in told if all(word in _searched(one) for word in words)]
    return sorted(found, key=SORTS.get(sort, _by_size))


def _searched(one: Listed) -> str:
    return fold(f"{one.called} {one.machine} {one.id}")


def counted(board: Board) -> dict[str, int]:
    """How many themes there are of each state."""
    told = [one.state for one in every_theme(board)]
    return {state: told.count(state) for state in STATES}


def choices(board: Board, without: str = "") -> list[tuple[str, str]]:
    """The agreed themes that something may be merged or moved into, by title."""
    told = [(theme.id, shortened(theme.title)) for theme in board.stands.agreed.themes if theme.id != without]
    return sorted(told, key=lambda pair: (pair[1].casefold(), pair[0]))
