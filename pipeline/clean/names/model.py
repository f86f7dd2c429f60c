"""The model: how probable it is of each token that it belongs to a person's name."""

import threading
from functools import cache
from importlib.resources import files
from pathlib import Path

import pycrfsuite

from pipeline.clean.names.features import features
from pipeline.clean.names.tokens import Token

MODEL, READS = "names.crfsuite", "features.txt"
OUTSIDE, FIRST, MORE = "O", "B", "I"


class Model:
    """A linear chain that was trained; what it does not read is not worked out for it."""

    def __init__(self, told: bytes, reads: frozenset[str]) -> None:
        # The tagger reads these bytes in place, so they must live as long as it does.
        self._told = told
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._told)
        self._reads = reads
        # A tagger keeps the text it was given last, so threads take turns.
        self._turn = threading.Lock()

    def probabilities(self, told: list[Token], kinds: list[str]) -> list[float]:
        """For each token of one stretch, of the kinds that lists know, the probability that it is part of a name."""
        rows = pycrfsuite.ItemSequence(features(told, kinds, kept=self._reads))
        with self._turn:
            self._tagger.set(rows)
            return [1.0 - self._tagger.marginal(OUTSIDE, at) for at in range(len(told))]


def reads_of(file: Path) -> frozenset[str]:
    """The features that a trained model gives a weight."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(file))
    return frozenset(feature for feature, _ in tagger.info().state_features)


@cache
def shipped() -> Model:
    """The model of the package, loaded once a process."""
    data = files("pipeline.clean.names") / "data"
    reads = (data / READS).read_text(encoding="utf-8").split("\n")
    return Model((data / MODEL).read_bytes(), frozenset(reads))
