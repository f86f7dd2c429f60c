"""What decided texts teach beyond the cards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.special import expit, log_softmax, softmax
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.ids import digest
from pipeline.tag.cards import Floats, Numbers
from pipeline.tag.logistic import Calibration, Logistic, fit_calibration, fit_logistic
from pipeline.tag.read import Read

_C = 2.0
_VECTOR = 2.0  # weights of the parts of a row beside its letters, which have at most length 1
_CARD = 0.45
_ASKED = 0.3  # of question and respondent type: they may lean, never lead
_SENTENCE = 0.3  # of a decided text: the most that a sentence of the cards counts
_SENTENCES = 120  # decided texts: the most that all of them together count, however many were written
_GUESS = 1 / 6  # of a decided text: what an undecided text beside it counts, tagged as the cards guess
_PRIOR = 400  # decided texts that weigh as much as the cards
# A text counts by the root of how rare its codes are: with a few codes of much use the rare ones were never given.
_EVEN = 0.5
_FOLDS = 3
_UNSEEN_FOLDS = 5
_RIDGE = 10.0
_MANY = 2000  # decided texts from which one fold is enough to calibrate by
_FEWEST = 30  # decided texts below which their own probabilities are not worth calibrating
_FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Told:
    """Texts as they were read, how much of each code is right for them, and how much each of them counts.

    Texts of one `group` are learned from together or left out together.
    """

    read: Read
    targets: Floats
    shares: Floats
    group: Sequence[str]

    def __getitem__(self, kept: Numbers) -> "Told":
        group = [self.group[number] for number in kept]
        return Told(self.read[kept], self.targets[kept], self.shares[kept], group)

    def __add__(self, other: "Told") -> "Told":
        targets, shares = (np.concatenate([getattr(self, of), getattr(other, of)]) for of in ("targets", "shares"))
        return Told(self.read + other.read, targets, shares, [*self.group, *other.group])


def sentences_told(read: Read, card: Numbers) -> Told:
    """The cards' own sentences as texts to learn from."""
    share = min(_SENTENCE, _SENTENCES / max(len(read), 1))
    return Told(read, np.eye(read.cards.shape[1])[card], np.full(len(read), share), [""] * len(read))


def guessed(read: Read) -> Told:
    """Undecided texts with what the cards make of them."""
    return Told(read, softmax(read.cards, axis=1), np.full(len(read), _GUESS), [""] * len(read))


def _card_logits(cards: Floats) -> Floats:
    """The cards' logits of each code against all the others."""
    told = np.clip(np.exp(log_softmax(cards, axis=1)), _FLOOR, 1 - _FLOOR)
    return np.asarray(np.log(told) - np.log1p(-told), dtype=np.float64)


class _Asked:
    """Question and respondent type as places in a row; what no decided text had says nothing."""

    def __init__(self, read: Read) -> None:
        self._known = [sorted(set(values) - {""}) for values in (read.question, read.who)]

    def rows(self, read: Read) -> Floats:
        """(texts, places)."""
        parts = [
            np.array(values, dtype=object)[:, None] == np.array(known, dtype=object)
            for values, known in zip((read.question, read.who), self._known, strict=True)
        ]
        return np.hstack([_ASKED * part.reshape(len(read), -1) for part in parts])


@dataclass(frozen=True, slots=True)
class _Blend:
    """Cards and decided texts together: the more decided, the less the cards count."""

    model: Logistic
    share: float

    def logits(self, rows: Floats, cards: Floats) -> Floats:
        return (1 - self.share) * self.model.logits(rows) + self.share * _card_logits(cards)


def _blend(rows: Floats, told: Told, decided: float) -> _Blend:
    return _Blend(fit_logistic(rows, told.targets, told.shares, _C), _PRIOR / (_PRIOR + decided))


def _even(decided: Told) -> Told:
    """The same texts, those of rare codes counting for more; together they count what they did."""
    used = decided.shares @ decided.targets
    rarity = np.divide(1, used, out=np.zeros_like(used), where=used > 0) ** _EVEN
    weight = decided.shares * (decided.targets @ rarity) / np.maximum(decided.targets.sum(axis=1), 1)
    total = weight.sum() or 1.0
    return Told(decided.read, decided.targets, weight * decided.shares.sum() / total, decided.group)


def _folds(told: Told, folds: int) -> Numbers:
    """A fold for each text: by its group and its words, so that equal texts stay together and order never matters."""
    names, group = np.unique([f"group {name}" for name in told.group], return_inverse=True)
    words, word = np.unique(told.read.words, return_inverse=True)
    links = sparse.coo_matrix((np.ones(len(group)), (group, word + len(names))), 2 * (len(names) + len(words),))
    part = connected_components(links, directed=False)[1]
    first = np.unique(part[: len(names)], return_index=True)
    numbers = {each: int(digest(names[at])[:8], 16) % folds for each, at in zip(*first, strict=True)}
    return np.array([numbers[part[each]] for each in group], dtype=np.intp)


class Learned:
    """The cards corrected by decided texts; what it says of a text depends on that text, cards and decisions alone."""

    def __init__(self, decided: Told, beside: Told) -> None:
        self._decided, self._beside = decided, beside
        self._asked = _Asked(decided.read)
        told = _even(decided) + beside
        rows = self._rows(told.read)
        self._calibration = Calibration(1.0, np.zeros(told.targets.shape[1]))
        # A hundred small products, one after the other: threads of theirs wait for one another, 8 s on a busy machine
        # where one of them takes 2.
        with threadpool_limits(1, user_api="blas"):
            self._blend = _blend(rows, told, decided.shares.sum())
            if decided.shares.sum() >= _FEWEST:
                self._calibration = _calibrated(rows, told, decided)

    def probabilities(self, read: Read) -> Floats:
        """(texts, codes): how likely each code is one that a person would give."""
        return np.asarray(expit(self._calibration(self._blend.logits(self._rows(read), read.cards))))

    def unseen(self) -> Floats:
        """(decided texts, codes): the same of each decided text, learned and calibrated without its group."""
        fold = _folds(self._decided, _UNSEEN_FOLDS)
        told = np.asarray(softmax(self._decided.read.cards, axis=1))
        for number in range(_UNSEEN_FOLDS):
            left, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
            if len(left) and len(kept):
                told[left] = Learned(self._decided[kept], self._beside).probabilities(self._decided.read[left])
        return told

    def _rows(self, read: Read) -> Floats:
        return np.hstack([_VECTOR * read.vectors.astype(np.float64), _CARD * read.cards, read.letters,
                          self._asked.rows(read)])  # fmt: skip


def _calibrated(rows: Floats, told: Told, decided: Told) -> Calibration:
    """What the first rows, those of decided texts, say when each is left out of the fit together with its fold."""
    count = len(decided.read)
    fold = np.concatenate([_folds(decided, _FOLDS), np.full(len(rows) - count, _FOLDS)])
    held = np.zeros_like(decided.targets)
    for number in range(_FOLDS if count < _MANY else 1):
        left, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if len(left):
            blend = _blend(rows[kept], told[kept], decided.shares.sum() - decided.shares[left].sum())
            held[left] = blend.logits(rows[left], decided.read.cards[left])
    used = held.any(axis=1)
    return fit_calibration(held[used], decided.targets[used], decided.shares[used], _RIDGE)
