"""What reading made of texts before anything was decided: slow to make, the same for ever, and kept between fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from pipeline.embed.protocol import Vectors
from pipeline.ids import digest
from pipeline.tag.cards import Floats, Numbers

_NUMBERS = {"vectors": np.float32, "cards": np.float64, "letters": np.float32}
_WORDS = ("key", "words", "said", "question", "who")


def read_key(text: str, answer: str) -> str:
    """The name under which a text, read with the answer it stands in, is found again."""
    return digest(text, answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row a text: its vector, the cards' logits, its letters in a few numbers, and what may be given as a reason."""

    key: Sequence[str]
    words: Sequence[str]  # digest of the text alone: equal texts are learned from and left out together
    said: Sequence[str]  # the reasons for every code, as JSON; empty for a blank text
    question: Sequence[str]
    who: Sequence[str]
    vectors: Vectors
    cards: Floats
    letters: Vectors

    def __len__(self) -> int:
        return len(self.key)

    def __getitem__(self, kept: Numbers) -> "Read":
        parts: dict[str, Any] = {name: [getattr(self, name)[number] for number in kept] for name in _WORDS}
        return Read(**parts, **{name: getattr(self, name)[kept] for name in _NUMBERS})

    def __add__(self, other: "Read") -> "Read":
        return Read.joined([part for part in (self, other) if len(part)] or [self], self.cards.shape[1])

    @classmethod
    def joined(cls, parts: Sequence["Read"], codes: int) -> Self:
        """One after the other; of none a Read without rows for so many codes."""
        told: dict[str, Any] = {name: [each for part in parts for each in getattr(part, name)] for name in _WORDS}
        for name, kind in _NUMBERS.items():
            rows = [getattr(part, name) for part in parts]
            told[name] = np.concatenate(rows) if rows else np.zeros((0, codes), kind)
        return cls(**told)

    def frame(self) -> pd.DataFrame:
        """A table to be kept: a row a text in their order, rows of numbers as bytes; it holds cues, but no text."""
        words = {name: pd.Series(list(getattr(self, name)), dtype="str") for name in _WORDS}
        rows = {name: [row.tobytes() for row in _little(self, name)] for name in _NUMBERS}
        return pd.DataFrame(words | rows)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Self:
        """What `frame` gave; further columns, such as the units, are left alone."""
        told: dict[str, Any] = {name: frame[name].astype(str).tolist() for name in _WORDS}
        return cls(**told | {name: _rows(frame[name], kind) for name, kind in _NUMBERS.items()})


def _little(read: Read, name: str) -> np.ndarray:
    kind = np.dtype(_NUMBERS[name]).newbyteorder("<")
    return np.ascontiguousarray(getattr(read, name), dtype=kind)


def _rows(cells: pd.Series, kind: type) -> np.ndarray:
    flat: np.ndarray = np.frombuffer(b"".join(cells), dtype=np.dtype(kind).newbyteorder("<")).astype(kind)
    return flat.reshape(len(cells), -1) if len(cells) else flat.reshape(0, 0)
