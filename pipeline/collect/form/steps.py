"""The pages of a form and the way of one person through them, by what they answered so far."""

from collections.abc import Iterator

from pipeline.collect.form.checking import FieldFault, faults_of
from pipeline.collect.form.fields import Asked, Step, Values, asked
from pipeline.collect.form.words import ENGLISH, Words
from pipeline.definitions.survey import Survey


def steps(survey: Survey, words: Words = ENGLISH) -> tuple[Step, ...]:
    """Every page of the form: what is asked of the person, the questions, and at the end who they are."""
    return tuple(each.step for each in asked(survey, words))


def _chosen(step: Step, values: Values) -> set[str]:
    """Every option chosen on a page, whatever kind of question it holds."""
    found: set[str] = set()
    for field in step.fields:
        value = values.get(field.id) or ()
        found.update([value] if isinstance(value, str) else value)
    return found


def met(survey: Survey, values: Values, words: Words = ENGLISH) -> Iterator[Asked]:
    """The pages one person meets, each with what it asks; an answer on a page they do not meet opens no other."""
    about: dict[str, str] = {}
    answered: dict[str, set[str]] = {}
    for each in asked(survey, words):
        if each.attribute:
            about[each.attribute.id] = str(values.get(each.step.fields[0].id, ""))
        elif each.question:
            if each.question.is_for_some and not each.question.was_shown(about, answered):
                continue
            if not each.question.is_open:
                answered[each.question.id] = _chosen(each.step, values)
        yield each


def path(survey: Survey, values: Values, words: Words = ENGLISH) -> tuple[Step, ...]:
    """The pages one person meets, in order."""
    return tuple(each.step for each in met(survey, values, words))


def missing(survey: Survey, values: Values, words: Words = ENGLISH) -> tuple[tuple[Step, FieldFault], ...]:
    """What stands against sending: required answers still open, and answers that cannot be taken as they are."""
    return tuple(
        (step, fault)
        for step in path(survey, values, words)
        for field in step.fields
        for fault in faults_of(field, values.get(field.id, ""), words)
    )
