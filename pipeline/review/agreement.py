"""How far two people agree on what points are about, and the machine with each of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, masi_distance

Items = tuple[str, ...]
Distance = Callable[[Any, Any], float]

NOT_CODED = "no points were coded by two people yet"
_DRAWS = 1000
_ENDS = (0.025, 0.975)
_DECIMALS = 2
_MOST_DISAGREEMENTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A point of a response, and what the two coders said of it."""

    point: str
    response: str
    a: Items
    b: Items


def set_f1(one: Sequence[str], other: Sequence[str]) -> float:
    """How far two sets of items agree: 1 where they are the same, 0 where they share none; the same both ways."""
    return 2 * len(set(one) & set(other)) / (len(set(one)) + len(set(other)))


def _alpha(said: Sequence[tuple[str, str, Any]], distance: Distance) -> float | None:
    """Krippendorff's alpha; None where all gave one and the same thing, which says nothing of agreement."""
    if len({label for _, _, label in said}) < 2:
        return None
    return round(float(AnnotationTask(sorted(said, key=lambda each: each[:2]), distance=distance).alpha()), _DECIMALS)


def alpha_of_sets(both: Sequence[Both]) -> float | None:
    """Krippendorff's alpha over sets of items, with MASI as the distance (Passonneau 2006)."""
    said = [(coder, each.point, frozenset(items)) for each in both for coder, items in (("a", each.a), ("b", each.b))]
    return _alpha(said, masi_distance)


def alpha_of_item(both: Sequence[Both], code: str) -> float | None:
    """Krippendorff's alpha of one item: given or not."""
    said = [(coder, each.point, code in items) for each in both for coder, items in (("a", each.a), ("b", each.b))]
    return _alpha(said, binary_distance)


def mean_told(values: Sequence[float], responses: Sequence[str], seed: int = 0) -> dict[str, float]:
    """A mean with its 95 % interval; responses are drawn again and again, each with all its points."""
    names, places = np.unique(np.asarray(responses, dtype=str), return_inverse=True)
    sums = np.bincount(places, weights=np.asarray(values, dtype=np.float64))
    many = np.bincount(places).astype(np.float64)
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), size=_DRAWS)
    low, high = np.quantile((drawn @ sums) / (drawn @ many), _ENDS)
    figures = {"value": sums.sum() / many.sum(), "low": low, "high": high}
    return {name: round(float(told), _DECIMALS) for name, told in figures.items()}


def _only(one: Items, other: Items, codes: Sequence[str]) -> Items:
    return tuple(code for code in codes if code in one and code not in other)


def disagreements(both: Sequence[Both], codes: Sequence[str]) -> list[dict[str, Any]]:
    """What one coder gave and the other did not, the most frequent first; an empty side gave nothing instead."""
    found = Counter((_only(each.a, each.b, codes), _only(each.b, each.a, codes)) for each in both)
    found.pop(((), ()), None)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"a": list(a), "b": list(b), "points": many} for (a, b), many in ranked[:_MOST_DISAGREEMENTS]]


def _items(both: Sequence[Both], codes: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "a": sum(code in each.a for each in both),
            "b": sum(code in each.b for each in both),
            "both": sum(code in each.a and code in each.b for each in both),
            "alpha": alpha_of_item(both, code),
        }
        for code in codes
    ]


def _against(both: Sequence[Both], machine: Mapping[str, Items], truth: Mapping[str, Items], seed: int) -> list[Any]:
    """The machine beside each coder, and beside what was settled in the end."""
    sides = {
        "A": {each.point: each.a for each in both},
        "B": {each.point: each.b for each in both},
        "settled": {each.point: truth[each.point] for each in both if each.point in truth},
    }
    told = []
    for name, said in sides.items():
        mine = [each for each in both if each.point in said and each.point in machine]
        if mine:
            values = [set_f1(machine[each.point], said[each.point]) for each in mine]
            figures = mean_told(values, [each.response for each in mine], seed)
            told.append({"against": name, "points": len(mine), **figures})
    return told


def _beside_people(both: Sequence[Both], machine: Mapping[str, Items], seed: int) -> dict[str, float] | None:
    """How much nearer the machine is to a coder than the coders are to one another; below nothing: less near."""
    mine = [each for each in both if each.point in machine]
    if not mine:
        return None
    gaps = [
        (set_f1(machine[each.point], each.a) + set_f1(machine[each.point], each.b)) / 2 - set_f1(each.a, each.b)
        for each in mine
    ]
    return mean_told(gaps, [each.response for each in mine], seed)


def coding_told(
    both: Sequence[Both],
    machine: Mapping[str, Items],
    truth: Mapping[str, Items],
    codes: Sequence[str],
    seed: int = 0,
) -> dict[str, Any]:
    """What a release says of double coding: agreement of two people, the machine beside them, and where they part.

    `machine` holds what the machine says of points it has not learned from, `truth` what was settled on a point in the
    end. The coders are A and B; nothing here names a person.
    """
    if not both:
        return {"points": 0, "why_not": NOT_CODED}
    ordered = sorted(both, key=lambda each: each.point)
    responses = [each.response for each in ordered]
    return {
        "points": len(ordered),
        "responses": len(set(responses)),
        "alike": sum(set(each.a) == set(each.b) for each in ordered),
        "settled": sum(each.point in truth for each in ordered),
        "alpha": alpha_of_sets(ordered),
        "f1": mean_told([set_f1(each.a, each.b) for each in ordered], responses, seed),
        "machine": _against(ordered, machine, truth, seed),
        "nearer": _beside_people(ordered, machine, seed),
        "items": _items(ordered, codes),
        "disagreements": disagreements(ordered, codes),
        "why_not": "",
    }
