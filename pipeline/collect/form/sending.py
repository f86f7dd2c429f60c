"""From what a person entered to a response as an import would read it, and back to values for changing it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pipeline.collect.form.cells import Rows, header_of
from pipeline.collect.form.checking import is_empty
from pipeline.collect.form.fields import CONSENT, RANKED, SEVERAL, Asked, Values, asked
from pipeline.collect.form.steps import met
from pipeline.collect.responses import named_organisation
from pipeline.definitions.survey import Survey
from pipeline.ids import canonical, digest
from pipeline.store.records import Choice, Received

TRAP, QUICK, SAME = "hidden field filled", "sent in under {seconds} seconds", "the same text in every answer"
# Nobody reads a page and answers in less; who is quicker is looked at, never refused.
_SECONDS_A_PAGE = 1.0
_FEWEST_SECONDS = 3
_SAME_FROM = 3
# "No comment" three times is an answer; a sentence three times is looked at.
_SAME_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Who a person said they are: kept apart from what they answered."""

    name: str = ""
    email: str = ""
    organisation: str = ""


class Stored(Protocol):
    """A response as the store holds it."""

    @property
    def answers(self) -> Mapping[str, str]:
        """The texts by question."""

    @property
    def closed(self) -> Iterable[Any]:
        """What was chosen: question, row, option, rank."""

    @property
    def about(self) -> Mapping[str, str]:
        """The options by attribute."""

    @property
    def consent_quote(self) -> bool:
        """Whether the answers may be quoted."""


def _choices(each: Asked, values: Values) -> Iterator[Choice]:
    question = each.question
    if question is None or question.is_open:
        return
    parts = [row.value for row in question.rows] if question.kind == "grid" else [""]
    for field, part in zip(each.step.fields, parts, strict=True):
        value = values.get(field.id) or ()
        for rank, option in enumerate([value] if isinstance(value, str) else value, start=1):
            yield question.id, part, option, rank if field.kind == RANKED else 0


def _text(each: Asked, values: Values) -> str:
    return str(values.get(each.step.fields[0].id) or "")


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _raw(survey: Survey, received: Received) -> dict[str, str]:
    return {name: cell for name, cell in Rows(survey).whole(received).items() if cell}


def _fields(survey: Survey, raw: Mapping[str, str]) -> str:
    """What makes two sendings the same: every cell but the id and the time."""
    names = header_of(survey)
    own = (names["id"], names["submitted_at"])
    return digest(*sorted(f"{name}\x1e{cell.strip()}" for name, cell in raw.items() if name not in own))


def received(survey: Survey, values: Values, *, id: str, at: dt.datetime, source: str) -> tuple[Received, Given]:
    """A response as an import of its exported row would give it, and apart from it who sent it.

    Answers on pages the person does not meet stay behind.
    """
    on_path = tuple(met(survey, values))
    given = Given(**{part: str(values.get(f"you.{part}") or "").strip() for part in ("name", "email", "organisation")})
    texts = {each.question.id: _text(each, values) for each in on_path if each.question and each.question.is_open}
    abouts = {each.attribute.id: _text(each, values) for each in on_path if each.attribute}
    told = Received(
        id=id,
        row=0,
        source=source,
        submitted_at=_time(at),
        sender=given.email,
        organisation=named_organisation(given.organisation),
        fields="",
        consent_quote=bool(values.get(CONSENT)),
        raw={},
        answers={id: text for id, text in texts.items() if text.strip()},
        closed=tuple(choice for each in on_path for choice in _choices(each, values)),
        about={id: value for id, value in abouts.items() if value},
    )
    raw = _raw(survey, told)
    return replace(told, raw=raw, fields=_fields(survey, raw)), given


def _value_of(each: Asked, number: int, response: Stored) -> Any:
    if each.attribute:
        return response.about.get(each.attribute.id, "")
    question = each.question
    if question is None:
        return bool(response.consent_quote) if each.step.fields[number].id == CONSENT else ""
    if question.is_open:
        return response.answers.get(question.id, "")
    part = question.rows[number].value if question.kind == "grid" else ""
    chosen = [(rank, value) for id, row, value, rank in response.closed if (id, row) == (question.id, part)]
    values = [value for _, value in sorted(chosen, key=lambda each: int(each[0]))]
    return values if each.step.fields[number].kind in SEVERAL else "".join(values[:1])


def values_of(survey: Survey, response: Stored) -> dict[str, Any]:
    """A stored response as values of the form, for changing it; who sent it is not in it."""
    told = {
        field.id: _value_of(each, number, response)
        for each in asked(survey)
        for number, field in enumerate(each.step.fields)
    }
    return {id: value for id, value in told.items() if not is_empty(value)}


def _same_everywhere(on_path: Sequence[Asked], values: Values) -> bool:
    opens = [each for each in on_path if each.question and each.question.is_open]
    if len(opens) < _SAME_FROM:
        return False
    texts = [canonical(_text(each, values)) for each in opens]
    filled = [text for text in texts if len(text) >= _SAME_LENGTH]
    return len(filled) >= _SAME_FROM and len(set(filled)) == 1


def flags(survey: Survey, values: Values, *, seconds: float, trap: str) -> tuple[str, ...]:
    """Why a person should look at a response before it counts; nothing is refused or dropped for it."""
    on_path = tuple(met(survey, values))
    least = max(_FEWEST_SECONDS, round(_SECONDS_A_PAGE * len(on_path)))
    found = (
        (bool(trap.strip()), TRAP),
        (seconds < least, QUICK.format(seconds=least)),
        (_same_everywhere(on_path, values), SAME),
    )
    return tuple(said for holds, said in found if holds)
