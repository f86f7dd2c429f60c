"""Points as they are read on a theme's page: each in its answer, with what was ruled on it and noticed of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.board.acts import here
from pipeline.board.folding import fold
from pipeline.board.ruling import Board
from pipeline.board.shown import shown_text
from pipeline.board.theme import Theme, label_of
from pipeline.review.agreed import Quote

# Of the rest of an answer; the whole of it is a link away.
_AROUND = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One point with the answer around it; `others` are agreed themes or candidates that it is in besides."""

    id: str
    text: str
    before: str
    after: str
    answer: str
    response: str
    question: str
    may_be_quoted: bool
    quote: str
    joined: bool
    proposed: bool
    marks: tuple[str, ...]
    fits_none: bool
    others: tuple[tuple[str, str], ...]


def around(answer: str, start: int, text: str) -> tuple[str, str]:
    """What stands before and after a point in its answer; both empty where the point is not found in it."""
    at = start if answer[start : start + len(text)] == text else answer.find(text)
    if at < 0:
        return "", ""
    before, after = answer[:at], answer[at + len(text) :]
    cut = before[-_AROUND:].partition(" ")[2] if len(before) > _AROUND else before
    end = after[:_AROUND].rpartition(" ")[0] if len(after) > _AROUND else after
    return (f"…{cut}" if cut != before else cut), (f"{end}…" if end != after else end)


def sought(board: Board, theme: Theme, question: str, words: str) -> list[str]:
    """The points of a theme that answer a question, or any, and hold all of these words."""
    wanted, points = fold(words).split(), board.shot.points
    return [
        point
        for point in theme.points
        if question in ("", points[point]["question"])
        and all(word in fold(shown_text(board.shot, point)) for word in wanted)
    ]


def readings(board: Board, theme: Theme, points: Sequence[str], blind: Collection[str]) -> list[Reading]:
    """These points, each in its answer; of those that people code blind nothing is said that a machine noticed."""
    quotes = {quote.point: quote for quote in board.stands.agreed.quotes}
    return [_reading(board, theme, point, quotes.get(point), point in blind) for point in points]


def _reading(board: Board, theme: Theme, point: str, quote: Quote | None, blind: bool) -> Reading:
    shot = board.shot
    row, text = shot.points[point], shown_text(shot, point)
    before, after = around(shown_text(shot, row["answer"]), int(row["start"]), text)
    return Reading(
        id=point,
        text=text,
        before=before,
        after=after,
        answer=str(row["answer"]),
        response=str(row["response"]),
        question=str(row["question"]),
        may_be_quoted=point in shot.consented,
        quote="" if quote is None else "approved" if quote.approved else "refused",
        joined=point in theme.joined,
        proposed=point in theme.proposed,
        marks=() if blind else tuple(shot.marks.get(point, ())),
        fits_none=not blind and point in shot.unfitted,
        others=tuple(_others(board, theme, point)),
    )


def _others(board: Board, theme: Theme, point: str) -> list[tuple[str, str]]:
    """The other themes of a point: agreed ones, and of a candidate's second points the main theme."""
    ids = [one.theme for one in here(board).of_point.get(point, ()) if one.theme != theme.id]
    if point in theme.second:
        main = board.shot.themes_of[point][0]
        ids += [here(board).home(main) or main]
    return [(id, label_of(board, id)) for id in dict.fromkeys(ids) if id != theme.id]
