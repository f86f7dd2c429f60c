"""One response's open answers judged together: repaired, redacted, put in a state, cut into points."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.clean.language import UNKNOWN, could_be_foreign, is_foreign, language
from pipeline.clean.marks import Redacted
from pipeline.clean.nonanswers import EMPTY, non_answer
from pipeline.clean.points import split
from pipeline.clean.records import Cell, CleanRules, Judged
from pipeline.clean.redact import names_in, redact
from pipeline.clean.repair import repair
from pipeline.clean.unwanted import unwanted

_USABLE, _AWAITING, _HELD = "usable", "awaiting translation", "held back"
_ROUNDS = 5


def _settled(repaired: str, protected: tuple[str, ...], names: frozenset[str]) -> tuple[str, Redacted]:
    """The repaired and the redacted text, so that cleaning the redacted text again changes nothing.

    A mark can end a run of broken encoding that was too mixed to mend before; what is mended then enters both texts.
    """
    redacted = redact(repaired, protected, names)
    for _ in range(_ROUNDS):
        mended = repair(redacted.text)
        if mended == redacted.text:
            break
        repaired = _without_marks(mended, redacted, repaired)
        redacted = redact(repaired, protected, names)
    return repaired, redacted


def _without_marks(mended: str, redacted: Redacted, repaired: str) -> str:
    """The mended text with what each mark hides put back."""
    text, after = "", 0
    for span in redacted.spans:
        place = mended.find(span.mark, after)
        if place < 0:
            return repaired
        text += mended[after:place] + repaired[span.start : span.end]
        after = place + len(span.mark)
    return text + mended[after:]


def _state(repaired: str, text: str, asks: str) -> tuple[str, str, str]:
    """The state, the rule and the language of one answer, by its own words."""
    if not repaired:
        return "blank", EMPTY, UNKNOWN
    rule = non_answer(text, asks)
    if rule:
        return "non-answer", rule, UNKNOWN
    code = language(text)
    # A mark hides the link of a seller; it also parts an insult from what stood before it.
    rule = unwanted(repaired) or unwanted(text)
    if rule:
        return _HELD, rule, code
    if is_foreign(code):
        return _AWAITING, f"language {code}", code
    return _USABLE, "", code


def _beside(judged: list[Judged]) -> list[Judged]:
    """What the other answers of a response say of one: spam comes in threes, and so does a language."""
    if any(one.rule == "spam" for one in judged):
        return [
            replace(one, state=_HELD, rule="spam in the same response") if one.state in (_USABLE, _AWAITING) else one
            for one in judged
        ]
    codes = {one.language for one in judged} - {UNKNOWN}
    if len(codes) == 1 and is_foreign(code := next(iter(codes))):
        return [
            replace(one, state=_AWAITING, rule=f"language {code} in the same response", language=code)
            if one.state == _USABLE and could_be_foreign(one.text)
            else one
            for one in judged
        ]
    return judged


def _hidden(texts: Sequence[str], protected: tuple[str, ...]) -> list[tuple[str, Redacted]]:
    """Each text repaired and redacted, with a name found in one of them hidden in all."""
    settled = [_settled(text, protected, frozenset()) for text in texts]
    names = frozenset[str]()
    while True:
        found = frozenset[str]().union(*(names_in(*one) for one in settled))
        if found <= names or len(texts) == 1:
            return settled
        names |= found
        settled = [_settled(text, protected, names) for text in texts]


def judge(cells: Sequence[Cell], rules: CleanRules) -> list[Judged]:
    """Judge the cells of one response, in their order; what other responses say is not looked at."""
    hidden = _hidden([repair(cell.raw) for cell in cells], rules.protected)
    judged = []
    for cell, (repaired, redacted) in zip(cells, hidden, strict=True):
        state, rule, code = _state(repaired, redacted.text, rules.asks(cell.question))
        judged.append(
            Judged(repaired=repaired, text=redacted.text, spans=redacted.spans, state=state, rule=rule, language=code)
        )
    return [replace(one, points=tuple(split(one.text))) if one.state == _USABLE else one for one in _beside(judged)]


def judge_all(responses: Sequence[Sequence[Cell]], rules: CleanRules) -> list[list[Judged]]:
    """Judge many responses: a plain function of a partition, so that an engine can map it over processes.

    Equal responses are judged once; in real files one in six says "none", "thank you" or the like.
    """
    known: dict[tuple[tuple[str, str], ...], list[Judged]] = {}
    judged = []
    for cells in responses:
        key = tuple((cell.question, cell.raw) for cell in cells)
        if key not in known:
            known[key] = judge(cells, rules)
        judged.append(known[key])
    return judged
