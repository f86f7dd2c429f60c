"""Which tool wrote a table: one small sheet of each, as its own headers say."""

import pytest
from collecting import SAID, sheet_of
from collecting import SHAPES_SEEN as TOOLS

from pipeline.collect.layout import letter, rows_named, unique_names
from pipeline.collect.tools import recognise
from pipeline.errors import InputError


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_is_known_by_its_headers(tool: str) -> None:
    layout = recognise(sheet_of(TOOLS[tool]))
    assert (layout.tool, layout.responses) == (tool, 1)
    assert [column.wording.startswith(("What helps?", "1. What helps?")) for column in layout.text_columns] == [True]


def test_options_of_surveymonkey_belong_to_their_question() -> None:
    rows = [["Respondent ID", "Which systems?", "", "Why?"], ["", "EPS", "NHSmail", "Open-Ended Response"],
            ["1", "EPS", "", SAID], ["2", "EPS", "NHSmail", "x y z"]]  # fmt: skip
    columns = recognise(sheet_of(rows)).columns
    assert [(column.name, column.group, column.part) for column in columns[1:3]] == [
        ("Which systems?: EPS", "Which systems?", "EPS"),
        ("Which systems?: NHSmail", "Which systems?", "NHSmail"),
    ]


def test_an_empty_second_row_of_surveymonkey_is_no_response() -> None:
    rows = [["Respondent ID", "Why?"], ["", ""], ["1", SAID], ["2", SAID + " and worse"]]
    assert recognise(sheet_of(rows)).responses == 2


@pytest.mark.parametrize("status", ["Survey Preview", "1"])
def test_previews_of_qualtrics_are_no_responses(status: str) -> None:
    rows = [*TOOLS["Qualtrics"], ["2026-01-02 10:00:00", status, "R_2", "a try of mine, please ignore it"]]
    layout = recognise(sheet_of(rows))
    assert layout.responses == 1
    assert "row 5: no response but a preview" in layout.note


def test_qualtrics_without_its_third_row() -> None:
    rows = [row for row in TOOLS["Qualtrics"] if "ImportId" not in row[0]]
    assert recognise(sheet_of(rows)).header_rows == 2


def test_unfinished_responses_are_counted() -> None:
    rows = [["id", "submitdate", "lastpage", "Q1"], ["1", "2020-01-01", "3", SAID], ["2", "", "1", ""]]
    layout = recognise(sheet_of(rows))
    assert (layout.responses, layout.unfinished) == (2, 1)


def test_a_title_above_the_header_is_passed_over() -> None:
    rows = [["Responses to the consultation", "", ""], ["Who are you?", "What helps?", "Region"], ["A", SAID, "North"]]
    layout = recognise(sheet_of(rows))
    assert (layout.header_rows, layout.responses, layout.columns[1].name) == (2, 1, "What helps?")


def test_codes_over_questions_are_two_header_rows() -> None:
    rows = [
        ["Q1", "Q2"],
        ["Who are you?", "What would help you most?"],
        ["A", SAID],
        ["B", "Nothing at all comes to mind"],
    ]
    layout = recognise(sheet_of(rows))
    assert (layout.header_rows, layout.columns[1].name, layout.columns[1].wording) == (
        2,
        "Q2",
        "What would help you most?",
    )


def test_codes_over_answers_are_one_header_row() -> None:
    rows = [["Q1", "Q2"], ["A", SAID], ["B", "Nothing at all comes to mind"]]
    assert recognise(sheet_of(rows)).responses == 2


def test_columns_without_a_header_are_called_by_their_letter() -> None:
    layout = recognise(sheet_of([["id", "text", ""], ["1", SAID, "more"]]))
    assert [column.name for column in layout.columns] == ["id", "text", "column C"]


def test_headers_that_repeat_get_a_number() -> None:
    assert unique_names(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


def test_letters_are_those_of_a_spreadsheet() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_rows_are_named_up_to_ten() -> None:
    assert rows_named([4]) == "row 4"
    assert rows_named(list(range(1, 14))) == "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more"


def test_a_header_without_a_response_is_refused_in_every_shape() -> None:
    for tool, rows in TOOLS.items():
        with pytest.raises(InputError, match="no response under it"):
            recognise(sheet_of(rows[:-1], tool))
