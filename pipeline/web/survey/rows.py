"""Answers as they are shown again: a line each, in words, with the address where it can be changed."""

from dataclasses import dataclass

from django.urls import reverse

from pipeline.collect.form.fields import YOU, Field, Step, Values
from pipeline.collect.form.steps import path
from pipeline.definitions.survey import Survey
from pipeline.web.survey.words import WORDS, said

CHECK = "check"


def page_of(round: str, step: Step, back: str = "") -> str:
    """The address of a page; `back` says that the page was opened to change one answer."""
    return reverse("survey-page", args=[round, step.name]) + ("?from=check" if back else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the answers as they are shown again, with the address where it can be changed."""

    label: str
    said: str
    change: str = ""


def rows(survey: Survey, values: Values, round: str = "") -> list[Row]:
    """Every answer a person was asked for; with a round's name also where each can be changed."""
    return [row for step in path(survey, values, WORDS) for row in step_rows(step, values, round)]


def step_rows(step: Step, values: Values, round: str = "") -> list[Row]:
    """The answers of one page."""
    return [_row(step, field, values, round) for field in step.fields]


def _row(step: Step, field: Field, values: Values, round: str) -> Row:
    change = f"{page_of(round, step, CHECK)}#{field.id}" if round else ""
    label = field.label if len(step.fields) == 1 or step.name == YOU else f"{step.title} – {field.label}"
    return Row(label=label, said=said(field, values.get(field.id)), change=change)
