"""Answers that a person should look at: what cleaning held back, set aside, hid with doubt, and what was ruled on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.board.folding import fold
from pipeline.board.ruling import Board
from pipeline.board.shown import shown_text
from pipeline.board.snapshot import HiddenSpan, Row, Snapshot
from pipeline.clean.rulings import BY_PERSON
from pipeline.ids import public_id
from pipeline.review.record import Decision

HELD, LANGUAGE, ASIDE, COPIES, DOUBTS, RULED, ALL = "held", "language", "aside", "copies", "doubts", "ruled", "all"
LISTS = (HELD, LANGUAGE, DOUBTS, COPIES, ASIDE, RULED, ALL)
# Nobody wonders about these.
_PLAIN_RULES = ("empty cell", "no word")
_OF_STATE = {"held back": HELD, "awaiting translation": LANGUAGE, "non-answer": ASIDE, "duplicate": ASIDE}
# Patterns that check themselves are surer than this; what only looks like something is not.
_SURE = 0.85
_SHOWN_ALIKE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch that is hidden: its number among those of its kind in the answer, and how sure the machine was."""

    place: str
    kind: str
    number: int
    by_person: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    shot: Snapshot
    lines: tuple[Decision, ...]
    lists: Mapping[str, tuple[str, ...]]


_KNOWN: dict[tuple[str, str], _Listed] = {}


def lists_of(board: Board) -> Mapping[str, tuple[str, ...]]:
    """The ids of the answers on each list, those first that matter most; made once for each analysis and ruling."""
    key, lines = board.round.where, board.stands.agreed.on_answers
    known = _KNOWN.get(key)
    if known is None or known.shot is not board.shot or known.lines != lines:
        known = _KNOWN[key] = _Listed(board.shot, lines, _lists(board.shot, lines))
    return known.lists


def _lists(shot: Snapshot, lines: Sequence[Decision]) -> dict[str, tuple[str, ...]]:
    of: dict[str, list[str]] = {name: [] for name in LISTS}
    for id, row in shot.answers.items():
        for name in _lists_of_one(shot, id, row):
            of[name].append(id)
    for name in (HELD, LANGUAGE, ASIDE):
        of[name].sort(key=lambda one: (shot.answers[one]["rule"], one))
    of[DOUBTS].sort(key=lambda one: (min(span[4] for span in _doubtful(shot, one)), one))
    of[COPIES].sort(key=lambda one: (not shot.groups[one]["added"], shot.groups[one]["group"], one))
    of[RULED] = list(_ruled(shot, lines))
    return {name: tuple(ids) for name, ids in of.items()}


def _lists_of_one(shot: Snapshot, id: str, row: Row) -> Iterator[str]:
    if row["state"] in _OF_STATE and row["rule"] not in _PLAIN_RULES:
        yield _OF_STATE[row["state"]]
    if any(_doubtful(shot, id)):
        yield DOUBTS
    if id in shot.groups and shot.groups[id]["kind"] == "campaign":
        yield COPIES
    if row["text"]:
        yield ALL


def _doubtful(shot: Snapshot, id: str) -> list[HiddenSpan]:
    return [span for span in shot.spans.get(id, ()) if not _is_sure(span)]


def _is_sure(span: HiddenSpan) -> bool:
    return span[4] >= _SURE or span[3] == BY_PERSON


def _ruled(shot: Snapshot, lines: Sequence[Decision]) -> Iterable[str]:
    """Answers that were ruled on, or whose response was, the last first."""
    of_response: dict[str, list[str]] = {}
    for id, row in shot.answers.items():
        of_response.setdefault(row["response"], []).append(id)
    told = [id for line in reversed(lines) for id in (of_response.get(line.on) or [line.on])]
    return [id for id in dict.fromkeys(told) if id in shot.answers and shot.answers[id]["state"] != "blank"]


def found_in(board: Board, ids: Sequence[str], words: str) -> Sequence[str]:
    """Those of some answers whose shown text holds words, in whatever case; all of them where there are no words."""
    told = fold(words)
    if not told:
        return ids
    return [id for id in ids if told in fold(shown_text(board.shot, id))]


def stretches(board: Board, id: str) -> list[Stretch]:
    """What is hidden in an answer, in its order; the words themselves are not here."""
    numbers: dict[str, int] = {}
    told = []
    for span in board.shot.spans.get(id, ()):
        start, end, kind, recogniser, _ = span
        numbers[kind] = numbers.get(kind, 0) + 1
        mine = recogniser == BY_PERSON
        told.append(
            Stretch(place=f"{start}-{end}", kind=kind, number=numbers[kind], by_person=mine, sure=_is_sure(span))
        )
    return told


def alike(board: Board, id: str) -> list[str]:
    """Other answers with the same letter; those with words of their own first, a page of them at most."""
    group = board.shot.groups[id]["group"] if id in board.shot.groups else ""
    told = [other for other in lists_of(board)[COPIES] if board.shot.groups[other]["group"] == group and other != id]
    return told[:_SHOWN_ALIKE]


def beside(board: Board, id: str) -> list[str]:
    """The other answers of the same person that say something."""
    store_id, _, _ = str(board.shot.answers[id]["store_answer"]).rpartition("/")
    return [other for other in _of_response(board, store_id) if other != id]


def _of_response(board: Board, store_id: str) -> Iterator[str]:
    for question in board.round.survey.open_questions:
        id = public_id(board.round.key, "a", f"{store_id}/{question.id}")
        if id in board.shot.answers and board.shot.answers[id]["text"]:
            yield id


def rulings_on(board: Board, id: str) -> list[Decision]:
    """The lines in force on an answer and on its response, in their order."""
    on = {id, str(board.shot.answers[id]["response"])}
    return [line for line in board.stands.agreed.on_answers if line.on in on]


def waiting(board: Board) -> list[Decision]:
    """The lines on answers and words that came after the last analysis: it knows nothing of them."""
    at = f"{board.shot.analysed_at:%Y-%m-%dT%H:%M:%SZ}"
    return [line for line in board.stands.agreed.on_answers if line.at > at]
