"""What a form is made of: fields, the pages they stand on, and what a field's value belongs to in the survey."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.collect.form.words import ENGLISH, Words, told
from pipeline.definitions.form import Option
from pipeline.definitions.survey import Attribute, Question, Survey

TEXT, LINE, EMAIL, CHOICE, RATING, CHOICES, RANKED, YES = (
    "text", "line", "email", "choice", "rating", "choices", "ranked", "yes",
)  # fmt: skip
GRID = "grid"  # a kind of question, told in fields of kind choice
TYPED = (TEXT, LINE, EMAIL)
SEVERAL = (CHOICES, RANKED)

YOU = "you"
NAME, ADDRESS, ORGANISATION, CONSENT = "you.name", "you.email", "you.organisation", "consent_quote"
_LONGEST = {NAME: 200, ADDRESS: 254, ORGANISATION: 200}

# What a person entered, by field: a text, a list of options, or whether a box is ticked.
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to fill in; `longest` counts as the page counts, `most` limits how many may be chosen (0: no limit)."""

    id: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    none_of: str = ""
    most: int = 0
    longest: int = 0

    def label_of(self, value: str) -> str:
        """What a person reads for an option."""
        return next((option.label for option in self.options if option.value == value), value)

    @property
    def places(self) -> int:
        """How many places a ranked choice has, first to last."""
        return min(self.most or len(self.options), len(self.options))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the form; `name` stands in its address."""

    name: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A page with what it asks: an attribute, a question (a field for each row of a grid), or who the person is."""

    step: Step
    attribute: Attribute | None = None
    question: Question | None = None


class _Ids:
    """Ids within one form: the one wanted, or the next that nobody has."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)

    def free(self, wanted: str) -> str:
        told, number = wanted, 2
        while told in self._taken:
            told, number = f"{wanted}-{number}", number + 1
        self._taken.add(told)
        return told


def _of_attribute(attribute: Attribute, ids: _Ids, names: _Ids) -> Asked:
    label = attribute.ask or attribute.title
    field = Field(id=ids.free(attribute.id), kind=CHOICE, label=label, hint=attribute.hint,
                  required=attribute.required, options=attribute.options)  # fmt: skip
    return Asked(Step(name=names.free(attribute.id), title=label, fields=(field,), hint=attribute.hint), attribute)


def _of_rows(question: Question, ids: _Ids) -> Iterator[Field]:
    for row in question.rows:
        # A row may be called anything; an id of a field stands in the page's source and keeps to plain signs.
        part = row.value if all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in row.value) else "row"
        yield Field(id=ids.free(f"{question.id}.{part}"), kind=CHOICE, label=row.label, required=question.required,
                    options=question.options)  # fmt: skip


def _of_question(question: Question, ids: _Ids, names: _Ids) -> Asked:
    if question.kind == "grid":
        fields = tuple(_of_rows(question, ids))
    else:
        fields = (
            Field(
                id=ids.free(question.id),
                kind=question.kind,
                label=question.text,
                hint=question.hint,
                required=question.required,
                options=question.options,
                none_of=question.none_of,
                most=question.most if question.kind in SEVERAL else 0,
                longest=question.longest if question.is_open else 0,
            ),
        )
    step = Step(name=names.free(question.id), title=question.text, fields=fields, hint=question.hint)
    return Asked(step, question=question)


def _of_you(survey: Survey, words: Words) -> Asked:
    hints = {NAME: "", ADDRESS: "", ORGANISATION: "", CONSENT: told(words, "consent_quote.hint")}
    kinds = {NAME: LINE, ADDRESS: EMAIL, ORGANISATION: LINE, CONSENT: YES}
    fields = tuple(
        Field(id=id, kind=kinds[id], label=told(words, id), hint=hints[id], longest=_LONGEST.get(id, 0))
        for id in kinds
        if id != ORGANISATION or survey.form.asks_organisation
    )
    return Asked(Step(name=YOU, title=told(words, "you.title"), fields=fields, hint=told(words, "you.hint")))


# The last few surveys whose pages were put together: each request asks for them several times.
_KEPT: deque[tuple[Survey, tuple[Asked, ...]]] = deque(maxlen=8)


def asked(survey: Survey, words: Words = ENGLISH) -> tuple[Asked, ...]:
    """Every page of the form with what it asks, in the order of the survey; every id once, whatever the survey says."""
    if words is not ENGLISH:
        return _asked(survey, words)
    found = next((pages for known, pages in tuple(_KEPT) if known is survey), None)
    if found is None:
        found = _asked(survey, words)
        _KEPT.append((survey, found))
    return found


def _asked(survey: Survey, words: Words) -> tuple[Asked, ...]:
    ids, names = _Ids(NAME, ADDRESS, ORGANISATION, CONSENT), _Ids(YOU)
    # Where ids meet, the field of a question keeps the question's own, and those of grids and attributes give way.
    plain = {each.id: _of_question(each, ids, names) for each in survey.questions if each.kind != GRID}
    about = tuple(_of_attribute(each, ids, names) for each in survey.attributes)
    grids = {each.id: _of_question(each, ids, names) for each in survey.questions if each.kind == GRID}
    told_of = plain | grids
    return (*about, *(told_of[each.id] for each in survey.questions), _of_you(survey, words))
