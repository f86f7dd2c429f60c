"""What speaks for each card in a text: eight measures, each on a scale fixed when the taxonomy was loaded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from pipeline.embed.protocol import Embedder, Vectors
from pipeline.tag.cards import Cards, Floats, Numbers
from pipeline.tag.lexical import CardWords, CueWords
from pipeline.tag.reader import reader_of
from pipeline.tag.terms import flat_sentences

# How much each measure counts, once on one scale; the ADR 0005-tags says what each is worth.
WEIGHTS = {
    "like": 1.0,  # nearness to the card's nearest sentence
    "like_part": 0.5,  # the same, for the nearest sentence of the text
    "near": 0.5,  # nearness to the card's two nearest cues
    "near_part": 0.5,
    "words": 1.0,  # TF-IDF of words and pairs with the whole card
    "cues": 1.0,  # weight of the cues found
    "rank": 0.5,  # BM25 with the whole card
    "reader": 1.5,  # a linear model that has read the cards alone
}
# People put things in other words than the cards do, so we are a fifth less sure of answers than of held-out sentences.
_HUMILITY = 0.8
_ENOUGH = 5  # held-out sentences a card, on the average, below which the scale is set by rule
_RULE = 2.0
_CHUNK = 512
# Products of matrices differ in the last bits with the number of rows; rounding keeps a row independent of the others.
_DECIMALS = 5


def _best(likeness: Vectors, card: Numbers, codes: int, most: int) -> Floats:
    """(rows, cards): the mean of the `most` greatest in each card's columns; zero where a card has none."""
    best = np.zeros((len(likeness), codes))
    for code in range(codes):
        own = likeness[:, card == code]
        if own.shape[1]:
            best[:, code] = np.sort(own, axis=1)[:, -most:].mean(axis=1)
    return best


def _greatest(parts: Floats, owner: Numbers, rows: int) -> Floats:
    greatest = np.full((rows, parts.shape[1]), -np.inf)
    np.maximum.at(greatest, owner, parts)
    return greatest


def _centred(measure: Floats) -> Floats:
    return np.asarray(measure - measure.mean(axis=1, keepdims=True))


def _temperature(scores: Floats, card: Numbers) -> float:
    """The factor under which the softmax of the scores makes the right cards likeliest."""

    def loss(factor: float) -> float:
        told = factor * scores
        return float(np.mean(logsumexp(told, axis=1) - told[np.arange(len(card)), card]))

    return float(minimize_scalar(loss, bounds=(0.01, 10), method="bounded").x)


@dataclass(frozen=True, slots=True)
class Scale:
    """What one unit of each measure is, and how sharply the sum tells cards apart."""

    units: dict[str, float]
    factor: float

    def __call__(self, measures: dict[str, Floats]) -> Floats:
        """(texts, cards): the logits of a softmax over the cards."""
        total = sum(WEIGHTS[name] / unit * _centred(measures[name]) for name, unit in self.units.items() if unit > 0)
        return np.round(self.factor * np.asarray(total, dtype=np.float64), _DECIMALS)


def _held_out_scale(own: dict[str, Floats], card: Numbers) -> Scale:
    """The scale under which held-out sentences of the cards are told apart as well as they can be."""
    plain = Scale(_units(own), 1.0)
    return Scale(plain.units, _HUMILITY * _temperature(plain(own), card))


def _rule_scale(lines: dict[str, Floats]) -> Scale:
    """The scale for cards with too few sentences to hold any out, from all their lines."""
    plain = Scale(_units(lines), 1.0)
    return Scale(plain.units, _RULE / (float(plain(lines).std()) or 1.0))


def _units(measures: dict[str, Floats]) -> dict[str, float]:
    return {name: float(_centred(measure).std()) for name, measure in measures.items()}


class Evidence:
    """Everything learned from the cards; `logits` of a text depend on that text and the cards alone."""

    def __init__(self, cards: Cards, embedder: Embedder) -> None:
        self.cards = cards
        self._embedder = embedder
        self._words, self.cues = CardWords(cards), CueWords(cards)
        vectors = embedder.encode(cards.all.texts)
        self.says_vectors = vectors[: len(cards.says)]
        self._cue_vectors = vectors[len(cards.says) : len(cards.says) + len(cards.cues)]
        self._reader = reader_of(cards.all, len(cards.says), vectors, len(cards.codes))
        own = self._measure_own()
        enough = len(cards.says) >= _ENOUGH * len(cards.codes)
        self._scale = (
            _held_out_scale(own, cards.says.card) if enough else _rule_scale(self._measure(cards.all.texts, vectors))
        )
        self.own_logits = self._scale(own)

    def logits(self, texts: Sequence[str], vectors: Vectors) -> Floats:
        """(texts, cards): how far each card is spoken for; the softmax of a row is its probabilities."""
        chunks = [
            self._scale(self._measure(texts[first : first + _CHUNK], vectors[first : first + _CHUNK]))
            for first in range(0, len(texts), _CHUNK)
        ]
        return np.concatenate(chunks) if chunks else np.zeros((0, len(self.cards.codes)))

    def letters(self, texts: Sequence[str]) -> Vectors:
        """(texts, few): the letters of each text, as the cards' lines differ in them."""
        return self._reader.pressed(texts)

    def _measure(self, texts: Sequence[str], vectors: Vectors) -> dict[str, Floats]:
        words, rank = self._words.measure(texts)
        numbers, part_vectors = self._parts(texts, vectors)
        return {
            "like": self._like(vectors),
            "like_part": _greatest(self._like(part_vectors), numbers, len(texts)),
            "near": self._near(vectors),
            "near_part": _greatest(self._near(part_vectors), numbers, len(texts)),
            "words": words,
            "cues": self.cues.measure(texts),
            "rank": rank,
            "reader": self._reader.measure(texts, vectors),
        }

    def _measure_own(self) -> dict[str, Floats]:
        likeness = self.says_vectors @ self.says_vectors.T
        np.fill_diagonal(likeness, -1)
        like = _best(likeness, self.cards.says.card, len(self.cards.codes), 1)
        near = self._near(self.says_vectors)
        words, rank = self._words.measure_own(self.cards.says.card)
        return {
            "like": like,
            "like_part": like,
            "near": near,
            "near_part": near,
            "words": words,
            "cues": self.cues.measure_own(),
            "rank": rank,
            "reader": self._reader.own,
        }

    def _parts(self, texts: Sequence[str], vectors: Vectors) -> tuple[Numbers, Vectors]:
        """The vectors of all sentences, each with the number of its text; a text of one sentence is not read again."""
        owner, parts = zip(*flat_sentences(texts), strict=True)
        numbers = np.array(owner, dtype=np.intp)
        rows = vectors[numbers]
        new = [place for place, (number, part) in enumerate(zip(owner, parts, strict=True)) if part != texts[number]]
        if new:
            rows[new] = self._embedder.encode([parts[place] for place in new])
        return numbers, rows

    def _like(self, vectors: Vectors) -> Floats:
        return _best(vectors @ self.says_vectors.T, self.cards.says.card, len(self.cards.codes), 1)

    def _near(self, vectors: Vectors) -> Floats:
        return _best(vectors @ self._cue_vectors.T, self.cards.cues.card, len(self.cards.codes), 2)
