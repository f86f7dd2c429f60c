"""What is known of a text beside its own words: the question asked, the rest of the answer, and who is speaking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import pandas as pd

COLUMNS = ("question", "answer", "who")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One entry a text in each sequence; an empty sequence, like an empty entry, says nothing.

    `question` is the id of the question, `answer` the whole answer a point stands in, `who` the type of respondent.
    """

    question: Sequence[str] = ()
    answer: Sequence[str] = ()
    who: Sequence[str] = ()

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Self:
        """The context that the columns `question`, `answer` and `who` hold, where they are there."""
        return cls(**{name: tuple(rows[name].astype(str)) for name in COLUMNS if name in rows})

    def beside(self, texts: Sequence[str]) -> "Context":
        """The same with an entry for each text; ValueError where a sequence has another length than the texts."""
        told = {name: tuple(getattr(self, name)) or ("",) * len(texts) for name in COLUMNS}
        wrong = [name for name, each in told.items() if len(each) != len(texts)]
        if wrong:
            raise ValueError(f"context: {', '.join(wrong)} must have one entry for each of the {len(texts)} texts")
        return Context(**told)

    def __getitem__(self, kept: slice) -> "Context":
        return Context(**{name: getattr(self, name)[kept] for name in COLUMNS})
