"""What changed from one release to another: which themes are new or gone, and where the points of a theme went."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from pipeline.pages.marks import Release, theme_round
from pipeline.publish.bookdata import BookData, Kept

Fate = Literal["merged", "split", "retired", "left out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """What became of a theme by its points: into which themes they went, the most first, and whether all of them."""

    fate: Fate
    into: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Two releases of a round that follow one another."""

    before: Kept
    after: Kept

    @property
    def new(self) -> tuple[str, ...]:
        """The themes that the earlier release did not hold."""
        earlier = set(themes(self.before.told))
        return tuple(id for id in themes(self.after.told) if id not in earlier)

    @property
    def gone(self) -> tuple[str, ...]:
        """The themes that the later release does not hold."""
        later = set(themes(self.after.told))
        return tuple(id for id in themes(self.before.told) if id not in later)

    @property
    def both(self) -> tuple[tuple[int, int], ...]:
        """The places before and after of each theme that both hold, in the later one's order."""
        earlier = {id: place for place, id in enumerate(themes(self.before.told))}
        later = enumerate(themes(self.after.told))
        return tuple((earlier[id], place) for place, id in later if id in earlier)


def themes(told: Release) -> list[str]:
    """The ids of the themes of a release, in its order."""
    return [theme["id"] for theme in told.at("/themes")]


def steps(data: BookData) -> list[Step]:
    """Every two releases that follow one another."""
    return [Step(before=one, after=other) for kept in data.kept.values() for one, other in pairwise(kept)]


def gone_themes(data: BookData) -> dict[str, Kept]:
    """Each theme that stands in a kept release and in the one in force no longer, with the last release it stood in."""
    found: dict[str, Kept] = {}
    for round, kept in data.kept.items():
        now = set(themes(data.releases[round]))
        for each in (each for each in kept if not each.in_force):
            found |= {id: each for id in themes(each.told) if id not in now}
    return found


def _points(told: Release, theme: str) -> list[Any]:
    return [point for point in told.at("/points") if theme in point["themes"]]


def went(theme: str, before: Release, after: Release) -> Went:
    """Where the points of a theme stand in another release of its round; retired where most stand nowhere."""
    later = {point["id"]: point["themes"] for point in after.at("/points")}
    # By number, then by the order of the release: the same on every run.
    order = {theme: place for place, theme in enumerate(themes(after))}
    homes = [[id for id in later.get(point["id"], ()) if id in order] for point in _points(before, theme)]
    counted = Counter(id for home in homes for id in home)
    into = tuple(sorted(counted, key=lambda theme: (-counted[theme], order[theme])))
    housed = sum(map(bool, homes))
    fate: Fate = "retired" if 2 * housed < len(homes) else "merged" if len(into) == 1 else "split"
    if not any(point["id"] in later for point in _points(before, theme)):
        fate = "left out"
    return Went(fate=fate, into=into, whole=housed == len(homes))


def came_from(theme: str, before: Release, after: Release) -> tuple[str, ...]:
    """The themes of the earlier release that points left for a theme of the later one, in the earlier's order."""
    mine = {point["id"]: point["themes"] for point in _points(after, theme)}
    left = {
        id
        for point in before.at("/points")
        if point["id"] in mine
        for id in point["themes"]
        if id not in mine[point["id"]]
    }
    return tuple(id for id in themes(before) if id in left)


def lies(before: Mapping[str, Any], after: Mapping[str, Any]) -> Literal["meet", "apart", "none"]:
    """Whether the intervals of two shares have a value in common; 'none' where one of them has no interval."""
    ends = [part.get(name) for part in (before, after) for name in ("low", "high")]
    if None in ends:
        return "none"
    return "meet" if before["low"] <= after["high"] and after["low"] <= before["high"] else "apart"


def continued(data: BookData, theme: str) -> list[tuple[str, str]]:
    """What later rounds say of a theme: the kind of link and the theme it leads to, 'retired' with the round."""
    told = []
    for round, release in data.releases.items():
        if round == theme_round(theme):
            continue
        for entry in release.at("/themes"):
            told += [(link["kind"], entry["id"]) for link in entry.get("lineage") or () if link["before"] == theme]
        if theme in release.value.get("retired", ()):
            told.append(("retired", round))
    return told
