"""What is ruled on the board is what the worksheet writes for the same ruling, line for line, whatever came before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from boarding import analysed_round
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.board import acts, ticked
from pipeline.board.asks import Wanted
from pipeline.board.ruling import AskedError, Board, Ruling, _members, board_of
from pipeline.errors import RecordError
from pipeline.ids import text_digest
from pipeline.opening import read_table
from pipeline.review.apply import acts_of
from pipeline.review.lines import lines_of
from pipeline.review.replay import replay
from pipeline.review.suggest import known_parts, point_now, suggested_rows
from pipeline.review.worksheet import HUMAN
from pipeline.reviewing import _SHEET_TABLES, _known
from pipeline.standing import Standing, standing_of
from pipeline.store.setup import close_store

AT = "2020-11-30T12:00:00Z"
TITLES = ["Lines that fail", "Cardiau nad ydynt yn agor", "“Quoted” | piped & <b>", "بطاقات لا تعمل", "Cards 🔑"]


@dataclass
class Small:
    """The small round with its tables, and what the worksheet knows of it."""

    board: Board
    frames: dict
    known: object


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    round = analysed_round(tmp_path_factory.mktemp("small"))
    frames = {name: read_table(round.here, name) for name in _SHEET_TABLES}
    # What may be personal asks a model, and is not what is tried here.
    known = replace(_known(round, standing_of(round)), personal=lambda _text: ())
    yield Small(board_of(round), frames, known)
    close_store()


@pytest.fixture(autouse=True)
def _no_model(monkeypatch):
    monkeypatch.setattr("pipeline.board.ruling.personal_in", lambda *_: lambda _text: [])


def ruled(board: Board, ruling: Ruling) -> Board:
    """The board after a ruling, as if it were written."""
    stands = board.stands
    lines = lines_of(ruling.acts, stands.no, "reviewer", AT)
    record, members = (*stands.record, *lines), (*stands.members, *_members(board, ruling.acts, lines))
    return replace(board, stands=Standing(record, members, replay(record, members, "decisions.csv"), None))


def sheet(small: Small, board: Board, cells: dict[tuple[str, str], dict[str, str]]) -> list:
    """The acts that a worksheet written now asks for when these cells are filled in."""
    agreed = board.stands.agreed
    known = replace(small.known, record=board.stands.record, parts=known_parts(small.frames, agreed))
    rows = {(row["kind"], row["id"]): row for row in suggested_rows(small.frames, agreed, ())}
    for key, told in cells.items():
        if key[0] == "point":
            now = point_now(key[1], agreed)
            moved = f"moved to {now['move']}" if now["move"] else ""
            said = "; ".join(each for each in (now["quote"], moved) if each)
            rows[key] = dict.fromkeys(rows[next(iter(rows))], "") | {
                "kind": "point", "id": key[1], "digest": text_digest(board.shot.text(key[1])), "now": said,
            }  # fmt: skip
        rows[key] = {**rows[key], **told}
    filled = [{**dict.fromkeys(HUMAN, ""), **row} for row in rows.values()]
    return acts_of([*enumerate(filled, start=2)], agreed, known, "review.csv")


def asked_of_sheet(small: Small, board: Board, cells: dict) -> list | None:
    """The same; None where the sheet is told that a later line changed what it asks for, or was split off before."""
    split = any(kind == "part" for kind, _ in cells)
    try:
        return sheet(small, board, cells) or ([] if not split else None)
    except RecordError as error:
        if "changed it since" in str(error) or "merged into" in str(error):
            return None
        raise


Drawn = SimpleNamespace


def accept(drawn: Drawn, board: Board) -> tuple[Callable[[], Ruling], dict]:
    id, wanted = drawn.pick(board.shot.themes), drawn.wanted
    told = {"decision": "accept", "title": wanted.title, "items": ";".join(wanted.items),
            "marks": ";".join(wanted.marks), "reason": wanted.reason}  # fmt: skip
    return lambda: acts.accept(board, id, wanted), {("theme", id): told}


def _agreed(board: Board) -> list[str]:
    return [theme.id for theme in board.stands.agreed.themes] or [""]


def merge(drawn: Drawn, board: Board):
    kind = drawn.pick(["theme", "agreed"])
    id, into = drawn.pick(board.shot.themes if kind == "theme" else _agreed(board)), drawn.pick(_agreed(board))
    told = {"decision": "merge", "into": into, "reason": drawn.wanted.reason}
    return lambda: acts.merge(board, id, into, drawn.wanted.reason), {(kind, id): told}


def reject(drawn: Drawn, board: Board):
    """An agreed theme is given up with its candidate, as the candidate's own row does."""
    id = drawn.pick(board.shot.themes)
    now = board.stands.agreed.ruled.get(id, "").partition(" ")
    on = now[2] if now[0] == "accept" else id
    why = drawn.wanted.reason or "no one subject"
    return lambda: acts.reject(board, on, why), {("theme", id): {"decision": "reject", "reason": why}}


def rename(drawn: Drawn, board: Board):
    id, title = drawn.pick(_agreed(board)), drawn.wanted.title
    told = {"title": title, "reason": drawn.wanted.reason}
    return lambda: acts.rename(board, id, title, drawn.wanted.reason), {("agreed", id): told}


def retag(drawn: Drawn, board: Board):
    id, items = drawn.pick(_agreed(board)), drawn.wanted.items
    told = {"items": ";".join(items), "reason": drawn.wanted.reason}
    return lambda: acts.retag(board, id, items, drawn.wanted.reason), {("agreed", id): told}


def mark(drawn: Drawn, board: Board):
    """Marks are only set in a worksheet; the board takes them off, too."""
    id = drawn.pick(_agreed(board))
    theme = board.stands.agreed.theme(id)
    marks = {*drawn.wanted.marks, *(name for name, on in (acts.marks_now(theme) if theme else {}).items() if on)}
    told = {"marks": ";".join(name for name in ("minority", "safety", "small") if name in marks)}
    told["reason"] = drawn.wanted.reason
    return lambda: acts.mark(board, id, marks, drawn.wanted.reason), {("agreed", id): told}


def cut(drawn: Drawn, board: Board):
    sources = [*board.shot.themes, *_agreed(board)]
    parts = [(source, part.id) for source in sources for part in ticked.parts_here(board, source)]
    source, part = drawn.pick(parts or [("", "")])
    wanted = drawn.wanted
    told = {"decision": "split", "title": wanted.title, "items": ";".join(wanted.items),
            "marks": ";".join(wanted.marks), "reason": wanted.reason}  # fmt: skip
    return lambda: ticked.cut(board, source, part, wanted), {("part", part): told}


def move(drawn: Drawn, board: Board):
    points, into = drawn.some(board.shot.points), drawn.pick([*_agreed(board), "none"])
    told = {"decision": "move", "into": into, "reason": drawn.wanted.reason}
    about = _agreed(board)[0]
    return lambda: ticked.move(board, about, points, into, drawn.wanted.reason), {
        ("point", one): told for one in points
    }


def quote(drawn: Drawn, board: Board):
    points, approve = drawn.some(board.shot.consented), drawn.pick([True, False])
    told = {"decision": "approve-quote" if approve else "refuse-quote", "reason": drawn.wanted.reason}
    return lambda: ticked.quote(board, "", points, approve, drawn.wanted.reason), {
        ("point", one): told for one in points
    }


WAYS = (accept, accept, merge, reject, rename, retag, mark, cut, move, quote)
SEEN: set[str] = set()
# A step takes milliseconds and a failure names its lines: to shrink it takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@st.composite
def steps(draw):
    items = draw(st.sampled_from([(), ("WS2a",), ("WS1d", "WS2a"), ("NONE",)]))
    title = draw(st.sampled_from(["", *TITLES]))
    marks = tuple(draw(st.lists(st.sampled_from(["minority", "safety", "small"]), unique=True, max_size=2)))
    marks = tuple(name for name in ("minority", "safety", "small") if name in marks)
    wanted = Wanted(title=title, items=items, take_title=not title, take_items=not items, marks=marks,
                    reason=draw(st.sampled_from(["", "says it best"])))  # fmt: skip
    places = draw(st.lists(st.integers(0, 10_000), min_size=4, max_size=4))
    return draw(st.sampled_from(WAYS)), wanted, places


def drawing(wanted: Wanted, places: list[int]) -> Drawn:
    left = list(places)

    def pick(told):
        return sorted(told)[left.pop() % len(told)]

    def some(told):
        ordered = sorted(told)
        return {ordered[place % len(ordered)] for place in places[:2]}

    return Drawn(pick=pick, some=some, wanted=wanted)


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps(), min_size=4, max_size=14))
def test_the_board_writes_what_the_worksheet_writes(small, told):
    board = small.board
    for way, wanted, places in told:
        ask, cells = way(drawing(wanted, places), board)
        try:
            ruling = ask()
        except AskedError:
            continue
        by_sheet = asked_of_sheet(small, board, cells)
        # A sheet never says again what a later line changed, since it may be an old one; a person on the board may.
        if by_sheet is not None:
            assert [*ruling.acts] == by_sheet
            SEEN.update(act.act for act in ruling.acts)
        board = ruled(board, ruling)


def test_every_act_of_the_worksheet_was_tried():
    wanted = {"accept", "merge", "reject", "rename", "retag", "split", "move", "approve-quote", "refuse-quote"}
    assert wanted | {"mark-safety", "mark-minority", "keep-although-small"} <= SEEN
