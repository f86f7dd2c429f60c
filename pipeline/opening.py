"""One round at work: where its files lie, what people defined, its key, and what they ruled."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.clean import AskedQuestion, CleanRules
from pipeline.clean.marks import TRAINED
from pipeline.clean.redact import redact
from pipeline.corrections import rulings
from pipeline.definitions.survey import Survey
from pipeline.embed.context import vectors_in_context
from pipeline.frames import read_frame, write_frame
from pipeline.load import Definitions, load_definitions, load_embedder
from pipeline.noticed import noticed
from pipeline.place import Place, RoundPlace, read_text, shown
from pipeline.progress import Progress
from pipeline.review.record import Decision, Member, parse_members, parse_record
from pipeline.review.replay import Agreed, replay
from pipeline.schemas import (
    ASIDES,
    CLEAN,
    FLAGS,
    GROUPS,
    LINEAGE,
    MEMBERS,
    POINT_MARKS,
    POINTS,
    QUALITY,
    READ,
    SHIFTS,
    SPANS,
    STANCES,
    SUBMEMBERS,
    SUBTHEMES,
    TAGS,
    THEMES,
    UNFITTED,
    VOICES,
)
from pipeline.store import tables
from pipeline.store.flagged import flagged
from pipeline.store.setup import open_store
from pipeline.store.writing import StoreBusyError, file_locked

_TABLES = {
    "answers": CLEAN,
    "spans": SPANS,
    "asides": ASIDES,
    "points": POINTS,
    "groups": GROUPS,
    "themes": THEMES,
    "members": MEMBERS,
    "quality": QUALITY,
    "reading": READ,
    "sentences": READ,
    "point_tags": TAGS,
    "theme_tags": TAGS,
    "point_marks": POINT_MARKS,
    "unfitted": UNFITTED,
    "joins": MEMBERS,
    "flags": FLAGS,
    "subthemes": SUBTHEMES,
    "submembers": SUBMEMBERS,
    "voices": VOICES,
    "stances": STANCES,
    "lineage": LINEAGE,
    "shifts": SHIFTS,
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
    def where(self) -> tuple[str, str]:
        """Its store and its name: what a process remembers of a round it remembers by these."""
        return str(self.place.store), self.name

    @property
    def survey(self) -> Survey:
        """The round's survey."""
        return self.definitions.survey


def open_round(place: Place, name: str) -> Round:
    """A round with its store open; the store gives it a key on its first day, or keeps the illustrative one's."""
    definitions = load_definitions(place, name)
    open_store(place.store)
    return _round(place, name, definitions)


def round_here(place: Place, name: str) -> Round:
    """A round of the store that is open already, as the service has it: nobody else's connection is touched."""
    return _round(place, name, load_definitions(place, name))


def _round(place: Place, name: str, definitions: Definitions) -> Round:
    key = tables.ensure_round(name, definitions.survey.key or None)
    return Round(place=place, here=place.round(name), definitions=definitions, key=key)


def rulings_lines(round: Round) -> tuple[Decision, ...]:
    """What people ruled on answers and words, as it holds now."""
    return read_agreed(round.here).on_answers


def clean_rules(round: Round, ruled: Sequence[Decision] | None = None) -> CleanRules:
    """How answers of this round are cleaned, as people ruled on them: in `ruled`, else in the file of the record."""
    asked = {
        question.id: AskedQuestion(text=question.text, asks=question.asks) for question in round.survey.open_questions
    }
    glossary, lines = round.definitions.glossary, rulings_lines(round) if ruled is None else ruled
    return CleanRules(
        questions=asked,
        key=round.key,
        persons_known=True,
        protected=glossary.forms(),
        expansions=glossary.expansions(),
        rulings=rulings(lines, tables.words(round.name), round.key, shown(round.here.decisions)),
        noticed=noticed(flagged(round.name), lines, round.key),
    )


# How sure the trained recogniser must be of a name in what an author writes: titles hold products, seldom persons.
_SURE_OF_A_NAME = 0.9


def personal_kinds(text: str) -> list[str]:
    """The kinds of personal data that a text of the record must not hold, as rules tell them.

    A line that was written once is read for ever, whatever a later model takes for a name.
    """
    return sorted({span.kind for span in redact(text).spans if span.recogniser != TRAINED})


def personal_in(round: Round, ruled: Sequence[Decision] | None = None) -> Callable[[str], list[str]]:
    """What tells the kinds of personal data in a text an author is about to write, sure finds of the model included."""
    rules = clean_rules(round, ruled)
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


@contextmanager
def files_held(round: Round, patience: float) -> Iterator[bool]:
    """Keep every other analysis and erasing from a round's files; False where one goes on for longer than `patience`.

    What an analysis read before somebody withdrew it would else write down after the words were taken away.
    """
    round.place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(file_locked(round.place.data / f"{round.name}.files.lock", time.monotonic() + patience))
            mine = True
        except StoreBusyError:
            mine = False
        yield mine


def write_tables(here: RoundPlace, **frames: pd.DataFrame) -> None:
    """Write the outputs of a stage."""
    for name, frame in frames.items():
        write_frame(here.table(name), frame, _TABLES[name])


def point_vectors(round: Round, points: pd.DataFrame, answers: pd.DataFrame, progress: Progress) -> np.ndarray:
    """One row a point, in the table's order, each read with the answer it stands in."""
    told = progress.start("reading points", len(points))
    whole = dict(zip(answers["answer"], answers["text"], strict=True))
    wholes = [whole[answer] for answer in points["answer"]]
    expansions = round.definitions.glossary.expansions()
    return vectors_in_context(list(points["text"]), wholes, load_embedder(round.place), expansions, told)
