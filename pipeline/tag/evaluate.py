"""How right tags are, against those that people gave: one figure for each way of asking, with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.definitions.taxonomy import NONE
from pipeline.tag.cards import Floats
from pipeline.tag.sets import best_sets

# What two people reach between them in published consultations (samples-F1 of themes mapped to answers).
HUMAN = 0.75
# A code that people gave less often says more of chance than of the tagger: it is left out of the macro mean.
FEWEST = 5
BINS = 10
_DRAWS = 1000
_ENDS = (0.025, 0.975)
_DECIMALS = 4

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval: respondents drawn again and again, each with all they said."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCode:
    """How right one code is: found among what people gave, right among what was given, and its share of all."""

    code: str
    support: int
    precision: float | None
    recall: float | None
    f1: float | None
    share: float
    told_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The units whose first tag was as sure as this: what the tagger said, and how often people agree."""

    low: float
    high: float
    count: int
    said: float | None
    right: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Tags beside those of people; errors of shares and of sureness are in points of a hundred."""

    count: int
    groups: int
    samples: Figure
    micro: Figure
    macro: Figure
    first: float
    overlap: float
    surest: float
    share_error: float
    counted_error: float
    ece: float
    codes: tuple[OfCode, ...]
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class _Tables:
    """Units by codes: what people gave, what the tagger gives, and how sure it is of each."""

    gold: Flags
    told: Flags
    scores: Floats

    def share_error(self) -> float:
        """How far the shares that the scores tell are from those that people gave."""
        return _error(self.scores, self.gold, np.ones(self.gold.shape[1], dtype=bool))

    def counted_error(self) -> float:
        """How far the shares that the tags come to are from those that people gave, over the codes that either gave."""
        return _error(self.told.astype(float), self.gold, np.any(self.gold | self.told, axis=0))


def _flags(sets: Sequence[Sequence[str]], codes: Sequence[str]) -> Flags:
    return np.array([[code in given for code in codes] for given in sets], dtype=bool).reshape(len(sets), len(codes))


def _f1(right: Floats, told: Floats, gold: Floats) -> Floats:
    """F1 from counts; nothing given and nothing wanted is 0, as it is nothing found."""
    both = told + gold
    return np.asarray(np.divide(2 * right, both, out=np.zeros_like(right), where=both > 0))


def _draws(groups: Sequence[str], seed: int) -> Floats:
    """(1 + draws, groups): how often each respondent counts; the first row counts each once."""
    many = len(set(groups))
    drawn = np.random.default_rng(seed).multinomial(many, np.full(many, 1 / many), size=_DRAWS)
    return np.vstack([np.ones(many), drawn]).astype(np.float64)


def _by_group(rows: Floats, groups: Sequence[str]) -> Floats:
    """The sums of the rows of each respondent, respondents by name."""
    _, places = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    sums = np.zeros((int(places.max()) + 1, rows.shape[1]))
    np.add.at(sums, places, rows)
    return sums


def _figure(drawn: Floats) -> Figure:
    low, high = np.quantile(drawn[1:], _ENDS)
    return Figure(*(round(float(told), _DECIMALS) for told in (drawn[0], low, high)))


def _three(tables: _Tables, groups: Sequence[str], seed: int) -> tuple[Figure, Figure, Figure]:
    """Samples, micro and macro F1, all three under the same draws of respondents."""
    gold, told = tables.gold.astype(np.float64), tables.told.astype(np.float64)
    both = gold * told
    of_units = _f1(both.sum(axis=1), told.sum(axis=1), gold.sum(axis=1))
    columns = np.column_stack([of_units, np.ones(len(gold)), both, told, gold])
    drawn = _draws(groups, seed) @ _by_group(columns, groups)
    right, given, wanted = np.split(drawn[:, 2:], 3, axis=1)
    often = tables.gold.sum(axis=0) >= FEWEST
    of_codes = _f1(right, given, wanted)[:, often]
    macro = of_codes.mean(axis=1) if often.any() else np.zeros(len(drawn))
    micro = _f1(right.sum(axis=1), given.sum(axis=1), wanted.sum(axis=1))
    return _figure(drawn[:, 0] / drawn[:, 1]), _figure(micro), _figure(macro)


def _part(right: int, of: int) -> float | None:
    return round(right / of, _DECIMALS) if of else None


def _codes(tables: _Tables, codes: Sequence[str]) -> tuple[OfCode, ...]:
    both, told, gold = ((flags).sum(axis=0) for flags in (tables.gold & tables.told, tables.told, tables.gold))
    return tuple(
        OfCode(
            code=code,
            support=int(gold[n]),
            precision=_part(int(both[n]), int(told[n])),
            recall=_part(int(both[n]), int(gold[n])),
            f1=_part(2 * int(both[n]), int(told[n] + gold[n])),
            share=round(float(tables.gold[:, n].mean()), _DECIMALS),
            told_share=round(float(tables.scores[:, n].mean()), _DECIMALS),
        )
        for n, code in enumerate(codes)
    )


def _bin(low: float, top: Floats, right: Flags) -> Bin:
    many = len(top)
    return Bin(
        low=low,
        high=round(low + 1 / BINS, 2),
        count=many,
        said=round(float(top.mean()), _DECIMALS) if many else None,
        right=round(float(right.mean()), _DECIMALS) if many else None,
    )


def _bins(top: Floats, right: Flags) -> tuple[Bin, ...]:
    """The first tag in ten equal bins of how sure it is."""
    place = np.minimum((top * BINS).astype(int), BINS - 1)
    return tuple(_bin(n / BINS, top[place == n], right[place == n]) for n in range(BINS))


def _ece(bins: Sequence[Bin]) -> float:
    """The mean distance of what was said from what was right, in points of a hundred."""
    many = sum(bin.count for bin in bins)
    gaps = (bin.count * abs(bin.said - bin.right) for bin in bins if bin.said is not None and bin.right is not None)
    return round(100 * sum(gaps) / many, 2)


def _error(told: Floats, gold: Flags, used: Flags) -> float:
    """The mean distance of shares, in points of a hundred."""
    gaps = np.abs(told.mean(axis=0) - gold.mean(axis=0))[used]
    return round(100 * float(gaps.mean()), 2)


@dataclass(frozen=True, slots=True)
class _Firsts:
    """The likeliest code of each unit: how sure it is, whether people named it first, whether they named it at all."""

    top: Floats
    right: Flags
    inside: Flags

    def surest(self) -> float:
        """How often it is one that people gave, in the half that is surest."""
        # Of equally sure ones the wrong come first, so that the order of rows makes nothing look better.
        kept = np.lexsort((self.inside, -self.top))[: max(1, len(self.top) // 2)]
        return _mean(self.inside[kept])


def _mean(flags: Sequence[bool] | Flags) -> float:
    return round(float(np.mean(flags)), _DECIMALS)


def _firsts(given: Sequence[Sequence[str]], scores: Floats, codes: Sequence[str]) -> _Firsts:
    pairs = [(codes[place], items) for place, items in zip(scores.argmax(axis=1), given, strict=True)]
    return _Firsts(
        scores.max(axis=1),
        np.array([first == items[0] for first, items in pairs]),
        np.array([first in items for first, items in pairs]),
    )


def evaluate(
    gold: Sequence[Sequence[str]], probabilities: Floats, codes: Sequence[str], groups: Sequence[str], seed: int = 0
) -> Evaluation:
    """The tags that these probabilities come to, beside those of people; empty sets are NONE on either side.

    `groups` names the respondent of each unit: all that one person said is drawn or left together. At least one unit is
    wanted, and no code that `codes` has not.
    """
    scores = np.asarray(probabilities, dtype=np.float64)
    given = [tuple(items) or (NONE,) for items in gold]
    sets = best_sets(codes, scores)
    tables, firsts = _Tables(_flags(given, codes), _flags(sets, codes), scores), _firsts(given, scores, codes)
    samples, micro, macro = _three(tables, groups, seed)
    bins = _bins(firsts.top, firsts.right)
    return Evaluation(
        count=len(given),
        groups=len(set(groups)),
        samples=samples,
        micro=micro,
        macro=macro,
        first=_mean([told[0] == items[0] for told, items in zip(sets, given, strict=True)]),
        overlap=_mean(np.any(tables.gold & tables.told, axis=1)),
        surest=firsts.surest(),
        share_error=tables.share_error(),
        counted_error=tables.counted_error(),
        ece=_ece(bins),
        codes=_codes(tables, codes),
        bins=bins,
    )
