"""Themes laid out as tables: their rows, the points of each, and the parts they fall into."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.ids import LENGTH, digest
from pipeline.schemas import MEMBERS, SUBMEMBERS, SUBTHEMES, THEMES, checked, empty
from pipeline.themes.cluster import Clusters
from pipeline.themes.describe import Description
from pipeline.themes.texts import Texts


def candidate_id(points: Sequence[str]) -> str:
    """The id of a candidate theme: a digest of its points, good for one run."""
    return "c" + digest(*sorted(points))[:LENGTH]


def numbered(themes: pd.DataFrame) -> dict[str, str]:
    """T001, T002 ... for the candidate themes in their order, the largest first."""
    return {theme: f"T{number:03d}" for number, theme in enumerate(themes["theme"], start=1)}


def placed_points(texts: Texts, clusters: Clusters) -> pd.DataFrame:
    """The points that have a theme: its label and name, and how close they are to its centre."""
    frame = texts.points.copy()
    frame["label"] = clusters.labels[frame["text_no"].to_numpy()]
    themed = frame[frame["label"] >= 0].copy()
    rows, labels = themed["text_no"].to_numpy(), themed["label"].to_numpy()
    close = np.einsum("ij,ij->i", texts.vectors[rows], clusters.centres[labels])
    themed["score"] = np.round(close.astype(float), 2)
    names = themed.groupby("label")["point"].agg(lambda points: candidate_id(list(points)))
    themed["theme"] = themed["label"].map(names)
    return themed


def largest_first(placed: pd.DataFrame) -> list[int]:
    """The labels by falling number of responses, then of points."""
    sizes = placed.groupby("label").agg(
        responses=("response", "nunique"), points=("point", "size"), theme=("theme", "first")
    )
    ordered = sizes.reset_index().sort_values(["responses", "points", "theme"], ascending=[False, False, True])
    return [int(label) for label in ordered["label"]]


def names_of(placed: pd.DataFrame, order: Sequence[int]) -> list[str]:
    """The names of the labels, in the order given."""
    named = placed.drop_duplicates("label").set_index("label")["theme"]
    return [str(named[label]) for label in order]


def _row(mine: pd.DataFrame, told: Description) -> dict[str, object]:
    return {
        "title": told.title,
        "keywords": json.dumps(told.keywords, ensure_ascii=False),
        "responses": int(mine["response"].nunique()),
        "points": len(mine),
        "texts": int(mine["text_no"].nunique()),
        "examples": json.dumps(told.examples, ensure_ascii=False),
    }


def theme_table(placed: pd.DataFrame, order: Sequence[int], told: Sequence[Description]) -> pd.DataFrame:
    """THEMES, in the order given."""
    groups = dict(list(placed.groupby("label")))
    rows = [
        {"theme": groups[label]["theme"].iloc[0]} | _row(groups[label], one)
        for label, one in zip(order, told, strict=True)
    ]
    return checked(pd.DataFrame(rows), THEMES)


def member_table(texts: Texts, placed: pd.DataFrame, seconds: pd.DataFrame, order: Sequence[int]) -> pd.DataFrame:
    """MEMBERS: each point under its theme, and once more under a second where it says two things."""
    names = dict(zip(order, names_of(placed, order), strict=True))
    place = {name: number for number, name in enumerate(names.values())}
    both = seconds.merge(texts.points[["text_no", "point"]], on="text_no")
    beside = both.assign(theme=both["label"].map(names), rank=1)
    columns = ["point", "theme", "rank", "score"]
    table = pd.concat([placed.assign(rank=0)[columns], beside[columns]], ignore_index=True)
    table = table.assign(place=table["theme"].map(place)).sort_values(["place", "rank", "point"])
    return checked(table[columns].astype({"rank": int, "score": float}), MEMBERS)


def part_tables(
    placed: pd.DataFrame, part_of: np.ndarray, below: Mapping[int, Mapping[int, Description]], order: Sequence[int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SUBTHEMES and SUBMEMBERS: the parts of each theme that has some, the largest first."""
    frame = placed.assign(part=part_of[placed["text_no"].to_numpy()])
    frame = frame[frame["part"] >= 0]
    frame = frame.assign(subtheme=frame["theme"] + "." + (frame["part"] + 1).astype(str))
    groups = dict(list(frame.groupby(["label", "part"])))
    rows = [
        {"subtheme": groups[label, part]["subtheme"].iloc[0], "theme": groups[label, part]["theme"].iloc[0]}
        | _row(groups[label, part], told)
        for label in order
        for part, told in sorted(below.get(label, {}).items())
    ]
    if not rows:
        return empty(SUBTHEMES), empty(SUBMEMBERS)
    subthemes = checked(pd.DataFrame(rows), SUBTHEMES)
    inside = frame[frame["subtheme"].isin(set(subthemes["subtheme"]))]
    return subthemes, checked(inside.sort_values("point")[["point", "subtheme"]], SUBMEMBERS)
