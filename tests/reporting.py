"""A small result for the tests of the report: three themes, two attributes, and texts that would like to act."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.report.material import Head, Material, RuleWords
from pipeline.schemas import (
    FLAGS,
    LINEAGE,
    MEMBERS,
    POINTS,
    SHIFTS,
    STANCES,
    SUBMEMBERS,
    SUBTHEMES,
    THEMES,
    checked,
    empty,
)
from pipeline.themes.voices import voices

HOSTILE = (
    "</script><script>window.acted = 1</script>",
    "<img src=x onerror=window.acted=1>",
    '" onfocus="window.acted=1" autofocus="',
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)",
    "+1 for =this=",
    "-2 cards",
    "{{ 7 * 7 }} {% raw %}",
    "'quoted' & <b>bold</b>",
)
SAID = {
    "T001": [
        "Smartcards lock at weekends",
        "My smartcard expired",
        "Locked cards cost an hour",
        HOSTILE[0],
        HOSTILE[3],
    ],
    "T002": ["The line goes down", "Broadband fails when it rains", HOSTILE[1], HOSTILE[4]],
    "T003": ["Let us read the GP record", HOSTILE[2], *HOSTILE[5:8]],
    "": ["Lonely remark", HOSTILE[8]],
}
ORGANISATIONS = {"T001": 3, "T002": 2, "T003": 0}


def _points() -> pd.DataFrame:
    rows = []
    for theme, texts in SAID.items():
        for number, text in enumerate(texts, start=1):
            name = f"{theme or 'none'}-{number}"
            asked = "q1" if number % 2 else "q2"
            rows.append((f"{name}.1", name, f"r{len(rows) % 9}", asked, 1, 0, len(text), text))
    return checked(pd.DataFrame(rows, columns=[*POINTS.columns]), POINTS)


def _theme(theme: str, title: str, points: pd.DataFrame, members: pd.DataFrame) -> tuple[object, ...]:
    mine = points[points["point"].isin(members.loc[members["theme"] == theme, "point"])]
    examples = json.dumps(sorted(mine["point"])[:3])
    words = json.dumps(["cards", "=words"])
    return theme, title, words, mine["response"].nunique(), len(mine), mine["text"].nunique(), examples


def members_of(points: pd.DataFrame) -> pd.DataFrame:
    """Each point in the theme that its id names, and the first one in a second theme, too."""
    rows = [(p, p[:4], 0, 0.9 - n / 100) for n, p in enumerate(points["point"]) if not p.startswith("none")]
    rows.append(("T001-1.1", "T003", 1, 0.4))
    return checked(pd.DataFrame(rows, columns=[*MEMBERS.columns]), MEMBERS)


def about_of(points: pd.DataFrame) -> pd.DataFrame:
    """A region a response, and a kind that would like to be a formula."""
    responses = sorted(set(points["response"]))
    rows = [(r, "region", "north" if n % 2 else "south") for n, r in enumerate(responses)]
    rows += [(r, "=kind", HOSTILE[4]) for r in responses[:4]]
    return pd.DataFrame(rows, columns=["response", "attribute", "value"])


_TITLES = {"T001": "Locked smartcards", "T002": "Broadband outages", "T003": "</title><script>acted=1</script>"}
_STATES = {"received": 15, "usable": 13, "blank": 1, "non-answer": 1}
_LEDGER = {
    "responses": _STATES,
    "answers": _STATES,
    "by_question": [{"question": "q1", "answers": _STATES}],
    "rules": [
        {"state": "blank", "rule": "empty", "answers": 1},
        {"state": "non-answer", "rule": "no comment", "answers": 1},
    ],
}


def small_material() -> Material:
    """Themes, members and quality, and nothing that other stages add."""
    points = _points()
    members = members_of(points)
    themes = pd.DataFrame(
        [_theme(each, title, points, members) for each, title in _TITLES.items()], columns=[*THEMES.columns]
    )
    quality = pd.DataFrame({"theme": [*_TITLES], "cohesion": 0.6, "separation": [0.4, 0.4, 0.9], "stability": 0.95})
    return Material(
        head=Head(
            file="=texts.csv",
            questions={"q1": "What <em>would</em> help?", "q2": "What is in the way?"},
            settings={"Detail": "normal", "Seed": "0", "Model": "hashed"},
        ),
        points=points,
        themes=checked(themes, THEMES),
        members=members,
        unthemed=("none-1.1", "none-2.1"),
        quality=quality,
        likeness=np.array([[1, 0.6, 0.1], [0.6, 1, 0.2], [0.1, 0.2, 1]]),
        dropped=pd.DataFrame({"id": ["a1", "=a2"], "reason": ["blank: empty", "non-answer: no comment"]}),
        ledger=_LEDGER,
    )


def full_material() -> Material:
    """The same with everything that other stages may add."""
    small = small_material()
    mine = [p for p in small.points["point"] if p.startswith("T001")]
    parts = [("T001.a", "T001", "Weekend locks", '["weekend"]', 2, 2, 2, json.dumps(mine[:1])),
             ("T001.b", "T001", "Expired cards", '["expired"]', 2, 3, 2, json.dumps(mine[2:3]))]  # fmt: skip
    lineage = [("T001", "B01", "same", 4, 0.8), ("T002", "B02", "split", 2, 0.4), ("T003", "", "new", 0, 0.0),
               ("", "B09", "retired", 0, 0.0)]  # fmt: skip
    return replace(
        small,
        head=replace(small.head, before="found last year", respondents="sender"),
        organisations=ORGANISATIONS,
        voices=voices(small.members, small.points, about_of(small.points)),
        flags=checked(_frame([("T002", "unsteady", 0.4, 0.6, '["T001", "T001.a"]')], FLAGS), FLAGS),
        rules={"unsteady": RuleWords("It is found in few reruns.", "It may be chance.", "Read its texts.")},
        subthemes=checked(_frame(parts, SUBTHEMES), SUBTHEMES),
        submembers=_frame([(p, "T001.a" if n < 2 else "T001.b") for n, p in enumerate(mine)], SUBMEMBERS),
        stances=_frame([("T001", "problem", 0.8), ("T003", "request", 1.0)], STANCES),
        lineage=checked(_frame(lineage, LINEAGE), LINEAGE),
        shifts=_frame([("T001", 0.2, 0.35, 0.05, 0.25, True), ("T002", 0.3, 0.29, -0.1, 0.08, False)], SHIFTS),
        titles_before={"B01": "Cards", "B02": "Lines", "B09": "Fax"},
        quality=small.quality.assign(found=[19, 18, 20], reruns=20, intruder=0.97),
    )


def _frame(rows: list[tuple[object, ...]], schema: object) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*schema.columns])


def no_themes() -> Material:
    """A result in which nothing was said often enough."""
    small = small_material()
    points = small.points
    return replace(
        small,
        themes=empty(THEMES),
        members=empty(MEMBERS),
        quality=small.quality.iloc[:0],
        likeness=np.zeros((0, 0)),
        unthemed=tuple(sorted(points["point"])),
    )
