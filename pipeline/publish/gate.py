"""The gate: a roadmap without evidence, owner or date, or a release that does not add up, does not become a book."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.clean.ledger import ledger_faults
from pipeline.definitions.roadmap import NO_DAY, Roadmap, RoadmapItem
from pipeline.errors import Fault
from pipeline.pages.marks import theme_round

# A fault names so many of the themes there are: a round may have hundreds.
_NAMED = 10


def roadmap_faults(roadmap: Roadmap, published: Mapping[str, Any], today: dt.date, illustrative: bool) -> list[Fault]:
    """Every reason why the roadmap may not be shown on a day, with its line and the cure.

    `published` holds the release in force of each round; `illustrative` says that made-up rounds may be evidence.
    """
    faults = []
    for item in roadmap.items:
        told = [*_missing(item), *_stale(item, today), *_evidence(item, published, illustrative)]
        faults += [Fault(roadmap.file, item.line, f"roadmap item {item.id} {said}") for said in told]
    return sorted([*faults, *_left_out(roadmap, published)])


def _left_out(roadmap: Roadmap, published: Mapping[str, Any]) -> Iterator[Fault]:
    """Each theme that is said to be on no roadmap item and that no release in force holds."""
    for left in roadmap.not_on_roadmap:
        value = published.get(theme_round(left.theme))
        known = [theme["id"] for theme in value["themes"]] if value else []
        if known and left.theme not in known:
            said = f"not_on_roadmap names {left.theme}, which no release in force holds; correct its id or take it out"
            yield Fault(roadmap.file, left.line, said)


def release_faults(value: Mapping[str, Any], file: str) -> list[Fault]:
    """Every figure of a release's account that does not add up, or is missing, with the cure."""
    try:
        wrong = [*ledger_faults(value["ledger"]), *_totals_at_odds(value)]
    except (KeyError, TypeError) as error:
        wrong = [f"a part of it is missing or is no count ({error})"]
    cure = f"restore the file, or make it again: cpitg publish {value['release']['round']}"
    told = [*(f"the ledger does not add up: {said}" for said in wrong), *_shares_at_odds(value)]
    return [Fault(file, 0, f"{said}; {cure}") for said in told]


def _shares_at_odds(value: Mapping[str, Any]) -> Iterator[str]:
    """Each item or theme whose share, plain or weighted, is not in its interval; older releases have none."""
    units = [("item", item["code"], item) for item in value.get("items", [])]
    units += [("theme", theme["id"], theme) for theme in value.get("themes", [])]
    for what, name, entry in units:
        if not all(_in_its_interval(each) for each in (entry, entry.get("weighted") or {})):
            yield f"{what} {name}: a share is not in its interval from 0 to 1"


def _in_its_interval(entry: Mapping[str, Any]) -> bool:
    low, share, high = (entry.get(name) for name in ("low", "share", "high"))
    if low is None or share is None or high is None:
        return low is share is high
    return bool(0 <= low <= share <= high <= 1)


def _totals_at_odds(value: Mapping[str, Any]) -> Iterator[str]:
    for unit in ("responses", "answers"):
        total, received = value["totals"][unit], value["ledger"][unit]["received"]
        if total != received:
            yield f"{unit}: {total} in the totals, {received} received in the ledger"


def _missing(item: RoadmapItem) -> Iterator[str]:
    for key in ("owner", "status", "horizon"):
        if key in item.missing or not getattr(item, key).strip():
            yield f"has no {key}; write one"
    if not item.evidence:
        yield "has no evidence; name at least one agreed theme"
    if item.review_by == NO_DAY:
        yield "has no review_by; write the day by which it is looked at again"


def _stale(item: RoadmapItem, today: dt.date) -> Iterator[str]:
    if NO_DAY < item.review_by < today:
        yield (
            f"was to be reviewed by {item.review_by}, and it is {today}; review it, write what changed under history, "
            "and set a new review_by"
        )
    for change in item.history:
        if change.date > today:
            yield f"tells of {change.date}, and it is {today}; history holds what has happened"


def _evidence(item: RoadmapItem, published: Mapping[str, Any], illustrative: bool) -> Iterator[str]:
    for theme in item.evidence:
        value = published.get(theme_round(theme))
        known = [each["id"] for each in value["themes"]] if value else []
        if value and value["release"]["illustrative"] and not illustrative:
            yield f"rests on {theme} of a made-up round; name a theme of a real one, or mark the roadmap illustrative"
        elif theme in known:
            continue
        # Before anything is agreed the pages say so; from the first agreed theme on, a wrong name is a mistake.
        elif known or not illustrative:
            more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
            listed = ", ".join(known[:_NAMED]) + more or "none yet"
            yield f"rests on {theme}, which no release in force holds; themes there: {listed}"
