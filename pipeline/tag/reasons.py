"""Why a text was given its items, in words a person can check."""

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pipeline.embed.protocol import Vectors
from pipeline.tag.cards import Cards, CueFinder, Floats, Hit, Lines
from pipeline.tag.evidence import Evidence

Reason = dict[str, str]
_MOST_CUES = 4  # an item
# Below this nearness two sentences have no more in common than any two about pharmacies.
_NEAR = 0.45
_DECIMALS = 5
_CHUNK = 512  # texts held against all decided ones at once


class Witness:
    """What could be said for and against every code of a text; which of it is given, the tags decide later."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._against = CueFinder(evidence.cards.against)

    def said(self, texts: Sequence[str], vectors: Vectors) -> Iterator[str]:
        """For each text JSON of its cues, its likest sentence (by number) and the words against, by code."""
        likest = self._likest(vectors)
        for text, like in zip(texts, likest, strict=True):
            told = {"cue": self._cues(text), "like": like, "against": self._spoken_against(text)}
            yield json.dumps(told, ensure_ascii=False) if text.strip() else ""

    def _cues(self, text: str) -> dict[str, list[str]]:
        weight = self._evidence.cues.weight
        hits = self._evidence.cues.finder.find(text)
        return self._by_code(text, sorted(hits, key=lambda hit: (-weight[hit.cue], hit.start, hit.cue)))

    def _spoken_against(self, text: str) -> dict[str, list[str]]:
        against = self._evidence.cards.against
        return self._by_code(text, self._against.find(text), against)

    def _by_code(self, text: str, hits: Sequence[Hit], lines: Lines | None = None) -> dict[str, list[str]]:
        cards = self._evidence.cards
        found: dict[str, list[str]] = {}
        for hit in hits:
            told = found.setdefault(cards.codes[(lines or cards.cues).card[hit.cue]], [])
            if len(told) < _MOST_CUES and text[hit.start : hit.end] not in told:
                told.append(text[hit.start : hit.end])
        return found

    def _likest(self, vectors: Vectors) -> list[dict[str, int]]:
        says, codes = self._evidence.cards.says, self._evidence.cards.codes
        nearness = np.round(vectors @ self._evidence.says_vectors.T, _DECIMALS)
        told: list[dict[str, int]] = [{} for _ in vectors]
        for number, code in enumerate(codes):
            own = np.flatnonzero(says.card == number)
            for row, best in _near(nearness[:, own].astype(np.float64)):
                told[row][code] = int(own[best])
        return told


def _near(nearness: Floats) -> Iterator[tuple[int, int]]:
    """The row and column of the first of the nearest in each row, where it is near at all."""
    if nearness.shape[1]:
        best = nearness.argmax(axis=1)
        for row in np.flatnonzero(nearness[np.arange(len(best)), best] >= _NEAR):
            yield int(row), int(best[row])


def reasons(cards: Cards, said: str, items: Sequence[str], decided: str) -> list[Reason]:
    """The reasons for these items, the strongest kind first; a cue is given as it stands in the text."""
    if not said:
        return []
    told = json.loads(said)
    return [
        *({"cue": cue, "item": item} for item in items for cue in told["cue"].get(item, ())),
        *({"like": cards.says.texts[told["like"][item]], "item": item} for item in items if item in told["like"]),
        *([{"decided": decided}] if decided else []),
        *({"against": words, "item": item} for item in items for words in told["against"].get(item, ())),
    ]


class DecidedLike:
    """Finds the decided text that a text is nearest to."""

    def __init__(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._ids = np.array(ids, dtype=object)
        self._vectors = vectors

    def nearest(self, units: Sequence[str], vectors: Vectors) -> list[str]:
        """The id of the nearest decided text for each unit, empty where none is near; never the unit itself."""
        told = [""] * len(units)
        places: Mapping[str, list[int]] = self._places()
        for first in range(0, len(units) if len(self._ids) else 0, _CHUNK):
            nearness = np.round(vectors[first : first + _CHUNK] @ self._vectors.T, _DECIMALS)
            for row, unit in enumerate(units[first : first + _CHUNK]):
                nearness[row, places.get(unit, [])] = -1
            for row, best in _near(nearness):
                told[first + row] = self._ids[best]
        return told

    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for number, id in enumerate(self._ids):
            places.setdefault(id, []).append(number)
        return places
