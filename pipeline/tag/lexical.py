"""How the words of a text fit the words of each card: all from constants of the cards, never of other texts."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from pipeline.tag.cards import Cards, CueFinder, Floats, Numbers
from pipeline.tag.terms import terms

# BM25's usual constants: how soon a repeated word stops counting, and how much a long card is held against it.
_SATURATION = 1.2
_LENGTH = 0.75


def _damped(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    damped = counts.astype(np.float64)
    damped.data = 1 + np.log(damped.data)
    return damped


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))


class CardWords:
    """Words and word pairs of the cards, each weighted by how few lines of the cards use it."""

    def __init__(self, cards: Cards) -> None:
        lines = cards.all
        self._counter = CountVectorizer(analyzer=terms)
        self._lines = self._counter.fit_transform(lines.texts).tocsr()
        used = np.asarray((self._lines > 0).sum(axis=0)).ravel()
        self._rarity = np.log((1 + len(lines)) / (1 + used)) + 1
        owner = sparse.csr_matrix(
            (np.ones(len(lines)), (lines.card, np.arange(len(lines)))), (len(cards.codes), len(lines))
        )
        self._cards: Floats = (owner @ self._lines).toarray()
        self._length = float(self._cards.sum(axis=1).mean())
        holders = (self._cards > 0).sum(axis=0)
        self._rank_weight = np.log(1 + (len(cards.codes) - holders + 0.5) / (holders + 0.5))

    def measure(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """(texts, cards) twice: the cosine of TF-IDF, and the logarithm of BM25."""
        counts = self._counter.transform(texts).tocsr()
        return self._cosine(counts, self._cards), self._rank(counts, self._cards)

    def measure_own(self, says: Numbers) -> tuple[Floats, Floats]:
        """The same for the cards' own first lines, each as if its card did not hold it; `says` names their cards."""
        counts = self._lines[: len(says)].tocsr()
        cosine, rank = self._cosine(counts, self._cards), self._rank(counts, self._cards)
        rows = np.arange(len(says))
        cosine[rows, says], rank[rows, says] = self._without(counts, says)
        return cosine, rank

    def _without(self, counts: sparse.csr_matrix, says: Numbers) -> tuple[Floats, Floats]:
        """Both measures of each line with its own card, the line's words taken out of it."""
        cells = counts.tocoo()
        line, word, card = cells.row, cells.col, says[cells.row]
        full = self._cards[card, word]
        left = full - cells.data

        def summed(values: Floats) -> Floats:
            return np.bincount(line, values, minlength=len(says)).astype(np.float64)

        here = (1 + np.log(cells.data)) * self._rarity[word]
        held = summed(self._damped(left, word) ** 2 - self._damped(full, word) ** 2)
        squares = (self._damped(self._cards, np.arange(self._cards.shape[1])) ** 2).sum(axis=1)[says] + held
        lengths = np.sqrt(np.maximum(squares, 0) * summed(here**2))
        dots = summed(here * self._damped(left, word))
        cosine = np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0)
        words_left = self._cards.sum(axis=1)[says] - np.asarray(counts.sum(axis=1)).ravel()
        length = 1 - _LENGTH + _LENGTH * words_left / self._length
        often = left * (1 + _SATURATION) / (left + _SATURATION * length[line])
        return cosine, np.log1p(summed(self._rank_weight[word] * often))

    def _damped(self, counts: Floats, word: Numbers) -> Floats:
        damped: Floats = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * self._rarity[word]
        return damped

    def _cosine(self, counts: sparse.csr_matrix, cards: Floats) -> Floats:
        weighted = _damped(counts).multiply(self._rarity).tocsr()
        lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)))
        dots = np.asarray(weighted @ _unit(self._damped(cards, np.arange(cards.shape[1]))).T)
        return np.asarray(np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0))

    def _rank(self, counts: sparse.csr_matrix, cards: Floats) -> Floats:
        length = 1 - _LENGTH + _LENGTH * cards.sum(axis=1, keepdims=True) / self._length
        full = cards * (1 + _SATURATION) / (cards + _SATURATION * length)
        return np.asarray(np.log1p(counts.sign().multiply(self._rank_weight).tocsr() @ full.T))


class CueWords:
    """Cues found in a text; one counts by how rare it is in the sentences of the cards, and how much its card's own."""

    def __init__(self, cards: Cards) -> None:
        self.finder = CueFinder(cards.cues)
        self._codes = len(cards.codes)
        self._card = cards.cues.card
        found = self._found(cards.says.texts)
        self._own_lines = found
        used = np.asarray(found.sum(axis=0)).ravel()
        own = np.asarray(found.multiply(cards.says.card[:, None] == self._card[None, :]).sum(axis=0)).ravel()
        self.weight = (1 + np.log((1 + len(cards.says)) / (1 + used))) * (own + 1) / (used + 1)
        self._spread = sparse.csr_matrix(
            (self.weight, (np.arange(len(self._card)), self._card)), (len(self._card), self._codes)
        )

    def measure(self, texts: Sequence[str]) -> Floats:
        """(texts, cards): the summed weight of each card's cues in each text."""
        return np.asarray((self._found(texts) @ self._spread).toarray())

    def measure_own(self) -> Floats:
        """The same for the sentences of the cards."""
        return np.asarray((self._own_lines @ self._spread).toarray())

    def _found(self, texts: Sequence[str]) -> sparse.csr_matrix:
        cells = [(row, hit.cue) for row, text in enumerate(texts) for hit in self.finder.find(text)]
        rows, columns = [row for row, _ in cells], [cue for _, cue in cells]
        return sparse.csr_matrix((np.ones(len(cells)), (rows, columns)), (len(texts), len(self._card)))
