"""Quotes: the words of people who agreed to it, approved by a person, as they stood when they were read."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.ids import text_digest
from pipeline.publish.material import Material
from pipeline.review.replay import Quote
from pipeline.schemas import records


def approved_quotes(quotes: Sequence[Quote], responses: pd.DataFrame, points: pd.DataFrame) -> dict[str, str]:
    """Point -> text of each approved quote that still stands as it was read, and whose sender still agrees."""
    consented = set(responses.loc[responses["consent_quote"], "response"])
    known = {point["point"]: point for point in records(points)}
    told = {}
    for quote in quotes:
        point = known.get(quote.point)
        if quote.approved and point and text_digest(point["text"]) == quote.digest and point["response"] in consented:
            told[quote.point] = point["text"]
    return told


def _translated(material: Material) -> dict[str, str]:
    """Point -> the language its sender wrote in, for points of a person's translation."""
    answers = material.answers[material.answers["rule"].str.startswith("translated")]
    languages = dict(zip(answers["answer"], answers["language"], strict=True))
    told = zip(material.points["point"], material.points["answer"], strict=True)
    return {point: languages[answer] for point, answer in told if answer in languages}


def quotes_told(material: Material, points: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The quotes as a release tells them, each under its point's first theme, of the points that carry a text."""
    foreign = _translated(material)
    return [
        {
            "point": point["id"],
            "theme": point["themes"][0],
            "question": point["question"],
            "text": point["text"],
            "translated_from": foreign.get(point["id"], ""),
        }
        for point in points
        if "text" in point and point["themes"]
    ]
