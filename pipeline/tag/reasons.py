"""Why a text was given its items, in words a person can check."""

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.embed.protocol import Vectors
from pipeline.tag.cards import CueFinder, Floats
from pipeline.tag.evidence import Evidence

Reason = dict[str, str]
_MOST_CUES = 4  # an item
# Below this nearness two sentences have no more in common than any two about pharmacies.
_NEAR = 0.45


class Reasons:
    """The cues a text holds, the sentence of a card or the decided text it is like, and words that speak against."""

    def __init__(self, evidence: Evidence, decided: Sequence[str] = (), decided_vectors: Vectors | None = None) -> None:
        self._evidence = evidence
        self._against = CueFinder(evidence.cards.against)
        self._decided = decided
        self._decided_vectors = decided_vectors

    def of(self, text: str, vector: Vectors, items: Sequence[str]) -> list[Reason]:
        """The reasons for these items, the strongest kind first; a cue is given as it stands in the text."""
        numbers = {self._evidence.cards.codes.index(item): item for item in items}
        return [
            *self._cues(text, numbers),
            *self._like(vector, numbers),
            *self._decided_like(vector),
            *self._spoken_against(text, numbers),
        ]

    def _cues(self, text: str, numbers: Mapping[int, str]) -> list[Reason]:
        cards, weight = self._evidence.cards.cues.card, self._evidence.cues.weight
        hits = sorted(self._evidence.cues.finder.find(text), key=lambda hit: (-weight[hit.cue], hit.start, hit.cue))
        told: list[Reason] = []
        for number, item in numbers.items():
            found = [text[hit.start : hit.end] for hit in hits if cards[hit.cue] == number]
            told += [{"cue": cue, "item": item} for cue in list(dict.fromkeys(found))[:_MOST_CUES]]
        return told

    def _like(self, vector: Vectors, numbers: Mapping[int, str]) -> list[Reason]:
        says = self._evidence.cards.says
        nearness = self._evidence.says_vectors @ vector
        told: list[Reason] = []
        for number, item in numbers.items():
            own = np.flatnonzero(says.card == number)
            best = _nearest(nearness[own].astype(np.float64))
            if best is not None:
                told.append({"like": says.texts[own[best]], "item": item})
        return told

    def _decided_like(self, vector: Vectors) -> list[Reason]:
        if self._decided_vectors is None:
            return []
        best = _nearest((self._decided_vectors @ vector).astype(np.float64))
        return [] if best is None else [{"decided": self._decided[best]}]

    def _spoken_against(self, text: str, numbers: Mapping[int, str]) -> list[Reason]:
        against = self._evidence.cards.against
        found = [hit for hit in self._against.find(text) if against.card[hit.cue] in numbers]
        return [{"against": text[hit.start : hit.end], "item": numbers[int(against.card[hit.cue])]} for hit in found]


def _nearest(nearness: Floats) -> int | None:
    """The first of the nearest, where it is near at all."""
    if not len(nearness):
        return None
    best = int(np.argmax(np.round(nearness, 5)))
    return best if nearness[best] >= _NEAR else None
