"""Carry: what was decided on a point whose text is another now goes to the points that stand in its place."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.review.apply import Act
from pipeline.review.record import POINT, Decision, Member, carried_lines, follow
from pipeline.review.replay import undone
from pipeline.schemas import records

# A point follows where it covers half of the old one or lies by half in it; less is another claim beside it.
_HALF = 0.5
_ON_POINTS = ("approve-quote", "refuse-quote", "move", "retag")
WHY = "carried to the points that stand in its place"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point stands: characters of its answer's repaired text, which no redaction moves."""

    point: str
    answer: str
    start: int
    end: int

    def shared(self, other: "Place") -> int:
        """Characters that both hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """New lines of the record, the members as they are now, how many of them moved, and what a person must look at."""

    acts: tuple[Act, ...]
    members: tuple[Member, ...]
    moved: int
    left: tuple[str, ...]


def places(given: pd.DataFrame) -> list[Place]:
    """Every point id with its place, as the store keeps them."""
    return [Place(row["point"], row["answer"], row["start"], row["end"]) for row in records(given)]


def followers(given: Sequence[Place], now: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Gone point -> the points of today in its place, the one that shares most first."""
    today: dict[str, list[Place]] = {}
    for place in given:
        if place.point in now:
            today.setdefault(place.answer, []).append(place)
    told = {}
    for old in given:
        if old.point not in now:
            shared = [(old.shared(new), new) for new in today.get(old.answer, ())]
            near = [(many, new) for many, new in shared if many and many >= _HALF * _shorter(old, new)]
            near.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].point))
            told[old.point] = tuple(new.point for _, new in near)
    return told


def _shorter(one: Place, other: Place) -> int:
    return min(one.end - one.start, other.end - other.start)


def _torn(claims: Mapping[str, str], into: Mapping[str, Sequence[str]]) -> set[str]:
    """Points of today that stand for points of two themes: a person must say where they belong."""
    claimed: dict[str, set[str]] = {}
    for old, theme in claims.items():
        for new in into.get(old, ()):
            claimed.setdefault(new, set()).add(theme)
    return {new for new, themes in claimed.items() if len(themes) > 1}


def _members(
    members: Sequence[Member], into: Mapping[str, Sequence[str]], claims: Mapping[str, str], taken: Mapping[str, str]
) -> Iterator[tuple[Member, tuple[Member, ...]]]:
    """Each member with what it becomes: itself where its point stands, or nothing follows it.

    A point of today may stand for several of its own theme; `taken` are the themes of those that have one already.
    """
    torn = _torn(claims, into)
    for member in members:
        home = claims.get(member.point, member.theme)
        new = [point for point in into.get(member.point, ()) if point not in torn and taken.get(point, home) == home]
        yield member, tuple(replace(member, point=point) for point in new) or (member,)


def _notes(points: Collection[str], into: Mapping[str, Sequence[str]], torn: set[str]) -> tuple[Act, ...]:
    """A line for each gone point that something was decided on: the points that stand for it from now on."""
    return tuple(
        Act(act="note", on=point, value=";".join(into[point]), reason=WHY)
        for point in sorted(points)
        if into.get(point) and not torn & set(into[point])
    )


def _on_points(record: Sequence[Decision]) -> list[tuple[str, Decision]]:
    """Each point that a line in force is on, with that line, as far as points were carried already."""
    taken_back = undone(record)
    lines = [line for line in record if line.no not in taken_back]
    known = carried_lines(lines)
    on_a_point = [line for line in lines if line.act in _ON_POINTS and (line.act != "retag" or POINT.match(line.on))]
    return [(point, line) for line in on_a_point for point in follow(line.on, known)]


def carry(
    record: Sequence[Decision],
    members: Sequence[Member],
    given: Sequence[Place],
    now: Collection[str],
    homes: Mapping[str, str],
) -> Carried:
    """Move members and the decisions on points to the points of today that share at least half with them.

    Members keep the line since which they count, so that every release made again holds them; a line on a point is
    never changed: a note says which points stand for it from now on. What nothing follows stays and is listed. `homes`
    is the agreed theme of each point; a member of a theme that is in force no more claims no place.
    """
    into = followers(given, now)
    on = _on_points(record)
    on_points = {point for point, _ in on if point not in now}
    moves = {point: line.value for point, line in on if line.act == "move"}
    claims = moves | {member.point: homes[member.point] for member in members if member.point in homes}
    claims |= {point: homes[point] for point in moves if point in homes}
    torn = _torn(claims, into)
    become = list(_members(members, into, claims, {point: theme for point, theme in homes.items() if point in now}))
    acts = _notes(on_points, into, torn)
    stay = [old for old, new in become if new == (old,) and old.point in homes and old.point not in now]
    left = [f"member {old.point} of {old.theme}: {_why(old.point, into, torn)}" for old in stay]
    silent = sorted(on_points - {act.on for act in acts})
    left += [f"decision on {point}: {_why(point, into, torn)}" for point in silent]
    moved = sum(new != (old,) for old, new in become)
    flat = tuple(dict.fromkeys(member for _, new in become for member in new))
    return Carried(acts=acts, members=flat, moved=moved, left=tuple(left))


def _why(point: str, into: Mapping[str, Sequence[str]], torn: set[str]) -> str:
    if point not in into:
        return "the store never gave this point; restore the backup that knows it"
    if torn & set(into[point]):
        return "its text is now one with a point of another theme; place it in the worksheet"
    if into[point]:
        return "the points in its place have a theme already"
    return "nothing stands in its place (withdrawn, held back, or set aside now)"
