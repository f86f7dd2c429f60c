"""What a person sent of one page, made clean and checked; a fault is told beside the text, which is always kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.collect.form.fields import CHOICES, EMAIL, LINE, RANKED, SEVERAL, TYPED, YES, Field, Step
from pipeline.collect.form.words import ENGLISH, Words, told

Posted = Mapping[str, Sequence[str]]
# Word processors break lines by these; a page and a table do it by one sign alone.
_LINES = re.compile(r"\r\n?|[\x0b\x0c\x85]")
# Signs that stand for nothing a person typed, and that databases, tables or XML cannot keep.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HALVES = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """What is wrong with one field, and what to do; `id` names the sentence in the table of words."""

    field: str
    said: str
    id: str = ""


def cleaned(text: str) -> str:
    """A typed text with one kind of line end and without signs that nobody sees; nothing else is changed."""
    return _HALVES.sub("\ufffd", _UNSEEN.sub("", _LINES.sub("\n", text)))


def length(text: str) -> int:
    """How long a text is as the page counts it: UTF-16 units, so that an emoji counts two in both places."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _typed(field: Field, posted: Sequence[str]) -> str:
    text = cleaned(posted[-1] if posted else "")
    return _SPACES.sub(" ", text).strip() if field.kind in (LINE, EMAIL) else text


def _value(field: Field, posted: Sequence[str]) -> Any:
    if field.kind in TYPED:
        return _typed(field, posted)
    if field.kind == YES:
        return any(each.strip() for each in posted)
    chosen = [each for each in map(cleaned, posted) if each.strip()]
    if field.kind in SEVERAL:
        # A gap between places closes: what stands in "Third" with nothing in "Second" is the second.
        return chosen if field.kind == RANKED else _in_order(field, set(chosen))
    return chosen[-1] if chosen else ""


def _in_order(field: Field, chosen: set[str]) -> list[str]:
    known = [option.value for option in field.options if option.value in chosen]
    return known + sorted(chosen.difference(known))


def is_empty(value: Any) -> bool:
    """Whether nothing was entered; spaces and line ends are nothing."""
    return not (value.strip() if isinstance(value, str) else value)


def _is_address(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    parts = domain.split(".")
    return bool(at and name and "@" not in name and len(parts) > 1 and all(parts)) and not _SPACES.search(text)


def _required(field: Field) -> str:
    id = f"required.{field.kind}"
    return id if field.kind in (CHOICES, RANKED) else "required" if field.kind in TYPED else "required.choice"


def _of_typed(field: Field, value: str) -> Iterator[tuple[str, dict[str, str | int]]]:
    if field.longest and length(value) > field.longest:
        yield "too_long", {"count": length(value), "longest": field.longest}
    elif field.kind == EMAIL and not _is_address(value):
        yield "not_email", {}


def _of_several(field: Field, value: list[str]) -> Iterator[tuple[str, dict[str, str | int]]]:
    twice = next((each for n, each in enumerate(value) if each in value[:n]), None)
    most = field.places if field.kind == RANKED else field.most
    if twice is not None:
        yield "twice", {"option": field.label_of(twice)}
    elif field.none_of in value and len(value) > 1:
        yield "none_with_others", {"none": field.label_of(field.none_of)}
    elif most and len(value) > most:
        yield "too_many", {"most": most, "count": len(value)}


def _found(field: Field, value: Any) -> Iterator[tuple[str, dict[str, str | int]]]:
    if field.kind == YES:
        return
    if is_empty(value) and field.required:
        yield _required(field), {}
    elif not value:
        return
    elif field.kind in TYPED:
        yield from _of_typed(field, value)
    elif not {option.value for option in field.options}.issuperset(value if field.kind in SEVERAL else [value]):
        yield "not_an_option", {}
    elif field.kind in SEVERAL:
        yield from _of_several(field, value)


def faults_of(field: Field, value: Any, words: Words = ENGLISH) -> tuple[FieldFault, ...]:
    """What is wrong with the value of a field, at most one thing at a time."""
    return tuple(FieldFault(field=field.id, said=told(words, id, **named), id=id) for id, named in _found(field, value))


def read_step(step: Step, posted: Posted, words: Words = ENGLISH) -> tuple[dict[str, Any], tuple[FieldFault, ...]]:
    """The values of one page and what is wrong with them; what was typed is among the values, right or wrong."""
    values = {field.id: _value(field, posted.get(field.id, ())) for field in step.fields}
    return values, tuple(fault for field in step.fields for fault in faults_of(field, values[field.id], words))
