"""One round's survey: what was asked, of whom, and which column of a file holds which answer."""

import datetime as dt
import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from pipeline.definitions.form import LONGEST, Form, Option, check_option, parse_form, parse_longest
from pipeline.definitions.reachable import check_form
from pipeline.definitions.reader import Faults, Mapping, hint, open_document, unique
from pipeline.definitions.weighing import Weighing, parse_weighing

KINDS = ("text", "rating", "choice", "choices", "ranked", "grid")
OPEN = "text"
# What an open question wants to hear: a bare "Nothing" says something only where it is asked for.
ASKS = ("help", "barrier", "future", "comment")
TIMES = ("iso", "day-first", "month-first")
_BARRIER = re.compile(r"in the way|barrier|obstacle|prevent|problem|difficult|challeng|frustrat|stops? you|worst", re.I)


def asks_by_wording(question: str) -> str:
    """What a question seems to want to hear, where nobody has said: `barrier`, or `comment`; nothing without words."""
    return ("barrier" if _BARRIER.search(question) else "comment") if question else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `shown_to` limits it to responses whose attributes have one of the values named.

    `only_if` limits it to those who chose one of the values named in a closed question before it, `none_of` is the
    option that goes with no other, `other` the one that any words of a file stand for, `longest` counts characters.
    """

    id: str
    kind: str
    text: str
    column: str
    asks: str = "comment"
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    most: int = 0
    shown_to: MappingType[str, tuple[str, ...]]
    only_if: MappingType[str, tuple[str, ...]] = field(default_factory=dict)
    hint: str = ""
    required: bool = False
    none_of: str = ""
    other: str = ""
    longest: int = LONGEST

    @property
    def is_open(self) -> bool:
        """Whether people answer in their own words."""
        return self.kind == OPEN

    @property
    def is_for_some(self) -> bool:
        """Whether only some respondents are asked it."""
        return bool(self.shown_to or self.only_if)

    def was_shown(self, about: MappingType[str, str], chosen: MappingType[str, set[str]]) -> bool:
        """Whether it was asked of somebody with these attributes who chose these options, by question."""
        return all(about.get(attribute) in values for attribute, values in self.shown_to.items()) and all(
            chosen.get(question, set()).intersection(values) for question, values in self.only_if.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """Something known of a respondent; `groups` joins its values before anything is published."""

    id: str
    title: str
    column: str
    options: tuple[Option, ...]
    groups: MappingType[str, tuple[str, ...]]
    ask: str = ""
    hint: str = ""
    required: bool = False
    other: str = ""

    def group_of(self, value: str) -> str:
        """The title of the group a value is published under."""
        found = (title for title, values in self.groups.items() if value in values)
        return next(found, next((option.label for option in self.options if option.value == value), value))

    @property
    def titles(self) -> tuple[str, ...]:
        """The groups that are published, in the order of the file."""
        return tuple(dict.fromkeys([*self.groups, *(self.group_of(option.value) for option in self.options)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column holds what about a whole response; empty where the file has none."""

    id: str
    submitted_at: str
    source: str
    person: str
    organisation: str
    consent_quote: str
    yes: tuple[str, ...]
    times: str
    zone: str
    joined_by: str
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The definition of one round; `follows` names the round whose themes this one's are compared with."""

    round: str
    title: str
    illustrative: bool
    about: str
    opens: dt.date
    closes: dt.date
    key: str
    follows: str
    columns: Columns
    attributes: tuple[Attribute, ...]
    questions: tuple[Question, ...]
    weigh: Weighing | None = None
    version: int = 1
    form: Form = field(default_factory=Form)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions answered in people's own words."""
        return tuple(question for question in self.questions if question.is_open)

    @property
    def closed_questions(self) -> tuple[Question, ...]:
        """The questions answered by choosing."""
        return tuple(question for question in self.questions if not question.is_open)

    @property
    def offered(self) -> frozenset[str]:
        """What people choose from; anything else in its place is in their own words."""
        asked: list[Attribute | Question] = [*self.attributes, *self.questions]
        return frozenset(option.value for each in asked for option in each.options)

    def question(self, id: str) -> Question:
        """The question of an id."""
        return next(question for question in self.questions if question.id == id)


def _options(entry: Mapping, key: str, *, needed: bool) -> tuple[Option, ...]:
    part = entry.part(key, needed=needed)
    if part is None:
        return ()
    return tuple(Option(value=value, label=part.text(value)) for value in part.names())


def _lists(entry: Mapping, key: str) -> dict[str, tuple[str, ...]]:
    part = entry.part(key, needed=False)
    return {} if part is None else {name: part.texts(name, needed=True) for name in part.names()}


def _question(entry: Mapping) -> Question:
    kind = entry.choice("kind", KINDS)
    question = Question(
        id=entry.id(),
        kind=kind,
        text=entry.text("text"),
        column=entry.text("column"),
        asks=entry.choice("asks", ASKS, "comment"),
        options=_options(entry, "options", needed=kind != OPEN),
        rows=_options(entry, "rows", needed=kind == "grid"),
        most=entry.whole("most", 0),
        shown_to=_lists(entry, "shown_to"),
        only_if=_lists(entry, "only_if"),
        hint=entry.text("hint", ""),
        required=entry.flag("required"),
        none_of=entry.text("none_of", ""),
        other=entry.text("other", ""),
        longest=parse_longest(entry),
    )
    _check_named(question, entry)
    entry.close()
    return question


def _check_named(question: Question, entry: Mapping) -> None:
    check_option(entry, "other", question.other, question.options)
    if question.none_of and question.kind != "choices":
        entry.fault("none_of", "only a question of kind 'choices' has an option that goes with no other; take it out")
    else:
        check_option(entry, "none_of", question.none_of, question.options)


def _attribute(entry: Mapping) -> Attribute:
    attribute = Attribute(
        id=entry.id(),
        title=entry.text("title"),
        column=entry.text("column"),
        options=_options(entry, "options", needed=True),
        groups=_lists(entry, "groups"),
        ask=entry.text("ask", ""),
        hint=entry.text("hint", ""),
        required=entry.flag("required"),
        other=entry.text("other", ""),
    )
    check_option(entry, "other", attribute.other, attribute.options)
    known = {option.value for option in attribute.options}
    for title, values in attribute.groups.items():
        for value in values:
            if value not in known:
                entry.fault("groups", f"group '{title}' names '{value}', which is no option of {attribute.id}")
    entry.close()
    return attribute


def _unique_ids(top: Mapping, key: str, what: str) -> Iterator[Mapping]:
    seen: dict[str, int] = {}
    for entry in top.each(key, what, needed=key == "questions"):
        yield entry
        unique(entry.faults, seen, entry.text("id", ""), entry.line_of("id"), f"{what} id")


def _columns(top: Mapping) -> Columns:
    part = top.part("columns")
    if part is None:
        return Columns(id="", submitted_at="", source="", person="", organisation="", consent_quote="", yes=(),
                       times="iso", zone="UTC", joined_by=";")  # fmt: skip
    columns = Columns(
        id=part.text("id", ""),
        submitted_at=part.text("submitted_at", ""),
        source=part.text("source", ""),
        person=part.text("person", ""),
        organisation=part.text("organisation", ""),
        consent_quote=part.text("consent_quote", ""),
        yes=part.texts("yes") or ("yes", "true", "1"),
        times=part.choice("times", TIMES, "iso"),
        zone=part.text("zone", "UTC"),
        joined_by=part.text("joined_by", ";"),
        email=part.text("email", ""),
    )
    part.close()
    return columns


def _check_shown_to(survey: Survey, top: Mapping, faults: Faults) -> None:
    known = {attribute.id: {option.value for option in attribute.options} for attribute in survey.attributes}
    for question in survey.questions:
        for attribute, values in question.shown_to.items():
            if attribute not in known:
                top.fault("questions", f"question {question.id} is shown by '{attribute}', which 'about' does not list")
            for value in set(values) - known.get(attribute, set(values)):
                top.fault("questions", f"question {question.id} is shown to '{value}', no option of {attribute}")
    columns = [*(about.column for about in survey.attributes), *(question.column for question in survey.questions)]
    for column in sorted({column for column in columns if columns.count(column) > 1}):
        faults.add(top.line_of("questions"), f"column '{column}' is read by two entries; give each its own")


def _check_only_if(survey: Survey, top: Mapping) -> None:
    """A condition names a closed question that stands before, so that one walk through the form settles it."""
    before: dict[str, set[str]] = {}
    for question in survey.questions:
        for id, values in question.only_if.items():
            if id not in before:
                said = f"question {question.id} depends on '{id}', which is no closed question before it"
                top.fault("questions", said + hint(id, list(before)))
            for value in sorted(set(values) - before.get(id, set(values))):
                top.fault("questions", f"question {question.id} depends on '{value}', no option of {id}")
        if not question.is_open:
            before[question.id] = {option.value for option in question.options}


def _check_email(survey: Survey, top: Mapping) -> None:
    opens = [question.id for question in survey.open_questions]
    if survey.columns.email and survey.columns.email not in opens:
        said = f"'email' is '{survey.columns.email}', no open question{hint(survey.columns.email, opens)}"
        top.fault("columns", f"{said}; one of {', '.join(opens) or 'none yet'}")


def _version(top: Mapping) -> int:
    told = top.whole("version", 1)
    if told < 1:
        top.fault("version", f"version is {told}; count the versions of the wording from 1")
    return max(told, 1)


def _round(top: Mapping, round: str) -> str:
    told = top.id("round")
    if told and told != round:
        top.fault("round", f"round is '{told}' but the folder is '{round}'; give both one name")
    return told


def _days(top: Mapping) -> tuple[dt.date, dt.date]:
    opens, closes = top.date("opens"), top.date("closes")
    if opens and closes and closes < opens:
        top.fault("closes", f"closes on {closes}, before it opens on {opens}; mend one of the two")
    return opens or dt.date.min, closes or dt.date.min


def _key(top: Mapping, *, illustrative: bool) -> str:
    key = top.text("key", "")
    if key and not illustrative:
        top.fault("key", "only an illustrative round may show its key; take the line out, the store keeps it")
    if illustrative and len(key) != 64:
        top.fault(
            "key", "an illustrative round needs a key of 64 hexadecimal digits, so that its ids are the same everywhere"
        )
    return key


def _follows(top: Mapping, round: str) -> str:
    follows = top.text("follows", "")
    if follows and follows == round:
        top.fault("follows", "a round cannot follow itself; name the round before it, or take the line out")
    return follows


def parse_survey(text: str, file: str, round: str) -> Survey:
    """Check one survey definition; raise DefinitionError with every fault in it."""
    top = open_document(text, file, "the survey")
    told, (opens, closes) = _round(top, round), _days(top)
    illustrative = top.flag("illustrative")
    attributes = tuple(_attribute(entry) for entry in _unique_ids(top, "about", "attribute"))
    survey = Survey(
        round=told,
        title=top.text("title"),
        illustrative=illustrative,
        about=top.text("about_the_round", ""),
        opens=opens,
        closes=closes,
        key=_key(top, illustrative=illustrative),
        follows=_follows(top, told),
        columns=_columns(top),
        attributes=attributes,
        questions=tuple(_question(entry) for entry in _unique_ids(top, "questions", "question")),
        weigh=parse_weighing(top, {attribute.id: attribute.titles for attribute in attributes}),
        version=_version(top),
        form=parse_form(top),
    )
    _check_shown_to(survey, top, top.faults)
    _check_only_if(survey, top)
    _check_email(survey, top)
    check_form(survey, top)
    top.close()
    top.faults.raise_if_any()
    return survey
