"""How large a share of the points an item has: what the tagger says of all of them, mended by what people said of some.

A bare count of tags carries the tagger's errors over, and the points that people decided are few. The mean of all
calibrated probabilities is therefore mended by the mean error on the decided points (prediction-powered inference:
Angelopoulos, Bates, Fannjiang, Jordan and Zrnic, Science 382, 2023; how far the tagger is trusted is chosen as in
Angelopoulos, Duchi and Zrnic, PPI++, 2023). People do not draw the points that they decide by lot: so the error is
taken apart by what the tagger had said. No seed: nothing here is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm
from scipy.stats import t as student

from pipeline.tag.cards import Floats, Numbers
from pipeline.tag.sets import best_set

_LAYERS = 4  # parts of the scale from 0 to 1; more leave too few decided points in each
_IN_A_LAYER = 8  # decided points that a part must hold; else it is joined with the next
# Weights of what is known beforehand, in decided points: a calibrated probability earns full trust, and its own
# variance, until the decided points say otherwise. Without it a part of the scale in which eight decided points agree
# would be called certain.
_TRUST = 10.0
_DOUBT = 3.0
_LARGE, _SEEN = 0.1, 5  # a tenth of the points must not go without five decided points like them
_DECIMALS = 5
_LEVEL = 0.95
_LEAST = 5  # decided points without which no precision or recall is given

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and between which two figures it lies in 95 of 100 cases; 0 <= low <= share <= high <= 1."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemShare:
    """What is known of an item: its share, or why there is none, and how right the tagger's own sets are.

    `like` is the share by best guess without any interval: for judging whether a cell is small, never for showing.
    """

    share: Interval | None
    why_not: str
    precision: Interval | None
    recall: Interval | None
    like: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Points in the order of their ids: what the tagger says unprompted, and what people said of some (`known`)."""

    codes: tuple[str, ...]
    points: tuple[str, ...]
    told: Floats
    said: Floats
    known: Flags
    given: Floats
    response: Numbers
    weight: Floats

    def of(self, kept: Flags) -> "Reading":
        """Some of the points alone."""
        return Reading(
            codes=self.codes,
            points=tuple(point for point, keep in zip(self.points, kept, strict=True) if keep),
            told=self.told[kept],
            said=self.said[kept],
            known=self.known[kept],
            given=self.given[kept],
            response=self.response[kept],
            weight=self.weight[kept],
        )

    def guess(self) -> Floats:
        """What is most likely of each point and code: a person's word, else the tagger's probability."""
        return np.where(self.known[:, None], self.said, self.told)


def reading(
    scores: pd.DataFrame,
    decided: Mapping[str, Sequence[str]],
    unseen: pd.DataFrame,
    groups: Mapping[str, str],
    weights: Mapping[str, float] | None = None,
) -> Reading:
    """The points as the estimate needs them.

    `scores` holds calibrated probabilities (index point, columns codes) of all points, `decided` the items that a
    person ruled on a point by itself, `unseen` what the tagger says of such a point when it had not been told, `groups`
    the response of each point. A response without a weight, or with none, is left out where `weights` are given.
    """
    scores = scores.sort_index()
    codes, points = tuple(map(str, scores.columns)), tuple(map(str, scores.index))
    known = np.array([point in decided and point in unseen.index for point in points], dtype=bool)
    told = _told(scores, unseen, known)
    whose = [groups[point] for point in points]
    weight = np.array([1.0 if weights is None else weights.get(response, 0.0) for response in whose])
    read = Reading(
        codes=codes,
        points=points,
        told=told,
        said=_ruled(points, codes, decided, known),
        known=known,
        given=_given(codes, told, known),
        response=np.unique(whose, return_inverse=True)[1].astype(np.intp) if whose else np.zeros(0, dtype=np.intp),
        weight=weight,
    )
    return read.of(weight > 0)


def _told(scores: pd.DataFrame, unseen: pd.DataFrame, known: Flags) -> Floats:
    """What the tagger says of each point; of a decided one, what it says when it had not been told."""
    told = scores.to_numpy(dtype=np.float64).copy()
    told[known] = unseen.loc[scores.index[known], list(scores.columns)].to_numpy(dtype=np.float64)
    return np.asarray(np.round(np.clip(told, 0.0, 1.0), _DECIMALS))


def _ruled(points: Sequence[str], codes: Sequence[str], decided: Mapping[str, Sequence[str]], known: Flags) -> Floats:
    said = np.zeros((len(points), len(codes)))
    for number in np.flatnonzero(known).tolist():
        said[number] = [code in decided[points[number]] for code in codes]
    return said


def _given(codes: Sequence[str], told: Floats, known: Flags) -> Floats:
    """The items that the tagger by itself would give to each decided point."""
    given = np.zeros_like(told)
    for number in np.flatnonzero(known):
        items = best_set(codes, told[number])
        given[number] = [code in items for code in codes]
    return given


def shares(read: Reading) -> dict[str, ItemShare]:
    """The share of every code among the points of a reading."""
    guess = read.guess()
    return {code: _item(read, at, guess[:, at]) for at, code in enumerate(read.codes)}


def _item(read: Reading, at: int, guess: Floats) -> ItemShare:
    like = float(np.average(guess, weights=read.weight)) if len(guess) else 0.0
    if read.known.sum() < 2 * _IN_A_LAYER:
        return ItemShare(None, "too few points were decided by a person", None, None, like)
    told, said, given = read.told[:, at], read.said[:, at], read.given[:, at]
    layer, covered = _layers(told, read.known, read.weight)
    blown = _blown_up(layer, read.known, read.weight)
    precision = _ratio(read, blown * given, said)
    recall = _ratio(read, blown * said, given)
    if not covered:
        why = "people decided too few of the points that the tagger is sure of, one way or the other"
        return ItemShare(None, why, precision, recall, like)
    return ItemShare(_share(read, told, said, layer, blown), "", precision, recall, like)


# ------------------------------------------------------------------ the parts of the scale


def _layers(told: Floats, known: Flags, weight: Floats) -> tuple[Numbers, bool]:
    """The part of the scale that each point lies in, and whether decided points stand for all of them.

    Cut where the doubt has grown by equal amounts (Dalenius and Hodges 1959), so that the few points on which much
    hangs are not lost among the many of which the tagger says no. Equal probabilities lie together.
    """
    values, where = np.unique(told, return_inverse=True)
    doubt = np.bincount(where, weight * np.sqrt(told * (1 - told)))
    total = float(doubt.sum())
    middle = (np.cumsum(doubt) - doubt / 2) / total if total > 0 else np.zeros(len(values))
    layer = np.minimum((np.round(middle, 9) * _LAYERS).astype(np.intp), _LAYERS - 1)[where]
    seen = np.bincount(layer[known], minlength=_LAYERS)
    size = np.bincount(layer, weight, minlength=_LAYERS) / weight.sum()
    covered = not bool(((size >= _LARGE) & (seen < _SEEN)).any())
    return _joined(layer, seen), covered


def _joined(layer: Numbers, seen: Numbers) -> Numbers:
    """Neighbouring parts put together until each holds enough decided points."""
    into, held, new = np.zeros(_LAYERS, dtype=np.intp), 0, 0
    for number in range(_LAYERS):
        into[number] = new
        held += seen[number]
        if held >= _IN_A_LAYER and seen[number + 1 :].sum() >= _IN_A_LAYER:
            new, held = new + 1, 0
    return into[layer]


def _blown_up(layer: Numbers, known: Flags, weight: Floats) -> Floats:
    """How many points each decided point stands for; nought for the others."""
    mine = np.where(known, weight, 0.0)
    held = np.bincount(layer, mine)
    factor = np.divide(np.bincount(layer, weight), held, out=np.zeros_like(held), where=held > 0)
    return np.asarray(mine * factor[layer])


# ------------------------------------------------------------------ the estimate


def _share(read: Reading, told: Floats, said: Floats, layer: Numbers, blown: Floats) -> Interval:
    """The mean of what the tagger says, mended part by part, with what both samples leave open.

    One figure a response carries both: how far its points move the mean of all, and how far its decided ones move the
    correction. So answers of one person are never taken for answers of several.
    """
    trust = _trust(told, said, layer, blown)
    error = np.where(read.known, said - trust * told, 0.0)
    mean_error, left = _mended(error, layer, blown)
    total = read.weight.sum()
    share = float((read.weight @ (trust * told + mean_error)) / total)
    moved = read.weight * (trust * told + mean_error - share) + blown * left
    variance = _by_response(moved / total, read.response) + _doubt(told, left, layer, blown) / total**2
    whom = read.response[read.known]
    freedom = max(len(np.unique(whom)) - int(layer.max()) - 1, 1)
    return _interval(share, variance, _effective(blown[read.known], whom), freedom)


def _trust(told: Floats, said: Floats, layer: Numbers, blown: Floats) -> float:
    """How far the tagger's figures are followed within a part: 1 where they are right, 0 where they say nothing."""
    told_apart, said_apart = _mended(told, layer, blown)[1], _mended(said, layer, blown)[1]
    known = blown > 0
    usual = float(np.average(told_apart**2, weights=blown))
    together = float(np.sum(blown * told_apart * said_apart)) / float(blown[known].mean())
    alone = float(np.sum(blown * told_apart**2)) / float(blown[known].mean())
    prior = _TRUST * usual
    return float(np.clip((together + prior) / (alone + prior), 0.0, 1.0)) if alone + prior > 0 else 1.0


def _mended(values: Floats, layer: Numbers, blown: Floats) -> tuple[Floats, Floats]:
    """The mean over the decided points of each part, for every point, and how far each decided point is from it.

    That distance is stretched for the mean having been taken from the same few points.
    """
    held = np.bincount(layer, blown)
    sums = np.bincount(layer, blown * values)
    mean = np.divide(sums, held, out=np.zeros_like(sums), where=held > 0)[layer]
    count = np.bincount(layer, blown > 0)
    stretch = np.sqrt(count / np.maximum(count - 1, 1))[layer]
    return mean, np.where(blown > 0, (values - mean) * stretch, 0.0)


def _doubt(told: Floats, left: Floats, layer: Numbers, blown: Floats) -> float:
    """What the variance within a part lacks, where its few decided points agree more than probabilities would."""
    held, count = np.bincount(layer, blown), np.bincount(layer, blown > 0)
    safe = np.maximum(held, 1e-12)
    seen = np.bincount(layer, blown * left**2) / safe
    expected = np.bincount(layer, blown * told * (1 - told)) / safe
    lacking = _DOUBT / (np.maximum(count, 1) + _DOUBT) * np.maximum(expected - seen, 0.0)
    return float(np.sum(held**2 / np.maximum(count, 1) * lacking))


def _by_response(moved: Floats, response: Numbers) -> float:
    """The variance of a sum to which each response adds what its points add together."""
    sums = np.bincount(response, moved)
    count = len(np.unique(response))
    return float(np.sum(sums**2)) * count / max(count - 1, 1)


def _effective(blown: Floats, response: Numbers) -> float:
    """As how many equally weighty responses the decided ones count (Kish)."""
    held = np.bincount(response, blown)
    return float(held.sum() ** 2 / np.sum(held**2))


def _ratio(read: Reading, weight: Floats, right: Floats) -> Interval | None:
    """The share that is right among decided points, each with its weight; None where they are fewer than five."""
    if (weight > 0).sum() < _LEAST:
        return None
    share = float(np.average(right, weights=weight))
    mine = weight > 0
    moved = weight * (right - share) / weight.sum()
    count = len(np.unique(read.response[mine]))
    variance = _by_response(moved[mine], read.response[mine])
    return _interval(share, variance, _effective(weight[mine], read.response[mine]), max(count - 1, 1))


def _interval(share: float, variance: float, least: float, freedom: int) -> Interval:
    """The interval of a share whose variance is that of a sample of a certain size.

    `least` is the size that the decided points have at the least: near 0 a variance says little about how far up the
    share may be.
    """
    share = min(max(share, 0.0), 1.0)
    size = max(share * (1 - share) / variance if variance > 0 else 0.0, least)
    return _wilson(share, size, float(student.ppf((1 + _LEVEL) / 2, freedom)))


def _wilson(share: float, size: float, z: float) -> Interval:
    """Wilson's interval (1927): the plain plus and minus leaves the scale where shares are small."""
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * float(np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)))
    return Interval(share, min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share))


def proportion(count: float, of: float, variance: float = 0.0) -> Interval:
    """The interval of a counted share of responses; `variance` is what is open beside the sampling."""
    share = min(max(count / of, 0.0), 1.0)
    spread = max(share * (1 - share), 1 / of)
    return _wilson(share, 1 / (1 / of + variance / spread), float(norm.ppf((1 + _LEVEL) / 2)))
