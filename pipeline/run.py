"""The stages of a round in order: what each reads and writes, what is stale, and why it runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.clean import AskedQuestion, CleanRules, clean
from pipeline.clean.marks import TRAINED
from pipeline.clean.redact import redact
from pipeline.corrections import rulings
from pipeline.definitions.survey import Survey
from pipeline.embed.context import vectors_in_context
from pipeline.engine import spread
from pipeline.errors import MissingError
from pipeline.ids import digest
from pipeline.load import Definitions, load_definitions, load_embedder
from pipeline.manifest import FRESH, Manifest
from pipeline.place import (
    Place,
    RoundPlace,
    file_digest,
    read_frame,
    read_json,
    read_text,
    room_digest,
    shown,
    write_frame,
    write_json,
)
from pipeline.progress import Progress
from pipeline.publish.release import canonical_digest
from pipeline.review.record import Decision, Member, parse_members, parse_record
from pipeline.review.replay import Agreed, replay
from pipeline.schemas import ASIDES, CLEAN, GROUPS, MEMBERS, POINTS, QUALITY, SPANS, TAGS, THEMES, empty
from pipeline.store import tables
from pipeline.store.setup import open_store
from pipeline.tag.of_themes import theme_tags
from pipeline.tag.tagger import Tagger
from pipeline.themes.agreed import joins
from pipeline.themes.stage import ThemeSettings, find_themes

STAGES = ("clean", "themes", "tag", "joins")
_TABLES = {
    "answers": CLEAN,
    "spans": SPANS,
    "asides": ASIDES,
    "points": POINTS,
    "groups": GROUPS,
    "themes": THEMES,
    "members": MEMBERS,
    "quality": QUALITY,
    "point_tags": TAGS,
    "theme_tags": TAGS,
    "joins": MEMBERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round at work: where its files lie, what people defined, and its key."""

    place: Place
    here: RoundPlace
    definitions: Definitions
    key: str

    @property
    def name(self) -> str:
        """The round's name."""
        return self.here.name

    @property
    def survey(self) -> Survey:
        """The round's survey."""
        return self.definitions.survey


def open_round(place: Place, name: str) -> Round:
    """A round with its store open; the store gives it a key on its first day, or keeps the illustrative one's."""
    definitions = load_definitions(place, name)
    open_store(place.store)
    key = tables.ensure_round(name, definitions.survey.key or None)
    return Round(place=place, here=place.round(name), definitions=definitions, key=key)


def rulings_lines(round: Round) -> tuple[Decision, ...]:
    """What people ruled on answers and words, as it holds now."""
    return read_agreed(round.here).on_answers


def clean_rules(round: Round) -> CleanRules:
    """How answers of this round are cleaned, as people ruled on them."""
    asked = {
        question.id: AskedQuestion(text=question.text, asks=question.asks) for question in round.survey.open_questions
    }
    glossary = round.definitions.glossary
    return CleanRules(
        questions=asked,
        key=round.key,
        persons_known=True,
        protected=glossary.forms(),
        expansions=glossary.expansions(),
        rulings=rulings(rulings_lines(round), tables.words(round.name), round.key, shown(round.here.decisions)),
    )


# How sure the trained recogniser must be of a name in what an author writes: titles hold products, seldom persons.
_SURE_OF_A_NAME = 0.9


def personal_kinds(text: str) -> list[str]:
    """The kinds of personal data that a text of the record must not hold, as rules tell them.

    A line that was written once is read for ever, whatever a later model takes for a name.
    """
    return sorted({span.kind for span in redact(text).spans if span.recogniser != TRAINED})


def personal_in(round: Round) -> Callable[[str], list[str]]:
    """What tells the kinds of personal data in a text an author is about to write, sure finds of the model included."""
    rules = clean_rules(round)
    known = (*rules.protected, *rules.rulings.shown)

    def kinds(text: str) -> list[str]:
        spans = redact(text, known).spans
        return sorted({span.kind for span in spans if span.recogniser != TRAINED or span.score >= _SURE_OF_A_NAME})

    return kinds


def read_record(here: RoundPlace) -> tuple[Decision, ...]:
    """The decisions record; empty where none was written yet."""
    if not here.decisions.exists():
        return ()
    return parse_record(read_text(here.decisions), shown(here.decisions), personal_kinds)


def read_members(here: RoundPlace) -> tuple[Member, ...]:
    """The members of agreed themes; empty where none was agreed yet."""
    return parse_members(read_text(here.members), shown(here.members)) if here.members.exists() else ()


def read_agreed(here: RoundPlace, up_to: int | None = None) -> Agreed:
    """What the record says, up to a line of it."""
    return replay(read_record(here), read_members(here), shown(here.decisions), up_to)


def read_table(here: RoundPlace, name: str) -> pd.DataFrame:
    """The output of a stage."""
    return read_frame(here.table(name), _TABLES[name])


def _write(here: RoundPlace, **frames: pd.DataFrame) -> None:
    for name, frame in frames.items():
        write_frame(here.table(name), frame, _TABLES[name])


def read_manifest(here: RoundPlace) -> Manifest:
    """What each stage last read."""
    return Manifest(read_json(here.manifest)) if here.manifest.exists() else Manifest()


def _inputs(round: Round, stage: str) -> tuple[dict[str, str], dict[str, str], str]:
    """The digests of a stage's inputs and settings, and the stage it follows."""
    here, place = round.here, round.place
    if stage == "clean":
        rows = canonical_digest([tables.responses(round.name), tables.answers(round.name, round.survey)], [])
        inputs = {"responses": rows, "survey": file_digest(here.survey), "glossary": file_digest(place.glossary)}
        # A store that lost or never had the points must be given them, though the responses are the same.
        inputs["points kept"] = str(tables.count_points(round.name))
        inputs["rulings on answers"] = digest(*map(str, rulings_lines(round)))
        return inputs, {"rules": room_digest("clean")}, ""
    if stage == "themes":
        inputs = {"points": file_digest(here.table("points")), "glossary": file_digest(place.glossary)}
        return inputs, {"rules": room_digest("themes", "embed")}, "clean"
    if stage == "joins":
        # What may join an agreed theme hangs on what was agreed and on the release last signed.
        inputs = {"points": file_digest(here.table("points")), "decisions": file_digest(here.decisions)}
        inputs |= {"members": file_digest(here.members), "glossary": file_digest(place.glossary)}
        return inputs, {"rules": room_digest("themes", "embed")}, "clean"
    inputs = {"points": file_digest(here.table("points")), "themes": file_digest(here.table("members"))}
    inputs |= {"taxonomy": file_digest(place.taxonomy)}
    return inputs, {"rules": room_digest("tag", "embed")}, "themes"


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
    _write(
        round.here,
        answers=cleaned.answers,
        spans=cleaned.spans,
        asides=cleaned.asides,
        points=cleaned.points,
        groups=cleaned.groups,
    )
    write_json(round.here.unfit, [list(pair) for pair in cleaned.unfit])
    write_json(round.here.ledger, cleaned.ledger.as_json())


def point_vectors(round: Round, points: pd.DataFrame, answers: pd.DataFrame, progress: Progress) -> np.ndarray:
    """One row a point, in the table's order, each read with the answer it stands in."""
    told = progress.start("reading points", len(points))
    whole = dict(zip(answers["answer"], answers["text"], strict=True))
    wholes = [whole[answer] for answer in points["answer"]]
    expansions = round.definitions.glossary.expansions()
    return vectors_in_context(list(points["text"]), wholes, load_embedder(round.place), expansions, told)


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
        homes = {member.point: theme.id for theme in agreed.themes for member in theme.members}
        proposed = joins(points, vectors, homes, new)
    _write(round.here, joins=proposed)


def _run_themes(round: Round, progress: Progress) -> None:
    points = read_table(round.here, "points")
    vectors = point_vectors(round, points, read_table(round.here, "answers"), progress)
    told = progress.start("finding themes", None)
    found = find_themes(points, vectors, ThemeSettings(), round.definitions.glossary.expansions())
    told(1)
    _write(round.here, themes=found.themes, members=found.members, quality=found.quality)


def _run_tag(round: Round, progress: Progress) -> None:
    points, members = read_table(round.here, "points"), read_table(round.here, "members")
    tagger = Tagger.from_taxonomy(round.definitions.taxonomy, load_embedder(round.place))
    told = progress.start("tagging points", len(points))
    tags = tagger.tags(list(points["point"]), list(points["text"]), told)
    _write(round.here, point_tags=tags, theme_tags=theme_tags(members, points, tags))


_RUN = {"clean": _run_clean, "themes": _run_themes, "tag": _run_tag, "joins": _run_joins}


def analyse(round: Round, progress: Progress, *, forced: bool = False) -> list[tuple[str, str]]:
    """Run each stage that is stale, in order; what was done stays done when a later one fails."""
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
