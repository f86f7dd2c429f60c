"""What the forms of a theme's page ask, read from what was sent; each act with the function that makes its lines."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from pipeline.board import acts, ticked
from pipeline.board.asks import Wanted
from pipeline.board.ruling import Board, Ruling

_PREFIX = re.compile(r"[a-z]{2,10}[0-9]{0,4}\Z")
# Points of a theme are ticked in one form; what is asked of them begins with the act's own name.
ON_TICKED = ("split", "move", "confirm", "approve", "refuse")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent; its fields begin with the form's own name, so that a page may hold several."""

    post: QueryDict
    act: str

    @property
    def prefix(self) -> str:
        """What its fields begin with."""
        told = self.act if self.act in ON_TICKED else self.post.get("form", "")
        return told if _PREFIX.match(told) else self.act

    def text(self, name: str) -> str:
        """What was typed in a field, as it was typed."""
        return self.post.get(f"{self.prefix}-{name}", "")

    def reason(self) -> str:
        """Why; the points that were ticked share one field."""
        return self.post.get("points-reason", "") if self.act in ON_TICKED else self.text("reason")

    def points(self) -> list[str]:
        """The points that were ticked."""
        return self.post.getlist("points")

    def items(self) -> tuple[str, ...]:
        """The items that were ticked, the one that it is most about first."""
        first = self.text("first")
        return (*([first] if first else ()), *(one for one in self.many("items") if one != first))

    def many(self, name: str) -> list[str]:
        """What was ticked of several."""
        return self.post.getlist(f"{self.prefix}-{name}")

    def wanted(self) -> Wanted:
        """What a new theme shall be."""
        return Wanted(
            title=self.text("title"),
            items=self.items(),
            take_title=bool(self.text("take-title")),
            take_items=bool(self.text("take-items")),
            marks=tuple(self.many("marks")),
            reason=self.reason(),
        )

    def prose(self) -> list[str]:
        """What was written in words of one's own, so that it can be shown where its form is there no more."""
        told = [self.text("title"), self.text("note"), self.reason()]
        return [each for each in told if each.strip()]

    def named(self, faults: Mapping[str, str]) -> dict[str, str]:
        """Faults by the field of the page."""
        own = {"board": "board", "points": "points", "ids": "ids"}
        if self.act in ON_TICKED:
            own["reason"] = "points-reason"
        return {own.get(field, f"{self.prefix}-{field}"): said for field, said in faults.items()}


Ask = Callable[[Sent, Board, str], Ruling]

ACTS: Mapping[str, Ask] = {
    "accept": lambda sent, board, on: acts.accept(board, on, sent.wanted()),
    "merge": lambda sent, board, on: acts.merge(board, on, sent.text("into"), sent.reason()),
    "reject": lambda sent, board, on: acts.reject(board, on, sent.reason()),
    "rename": lambda sent, board, on: acts.rename(board, on, sent.text("title"), sent.reason()),
    "retag": lambda sent, board, on: acts.retag(board, on, sent.items(), sent.reason()),
    "mark": lambda sent, board, on: acts.mark(board, on, sent.many("marks"), sent.reason()),
    "note": lambda sent, board, on: acts.note(board, on, sent.text("note")),
    "keep": lambda sent, board, on: acts.keep(board, on, sent.reason()),
    "cut": lambda sent, board, on: ticked.cut(board, on, sent.text("part"), sent.wanted()),
    "split": lambda sent, board, on: ticked.split(board, on, sent.points(), sent.wanted()),
    "move": lambda sent, board, on: ticked.move(board, on, sent.points(), sent.text("into"), sent.reason()),
    "confirm": lambda sent, board, on: ticked.confirm(board, on, sent.points(), sent.reason()),
    "approve": lambda sent, board, on: ticked.quote(board, on, sent.points(), True, sent.reason()),
    "refuse": lambda sent, board, on: ticked.quote(board, on, sent.points(), False, sent.reason()),
}
# On the list, of the candidates that were ticked.
TOGETHER: Mapping[str, Callable[[Sent, Board], Ruling]] = {
    "merge": lambda sent, board: acts.merge_together(board, sent.post.getlist("ids"), sent.text("into"), sent.wanted()),
    "reject": lambda sent, board: acts.reject_together(board, sent.post.getlist("ids"), sent.reason()),
}
