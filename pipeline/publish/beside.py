"""Marks beside the items: how many responses of a theme speak of safety, or of people who may be left out."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.pages.marks import Release
from pipeline.publish.material import Material
from pipeline.publish.suppress import alone


def theme_marks(material: Material, points: pd.DataFrame, earlier: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each mark of the frame the responses whose points here bear it; hidden where a count is small."""
    shown = [{row["mark"]: row["responses"] for row in entry.get("marks", [])} for entry in earlier]
    return [
        {
            "mark": mark.code,
            "title": mark.title,
            "responses": alone(
                points.loc[points["point"].isin(material.marks[mark.code]), "response"].nunique(),
                [marks.get(mark.code) for marks in shown],
            ),
        }
        for mark in material.taxonomy.marks
        if mark.code in material.marks
    ]


def marks_told(told: Release, n: int) -> str:
    """A sentence on the marks of a theme; nothing where none can be told."""
    shown = [
        f"{told.words(f'/themes/{n}/marks/{m}/title')} ({told.number(f'/themes/{n}/marks/{m}/responses')} responses)"
        for m, row in enumerate(told.at(f"/themes/{n}").get("marks", []))
        if row["responses"] is not None
    ]
    return f"**Beside them, by the machine's reading:** {', '.join(shown)}." if shown else ""
