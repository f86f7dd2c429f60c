"""The stage: points with their vectors in, candidate themes with titles, members and quality out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from pipeline.ids import LENGTH, digest
from pipeline.schemas import MEMBERS, POINTS, THEMES, checked, empty
from pipeline.themes.cluster import Clusters, agreed_communities, settle
from pipeline.themes.describe import Description, describe
from pipeline.themes.graph import likeness_graph, nearest_texts, width
from pipeline.themes.quality import quality
from pipeline.themes.stability import stability
from pipeline.themes.texts import Texts, distinct_texts

Detail = Literal["broad", "normal", "fine"]
# Resolution of the first runs. Between 2 and 9 agreement with human codes moves by 0.02 only, so that a person may
# turn the dial freely: docs/decisions/0004-themes.md.
RESOLUTIONS: Mapping[str, float] = {"broad": 1.5, "normal": 4.0, "fine": 9.0}
QUALITY_COLUMNS = ("theme", "cohesion", "separation", "stability")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSettings:
    """What a person may turn: how fine the themes are, and the seed of the starts."""

    seed: int = 0
    detail: Detail = "normal"


@dataclass(frozen=True, slots=True)
class Themes:
    """Candidate themes by falling size, their members, the points that fit none, and the quality of each theme."""

    themes: pd.DataFrame  # THEMES
    members: pd.DataFrame  # MEMBERS
    unthemed: tuple[str, ...]  # point ids, sorted
    quality: pd.DataFrame  # theme, cohesion, separation, stability


def candidate_id(points: list[str]) -> str:
    """The id of a candidate theme: a digest of its points, good for one run."""
    return "c" + digest(*sorted(points))[:LENGTH]


def numbered(themes: pd.DataFrame) -> dict[str, str]:
    """T001, T002 ... for the candidate themes in their order, the largest first."""
    return {theme: f"T{number:03d}" for number, theme in enumerate(themes["theme"], start=1)}


def _responses_of(texts: Texts, communities: np.ndarray) -> np.ndarray:
    """How many responses each community has."""
    pairs = pd.DataFrame(
        {"label": communities[texts.points["text_no"].to_numpy()], "response": texts.points["response"]}
    )
    return np.asarray(np.bincount(pairs.drop_duplicates()["label"], minlength=int(communities.max()) + 1))


def _members(texts: Texts, clusters: Clusters) -> pd.DataFrame:
    frame = texts.points.copy()
    frame["label"] = clusters.labels[frame["text_no"].to_numpy()]
    themed = frame[frame["label"] >= 0].copy()
    rows, labels = themed["text_no"].to_numpy(), themed["label"].to_numpy()
    close = np.einsum("ij,ij->i", texts.vectors[rows], clusters.centres[labels])
    themed["score"] = np.round(close.astype(float), 2)
    names = themed.groupby("label")["point"].agg(lambda points: candidate_id(list(points)))
    themed["theme"] = themed["label"].map(names)
    return themed


def _row(theme: str, mine: pd.DataFrame, told: Description) -> dict[str, object]:
    return {
        "theme": theme,
        "title": told.title,
        "keywords": json.dumps(told.keywords, ensure_ascii=False),
        "responses": int(mine["response"].nunique()),
        "points": len(mine),
        "texts": int(mine["text_no"].nunique()),
        "examples": json.dumps(told.examples, ensure_ascii=False),
    }


def _largest_first(members: pd.DataFrame) -> list[int]:
    sizes = members.groupby("label").agg(
        responses=("response", "nunique"), points=("point", "size"), theme=("theme", "first")
    )
    ordered = sizes.reset_index().sort_values(["responses", "points", "theme"], ascending=[False, False, True])
    return [int(label) for label in ordered["label"]]


def _nothing(texts: Texts) -> Themes:
    none = pd.DataFrame({name: pd.Series(dtype=float if name != "theme" else str) for name in QUALITY_COLUMNS})
    return Themes(empty(THEMES), empty(MEMBERS), texts.left, none)


def _member_table(members: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    place = {theme: number for number, theme in enumerate(order)}
    table = members.assign(place=members["theme"].map(place), rank=0).sort_values(["place", "point"])
    return checked(table[["point", "theme", "rank", "score"]], MEMBERS)


def find_themes(
    points: pd.DataFrame, vectors: np.ndarray, settings: ThemeSettings, expansions: Mapping[str, str]
) -> Themes:
    """Group points that say the same into candidate themes; the order of the rows never matters.

    `vectors` has one row a point, in the order of `points`. Every point is in exactly one theme or in `unthemed`.
    """
    if len(points) != len(vectors):
        raise ValueError(f"{len(points)} points, {len(vectors)} vectors; one vector a point wanted")
    texts = distinct_texts(checked(points, POINTS), vectors)
    if not len(texts):
        return _nothing(texts)
    resolution = RESOLUTIONS[settings.detail]
    near = nearest_texts(texts.vectors)
    communities = agreed_communities(likeness_graph(near, width(len(texts))), resolution, settings.seed)
    clusters = settle(texts.vectors, communities, _responses_of(texts, communities))
    steady = stability(near, clusters, resolution, settings.seed)
    members = _members(texts, clusters)
    order = _largest_first(members)
    told = describe(texts, clusters, order, expansions)
    by_label = {label: members[members["label"] == label] for label in order}
    names = [str(by_label[label]["theme"].iloc[0]) for label in order]
    rows = [_row(name, by_label[label], one) for name, label, one in zip(names, order, told, strict=True)]
    figures = quality(
        [str(by_label[label]["theme"].iloc[0]) for label in sorted(order)], texts.vectors, clusters, steady
    )
    themed = set(members["point"])
    return Themes(
        themes=checked(pd.DataFrame(rows), THEMES),
        members=_member_table(members, names),
        unthemed=tuple(sorted((set(texts.points["point"]) - themed) | set(texts.left))),
        quality=figures.set_index("theme").loc[names].reset_index(),
    )
