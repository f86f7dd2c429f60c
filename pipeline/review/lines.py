"""Acts as lines of the record, and the members that lines fix."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from pipeline.review.asked import Act
from pipeline.review.record import Decision, Member


def lines_of(acts: Sequence[Act], after: int, by: str, at: str) -> list[Decision]:
    """The acts as lines of the record, numbered on from `after`."""
    return [
        Decision(no=no, act=act.act, on=act.on, on_digest=act.digest, value=act.value, reason=act.reason, by=by, at=at)
        for no, act in enumerate(acts, start=after + 1)
    ]


def members_of(
    lines: Sequence[Decision],
    candidates: Mapping[str, frozenset[str]],
    agreed_points: Collection[str],
    seconds: Mapping[str, frozenset[str]] = MappingProxyType({}),
    given: Mapping[int, frozenset[str]] = MappingProxyType({}),
) -> list[Member]:
    """The members that these lines fix: every point of an accepted or merged candidate that has no agreed theme yet.

    A point of `seconds` belongs to the candidate beside its main theme: it joins wherever else it is. `given` holds
    what a split gives to its new theme, by its line.
    """
    taken = set(agreed_points)
    members: list[Member] = []
    for line in lines:
        theme = line.value.split(":", 1)[0].strip()
        if line.act == "split":
            new, taking = given.get(line.no, frozenset()), given.get(line.no, frozenset())
        elif line.act in ("accept", "merge") and line.on in candidates:
            second = seconds.get(line.on, frozenset())
            new, taking = (candidates[line.on] - taken) | second, candidates[line.on] - second
        else:
            continue
        here = {member.point for member in members if member.theme == theme}
        members += [Member(theme=theme, point=point, by="person", since=line.no) for point in sorted(new - here)]
        taken |= taking
    return members


def turned_down_of(lines: Sequence[Decision], candidates: Mapping[str, frozenset[str]]) -> list[Member]:
    """The points of each candidate that these lines reject, under its id: so it is known when it comes back."""
    return [
        Member(theme=line.on, point=point, by="person", since=line.no)
        for line in lines
        if line.act == "reject" and line.on in candidates
        for point in sorted(candidates[line.on])
    ]
