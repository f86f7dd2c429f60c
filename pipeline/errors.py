"""Errors for the one who must act: place, what was seen, what was wanted, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of one file, with the line it stands on (0 where the whole file is meant)."""

    file: str
    line: int
    said: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.said}"


class UserError(Exception):
    """Something the person at the keyboard can mend: shown without a traceback."""

    exit_code = 2


class FaultsError(UserError):
    """Every fault found in what a person wrote or handed in, at once and in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @classmethod
    def at(cls, file: str, said: str, line: int = 0) -> Self:
        """The error of one fault alone."""
        return cls([Fault(file, line, said)])


class DefinitionError(FaultsError):
    """A file that people write (survey, workstreams, glossary, roadmap) says something it cannot mean."""

    exit_code = 3


class InputError(FaultsError):
    """A file of responses or texts does not fit what was asked of it; nothing of it was taken."""

    exit_code = 4


class RecordError(FaultsError):
    """A line of the decisions record or of a worksheet cannot be applied."""

    exit_code = 5


class MissingError(UserError):
    """Something the command needs is not there yet; the message says how to get it."""

    exit_code = 6


class PromiseError(UserError):
    """A promise about the result does not hold (the ledger, the gate, the counts): nothing was published."""

    exit_code = 7
