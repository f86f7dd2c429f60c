"""What cleaning is told, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.clean.ledger import Ledger
from pipeline.clean.marks import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """An open question as it was put; `asks` is empty where nobody knows what it was."""

    text: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanRules:
    """One round's rules: its questions, the key of its ids, and words that are never a person's name.

    Without a key point ids are the answer's id, a dot and the point's number; where persons are not known
    (a table of texts) no response is a duplicate of another.
    """

    questions: Mapping[str, AskedQuestion] = field(default_factory=dict)
    key: str | None = None
    persons_known: bool = True
    protected: tuple[str, ...] = ()
    expansions: Mapping[str, str] = field(default_factory=dict)

    def asks(self, question: str) -> str:
        """What a question wants to hear, or nothing where it is not known."""
        return self.questions[question].asks if question in self.questions else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One open question's cell of one response, as it arrived."""

    question: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one cell came to, before anything beyond its own response is known."""

    repaired: str = ""
    text: str = ""
    spans: tuple[Span, ...] = ()
    state: str
    rule: str = ""
    language: str = "unknown"
    points: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A round's answers, each in one state, with what was hidden, the points, the groups and the account."""

    answers: pd.DataFrame
    spans: pd.DataFrame
    points: pd.DataFrame
    groups: pd.DataFrame
    ledger: Ledger
