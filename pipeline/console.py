"""The terminal: bars for long work, questions to a person, and plain lines; nothing else of the package prints."""

import datetime as dt
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline.errors import MissingError
from pipeline.progress import Told

_OUT = Console(highlight=False, soft_wrap=True)
_ERR = Console(stderr=True, highlight=False, soft_wrap=True)


def say(line: str = "") -> None:
    """One line on standard output, as it is."""
    _OUT.print(line, markup=False)


def complain(line: str) -> None:
    """One line on standard error, as it is."""
    _ERR.print(line, markup=False)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> None:
    """A table on standard output; `widths` keeps columns narrow where a cell may be long."""
    shown = Table(show_edge=False, pad_edge=False, box=None)
    for number, name in enumerate(header):
        most = widths[number] if number < len(widths) else None
        shown.add_column(name, overflow="ellipsis", no_wrap=True, max_width=most)
    for row in rows:
        shown.add_row(*(cell.replace("[", "\\[") for cell in row))
    _OUT.print(shown)


def confirm(question: str, *, yes: bool) -> bool:
    """Ask a person; with `yes` nobody is asked, and without a terminal nothing is done in their name."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise MissingError("there is no terminal to ask at; look with --preview, then run it again with --yes")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def ask(question: str, default: str = "") -> str:
    """Ask a person for a text; without a terminal the default is taken, and where there is none the work stops."""
    if sys.stdin.isatty():
        return input(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
    if not default:
        raise MissingError(f"there is no terminal to ask at: {question}; give it as an option (--help lists them)")
    return default


def ask_day(question: str) -> dt.date:
    """Ask a person for a day, again and again until it is one; without a terminal the work stops."""
    while True:
        told = ask(f"{question}, as 2026-11-30")
        try:
            return dt.date.fromisoformat(told)
        except ValueError:
            complain(f"'{told}' is no day; write the year, the month and the day: 2026-11-30")


def ask_questions() -> list[str]:
    """The open questions of a new round, asked one by one until an empty line."""
    questions = [ask("First open question")]
    while sys.stdin.isatty() and (more := input("Next open question (empty: no more): ").strip()):
        questions.append(more)
    return questions


class Bars:
    """Bars on standard error while work runs; silent where it is no terminal."""

    def __init__(self) -> None:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=_ERR, disable=not _ERR.is_terminal)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def start(self, what: str, total: int | None) -> Told:
        """Begin a bar."""
        task = self._progress.add_task(what, total=total)
        return lambda done: self._progress.advance(task, done)
