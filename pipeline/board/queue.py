"""The queue: the themes that wait for a person, those first where most doubt meets most that hangs on it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.board.facts import Facts, facts_of, questions_of, safety_of
from pipeline.board.places import UNDECIDED, Places, places_of
from pipeline.board.ruling import Board
from pipeline.board.snapshot import Snapshot
from pipeline.board.urgency import halved, relative, urgency
from pipeline.review.agreed import Agreed, AgreedTheme

# A theme that grew by a fifth comes back.
GROWN = 0.2
# From here on a part is told as a reason; all parts count, however small.
_TOLD = {"unsteady": 0.5, "near": 0.5, "unsure": 0.5, "torn": 0.7, "misfit": 1 / 3}
# A candidate that holds so much of one that was turned down is the same again.
_SAME = 0.5
_LARGE = 0.7
REASONS = (
    *("safety", "distinct", "unsteady", "near", "rules", "unsure", "torn", "misfit", "large"),
    *("grown", "joined", "quotes", "again", "placed", "plain"),
)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason in figures: its kind, one of REASONS, with how many of how many; `said` holds what it names."""

    kind: str
    many: int = 0
    of: int = 0
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A theme that waits: a candidate, or an agreed theme that changed; `score` is its urgency."""

    id: str
    agreed: bool
    score: float
    why: tuple[Why, ...]
    points: int
    responses: int
    items: tuple[str, ...]
    questions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the round is: candidates ruled on, points in an agreed theme, and who ruled how often."""

    ruled: int
    candidates: int
    placed: int
    points: int
    by: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What was sorted last of a round: it holds as long as nobody rules and nothing is analysed."""

    shot: Snapshot
    agreed: Agreed
    waiting: tuple[Waiting, ...]
    progress: Progress


_KNOWN: dict[tuple[str, str], _Sorted] = {}


def _sorted_of(board: Board) -> _Sorted:
    key, agreed = board.round.where, board.stands.agreed
    kept = _KNOWN.get(key)
    if kept is None or kept.shot is not board.shot or kept.agreed is not agreed:
        kept = _KNOWN[key] = _Sorted(board.shot, agreed, _sort(board), _progress(board))
    return kept


def waiting_of(board: Board) -> tuple[Waiting, ...]:
    """Every theme that waits, the most urgent first: every candidate that nobody ruled on is among them.

    The order is urgency, then how many said it, then the id: the same for everybody.
    """
    return _sorted_of(board).waiting


def progress_of(board: Board) -> Progress:
    """How far the round is."""
    return _sorted_of(board).progress


def next_after(board: Board, id: str) -> str | None:
    """The theme to read after this one: the next in the queue, else its head; None where nothing else waits."""
    ids = [one.id for one in waiting_of(board)]
    after = ids.index(id) + 1 if id in ids else 0
    return next((one for one in (*ids[after:], *ids[:after]) if one != id), None)


def _sort(board: Board) -> tuple[Waiting, ...]:
    shot, agreed, facts = board.shot, board.stands.agreed, facts_of(board.shot)
    most = max((int(row["responses"]) for row in shot.themes.values()), default=0)
    places, again = places_of(agreed), _turned_down(agreed)
    open_ = (id for id in shot.themes if places.state(id) == UNDECIDED)
    told = [
        *(_candidate(shot, id, facts[id], most, places, again) for id in open_),
        *_agreed_themes(shot, agreed, most),
    ]
    return tuple(sorted(told, key=lambda one: (-one.score, -one.responses, one.id)))


def _turned_down(agreed: Agreed) -> dict[str, tuple[tuple[int, int], ...]]:
    """Point -> each line that turned it down with a candidate or theme, and how many points that had."""
    told: dict[str, list[tuple[int, int]]] = {}
    for no, points in agreed.turned_down.values():
        for point in points:
            told.setdefault(point, []).append((no, len(points)))
    return {point: tuple(lines) for point, lines in told.items()}


def _again(points: frozenset[str], turned_down: Mapping[str, Sequence[tuple[int, int]]]) -> int:
    """The last line that turned down the same points under another id; 0 where none did."""
    shared = Counter(line for point in points for line in turned_down.get(point, ()))
    return max((no for (no, of), many in shared.items() if many >= _SAME * of), default=0)


def _candidate(
    shot: Snapshot,
    id: str,
    facts: Facts,
    most: int,
    places: Places,
    turned_down: Mapping[str, Sequence[tuple[int, int]]],
) -> Waiting:
    row, gone = shot.themes[id], len(facts.points & places.of_point.keys())
    responses, again = int(row["responses"]), _again(facts.points, turned_down)
    parts = dict(facts.parts, size=relative(responses, most))
    # What is placed or was turned down already has less hanging on it, by the share that is still open.
    open_ = (1 - gone / len(facts.points) if facts.points else 0.0) * (0.5 if again else 1.0)
    why = [*_because(facts, parts), *_settled(facts, gone, again)]
    return Waiting(
        id=id,
        agreed=False,
        score=round(urgency(parts) * open_, 4),
        why=tuple(why) or (Why("plain"),),
        points=len(facts.points),
        responses=responses,
        items=facts.items,
        questions=facts.questions,
    )


def _because(facts: Facts, parts: Mapping[str, float]) -> Iterator[Why]:
    """The reasons of a candidate, what hangs on it first."""
    # What these rules want looked at is told in figures.
    in_figures = (
        {"small-distinct", "unsteady"} if parts.get("unsteady", 0.0) >= _TOLD["unsteady"] else {"small-distinct"}
    )
    points, rules = len(facts.points), tuple(rule for rule in facts.rules if rule not in in_figures)
    if facts.safety:
        yield Why("safety", facts.safety, points)
    if parts["distinct"]:
        yield Why("distinct")
    for kind, bound in _TOLD.items():
        if parts.get(kind, 0.0) >= bound:
            many, of = {"unsteady": facts.found, "misfit": (facts.misfit, points)}.get(kind, (0, 0))
            yield Why(kind, many, of, facts.items[:2] if kind == "torn" else ())
    if rules:
        yield Why("rules", len(rules), said=rules)
    if parts["size"] >= _LARGE:
        yield Why("large")


def _settled(facts: Facts, gone: int, again: int) -> Iterator[Why]:
    if again:
        yield Why("again", again)
    if gone:
        yield Why("placed", gone, len(facts.points))


def _agreed_themes(shot: Snapshot, agreed: Agreed, most: int) -> Iterator[Waiting]:
    """Agreed themes that something is to be looked at in."""
    proposed, ruled = _proposed(shot, agreed), {quote.point for quote in agreed.quotes}
    for theme in agreed.themes:
        inside = [member.point for member in theme.members if member.point in shot.points]
        joined = sum(member.by == "machine" for member in theme.members)
        why = tuple(_changed(shot, theme, inside, joined, proposed.get(theme.id, 0), ruled))
        if why:
            yield _agreed_theme(shot, theme, inside, joined + proposed.get(theme.id, 0), why, most)


def _proposed(shot: Snapshot, agreed: Agreed) -> Counter[str]:
    """Agreed theme -> how many points the last analysis proposes for it that nobody has placed."""
    placed = places_of(agreed).of_point.keys() | agreed.moves.keys()
    return Counter(theme for theme, point in shot.joins if point not in placed)


def _changed(
    shot: Snapshot, theme: AgreedTheme, inside: Sequence[str], joined: int, proposed: int, ruled: set[str]
) -> Iterator[Why]:
    by_people = len(theme.members) - joined
    if joined + proposed and joined + proposed >= GROWN * by_people:
        yield Why("grown", joined + proposed, by_people)
    if joined:
        yield Why("joined", joined)
    if quotes := _unread(shot, theme, inside, ruled):
        yield Why("quotes", quotes)


def _unread(shot: Snapshot, theme: AgreedTheme, inside: Sequence[str], ruled: set[str]) -> int:
    """How many of a theme's examples may be quoted where nobody has ruled on any quote of it."""
    if any(point in ruled for point in inside):
        return 0
    examples = shot.themes[theme.candidate]["examples"] if theme.candidate in shot.themes else inside[:5]
    return sum(point in shot.consented for point in examples if point in shot.points)


def _agreed_theme(
    shot: Snapshot, theme: AgreedTheme, inside: Sequence[str], new: int, why: tuple[Why, ...], most: int
) -> Waiting:
    responses = len({shot.points[point]["response"] for point in inside})
    by_people = sum(member.by == "person" for member in theme.members)
    safety = safety_of(shot, inside)
    parts = {
        "grown": min(new / by_people, 1.0) if by_people else float(new > 0),
        "quotes": float(any(one.kind == "quotes" for one in why)),
        "safety": max(halved(safety), float(theme.safety)),
        "size": relative(responses, max(most, responses)),
    }
    return Waiting(
        id=theme.id,
        agreed=True,
        score=urgency(parts),
        why=why,
        points=len(theme.members),
        responses=responses,
        items=theme.items,
        questions=questions_of(shot, inside),
    )


def _progress(board: Board) -> Progress:
    shot, agreed = board.shot, board.stands.agreed
    places = places_of(agreed)
    by = Counter(line.by for line in board.stands.record)
    return Progress(
        ruled=sum(places.state(id) != UNDECIDED for id in shot.themes),
        candidates=len(shot.themes),
        placed=len(places.of_point.keys() & shot.points.keys()),
        points=len(shot.points),
        by=tuple(sorted(by.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
