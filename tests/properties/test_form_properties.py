"""What the form promises, for any survey the parser accepts and anything a browser may send."""

import datetime as dt
from collections import Counter
from typing import Any

from forms import ANY_TEXT, SURVEYS, posted_of, surveys_with_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.collect.form.checking import cleaned, length, read_step
from pipeline.collect.form.fields import ADDRESS, NAME, ORGANISATION, TYPED
from pipeline.collect.form.sending import flags, received, values_of
from pipeline.collect.form.steps import missing, path, steps
from pipeline.definitions.survey import Survey

AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(SURVEYS)
def test_every_field_stands_on_one_page_and_every_page_has_a_name_of_its_own(survey: Survey) -> None:
    pages = steps(survey)
    fields = Counter(field.id for step in pages for field in step.fields)
    assert set(fields.values()) == {1}
    assert len({step.name for step in pages}) == len(pages) == len(survey.attributes) + len(survey.questions) + 1
    assert pages[-1].name == "you"
    assert all(fields[question.id] == 1 for question in survey.questions if question.kind != "grid")


def on_the_way(survey: Survey, values: dict[str, Any]) -> dict[str, Any]:
    """What was entered on the pages that this person meets, without what stands on others."""
    return {field.id: values[field.id] for step in path(survey, values) for field in step.fields}


@QUICK
@given(surveys_with_values())
def test_the_way_of_a_person_is_part_of_the_form_in_its_order(told: tuple[Survey, dict[str, Any]]) -> None:
    survey, values = told
    pages, mine = steps(survey), path(survey, values)
    assert [step for step in pages if step in mine] == list(mine)
    assert path(survey, on_the_way(survey, values)) == mine


@QUICK
@given(surveys_with_values())
def test_a_page_that_is_shown_and_sent_again_says_the_same(told: tuple[Survey, dict[str, Any]]) -> None:
    survey, values = told
    for step in steps(survey):
        again, faults = read_step(step, posted_of(step, values))
        assert again == {field.id: values[field.id] for field in step.fields}
        assert {fault.id.split(".")[0] for fault in faults} <= {"required"}


@QUICK
@given(SURVEYS, st.data())
def test_whatever_is_sent_is_read_and_no_typed_text_is_lost(survey: Survey, data: st.DataObject) -> None:
    for step in steps(survey):
        posted = {field.id: data.draw(st.lists(ANY_TEXT, max_size=3)) for field in step.fields}
        values, faults = read_step(step, posted)
        again, faults_again = read_step(step, posted_of(step, values))
        assert (again, faults_again) == (values, faults)
        for field in step.fields:
            if field.kind == "text":
                assert values[field.id] == cleaned((posted[field.id] or [""])[-1])
            elif field.kind in TYPED:
                assert values[field.id].split() == cleaned((posted[field.id] or [""])[-1]).split()
            elif field.options and field.id not in {fault.field for fault in faults}:
                chosen = values[field.id] if isinstance(values[field.id], list) else [values[field.id] or None]
                assert set(chosen) - {None} <= {option.value for option in field.options}


@QUICK
@given(ANY_TEXT)
def test_a_cleaned_text_is_clean_and_counted_as_the_page_counts(text: str) -> None:
    clean = cleaned(text)
    assert cleaned(clean) == clean
    assert not {"\0", "\r", "\x85"}.intersection(clean)
    assert length(clean) == len(clean.encode("utf-16-le")) // 2


@QUICK
@given(surveys_with_values())
def test_what_was_sent_comes_back_as_values_and_sends_the_same_again(told: tuple[Survey, dict[str, Any]]) -> None:
    survey, values = told
    sent, given_ = received(survey, values, id="R1", at=AT, source="form")
    back = values_of(survey, sent)
    filled = {id: value for id, value in on_the_way(survey, values).items() if value and str(value).strip()}
    assert {id: value for id, value in filled.items() if id not in (NAME, ADDRESS, ORGANISATION)} == back
    assert received(survey, back, id="R1", at=AT, source="form")[0].raw == sent.raw
    assert given_.email == values["you.email"]
    assert given_.email == "" or given_.email not in str(sent.raw)


@QUICK
@given(surveys_with_values())
def test_only_what_is_required_and_open_stands_against_sending(told: tuple[Survey, dict[str, Any]]) -> None:
    survey, values = told
    mine = {field.id: field for step in path(survey, values) for field in step.fields}
    still = {fault.field for _, fault in missing(survey, values)}
    assert still == {
        id for id, field in mine.items() if field.required and not (values[id] and str(values[id]).strip())
    }
    assert flags(survey, values, seconds=10_000, trap="") == ()
