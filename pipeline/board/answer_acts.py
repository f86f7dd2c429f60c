"""Acts on answers and on words of the whole round, by the rules of cleaning's worksheet.

Words are looked for in the text as it is shown: whoever sees a text with marks learns nothing of what stands behind
them by asking to have it hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.board.ruling import AskedError, Board, Ruling, check_words
from pipeline.board.shown import shown_text
from pipeline.board.words import say
from pipeline.clean.marks import MARK, Span, to_repaired
from pipeline.clean.redact import KINDS
from pipeline.clean.rulings import places
from pipeline.errors import RecordError
from pipeline.ids import keyed_digest
from pipeline.noticed import whole_digest
from pipeline.review.cleaning import Told
from pipeline.review.cleaning_apply import Ruled, cleaning_acts
from pipeline.review.record import nothing_personal

PERSON = "PERSON"
HOLD, LET_IN, REDACT, TRANSLATE, HIDE, SHOW = "hold-back", "let-in", "redact", "translate", "hide", "show"
# What nobody does to somebody's words without saying why.
_WANT_A_REASON = (HOLD, REDACT, HIDE, SHOW, "unredact")
_LONGEST = 50_000
# Words are hidden line by line, and each of them is looked for in every text whenever the board is laid out anew.
_MOST_LINES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form about an answer holds: the act, words with their kind of mark, why, and the text that was read."""

    act: str
    words: str = ""
    kind: str = PERSON
    reason: str = ""
    digest: str = ""
    place: str = ""


def ruling_on_answer(board: Board, id: str, asked: Asked) -> Ruling:
    """Hold an answer back, let it in, hide words of it or translate it; AskedError with what is wrong."""
    _check(board, asked, (HOLD, LET_IN, REDACT, TRANSLATE))
    told = _told(board, id, asked)
    if asked.act == LET_IN and told.state == "blank":
        raise AskedError({"board": say("This answer is empty; there is nothing to let in.")})
    decision = {"kind": "answer", "id": id, "digest": told.raw_digest, "decision": asked.act}
    if asked.act == LET_IN and is_held_whole(board, told.response):
        raise AskedError({"board": say("Its whole response is held back: let that in first, on its own page.")})
    return _ruling(board, {**decision, "words": _words_of(asked), "reason": asked.reason}, told, {id})


def is_held_whole(board: Board, response: str) -> bool:
    """Whether a person holds back all that a response says: neither its answers nor its choices count."""
    lines = [line for line in board.stands.agreed.on_answers if line.on == response]
    return bool(lines) and lines[-1].act == HOLD


def holding_whole(board: Board, ids: Sequence[str], reason: str) -> Ruling:
    """Hold a response back whole; `ids` are those of its answers that say something."""
    _check(board, Asked(act=HOLD, reason=reason), (HOLD,))
    told = {id: _told(board, id, Asked(act=HOLD, digest=str(board.shot.answers[id]["digest"]))) for id in ids}
    response = told[ids[0]].response
    row = {"kind": "response", "id": response, "decision": HOLD, "words": "", "reason": reason}
    acts = _acts(board, row, told).acts
    return Ruling(acts=acts, about=frozenset({response, *ids}))


def showing_a_stretch(board: Board, id: str, asked: Asked) -> Ruling:
    """Show a stretch of an answer that was hidden and is nothing personal."""
    _check(board, asked, ("unredact",))
    told = _told(board, id, asked)
    if asked.place not in {f"{start}-{end}" for start, end, _, _ in told.spans}:
        raise AskedError({"place": say("Choose one of the stretches that are hidden in this answer.")})
    # A row that was written while a person had hidden the stretch: it may be shown all the same.
    decision = {"kind": "hidden", "id": f"{id}@{asked.place}", "digest": told.digest, "now": "by a person"}
    return _ruling(board, {**decision, "decision": "unredact", "words": "", "reason": asked.reason}, told, {id})


def ruling_on_words(board: Board, asked: Asked) -> Ruling:
    """Hide words in every answer of the round, or show them in every answer."""
    _check(board, asked, (HIDE, SHOW))
    if not asked.words:
        raise AskedError({"words": say("Write the words it is about.")})
    row = {"kind": "words", "id": "words", "digest": "", "hidden": "", "decision": asked.act}
    return _ruling(board, {**row, "words": _words_of(asked), "reason": asked.reason}, None, set())


def _check(board: Board, asked: Asked, acts: Sequence[str]) -> None:
    faults = {}
    if asked.act not in acts:
        faults["board"] = say("Choose one of: %(what)s.", what=", ".join(acts))
    if asked.kind not in KINDS:
        faults["kind"] = say("Choose what kind of personal data it is.")
    if asked.act in _WANT_A_REASON and not asked.reason:
        faults["reason"] = say("Say in a few words why; name people by role.")
    if len(asked.words) > _LONGEST:
        faults["words"] = say(
            "The words have %(what)s characters, more than %(longest)s; write fewer.",
            what=len(asked.words),
            longest=_LONGEST,
        )
    elif asked.act != TRANSLATE and (lines := len(asked.words.splitlines())) > _MOST_LINES:
        faults["words"] = say(
            "The words have %(lines)s lines; send at most %(most_lines)s at once.", lines=lines, most_lines=_MOST_LINES
        )
    if faults:
        raise AskedError(faults)
    check_words(board.round, {"reason": asked.reason})


def _words_of(asked: Asked) -> str:
    """Words as a cell of the worksheet holds them: the kind of mark before each line of what is to be hidden."""
    if asked.act not in (REDACT, HIDE):
        return asked.words
    lines = (line.strip() for line in asked.words.splitlines())
    return "\n".join(f"{asked.kind}: {line}" for line in lines if line)


def _told(board: Board, id: str, asked: Asked) -> Told:
    """An answer as cleaning's worksheet knows it, but for its text: that is the one which is shown."""
    row = board.shot.answers[id]
    if asked.digest != row["digest"]:
        raise AskedError({"board": say("The text of this answer changed since you opened the page; read it again.")})
    text = shown_text(board.shot, id)
    return Told(
        answer=str(row["store_answer"]),
        response=str(row["response"]),
        **{name: str(row[name]) for name in ("state", "rule", "language", "question", "raw_digest", "digest")},
        repaired=text,
        text=text,
        spans=tuple(span[:4] for span in board.shot.spans.get(id, ())),
    )


def _ruling(board: Board, row: Mapping[str, str], told: Told | None, about: set[str]) -> Ruling:
    id = row["id"].partition("@")[0]
    ruled = _acts(board, row, {id: told} if told else {})
    return Ruling(acts=ruled.acts, about=frozenset(about), words=ruled.words)


def _acts(board: Board, row: Mapping[str, str], told: Mapping[str, Told]) -> Ruled:
    id = row["id"].partition("@")[0]
    one = told.get(id)
    spans = [Span(*span) for span in board.shot.spans.get(id, ())] if one else []
    try:
        return cleaning_acts(
            [(1, {"now": "", **row})],
            told,
            {},
            board.stands.agreed.on_answers,
            KINDS,
            # What is typed as a reason was asked already, with what is to be said of it on a page.
            nothing_personal,
            partial(_places, one.text if one else None, spans),
            partial(keyed_digest, board.round.key),
            "",
            partial(whole_digest, board.round.name, board.round.key),
        )
    except RecordError as error:
        raise AskedError(_faults(error)) from error


def _places(shown: str | None, spans: Sequence[Span], text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand: in the shown text outside its marks, in characters of the text behind; else as they stand."""
    found = places(text, words)
    if text != shown:
        return found
    marks = [mark.span() for mark in MARK.finditer(text)]
    clear = [one for one in found if not any(one[0] < end and start < one[1] for start, end in marks)]
    return [(to_repaired(start, spans), to_repaired(end, spans)) for start, end in clear]


def _faults(error: RecordError) -> dict[str, str]:
    """The faults of a worksheet's cells as sentences by field of the form."""
    told: dict[str, list[str]] = {}
    for fault in error.faults:
        field, _, said = fault.said.partition(": ")
        told.setdefault(field if field in ("words", "reason") else "board", []).append(said)
    begun = {"words": "The words", "reason": "The reason", "board": "This"}
    return {field: f"{begun[field]} {'; and they '.join(dict.fromkeys(each))}." for field, each in told.items()}
