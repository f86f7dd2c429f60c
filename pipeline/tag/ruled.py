"""What people ruled on points: examples to learn from, and tags that no machine overwrites."""

import json
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import softmax

from pipeline.definitions.taxonomy import NONE
from pipeline.schemas import TAGS, checked, records
from pipeline.tag.cards import Floats

# Of a point that was read for itself: what a point counts that took the items of the theme it is in.
_AS_ITS_THEME = 0.25
_DECIMALS = 5
# Below this likelihood by the cards an item of its theme is not taken to be one of the point itself.
_PLAUSIBLE = 0.1
EXAMPLES = ("id", "text", "items", "question", "answer", "group", "weight")


def seen_in(
    by_theme: Mapping[str, Sequence[str]], points: Sequence[str], cards: Floats, codes: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Of the items of each point's theme those that the cards see in the point, too; else the theme's first.

    A theme of two items is seldom about both in each of its points: learned from as they stand, its items spread to
    every text. `cards` is (points, codes), the cards' logits.
    """
    likely = dict(zip(points, np.round(softmax(cards, axis=1), _DECIMALS), strict=True)) if len(points) else {}
    place = {code: number for number, code in enumerate(codes)}
    told = {}
    for point in sorted(set(by_theme) & set(likely)):
        items = tuple(by_theme[point])
        told[point] = tuple(item for item in items if likely[point][place[item]] >= _PLAUSIBLE) or items[:1]
    return told


def examples(
    points: pd.DataFrame,
    wholes: Mapping[str, str],
    decided: Mapping[str, Sequence[str]],
    by_theme: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """A row a point to learn from: those decided for themselves, then those that `by_theme` gives the items of a theme.

    `points` has the columns of POINTS, `wholes` holds the text of each answer; a point that is gone teaches nothing.
    """
    rows = []
    for point in records(points):
        items = decided.get(point["point"]) or by_theme.get(point["point"])
        if items:
            weight = 1.0 if point["point"] in decided else _AS_ITS_THEME
            whole = wholes.get(point["answer"], "")
            told = (point["point"], point["text"], ";".join(items), point["question"], whole, point["response"], weight)
            rows.append(told)
    return pd.DataFrame(rows, columns=list(EXAMPLES))


def still_known(decided: Mapping[str, Sequence[str]], codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What was decided, without the codes that the frame has no more; what has no other is left out."""
    told = {point: tuple(item for item in items if item in codes) for point, items in decided.items()}
    return {point: items for point, items in told.items() if items}


def ruled(tags: pd.DataFrame, decided: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The tags with those of decided points as a person gave them, certain, and saying so."""
    rows = [_as_ruled(tag, decided[tag["unit"]]) if decided.get(tag["unit"]) else tag for tag in records(tags)]
    return checked(pd.DataFrame(rows, columns=list(TAGS.columns)).astype(str), TAGS) if rows else tags


def _as_ruled(tag: Mapping[str, str], items: Sequence[str]) -> dict[str, str]:
    given = [item for item in items if item] or [NONE]
    scores = {code: float(code in given) for code in json.loads(tag["scores"])}
    reasons = json.dumps([{"ruled": "by a person"}])
    return {"unit": tag["unit"], "items": ";".join(given), "scores": json.dumps(scores), "reasons": reasons}
