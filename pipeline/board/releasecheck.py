"""The check list before a release: what holds, what a person should look at, and what must be mended first."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.board import releasefiles
from pipeline.board.releasechanges import changes_between
from pipeline.definitions.roadmap import parse_roadmap
from pipeline.errors import DefinitionError
from pipeline.manifest import FRESH
from pipeline.opening import Round, read_table
from pipeline.place import file_digest, read_json, read_text, remove, shown, write_json
from pipeline.progress import Progress
from pipeline.publish.gate import release_faults, roadmap_faults
from pipeline.publish.suppress import SMALLEST
from pipeline.standing import standing_of
from pipeline.store import erasing

DONE, LOOK, MEND = "done", "look", "mend"
_MOST = 40  # lines of one check that are told
_COUNTS = ("count", "responses", "organisations", "named_organisation")

Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the list: what was looked at, how it stands, how many things, and which."""

    id: str
    state: str
    count: int = 0
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The list as it was made last; `fresh` where things stand as they did then, `last` is the last response."""

    fresh: bool
    checks: tuple[Check, ...]
    last: str

    @property
    def to_mend(self) -> tuple[Check, ...]:
        """What keeps a release from being signed."""
        return tuple(check for check in self.checks if check.state == MEND)


def _check(id: str, bad: str, lines: Sequence[str]) -> Check:
    return Check(id=id, state=bad if lines else DONE, count=len(lines), lines=tuple(lines[:_MOST]))


def marks_of(round: Round) -> dict[str, Any]:
    """What the list hangs on, as far as it is told at once: the record, the analysis, the files people write."""
    files = (round.here.survey, round.here.manifest, round.place.roadmap, round.here.published)
    digests = {path.name: file_digest(path) for path in files}
    return {"line": standing_of(round).no, "waiting": len(erasing.waiting(round.name)), **digests}


def checked(round: Round) -> Checked | None:
    """The list as it was made last; None where it never was."""
    if not releasefiles.checked(round).exists():
        return None
    told = read_json(releasefiles.checked(round))
    checks = tuple(Check(**{**each, "lines": tuple(each["lines"])}) for each in told["checks"])
    return Checked(fresh=told["marks"] == marks_of(round), checks=checks, last=told["last"])


def check_round(round: Round, date: str, progress: Progress) -> tuple[Check, ...]:
    """Make the draft of the release and the list; both are kept beside the outputs of the analysis."""
    from pipeline.publishing import draft_release, last_response

    marks = marks_of(round)
    checks, last = [*_before(round)], ""
    # Words that were taken back since must not be shown from an older draft.
    remove(releasefiles.draft(round))
    if all(check.state != MEND for check in checks):
        draft = draft_release(round, date, progress)
        last = last_response(round)
        write_json(releasefiles.draft(round), draft)
        _write_changes(round, draft)
        checks += _of_draft(round, draft, dt.date.fromisoformat(date))
    write_json(
        releasefiles.checked(round), {"marks": marks, "last": last, "checks": [asdict(check) for check in checks]}
    )
    return tuple(checks)


def _write_changes(round: Round, draft: Value) -> None:
    """What the draft changes; nothing is left of an older comparison where there is none."""
    if round.here.published.exists():
        write_json(releasefiles.changed(round), changes_between(read_json(round.here.published), draft))
    else:
        remove(releasefiles.changed(round))


def _before(round: Round) -> Iterator[Check]:
    """What must hold before a release can be made at all."""
    from pipeline.run import status

    stale = [f"{stage}: {reason}" for stage, reason in status(round) if reason != FRESH]
    yield _check("analysis", MEND, stale)
    waiting = len(erasing.waiting(round.name))
    yield Check(id="erased", state=MEND if waiting else DONE, count=waiting)


def _of_draft(round: Round, draft: Value, today: dt.date) -> Iterator[Check]:
    from pipeline.reviewing import find_conflicts

    yield _check("ledger", MEND, [fault.said for fault in release_faults(draft, round.name)])
    yield _quotes(round, draft)
    yield _small_themes(round, draft)
    yield _check("small cells", LOOK, [*_small_cells(draft)])
    yield _check("conflicts", MEND, [str(conflict) for conflict in find_conflicts(round)])
    yield _roadmap(round, draft, today)


def _quotes(round: Round, draft: Value) -> Check:
    """Whether every quote stands, to the character, in its point and at its place in the redacted answer."""
    points, answers = read_table(round.here, "points"), read_table(round.here, "answers")
    texts = dict(zip(answers["answer"], answers["text"], strict=True))
    rows = zip(points["point"], points["answer"], points["start"], points["end"], strict=True)
    stands = {point: texts[answer][start:end] for point, answer, start, end in rows}
    wrong = [quote["point"] for quote in draft["quotes"] if stands.get(quote["point"]) != quote["text"]]
    if wrong:
        return _check("quotes", MEND, wrong)
    return Check(id="quotes", state=DONE, count=len(draft["quotes"]))


def _small_themes(round: Round, draft: Value) -> Check:
    shown_ids = {theme["id"] for theme in draft["themes"]}
    left = [theme for theme in standing_of(round).agreed.themes if theme.id not in shown_ids]
    kept = [theme for theme in draft["themes"] if theme["responses"] < SMALLEST]
    lines = [f"{theme.id}: {theme.title}" for theme in left]
    told = _check("small themes", LOOK, lines)
    more = [f"{theme['id']}: {theme['title']} (kept although small)" for theme in kept]
    return Check(id=told.id, state=told.state, count=told.count, lines=(*told.lines, *more[:_MOST]))


def _small_cells(draft: Value) -> Iterator[str]:
    """Each table of the draft in which counts are hidden, with how many."""
    for name, title in (("closed", "text"), ("crosstabs", "title"), ("who", "title")):
        for table in draft.get(name, []):
            if many := _hidden(table):
                yield f"{table[title]}: {many}"
    for theme in draft["themes"]:
        if many := _hidden(theme["who"]):
            yield f"{theme['id']} {theme['title']}: {many}"


def _hidden(value: Any) -> int:
    """How many counts below a value are hidden."""
    if isinstance(value, Mapping):
        return sum(1 if told is None and name in _COUNTS else _hidden(told) for name, told in value.items())
    return sum(_hidden(each) for each in value) if isinstance(value, list | tuple) else 0


def _roadmap(round: Round, draft: Value, today: dt.date) -> Check:
    """The gate as the build of the book will find it, with the draft as the release in force."""
    place = round.place
    if not place.roadmap.exists():
        return Check(id="roadmap", state=LOOK, lines=(f"{shown(place.roadmap)} is not there",))
    codes = [item.code for item in round.definitions.taxonomy.items]
    try:
        plan = parse_roadmap(read_text(place.roadmap), shown(place.roadmap), codes)
    except DefinitionError as error:
        return _check("roadmap", MEND, [str(fault) for fault in error.faults])
    paths = {name: place.round(name).published for name in place.rounds() if name != round.name}
    published = {name: read_json(path) for name, path in paths.items() if path.exists()} | {round.name: draft}
    faults = roadmap_faults(plan, published, plan.as_at or today, plan.illustrative)
    return _check("roadmap", MEND, [str(fault) for fault in faults])
