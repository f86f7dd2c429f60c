"""Whom a question was asked: an answer nobody was asked for is no blank."""

import dataclasses

import pytest
from collecting import KEY, imported, small_survey, table

from pipeline.store import tables


@pytest.mark.usefixtures("store")
def test_a_question_behind_an_answer_is_asked_of_those_who_gave_it() -> None:
    survey = small_survey()
    help_ = dataclasses.replace(survey.question("help"), only_if={"rate": ("3",), "uses": ("mail",)})
    hidden = dataclasses.replace(survey, questions=tuple(help_ if q.id == "help" else q for q in survey.questions))
    tables.ensure_round("small", KEY)
    gone = {"What would help?": ""}
    tables.add_import("small", imported(table(
        {**gone, "rate": "very", "uses": "eps;Mail, secure"},
        {**gone, "rate": "very", "uses": "eps"},
        {**gone, "rate": "somewhat"},
        {**gone, "rate": "", "uses": ""},
        {"rate": "somewhat", "What would help?": "Written all the same"},
    ), survey))  # fmt: skip
    asked = {row for row in tables.answers("small", hidden)["answer"] if row.endswith("/help")}
    assert asked == {"R1/help", "R5/help"}
    assert help_.is_for_some
    assert not survey.question("help").is_for_some
