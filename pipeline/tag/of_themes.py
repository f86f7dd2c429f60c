"""A theme's tags, from the tags of its points."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.schemas import TAGS, checked, empty
from pipeline.tag.cards import Floats
from pipeline.tag.sets import best_set
from pipeline.tag.tagger import scores_json

_MOST_REASONS = 8


def theme_tags(members: pd.DataFrame, points: pd.DataFrame, point_tags: pd.DataFrame) -> pd.DataFrame:
    """A row of TAGS for each theme: the mean over its responses of what their points say, and the set rule of points.

    A response with many points in a theme counts once, so that one long answer does not name a theme; a point whose
    main theme is another counts half.
    """
    if not len(members):
        return empty(TAGS)
    told = members.merge(points[["point", "response"]], on="point").merge(point_tags, left_on="point", right_on="unit")
    rows = [_row(str(theme), group) for theme, group in told.sort_values(["theme", "point"]).groupby("theme")]
    return checked(pd.DataFrame(rows, columns=["unit", "items", "scores", "reasons"], dtype=str), TAGS)


def _row(theme: str, group: pd.DataFrame) -> tuple[str, str, str, str]:
    scores = [json.loads(each) for each in group["scores"]]
    codes = tuple(scores[0])
    shares = _shares(group)
    table = np.array([[row[code] for code in codes] for row in scores])
    mean: Floats = shares @ table / shares.sum()
    items = best_set(codes, mean)
    named = dict(zip(codes, mean.tolist(), strict=True))
    return theme, ";".join(items), scores_json(named), json.dumps(_reasons(group, items), ensure_ascii=False)


def _shares(group: pd.DataFrame) -> Floats:
    rank = np.where(group["rank"] == 0, 1.0, 0.5)
    return np.asarray(rank / group.groupby("response")["point"].transform("count"), dtype=np.float64)


def _reasons(group: pd.DataFrame, items: Sequence[str]) -> list[dict[str, object]]:
    """The cues that most of its points hold, then the sentences that most are like, for the items it was given."""
    found: Counter[tuple[str, str, str]] = Counter()
    for reasons in group["reasons"]:
        found.update({key for reason in json.loads(reasons) if (key := _key(reason))})
    ranked = sorted(found.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0]))
    return [{kind: told, "item": item, "points": count} for (kind, told, item), count in ranked if item in items][
        :_MOST_REASONS
    ]


def _key(reason: Mapping[str, str]) -> tuple[str, str, str] | None:
    for kind in ("cue", "like"):
        if kind in reason:
            return kind, reason[kind].casefold() if kind == "cue" else reason[kind], reason["item"]
    return None
