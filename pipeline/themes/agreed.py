"""Agreed themes among today's points: which new points would join them, and how good they are."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from pipeline.schemas import MEMBERS, checked, empty, records
from pipeline.themes.assign import Centres, centres, nearest

# A candidate is today's form of an agreed theme where the two share half of all points that either has.
SAME = 0.5
# A new point joins a theme only where it lies as near to its centre as the nearer half of the points that people put
# there: at the outer twentieth a theme with a few stray points took in 54 more, most of them stray (illustrative).
NEARER = 0.5


def joins(points: pd.DataFrame, vectors: np.ndarray, homes: Mapping[str, str], new: Collection[str]) -> pd.DataFrame:
    """The new points that pass the bound of the agreed theme they are nearest to, as MEMBERS by point.

    `homes` names the agreed theme of each point that has one; `vectors` has one row a point.
    """
    asked = points["point"].isin(set(new)).to_numpy()
    known = centres(vectors, [homes.get(point, "") for point in points["point"]])
    if not known.names or not asked.any():
        return empty(MEMBERS)
    found = nearest(vectors[asked], known.vectors, _bounds(points, vectors, homes, known))
    frame = pd.DataFrame(
        {
            "point": points.loc[asked, "point"].to_numpy(),
            "theme": [known.names[place] for place in found.theme],
            "rank": 0,
            "score": np.round(found.closeness.astype(float), 2),
        }
    )
    return checked(frame[found.passes].sort_values("point"), MEMBERS)


def _bounds(points: pd.DataFrame, vectors: np.ndarray, homes: Mapping[str, str], known: Centres) -> np.ndarray:
    """How near to a theme's centre a new point must be, for each theme."""
    told = np.array([homes.get(point, "") for point in points["point"]])
    inside = [
        np.round(vectors[told == name] @ centre, 4) for name, centre in zip(known.names, known.vectors, strict=True)
    ]
    return np.array([np.quantile(near, NEARER) for near in inside])


def agreed_cohesion(points: pd.DataFrame, vectors: np.ndarray, homes: Mapping[str, str]) -> dict[str, float]:
    """Mean closeness of each agreed theme's points to its centre."""
    known = centres(vectors, [homes.get(point, "") for point in points["point"]])
    number = {name: place for place, name in enumerate(known.names)}
    labels = np.array([number.get(homes.get(point, ""), -1) for point in points["point"]], dtype=np.int64)
    return {
        name: float(np.mean(np.round(vectors[labels == place] @ known.vectors[place], 4)))
        for name, place in number.items()
    }


def agreed_stability(
    homes: Mapping[str, str], members: pd.DataFrame, quality: pd.DataFrame
) -> dict[str, tuple[int, int]]:
    """In how many reruns the candidate was found that is today's form of each agreed theme, and of how many.

    A theme without such a candidate has no figure.
    """
    steady = {row["theme"]: (int(row["found"]), int(row["reruns"])) for row in records(quality)}
    inside: dict[str, set[str]] = {}
    for row in records(members):
        inside.setdefault(row["theme"], set()).add(row["point"])
    agreed: dict[str, set[str]] = {}
    for point, theme in homes.items():
        agreed.setdefault(theme, set()).add(point)
    told = {}
    for theme, mine in agreed.items():
        shares = ((len(mine & other) / len(mine | other), candidate) for candidate, other in inside.items())
        alike = max(shares, default=(0.0, ""))
        if alike[0] >= SAME:
            told[theme] = steady[alike[1]]
    return told
