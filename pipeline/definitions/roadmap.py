"""The roadmap: commitments with horizon, status, owner, review date and evidence."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, open_document, unique

HORIZONS = ("now", "next", "later")
STATUSES = ("exploring", "planned", "in progress", "delivered", "declined", "blocked")
# What the group ruled on how feasible an item is; where nothing is ruled the key is missing.
FEASIBILITIES = ("ready", "feasible", "hard", "not feasible", "not known")
# What stands in an unfinished item for what it must have and has not.
NO_DAY = dt.date.min
_NOT_YET = {"owner": "not named yet", "status": "not set yet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that happened to a roadmap item, on a day."""

    date: dt.date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapItem:
    """One commitment; `evidence` names agreed themes, and each of them must be in a release.

    `missing` names the keys that an unfinished item must have and has not; the day of review is then NO_DAY.
    """

    id: str
    line: int
    title: str
    items: tuple[str, ...]
    horizon: str
    status: str
    owner: str
    blocked_by: str
    review_by: dt.date
    value: str
    standards: tuple[str, ...]
    evidence: tuple[str, ...]
    because: str
    history: tuple[Change, ...]
    feasibility: str = ""
    feasibility_because: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A theme that is on no roadmap item, and the reason that was ruled on a day."""

    theme: str
    line: int
    because: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """Every roadmap item; `as_at` is today's date where the roadmap is illustrative, else None."""

    file: str
    illustrative: bool
    as_at: dt.date | None
    items: tuple[RoadmapItem, ...]
    not_on_roadmap: tuple[LeftOut, ...] = ()


def _change(entry: Mapping) -> Change:
    change = Change(date=entry.date("date") or dt.date.min, what=entry.text("what"))
    entry.close()
    return change


def _item(entry: Mapping, codes: Sequence[str], *, unfinished: bool) -> RoadmapItem:
    missing = _missing(entry) if unfinished else ()
    status = _NOT_YET["status"] if "status" in missing else entry.choice("status", STATUSES)
    feasibility = entry.choice("feasibility", FEASIBILITIES, "")
    item = RoadmapItem(
        id=entry.id(),
        line=entry.line,
        title=entry.text("title"),
        items=entry.codes("items", codes, needed=True),
        horizon=entry.choice("horizon", HORIZONS),
        status=status,
        owner=_NOT_YET["owner"] if "owner" in missing else entry.text("owner"),
        blocked_by=entry.text("blocked_by", None if status == "blocked" else ""),
        review_by=entry.date("review_by", needed="review_by" not in missing) or NO_DAY,
        value=entry.text("value"),
        standards=entry.texts("standards"),
        evidence=() if "evidence" in missing else entry.texts("evidence", needed=True),
        because=entry.text("because", None if status == "declined" else ""),
        history=tuple(_change(each) for each in entry.each("history", "change", needed=False)),
        feasibility=feasibility,
        feasibility_because=entry.text("feasibility_because", None if feasibility else ""),
        missing=missing,
    )
    _check_item(entry, item)
    entry.close()
    return item


def _missing(entry: Mapping) -> tuple[str, ...]:
    """The keys without which an item is unfinished, of those that it has not or that are empty."""
    texts = tuple(key for key in ("owner", "status", "review_by") if not entry.says(key))
    return texts if entry.says("evidence") else (*texts, "evidence")


def _check_item(entry: Mapping, item: RoadmapItem) -> None:
    """What one key says of another."""
    if not item.evidence and "evidence" not in item.missing:
        entry.fault("evidence", f"roadmap item {item.id} has no evidence; name at least one agreed theme")
    if item.feasibility_because and not item.feasibility:
        said = f"a reason for a feasibility that nobody ruled; add 'feasibility:', one of {', '.join(FEASIBILITIES)}"
        entry.fault("feasibility_because", said)


def _left_out(top: Mapping, evidence: dict[str, str]) -> tuple[LeftOut, ...]:
    """The themes left out; none of them may be named twice, or be the evidence of an item."""
    seen: dict[str, int] = {}
    told = []
    for entry in top.each("not_on_roadmap", "theme that is not on the roadmap", needed=False):
        theme, because = entry.id("theme"), entry.text("because")
        told.append(LeftOut(theme=theme, line=entry.line, because=because, date=entry.date("date") or dt.date.min))
        entry.close()
        unique(top.faults, seen, theme, entry.line, "theme that is not on the roadmap")
        if theme in evidence:
            said = f"theme {theme} is evidence of roadmap item {evidence[theme]}; take it out here or there"
            entry.fault("theme", said)
    return tuple(told)


def parse_roadmap(text: str, file: str, codes: Sequence[str], *, unfinished: bool = False) -> Roadmap:
    """Read the roadmap against the codes of the taxonomy; raise DefinitionError with every fault in it.

    An `unfinished` one may lack owners, statuses, days of review and evidence: the gate tells of each.
    """
    top = open_document(text, file, "the roadmap")
    illustrative = top.flag("illustrative")
    as_at = top.date("as_at", needed=False)
    if as_at and not illustrative:
        top.fault(
            "as_at", "as_at is allowed only beside 'illustrative: true'; take it out, the day of the build is taken"
        )
    seen: dict[str, int] = {}
    items = []
    for entry in top.each("items", "roadmap item"):
        item = _item(entry, codes, unfinished=unfinished)
        unique(top.faults, seen, item.id, item.line, "roadmap item id")
        items.append(item)
    left_out = _left_out(top, {theme: item.id for item in items for theme in item.evidence})
    top.close()
    top.faults.raise_if_any()
    return Roadmap(file=file, illustrative=illustrative, as_at=as_at, items=tuple(items), not_on_roadmap=left_out)
