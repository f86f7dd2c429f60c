"""Signing a release and putting an earlier one in force again, and how far what was signed has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.board import releasefiles
from pipeline.board.releasecheck import checked
from pipeline.board.ruling import AskedError, Board, MeanwhileError, Ruling, rule
from pipeline.board.words import say
from pipeline.errors import UserError
from pipeline.opening import Round
from pipeline.place import file_digest, read_json
from pipeline.review.asked import Act
from pipeline.review.record import Decision
from pipeline.review.replay import Sign
from pipeline.standing import standing_of, write_record
from pipeline.store import audit

# The options of the command under which its errors speak of a field of the page.
_FIELDS = {"--sign: ": "version", "--date: ": "date", "--last: ": "last"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A release as a person asks for it; `again` is the version typed once more."""

    version: str
    again: str
    date: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A release that was signed, with what its file holds; `themes` and the others are -1 where there is no file."""

    version: str
    date: str
    by: str
    at: str
    line: int
    times: int
    in_force: bool
    themes: int
    responses: int
    quotes: int
    withdrawn: int


# --- what was signed --------------------------------------------------------------------------------------------------


def releases(board: Board) -> list[Signed]:
    """Every release that was signed, the newest signature first; one that was put in force again stands once."""
    signs, record = board.stands.agreed.signs, board.stands.record
    last = {sign.version: sign for sign in signs}
    told = [_signed(board.round, sign, record[sign.no - 1], [each.version for each in signs]) for sign in last.values()]
    return sorted(told, key=lambda each: -each.line)


def _signed(round: Round, sign: Sign, line: Decision, versions: list[str]) -> Signed:
    head = _head(round.here.release(sign.version))
    totals = head.get("totals", {})
    return Signed(
        version=sign.version,
        date=sign.date,
        by=sign.by,
        at=line.at,
        line=sign.no,
        times=versions.count(sign.version),
        in_force=_version(round) == sign.version,
        themes=totals.get("themes", -1),
        responses=totals.get("responses", -1),
        quotes=totals.get("quotes", -1),
        withdrawn=len(head.get("release", {}).get("withdrawn", ())),
    )


# The heads of releases by file: a release of thousands of points is not read again for every page.
_HEADS: dict[Path, tuple[tuple[int, int], Mapping[str, Any]]] = {}


def _head(path: Path) -> Mapping[str, Any]:
    """What a release says of itself; nothing where there is no file."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return {}
    mark = (told.st_mtime_ns, told.st_size)
    if path not in _HEADS or _HEADS[path][0] != mark:
        value = read_json(path)
        _HEADS[path] = mark, {"release": value["release"], "totals": value["totals"]}
    return _HEADS[path][1]


def _version(round: Round) -> str:
    return str(_head(round.here.published).get("release", {}).get("version", ""))


def missing(board: Board) -> str:
    """What a signature still lacks: 'publish' where its release is not in force, 'build' where the book is older."""
    round, signs = board.round, board.stands.agreed.signs
    if not signs:
        return ""
    file = round.here.release(signs[-1].version)
    if _version(round) != signs[-1].version or not file.exists():
        return "publish"
    known = read_json(releasefiles.built(round))["published"] if releasefiles.built(round).exists() else ""
    fresh = known == file_digest(round.here.published) and round.place.shelf.exists()
    unfinished = (round.place.html.parent / "unfinished").exists()
    return "" if fresh and not unfinished else "build"


def draft_digest(round: Round) -> str:
    """The digest of the draft that the check list made last; empty where there is none."""
    return str(_head(releasefiles.draft(round)).get("release", {}).get("digest", ""))


def previewed(round: Round) -> str:
    """'fresh' where the preview shows that draft, 'older' where it shows another; empty where nothing was built."""
    if not releasefiles.previewed(round).exists() or not releasefiles.preview(round).is_dir():
        return ""
    told = read_json(releasefiles.previewed(round))["digest"]
    return "fresh" if told == draft_digest(round) else "older"


def suggested(board: Board) -> str:
    """The next version: one more than there are, above every number given."""
    given = {sign.version for sign in board.stands.agreed.signs}
    number = len(given) + 1
    while str(number) in given:
        number += 1
    return str(number)


# --- signing ----------------------------------------------------------------------------------------------------------


def sign(round: Round, wanted: Wanted, seen: int, by: str, now: datetime) -> int:
    """Sign a new release; how many points the machine added with it.

    Raises AskedError with what is wrong, MeanwhileError where somebody signed since the page was shown: nothing is
    written then.
    """
    from pipeline.publishing import signing

    asked = _act(wanted.version, wanted.date, wanted.last, "", round.name)
    _check_seen(standing_of(round).record, seen, asked)
    _check_wanted(round, wanted)
    _check_list(round)
    try:
        told = signing(round, wanted.version, wanted.date, wanted.last, by, _moment(now))
    except UserError as error:
        raise AskedError(_fault(str(error))) from None
    # Lines that came while the analysis was looked at are shown, too; later ones stop the writing.
    _check_seen(told.record[: -1 - bool(told.joined)], seen, asked)
    line = told.record[-1]

    def also() -> None:
        audit.write(by, "signed a release", round.name, {"version": wanted.version, "line": line.no}, now)

    write_record(round, told.record, told.members, also)
    return told.joined


def _check_seen(record: tuple[Decision, ...], seen: int, asked: Act) -> None:
    """Whoever signs, signs what they saw: lines that came since are shown first."""
    if record[seen:]:
        raise MeanwhileError(record[seen:], (asked,))


def _act(version: str, date: str, last: str, follows: str, on: str) -> Act:
    value = f"version={version}; date={date}; last={last}" + (f"; follows={follows}" if follows else "")
    return Act(act="sign", on=on, value=value)


def _moment(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _fault(said: str) -> dict[str, str]:
    """An error of the command as a fault of the field it is about."""
    for option, field in _FIELDS.items():
        if said.startswith(option):
            return {field: said.removeprefix(option)}
    return {"board": said}


def _check_wanted(round: Round, wanted: Wanted) -> None:
    if wanted.version in {sign.version for sign in standing_of(round).agreed.signs}:
        said = say("This version was signed before. Take another, or put that release in force again below.")
        raise AskedError({"version": said})
    _check_again(wanted.version, wanted.again)


def _check_again(version: str, again: str) -> None:
    if version != again:
        raise AskedError({"again": say("Type the version once more, just as it is above.")})


def _check_list(round: Round) -> None:
    """Refuse while the list is not of things as they are, or says that something must be mended."""
    known = checked(round)
    if known is None or not known.fresh:
        raise AskedError({"board": say("Go through the check list first: things changed since it was made last.")})
    if known.to_mend:
        raise AskedError({"board": say("Mend what the check list says first, then go through it again.")})


def back(round: Round, version: str, again: str, seen: int, by: str, now: datetime) -> tuple[Decision, ...]:
    """Put an earlier release in force again by a new line that names it."""
    _check_again(version, again)

    def make(board: Board) -> Ruling:
        signs = board.stands.agreed.signs
        found = next((sign for sign in signs if sign.version == version), None)
        if found is None:
            raise AskedError({"board": say("No release of this version was signed.")})
        if signs[-1].version == version:
            raise AskedError({"board": say("This release was signed last; it is the one in force, or about to be.")})
        act = _act(found.version, found.date, found.last, found.follows, round.name)
        return Ruling(acts=(act,), about=frozenset({round.name}))

    return rule(round, make, seen=seen, by=by, now=now)
