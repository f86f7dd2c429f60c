"""A survey filled in as an e-mail or a document: answers found under the questions' own wordings."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.collect.choices import ChoiceError, choices_of, option_of
from pipeline.collect.form.paper import own_lines
from pipeline.collect.form.words import ENGLISH
from pipeline.collect.form.words import told as told_words
from pipeline.collect.layout import Column
from pipeline.collect.post.heads import bare
from pipeline.definitions.form import Option
from pipeline.definitions.survey import Attribute, Question, Survey
from pipeline.store.records import Choice

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"^[\W_]{0,10}(?:(?:q|question|cwestiwn)\s{0,2})?\d{1,3}\s{0,2}[.):]\s", re.IGNORECASE)
_ASIDE = re.compile(
    r"\s*\((?:required|optional|dewisol|select [^()]{1,40}|choose [^()]{1,40}|tick [^()]{1,40})\)", re.I
)
_SEPARATOR = re.compile(r"[?:]\s")
_TICKED = re.compile(r"^[\s>*•-]{0,8}(?:\[\s?[xX✓✔]\s?\]|\(\s?[xX✓✔]\s?\)|[☒☑✓✔🗹]|[xX]\s)\s{0,4}(.{1,500})$")
_NUMBERED = re.compile(r"^[\W_]{0,8}(\d{1,2})[\W_]{1,8}(.{1,500})$")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_WINDOW = 4
_NEAR = 92
_NEAR_WORDS = 4
_MOST_NEAR = 2_000


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of what may be a filled-in form; only an `own` line may be an answer."""

    text: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was found under the wordings; `before` is what the sender wrote above the first of them."""

    answers: Mapping[str, str]
    closed: tuple[Choice, ...]
    about: Mapping[str, str]
    before: str
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """One wording among the lines: whose it is, where it starts and ends, and what followed it on its line."""

    key: str
    start: int
    end: int
    rest: str
    exact: bool


def normal(told: str) -> str:
    """A wording without number, marks, capitals and what a form adds in brackets."""
    return " ".join(_WORD.findall(_ASIDE.sub("", _NUMBER.sub("", bare(told))).casefold()))


def _key(part: Question | Attribute) -> str:
    return ("question " if isinstance(part, Question) else "about ") + part.id


class Form:
    """The wordings of one survey."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._wordings: dict[str, str] = {}
        for question in survey.questions:
            self._wordings.setdefault(normal(question.text), _key(question))
        for attribute in survey.attributes:
            for wording in (attribute.ask, attribute.title):
                if wording:
                    self._wordings.setdefault(normal(wording), _key(attribute))
        self._wordings.pop("", None)
        self._rows = {_key(question): {normal(row.label) for row in question.rows} for question in survey.questions}
        titles = (told_words(ENGLISH, id) for id in ("paper.privacy", "you.title"))
        self._own = {normal(line) for line in (*own_lines(survey), *titles)} - {""}
        self._online = normal(told_words(ENGLISH, "paper.online", address=""))
        self._longest = max(map(len, self._wordings), default=0) + 40

    def _near(self, told: str) -> str:
        words = told.count(" ") + 1
        if words < _NEAR_WORDS or len(told) > self._longest:
            return ""
        best = max(self._wordings, key=lambda wording: fuzz.ratio(told, wording), default="")
        return self._wordings[best] if best and fuzz.ratio(told, best) >= _NEAR else ""

    def _on_one_line(self, line: str, at: int) -> _Found | None:
        """A wording with its answer after it on the same line."""
        for number, mark in enumerate(_SEPARATOR.finditer(line[: 3 * self._longest])):
            if number == 3:
                break
            if key := self._wordings.get(normal(line[: mark.start()])):
                return _Found(key, at, at + 1, line[mark.end() :].strip(), exact=True)
        return None

    def _at(self, lines: Sequence[FormLine], at: int) -> _Found | None:
        joined = ""
        for end in range(at, min(at + _WINDOW, len(lines))):
            text = lines[end].text
            if not bare(text).strip() or len(joined) + len(text) > self._longest + 200:
                break
            joined = f"{joined} {bare(text)}" if joined else text
            if key := self._wordings.get(normal(joined)):
                return _Found(key, at, end + 1, "", exact=True)
        return self._on_one_line(lines[at].text, at)

    def _found(self, lines: Sequence[FormLine]) -> list[_Found]:
        """Every wording among the lines, in order."""
        told: list[_Found] = []
        at = 0
        while at < len(lines):
            found = self._at(lines, at)
            if found is None and at < _MOST_NEAR and (key := self._near(normal(lines[at].text[: self._longest + 40]))):
                found = _Found(key, at, at + 1, "", exact=False)
            if found:
                told.append(found)
            at = found.end if found else at + 1
        return told

    def read(self, lines: Sequence[FormLine]) -> Filled | None:
        """What stands in a filled-in form, or in one left blank; None where it is not sure to be a form at all."""
        found = self._found(lines)
        if not found:
            return None
        said = _said(self, lines, found)
        answers = {
            question.id: said[_key(question)]
            for question in self._survey.open_questions
            if _WORD.search(said.get(_key(question), ""))
        }
        closed, about = dict(_closed(self._survey, said)), dict(_about(self._survey, said))
        if not _is_form(
            lines, found, filled=bool(answers or any(closed.values()) or any(map(_is_told, about.values())))
        ):
            return None
        before = [line.text for line in lines[: found[0].start] if line.own and not self.says(line.text)]
        return Filled(
            answers=answers,
            closed=tuple(choice for choices in closed.values() for choice in choices or ()),
            about={id: value for id, value in about.items() if _is_told(value)},
            before=_EMPTY_LINES.sub("\n\n", "\n".join(before)).strip(),
            unread=(
                *(id for id, read in closed.items() if read is None),
                *(id for id, read in about.items() if read == "?"),
            ),
        )

    def says_beside(self, key: str, line: str) -> bool:
        """Whether a line below a wording is the form's own; rows of a grid are kept, to read what is below them."""
        return self.says(line) and normal(line) not in self._rows.get(key, ())

    def says(self, line: str) -> bool:
        """Whether a line is what the form itself says beside its wordings and options."""
        told = normal(line)
        return told in self._own or told.startswith(self._online)


def _is_told(value: str) -> bool:
    return value not in ("", "?")


def _is_form(lines: Sequence[FormLine], found: Sequence[_Found], *, filled: bool) -> bool:
    """Whether lines with these wordings are a form for sure: filled in, or left blank by who sent it."""
    several = len({each.key for each in found}) >= 2
    if filled:
        return several or any(each.exact for each in found)
    return several and all(lines[each.start].own for each in found)


def _said(form: Form, lines: Sequence[FormLine], found: Sequence[_Found]) -> dict[str, str]:
    """What stands under each wording; one that comes twice, as in a quoted copy, has all that stands under both."""
    ends = [each.start for each in found[1:]] + [len(lines)]
    told: dict[str, list[str]] = {each.key: [] for each in found}
    for each, end in zip(found, ends, strict=True):
        own = [line.text for line in lines[each.end : end] if line.own and not form.says_beside(each.key, line.text)]
        rest = [each.rest] if each.rest and lines[each.start].own else []
        if text := "\n".join((*rest, *own)).strip():
            told[each.key].append(text)
    return {key: "\n\n".join(texts) for key, texts in told.items()}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _named(line: str, options: Sequence[Option]) -> str:
    """The label or value of the option that a line names, whatever boxes and numbers stand before it; else the line."""
    forms = {normal(form): form for option in options for form in (option.value, option.label)}
    return forms.get(normal(line), line)


def _cell(text: str, options: Sequence[Option], mark: str) -> str:
    """What was ticked or typed under a closed question, as a cell of a table would hold it."""
    lines = _lines(text)
    ticked = [_named(found[1], options) for line in lines if (found := _TICKED.match(line[:600]))]
    if ticked:
        return mark.join(ticked)
    offered = {normal(form) for option in options for form in (option.value, option.label)}
    typed = [_named(line, options) for line in lines if normal(line) in offered] or lines[:1]
    # The options of a form that nobody ticked are no answer.
    return "" if len(typed) == len(options) > 1 else mark.join(typed)


def _ranked_cell(text: str, options: Sequence[Option], mark: str) -> str:
    """The options that were numbered, in the order of their numbers."""
    found = [match for line in _lines(text) if (match := _NUMBERED.match(line[:600]))]
    placed = sorted((int(match[1]), _named(match[2], options)) for match in found)
    return mark.join(label for _, label in placed) if placed else _cell(text, options, mark)


def _grid_cell(text: str, question: Question, mark: str) -> str:
    """What was ticked under each row of a grid, as a table of one tool would hold it."""
    rows = {normal(row.label): row.value for row in question.rows}
    below: dict[str, list[str]] = {}
    at = ""
    for line in _lines(text):
        at = rows.get(normal(line), at)
        below.setdefault(at, []).extend([] if normal(line) in rows else [line])
    cells = {row: _cell("\n".join(lines), question.options, mark) for row, lines in below.items() if row}
    return json.dumps({row: cell for row, cell in cells.items() if cell})


def _cell_of(question: Question, text: str, mark: str) -> str:
    if question.kind == "grid":
        return _grid_cell(text, question, mark)
    if question.kind == "ranked":
        return _ranked_cell(text, question.options, mark)
    return _cell(text, question.options, mark)


def _closed(survey: Survey, said: Mapping[str, str]) -> Iterator[tuple[str, tuple[Choice, ...] | None]]:
    mark = survey.columns.joined_by
    for question in survey.closed_questions:
        text = said.get(_key(question), "")
        if not _WORD.search(text):
            continue
        column = Column(name=question.id, wording=question.text, position=0)
        try:
            yield question.id, choices_of(question, [column], [_cell_of(question, text, mark)], mark)
        except ChoiceError:
            yield question.id, None


def _about(survey: Survey, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for attribute in survey.attributes:
        text = said.get(_key(attribute), "")
        try:
            cell = _cell(text, attribute.options, survey.columns.joined_by) if _WORD.search(text) else ""
            yield attribute.id, option_of(cell, attribute.options, attribute.other) if cell else ""
        except ChoiceError:
            yield attribute.id, "?"
