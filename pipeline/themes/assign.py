"""Assignment: which theme a point is nearest to, and which theme of an answer is its main one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.themes.cluster import bounds_of, centres_of

LEAST = 0.05  # closeness below which a point's words still count for its theme


@dataclass(frozen=True, slots=True)
class Centres:
    """Themes by name, each with its centre and its own bound."""

    names: tuple[str, ...]
    vectors: np.ndarray
    bounds: np.ndarray


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each point the place of its nearest theme, how close it is, and whether it passes that theme's bound."""

    theme: np.ndarray
    closeness: np.ndarray
    passes: np.ndarray


def centres(vectors: np.ndarray, themes: Sequence[str]) -> Centres:
    """The centre and bound of every theme named in `themes`, one name a row of `vectors`, empty for none."""
    names = tuple(sorted({name for name in themes if name}))
    number = {name: place for place, name in enumerate(names)}
    labels = np.array([number.get(name, -1) for name in themes], dtype=np.int64)
    middle = centres_of(np.asarray(vectors, dtype=np.float32), labels, len(names))
    return Centres(names, middle, bounds_of(vectors, labels, middle))


def nearest(vectors: np.ndarray, centroids: np.ndarray, bounds: np.ndarray) -> Nearest:
    """The nearest theme of each row; a zero vector passes no bound. Needs one theme at least."""
    close = np.round(vectors @ centroids.T, 4)
    best = close.argmax(axis=1)
    reach = close[np.arange(len(vectors)), best]
    told = np.any(vectors != 0, axis=1)
    return Nearest(best, reach, told & (reach >= np.round(bounds, 4)[best]))


def main_themes(members: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    """The themes of each answer, main theme first, joined by ";"; empty where no point of it has one.

    The main theme is the one on which the answer spends most words, weighed by closeness; then the first told.
    """
    merged = points[["answer", "point", "number", "text"]].merge(members, on="point", how="inner")
    words = np.array([len(text.split()) for text in merged["text"]], dtype=float)
    merged["weight"] = words * merged["score"].clip(lower=LEAST).to_numpy(dtype=float)
    by_theme = merged.groupby(["answer", "theme"]).agg(
        rank=("rank", "min"), weight=("weight", "sum"), number=("number", "min")
    )
    ordered = by_theme.reset_index().sort_values(
        ["answer", "rank", "weight", "number", "theme"], ascending=[True, True, False, True, True]
    )
    joined = ordered.groupby("answer")["theme"].agg(";".join)
    answers = pd.Index(sorted(points["answer"].unique()), name="answer")
    return joined.reindex(answers, fill_value="").rename("theme")
