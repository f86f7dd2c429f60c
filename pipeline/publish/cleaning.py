"""What cleaning did in a release, counted: how much was hidden or set aside, and in which languages people wrote."""

from collections.abc import Sequence
from typing import Any

import pandas as pd


def _counted(frame: pd.DataFrame, by: str, unit: str) -> list[dict[str, Any]]:
    """How many stretches of each kind, in how many answers, the most frequent first."""
    grouped = frame.groupby(by)["answer"]
    stretches, answers = grouped.size(), grouped.nunique()
    order = sorted(stretches.index, key=lambda kind: (-stretches[kind], kind))
    return [{by: kind, unit: int(stretches[kind]), "answers": int(answers[kind])} for kind in order]


def cleaning_told(answers: pd.DataFrame, spans: pd.DataFrame, asides: pd.DataFrame) -> dict[str, Any]:
    """What was hidden by kind and by recogniser, what was set aside, and the languages (CLEAN, SPANS, ASIDES).

    Nothing in it tells what stood there. Answers without a word are in no language and are not counted.
    """
    said = answers[~answers["state"].isin(["blank", "withdrawn"])]
    mine = set(said["answer"])
    languages = said["language"].value_counts()
    order: Sequence[str] = sorted(languages.index, key=lambda code: (-languages[code], code))
    return {
        "answers": len(said),
        "repaired": int((said["raw"] != said["repaired"]).sum()),
        "hidden": _counted(spans[spans["answer"].isin(mine)], "kind", "stretches"),
        "recognisers": _counted(spans[spans["answer"].isin(mine)], "recogniser", "stretches"),
        "asides": _counted(asides[asides["answer"].isin(mine)], "kind", "stretches"),
        "languages": [{"language": code, "answers": int(languages[code])} for code in order],
    }
