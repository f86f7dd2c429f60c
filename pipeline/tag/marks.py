"""Marks of a text beside its items: that it is about safety, or about people who may be left out."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.definitions.taxonomy import Taxonomy
from pipeline.embed.protocol import Embedder, Vectors
from pipeline.schemas import POINT_MARKS, checked, empty
from pipeline.tag.cards import CueFinder, Floats, Lines, cards_of, lines_of

# Of the cards' sentences that hold no word of a mark, so few may be as near to its sentences as a text it is given to.
_ALLOWED = 0.005
_LEAST = 0.5  # nearness below which two sentences have little in common, however few cards there are
_DECIMALS = 5
Because = dict[str, str]


class Marks:
    """Knows the marks of a taxonomy; a text's marks depend on that text and the taxonomy alone."""

    def __init__(self, taxonomy: Taxonomy, embedder: Embedder) -> None:
        self._embedder = embedder
        self.codes = tuple(mark.code for mark in taxonomy.marks)
        cues = lines_of([mark.cues for mark in taxonomy.marks])
        self._finder, self._cue_mark = CueFinder(cues), cues.card
        self._says = lines_of([mark.says for mark in taxonomy.marks])
        told = [*self._says.texts, *(others := cards_of(taxonomy).says).texts]
        vectors = embedder.encode(told)
        self._vectors = vectors[: len(self._says)]
        self._bounds = self._bounds_from(others, vectors[len(self._says) :])

    def of(self, text: str, vector: Vectors) -> dict[str, Because]:
        """The marks of a text, each with what told: a cue as it stands there, or the sentence it is like."""
        told: dict[str, Because] = {}
        for hit in sorted(self._finder.find(text), key=lambda hit: (hit.start, hit.cue)):
            mark = self.codes[self._cue_mark[hit.cue]]
            told.setdefault(mark, {"cue": text[hit.start : hit.end]})
        nearness = self._nearness(vector[None, :])[0]
        for number, mark in enumerate(self.codes):
            own = np.flatnonzero(self._says.card == number)
            if mark not in told and len(own) and nearness[own].max() >= self._bounds[mark]:
                told[mark] = {"like": self._says.texts[own[int(nearness[own].argmax())]]}
        return {mark: told[mark] for mark in self.codes if mark in told}

    def table(self, units: Sequence[str], texts: Sequence[str]) -> pd.DataFrame:
        """A row of POINT_MARKS for each mark of each unit, in their order."""
        vectors = self._embedder.encode(list(texts)) if len(texts) else ()
        rows = [
            (unit, mark, json.dumps(because, ensure_ascii=False))
            for unit, text, vector in zip(units, texts, vectors, strict=True)
            for mark, because in self.of(text, vector).items()
        ]
        if not rows:
            return empty(POINT_MARKS)
        return checked(pd.DataFrame(rows, columns=["point", "mark", "because"], dtype=str), POINT_MARKS)

    def _nearness(self, vectors: Vectors) -> Floats:
        told: Floats = (vectors @ self._vectors.T).astype(np.float64)
        return np.asarray(np.round(told, _DECIMALS), dtype=np.float64)

    def _bounds_from(self, others: Lines, vectors: Vectors) -> Mapping[str, float]:
        """For each mark how near a text must be, so that hardly any sentence of the frame without its words is."""
        nearness = self._nearness(vectors)
        found = [{self.codes[self._cue_mark[hit.cue]] for hit in self._finder.find(text)} for text in others.texts]
        bounds = {}
        for number, mark in enumerate(self.codes):
            without = [place for place, marks in enumerate(found) if mark not in marks]
            own = nearness[without][:, self._says.card == number]
            most = float(np.quantile(own.max(axis=1), 1 - _ALLOWED)) if own.size else 1.0
            bounds[mark] = max(round(most, _DECIMALS), _LEAST)
        return bounds
