"""The stages of a round in order: what each reads and writes, what is stale, and why it runs."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.clean import clean
from pipeline.engine import spread
from pipeline.errors import MissingError, UserError
from pipeline.following import Side, beside, homes_of
from pipeline.ids import digest
from pipeline.load import load_embedder
from pipeline.manifest import FRESH, Manifest, room_digest
from pipeline.opening import (
    Round,
    clean_rules,
    files_held,
    point_vectors,
    read_agreed,
    read_record,
    read_table,
    rulings_lines,
    write_tables,
)
from pipeline.place import (
    RoundPlace,
    file_digest,
    read_json,
    write_json,
)
from pipeline.progress import Progress
from pipeline.publish.release import canonical_digest
from pipeline.review.replay import Agreed
from pipeline.schemas import MEMBERS, empty
from pipeline.store import tables
from pipeline.tag.marks import Marks
from pipeline.tag.of_themes import theme_tags
from pipeline.tag.unfitted import unfitted
from pipeline.tagging import kept_reading, read_points, tagged
from pipeline.themes.agreed import joins
from pipeline.themes.stage import ThemeSettings, find_themes
from pipeline.themes.stance import stances
from pipeline.themes.voices import voices

STAGES = ("clean", "themes", "reading", "tag", "joins", "rounds")

_PATIENCE = 60  # seconds in which an erasing ends


def read_manifest(here: RoundPlace) -> Manifest:
    """What each stage last read."""
    return Manifest(read_json(here.manifest)) if here.manifest.exists() else Manifest()


def _ruled(here: RoundPlace) -> str:
    """The digest of all that people ruled; that a release was signed changes nothing that was found."""
    return digest(*(str(line) for line in read_record(here) if line.act != "sign"))


def _rounds_inputs(round: Round) -> dict[str, str]:
    """What today's candidates are laid beside: what was agreed here, and in the round before."""
    here = round.here
    inputs = {"themes": file_digest(here.table("members")), "glossary": file_digest(round.place.glossary)}
    inputs |= {"decisions": _ruled(here), "members": file_digest(here.members)}
    if round.survey.follows:
        old = round.place.round(round.survey.follows)
        files = (old.decisions, old.members, old.table("points"), old.table("members"))
        inputs["round before"] = digest(round.survey.follows, *map(file_digest, files))
    return inputs


def _inputs(round: Round, stage: str) -> tuple[dict[str, str], dict[str, str], str]:
    """The digests of a stage's inputs and settings, and the stage it follows."""
    here, place = round.here, round.place
    if stage == "clean":
        rows = canonical_digest([tables.responses(round.name), tables.answers(round.name, round.survey)], [])
        inputs = {"responses": rows, "survey": file_digest(here.survey), "glossary": file_digest(place.glossary)}
        # A store that lost or never had the points must be given them, though the responses are the same.
        inputs["points kept"] = str(tables.count_points(round.name))
        inputs["rulings on answers"] = digest(*map(str, rulings_lines(round)))
        inputs["noticed"] = digest(*(f"{id} {waits}" for id, waits in sorted(clean_rules(round).noticed.items())))
        return inputs, {"rules": room_digest("clean")}, ""
    if stage == "themes":
        inputs = {"points": file_digest(here.table("points")), "glossary": file_digest(place.glossary)}
        return inputs, {"rules": room_digest("themes", "embed")}, "clean"
    if stage == "joins":
        # What may join an agreed theme hangs on what was agreed and on the release last signed.
        inputs = {"points": file_digest(here.table("points")), "decisions": file_digest(here.decisions)}
        inputs |= {"members": file_digest(here.members), "glossary": file_digest(place.glossary)}
        return inputs, {"rules": room_digest("themes", "embed")}, "clean"
    if stage == "rounds":
        return _rounds_inputs(round), {"rules": room_digest("themes", "embed")}, "themes"
    if stage == "reading":
        inputs = {"points": file_digest(here.table("points")), "answers": file_digest(here.table("answers"))}
        inputs |= {"taxonomy": file_digest(place.taxonomy)}
        return inputs, {"rules": room_digest("tag", "embed")}, "clean"
    # Each decision is learned from, and stands.
    inputs = {"reading": file_digest(here.table("reading")), "themes": file_digest(here.table("members"))}
    inputs |= {"decisions": _ruled(here), "members": file_digest(here.members)}
    return inputs, {"rules": room_digest("tag", "embed")}, "reading"


def status(round: Round) -> Iterator[tuple[str, str]]:
    """Each stage with the reason why it would run, or 'fresh'."""
    manifest = read_manifest(round.here)
    stale: set[str] = set()
    for stage in STAGES:
        inputs, settings, follows = _inputs(round, stage)
        reason = f"follows {follows}" if follows in stale else manifest.reason(stage, inputs, settings)
        if reason != FRESH:
            stale.add(stage)
        yield stage, reason


def _run_clean(round: Round, progress: Progress) -> None:
    answers = tables.answers(round.name, round.survey)
    if answers.empty:
        raise MissingError(f"round {round.name} has no responses yet; run: cpitg import {round.name} FILE")
    told = progress.start("cleaning answers", len(answers))
    cleaned = clean(tables.responses(round.name), answers, clean_rules(round), told, spread)
    tables.keep_points(round.name, cleaned.points, cleaned.spans)
    write_tables(
        round.here,
        answers=cleaned.answers,
        spans=cleaned.spans,
        asides=cleaned.asides,
        points=cleaned.points,
        groups=cleaned.groups,
    )
    write_json(round.here.unfit, [list(pair) for pair in cleaned.unfit])
    write_json(round.here.ledger, cleaned.ledger.as_json())


def _new_points(round: Round, points: pd.DataFrame, agreed: Agreed) -> set[str]:
    """The points that nobody has ruled on, of responses later than the newest signed release took in."""
    last = max((sign.last for sign in agreed.signs), default="9999")
    responses = tables.responses(round.name)
    late = points["response"].isin(set(responses.loc[responses["submitted_at"] > last, "response"]))
    inside = {member.point for theme in agreed.themes for member in theme.members}
    ruled = inside | {quote.point for quote in agreed.quotes} | set(agreed.moves)
    return set(points.loc[late & ~points["point"].isin(ruled), "point"])


def _run_joins(round: Round, progress: Progress) -> None:
    """New points that pass an agreed theme's own bound; they enter members.csv only by a person's command."""
    points, agreed = read_table(round.here, "points"), read_agreed(round.here)
    new = _new_points(round, points, agreed)
    proposed = empty(MEMBERS)
    if new and agreed.themes:
        vectors = point_vectors(round, points, read_table(round.here, "answers"), progress)
        proposed = joins(points, vectors, homes_of(agreed), new)
    write_tables(round.here, joins=proposed)


def _asks(round: Round) -> dict[str, str]:
    """What each open question wants to hear."""
    return {question.id: question.asks for question in round.survey.open_questions}


def _run_themes(round: Round, progress: Progress) -> None:
    points = read_table(round.here, "points")
    vectors = point_vectors(round, points, read_table(round.here, "answers"), progress)
    told = progress.start("finding themes", None)
    found = find_themes(points, vectors, ThemeSettings(), round.definitions.glossary.expansions())
    told(1)
    write_tables(
        round.here,
        themes=found.themes,
        members=found.members,
        quality=found.quality,
        flags=found.flags,
        subthemes=found.subthemes,
        submembers=found.submembers,
        voices=voices(found.members, points, tables.about(round.name)),
        stances=stances(found.members, points, _asks(round)),
    )


def _run_reading(round: Round, progress: Progress) -> None:
    points, answers = read_table(round.here, "points"), read_table(round.here, "answers")
    found = read_points(round, points, answers, progress)
    reading, sentences = found.tables(list(points["point"]))
    marks = Marks(round.definitions.taxonomy, load_embedder(round.place))
    told = marks.table(list(points["point"]), list(points["text"]))
    write_tables(round.here, reading=reading, sentences=sentences, point_marks=told)


def _run_tag(round: Round, progress: Progress) -> None:
    here, agreed = round.here, read_agreed(round.here)
    points, members = read_table(here, "points"), read_table(here, "members")
    told = progress.start("tagging points", None)
    said = tagged(round, agreed, points, read_table(here, "answers"), kept_reading(round))
    told(1)
    write_tables(
        here,
        point_tags=said.tags,
        theme_tags=theme_tags(members, points, said.tags),
        unfitted=unfitted(said.tags, members, agreed.point_items),
    )


def _run_rounds(round: Round, progress: Progress) -> None:
    points, members = read_table(round.here, "points"), read_table(round.here, "members")
    told = beside(round, Side.of(points, read_table(round.here, "answers"), {}, members), progress)
    write_tables(round.here, lineage=told.lineage, shifts=told.shifts)


_RUN = {
    "clean": _run_clean,
    "themes": _run_themes,
    "reading": _run_reading,
    "tag": _run_tag,
    "joins": _run_joins,
    "rounds": _run_rounds,
}


def analyse(round: Round, progress: Progress, *, forced: bool = False) -> list[tuple[str, str]]:
    """Run each stage that is stale, in order; what was done stays done when a later one fails."""
    with files_held(round, _PATIENCE) as mine:
        if not mine:
            said = "another analysis, or an erasing, is under way; wait until it ended, then give the command again"
            raise UserError(f"round {round.name}: {said}")
        return _analysed(round, progress, forced=forced)


def _analysed(round: Round, progress: Progress, *, forced: bool) -> list[tuple[str, str]]:
    manifest = read_manifest(round.here)
    told = []
    for stage in STAGES:
        inputs, settings, follows = _inputs(round, stage)
        reason = manifest.reason(stage, inputs, settings, follows, forced=forced)
        told.append((stage, reason))
        if reason != FRESH:
            _RUN[stage](round, progress)
            manifest.done(stage, *_inputs(round, stage)[:2])
            write_json(round.here.manifest, manifest.value())
    return told


def ledger_value(round: Round) -> Mapping[str, Any]:
    """The account of the last analysis."""
    if not round.here.ledger.exists():
        raise MissingError(f"round {round.name} was not analysed yet; run: cpitg analyse {round.name}")
    ledger: Mapping[str, Any] = read_json(round.here.ledger)
    return ledger
