"""A response as a whole: what it says, whether its words may be published, and one word on all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.board.answer_acts import HOLD, LET_IN, Asked, holding_whole, is_held_whole, ruling_on_answer
from pipeline.board.answers import beside
from pipeline.board.ruling import AskedError, Board, Ruling, check_words
from pipeline.board.ticked import quote
from pipeline.board.words import say
from pipeline.ids import text_digest
from pipeline.place import shown
from pipeline.review.undoing import undo_acts

APPROVE, REFUSE = "approve", "refuse"
RESPONSE_ACTS = (HOLD, LET_IN, APPROVE, REFUSE)
# What nobody does to what somebody sent without saying why.
_WANT_A_REASON = (HOLD, REFUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The answers of one response that say something, with their points, and a digest of all that was read."""

    answers: tuple[str, ...]
    points: tuple[str, ...]
    may_be_quoted: bool
    digest: str


def whole_of(board: Board, id: str) -> Whole:
    """The response that an answer belongs to."""
    shot = board.shot
    answers = tuple(sorted({id, *beside(board, id)}, key=lambda one: (shot.answers[one]["question"], one)))
    points = tuple(point for answer in answers for point in shot.points_of.get(answer, ()))
    return Whole(
        answers=answers,
        points=points,
        may_be_quoted=any(point in shot.consented for point in points),
        digest=text_digest("\n".join(str(shot.answers[one]["digest"]) for one in answers)),
    )


def ruling_on_response(board: Board, id: str, act: str, reason: str, digest: str) -> Ruling:
    """Hold it back whole or let its answers in, or say that its words may be published or may not.

    To hold back is a line on the response: its choices count no more than its answers do; to let in what is held back
    so takes that line back. All else is the line that the same word on each answer, or each point, would be.
    AskedError with what is wrong.
    """
    whole = whole_of(board, id)
    if act not in RESPONSE_ACTS:
        raise AskedError({"board": say("Choose one of: %(what)s.", what=", ".join(RESPONSE_ACTS))})
    if act in _WANT_A_REASON and not reason:
        raise AskedError({"reason": say("Say in a few words why; name people by role.")})
    if digest != whole.digest:
        raise AskedError({"board": say("A text of this response changed since you opened the page; read it again.")})
    if act == HOLD:
        return _or_ruled(holding_whole(board, whole.answers, reason))
    if act == LET_IN:
        response = str(board.shot.answers[id]["response"])
        held = is_held_whole(board, response)
        return _counting_again(board, response, reason) if held else _on_answers(board, whole.answers, reason)
    return _on_points(board, whole, reason, approve=act == APPROVE)


def _or_ruled(ruling: Ruling) -> Ruling:
    if not ruling.acts:
        raise AskedError({"board": say("That was ruled on all of them already.")})
    return ruling


def _counting_again(board: Board, response: str, reason: str) -> Ruling:
    """Take back the line that holds a response back: each of its answers is again what it was before."""
    check_words(board.round, {"reason": reason})
    stands, file = board.stands, shown(board.round.here.decisions)
    line = next(line for line in reversed(stands.agreed.on_answers) if line.on == response)
    acts = undo_acts(stands.record, {line.no}, reason, file, board.round.name)
    return Ruling(acts=tuple(acts), about=frozenset({response, str(line.no)}))


def _on_answers(board: Board, answers: Sequence[str], reason: str) -> Ruling:
    told = [_let_in(board, id, reason) for id in answers if board.shot.answers[id]["state"] != "blank"]
    acts = tuple(each for ruling in told for each in ruling.acts)
    return _or_ruled(Ruling(acts=acts, about=frozenset(answers)))


def _let_in(board: Board, id: str, reason: str) -> Ruling:
    return ruling_on_answer(board, id, Asked(act=LET_IN, reason=reason, digest=str(board.shot.answers[id]["digest"])))


def _on_points(board: Board, whole: Whole, reason: str, *, approve: bool) -> Ruling:
    if not whole.points:
        raise AskedError({"board": say("None of its answers makes a point; there is nothing to publish.")})
    check_words(board.round, {"reason": reason})
    try:
        return quote(board, "", whole.points, approve, reason)
    except AskedError as error:
        said = "Its sender did not agree to be quoted." if approve and not whole.may_be_quoted else ""
        raise AskedError({"board": said or "; ".join(error.faults.values())}) from error
