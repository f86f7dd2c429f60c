"""What waits beside the themes: responses that were held up, answers that cleaning set aside or hid with doubt."""

from collections.abc import Mapping

from pipeline.board.answers import COPIES, DOUBTS, HELD, LANGUAGE, lists_of
from pipeline.board.ruling import Board
from pipeline.noticed import fits, ruled
from pipeline.store.flagged import flagged

MODERATION = "moderation"
_LISTS = (HELD, LANGUAGE, DOUBTS)


def beside_of(board: Board) -> Mapping[str, int]:
    """How many of each wait for a person; answers that somebody ruled on wait no more."""
    lines, lists, shot = board.stands.agreed.on_answers, lists_of(board), board.shot
    on, last = {line.on for line in lines}, ruled(lines)
    told = {MODERATION: sum(not fits(one, board.round.key, last) for one in flagged(board.round.name))}
    for name in _LISTS:
        told[name] = sum(not on & {id, str(shot.answers[id]["response"])} for id in lists[name])
    told[COPIES] = sum(bool(shot.groups[id]["added"]) and id not in on for id in lists[COPIES])
    return told
