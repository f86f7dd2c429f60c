"""What cleaning is told, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.clean.ledger import Ledger
from pipeline.clean.mail import Aside
from pipeline.clean.marks import Span
from pipeline.clean.rulings import NO_RULING, NO_RULINGS, Ruling, Rulings


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """An open question as it was put; `asks` is empty where nobody knows what it was."""

    text: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanRules:
    """One round's rules: its questions, the key of its ids, and words that are never a person's name.

    `noticed` are responses about which the form noticed something, and whether each still waits for a person's word.
    Without a key point ids are the answer's id, a dot and the point's number; where persons are not known
    (a table of texts) no response is a duplicate of another.
    """

    questions: Mapping[str, AskedQuestion] = field(default_factory=dict)
    key: str | None = None
    persons_known: bool = True
    protected: tuple[str, ...] = ()
    expansions: Mapping[str, str] = field(default_factory=dict)
    rulings: Rulings = NO_RULINGS
    noticed: Mapping[str, bool] = field(default_factory=dict)

    def asks(self, question: str) -> str:
        """What a question wants to hear, or nothing where it is not known."""
        return self.questions[question].asks if question in self.questions else ""

    def place(self, question: str) -> int:
        """Where a question stands among those that were put, so that "as above" can be followed."""
        return list(self.questions).index(question) if question in self.questions else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One open question's cell of one response, as it arrived; `waits` until a person read the response."""

    question: str
    raw: str
    ruling: Ruling = NO_RULING
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one cell came to, before anything beyond its own response is known.

    `unfit` are the lines of the record whose corrections were made on another text than the cell holds now.
    """

    repaired: str = ""
    text: str = ""
    spans: tuple[Span, ...] = ()
    state: str
    rule: str = ""
    language: str = "unknown"
    points: tuple[tuple[int, int], ...] = ()
    asides: tuple[Aside, ...] = ()
    unfit: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A round's answers, each in one state, with what was hidden or set aside, the points, the groups, the account.

    `unfit` are lines of the record with answers (by store id) whose text is no longer the one they were made on.
    """

    answers: pd.DataFrame
    spans: pd.DataFrame
    asides: pd.DataFrame
    points: pd.DataFrame
    groups: pd.DataFrame
    ledger: Ledger
    unfit: tuple[tuple[int, str], ...] = ()
