"""What every embedder promises, so that the stages need not know which one they were given."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Told = Callable[[int], None]


class Embedder(Protocol):
    """Turns texts into rows of length 1; row i depends on text i only, and a blank text is a row of zeros."""

    @property
    def name(self) -> str:
        """What the vectors were made with: two embedders of one name give the same bits for the same text."""
        ...

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        ...

    def encode(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """One row a text, in their order; `told` hears how many texts were done since it last heard."""
        ...


class PoolingEmbedder(Embedder, Protocol):
    """An embedder that also gives rows in which common words count little, from the same reading of the text."""

    def both(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """(texts, 2, width): what `encode` gives, and what `pooled_by_rarity` gives."""
        ...

    def pooled_by_rarity(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """One row a text with the words weighted by how rare they are; better to find themes with."""
        ...


def unit_rows(rows: Vectors) -> Vectors:
    """The rows at length 1; a row of zeros stays one."""
    lengths = np.sqrt(np.einsum("...j,...j->...", rows, rows))[..., None]
    at_one: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return at_one
