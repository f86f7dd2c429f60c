"""A theme with all that is known of it: its points, who said it, how sure the machine is, and what lies beside it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.board.acts import gone_of, here, points_of
from pipeline.board.places import UNDECIDED
from pipeline.board.ruling import Board
from pipeline.board.snapshot import Snapshot
from pipeline.review.agreed import AgreedTheme

_NEAR = 6  # themes beside one: more are not looked at
QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme as a page shows it; `points` are there today, `joined` by the machine, `proposed` waits to be joined.

    `agreed` is the theme in force of this id, None for a candidate; `home` the theme that a candidate is in,
    `candidate` the one an agreed theme came from, where the last analysis still has it. `second` are points whose main
    theme is another; who sent only those is not counted in `responses`.
    """

    id: str
    state: str
    agreed: AgreedTheme | None
    home: str
    candidate: str
    points: tuple[str, ...]
    second: frozenset[str]
    joined: frozenset[str]
    proposed: frozenset[str]
    gone: tuple[str, ...]
    responses: int


def theme_of(board: Board, id: str) -> Theme | None:
    """The theme of an id: agreed, or a candidate of the last analysis; None where there is none."""
    agreed = here(board).themes.get(id)
    if agreed:
        return _of_agreed(board, agreed)
    return _of_candidate(board, id) if id in board.shot.themes else None


def _of_candidate(board: Board, id: str) -> Theme:
    shot, places = board.shot, here(board)
    points, second = tuple(shot.inside.get(id, ())), shot.seconds.get(id, frozenset())
    return Theme(
        id=id,
        state=places.state(id),
        agreed=None,
        home=places.home(id),
        candidate=id,
        points=points,
        second=second,
        joined=frozenset(),
        proposed=frozenset(),
        gone=(),
        responses=_senders(shot, {*points} - second),
    )


def _of_agreed(board: Board, theme: AgreedTheme) -> Theme:
    shot = board.shot
    proposed = proposed_of(board, theme)
    there = [point for point in points_of(theme) if point in shot.points]
    return Theme(
        id=theme.id,
        state=here(board).state(theme.id),
        agreed=theme,
        home=theme.id,
        candidate=theme.candidate if theme.candidate in shot.themes else "",
        points=tuple(_nearest_first(shot, theme.candidate, {*there, *proposed})),
        second=frozenset(),
        joined=frozenset(one.point for one in theme.members if one.by == "machine" and one.point in shot.points),
        proposed=proposed,
        gone=tuple(gone_of(board, theme)),
        responses=_senders(shot, there),
    )


def proposed_of(board: Board, theme: AgreedTheme) -> frozenset[str]:
    """The points that the last analysis would join to an agreed theme, and nobody has placed."""
    placed, moved = here(board).of_point, board.stands.agreed.moves
    pairs = (point for id, point in board.shot.joins if id == theme.id)
    return frozenset(point for point in pairs if point not in placed and point not in moved)


def _senders(shot: Snapshot, points: Collection[str]) -> int:
    return len({shot.points[point]["response"] for point in points if point in shot.points})


def _nearest_first(shot: Snapshot, candidate: str, points: Collection[str]) -> list[str]:
    """Points by how close they are to the theme they came from, else to that they are in today."""

    def close(point: str) -> float:
        today = shot.themes_of.get(point, ())
        own = shot.scores.get((candidate, point))
        return own if own is not None else max((shot.scores.get((id, point), 0.0) for id in today), default=0.0)

    return sorted(points, key=lambda point: (-close(point), point))


def exemplars(board: Board, theme: Theme) -> list[str]:
    """A few points that differ from one another, as the machine chose them, of those that are in the theme."""
    told = board.shot.themes[theme.candidate]["examples"] if theme.candidate else ()
    return [point for point in told if point in theme.points] or list(theme.points[:3])


def label_of(board: Board, id: str) -> str:
    """What a theme is called: its agreed title; of a candidate the words of the point nearest to its centre."""
    agreed = here(board).themes.get(id)
    if agreed:
        return agreed.title
    inside = board.shot.inside.get(id, ())
    return shortened(board.shot.text(inside[0])) if inside else id


def shortened(text: str, most: int = 90) -> str:
    """The first words of a text."""
    told = " ".join(text.split())
    return told if len(told) <= most else (told[:most].rsplit(" ", 1)[0] or told[:most]) + "…"


# --- who said it ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voice:
    """Of `of` responses with one value of an attribute, how many have a point in the theme."""

    attribute: str
    value: str
    responses: int
    of: int


# How many of all who made a point there are of each value; counted once for each analysis.
_WHOLE: list[tuple[Snapshot, Mapping[tuple[str, str], int]]] = []


def _whole(shot: Snapshot) -> Mapping[tuple[str, str], int]:
    if not _WHOLE or _WHOLE[0][0] is not shot:
        _WHOLE[:] = [(shot, _values(shot, shot.points))]
    return _WHOLE[0][1]


def _values(shot: Snapshot, points: Collection[str]) -> Counter[tuple[str, str]]:
    """Responses by attribute and value; the question that a point answers is told like an attribute of it."""
    asked = {(shot.points[point]["response"], shot.points[point]["question"]) for point in points}
    senders = {response for response, _ in asked}
    told = Counter((QUESTION, question) for _, question in asked)
    told.update(
        pair for response in senders for pair in dict.fromkeys(shot.about.get(response, ())) if pair[0] != QUESTION
    )
    return told


def voices_of(board: Board, theme: Theme) -> list[Voice]:
    """Every value that somebody in the theme has, the largest of each attribute first."""
    shot, away = board.shot, theme.second | theme.proposed
    said = _values(shot, [point for point in theme.points if point not in away])
    whole = _whole(shot)
    told = [Voice(attribute, value, many, whole[attribute, value]) for (attribute, value), many in said.items()]
    return sorted(told, key=lambda voice: (voice.attribute, -voice.responses, voice.value))


# --- what lies beside it ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A theme beside one: whether a rule names the two, how many points fit both, and which words they share."""

    id: str
    state: str
    rules: bool
    points: int
    words: tuple[str, ...]


def neighbours(board: Board, theme: Theme) -> list[Neighbour]:
    """The themes most like one, each candidate as the agreed theme that it became."""
    shot, places = board.shot, here(board)
    named = set(_named(shot, theme.candidate))
    shared = Counter(id for point in theme.points for id in shot.themes_of.get(point, ()) if id != theme.candidate)
    alike = _alike(shot, theme.candidate)
    found: dict[str, Neighbour] = {}
    for id in _ranked(named, shared, alike):
        home = places.home(id) or id
        if home not in (theme.id, *found) and id in shot.themes:
            found[home] = Neighbour(
                id=home, state=places.state(home), rules=id in named, points=shared[id], words=alike.get(id, ())
            )
        if len(found) == _NEAR:
            break
    return list(found.values())


def _ranked(named: Collection[str], shared: Counter[str], alike: Mapping[str, Sequence[str]]) -> list[str]:
    """What a rule names first, then what most points fit, then what shares most words."""
    told = [(id not in named, -shared[id], -len(alike.get(id, ())), id) for id in {*named, *shared, *alike}]
    return [id for _, _, _, id in sorted(told)]


def _named(shot: Snapshot, candidate: str) -> Iterator[str]:
    """The themes that rules of quality name beside a candidate."""
    for row in shot.noticed.flags.get(candidate, ()):
        yield from (other for other in json.loads(row["others"]) if other in shot.themes)


def _alike(shot: Snapshot, candidate: str) -> dict[str, tuple[str, ...]]:
    """Themes that share two keywords and more with a candidate."""
    if not candidate:
        return {}
    own: Sequence[str] = shot.themes[candidate]["keywords"]
    told = {
        id: tuple(word for word in own if word in {*row["keywords"]})
        for id, row in shot.themes.items()
        if id != candidate
    }
    return {id: words for id, words in told.items() if len(words) > 1}


# --- how sure the machine is ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """How often a candidate was found again, and in how many of the other themes points lie less close, less apart."""

    found: int
    reruns: int
    closer: int
    apart: int
    others: int


def steadiness(board: Board, theme: Theme) -> Steadiness | None:
    """How a candidate stands among the others of its analysis; None where that was not measured."""
    quality = board.shot.quality
    own = quality.get(theme.candidate)
    if own is None:
        return None
    others = [row for id, row in quality.items() if id != theme.candidate]
    return Steadiness(
        found=int(own["found"]),
        reruns=int(own["reruns"]),
        closer=sum(row["cohesion"] < own["cohesion"] for row in others),
        apart=sum(row["separation"] < own["separation"] for row in others),
        others=len(others),
    )


def elsewhere(board: Board, theme: Theme) -> dict[str, int]:
    """Of an undecided candidate's points, how many each agreed theme has already."""
    if theme.agreed or theme.state != UNDECIDED:
        return {}
    places = here(board)
    told = Counter(one.theme for point in theme.points for one in places.of_point.get(point, ()))
    return dict(sorted(told.items(), key=lambda pair: (-pair[1], pair[0])))
