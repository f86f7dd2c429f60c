"""What was agreed: the themes in force with all that was ruled on them, as replay gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.review.record import Decision, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedTheme:
    """A theme that a person accepted, with what was ruled on it since."""

    id: str
    candidate: str
    title: str
    items: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    minority: bool = False
    safety: bool = False
    keep_small: bool = False
    since: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A release that was signed: its version, its day and the moment of the last response taken in.

    `follows` is the release of the round before that it is laid beside; empty where the round follows none.
    """

    no: int
    version: str
    date: str
    last: str
    by: str
    follows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A point that a person ticked for quotation, or refused, as its text was then."""

    point: str
    digest: str
    approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Everything that was ruled, up to a line of the record.

    `point_items` are the items that people gave to points one by one; `turned_down` holds for each rejected candidate
    or theme the line, and the points that it had then.
    """

    themes: tuple[AgreedTheme, ...]
    rejected: frozenset[str]
    merged: Mapping[str, str]
    retired: frozenset[str]
    quotes: tuple[Quote, ...]
    signs: tuple[Sign, ...]
    given: tuple[str, ...]
    ruled: Mapping[str, str]
    moves: Mapping[str, str]
    on_answers: tuple[Decision, ...] = ()
    point_items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    turned_down: Mapping[str, tuple[int, frozenset[str]]] = field(default_factory=dict)

    def theme(self, id: str) -> AgreedTheme | None:
        """The agreed theme of an id, if it is in force."""
        return next((theme for theme in self.themes if theme.id == id), None)

    def decided(self) -> dict[str, str]:
        """Candidate or agreed theme -> what was ruled on it last, under that id alone."""
        return dict(self.ruled)
