"""The stage: points with their vectors in; themes with titles, members, parts, quality and flags out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.schemas import FLAGS, MEMBERS, POINTS, QUALITY, SUBMEMBERS, SUBTHEMES, THEMES, checked, empty
from pipeline.themes.cluster import Clusters, find_clusters
from pipeline.themes.describe import describe_levels
from pipeline.themes.flags import Found, flags
from pipeline.themes.graph import nearest_texts
from pipeline.themes.laid import (
    largest_first,
    member_table,
    names_of,
    part_tables,
    placed_points,
    theme_table,
)
from pipeline.themes.levels import parts
from pipeline.themes.merging import Detail
from pipeline.themes.quality import quality
from pipeline.themes.second import second_themes
from pipeline.themes.stability import reruns_for, stability
from pipeline.themes.texts import Texts, distinct_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSettings:
    """What a person may turn: how fine the themes are, and the seed of the starts."""

    seed: int = 0
    detail: Detail = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """Candidate themes by falling size, their members and parts, the points that fit none, and what to look at."""

    themes: pd.DataFrame  # THEMES
    members: pd.DataFrame  # MEMBERS
    unthemed: tuple[str, ...]  # point ids, sorted
    quality: pd.DataFrame  # QUALITY
    flags: pd.DataFrame  # FLAGS
    subthemes: pd.DataFrame  # SUBTHEMES
    submembers: pd.DataFrame  # SUBMEMBERS

    def renamed(self, names: Mapping[str, str]) -> "Themes":
        """The same themes under other names, their parts and flags with them."""

        def named(told: str) -> str:
            theme, dot, part = told.partition(".")
            return names[theme] + dot + part

        def under(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
            told = {column: [named(one) for one in frame[column]] for column in columns}
            return frame.assign(**told).astype(dict.fromkeys(columns, "str"))

        others = [json.dumps([named(one) for one in json.loads(told)]) for told in self.flags["others"]]
        return Themes(
            themes=under(self.themes, "theme"),
            members=under(self.members, "theme"),
            unthemed=self.unthemed,
            quality=under(self.quality, "theme"),
            flags=under(self.flags, "theme").assign(others=others).astype({"others": "str"}),
            subthemes=under(self.subthemes, "theme", "subtheme"),
            submembers=under(self.submembers, "subtheme"),
        )


def _nothing(texts: Texts) -> Themes:
    return Themes(
        themes=empty(THEMES),
        members=empty(MEMBERS),
        unthemed=texts.left,
        quality=empty(QUALITY),
        flags=empty(FLAGS),
        subthemes=empty(SUBTHEMES),
        submembers=empty(SUBMEMBERS),
    )


def _quality(names: list[str], texts: Texts, clusters: Clusters, steady: np.ndarray) -> pd.DataFrame:
    """QUALITY in the order of the labels."""
    return checked(quality(names, texts.vectors, clusters, steady, reruns_for(len(texts))), QUALITY)


def find_themes(
    points: pd.DataFrame, vectors: np.ndarray, settings: ThemeSettings, expansions: Mapping[str, str]
) -> Themes:
    """Group points that say the same into candidate themes; the order of the rows never matters.

    `vectors` has one row a point, in the order of `points`. Every point is in `unthemed`, or in one theme, or in two
    where it says two things.
    """
    if len(points) != len(vectors):
        raise ValueError(f"{len(points)} points, {len(vectors)} vectors; one vector a point wanted")
    texts = distinct_texts(checked(points, POINTS), vectors)
    if not len(texts):
        return _nothing(texts)
    near = nearest_texts(texts.vectors)
    clusters = find_clusters(texts.vectors, near, texts.responses, settings.detail, settings.seed)
    steady = stability(texts.vectors, near, texts.responses, clusters, settings.detail, settings.seed)
    return _told(texts, clusters, steady, settings, expansions)


def _told(
    texts: Texts, clusters: Clusters, steady: np.ndarray, settings: ThemeSettings, expansions: Mapping[str, str]
) -> Themes:
    """The clusters as tables, described and judged."""
    placed = placed_points(texts, clusters)
    order = largest_first(placed)
    part_of = parts(texts, clusters, settings.seed)
    above, below = describe_levels(texts, clusters.labels, clusters.centres, order, part_of, expansions)
    subthemes, submembers = part_tables(placed, part_of, below, order)
    by_label = names_of(placed, sorted(order))
    names = names_of(placed, order)
    titles = [one.title for _, one in sorted(zip(order, above, strict=True), key=lambda pair: pair[0])]
    found = Found(names=by_label, texts=texts, clusters=clusters, steady=steady, part_of=part_of, titles=titles,
                  seed=settings.seed)  # fmt: skip
    figures = _quality(by_label, texts, clusters, steady)
    return Themes(
        themes=theme_table(placed, order, above),
        members=member_table(texts, placed, second_themes(texts, clusters), order),
        unthemed=tuple(sorted((set(texts.points["point"]) - set(placed["point"])) | set(texts.left))),
        quality=figures.set_index("theme").loc[names].reset_index(),
        flags=flags(found),
        subthemes=subthemes,
        submembers=submembers,
    )
