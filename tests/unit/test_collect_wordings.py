"""One round asked by several tools: each file's columns are found by what was asked, and nothing is guessed."""

import pytest

from pipeline.collect.responses import read_responses
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.definitions.survey import parse_survey
from pipeline.errors import InputError

_SURVEY = """
format: 1
round: asked-2026
title: Asked
opens: 2026-11-01
closes: 2026-12-31
columns: {id: response_id, submitted_at: submitted_at, source: channel, person: contact, consent_quote: may_quote,
          yes: ["yes"], times: TIMES, joined_by: ";"}
about:
  - {id: who, title: Who answered, ask: Who are you?, column: who, options: {team: Pharmacy team, other: Other}}
questions:
  - {id: q1, kind: text, asks: help, text: What helps?, column: q1}
  - {id: uses, kind: choices, text: Which do you use?, column: uses, options: {eps: EPS, mail: NHSmail}}
"""
_MICROSOFT = """ID,Start time,Completion time,Email,Name,Who are you?,What helps?,Which do you use?
7,2026-11-20 09:00:00,2026-11-20 09:08:00,anonymous,,Pharmacy team,One login for all of it.,EPS;NHSmail;
"""
_MONKEY = """Respondent ID,Collector ID,Start Date,End Date,Who answered,What helps?,Which do you use?,
,,,,Response,Open-Ended Response,EPS,NHSmail
118,44,11/21/2026 09:14:03 AM,11/21/2026 09:20:03 AM,Other,Fewer passwords.,,NHSmail
"""


def _read(text, survey=_SURVEY, times="iso"):
    sheet = read_sheet(text.encode(), "file.csv")
    told = parse_survey(survey.replace("TIMES", times), "survey.yml", round="asked-2026")
    return read_responses(sheet, recognise(sheet), told).responses


def test_a_tool_s_file_is_read_by_what_was_asked():
    (response,) = _read(_MICROSOFT)
    assert (response.id, response.source, response.submitted_at) == ("7", "Microsoft Forms", "2026-11-20T09:08:00Z")
    assert response.answers == {"q1": "One login for all of it."}
    assert response.about == {"who": "team"}
    assert {(question, value) for question, _, value, _ in response.closed} == {("uses", "eps"), ("uses", "mail")}
    assert not response.consent_quote


def test_a_question_split_over_columns_is_found_by_its_wording():
    (response,) = _read(_MONKEY, times="month-first")
    assert (response.id, response.submitted_at) == ("118", "2026-11-21T09:20:03Z")
    assert response.about == {"who": "other"}
    assert [(question, value) for question, _, value, _ in response.closed] == [("uses", "mail")]


def test_several_options_are_told_apart_as_the_tool_joins_them():
    told = "Timestamp,Who are you?,What helps?,Which do you use?\n"
    (response,) = _read(told + '2026/11/21 9:14:03 am GMT,Other,Fewer of them.,"EPS, NHSmail"\n')
    assert response.source == "Google Forms"
    assert [value for _, _, value, _ in response.closed] == ["eps", "mail"]


def test_a_column_that_is_named_goes_before_one_of_that_wording():
    told = "ID,Start time,Completion time,Email,Name,Who are you?,What helps?,q1,Which do you use?\n"
    (response,) = _read(told + "7,2026-11-20 09:00:00,2026-11-20 09:08:00,anonymous,,Other,The other.,The named.,EPS\n")
    assert response.answers == {"q1": "The named."}


def test_what_a_file_of_the_round_does_not_hold_is_said_with_what_to_do():
    told = _MICROSOFT.replace(",What helps?", ",Anything").replace(",Which do you use?", ",Opinions")
    with pytest.raises(InputError) as caught:
        _read(told)
    assert "leave out what it does not hold: --without q1 --without uses" in str(caught.value)


def test_a_file_of_another_round_is_no_file_with_things_left_out():
    told = "ID,Start time,Completion time,Email,Name,Colours,Anything,Opinions\n"
    with pytest.raises(InputError, match="is it a file of this round") as caught:
        _read(told + "7,2026-11-20 09:00:00,2026-11-20 09:08:00,anonymous,,Red,Much of everything.,Strong\n")
    assert "--without" not in str(caught.value)


def test_a_table_of_no_known_tool_is_read_by_the_names_of_survey_yml_alone():
    with pytest.raises(InputError, match="'response_id'"):
        _read("Who answered,What helps?,Which do you use?\nOther,Fewer passwords everywhere please.,EPS\n")
