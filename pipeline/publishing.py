"""Publishing a round: every signed release made again from the record, the newest one put in force."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.clean import clean
from pipeline.clean.campaigns import same_words
from pipeline.clean.ledger import ledger, response_states
from pipeline.correcting import titles_that_show
from pipeline.corrections import in_force, rulings, words_named
from pipeline.engine import spread
from pipeline.errors import MissingError, PromiseError, RecordError, UserError
from pipeline.following import homes_of, placed_in, since_before
from pipeline.ids import public_id
from pipeline.manifest import FRESH
from pipeline.opening import (
    Round,
    clean_rules,
    point_vectors,
    read_agreed,
    read_members,
    read_record,
    read_table,
    rulings_lines,
)
from pipeline.place import RoundPlace, json_text, read_text, remove, shown, write_text
from pipeline.progress import Progress
from pipeline.publish.before import RoundBefore
from pipeline.publish.gate import release_faults
from pipeline.publish.material import Material
from pipeline.publish.release import Release, canonical_digest, make_release, record_up_to
from pipeline.review.apply import Act, lines_of
from pipeline.review.carry import carry, places
from pipeline.review.record import Decision
from pipeline.review.replay import Agreed, Sign, replay
from pipeline.reviewing import join_acts, standing, write_record
from pipeline.run import status
from pipeline.store import tables
from pipeline.themes.agreed import agreed_cohesion, agreed_stability
from pipeline.themes.stage import ThemeSettings, find_themes

DRAFT = "draft"
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,30}")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Published:
    """The release in force, where it lies, and what a person should look at."""

    value: Mapping[str, Any]
    path: Path
    conflicts: tuple[str, ...]

    @property
    def told(self) -> str:
        """The release in one line."""
        release, totals = self.value["release"], self.value["totals"]
        counts = f"{totals['themes']} agreed themes, {totals['quotes']} quotes, {totals['responses']} responses"
        small = totals["small_themes_withheld"]
        more = f"; {small} more of under five responses, not shown" if small else ""
        draft = "; not signed yet: add --sign 1 to sign it" if release["version"] == DRAFT else ""
        return f"release {release['version']} of {release['date']}, {counts}{more}{draft}"


def _is_time(told: str, form: str) -> bool:
    try:
        return dt.datetime.strptime(told, form).strftime(form) == told
    except ValueError:
        return False


def _check_sign(version: str, date: str, last: str) -> None:
    """Refuse what could not be made again from the line: it stands in the record for ever."""
    if not _VERSION.fullmatch(version):
        raise UserError(f"--sign: '{version}' is no version; use letters, digits, '.' and '-', as in 2 or 2.1")
    if not _is_time(date, "%Y-%m-%d"):
        raise UserError(f"--date: '{date}' is no day; write it as 2020-08-31")
    if last and not _is_time(last, _MOMENT):
        raise UserError(f"--last: '{last}' is no moment in UTC; write it as 2020-08-15T23:59:59Z")


def _check_fresh(round: Round) -> None:
    """Refuse to publish points that were made before the store changed: a sender may have said no since."""
    reason = dict(status(round))["clean"]
    if reason != FRESH:
        raise MissingError(f"the analysis of {round.name} is stale ({reason}); run: cpitg analyse {round.name}")


def sign_release(round: Round, version: str, date: str, last: str, by: str, at: str) -> int:
    """Add the machine's joins and a sign line to the record; return how many points joined.

    `last` is the moment of the last response taken in; where it is empty, that of the last one there is.
    """
    _check_sign(version, date, last)
    _check_fresh(round)
    last = last or last_response(round)
    record, members = standing(round)
    agreed = read_agreed(round.here)
    taken = [member.point for theme in agreed.themes for member in theme.members]
    joins = join_acts(round, agreed, taken)
    value = f"version={version}; date={date}; last={last}"
    joined = lines_of(joins.acts, len(record), by, at)
    signed = lines_of([Act(act="sign", on=round.name, value=value)], len(record) + len(joined), by, at)
    write_record(round, [*record, *joined, *signed], [*members, *joins.members(len(record) + len(joined))])
    return len(joins.pairs)


_CLEANED = ("answers", "points", "spans", "asides")


def _ruled(round: Round, up_to: int) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """What people had ruled on answers at a line of the record, and what holds for a release signed there.

    A line that was taken back since, and whose words the store no longer has, is left out of both.
    """
    now, words = rulings_lines(round), tables.words(round.name)
    today = set(now)
    then = tuple(
        line
        for line in read_agreed(round.here, up_to).on_answers
        if line in today or words_named([line]).keys() <= words.keys()
    )
    return then, in_force(now, then)


def _cleaned(round: Round, up_to: int) -> dict[str, pd.DataFrame]:
    """What cleaning makes of the answers as people had ruled on them at a line of the record."""
    _, lines = _ruled(round, up_to)
    if lines == rulings_lines(round):
        return {name: read_table(round.here, name) for name in _CLEANED}
    words = tables.words(round.name)
    told = clean(
        tables.responses(round.name),
        tables.answers(round.name, round.survey),
        replace(clean_rules(round), rulings=rulings(lines, words, round.key, shown(round.here.decisions))),
        spread=spread,
    )
    return {name: getattr(told, name) for name in _CLEANED}


def _frames(round: Round, signed: Sign) -> dict[str, pd.DataFrame]:
    """Every table of the round, cut to the responses taken in by a release."""
    responses = tables.responses(round.name)
    responses = responses[responses["submitted_at"] <= signed.last]
    mine = set(responses["response"])
    frames = _cleaned(round, signed.no) | {
        "raw": tables.answers(round.name, round.survey),
        "closed": tables.closed(round.name),
        "about": tables.about(round.name),
    }
    kept = set(frames["answers"].loc[frames["answers"]["response"].isin(mine), "answer"])
    cut = {
        name: frame[frame["response"].isin(mine) if "response" in frame else frame["answer"].isin(kept)]
        for name, frame in frames.items()
    }
    cut = {name: frame.reset_index(drop=True) for name, frame in cut.items()}
    return cut | {"responses": responses.reset_index(drop=True), "groups": _groups(round, cut["answers"])}


def _groups(round: Round, answers: pd.DataFrame) -> pd.DataFrame:
    """The groups among a release's own answers, under ids that may leave the store.

    Found anew: which texts are copies of one another hangs on all of them, and a release knows no later response.
    """
    found = same_words(answers[answers["state"] == "usable"], persons_known=True)
    return found.assign(group=[public_id(round.key, "c", group) for group in found["group"]])


def _counted(frames: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """The responses whose choices count: not one sent twice, nor one taken back."""
    states = response_states(frames["responses"], frames["answers"])
    return frozenset(states.index[~states.isin(["duplicate", "withdrawn"])])


def _digest(round: Round, frames: Mapping[str, pd.DataFrame], signed: Sign) -> str:
    rows = [frames[name] for name in ("responses", "raw", "closed", "about")]
    here, place = round.here, round.place
    written = [read_text(path) for path in (here.survey, place.taxonomy, place.glossary)]
    # What was hidden since is hidden in this release, too.
    then, lines = _ruled(round, signed.no)
    changed = set(lines) ^ set(then)
    since = [str(line) for line in sorted(changed, key=lambda line: line.no)]
    return canonical_digest(rows, [*written, *record_up_to(read_record(here), read_members(here), signed), *since])


def _quality(
    round: Round, frames: Mapping[str, pd.DataFrame], agreed: Agreed, progress: Progress
) -> tuple[dict[str, tuple[int, int]], dict[str, float]]:
    """Stability and cohesion of each agreed theme, from the points of its release alone."""
    if not agreed.themes:
        return {}, {}
    points = frames["points"]
    vectors = point_vectors(round, points, frames["answers"], progress)
    found = find_themes(points, vectors, ThemeSettings(), round.definitions.glossary.expansions())
    homes = homes_of(agreed)
    stability = agreed_stability(homes, found.members, found.quality)
    return stability, agreed_cohesion(points, vectors, homes)


def _round_before(round: Round, frames: Mapping[str, pd.DataFrame], agreed: Agreed, progress: Progress) -> RoundBefore:
    """The agreed themes of a release beside those of the round before it."""
    placed = placed_in(frames["points"], homes_of(agreed))
    told = since_before(round, placed, frames["answers"], progress)
    return RoundBefore(
        round=round.survey.follows,
        lineage=told.lineage,
        shifts=told.shifts,
        responses_before=told.responses_before,
        responses_now=int(placed["response"].nunique()),
    )


def _agreed(round: Round, signed: Sign, points: pd.DataFrame) -> Agreed:
    """What people had agreed to at a sign line, on the points of its release.

    Where people let in or showed more since, decisions may have been carried to points that this release has not: they
    go back to those that stand in their place here.
    """
    agreed = read_agreed(round.here, signed.no)
    here, today = set(points["point"]), set(read_table(round.here, "points")["point"])
    if here <= today:
        return agreed
    record, members = standing(round)
    given = [place for place in places(tables.points_given(round.name)) if place.point in here | today]
    told = carry(record, members, given, here, homes_of(agreed))
    notes = lines_of(told.acts, len(record), signed.by, "")
    return replay([*record, *notes], told.members, shown(round.here.decisions), signed.no)


def _release(round: Round, signed: Sign, before: Mapping[str, Any] | None, progress: Progress) -> Release:
    frames = _frames(round, signed)
    agreed = _agreed(round, signed, frames["points"])
    stability, cohesion = _quality(round, frames, agreed, progress)
    account = ledger(frames["responses"], frames["raw"], frames["answers"])
    earlier = _round_before(round, frames, agreed, progress)
    material = Material(
        survey=round.survey,
        taxonomy=round.definitions.taxonomy,
        agreed=agreed,
        sign=signed,
        responses=frames["responses"],
        answers=frames["answers"],
        groups=frames["groups"],
        spans=frames["spans"],
        asides=frames["asides"],
        points=frames["points"],
        closed=frames["closed"],
        about=frames["about"],
        ledger=account.as_json(),
        counted=_counted(frames),
        stability=stability,
        cohesion=cohesion,
        before=before,
        digest=_digest(round, frames, signed),
        round_before=earlier,
    )
    return make_release(material)


def _signs(round: Round) -> tuple[Sign, ...]:
    """The signed releases, or a draft of all there is where none was signed yet."""
    signs = read_agreed(round.here).signs
    closes = round.survey.closes.isoformat()
    draft = Sign(no=len(read_record(round.here)), version=DRAFT, date=closes, last="9999", by=DRAFT)
    return signs or (draft,)


def _check_account(release: Release, path: Path) -> None:
    """Refuse a release whose account does not add up; nothing of it is written."""
    if faults := release_faults(release.value, shown(path)):
        raise PromiseError("\n".join(map(str, faults)))


def _left_over(here: RoundPlace, made: Mapping[str, Release]) -> list[str]:
    """Remove a draft once something is signed; name the files of releases that no sign line makes any more.

    Nobody makes such a file again: what is hidden from now on would still stand in it.
    """
    if DRAFT not in made:
        remove(here.release(DRAFT))
    old = sorted({path.stem for path in here.release(DRAFT).parent.glob("*.json")} - set(made))
    return [
        f"release {version}: no sign line makes it any more; remove {shown(here.release(version))}" for version in old
    ]


def publish_round(round: Round, out: Path | None, progress: Progress) -> Published:
    """Make every signed release again, byte for byte, and write the one that the last sign line names.

    With `out` the files go there and the round's own folder is not touched. An earlier release that comes out otherwise
    than it was written is named among the conflicts.
    """
    _check_fresh(round)
    here = RoundPlace(name=round.name, folder=out, build=round.here.build) if out else round.here
    made: dict[str, Release] = {}
    before: Mapping[str, Any] | None = None
    signs, changed = _signs(round), []
    for signed in signs:
        if signed.version not in made:
            made[signed.version] = _release(round, signed, before, progress)
            _check_account(made[signed.version], here.release(signed.version))
            path, text = here.release(signed.version), json_text(made[signed.version].value)
            if signed.version != DRAFT and path.exists() and read_text(path) != text:
                said = "comes out otherwise than it was written; see what changed before you put it out"
                changed.append(f"release {signed.version}: {said}")
            write_text(path, text)
        before = made[signed.version].value
    newest = made[signs[-1].version]
    write_text(here.published, json_text(newest.value))
    titles = titles_that_show(round, {theme["id"]: theme["title"] for theme in newest.value["themes"]})
    return Published(newest.value, here.published, (*newest.conflicts, *changed, *_left_over(here, made), *titles))


def last_response(round: Round) -> str:
    """The moment of the last response in the store."""
    responses = tables.responses(round.name)
    if responses.empty:
        raise RecordError.at(shown(round.here.survey), "no responses to sign for; run: cpitg import")
    return str(responses["submitted_at"].max())
