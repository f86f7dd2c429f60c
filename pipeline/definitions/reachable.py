"""Whether a form can be filled in: questions that somebody meets, options that can be told, a contact that answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.definitions.reader import Mapping as Part

if TYPE_CHECKING:
    from pipeline.definitions.survey import Question, Survey

# Of these a person gives one answer: two conditions on one of them must leave a value that fits both.
_SINGLE = ("choice", "rating")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_KEYS = {"attributes": "about", "about": "about_the_round"}
_WEB = ("https://", "http://")

Wanted = dict[tuple[str, str], frozenset[str]]


def check_form(survey: "Survey", top: Part) -> None:
    """Tell every fault by which a form could not be filled in as it is written."""
    _check_reach(survey, top)
    _check_options(survey, top)
    _check_contact(survey, top)
    _check_signs(survey, top)


def _both(one: Mapping[tuple[str, str], frozenset[str]], other: Wanted) -> Wanted:
    """Two sets of conditions as one: of each attribute and question the values that fit both."""
    told = dict(one)
    for key, values in other.items():
        told[key] = told[key] & values if key in told else values
    return told


def _wanted(question: "Question", kinds: Mapping[str, str], before: Mapping[str, Wanted]) -> Wanted:
    """All that somebody must have answered to meet a question, that of the questions it hangs on included."""
    told: Wanted = {("about", id): frozenset(values) for id, values in question.shown_to.items()}
    for id, values in question.only_if.items():
        single = kinds.get(id) in _SINGLE or not values
        told = _both(told, {("question", id): frozenset(values)} if single else {})
        told = _both(told, before.get(id, {}))
    return told


def _check_reach(survey: "Survey", top: Part) -> None:
    kinds = {question.id: question.kind for question in survey.questions}
    before: dict[str, Wanted] = {}
    for question in survey.questions:
        before[question.id] = wanted = _wanted(question, kinds, before)
        for (kind, id), values in wanted.items():
            if not values:
                key = "shown_to" if kind == "about" else "only_if"
                said = f"nobody meets question {question.id}: no answer to '{id}' fits all its conditions"
                top.fault("questions", f"{said}; mend its '{key}', or that of a question it depends on")


def _no_value(ids: Iterable[str]) -> list[str]:
    return [id for id in ids if not id.strip()]


def _check_options(survey: "Survey", top: Part) -> None:
    for question in survey.questions:
        if question.most < 0:
            top.fault("questions", f"question {question.id} allows {question.most} options; write 1 or more as 'most'")
        if _no_value(option.value for option in (*question.options, *question.rows)):
            top.fault("questions", f"question {question.id} has an option without a value; write one before its ':'")
    for attribute in survey.attributes:
        if _no_value(option.value for option in attribute.options):
            top.fault("about", f"attribute {attribute.id} has an option without a value; write one before its ':'")


def _check_contact(survey: "Survey", top: Part) -> None:
    contact = survey.form.contact
    if not contact or contact.startswith(_WEB):
        return
    name, _, domain = contact.rpartition("@")
    if " " in contact or not name or "." not in domain.strip("."):
        said = f"'contact' is '{contact}', no e-mail or web address; write one of a role, such as views@group.example"
        top.fault("form", said)


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        yield from (text for pair in told.items() for each in pair for text in _texts(each))
    elif isinstance(told, list | tuple):
        yield from (text for each in told for text in _texts(each))


def _check_signs(survey: "Survey", top: Part) -> None:
    """No page, paper or table can show a control character; what is typed in a form is rid of them too."""
    for part, told in asdict(survey).items():
        if any(_UNSEEN.search(text) for text in _texts(told)):
            key = _KEYS.get(part, part)
            top.fault(
                key, f"'{key}' holds a control character, which nobody sees; take it out (a \\ in double quotes?)"
            )
