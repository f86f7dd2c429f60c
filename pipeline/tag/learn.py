"""What decided texts teach beyond the cards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import eigh
from scipy.special import expit, log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.embed.protocol import Vectors
from pipeline.ids import digest
from pipeline.tag.cards import Floats, Numbers
from pipeline.tag.logistic import Calibration, Logistic, fit_calibration, fit_logistic
from pipeline.tag.terms import terms

_C = 2.0
_VECTOR = 2.0  # weights of the parts of a row beside words and letters, each of length 1
_CARD = 0.45
_SENTENCE = 0.3  # of a decided text: what a sentence of the cards counts
_GUESS = 1 / 6  # of a decided text: what an undecided text beside it counts, tagged as the cards guess
_PRIOR = 200  # decided texts that weigh as much as the cards
_FOLDS = 3
_RIDGE = 10.0
_MANY = 2000  # decided texts from which one fold is enough to calibrate by
_FEWEST = 30  # decided texts below which their own probabilities are not worth calibrating
_FLOOR = 1e-4
_PRESSED = 128  # numbers that words and letters are pressed into: a fit in seconds, at no loss that was measured
_SAMPLED = 1500  # distinct texts that decide how to press, drawn by digest
_FLAT = 1e-9


@dataclass(frozen=True, slots=True)
class Told:
    """Texts with vectors, what the cards say of them, and how much of each code is right for them."""

    texts: Sequence[str]
    vectors: Vectors
    cards: Floats
    targets: Floats
    shares: Floats

    def __getitem__(self, kept: Numbers) -> "Told":
        texts = [self.texts[number] for number in kept]
        return Told(texts, self.vectors[kept], self.cards[kept], self.targets[kept], self.shares[kept])

    def __add__(self, other: "Told") -> "Told":
        pairs = [
            np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("vectors", "cards", "targets", "shares")
        ]
        return Told([*self.texts, *other.texts], *pairs)


def sentences_told(texts: Sequence[str], vectors: Vectors, cards: Floats, card: Numbers) -> Told:
    """The cards' own sentences as texts to learn from."""
    return Told(texts, vectors, cards, np.eye(cards.shape[1])[card], np.full(len(texts), _SENTENCE))


def _card_logits(cards: Floats) -> Floats:
    """The cards' logits of each code against all the others."""
    told = np.clip(np.exp(log_softmax(cards, axis=1)), _FLOOR, 1 - _FLOOR)
    return np.asarray(np.log(told) - np.log1p(-told), dtype=np.float64)


class _Space:
    """Words and letters of the texts to learn from, pressed into a few numbers, beside vectors and cards."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        self._words.fit(texts)
        self._letters.fit(texts)
        self._press = _directions(self._counted(sorted(set(texts), key=digest)[:_SAMPLED]))

    def rows(self, texts: Sequence[str], vectors: Vectors, cards: Floats) -> Floats:
        """Every number of each text, the parts in the proportions that were measured best."""
        pressed = np.asarray(self._counted(texts) @ self._press)
        return np.hstack([_VECTOR * vectors.astype(np.float64), _CARD * cards, pressed])

    def _counted(self, texts: Sequence[str]) -> sparse.csr_matrix:
        return sparse.hstack([self._words.transform(texts), self._letters.transform(texts)]).tocsr()


def _directions(rows: sparse.csr_matrix) -> Floats:
    """The main directions of the rows (singular vectors), from the products of rows with one another.

    There are far more words than rows; the usual randomised search took 30 s where this takes one.
    """
    most = min(_PRESSED, rows.shape[0])
    spread, turned = eigh((rows @ rows.T).toarray(), subset_by_index=(rows.shape[0] - most, rows.shape[0] - 1))
    real = spread > _FLAT
    return np.asarray(rows.T @ (turned[:, real] / np.sqrt(spread[real])))


@dataclass(frozen=True, slots=True)
class _Blend:
    """Cards and decided texts together: the more decided, the less the cards count."""

    model: Logistic
    share: float

    def logits(self, rows: Floats, cards: Floats) -> Floats:
        return (1 - self.share) * self.model.logits(rows) + self.share * _card_logits(cards)


def _blend(rows: Floats, told: Told, decided: int) -> _Blend:
    return _Blend(fit_logistic(rows, told.targets, told.shares, _C), _PRIOR / (_PRIOR + decided))


def _folds(texts: Sequence[str]) -> Numbers:
    """A fold for each text by its words, so that equal texts stay together and their order never matters."""
    return np.array([int(digest(text.casefold().strip())[:8], 16) % _FOLDS for text in texts], dtype=np.intp)


def guessed(texts: Sequence[str], vectors: Vectors, cards: Floats) -> Told:
    """Undecided texts with what the cards make of them."""
    return Told(texts, vectors, cards, softmax(cards, axis=1), np.full(len(texts), _GUESS))


class Learned:
    """The cards corrected by decided texts; what it says of a text depends on that text, cards and decisions alone."""

    def __init__(self, decided: Told, beside: Told) -> None:
        told = decided + beside
        self._space = _Space(told.texts)
        rows = self._space.rows(told.texts, told.vectors, told.cards)
        self._blend = _blend(rows, told, len(decided.texts))
        self._calibration = Calibration(1.0, np.zeros(told.targets.shape[1]))
        if len(decided.texts) >= _FEWEST:
            self._calibration = _calibrated(rows, told, len(decided.texts))

    def probabilities(self, texts: Sequence[str], vectors: Vectors, cards: Floats) -> Floats:
        """(texts, codes): how likely each code is one that a person would give."""
        rows = self._space.rows(texts, vectors, cards)
        return np.asarray(expit(self._calibration(self._blend.logits(rows, cards))))


def _calibrated(rows: Floats, told: Told, decided: int) -> Calibration:
    """What the first `decided` rows say when each is left out of the fit together with its fold."""
    fold = np.concatenate([_folds(told.texts[:decided]), np.full(len(told.texts) - decided, _FOLDS)])
    held = np.zeros((decided, told.targets.shape[1]))
    for number in range(_FOLDS if decided < _MANY else 1):
        left, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if len(left):
            blend = _blend(rows[kept], told[kept], decided - len(left))
            held[left] = blend.logits(rows[left], told.cards[left])
    used = held.any(axis=1)
    return fit_calibration(held[used], told.targets[:decided][used], _RIDGE)
