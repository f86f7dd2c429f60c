"""Layouts met in public files of others: codes over wordings, ids taken out, options told by codes and by words."""

import pytest
from collecting import SAID, sheet_of, survey_of

from pipeline.collect.layout import ABOUT, body
from pipeline.collect.responses import read_responses
from pipeline.collect.tools import recognise
from pipeline.errors import InputError

MOMENT = "2025-11-03 09:00:10"
N = range(1, 7)


WHICH = '  - {id: q, kind: choices, text: "Which help?", options: {eps: EPS, mail: NHSmail}, column: COLUMN}'
TICKED = (("q", "", "eps", 0),)

# --- headers of two rows ----------------------------------------------------------------------------------------------

WORDED = {
    "figures under words": [["resp", "role", "views", "nps"], ["Respondent", "Your role", "What helps", "Recommend"],
                            *[[str(n), "A", f"{SAID} {n}", str(n)] for n in N]],
    "codes over statements": [["Q1", "Q2"], ["Role", "What gets in your way"],
                              *[["AB"[n % 2], f"{SAID} {n}"] for n in N]],
    "a code over a figure": [["v1", "v2"], ["Age", "What helps you"], *[[str(20 + n), f"{SAID} {n}"] for n in N]],
    "the same options again and again": [["Systems used", "", "Systems liked", ""], ["EPS", "Mail", "EPS", "Mail"],
                                         *[["EPS", "", "", f"{SAID} {n}"] for n in N]],
    "what SurveyMonkey writes under questions": [["Who are you?", "What helps?"], ["Response", "Open-Ended Response"],
                                                 *[["A", f"{SAID} {n}"] for n in N]],
}  # fmt: skip


@pytest.mark.parametrize("name", WORDED)
def test_a_row_of_wordings_is_asked_about_and_never_taken_for_a_response(name: str) -> None:
    sheet = sheet_of(WORDED[name])
    with pytest.raises(InputError, match=r"^file\.csv:2: may be a second row of the header"):
        recognise(sheet)
    assert [recognise(sheet, row).responses for row in (1, 2)] == [len(N) + 1, len(N)]


TAKEN = {
    "codes over answers": [["Q1", "Q2"], *[["AB"[n % 2], f"{SAID} {n}"] for n in N]],
    "a first answer in words": [["Age", "Years", "What helps?"], ["about 50", "3", SAID],
                                *[[str(20 + n), "4", f"{SAID} {n}"] for n in N]],
    "a first answer that no other gave": [["Role", "Views"], ["Owner", SAID], *[["A", f"{SAID} {n}"] for n in N]],
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_a_first_response_unlike_the_others_is_a_response(name: str) -> None:
    layout = recognise(sheet_of(TAKEN[name]))
    assert (layout.header_rows, layout.responses) == (1, len(TAKEN[name]) - 1)


def test_options_under_questions_that_span_them_keep_their_question() -> None:
    rows = [["Which do you use?", "", "", "How often is it down?", ""], ["EPS", "NHSmail", "Other", "EPS", "NHSmail"],
            *[["Yes", "No", "", "often", f"{SAID} {n}"] for n in N]]  # fmt: skip
    told = [(column.group, column.part) for column in recognise(sheet_of(rows)).columns]
    assert told == [("Which do you use?", "EPS"), ("Which do you use?", "NHSmail"), ("Which do you use?", "Other"),
                    ("How often is it down?", "EPS"), ("How often is it down?", "NHSmail")]  # fmt: skip


def test_a_text_that_fell_into_pieces_is_no_row_of_options() -> None:
    rows = [["What helps?", "Why?"], *[["EPS", "the same", "the same", "the same"]] * 3]
    with pytest.raises(InputError, match="more cells than the 2 of the header"):
        recognise(sheet_of(rows))


# --- Qualtrics --------------------------------------------------------------------------------------------------------

Q = ["StartDate", "Status", "ResponseId", "Q1", "Q3_1", "Q3_2", "Q3_2_TEXT"]
ASKED = ["Start Date", "Response Type", "Response ID", "Why?", "Which help? - Selected Choice - EPS",
         "Which help? - Selected Choice - NHSmail", "Which help? - NHSmail - Text"]  # fmt: skip


def sent(start: str = MOMENT, first: str = "EPS") -> list[list[str]]:
    return [[start, "IP Address", f"R_{n}a", f"{SAID} {n}", first, "-99", f"{SAID} else {n}"] for n in N]


@pytest.mark.parametrize("start", ["", "11/03/2025 09:00", "Nov 3, 2025 9:00", "45964.4"])
def test_qualtrics_without_its_row_of_wordings_keeps_the_first_response(start: str) -> None:
    layout = recognise(sheet_of([Q, *sent(start)]))
    assert (layout.tool, layout.header_rows, layout.responses) == ("Qualtrics", 1, len(N))


@pytest.mark.parametrize("mark", [" - Selected Choice - ", "-"])
@pytest.mark.parametrize("column", ["which", "Q3"])
def test_options_of_qualtrics_are_found_by_the_words_of_their_question(mark: str, column: str) -> None:
    asked = [cell.replace(" - Selected Choice - ", mark) for cell in ASKED]
    sheet = sheet_of([Q, asked, ["{'ImportId': 'QID3-2-TEXT'}"] * len(Q), *sent()])
    taken = read_responses(sheet, recognise(sheet), survey_of(WHICH.replace(", column: COLUMN", f", column: {column}")))
    assert {each.closed for each in taken.responses} == {TICKED}


def test_what_was_seen_and_not_answered_in_qualtrics_is_no_answer() -> None:
    rows = [[*row[:3], "-99", *row[4:]] if n < 3 else row for n, row in enumerate(sent())]
    sheet = sheet_of([Q, ASKED, *rows])
    layout = recognise(sheet)
    taken = read_responses(sheet, layout, survey_of('  - {id: q, kind: text, text: "Why?", column: Q1}')).responses
    assert [len(each.answers) for each in taken] == [0, 0, 0, 1, 1, 1]
    assert ("-99" in taken[0].raw.values(), "cells with -99 say" in layout.note) == (True, True)


# --- LimeSurvey -------------------------------------------------------------------------------------------------------

LIME = ["Q1. Why?", "Q2[SQ001]. Which help? [EPS]", "Q2[SQ002]. Which help? [NHSmail]"]


@pytest.mark.parametrize("own", [["id. Response ID", "submitdate. Date submitted", "lastpage. Last page"], []])
@pytest.mark.parametrize("column", ["which", "Q2"])
def test_options_of_limesurvey_are_read_by_code_or_by_words(own: list[str], column: str) -> None:
    cells = [[*["1", MOMENT, "3"][: len(own)], SAID, "Yes", "N/A"]]
    sheet = sheet_of([[*own, *LIME], *cells])
    layout = recognise(sheet)
    assert (layout.tool, [each.part for each in layout.columns if each.group]) == ("LimeSurvey", ["SQ001", "SQ002"])
    [taken] = read_responses(sheet, layout, survey_of(WHICH.replace("COLUMN", column))).responses
    assert taken.closed == TICKED
    by_code = WHICH.replace("COLUMN", column).replace("{eps: EPS, mail: NHSmail}", "{SQ001: A, SQ002: B}")
    [taken] = read_responses(sheet, layout, survey_of(by_code)).responses
    assert taken.closed == (("q", "", "SQ001", 0),)


# --- rankings over columns --------------------------------------------------------------------------------------------

FIRST = (
    '  - {id: q, kind: ranked, text: "What first?", column: "What first?", options: {eps: EPS, mail: NHSmail, gp: GP}}'
)
RANKED = (("q", "", "mail", 1), ("q", "", "eps", 2))
PLACES = {
    "a column a place": (["What first? [Rank 1]", "What first? [Rank 2]", "What first? [Rank 3]"],
                         ["NHSmail", "EPS", ""]),
    "a column an option": (["What first? [EPS]", "What first? [NHSmail]", "What first? [GP]"], ["2", "1", "N/A"]),
    "places in words": (["What first? [EPS]", "What first? [NHSmail]", "What first? [GP]"], ["3rd", "1st choice", ""]),
    "codes of LimeSurvey": (["Q7[SQ001]. What first? [EPS]", "Q7[SQ002]. What first? [NHSmail]", "Q8. Why?"],
                            ["2", "1", SAID]),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_a_ranking_over_columns_is_read_by_its_places(name: str) -> None:
    sheet = sheet_of(list(PLACES[name]))
    [taken] = read_responses(sheet, recognise(sheet), survey_of(FIRST)).responses
    assert taken.closed == RANKED


@pytest.mark.parametrize(
    ("cells", "said"),
    [(["1", "1", ""], "a place or an option twice"), (["1", "the most", ""], "is no place in a ranking")],
)
def test_a_ranking_that_cannot_be_read_is_refused(cells: list[str], said: str) -> None:
    sheet = sheet_of([["Timestamp", *PLACES["a column an option"][0]], [MOMENT, *cells]])
    with pytest.raises(InputError, match=said):
        read_responses(sheet, recognise(sheet), survey_of(FIRST))


# --- ids taken out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["", "Respondent ID"])
def test_a_file_whose_ids_were_all_taken_out_gets_ids_made_from_its_rows(id: str) -> None:
    rows = [["Respondent ID", "Who?", "Why?"], ["", "Response", "Open-Ended Response"],
            *[["", "A", f"{SAID} {n}"] for n in N]]  # fmt: skip
    sheet = sheet_of(rows)
    layout = recognise(sheet)
    taken = read_responses(sheet, layout, survey_of('  - {id: q, kind: text, text: "Why?", column: "Why?"}', id))
    assert (layout.header_rows, len({each.id for each in taken.responses})) == (2, len(N))
    assert "no response has an id in 'Respondent ID'" in layout.note
    rows[3][0] = "10249522900"
    half = sheet_of(rows)
    with pytest.raises(InputError, match=r"no id in column 'Respondent ID' \(rows 3, 5, 6, 7, 8\)"):
        read_responses(
            half,
            recognise(half),
            survey_of('  - {id: q, kind: text, text: "Why?", column: "Why?"}', id="Respondent ID"),
        )


# --- more tools -------------------------------------------------------------------------------------------------------

SOSCI = ["CASE", "SERIAL", "QUESTNNR", "MODE", "STARTED", "FINISHED", "A101", "TIME001"]
LABELS = ["Interview number", "Serial number", "Questionnaire", "Mode", "Begun at", "Finished?", "What helps?", "Time"]


@pytest.mark.parametrize("labels", [[LABELS], []])
def test_sosci_survey_with_labels_or_without(labels: list[list[str]]) -> None:
    rows = [[str(90 + n), "", "base", "interview", MOMENT, str(n % 2), f"{SAID} {n}", "7"] for n in N]
    rows[0][3] = "pretest"
    sheet = sheet_of([SOSCI, *labels, *rows])
    layout = recognise(sheet)
    assert (layout.tool, layout.header_rows, layout.id_column, layout.time_column) == (
        "SoSci Survey", 1 + len(labels), "CASE", "STARTED")  # fmt: skip
    assert (layout.responses, layout.unfinished, set(layout.skipped.values())) == (5, 3, {"a test"})
    assert [column.name for column in layout.columns if column.kind != ABOUT] == ["A101"]


OLDER = {
    "ODK Central": ["SubmissionDate", "start", "meta-instanceID", "KEY"],
    "Nextcloud Forms": ["User ID", "User display name", "Timestamp"],
    "Jotform": ["Submission Date", "Submission ID"],
}


@pytest.mark.parametrize("tool", OLDER)
def test_older_exports_of_a_tool_are_known_too(tool: str) -> None:
    layout = recognise(sheet_of([[*OLDER[tool], "What helps?"], [*["a", "b", "c", "d"][: len(OLDER[tool])], SAID]]))
    assert layout.tool == tool
    assert [column.name for column in layout.columns if column.kind != ABOUT] == ["What helps?"]


@pytest.mark.parametrize(
    "name",
    ["User Agent", "Entry Id", "Date Created", "Submission Date", "Timestamp (mm/dd/yyyy)", "Response Status",
     "Unique Response Number", "Contribution ID", "User IP", "ip_address", "Created By (User Id)"],
)  # fmt: skip
def test_columns_of_unknown_tools_that_say_who_or_when_are_no_questions(name: str) -> None:
    rows = [[name, "What helps?"], *[[f"Mozilla in the version {n} of it", f"{SAID} {n}"] for n in N]]
    sheet = sheet_of(rows)
    layout = recognise(sheet)
    assert [column.name for column in layout.text_columns] == ["What helps?"]
    assert len(list(body(sheet, layout))) == len(N)
