"""What the machine notices of points beside their items: what marks them, and what fits no item."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.review.form import escaped
from pipeline.schemas import records

Marks = Mapping[str, Sequence[str]]
UNSURE = "unsure"
NO_ITEM = "fits no item"
NOTHING_FITS = ("point", "theme", "why", "nearest", "score", "question", "text")


def marks_by_point(point_marks: pd.DataFrame | None) -> dict[str, list[str]]:
    """Point -> its marks by name; a table that is not there says nothing."""
    told: dict[str, list[str]] = {}
    for row in records(point_marks) if point_marks is not None else ():
        told.setdefault(row["point"], []).append(row["mark"])
    return {point: sorted(marks) for point, marks in told.items()}


def marks_counted(points: Collection[str], marks: Marks) -> str:
    """How many of these points bear each mark, the commonest first: a hint, which marks no theme by itself."""
    found = Counter(mark for point in points for mark in marks.get(point, ()))
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return "; ".join(f"{mark} {many} of {len(points)}" for mark, many in ranked)


def beside_point(marks: Sequence[str], why: str) -> str:
    """The cell of one point; `why` says why it fits no item, and is empty where one fits."""
    return "; ".join([*marks, *([NO_ITEM] if why == UNSURE else ())])


def nothing_fits(
    unfitted: pd.DataFrame,
    themes: pd.DataFrame,
    points: pd.DataFrame,
    questions: Mapping[str, str],
    without: Collection[str] = (),
) -> list[tuple[str, ...]]:
    """A row of NOTHING_FITS for each point that fits no item, in their order, safe to open in a spreadsheet.

    `questions` holds the wording of each question; points of `without` are left out.
    """
    titles = dict(zip(themes["theme"], themes["title"], strict=True))
    said = {row["point"]: row for row in records(points)}
    rows = []
    for row in records(unfitted):
        if row["point"] in without or row["point"] not in said:
            continue
        point = said[row["point"]]
        asked, title = questions.get(point["question"], point["question"]), titles.get(row["theme"], "")
        told = (row["point"], title, row["why"], row["item"], f"{row['score']:.2f}", asked, point["text"])
        rows.append(tuple(map(escaped, told)))
    return rows
