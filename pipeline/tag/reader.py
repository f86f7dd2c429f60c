"""A linear model that has read the cards alone, and the letters of a text in a few numbers."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve, eigh
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.embed.protocol import Vectors
from pipeline.ids import digest
from pipeline.tag.cards import Floats, Lines

_RIDGE = 1.0  # how much the reader shrinks
_CUE_SHARE = 0.3  # of a sentence: what a cue counts
_PRESSED = 128  # numbers that a text's letters are pressed into for the model that learns from decisions
_KEPT = 640  # numbers that they are pressed into for the reading of the cards themselves
_SAMPLED = 1500  # lines of the cards that decide how to press: sentences first, drawn by digest
_FLAT = 1e-9


class Reader:
    """Ridge regression on letters and vectors of the cards' lines; each card counts the same however long it is.

    Letters are first pressed into their main directions: thousands of lines are read in a second or two, and closed
    form gives the lines' own scores as if each had been left out.
    """

    def __init__(self, lines: Lines, sentences: int, vectors: Vectors, codes: int) -> None:
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float64)
        # The same bits with any number of cores, and sooner than when small products wait for one another's threads.
        with threadpool_limits(1, user_api="blas"):
            self._study(lines, sentences, vectors, codes)

    def _study(self, lines: Lines, sentences: int, vectors: Vectors, codes: int) -> None:
        letters = self._letters.fit_transform(lines.texts).tocsr()
        drawn = sorted(range(len(lines)), key=lambda number: (number >= sentences, digest(lines.texts[number])))
        press = _directions(letters[drawn[:_SAMPLED]])
        rows = np.hstack([vectors.astype(np.float64), letters @ press, np.ones((len(lines), 1))])
        share, targets = _shares(lines, sentences, codes)[:, None], np.eye(codes)[lines.card]
        pulled = cho_factor((rows * share).T @ rows + _RIDGE * np.eye(rows.shape[1]), lower=True)
        weights = cho_solve(pulled, (rows * share).T @ targets)
        own = rows[:sentences]
        lift = share[:sentences] * (own * cho_solve(pulled, own.T).T).sum(axis=1, keepdims=True)
        self.own = targets[:sentences] - (targets[:sentences] - own @ weights) / (1 - lift)
        width = vectors.shape[1]
        self._weights, self._letter_weights, self._level = weights[:width], press @ weights[width:-1], weights[-1]
        self._press = press[:, -_PRESSED:]

    def measure(self, texts: Sequence[str], vectors: Vectors) -> Floats:
        """(texts, cards): what the cards' lines alone would make of each text."""
        told = self._letters.transform(texts) @ self._letter_weights
        return np.asarray(told + vectors.astype(np.float64) @ self._weights + self._level)

    def pressed(self, texts: Sequence[str]) -> Vectors:
        """(texts, few): the letters of each text along the main directions of the cards' lines."""
        counted = self._letters.transform(texts) if len(texts) else np.zeros((0, len(self._press)))
        return np.asarray(counted @ self._press).astype(np.float32)


def reader_of(lines: Lines, sentences: int, vectors: Vectors, codes: int) -> Reader:
    """The reader that has read these lines; in one process the last one is given again to whoever asks for the same."""
    return _read(
        lines.texts, lines.card.astype(np.int64).tobytes(), sentences, vectors.astype(np.float32).tobytes(), codes
    )


@lru_cache(maxsize=1)
def _read(texts: tuple[str, ...], card: bytes, sentences: int, vectors: bytes, codes: int) -> Reader:
    lines = Lines(texts, np.frombuffer(card, np.int64))
    return Reader(lines, sentences, np.frombuffer(vectors, np.float32).reshape(len(texts), -1), codes)


def _directions(rows: sparse.csr_matrix) -> Floats:
    """The main directions of the rows (singular vectors), the greatest last, from the products of rows.

    There are far more runs of letters than rows; the usual randomised search took 30 s where this takes less than one.
    """
    most = min(_KEPT, rows.shape[0])
    spread, turned = eigh((rows @ rows.T).toarray(), subset_by_index=(rows.shape[0] - most, rows.shape[0] - 1))
    real = spread > _FLAT
    return np.asarray(rows.T @ (turned[:, real] / np.sqrt(spread[real])))


def _shares(lines: Lines, sentences: int, codes: int) -> Floats:
    share = np.where(np.arange(len(lines)) < sentences, 1.0, _CUE_SHARE)
    held = np.bincount(lines.card, share, minlength=codes)
    told: Floats = share * len(lines) / (codes * held[lines.card])
    return told
