"""The codes that a person typed in one cell: in any case, with any separator between."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.definitions.taxonomy import NONE

_BETWEEN = re.compile(r"[;,|/+\s]+")
NONE_ALONE = f"{NONE} stands alone; take it out, or the others"


def words_of(cell: str) -> list[str]:
    """The words of a list, as they were typed."""
    return [word for word in _BETWEEN.split(cell) if word]


@dataclass(frozen=True, slots=True)
class Typed:
    """The items of a cell, once each and in its order, and the words that are none."""

    items: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def contradicts(self) -> bool:
        """Whether NONE stands beside an item."""
        return NONE in self.items and len(self.items) > 1


def typed_items(cell: str, codes: Collection[str]) -> Typed:
    """What a cell says among these codes."""
    known, words = {code.casefold(): code for code in codes}, words_of(cell)
    items = dict.fromkeys(known[word.casefold()] for word in words if word.casefold() in known)
    return Typed(tuple(items), tuple(word for word in words if word.casefold() not in known))
