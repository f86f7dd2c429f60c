"""An answer as it arrived, for those who may see what was hidden: looked up by itself, logged, kept nowhere."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from pipeline.board.ruling import AskedError, Board, check_words
from pipeline.board.words import say
from pipeline.store import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class AsItArrived:
    """The text as it came, and what stands behind each mark: the mark with its number, and the words."""

    text: str
    behind: tuple[tuple[str, str], ...]


def as_it_arrived(board: Board, id: str, reason: str, by: str, now: datetime) -> AsItArrived:
    """Read one answer as it arrived; who looked, at which and why is in the audit log before anything is shown."""
    if not reason:
        raise AskedError({"reason": say("Say in a few words why you must see it; name people by role.")})
    check_words(board.round, {"reason": reason})
    audit.write(by, "saw what was hidden", id, {"round": board.round.name, "reason": reason}, now)
    return _read(board, id)


def _read(board: Board, id: str) -> AsItArrived:
    """One row of the table: no other answer's hidden words are held for a moment."""
    path, wanted = board.round.here.table("answers"), board.shot.answers[id]["store_answer"]
    row = pd.read_parquet(path, columns=["answer", "raw", "repaired"], filters=[("answer", "==", wanted)])
    if row.empty:
        raise AskedError({"board": say("This answer is no longer there; its sender may have taken it back.")})
    raw, repaired = str(row["raw"].item()), str(row["repaired"].item())
    numbers: dict[str, int] = {}
    behind = []
    for start, end, kind, _, _ in board.shot.spans.get(id, ()):
        numbers[kind] = numbers.get(kind, 0) + 1
        behind.append((f"[{kind}] {numbers[kind]}", repaired[start:end]))
    return AsItArrived(text=raw, behind=tuple(behind))
