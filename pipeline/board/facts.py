"""What the queue asks of every candidate, counted once for each analysis."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.board.snapshot import Row, Snapshot
from pipeline.board.urgency import halved

SAFETY = "safety"
_DISTINCT = "small-distinct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an analysis says of one candidate; `unsteady` and the like are the parts of its urgency."""

    points: frozenset[str]
    safety: int
    misfit: int
    found: tuple[int, int]
    rules: tuple[str, ...]
    items: tuple[str, ...]
    questions: frozenset[str]
    parts: Mapping[str, float]


# What was counted last of each round's snapshot: it is made anew with it.
_KNOWN: dict[int, tuple[Snapshot, dict[str, Facts]]] = {}


def facts_of(shot: Snapshot) -> Mapping[str, Facts]:
    """Candidate -> its facts."""
    kept = _KNOWN.get(id(shot))
    if kept is None or kept[0] is not shot:
        _KNOWN.clear()
        kept = _KNOWN[id(shot)] = shot, {theme: _facts(shot, theme) for theme in shot.themes}
    return kept[1]


def safety_of(shot: Snapshot, points: Iterable[str]) -> int:
    """How many of these points are marked for safety."""
    return sum(SAFETY in shot.marks.get(point, ()) for point in points)


def questions_of(shot: Snapshot, points: Iterable[str]) -> frozenset[str]:
    """The questions that these points answer."""
    return frozenset(str(shot.points[point]["question"]) for point in points if point in shot.points)


def _facts(shot: Snapshot, theme: str) -> Facts:
    points = frozenset(shot.inside.get(theme, ()))
    own = points - shot.seconds.get(theme, frozenset())
    rules = tuple(str(row["rule"]) for row in shot.noticed.flags.get(theme, ()))
    tag, quality = shot.theme_tags.get(theme), shot.quality.get(theme)
    safety, misfit = safety_of(shot, points), sum(point in shot.unfitted for point in own)
    parts = {
        **_steady(quality),
        **_tagged(tag),
        "rules": halved(len(set(rules) - {_DISTINCT})),
        "misfit": misfit / len(own) if own else 0.0,
        "safety": halved(safety),
        "distinct": float(_DISTINCT in rules),
    }
    return Facts(
        points=points,
        safety=safety,
        misfit=misfit,
        found=(int(quality["found"]), int(quality["reruns"])) if quality else (0, 0),
        rules=rules,
        items=tuple(code for code in str(tag["items"]).split(";") if code) if tag else (),
        questions=questions_of(shot, points),
        parts=parts,
    )


def _steady(quality: Row | None) -> dict[str, float]:
    if quality is None:
        return {}
    return {"unsteady": 1 - float(quality["stability"]), "near": 1 - float(quality["separation"])}


def _tagged(tag: Row | None) -> dict[str, float]:
    """How far the best item is from certain, and how near the second comes to it; nothing fits: as unsure as can be."""
    scores = sorted(json.loads(tag["scores"]).values(), reverse=True) if tag else []
    if not scores or scores[0] <= 0:
        return {"unsure": 1.0}
    return {"unsure": 1 - scores[0], "torn": scores[1] / scores[0] if len(scores) > 1 else 0.0}
