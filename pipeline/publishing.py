"""Publishing a round: every signed release made again from the record, the newest one put in force."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.correcting import titles_that_show
from pipeline.errors import MissingError, PromiseError, RecordError, UserError
from pipeline.manifest import FRESH
from pipeline.opening import (
    Round,
    read_agreed,
    read_record,
)
from pipeline.pages.addresses import release_page
from pipeline.place import RoundPlace, json_text, read_json, read_text, remove, shown, write_text
from pipeline.progress import Progress
from pipeline.publish.gate import release_faults
from pipeline.publish.withdrawn import is_marked, still_quoted
from pipeline.releasing import quotable, release_before, release_of
from pipeline.review.apply import Act, lines_of
from pipeline.review.record import Decision, Member
from pipeline.review.replay import Sign
from pipeline.reviewing import find_conflicts, join_acts
from pipeline.run import status
from pipeline.standing import standing, standing_of, write_record
from pipeline.store import erasing, tables

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
        counts = ", ".join(
            f"{totals[each]} {word}{'' if totals[each] == 1 else 's'}"
            for each, word in (("themes", "agreed theme"), ("quotes", "quote"), ("responses", "response"))
        )
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


def _check_page(round: Round, version: str) -> None:
    """Refuse a version whose page would lie where that of another one lies."""
    page = release_page(round.name, version)
    for other in read_agreed(round.here).signs:
        if other.version != version and release_page(round.name, other.version) == page:
            raise UserError(f"--sign: '{version}' and release {other.version} would have one page; take another")


def _check_fresh(round: Round) -> None:
    """Refuse to publish points that were made before store or frame changed: a sender may have said no since."""
    told = dict(status(round))
    for stage in ("clean", "reading"):
        if told[stage] != FRESH:
            raise MissingError(
                f"the analysis of {round.name} is stale ({told[stage]}); run: cpitg analyse {round.name}"
            )


@dataclass(frozen=True, slots=True)
class Signing:
    """The record and members that a signature makes; `joined` points came in by the machine with it."""

    record: tuple[Decision, ...]
    members: tuple[Member, ...]
    joined: int


def signing(round: Round, version: str, date: str, last: str, by: str, at: str) -> Signing:
    """The record with the machine's joins and a sign line added; nothing is written.

    `last` is the moment of the last response taken in; where it is empty, that of the last one there is.
    """
    _check_sign(version, date, last)
    _check_page(round, version)
    _check_fresh(round)
    last = last or last_response(round)
    record, members = standing(round)
    agreed = standing_of(round).agreed
    taken = [member.point for theme in agreed.themes for member in theme.members]
    joins = join_acts(round, agreed, taken)
    before = release_before(round)
    value = f"version={version}; date={date}; last={last}" + (f"; follows={before}" if before else "")
    joined = lines_of(joins.acts, len(record), by, at)
    signed = lines_of([Act(act="sign", on=round.name, value=value)], len(record) + len(joined), by, at)
    new = joins.members(len(record) + len(joined))
    return Signing((*record, *joined, *signed), (*members, *new), len(joins.pairs))


def sign_release(round: Round, version: str, date: str, last: str, by: str, at: str) -> int:
    """Add the machine's joins and a sign line to the record; return how many points joined."""
    told = signing(round, version, date, last, by, at)
    write_record(round, told.record, told.members)
    return told.joined


def draft_release(round: Round, date: str, progress: Progress) -> dict[str, Any]:
    """The release that would be signed now, as version 'draft'; nothing is written."""
    signs = read_agreed(round.here).signs
    names = dict.fromkeys(sign.version for sign in signs)
    kept = {name: read_json(round.here.release(name)) for name in names if round.here.release(name).exists()}
    before = kept.get(signs[-1].version) if signs else None
    draft = replace(_draft(round), date=date)
    return release_of(round, draft, before, [*kept.values()], progress)


def _draft(round: Round) -> Sign:
    return Sign(
        no=len(read_record(round.here)),
        version=DRAFT,
        date=round.survey.closes.isoformat(),
        last="9999",
        by=DRAFT,
        follows=release_before(round),
    )


def _signs(round: Round) -> tuple[Sign, ...]:
    """The signed releases, or a draft of all there is where none was signed yet."""
    return read_agreed(round.here).signs or (_draft(round),)


def _check_account(release: Mapping[str, Any], path: Path) -> None:
    """Refuse a release whose account does not add up; nothing of it is written."""
    if faults := release_faults(release, shown(path)):
        raise PromiseError("\n".join(map(str, faults)))


def _left_over(here: RoundPlace, made: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Remove a draft once something is signed; name the files of releases that no sign line makes any more.

    Nobody makes such a file again: what is hidden from now on would still stand in it.
    """
    if DRAFT not in made:
        remove(here.release(DRAFT))
    old = sorted({path.stem for path in here.release(DRAFT).parent.glob("*.json")} - set(made))
    return [
        f"release {version}: no sign line makes it any more; remove {shown(here.release(version))}" for version in old
    ]


def _check_erased(round: Round) -> None:
    """Refuse while words of somebody who withdrew may stand in files: a release is cleaned before it is made again."""
    if many := len(erasing.waiting(round.name)):
        raise MissingError(f"{many} withdrawn responses are still in files; run: cpitg erase {round.name} --pending")


def _made(
    round: Round, signed: Sign, before: Mapping[str, Any] | None, made: Mapping[str, Mapping[str, Any]],
    progress: Progress,
) -> Mapping[str, Any]:  # fmt: skip
    """The release of a sign line; one that somebody withdrew from after it was signed is the file that is kept of it.

    What they said is nowhere any more, so it cannot be made again; what was refused or hidden since leaves it, too.
    Title and days are those under which it was signed, whatever survey.yml says by now.
    """
    kept = round.here.release(signed.version)
    if signed.version == DRAFT or not kept.exists():
        return release_of(round, signed, before, [*made.values()], progress)
    value: Mapping[str, Any] = read_json(kept)
    if is_marked(value):
        return still_quoted(value, quotable(round, signed))
    again = release_of(_as_signed(round, value["release"]), signed, before, [*made.values()], progress)
    return value if _but_digest(again) == _but_digest(value) else again


def _as_signed(round: Round, release: Mapping[str, str]) -> Round:
    """The round under the title and the days of a release."""
    opens, closes = (dt.date.fromisoformat(release[name]) for name in ("opens", "closes"))
    survey = replace(round.survey, title=release["title"], opens=opens, closes=closes)
    return replace(round, definitions=replace(round.definitions, survey=survey))


def _but_digest(value: Mapping[str, Any]) -> dict[str, Any]:
    """A release without the digest of all that was read, in which every word of survey.yml and the frame counts."""
    return {**value, "release": {name: told for name, told in value["release"].items() if name != "digest"}}


def publish_round(round: Round, out: Path | None, progress: Progress) -> Published:
    """Make every signed release again, byte for byte, and write the one that the last sign line names.

    With `out` the files go there and the round's own folder is not touched. An earlier release that comes out otherwise
    than it was written is named among the conflicts.
    """
    _check_erased(round)
    _check_fresh(round)
    here = RoundPlace(name=round.name, folder=out, build=round.here.build) if out else round.here
    made: dict[str, Mapping[str, Any]] = {}
    before: Mapping[str, Any] | None = None
    signs, changed = _signs(round), []
    for signed in signs:
        if signed.version not in made:
            made[signed.version] = _made(round, signed, before, made, progress)
            _check_account(made[signed.version], here.release(signed.version))
            path, text = here.release(signed.version), json_text(made[signed.version])
            if signed.version != DRAFT and path.exists() and read_text(path) != text:
                said = "comes out otherwise than it was written; see what changed before you put it out"
                changed.append(f"release {signed.version}: {said}")
            write_text(path, text)
        before = made[signed.version]
    newest = made[signs[-1].version]
    write_text(here.published, json_text(newest))
    titles = titles_that_show(round, {theme["id"]: theme["title"] for theme in newest["themes"]})
    told = (*map(str, find_conflicts(round)), *changed, *_left_over(here, made), *titles)
    return Published(newest, here.published, told)


def last_response(round: Round) -> str:
    """The moment of the last response in the store."""
    responses = tables.responses(round.name)
    if responses.empty:
        raise RecordError.at(shown(round.here.survey), "no responses to sign for; run: cpitg import")
    return str(responses["submitted_at"].max())
