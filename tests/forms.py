"""Surveys that the parser accepts, and what people may enter in their forms, for tests that try many."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from pipeline.collect.form.fields import Field, Step
from pipeline.collect.layout import folded
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.errors import DefinitionError

KINDS = ("text", "rating", "choice", "choices", "ranked", "grid")
COLUMNS = {"id": "ref", "submitted_at": "sent", "source": "channel", "consent_quote": "quote", "person": "mail"}
# Titles and values with every sign that means something to YAML, HTML, a table or a spreadsheet.
SAID = ("a", "b", "Yes", "No, thank you", "a;b", "x | y", "R&D", "<b>bold</b> c", '"quoted" d', "it's", "=1+1", "-5",
        "@home", "ŵy", "🙂 fine", "שלום", "a: b", "# c", "{d}", "[e]", "+44", "1", "2", "f  g", "%s {0}")  # fmt: skip
IDS = ("q", "Q", "q1", "a", "a.b", "you", "you.name", "consent_quote", "a-2", "0", "1", "x_y", "check")
WORDS, ID = st.sampled_from(SAID), st.sampled_from(IDS)


def _options(values: Sequence[str], labels: Sequence[str]) -> dict[str, str]:
    return dict(zip(values, labels, strict=True))


@st.composite
def _some(draw: st.DrawFn, least: int = 1) -> dict[str, str]:
    values = draw(st.lists(WORDS, min_size=least, max_size=4, unique_by=folded))
    return _options(values, draw(st.lists(WORDS, min_size=len(values), max_size=len(values), unique_by=folded)))


def _conditions(draw: st.DrawFn, known: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    if not known or draw(st.integers(0, 2)):
        return {}
    id = draw(st.sampled_from(sorted(known)))
    return {id: draw(st.lists(st.sampled_from(sorted(known[id])), min_size=1, max_size=2, unique=True))}


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """The definition of a round, as survey.yml would say it."""
    ids = draw(st.lists(ID, min_size=1, max_size=6, unique=True))
    attributes: dict[str, dict[str, str]] = {}
    about = []
    for number, id in enumerate(draw(st.lists(ID, max_size=2, unique=True))):
        attributes[id] = draw(_some())
        about.append({"id": id, "title": draw(WORDS), "column": f"about {number}", "options": attributes[id],
                      "required": draw(st.booleans())})  # fmt: skip
    before: dict[str, dict[str, str]] = {}
    questions = []
    for number, id in enumerate(ids):
        kind = draw(st.sampled_from(KINDS))
        told: dict[str, Any] = {"id": id, "kind": kind, "text": draw(WORDS), "column": f"q {number}",
                                "required": draw(st.booleans()), "shown_to": _conditions(draw, attributes),
                                "only_if": _conditions(draw, before)}  # fmt: skip
        if kind == "text":
            told["longest"] = draw(st.sampled_from([10, 50, 5000]))
        else:
            told["options"] = before[id] = draw(_some())
        if kind == "grid":
            told["rows"] = draw(_some())
        if kind in ("choices", "ranked"):
            told["most"] = draw(st.integers(0, len(told["options"])))
        if kind == "choices" and draw(st.booleans()):
            told["none_of"] = next(iter(told["options"]))
        questions.append(told)
    return {"format": 1, "round": "any-2026", "title": draw(WORDS), "opens": "2026-01-01", "closes": "2026-02-01",
            "columns": COLUMNS, "about": about, "questions": questions,
            "form": {"asks_organisation": draw(st.booleans())}}  # fmt: skip


def survey_of(definition: dict[str, Any]) -> Survey:
    """The survey that a definition says."""
    return parse_survey(json.dumps(definition, ensure_ascii=False), "survey.yml", "any-2026")


LINES = ("", "a", "=1+1", "-5", "it's", "ŵ 🙂", 'a, "b"; c')
TEXTS = (" ", "\n", " =x", "\t-", "@a\nb", "'=a", "''", "a\n\nb ", "-", "+44 7700")


def _right(definition: dict[str, Any]) -> bool:
    """Whether the parser takes a definition: conditions that nobody meets are drawn too, and refused."""
    try:
        return bool(survey_of(definition).questions)
    except DefinitionError as error:
        if "nobody meets" not in str(error):
            raise
        return False


SURVEYS = definitions().filter(_right).map(survey_of)
ANY_TEXT = st.text(max_size=30) | st.text(st.sampled_from("a\r\n\0\x0b\x85 \t=🙂"), max_size=30)


def values_for(field: Field) -> st.SearchStrategy[Any]:
    """Any value that a field may hold when nothing is wrong with it, or nothing."""
    options = [option.value for option in field.options]
    if field.kind == "yes":
        return st.booleans()
    if field.kind == "email":
        return st.sampled_from(["", "a.b@example.org"])
    if field.kind in ("text", "line"):
        return st.sampled_from(LINES if field.kind == "line" else (*LINES, *TEXTS))
    if field.kind in ("choices", "ranked"):
        most = field.places if field.kind == "ranked" else field.most or len(options)
        several = st.lists(st.sampled_from(options), max_size=most, unique=True)
        if field.kind == "choices":
            several = several.map(lambda found: sorted(found, key=options.index))
        return several.map(lambda found: [field.none_of] if field.none_of in found else found)
    return st.sampled_from(["", *options])


def entered(pages: Sequence[Step]) -> st.SearchStrategy[dict[str, Any]]:
    """What a person may have entered on these pages."""
    return st.fixed_dictionaries({field.id: values_for(field) for step in pages for field in step.fields})


@st.composite
def surveys_with_values(draw: st.DrawFn) -> tuple[Survey, dict[str, Any]]:
    """A survey and what one person entered, right or unneeded."""
    from pipeline.collect.form.steps import steps

    survey = draw(SURVEYS)
    return survey, draw(entered(steps(survey)))


def posted_of(step: Step, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a browser sends for a page that shows these values."""
    sent: dict[str, list[str]] = {}
    for field in step.fields:
        value = values.get(field.id)
        if field.kind == "yes":
            sent[field.id] = ["yes"] if value else []
        elif field.kind in ("choices", "ranked"):
            sent[field.id] = list(value or ())
        else:
            sent[field.id] = [value or ""] if field.kind == "text" or value else []
    return sent
