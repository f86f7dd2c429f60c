"""Who may take lines back: for some it takes more than to rule on themes, on whatever page it is asked."""

from collections.abc import Iterable

from django.http import HttpRequest

from pipeline.board.ruling import Board
from pipeline.review.record import Decision
from pipeline.store.roles import SIGNING, UNREDACTING
from pipeline.web.organisers.guard import may_here

# What it takes to take such a line back, beside ruling on themes.
_RIGHTS = {"sign": SIGNING, "redact": UNREDACTING}


def may_take_back(request: HttpRequest, board: Board, lines: Iterable[Decision]) -> bool:
    """Whether who is asking may take these lines back: a signature who may sign, a hiding who may see what was hidden.

    So it is with what took one back; and a showing that was taken back is had again by who may see what was hidden.
    """
    told = tuple(lines)
    acts = {_act_of(board, line) for line in told}
    if any(line.act == "undo" and _act_of(board, line) == "unredact" for line in told):
        acts.add("redact")
    return all(may_here(request, right) for act, right in _RIGHTS.items() if act in acts)


def _act_of(board: Board, line: Decision) -> str:
    """The act of a line; of one that takes back, the act that it is about in the end."""
    while line.act == "undo":
        line = board.stands.record[int(line.on) - 1]
    return line.act
