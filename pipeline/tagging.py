"""The tags of a round: what the cards say of its points, corrected by what people decided on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.load import load_embedder
from pipeline.opening import Round, read_table
from pipeline.progress import Progress
from pipeline.review.replay import Agreed
from pipeline.schemas import READ, checked
from pipeline.tag.context import Context
from pipeline.tag.read import Read
from pipeline.tag.ruled import examples, ruled, seen_in, still_known
from pipeline.tag.tagger import Tagger


def wholes(answers: pd.DataFrame) -> dict[str, str]:
    """The redacted text of each answer."""
    return dict(zip(answers["answer"], answers["text"], strict=True))


def _context(points: pd.DataFrame, answers: pd.DataFrame) -> Context:
    """The question each point answers, and the answer it stands in; never who is speaking, only what is said."""
    whole = wholes(answers)
    return Context(question=tuple(points["question"]), answer=tuple(whole[answer] for answer in points["answer"]))


def _table(units: Sequence[str], read: Read) -> pd.DataFrame:
    frame = read.frame()
    frame.insert(0, "unit", list(units))
    return checked(frame, READ)


@dataclass(frozen=True, slots=True)
class RoundReading:
    """What reading made of points, and of the cards' own sentences; neither hangs on what anybody decided."""

    points: Read
    sentences: Read

    def tables(self, units: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Both as tables of READ, to be kept."""
        return _table(units, self.points), _table([f"s{n}" for n in range(len(self.sentences))], self.sentences)

    @classmethod
    def of(cls, points: pd.DataFrame, sentences: pd.DataFrame) -> "RoundReading":
        """What `tables` gave."""
        return cls(Read.of(points), Read.of(sentences))


def read_points(round: Round, points: pd.DataFrame, answers: pd.DataFrame, progress: Progress) -> RoundReading:
    """All that is slow about tagging points, done once; deciding on one never calls for it again."""
    tagger = Tagger.from_taxonomy(round.definitions.taxonomy, load_embedder(round.place))
    told = progress.start("reading points by the cards", len(points))
    read = tagger.read(list(points["text"]), _context(points, answers), told)
    return RoundReading(read, tagger.sentences)


def kept_reading(round: Round) -> RoundReading:
    """What the last analysis made of the round's points."""
    return RoundReading.of(read_table(round.here, "reading"), read_table(round.here, "sentences"))


def reading_of(round: Round, points: pd.DataFrame, answers: pd.DataFrame, kept: RoundReading) -> RoundReading:
    """The same for points of a release, most of which the last analysis read."""
    tagger = Tagger.from_taxonomy(round.definitions.taxonomy, load_embedder(round.place), sentences=kept.sentences)
    return RoundReading(
        tagger.read_beside(kept.points, list(points["text"]), _context(points, answers)), kept.sentences
    )


def items_by_theme(agreed: Agreed) -> Mapping[str, Sequence[str]]:
    """The items of the agreed theme that a person put each point into; the first theme's where there are two."""
    told: dict[str, Sequence[str]] = {}
    for theme in agreed.themes:
        for member in theme.members:
            if member.by == "person" and theme.items:
                told.setdefault(member.point, theme.items)
    return told


def taught_by(
    agreed: Agreed, points: pd.DataFrame, answers: pd.DataFrame, read: Read, codes: Sequence[str]
) -> pd.DataFrame:
    """The points to learn from, as `Tagger.learned_from` wants them; codes that the frame has no more teach nothing.

    `read` is what reading made of `points`, in their order.
    """
    of_themes = {point: items for point, items in items_by_theme(agreed).items() if point not in agreed.point_items}
    decided, by_theme = (still_known(told, codes) for told in (agreed.point_items, of_themes))
    seen = seen_in(by_theme, list(points["point"]), read.cards, codes)
    return examples(points, wholes(answers), decided, seen)


def learned_tagger(
    round: Round, agreed: Agreed, points: pd.DataFrame, answers: pd.DataFrame, reading: RoundReading
) -> Tagger:
    """The cards, and what people decided on `points`, one by one or by accepting a theme: fitted in a second."""
    embedder = load_embedder(round.place)
    tagger = Tagger.from_taxonomy(round.definitions.taxonomy, embedder, sentences=reading.sentences)
    return tagger.learned_from(taught_by(agreed, points, answers, reading.points, tagger.codes), read=reading.points)


@dataclass(frozen=True, slots=True)
class Said:
    """What the tagger says of points: tags, scores, and what it would say of those it learned from had it not."""

    tags: pd.DataFrame
    scores: pd.DataFrame
    unseen: pd.DataFrame


def tagged(round: Round, agreed: Agreed, points: pd.DataFrame, answers: pd.DataFrame, reading: RoundReading) -> Said:
    """The tags of each point in the table's order; what a person decided stands as they said it."""
    tagger = learned_tagger(round, agreed, points, answers, reading)
    units = list(points["point"])
    scores = pd.DataFrame(np.asarray(tagger.scores(reading.points)), columns=list(tagger.codes), index=units)
    unseen = tagger.unseen().set_index("id")
    return Said(ruled(tagger.tags_of(units, reading.points), agreed.point_items), scores, unseen)
