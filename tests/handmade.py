"""A board made by hand: the tables of an analysis and a record of a few lines, with no store and no analysis."""

from types import SimpleNamespace

from pipeline.board.ruling import Board
from pipeline.board.snapshot import Snapshot
from pipeline.review.noticed import Noticed
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay
from pipeline.standing import Standing

AT = "2020-11-30T12:00:00Z"
T1 = "r-2020-T001"
CODES = ("WS1a", "WS1d", "WS2a", "NONE")
ROUND = SimpleNamespace(
    name="r-2020",
    where=("by hand", "r-2020"),
    definitions=SimpleNamespace(taxonomy=SimpleNamespace(codes=CODES)),
)


def points(letter, count):
    """The ids of so many points that begin with a letter."""
    return tuple(f"p{letter}{number:011d}" for number in range(count))


def shot(inside, **more):
    """An analysis that found these themes; each point is of a response of its own."""
    every = [point for each in inside.values() for point in each]
    themes = {
        id: {"title": id, "responses": len(each), "points": len(each), "examples": list(each[:5])}
        for id, each in inside.items()
    }
    names = (
        *("seconds", "scores", "tags", "theme_tags", "marks", "unfitted", "groups", "spans", "subthemes", "subpoints"),
        *("quality", "about", "answers", "points_of"),
    )
    empty = {name: {} for name in names}
    told = empty | {
        "made": (1,), "themes": themes, "inside": inside,
        "themes_of": {point: (id,) for id, each in inside.items() for point in each},
        "points": {one: {"text": one, "question": "help", "response": f"r{one}"} for one in every},
        "joins": (), "consented": frozenset(), "noticed": Noticed(),
    }  # fmt: skip
    return Snapshot(**(told | more))


def line(no, act, on, value="", digest="", by="reviewer"):
    """A line of the record."""
    return Decision(no=no, act=act, on=on, on_digest=digest, value=value, reason="", by=by, at=AT)


def board(found, record=(), members=()):
    """The board over an analysis and a record."""
    agreed = replay(record, members, "decisions.csv")
    return Board(round=ROUND, shot=found, stands=Standing(tuple(record), tuple(members), agreed, None))


def of_theme(by_people, by_machine=(), theme=T1):
    """Members of a theme, those that people put there and those that the machine joined."""
    told = [Member(theme=theme, point=point, by="person", since=1) for point in by_people]
    return [*told, *(Member(theme=theme, point=point, by="machine", since=1) for point in by_machine)]
