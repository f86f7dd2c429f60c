"""Texts to tags: items in order of prominence, a calibrated score for every code, and reasons."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import softmax

from pipeline.definitions.taxonomy import NONE, Taxonomy
from pipeline.embed.protocol import Embedder, Told
from pipeline.schemas import TAGS, checked, empty
from pipeline.tag import learn
from pipeline.tag.cards import Floats, cards_of
from pipeline.tag.context import Context
from pipeline.tag.examples import Examples
from pipeline.tag.read import Read
from pipeline.tag.reading import Reading
from pipeline.tag.reasons import DecidedLike, reasons
from pipeline.tag.sets import best_sets

# The last bits of a product of matrices differ with the number of rows; a row must not.
_DECIMALS = 5


class _Taught:
    """What decided texts taught, with the texts themselves for a reason to point at."""

    def __init__(self, examples: Examples, decided: learn.Told, beside: learn.Told) -> None:
        self.ids = examples.ids
        self.model = learn.Learned(decided, beside)
        self.like = DecidedLike(examples.ids, decided.read.vectors)
        self.said = decided.read.said


class Tagger:
    """Knows a taxonomy, and what was learned from decided texts; a text's tags never depend on the texts beside it."""

    def __init__(self, reading: Reading, sentences: Read | None = None, taught: _Taught | None = None) -> None:
        self._reading = reading
        self._sentences = sentences
        self._taught = taught

    @classmethod
    def from_taxonomy(
        cls,
        taxonomy: Taxonomy,
        embedder: Embedder,
        expansions: Mapping[str, str] | None = None,
        sentences: Read | None = None,
    ) -> "Tagger":
        """Knows what the cards say and no more; glossary `expansions` are read beside a text where given.

        With the kept `sentences` of an earlier tagger of the same taxonomy, cards are studied only when a text is read.
        """
        return cls(Reading(cards_of(taxonomy), embedder, expansions or {}), sentences)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that has a score, in the taxonomy's order, NONE last."""
        return self._reading.cards.codes

    @cached_property
    def sentences(self) -> Read:
        """The cards' own sentences as they were read: to be kept beside the texts that were."""
        return self._reading.sentences() if self._sentences is None else self._sentences

    def read(self, texts: Sequence[str], context: Context | None = None, told: Told | None = None) -> Read:
        """All that is slow, done once; `told` hears how many texts were done since it last heard."""
        return self._reading.texts(texts, context, told)

    def read_beside(self, kept: Read, texts: Sequence[str], context: Context) -> Read:
        """The same of texts most of which were read before, in the same answers: `kept` gives what it has."""
        return self._reading.found(texts, context, kept)

    def learned_from(self, examples: pd.DataFrame, beside: Sequence[str] = (), read: Read | None = None) -> "Tagger":
        """A tagger that has also read decided texts (id, text, items joined by ";"; no items means NONE).

        Further columns are used where they are there: question, answer and who (as in Context), group (texts of one
        group, such as a respondent's, are held out together) and weight (1; less for what was decided of a theme, not
        of the text). Rows that stand in `read` with the same text and answer are not read again. `beside` holds
        undecided texts to learn wordings from, each with what the cards make of it: what is said of any text then
        depends on them.
        """
        if not len(examples):
            return self
        rows = Examples.of(examples, self.codes)
        found = self._reading.found(rows.texts, rows.context, read)
        decided = learn.Told(found, rows.targets, rows.weights, rows.groups)
        others = learn.sentences_told(self.sentences, self._reading.cards.says.card)
        if beside:
            others += learn.guessed(self.read(sorted(set(beside))))
        return Tagger(self._reading, self.sentences, _Taught(rows, decided, others))

    def tags(
        self, units: Sequence[str], texts: Sequence[str], told: Told | None = None, context: Context | None = None
    ) -> pd.DataFrame:
        """A row of TAGS for each unit, in their order; `told` hears how many texts were done since it last heard."""
        return self.tags_of(units, self.read(texts, context, told))

    def tags_of(self, units: Sequence[str], read: Read) -> pd.DataFrame:
        """The same of texts that were read before: for thousands of them, a second after a decision."""
        return _frame(units, list(self._rows(units, read)))

    def probabilities(self, texts: Sequence[str], context: Context | None = None) -> Floats:
        """(texts, codes): how likely each code is one that a person would give."""
        return self.scores(self.read(texts, context))

    def scores(self, read: Read) -> Floats:
        """(texts, codes): the same of texts that were read before; a blank text is NONE."""
        if not len(read):
            return np.zeros((0, len(self.codes)))
        told = softmax(read.cards, axis=1) if self._taught is None else self._taught.model.probabilities(read)
        return self._settled(np.asarray(told), read.said)

    def unseen(self) -> pd.DataFrame:
        """What it would say of each decided text had the text and its group never been decided: id, then the codes."""
        if self._taught is None:
            return pd.DataFrame(columns=["id", *self.codes])
        told = self._settled(self._taught.model.unseen(), self._taught.said)
        frame = pd.DataFrame(told, columns=list(self.codes))
        frame.insert(0, "id", self._taught.ids)
        return frame

    def _settled(self, told: Floats, said: Sequence[str]) -> Floats:
        settled = np.round(told, _DECIMALS)
        settled[[not each for each in said]] = np.array(self.codes) == NONE
        return np.asarray(settled, dtype=np.float64)

    def _rows(self, units: Sequence[str], read: Read) -> Iterator[tuple[str, str, str]]:
        scores = self.scores(read)
        sets = best_sets(self.codes, scores)
        decided = [""] * len(units) if self._taught is None else self._taught.like.nearest(units, read.vectors)
        for said, items, row, like in zip(read.said, sets, scores.tolist(), decided, strict=True):
            told = reasons(self._reading.cards, said, items, like)
            named = dict(zip(self.codes, row, strict=True))
            yield ";".join(items), scores_json(named), json.dumps(told, ensure_ascii=False)


def scores_json(scores: Mapping[str, float]) -> str:
    """Every code with its score, rounded to two decimals."""
    return json.dumps({code: round(score, 2) for code, score in scores.items()})


def _frame(units: Sequence[str], rows: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    if not rows:
        return empty(TAGS)
    frame = pd.DataFrame(rows, columns=["items", "scores", "reasons"], dtype=str)
    frame.insert(0, "unit", list(units))
    return checked(frame, TAGS)
