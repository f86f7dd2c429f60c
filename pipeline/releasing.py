"""One release of a round, made from what the store and the record held at its sign line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.clean import clean
from pipeline.clean.campaigns import same_words
from pipeline.clean.ledger import ledger, response_states
from pipeline.coding import codings_up_to, told_of_coding
from pipeline.corrections import in_force, rulings, words_named
from pipeline.engine import spread
from pipeline.errors import MissingError
from pipeline.following import Side, homes_of, laid_beside
from pipeline.ids import public_id
from pipeline.load import load_embedder
from pipeline.noticed import held_whole, noticed
from pipeline.opening import (
    Round,
    clean_rules,
    open_round,
    point_vectors,
    read_agreed,
    read_members,
    read_record,
    read_table,
    rulings_lines,
)
from pipeline.place import read_json, read_text, shown
from pipeline.progress import Progress
from pipeline.publish.before import RoundBefore
from pipeline.publish.material import Material
from pipeline.publish.quotes import approved_quotes
from pipeline.publish.release import canonical_digest, make_release, record_up_to
from pipeline.review.apply import lines_of
from pipeline.review.carry import carry, places
from pipeline.review.record import Decision
from pipeline.review.replay import Agreed, Sign, replay
from pipeline.schemas import MEMBERS, empty
from pipeline.standing import standing
from pipeline.store import tables
from pipeline.store.flagged import flagged
from pipeline.tag.marks import Marks
from pipeline.tag.unfitted import unfitted
from pipeline.tagging import Said, kept_reading, reading_of, tagged
from pipeline.themes.agreed import agreed_cohesion, agreed_stability
from pipeline.themes.stage import Themes, ThemeSettings, find_themes

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
        replace(
            clean_rules(round),
            rulings=rulings(lines, words, round.key, shown(round.here.decisions)),
            noticed=noticed(flagged(round.name), lines, round.key),
        ),
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


def _waiting(round: Round, up_to: int) -> frozenset[str]:
    """The responses that the form noticed something about and nobody had let in by a line of the record."""
    _, lines = _ruled(round, up_to)
    return frozenset(id for id, waits in noticed(flagged(round.name), lines, round.key).items() if waits)


def _counted(round: Round, frames: Mapping[str, pd.DataFrame], up_to: int) -> frozenset[str]:
    """The responses whose choices count: none sent twice, or taken back, none that waits, or was held back whole."""
    states = response_states(frames["responses"], frames["answers"])
    counted = frozenset(states.index[~states.isin(["duplicate", "withdrawn"])]) - _waiting(round, up_to)
    return counted - held_whole(counted, _ruled(round, up_to)[1], round.key)


def _digest(round: Round, frames: Mapping[str, pd.DataFrame], signed: Sign, earlier: RoundBefore) -> str:
    rows = [frames[name] for name in ("responses", "raw", "closed", "about")]
    here, place = round.here, round.place
    written = [read_text(path) for path in (here.survey, place.taxonomy, place.glossary)]
    # What was hidden since is hidden in this release, too.
    then, lines = _ruled(round, signed.no)
    changed = set(lines) ^ set(then)
    since = [str(line) for line in sorted(changed, key=lambda line: line.no)]
    since += [earlier.digest] if earlier.digest else []
    since += codings_up_to(round, signed.no)
    since += sorted(_refused(round) & {quote.point for quote in read_agreed(here, signed.no).quotes if quote.approved})
    mine = _waiting(round, signed.no).intersection(frames["responses"]["response"])
    since += sorted(f"waits {public_id(round.key, 'r', id)}" for id in mine)
    return canonical_digest(rows, [*written, *record_up_to(read_record(here), read_members(here), signed), *since])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A release's own tables, what was agreed of them, and today's candidates of its points."""

    frames: Mapping[str, pd.DataFrame]
    agreed: Agreed
    found: Themes | None

    def side(self) -> Side:
        """Its points, each under its agreed theme, else under its candidate."""
        points, answers = self.frames["points"], self.frames["answers"]
        return Side.of(points, answers, homes_of(self.agreed), self.found.members if self.found else None)


def _told(round: Round, signed: Sign, progress: Progress) -> _Told:
    frames = _frames(round, signed)
    agreed = _agreed(round, signed, frames["points"])
    if not agreed.themes:
        return _Told(frames=frames, agreed=agreed, found=None)
    vectors = point_vectors(round, frames["points"], frames["answers"], progress)
    expansions = round.definitions.glossary.expansions()
    found = find_themes(frames["points"], vectors, ThemeSettings(), expansions)
    return _Told(frames=frames, agreed=agreed, found=found)


def _quality(round: Round, told: _Told, progress: Progress) -> tuple[dict[str, tuple[int, int]], dict[str, float]]:
    """Stability and cohesion of each agreed theme, from the points of its release alone."""
    if told.found is None:
        return {}, {}
    points, homes = told.frames["points"], homes_of(told.agreed)
    vectors = point_vectors(round, points, told.frames["answers"], progress)
    return agreed_stability(homes, told.found.members, told.found.quality), agreed_cohesion(points, vectors, homes)


def release_before(round: Round) -> str:
    """The release that was signed last in the round before; empty where there is none."""
    if not round.survey.follows:
        return ""
    signs = read_agreed(round.place.round(round.survey.follows)).signs
    return signs[-1].version if signs else ""


def _earlier(round: Round, version: str) -> tuple[Round, Sign, Mapping[str, Any]]:
    """The round before, the sign line of the release it is compared with, and that release as it was written."""
    old = open_round(round.place, round.survey.follows)
    sign = next((sign for sign in reversed(read_agreed(old.here).signs) if sign.version == version), None)
    path = old.here.release(version)
    if sign is None or not path.exists():
        said = f"release {version} of {old.name}, which {round.name} follows, is not there"
        raise MissingError(f"{shown(path)}: {said}; restore it, or run: cpitg publish {old.name}")
    return old, sign, read_json(path)


def _round_before(round: Round, signed: Sign, told: _Told, progress: Progress) -> RoundBefore:
    """The agreed themes of a release beside those of the release it follows; nothing where it follows none.

    The other side is made from that release's own responses and lines, so that what comes later there changes nothing.
    """
    if not signed.follows or told.found is None:
        return RoundBefore()
    old, sign, written = _earlier(round, signed.follows)
    before, now = _told(old, sign, progress).side(), told.side()
    beside = laid_beside(round, before, now, progress)
    return RoundBefore(
        round=old.name,
        version=signed.follows,
        digest=str(written["release"]["digest"]),
        lineage=beside.lineage,
        shifts=beside.shifts,
        published=frozenset(theme["id"] for theme in written["themes"]),
        responses_before=before.responses,
        responses_now=now.responses,
    )


def _agreed(round: Round, signed: Sign, points: pd.DataFrame) -> Agreed:
    """What people had agreed to at a sign line, on the points of its release.

    Where people let in or showed more since, decisions may have been carried to points that this release has not: they
    go back to those that stand in their place here.
    """
    agreed = _but_refused(round, read_agreed(round.here, signed.no))
    here, today = set(points["point"]), set(read_table(round.here, "points")["point"])
    if here <= today:
        return agreed
    record, members = standing(round)
    given = [place for place in places(tables.points_given(round.name)) if place.point in here | today]
    told = carry(record, members, given, here, homes_of(agreed))
    notes = lines_of(told.acts, len(record), signed.by, "")
    then = replay([*record, *notes], told.members, shown(round.here.decisions), signed.no)
    return _but_refused(round, then)


def _but_refused(round: Round, agreed: Agreed) -> Agreed:
    """What was agreed, without quotes that were refused since: no release made again shows one."""
    refused = _refused(round)
    return replace(agreed, quotes=tuple(quote for quote in agreed.quotes if quote.point not in refused))


def _refused(round: Round) -> set[str]:
    """The points that may not be quoted, as people ruled by now."""
    return {quote.point for quote in read_agreed(round.here).quotes if not quote.approved}


def _tagged(round: Round, told: _Told) -> Said:
    """What the tagger says of a release's own points, having learned what was decided up to its sign line."""
    points, answers = told.frames["points"], told.frames["answers"]
    reading = reading_of(round, points, answers, kept_reading(round))
    return tagged(round, told.agreed, points, answers, reading)


def _marked(round: Round, points: pd.DataFrame) -> dict[str, frozenset[str]]:
    """The points of each mark."""
    marks = Marks(round.definitions.taxonomy, load_embedder(round.place))
    table = marks.table(list(points["point"]), list(points["text"]))
    return {mark: frozenset(table.loc[table["mark"] == mark, "point"]) for mark in marks.codes}


def _on_tags(round: Round, signed: Sign, told: _Told) -> dict[str, Any]:
    """What a release's figures on items are made from; nothing where nothing was agreed yet."""
    if not told.agreed.themes:
        return {}
    points, agreed = told.frames["points"], told.agreed
    said, decided = _tagged(round, told), dict(agreed.point_items)
    fits = unfitted(said.tags, empty(MEMBERS), decided)
    return {
        "scores": said.scores,
        "decided": decided,
        "unseen": said.unseen,
        "coding": told_of_coding(round, points, agreed, said.scores, said.unseen, signed.no),
        "unfitted": int((fits["why"] == "unsure").sum()),
        "marks": _marked(round, points),
    }


def _tables(frames: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The tables that a release's figures are counted from, as they are cut to its responses."""
    names = ("responses", "answers", "groups", "spans", "asides", "points", "closed", "about")
    return {name: frames[name] for name in names}


def quotable(round: Round, signed: Sign) -> dict[str, str]:
    """Point -> words of each quote that was approved by a sign line and may still be shown."""
    frames = _frames(round, signed)
    agreed = _agreed(round, signed, frames["points"])
    return approved_quotes(agreed.quotes, frames["responses"], frames["points"])


def release_of(
    round: Round, signed: Sign, before: Mapping[str, Any] | None, earlier: Sequence[Mapping[str, Any]],
    progress: Progress,
) -> dict[str, Any]:  # fmt: skip
    """The release of a sign line: `before` was in force before it in its round, `earlier` are all that came before."""
    told = _told(round, signed, progress)
    frames = told.frames
    stability, cohesion = _quality(round, told, progress)
    other = _round_before(round, signed, told, progress)
    material = Material(
        survey=round.survey,
        taxonomy=round.definitions.taxonomy,
        agreed=told.agreed,
        sign=signed,
        ledger=ledger(frames["responses"], frames["raw"], frames["answers"]).as_json(),
        counted=_counted(round, frames, signed.no),
        stability=stability,
        cohesion=cohesion,
        before=before,
        earlier=tuple(earlier),
        digest=_digest(round, frames, signed, other),
        round_before=other,
        **_tables(frames),
        **_on_tags(round, signed, told),
    )
    return make_release(material)
