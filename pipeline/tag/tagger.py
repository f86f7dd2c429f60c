"""Texts to tags: items in order of prominence, a calibrated score for every code, and reasons."""

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import softmax

from pipeline.definitions.glossary import expand
from pipeline.definitions.taxonomy import NONE, Taxonomy
from pipeline.embed.protocol import Embedder, Told, Vectors
from pipeline.errors import Fault, InputError
from pipeline.schemas import TAGS, checked, empty, records
from pipeline.tag import learn
from pipeline.tag.cards import Floats, cards_of
from pipeline.tag.evidence import Evidence
from pipeline.tag.reasons import Reasons
from pipeline.tag.sets import best_set

_CHUNK = 512  # texts between two reports of how far it got
# The last bits of a product of matrices differ with the number of rows; a row must not.
_DECIMALS = 5


class Tagger:
    """Knows a taxonomy, and what was learned from decided texts; a text's tags never depend on the texts beside it."""

    def __init__(
        self,
        evidence: Evidence,
        embedder: Embedder,
        expansions: Mapping[str, str],
        learned: learn.Learned | None = None,
        reasons: Reasons | None = None,
    ) -> None:
        self._evidence = evidence
        self._embedder = embedder
        self._expansions = expansions
        self._learned = learned
        self._reasons = reasons or Reasons(evidence)

    @classmethod
    def from_taxonomy(
        cls, taxonomy: Taxonomy, embedder: Embedder, expansions: Mapping[str, str] | None = None
    ) -> "Tagger":
        """Knows what the cards say and no more; glossary `expansions` are read beside a text where given."""
        return cls(Evidence(cards_of(taxonomy), embedder), embedder, expansions or {})

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that has a score, in the taxonomy's order, NONE last."""
        return self._evidence.cards.codes

    def learned_from(self, examples: pd.DataFrame, beside: Sequence[str] = ()) -> "Tagger":
        """A tagger that has also read decided texts (id, text, items joined by ";"; no items means NONE).

        `beside` holds undecided texts to learn wordings from, each with what the cards make of it: what is said of any
        text then depends on them.
        """
        if not len(examples):
            return self
        rows = records(examples.astype(str).sort_values(["id", "text", "items"]))
        decided = self._told([row["text"] for row in rows], _targets(rows, self.codes))
        reasons = Reasons(self._evidence, [row["id"] for row in rows], decided.vectors)
        learned = learn.Learned(decided, self._sentences() + self._guessed(sorted(set(beside))))
        return Tagger(self._evidence, self._embedder, self._expansions, learned, reasons)

    def tags(self, units: Sequence[str], texts: Sequence[str], told: Told | None = None) -> pd.DataFrame:
        """A row of TAGS for each unit, in their order; `told` hears how many texts were done since it last heard."""
        rows: list[tuple[str, str, str]] = []
        for first in range(0, len(texts), _CHUNK):
            chunk = texts[first : first + _CHUNK]
            rows += self._rows(chunk)
            if told is not None:
                told(len(chunk))
        return _frame(units, rows)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """(texts, codes): how likely each code is one that a person would give."""
        read = [self._read(text) for text in texts]
        return self._probabilities(read, self._embedder.encode(read))

    def _read(self, text: str) -> str:
        return expand(text, self._expansions) if self._expansions else text

    def _told(self, texts: Sequence[str], targets: Floats) -> learn.Told:
        read = [self._read(text) for text in texts]
        vectors = self._embedder.encode(read)
        return learn.Told(read, vectors, self._evidence.logits(read, vectors), targets, np.ones(len(read)))

    def _sentences(self) -> learn.Told:
        evidence = self._evidence
        says = evidence.cards.says
        return learn.sentences_told(says.texts, evidence.says_vectors, evidence.own_logits, says.card)

    def _guessed(self, texts: Sequence[str]) -> learn.Told:
        read = [self._read(text) for text in texts]
        vectors = self._embedder.encode(read)
        return learn.guessed(read, vectors, self._evidence.logits(read, vectors))

    def _probabilities(self, read: Sequence[str], vectors: Vectors) -> Floats:
        logits = self._evidence.logits(read, vectors)
        if self._learned is None:
            told = np.asarray(softmax(logits, axis=1), dtype=np.float64)
        else:
            told = self._learned.probabilities(read, vectors, logits)
        return np.asarray(np.round(told, _DECIMALS), dtype=np.float64)

    def _rows(self, texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        read = [self._read(text) for text in texts]
        vectors = self._embedder.encode(read)
        probabilities = self._probabilities(read, vectors)
        for text, vector, row in zip(texts, vectors, probabilities, strict=True):
            blank = not text.strip()
            items = (NONE,) if blank else best_set(self.codes, row)
            reasons = [] if blank else self._reasons.of(text, vector, items)
            scores = _blank_scores(self.codes) if blank else dict(zip(self.codes, row.tolist(), strict=True))
            yield ";".join(items), scores_json(scores), json.dumps(reasons, ensure_ascii=False)


def _blank_scores(codes: Sequence[str]) -> dict[str, float]:
    return {code: float(code == NONE) for code in codes}


def scores_json(scores: Mapping[str, float]) -> str:
    """Every code with its score, rounded to two decimals."""
    return json.dumps({code: round(score, 2) for code, score in scores.items()})


def _frame(units: Sequence[str], rows: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    if not rows:
        return empty(TAGS)
    frame = pd.DataFrame(rows, columns=["items", "scores", "reasons"], dtype=str)
    frame.insert(0, "unit", list(units))
    return checked(frame, TAGS)


def _targets(rows: Sequence[Mapping[str, str]], codes: Sequence[str]) -> Floats:
    """A one for each code of each row; InputError names every row whose items are not known."""
    targets = np.zeros((len(rows), len(codes)))
    faults = []
    for number, row in enumerate(rows):
        told = [code.strip() for code in row["items"].split(";") if code.strip()] or [NONE]
        for code in told:
            if code in codes:
                targets[number, codes.index(code)] = 1
            else:
                said = f"example {row['id']}: '{code}' is no code of the taxonomy; one of {', '.join(codes)}"
                faults.append(Fault("examples", 0, said))
    if faults:
        raise InputError(faults)
    return targets
