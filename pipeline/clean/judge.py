"""One response's open answers judged together: repaired, redacted, put in a state, cut into points."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.clean.language import UNKNOWN, could_be_foreign, is_foreign, language
from pipeline.clean.mail import Aside, asides
from pipeline.clean.marks import Redacted
from pipeline.clean.nonanswers import EMPTY, PERSONAL_ONLY, non_answer
from pipeline.clean.points import split
from pipeline.clean.records import Cell, CleanRules, Judged
from pipeline.clean.redact import names_in, redact
from pipeline.clean.repair import repair
from pipeline.clean.rulings import BY_PERSON, corrected, translated, unfit
from pipeline.clean.unwanted import unwanted

_USABLE, _AWAITING, _HELD, _SILENT = "usable", "awaiting translation", "held back", "non-answer"
ELSEWHERE = "points to another answer"
ASIDE_ONLY = "only a signature, a quote or a notice"
NOTICED = "noticed by the form"
LOST = "its redaction was made on another text; redact it anew"
_ROUNDS = 5

# A repaired text, and what it is once people's corrections are in.
Hidden = tuple[str, Redacted]


def _settled(repaired: str, cell: Cell, rules: CleanRules, names: frozenset[str]) -> Hidden:
    """The repaired and the redacted text, so that cleaning the redacted text again changes nothing.

    A mark can end a run of broken encoding that was too mixed to mend before; what is mended then enters both texts.
    """
    redacted = _redacted(repaired, cell, rules, names)
    for _ in range(_ROUNDS):
        mended = repair(redacted.text)
        if mended == redacted.text:
            break
        repaired = _without_marks(mended, redacted, repaired)
        redacted = _redacted(repaired, cell, rules, names)
    return repaired, redacted


def _redacted(repaired: str, cell: Cell, rules: CleanRules, names: frozenset[str]) -> Redacted:
    # Words of a phrase that is shown are not shown apart: one of them may be a name elsewhere.
    shown = tuple(words for words in rules.rulings.shown if len(words.split()) == 1)
    found = redact(repaired, (*rules.protected, *shown) if shown else rules.protected, names)
    return corrected(repaired, found, cell.ruling, rules.rulings)


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


def _body(text: str, aside: Sequence[Aside]) -> str:
    """The text without what was set aside, each stretch of it a line end."""
    pieces, after = [], 0
    for one in aside:
        pieces.append(text[after : one.start])
        after = one.end
    return "\n".join([*pieces, text[after:]]).strip() if aside else text


def _state(repaired: str, text: str, body: str, asks: str) -> tuple[str, str, str]:
    """The state, the rule and the language of one answer, by its own words."""
    if not repaired:
        return "blank", EMPTY, UNKNOWN
    rule = non_answer(body, asks) if body else ASIDE_ONLY
    if rule == PERSONAL_ONLY:
        # Keys struck at random, or one small word, may have been taken for a name.
        rule = non_answer(repaired, asks) or rule
        held = unwanted(repaired)
        if held:
            return _HELD, held, UNKNOWN
    if rule:
        return _SILENT, rule, UNKNOWN
    code = language(body)
    # A mark hides the link of a seller; it also parts an insult from what stood before it.
    rule = unwanted(repaired) or unwanted(text)
    if rule:
        return _HELD, rule, code
    if is_foreign(code):
        return _AWAITING, f"language {code}", code
    return _USABLE, "", code


def _ruled(judged: Judged, cell: Cell) -> Judged:
    """The answer as a person ruled on it: in, or held back; a blank one has nothing to let in."""
    if judged.state == "blank":
        return judged
    if cell.ruling.let_in is False:
        return replace(judged, state=_HELD, rule=BY_PERSON)
    if cell.waits and cell.ruling.let_in is None and judged.state in (_USABLE, _AWAITING):
        return replace(judged, state=_HELD, rule=NOTICED)
    # What a person hid is not shown by what they let in before its text changed.
    if cell.ruling.let_in and judged.state != _USABLE and judged.rule != LOST:
        return replace(judged, state=_USABLE, rule=f"let in {BY_PERSON}: {judged.state}")
    return judged


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


def _followed(judged: list[Judged], cells: Sequence[Cell], rules: CleanRules) -> list[Judged]:
    """Answers that only point to another one, with the question they point to in their rule."""
    places = [rules.place(cell.question) for cell in cells]
    told = []
    for one, here in zip(judged, places, strict=True):
        if one.state == _SILENT and one.rule == ELSEWHERE:
            said = [n for n, other in enumerate(judged) if other.state == _USABLE]
            above = [n for n in said if places[n] < here] if "below" not in one.text.casefold() else []
            nearest = max(above, key=places.__getitem__) if above else None
            below = [n for n in said if places[n] > here] if "below" in one.text.casefold() else []
            nearest = min(below, key=places.__getitem__) if nearest is None and below else nearest
            one = one if nearest is None else replace(one, rule=f"{ELSEWHERE}: {cells[nearest].question}")
        told.append(one)
    return told


def _hidden(cells: Sequence[Cell], texts: Sequence[str], rules: CleanRules) -> list[Hidden]:
    """Each text repaired and redacted, with a name found in one of them hidden in all."""
    both = list(zip(texts, cells, strict=True))
    settled = [_settled(text, cell, rules, frozenset()) for text, cell in both]
    names = frozenset[str]()
    while True:
        found = frozenset[str]().union(*(names_in(*one) for one in settled))
        if found <= names or len(texts) == 1:
            return settled
        names |= found
        settled = [_settled(text, cell, rules, names) for text, cell in both]


def _read(cell: Cell) -> tuple[str, str | None, tuple[int, ...]]:
    """The text that is cleaned, the language it was translated from if it was, and the lines that no longer fit."""
    repaired = repair(cell.raw)
    if not cell.ruling.corrections:
        return repaired, None, ()
    other = translated(repaired, cell.ruling)
    text = repaired if other is None else repair(other)
    lines = {one.no for one in unfit(repaired, cell.ruling)} & {one.no for one in unfit(text, cell.ruling)}
    return text, None if other is None else language(repaired), tuple(sorted(lines))


def _judged(cell: Cell, hidden: Hidden, read: tuple[str, str | None, tuple[int, ...]], rules: CleanRules) -> Judged:
    repaired, redacted = hidden
    _, source, lines = read
    aside = asides(redacted.text)
    state, rule, code = _state(repaired, redacted.text, _body(redacted.text, aside), rules.asks(cell.question))
    if source is not None:
        # A translation is not asked for its language again: who wrote it meant it to be read.
        state, rule = (_USABLE, f"translated: {source}") if state in (_USABLE, _AWAITING) else (state, rule)
        code = source
    lost = [one.no for one in cell.ruling.corrections if one.no in lines and one.kind]
    if lost:
        # What a person hid could stand anywhere in the changed text.
        state, rule = _HELD, LOST
    return Judged(
        repaired=repaired,
        text=redacted.text,
        spans=redacted.spans,
        state=state,
        rule=rule,
        language=code,
        asides=aside,
        unfit=lines,
    )


def judge(cells: Sequence[Cell], rules: CleanRules) -> list[Judged]:
    """Judge the cells of one response, in their order; what other responses say is not looked at."""
    read = [_read(cell) for cell in cells]
    hidden = _hidden(cells, [text for text, _, _ in read], rules)
    judged = [_judged(*one, rules) for one in zip(cells, hidden, read, strict=True)]
    beside = [_ruled(one, cell) for one, cell in zip(_beside(judged), cells, strict=True)]
    followed = _followed(beside, cells, rules)
    return [replace(one, points=points_of(one)) if one.state == _USABLE else one for one in followed]


def points_of(judged: Judged, apart: Sequence[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
    """The points of an answer; what it set aside makes none, and stretches in `apart` are points of their own."""
    return tuple(split(judged.text, [(one.start, one.end) for one in judged.asides], apart))


def judge_all(responses: Sequence[Sequence[Cell]], rules: CleanRules) -> list[list[Judged]]:
    """Judge many responses: a plain function of a partition, so that an engine can map it over processes.

    Equal responses are judged once; in real files one in six says "none", "thank you" or the like.
    """
    known: dict[tuple[Cell, ...], list[Judged]] = {}
    judged = []
    for cells in responses:
        key = tuple(cells)
        if key not in known:
            known[key] = judge(cells, rules)
        judged.append(known[key])
    return judged
