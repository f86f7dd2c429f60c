"""Asides: what an e-mail brings along that nobody wrote as an answer, such as signatures and quoted replies."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Aside:
    """A stretch set aside from what is read: characters of the redacted text from `start` up to `end`."""

    start: int
    end: int
    kind: str


def asides(text: str) -> tuple[Aside, ...]:
    """The stretches of a redacted text that an e-mail brought along, in order and apart."""
    return ()
