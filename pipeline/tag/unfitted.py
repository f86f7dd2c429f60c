"""What fits no item: where the next workstream may come from."""

import json
from collections import Counter
from collections.abc import Collection, Mapping

import pandas as pd

from pipeline.definitions.taxonomy import NONE
from pipeline.schemas import UNFITTED, checked, empty, records

# Below this no code, NONE among them, is likely enough to be called the item of a text.
_LIKELY = 0.3


def _misfit(tag: Mapping[str, str]) -> tuple[str, str, float] | None:
    """Why a tagged point fits no item, the item that comes nearest and its score; nothing where one fits."""
    scores: dict[str, float] = json.loads(tag["scores"])
    items = [code for code in scores if code != NONE]
    if not items:
        return None
    near = max(items, key=lambda code: scores[code])
    if max(scores.values()) < _LIKELY:
        return "unsure", near, scores[near]
    return (NONE, near, scores[near]) if tag["items"] == NONE else None


def unfitted(tags: pd.DataFrame, members: pd.DataFrame, decided: Collection[str] = ()) -> pd.DataFrame:
    """A row of UNFITTED for each point that no item is likely for; what a person decided fits what they said.

    Sorted by candidate theme, the one with most such points first, then by point.
    """
    main = members[members["rank"] == 0]
    homes = dict(zip(main["point"], main["theme"], strict=True))
    told = [(tag["unit"], _misfit(tag)) for tag in records(tags) if tag["unit"] not in decided]
    rows = [(unit, homes.get(unit, ""), *found) for unit, found in told if found]
    if not rows:
        return empty(UNFITTED)
    many = Counter(theme for _, theme, *_ in rows if theme)
    rows.sort(key=lambda row: (-many[row[1]], row[1], row[0]))
    return checked(pd.DataFrame(rows, columns=list(UNFITTED.columns)), UNFITTED)
