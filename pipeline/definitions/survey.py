"""One round's survey: what was asked, of whom, and which column of a file holds which answer."""

import datetime as dt
import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from pipeline.definitions.reader import Faults, Mapping, hint, open_document, unique

KINDS = ("text", "rating", "choice", "choices", "ranked", "grid")
OPEN = "text"
# What an open question wants to hear: a bare "Nothing" says something only where it is asked for.
ASKS = ("help", "barrier", "future", "comment")
TIMES = ("iso", "day-first", "month-first")
EQUAL = "equal"
_SUM_OFF = 0.001  # by how much shares that were written with few decimals may miss their sum
_BARRIER = re.compile(r"in the way|barrier|obstacle|prevent|problem|difficult|challeng|frustrat|stops? you|worst", re.I)


def asks_by_wording(question: str) -> str:
    """What a question seems to want to hear, where nobody has said: `barrier`, or `comment`; nothing without words."""
    return ("barrier" if _BARRIER.search(question) else "comment") if question else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer a closed question offers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `shown_to` limits it to responses whose attributes have one of the values named."""

    id: str
    kind: str
    text: str
    column: str
    asks: str = "comment"
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    most: int = 0
    shown_to: MappingType[str, tuple[str, ...]]

    @property
    def is_open(self) -> bool:
        """Whether people answer in their own words."""
        return self.kind == OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """Something known of a respondent; `groups` joins its values before anything is published."""

    id: str
    title: str
    column: str
    options: tuple[Option, ...]
    groups: MappingType[str, tuple[str, ...]]

    def group_of(self, value: str) -> str:
        """The title of the group a value is published under."""
        found = (title for title, values in self.groups.items() if value in values)
        return next(found, next((option.label for option in self.options if option.value == value), value))

    @property
    def titles(self) -> tuple[str, ...]:
        """The groups that are published, in the order of the file."""
        return tuple(dict.fromkeys([*self.groups, *(self.group_of(option.value) for option in self.options)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How much each group of an attribute counts in weighted shares; the parts add up to 1."""

    attribute: str
    to: MappingType[str, float]


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

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions answered in people's own words."""
        return tuple(question for question in self.questions if question.is_open)

    @property
    def closed_questions(self) -> tuple[Question, ...]:
        """The questions answered by choosing."""
        return tuple(question for question in self.questions if not question.is_open)

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
    )
    entry.close()
    return question


def _attribute(entry: Mapping) -> Attribute:
    attribute = Attribute(
        id=entry.id(),
        title=entry.text("title"),
        column=entry.text("column"),
        options=_options(entry, "options", needed=True),
        groups=_lists(entry, "groups"),
    )
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


def _weighing(top: Mapping, attributes: tuple[Attribute, ...]) -> Weighing | None:
    part = top.part("weigh", needed=False)
    if part is None:
        return None
    ids = [attribute.id for attribute in attributes]
    named = part.text("attribute")
    found = next((attribute for attribute in attributes if attribute.id == named), None)
    if named and found is None:
        listed = ", ".join(ids) or "none yet"
        part.fault("attribute", f"'{named}' is no attribute under 'about'{hint(named, ids)}; one of {listed}")
    to = _parts(part, found.titles if found else ())
    part.close()
    return Weighing(attribute=named, to=to)


def _parts(entry: Mapping, titles: tuple[str, ...]) -> dict[str, float]:
    """The part of each group: the same for all, or as the file says."""
    if not entry.is_part("to"):
        entry.choice("to", (EQUAL,))
        return {title: 1 / len(titles) for title in titles}
    part = entry.part("to")
    assert part is not None
    told = {name: _part(part, name) for name in part.names()}
    for name in told:
        if titles and name not in titles:
            part.fault(name, f"'{name}' is no group of the attribute{hint(name, titles)}; one of {', '.join(titles)}")
    for title in titles:
        if title not in told:
            entry.fault("to", f"group '{title}' has no part; add a line '{title}: 0.2' with its share")
    if abs(sum(told.values()) - 1) > _SUM_OFF:
        entry.fault("to", f"the parts add up to {sum(told.values()):g}; change them so that they add up to 1")
    return told


def _part(entry: Mapping, name: str) -> float:
    told = entry.text(name)
    if not re.fullmatch(r"0?\.[0-9]{1,9}|[01]|1\.0{1,9}", told):
        entry.fault(name, f"the part of '{name}' is '{told}'; write a share from 0 to 1, as 0.25")
        return 0.0
    return float(told)


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
        weigh=_weighing(top, attributes),
    )
    _check_shown_to(survey, top, top.faults)
    top.close()
    top.faults.raise_if_any()
    return survey
