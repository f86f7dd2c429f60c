"""Assignment: which theme a point is nearest to, and which theme of an answer is its main one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.themes.cluster import centres_of


@dataclass(frozen=True, slots=True)
class Centres:
    """Themes by name, each with its centre."""

    names: tuple[str, ...]
    vectors: np.ndarray


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each point the place of its nearest theme, how close it is, and whether it passes that theme's bound."""

    theme: np.ndarray
    closeness: np.ndarray
    passes: np.ndarray


def centres(vectors: np.ndarray, themes: Sequence[str]) -> Centres:
    """The centre of every theme named in `themes`, one name a row of `vectors`, empty for none."""
    names = tuple(sorted({name for name in themes if name}))
    number = {name: place for place, name in enumerate(names)}
    labels = np.array([number.get(name, -1) for name in themes], dtype=np.int64)
    return Centres(names, centres_of(np.asarray(vectors, dtype=np.float32), labels, len(names)))


def nearest(vectors: np.ndarray, centroids: np.ndarray, bounds: np.ndarray) -> Nearest:
    """The nearest theme of each row; a zero vector passes no bound. Needs one theme at least."""
    close = np.round(vectors @ centroids.T, 4)
    best = close.argmax(axis=1)
    reach = close[np.arange(len(vectors)), best]
    told = np.any(vectors != 0, axis=1)
    return Nearest(best, reach, told & (reach >= np.round(bounds, 4)[best]))


def main_themes(members: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    """The themes of each answer, main theme first, joined by ";"; empty where no point of it has one.

    The main theme is that of the point made first: people begin with what matters to them. It agrees with human codes
    better than the theme of most words or of the closest point (docs/decisions/0004-themes.md).
    """
    merged = points[["answer", "point", "number"]].merge(members, on="point", how="inner")
    ordered = merged.sort_values(["answer", "rank", "number", "point", "theme"])
    joined = ordered.drop_duplicates(["answer", "theme"]).groupby("answer")["theme"].agg(";".join)
    answers = pd.Index(sorted(points["answer"].unique()), name="answer")
    return joined.reindex(answers, fill_value="").rename("theme")
