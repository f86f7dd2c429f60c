"""What a release tells of shares: each item's among the points, each theme's among the responses, with what is open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.publish.material import Grouping, Material
from pipeline.publish.suppress import SMALLEST, suppressed
from pipeline.review.replay import AgreedTheme
from pipeline.schemas import records
from pipeline.tag.shares import Interval, ItemShare, Reading, proportion, reading, shares

SHARES_FROM = 100  # decided points; with so many the interval of a share of one in ten is ten points wide already
GROUP_FROM = 30  # decided points of a group; with fewer its interval is as wide as what it could tell
REVIEWED_FROM = 5  # members of a theme that were ruled on one by one, below which they say nothing of the others
_BORROWED = 10  # ruled points of other themes that count in each
_LIKELY = 0.5  # over which a point is taken to speak of an item, when the people who do are counted
_HIDDEN, _HIDDEN_BESIDE_WEIGHTED = 2, 3  # groups of an attribute that are hidden together at the least
_ALIKE = 0.1  # by so little may the weights of two groups differ, of the greater, and be taken for the same
SAMPLING, AND_READING = "sampling", "sampling and reading"

_TOO_FEW = f"shares are shown from {SHARES_FROM} points that people decided one by one"
_SMALL = "so few people here speak of it that they could be guessed"
_FEW_HERE = f"fewer than {GROUP_FROM} points of this group were decided one by one"
_GROUP_SMALL = "a group that would have to be weighed has under five responses"
_WOULD_TELL = "with the other share it would tell of a group too small to be shown"
_NO_SHARE: Mapping[str, Any] = {"share": None, "low": None, "high": None}


def _told(interval: Interval) -> dict[str, float]:
    return {name: round(getattr(interval, name), 2) for name in ("share", "low", "high")}


def _maybe(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else _told(interval)


def _entry(found: ItemShare) -> dict[str, Any]:
    return {**(_told(found.share) if found.share else _NO_SHARE), "why_not": found.why_not}


# ------------------------------------------------------------------ items


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of an attribute: how many of its responses made a point, and how many speak of each item; its shares, and
    how many of its points were decided.
    """

    responses: int
    speakers: Mapping[str, int]
    decided: int
    shares: Mapping[str, ItemShare]

    def voices(self, code: str) -> int:
        """About how many of its responses speak of an item: as a reader could work it out, unless they are too few.

        One person who made many points of an item gives it a large share, and is one person all the same.
        """
        worked_out, speakers = round(round(self.shares[code].like, 2) * self.responses), self.speakers[code]
        return min(worked_out, speakers) if speakers < SMALLEST else worked_out


def decided_points(material: Material) -> int:
    """How many points of the release a person ruled on one by one."""
    return int(material.points["point"].isin(set(material.decided)).sum())


def item_shares(material: Material) -> list[dict[str, Any]]:
    """The share of every item, plain and weighted, by group, and how right the tagger was; in the taxonomy's order."""
    codes = material.taxonomy.codes
    read = _reading(material)
    if read is None or read.known.sum() < SHARES_FROM:
        nothing: dict[str, Any] = {
            "why_not": _TOO_FEW,
            "weighted": None,
            "precision": None,
            "recall": None,
            "by_group": [],
        }
        return [{**_NO_SHARE, **nothing} for _ in codes]
    whole, tables, weights = shares(read), _tables(material, read), _weights(material, read)
    weighed = _weighed(material, read, weights)
    return [
        _item(material, whole[code], [table[code] for table in tables], weighed.get(code), weights) for code in codes
    ]


def _item(
    material: Material,
    found: ItemShare,
    tables: list[dict[str, Any]],
    weighted: dict[str, Any] | None,
    weights: Mapping[str, float],
) -> dict[str, Any]:
    shown = weighted is not None and weighted["share"] is not None
    if shown and material.survey.weigh and _tells_of_small(tables, material.survey.weigh.attribute, weights):
        weighted = {**_NO_SHARE, "why_not": _WOULD_TELL}
    rates = {"precision": _maybe(found.precision), "recall": _maybe(found.recall)}
    return {**_entry(found), "weighted": weighted, **rates, "by_group": tables}


def _tells_of_small(tables: Sequence[Mapping[str, Any]], attribute: str, weights: Mapping[str, float]) -> bool:
    """Whether the plain and the weighted share of an item together would give away a group that is hidden.

    Two sums over the groups are two equations. One or two hidden groups could be worked out; and one of more where the
    points of all the others weigh the same, for then these fall out of the difference of the two sums together.
    """
    rows = (row for table in tables if table["attribute"] == attribute for row in table["rows"])
    hidden = [row["group"] for row in rows if row["why_not"] == _SMALL]
    weigh = [weights[group] for group in hidden if group in weights]
    if len(weigh) < _HIDDEN_BESIDE_WEIGHTED:
        return bool(hidden)
    return any(_weigh_the_same(weigh[:at] + weigh[at + 1 :]) for at in range(len(weigh)))


def _weigh_the_same(weights: Sequence[float]) -> bool:
    return max(weights) - min(weights) <= _ALIKE * max(weights)


def _reading(material: Material, weights: Mapping[str, float] | None = None) -> Reading | None:
    """The release's points as the tagger and people read them; nothing where no tagger did."""
    if material.scores is None or material.unseen is None:
        return None
    home = dict(zip(material.points["point"], material.points["response"], strict=True))
    mine = material.scores.loc[material.scores.index.isin(list(home)), list(material.taxonomy.codes)]
    return reading(mine, material.decided, material.unseen, home, weights) if len(mine) else None


def _homes(material: Material, read: Reading) -> list[str]:
    home = dict(zip(material.points["point"], material.points["response"], strict=True))
    return [home[point] for point in read.points]


def _group(read: Reading, inside: Sequence[bool]) -> _Group:
    mine = read.of(np.array(inside, dtype=bool))
    likely = mine.guess() > _LIKELY
    speakers = {code: len(np.unique(mine.response[likely[:, at]])) for at, code in enumerate(mine.codes)}
    return _Group(len(np.unique(mine.response)), speakers, int(mine.known.sum()), shares(mine))


def _tables(material: Material, read: Reading) -> list[dict[str, dict[str, Any]]]:
    """For each attribute of the survey: each item's shares by group."""
    homes = _homes(material, read)
    weigh = material.survey.weigh
    told = []
    for grouping in material.groupings:
        of = [grouping.group.get(response) for response in homes]
        groups = {title: _group(read, [each == title for each in of]) for title in grouping.titles}
        least = _HIDDEN_BESIDE_WEIGHTED if weigh and weigh.attribute == grouping.attribute else _HIDDEN
        told.append({code: _table(material, grouping, groups, code, least) for code in read.codes})
    return told


def _table(
    material: Material, grouping: Grouping, groups: Mapping[str, _Group], code: str, least: int
) -> dict[str, Any]:
    earlier = [_earlier(release, grouping.attribute, code) for release in material.history]
    sizes = {title: group.responses for title, group in groups.items()}
    known = suppressed(sizes, *({title: row["responses"] for title, row in rows.items()} for rows in earlier))
    voices = {title: group.voices(code) for title, group in groups.items()}
    before = [{title: _voices(row) for title, row in rows.items()} for rows in earlier]
    shown = suppressed(voices, *before, least=least)
    rows = [
        {"group": title, "responses": known[title], **_cell(group, code, known[title], shown[title])}
        for title, group in groups.items()
    ]
    return {"attribute": grouping.attribute, "title": grouping.title, "rows": rows}


def _cell(group: _Group, code: str, size: int | None, voices: int | None) -> dict[str, Any]:
    if size is None or voices is None:
        return {**_NO_SHARE, "why_not": _SMALL}
    if group.decided < GROUP_FROM:
        return {**_NO_SHARE, "why_not": _FEW_HERE}
    return _entry(group.shares[code])


def _earlier(release: Mapping[str, Any], attribute: str, code: str) -> dict[str, Mapping[str, Any]]:
    """Group -> its row in an earlier release."""
    items: Sequence[Mapping[str, Any]] = release.get("items", [])
    item = next((item for item in items if item["code"] == code), {})
    tables = (table for table in item.get("by_group", []) if table["attribute"] == attribute)
    return {row["group"]: row for table in tables for row in table["rows"]}


def _voices(row: Mapping[str, Any]) -> int | None:
    return None if row["share"] is None or row["responses"] is None else round(row["share"] * row["responses"])


def _weights(material: Material, read: Reading) -> dict[str, float]:
    """How much a point counts, by group, where every group is to count as much as the survey says.

    Empty where nothing is to be weighed, or a group that would have to be is too small.
    """
    weigh = material.survey.weigh
    if weigh is None:
        return {}
    grouping = next(each for each in material.groupings if each.attribute == weigh.attribute)
    pairs = [(grouping.group.get(home, ""), home) for home in _homes(material, read)]
    points, people = Counter(group for group, _ in pairs), Counter(group for group, _ in set(pairs))
    if any(part > 0 and people[title] < SMALLEST for title, part in weigh.to.items()):
        return {}
    return {title: part / points[title] for title, part in weigh.to.items() if points[title]}


def _weighed(material: Material, read: Reading, weights: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Each item's share when every group counts as much as the survey says, however many points it made."""
    weigh = material.survey.weigh
    if weigh is None:
        return {}
    if not weights:
        return {code: {**_NO_SHARE, "why_not": _GROUP_SMALL} for code in read.codes}
    grouping = next(each for each in material.groupings if each.attribute == weigh.attribute)
    again = _reading(
        material, {home: weights.get(grouping.group.get(home, ""), 0.0) for home in _homes(material, read)}
    )
    assert again is not None
    found = shares(again)
    return {code: _entry(found[code]) for code in read.codes}


# ------------------------------------------------------------------ themes


def theme_share(material: Material, theme: AgreedTheme) -> dict[str, Any]:
    """A theme's share of the responses with a usable answer, and what its interval holds.

    Sampling is always in it. Where people ruled on members one by one, so is how many of the others may not belong;
    what a theme has missed is not in it.
    """
    usable = int(material.ledger["responses"]["usable"])
    homes = _members(material, theme)
    if not usable or not homes:
        return {**_NO_SHARE, "interval": SAMPLING}
    right = _ruled(material, theme, homes)
    counted = len(set(homes.values()))
    found, kind = proportion(counted, usable), SAMPLING
    if len(right) >= REVIEWED_FROM:
        found, kind = _with_reading(homes, right, _others(material, theme), usable), AND_READING
    share = round(counted / usable, 4)
    low, high = min(round(found.low, 4), share), max(round(found.high, 4), share)
    return {"share": share, "low": low, "high": high, "interval": kind}


def _members(material: Material, theme: AgreedTheme) -> dict[str, str]:
    """Each point of the theme in this release, and its response."""
    inside = {member.point for member in theme.members}
    return {row["point"]: row["response"] for row in records(material.points) if row["point"] in inside}


def _ruled(material: Material, theme: AgreedTheme, homes: Mapping[str, str]) -> dict[str, bool]:
    """Which members a person ruled on, and whether an item they gave is one of the theme's."""
    if not theme.items:
        return {}
    return {
        point: bool(set(material.decided[point]) & set(theme.items)) for point in homes if point in material.decided
    }


def _others(material: Material, theme: AgreedTheme) -> float:
    """How many of the ruled members of the round's other themes belong where they are."""
    told = [
        each
        for other in material.agreed.themes
        if other.id != theme.id
        for each in _ruled(material, other, _members(material, other)).values()
    ]
    return (sum(told) + 0.5) / (len(told) + 1)


def _with_reading(homes: Mapping[str, str], right: Mapping[str, bool], others: float, usable: int) -> Interval:
    """The share after what the review found: those ruled right, and as many of the others as it lets expect.

    A handful of points tells little of a theme: it is read as if ten more had been ruled on, as right as those of the
    `others`. Points that a person moved out tell nothing of those that stayed.
    """
    reviewed = len(right) + _BORROWED
    sure = {home for point, home in homes.items() if right.get(point)}
    unread = {home for point, home in homes.items() if point not in right} - sure
    belong = (sum(right.values()) + _BORROWED * others) / reviewed
    spread = belong * (1 - belong)
    count = len(sure) + len(unread) * belong
    variance = (len(unread) ** 2 * spread / (reviewed + 1) + len(unread) * spread) / usable**2
    return proportion(count, usable, variance)
