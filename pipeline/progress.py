"""How long work tells how far it is: the command line draws a bar, tests and other programs hear nothing."""

from collections.abc import Callable
from typing import Protocol

Told = Callable[[int], None]


class Progress(Protocol):
    """Somebody who is told of long work."""

    def start(self, what: str, total: int | None) -> Told:
        """Begin a piece of work of so many steps (None: unknown); the result is called with steps done since."""
        ...


class Silent:
    """Hears and says nothing."""

    def start(self, what: str, total: int | None) -> Told:
        """Nothing is shown."""
        return lambda _done: None
