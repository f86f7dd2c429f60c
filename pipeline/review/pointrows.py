"""The points of an analysis as a sheet shows them: what was asked and said, and what the machine makes of it."""

import json
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from pipeline.ids import text_digest
from pipeline.review.beside import beside_point, marks_by_point
from pipeline.review.points_sheet import Point, rest_of, stratum
from pipeline.review.reasons import because_told
from pipeline.review.replay import Agreed
from pipeline.schemas import records

# The tables that hold what is known of points.
POINT_TABLES = ("points", "answers", "point_tags", "point_marks", "unfitted")

Frames = Mapping[str, pd.DataFrame]


def _said(tag: Mapping[str, str]) -> dict[str, Any]:
    """What the machine makes of a point, as its cells show it."""
    score = max(json.loads(tag["scores"]).values(), default=0.0)
    return {"items": tuple(tag["items"].split(";")), "score": score, "because": because_told(tag["reasons"])}


def _beside(frames: Frames) -> dict[str, str]:
    """What the machine notices of points beside their items."""
    marks, unfitted = marks_by_point(frames["point_marks"]), frames["unfitted"]
    why = dict(zip(unfitted["point"], unfitted["why"], strict=True))
    return {point: beside_point(marks.get(point, ()), why.get(point, "")) for point in (*marks, *why)}


def points_of(frames: Frames, asked: Mapping[str, str], agreed: Agreed, only: Collection[str]) -> list[Point]:
    """These points in the order of the table; `asked` holds the words of each question."""
    points, tags, answers = frames["points"], frames["point_tags"], frames["answers"]
    whole = dict(zip(answers["answer"], answers["text"], strict=True))
    said = {tag["unit"]: tag for tag in records(tags[tags["unit"].isin(set(only))])}
    homes = {member.point: f"{theme.id}: {theme.title}" for theme in agreed.themes for member in theme.members}
    beside = _beside(frames)
    return [
        Point(
            id=row["point"],
            digest=text_digest(row["text"]),
            question=asked.get(row["question"], row["question"]),
            text=row["text"],
            rest=rest_of(whole[row["answer"]], row["start"], row["end"]),
            theme=homes.get(row["point"], ""),
            beside=beside.get(row["point"], ""),
            **_said(said[row["point"]]),
        )
        for row in records(points[points["point"].isin(set(only))])
    ]


def strata_of(frames: Frames, asked: Mapping[str, str]) -> dict[str, str]:
    """The stratum of every point, as the point itself tells it, without laying out all there is of it."""
    points, tags = frames["points"], frames["point_tags"]
    first = {unit: items.partition(";")[0] for unit, items in zip(tags["unit"], tags["items"], strict=True)}
    pairs = zip(points["point"], points["question"], strict=True)
    return {point: stratum(first[point], asked.get(question, question)) for point, question in pairs}
