"""What a report is made of: one record of tables, each of which may be empty but for themes and points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline.schemas import FLAGS, LINEAGE, SHIFTS, STANCES, SUBMEMBERS, SUBTHEMES, VOICES, empty

DECIMALS = 3  # what a likeness of vectors can carry


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What was read, and how: all that stands above a report."""

    file: str
    questions: Mapping[str, str]  # id -> wording; empty where none was named
    settings: Mapping[str, str]  # in words, in the order shown
    respondents: str = ""  # the column that says which rows are one person's
    before: str = ""  # the earlier result that this one is compared with


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule of quality in words: what it says of a theme, why that matters, and what a person can do."""

    says: str
    why: str
    cure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything a report shows. Tables are those of schemas.py; themes stand in their order, largest first."""

    head: Head
    points: pd.DataFrame
    themes: pd.DataFrame
    members: pd.DataFrame
    unthemed: tuple[str, ...]
    quality: pd.DataFrame
    likeness: np.ndarray  # of the themes' centres, in their order
    dropped: pd.DataFrame  # id, reason
    ledger: Mapping[str, Any]
    organisations: Mapping[str, int] = field(default_factory=dict)
    voices: pd.DataFrame = field(default_factory=lambda: empty(VOICES))
    flags: pd.DataFrame = field(default_factory=lambda: empty(FLAGS))
    rules: Mapping[str, RuleWords] = field(default_factory=dict)
    subthemes: pd.DataFrame = field(default_factory=lambda: empty(SUBTHEMES))
    submembers: pd.DataFrame = field(default_factory=lambda: empty(SUBMEMBERS))
    stances: pd.DataFrame = field(default_factory=lambda: empty(STANCES))
    # A theme -> the share of its points whose own words show its stance; the rest is taken from what was asked.
    stances_shown: Mapping[str, float] = field(default_factory=dict)
    lineage: pd.DataFrame = field(default_factory=lambda: empty(LINEAGE))
    shifts: pd.DataFrame = field(default_factory=lambda: empty(SHIFTS))
    titles_before: Mapping[str, str] = field(default_factory=dict)
    # A theme -> the one in whose line of `shifts` it is counted: what split or merged is compared as one.
    counted_with: Mapping[str, str] = field(default_factory=dict)


def likeness_of_themes(
    themes: pd.DataFrame, members: pd.DataFrame, points: pd.DataFrame, vectors: np.ndarray
) -> np.ndarray:
    """The cosine between the mean vectors of each two themes, in the order of `themes`; one vector a point.

    Summed in double precision without a linear algebra library, so that the number of threads changes no bit.
    """
    row = dict(zip(points["point"], range(len(points)), strict=True))
    main = members[members["rank"] == 0].sort_values(["theme", "point"])
    mine = {theme: [row[point] for point in group] for theme, group in main.groupby("theme")["point"]}
    none = np.zeros(vectors.shape[1])
    means = [vectors[mine[t]].astype(np.float64).mean(axis=0) if t in mine else none for t in themes["theme"]]
    middle = np.array(means).reshape(len(means), vectors.shape[1])
    lengths = np.sqrt((middle**2).sum(axis=1))[:, None]
    unit = middle / np.where(lengths > 0, lengths, 1)
    return np.asarray(np.round(np.einsum("id,jd->ij", unit, unit), DECIMALS))
