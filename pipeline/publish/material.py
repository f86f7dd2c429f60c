"""What a release is made from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.definitions.survey import Survey
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.publish.before import RoundBefore
from pipeline.publish.counts import Organisations, organisations
from pipeline.review.replay import Agreed, Sign
from pipeline.schemas import records


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """An attribute of the survey: the group of each response that told it, and all groups in the file's order."""

    attribute: str
    title: str
    group: Mapping[str, str]
    titles: tuple[str, ...]


def _said(release: Mapping[str, Any], theme: str, points: set[str]) -> list[Mapping[str, Any]]:
    themes = release.get("themes", [])
    if own := [entry for entry in themes if entry["id"] == theme]:
        return own
    homes = {home for point in release.get("points", []) if point["id"] in points for home in point["themes"]}
    return [{name: entry[name] for name in entry if name != "responses"} for entry in themes if entry["id"] in homes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a release is made from, all of it up to the moment of the last response taken in.

    `counted` names the responses whose choices and attributes count. For an agreed theme `stability` holds in how many
    reruns it was found again and of how many, `cohesion` a figure, where there is one. `before` is the release before,
    `earlier` all that were signed before, the oldest first: what any of them showed can be laid beside this one.

    `scores` holds the tagger's calibrated probabilities of every point (index point, columns codes), `decided` the
    items that a person ruled on a point by itself, `unseen` what the tagger says of each such point when it has not
    been told. `coding` is what came of double coding, `unfitted` how many points no item is likely for, `marks` the
    points of each mark.
    """

    survey: Survey
    taxonomy: Taxonomy
    agreed: Agreed
    sign: Sign
    responses: pd.DataFrame
    answers: pd.DataFrame
    groups: pd.DataFrame
    spans: pd.DataFrame
    asides: pd.DataFrame
    points: pd.DataFrame
    closed: pd.DataFrame
    about: pd.DataFrame
    ledger: Mapping[str, Any]
    counted: frozenset[str]
    stability: Mapping[str, tuple[int, int]]
    cohesion: Mapping[str, float]
    before: Mapping[str, Any] | None
    digest: str
    round_before: RoundBefore = field(default_factory=RoundBefore)
    scores: pd.DataFrame | None = None
    decided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unseen: pd.DataFrame | None = None
    coding: Mapping[str, Any] = field(default_factory=dict)
    unfitted: int | None = None
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    earlier: tuple[Mapping[str, Any], ...] = ()

    @property
    def history(self) -> tuple[Mapping[str, Any], ...]:
        """Every release before this one, the oldest first."""
        return self.earlier or ((self.before,) if self.before else ())

    def theme_history(self, theme: str, points: Collection[str]) -> list[Mapping[str, Any]]:
        """What every release before this one said of a theme, or of those that then held some of its points.

        A theme that fell into two less one of them is the other: so what such a one showed is held against both. How
        many responses it had is left out, since they are others.
        """
        return [entry for release in self.history for entry in _said(release, theme, set(points))]

    @property
    def organisations(self) -> Organisations:
        """The organisations that the responses named."""
        return organisations(self.responses, asked=bool(self.survey.columns.organisation))

    @property
    def groupings(self) -> list[Grouping]:
        """Every attribute with the group of each response."""
        told = []
        for attribute in self.survey.attributes:
            mine = self.about[self.about["attribute"] == attribute.id]
            group = {row["response"]: attribute.group_of(row["value"]) for row in records(mine)}
            told.append(Grouping(attribute=attribute.id, title=attribute.title, group=group, titles=attribute.titles))
        return told
