"""What became of every message of a mailbox: each stands on one line of the account, and the lines add up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.collect.layout import NAMED
from pipeline.store.records import Added

TAKEN, AUTOMATIC, COPY, SENT, EMPTY, UNREADABLE = "taken", "automatic", "copy", "sent", "empty", "unreadable"
_LINES = {
    AUTOMATIC: "no person's: {why}",
    COPY: "here a second time: {why}",
    SENT: "sent by the mailbox itself, no answer to it: {why}",
    EMPTY: "without words of their own: {why}",
    UNREADABLE: "not read: {why}",
}
_NAMES = {
    AUTOMATIC: "automatic",
    COPY: "copies",
    SENT: "sent by the mailbox",
    EMPTY: "without words",
    UNREADABLE: "not read",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one message; `why` tells what stood against it and what to do."""

    place: str
    kind: str
    is_inside: bool
    why: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """Every message of a mailbox with what became of it; `new` and `known` are the responses, once they are stored."""

    outcomes: tuple[Outcome, ...]
    new: int = 0
    known: int = 0

    def count(self, kind: str) -> int:
        """How many messages stand on a line."""
        return sum(outcome.kind == kind for outcome in self.outcomes)

    @property
    def inside(self) -> int:
        """How many of the messages stood inside another."""
        return sum(outcome.is_inside for outcome in self.outcomes)

    def after(self, added: Added) -> "MailAccount":
        """The account once the store took the responses."""
        return replace(self, new=added.new, known=added.known)

    def sum(self) -> str:
        """The messages and the lines they stand on, which add up to them."""
        taken = f"{self.new} new + {self.known} known" if self.new + self.known else f"{self.count(TAKEN)} responses"
        rest = [f"{count} {name}" for kind, name in _NAMES.items() if (count := self.count(kind))]
        lines = " + ".join([taken, *rest])
        return f"{len(self.outcomes)} messages{f' ({self.inside} inside another)' if self.inside else ''} = {lines}"

    def __str__(self) -> str:
        return "\n  ".join((self.sum(), *self.told()))

    def told(self) -> Iterator[str]:
        """What was not taken and why, and what was noticed about the messages that were; each with where it stands."""
        for kind, said in _LINES.items():
            yield from self._grouped((said.format(why=each.why), each) for each in self.outcomes if each.kind == kind)
        yield from self._grouped((note, each) for each in self.outcomes for note in each.notes)

    def _grouped(self, told: Iterator[tuple[str, Outcome]]) -> Iterator[str]:
        groups: dict[str, list[str]] = {}
        for said, outcome in told:
            groups.setdefault(said, []).append(outcome.place)
        for said, places in groups.items():
            yield f"{named(places)}: {said}"


def named(places: Sequence[str]) -> str:
    """'message 3' or 'message 3; message 5 and 12 more'."""
    more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    return "; ".join(places[:NAMED]) + more
