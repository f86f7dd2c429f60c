"""A stand-in for the model in tests: words counted in hashed places, no weights needed."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pipeline.embed.protocol import Told, Vectors, unit_rows

WORD = re.compile(r"\w+")


@lru_cache(maxsize=1 << 16)
def _place(word: str) -> tuple[int, int]:
    told = hashlib.sha256(word.encode()).digest()
    return int.from_bytes(told[:8], "big"), 1 if told[8] & 1 else -1


class HashedWords:
    """Gives texts that share words near rows, the same on every machine; it knows nothing of meaning."""

    def __init__(self, width: int = 64) -> None:
        self.width = width
        self.name = f"hashed-words-{width}"

    def encode(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """One row a text: its words, each in one place of the row."""
        return self._rows(texts, told, shortest=1)

    def pooled_by_rarity(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """The same without words of up to three letters, the stand-ins for common ones, if others are left."""
        return self._rows(texts, told, shortest=4)

    def both(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """(texts, 2, width): `encode` and `pooled_by_rarity`."""
        return np.stack([self.encode(texts, told), self.pooled_by_rarity(texts)], axis=1)

    def _rows(self, texts: Sequence[str], told: Told | None, shortest: int) -> Vectors:
        rows = np.zeros((len(texts), self.width), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            words = WORD.findall(text.casefold())
            for word in [word for word in words if len(word) >= shortest] or words:
                place, sign = _place(word)
                row[place % self.width] += sign
            if words and not row.any():  # words that cancel out are still words
                row[_place(" ".join(words))[0] % self.width] = 1
        if told is not None:
            told(len(texts))
        return unit_rows(rows)
