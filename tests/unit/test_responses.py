"""A table read as responses of a survey."""

import pytest
from collecting import COLUMNS, ROW, csv_bytes, imported, sheet_of, small_survey, table

from pipeline.collect.preview import NOT_TAKEN, preview, safe
from pipeline.collect.sheets import read_sheet
from pipeline.collect.table import read_texts
from pipeline.collect.tools import recognise
from pipeline.definitions.survey import Survey

SUPPLIER = {"who": "A supplier", "when": '{"a":"now","b":"later"}', "sooner": "Fewer standards"}


def _without_ids() -> Survey:
    return small_survey("  id: ref\n", "")


def test_everything_of_a_row_arrives_where_the_survey_says() -> None:
    [response] = imported(table({})).responses
    assert (response.id, response.row, response.source) == ("R1", 2, "web")
    assert response.submitted_at == "2020-06-15T08:23:00Z"
    assert response.sender == "Someone@Example.org"
    assert response.organisation == "Corner  Pharmacy"
    assert response.consent_quote is True
    assert response.answers == {"help": "Faster systems, please"}
    assert response.about == {"type": "pharmacist"}
    assert response.closed == (
        ("rate", "", "3", 0),
        ("uses", "", "eps", 0),
        ("uses", "", "mail", 0),
        ("first", "", "b", 1),
        ("first", "", "a", 2),
    )
    assert response.raw["email"] == ROW["email"]
    assert "when" not in response.raw


@pytest.mark.parametrize("cell", ["", " - ", "N/A", "not  applicable", "None"])
def test_a_cell_that_names_no_organisation_is_none(cell: str) -> None:
    [response] = imported(table({"pharmacy": cell})).responses
    assert response.organisation == ""


def test_a_grid_gives_a_row_for_each_part() -> None:
    [response] = imported(table(SUPPLIER)).responses
    assert [choice for choice in response.closed if choice[0] == "when"] == [
        ("when", "a", "now", 0),
        ("when", "b", "later", 0),
    ]


def test_consent_is_no_unless_a_yes_word_stands_there() -> None:
    told = ["yes", "YES ", "no", "", "y"]
    responses = imported(table(*[{"May we  quote you?": word} for word in told])).responses
    assert [response.consent_quote for response in responses] == [True, True, False, False, False]


def test_without_a_consent_column_nobody_may_be_quoted() -> None:
    [response] = imported(table({}), small_survey("  consent_quote: may we quote you?\n", "")).responses
    assert response.consent_quote is False


def test_without_a_source_column_the_tool_is_the_source() -> None:
    [response] = imported(table({}), small_survey("  source: channel\n", "")).responses
    assert response.source == "table"


def test_fields_leave_out_id_and_time_and_nothing_else() -> None:
    one, again, other = imported(table({}, {"sent": "16/06/2020 10:00"}, {"rate": "not at all"})).responses
    assert one.fields == again.fields != other.fields


def test_ids_without_a_column_do_not_depend_on_the_rows_order() -> None:
    rows = [{**ROW, "What would help?": text} for text in ("one", "two", "two", "three")]
    there = imported(csv_bytes([COLUMNS, *[list(row.values()) for row in rows]]), _without_ids())
    back = imported(csv_bytes([COLUMNS, *[list(row.values()) for row in reversed(rows)]]), _without_ids())
    assert {each.id for each in there.responses} == {each.id for each in back.responses}
    assert len({each.id for each in there.responses}) == 4


def test_ids_without_a_column_differ_between_rounds() -> None:
    import dataclasses

    other = dataclasses.replace(_without_ids(), round="other")
    assert imported(table({}), _without_ids()).responses[0].id != imported(table({}), other).responses[0].id


def test_a_question_split_over_columns_is_read_as_one() -> None:
    rows = [
        ["Respondent ID", "uses", "", ""],
        ["", "EPS", "Mail, secure", "None"],
        ["1", "EPS", "", ""],
        ["2", "EPS", "Mail, secure", ""],
    ]
    survey = """
format: 1
round: split
title: Split
opens: 2020-06-01
closes: 2020-06-30
columns: {id: Respondent ID}
questions:
  - {id: uses, kind: choices, text: Which?, column: uses, options: {eps: EPS, mail: "Mail, secure", none: None}}
"""
    from pipeline.collect.responses import read_responses
    from pipeline.definitions.survey import parse_survey

    sheet = sheet_of(rows)
    taken = read_responses(sheet, recognise(sheet), parse_survey(survey.replace("Which?", '"Which?"'), "s", "split"))
    assert [[choice[2] for choice in each.closed] for each in taken.responses] == [["eps"], ["eps", "mail"]]


def test_the_preview_shows_what_each_column_is_read_as() -> None:
    sheet = read_sheet(table({}, SUPPLIER), "small.csv")
    shown = preview(sheet, recognise(sheet), small_survey())
    roles = {row.column: row.role for row in shown.rows}
    assert shown.fits
    assert roles["ref"] == "id"
    assert roles["pharmacy"] == "their organisation"
    assert roles["What would help?"] == "question help"
    assert shown.rows[0].samples == ("R1", "R2")


def test_the_preview_tells_faults_instead_of_raising_them() -> None:
    sheet = read_sheet(table({"rate": "9"}), "small.csv")
    shown = preview(sheet, recognise(sheet), small_survey())
    assert not shown.fits
    assert "the cell of 'rate'" in shown.faults[0]


def test_the_preview_of_a_file_of_another_survey_still_shows_its_layout() -> None:
    sheet = sheet_of([["Timestamp", "What else?"], ["2020/06/15", "A line of my own making here"]])
    shown = preview(sheet, recognise(sheet), small_survey())
    assert (shown.tool, shown.responses, shown.text_columns, shown.fits) == ("Google Forms", 1, ("What else?",), False)


def test_text_that_no_question_reads_is_told_of() -> None:
    sheet = read_sheet(
        csv_bytes([[*COLUMNS, "Anything else?"], [*ROW.values(), "This would be lost in silence otherwise"]]), "f"
    )
    shown = preview(sheet, recognise(sheet), small_survey())
    assert shown.rows[-1].role == NOT_TAKEN
    assert any("Anything else?" in warning for warning in shown.warnings)


def test_times_outside_the_round_are_told_of() -> None:
    sheet = read_sheet(table({"sent": "15/07/2020 10:00"}, {"sent": ""}), "f")
    warnings = preview(sheet, recognise(sheet), small_survey()).warnings
    assert any(warning.startswith("1 responses lie outside the round") for warning in warnings)
    assert "1 responses have no time" in warnings


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert safe("a\x1b[2Jb\u202ec\r\nd") == "a [2Jb c d"
    assert len(safe("x" * 500)) == 60


def test_texts_of_any_table_with_and_without_ids() -> None:
    data = csv_bytes([["ref", "Words", "About"], ["x", "one  ", "a"], ["y", "", "b"], ["z", "three", "a"]])
    assert read_texts(data, "f", "Words").to_dict("list") == {
        "id": ["1", "2", "3"], "text": ["one  ", "", "three"], "question": ["", "", ""]}  # fmt: skip
    assert read_texts(data, "f", "words", "ref", "about").to_dict("list") == {
        "id": ["x", "y", "z"], "text": ["one  ", "", "three"], "question": ["a", "b", "a"]}  # fmt: skip
