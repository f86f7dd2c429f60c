"""The queue of what the form noticed: a person reads a response whole, and lets it in or holds it back.

What is read is redacted, by the rules and the rulings of the round; as it arrived a response is shown to those alone
who may see what was hidden, and the audit log keeps that they looked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.clean.judge import judge
from pipeline.clean.records import Cell, CleanRules
from pipeline.clean.redact import redact
from pipeline.clean.repair import repair
from pipeline.clean.rulings import NO_RULING, Ruling
from pipeline.errors import MissingError, UserError
from pipeline.ids import public_id
from pipeline.noticed import fits, ruled, said_digest
from pipeline.opening import Round, clean_rules, personal_in
from pipeline.review.apply import Act, lines_of
from pipeline.review.asked import BY_ROLE, doubts
from pipeline.standing import OvertakenError, standing, standing_of, write_record
from pipeline.store import audit
from pipeline.store.flagged import Flagged, flagged

Told = Callable[[int], None]

RULINGS = ("let-in", "hold-back")
_TRIES = 5
# The record is a table that people open with a spreadsheet.
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A response that something was noticed about, under the id that leaves the store, and what was ruled on it."""

    id: str
    digest: str
    said: Flagged
    ruled: str


def queue(round: Round) -> Sequence[Noticed]:
    """Every such response, oldest first; `ruled` is empty as long as it waits for a person."""
    last = ruled(standing_of(round).agreed.on_answers)
    return [
        Noticed(
            id=public_id(round.key, "r", one.response),
            digest=said_digest(one, round.key),
            said=one,
            ruled=fits(one, round.key, last),
        )
        for one in flagged(round.name)
    ]


def redacted(round: Round, told: Sequence[Noticed]) -> list[Noticed]:
    """These responses as they may be read: without personal data, and without what a person hid."""
    rules = clean_rules(round, standing_of(round).agreed.on_answers)
    options = round.survey.offered
    return [replace(one, said=_redacted(one, rules, options)) for one in told]


def _redacted(one: Noticed, rules: CleanRules, options: frozenset[str]) -> Flagged:
    """A response with marks: its answers read together as cleaning reads them, so that a name in one goes in all."""
    asked = list(one.said.answers)
    cells = [Cell(question=each, raw=one.said.answers[each], ruling=_own(rules, one, each)) for each in asked]
    texts = [judged.text for judged in judge(cells, rules)]

    def own_words(value: str) -> str:
        return value if value in options else redact(repair(value), rules.protected).text

    return replace(
        one.said,
        answers=dict(zip(asked, texts, strict=True)),
        closed=tuple((question, part, own_words(value), rank) for question, part, value, rank in one.said.closed),
        about={attribute: own_words(value) for attribute, value in one.said.about.items()},
    )


def _own(rules: CleanRules, one: Noticed, question: str) -> Ruling:
    id = public_id(rules.key or "", "a", f"{one.said.response}/{question}")
    return rules.rulings.answers.get(id, NO_RULING)


def as_it_arrived(round: Round, id: str, reason: str, by: str, now: datetime) -> Noticed:
    """One response as it arrived; who looked, at which and why is in the audit log before anything is shown."""
    _check_reason(round, reason)
    one = next((one for one in queue(round) if one.id == id), None)
    if one is None:
        raise MissingError("this response does not wait here; it may have been withdrawn: look at the list again")
    audit.write(by, "saw what was hidden", id, {"round": round.name, "reason": reason}, now)
    return one


def rule_on(
    round: Round, id: str, digest: str, act: str, reason: str, by: str, at: str, told: Told | None = None
) -> int:
    """Rule on a response as the person read it, and return the line of the record; 0 where it said so already.

    `told` is given that number and writes what is stored with the line or not at all. Raises UserError where the
    response is another now, or the reason is none that may stand in the record.
    """
    if act not in RULINGS:
        raise UserError(f"choose one of the two: {' or '.join(RULINGS)}")
    _check_reason(round, reason)
    for _ in range(_TRIES):
        try:
            return _ruled(round, id, digest, Act(act=act, on=id, digest=digest, reason=reason), by, at, told)
        except OvertakenError:
            continue
    raise UserError(
        "others are ruling on this round all the while; nothing of yours was written: try again in a minute"
    )


def _check_reason(round: Round, reason: str) -> None:
    if not reason:
        raise UserError("Say in a few words why; name people by role.")
    if reason.startswith(_FORMULA):
        raise UserError(
            f"the reason begins with {reason[0]}, which a spreadsheet takes for a formula; begin with a word"
        )
    if found := doubts(reason, personal_in(round, standing_of(round).agreed.on_answers)):
        seen = "; ".join(one.removesuffix(f"; {BY_ROLE}") for one in found)
        raise UserError(f"the reason {seen}; nothing was ruled: say it in other words, and name people by role")


def _ruled(round: Round, id: str, digest: str, act: Act, by: str, at: str, told: Told | None) -> int:
    one = next((one for one in queue(round) if one.id == id), None)
    if one is None:
        raise MissingError("this response does not wait here; it may have been withdrawn: look at the list again")
    if one.digest != digest:
        raise UserError("this response was changed since you read it; read it again")
    if one.ruled == act.act:
        return 0
    if one.ruled:
        # The list asks about what waits: whoever says otherwise here has not seen that somebody ruled meanwhile.
        said = f"somebody ruled {one.ruled} on this response since you opened the page; nothing of yours was written"
        raise UserError(f"{said}: if you still want it, take that line back in the record first, then rule anew")
    record, members = standing(round)
    lines = lines_of([act], len(record), by, at)
    no = lines[0].no
    write_record(round, [*record, *lines], members, (lambda: told(no)) if told else None)
    return no
