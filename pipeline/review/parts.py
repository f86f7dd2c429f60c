"""Parts: what a candidate or an agreed theme may be split into, by the sub-themes that the machine sees in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.review.replay import Agreed

# A theme of one point is no theme.
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Points that could become a theme of their own: the theme that has them now, and the sub-theme they are."""

    id: str
    source: str
    subtheme: str
    points: frozenset[str]


def _of_agreed(subtheme: str, points: frozenset[str], agreed: Agreed) -> Iterator[Part]:
    for theme in agreed.themes:
        members = {member.point for member in theme.members}
        inside = points & members
        if _FEWEST <= len(inside) < len(members):
            yield Part(id=f"{theme.id}/{subtheme}", source=theme.id, subtheme=subtheme, points=inside)


def parts_of(
    subthemes: Mapping[str, frozenset[str]],
    candidate_of: Mapping[str, str],
    candidates: Mapping[str, frozenset[str]],
    agreed: Agreed,
) -> dict[str, Part]:
    """Every part by its id: of an agreed theme the members that a sub-theme holds, of a candidate the free points.

    A candidate that was accepted or merged has no part of its own: its points are members.
    """
    taken = frozenset(member.point for theme in agreed.themes for member in theme.members)
    ruled = agreed.decided()
    told: dict[str, Part] = {}
    for subtheme, points in sorted(subthemes.items()):
        source = candidate_of[subtheme]
        free = points - taken
        told |= {part.id: part for part in _of_agreed(subtheme, points, agreed)}
        if ruled.get(source, "reject") == "reject" and _FEWEST <= len(free) < len(candidates[source] - taken):
            told[subtheme] = Part(id=subtheme, source=source, subtheme=subtheme, points=free)
    return told
