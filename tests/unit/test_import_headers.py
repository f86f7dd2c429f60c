"""Where a header stands: under titles, over wordings, twice in a file; and where it is in doubt it is asked for."""

import pytest
from collecting import csv_bytes, imported, sheet_of, small_survey, table, workbook_bytes

from pipeline.collect.layout import body
from pipeline.collect.sheets import read_sheet
from pipeline.collect.times import day_order
from pipeline.collect.tools import recognise
from pipeline.errors import InputError

SAID = ["The queue at the counter is longer than it was", "We cannot see the record when the line is down",
        "Training would help, and time to do it in a quiet room"]  # fmt: skip
HEAD = ["Response ID", "Who are you?", "What helps?"]
ROWS = [[str(n), "A", said] for n, said in enumerate(SAID, 1)]
TIME = "7/27/26 19:06:23"

# name: rows, and the tool, header rows and responses that they hold
READ = {
    "two titles of one cell": ([["Consultation", "", ""], ["Closed 3 May", "", ""], HEAD, *ROWS], "table", 3, 3),
    "a title and a blank row": ([["Consultation", "", ""], [], HEAD, *ROWS], "table", 3, 3),
    "groups over the names": ([["About you", "", "Views", ""], ["Who", "Region", "What helps?", "Why?"],
                               *[["A", "N", said, said] for said in SAID]], "table", 2, 3),
    "a title over a known tool": ([["Our survey"], ["ID", "Start time", "Completion time", "Email", "Name", "Q"],
                                   *[[str(n), TIME, TIME, "", "", said] for n, said in enumerate(SAID)]],
                                  "Microsoft Forms", 2, 3),
    "Microsoft in German": ([["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Was hilft?"],
                             *[[str(n), TIME, TIME, "anonymous", "", said] for n, said in enumerate(SAID)]],
                            "Microsoft Forms", 1, 3),
    "Google in another language": ([["Ajankohta", "Mikä auttaa?"],
                                    *[["2026/09/27 3:00:00 PM GMT+3", said] for said in SAID]], "Google Forms", 1, 3),
    "SurveyMonkey with its columns moved": ([["What helps?", "Respondent ID", "Collector ID"],
                                             ["Open-Ended Response", "", ""],
                                             *[[said, str(n), "2"] for n, said in enumerate(SAID)]],
                                            "SurveyMonkey", 2, 3),
    "Qualtrics with labels alone": ([["Start Date", "Response Type", "Recorded Date", "Response ID", "What helps?"],
                                     ["2026-01-01", "IP Address", "2026-01-01", "R_1", SAID[0]],
                                     ["2026-01-01", "Survey Preview", "2026-01-01", "R_2", "a try of mine"]],
                                    "Qualtrics", 1, 1),
    "Decidim with plain words": ([["ID", "Created at", "IP Hash", "User status", "1. What helps?"],
                                  ["a", "2026-01-01", "b", "Registered", SAID[0]]], "Decidim", 1, 1),
    "an index without a name": ([["", "text"], *[[str(n), said] for n, said in enumerate(SAID)]], "table", 1, 3),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_header_is_found(name: str) -> None:
    rows, *wanted = READ[name]
    layout = recognise(sheet_of(rows))
    assert [layout.tool, layout.header_rows, layout.responses] == wanted


DOUBTED = {
    "a title of two cells": [["Exported on", "today", ""], HEAD, *ROWS],
    "a title over two columns": [["Responses", ""], ["Who are you?", "What helps?"], *[["A", said] for said in SAID]],
    "options under questions": [["Which?", "", "Why?"], ["EPS", "NHSmail", ""], *[["EPS", "", said] for said in SAID]],
    "wordings under names": [
        ["ref", "who", "views"],
        ["Reference", "Who are you?", "What would help you most?"],
        *ROWS,
    ],
}


@pytest.mark.parametrize("name", DOUBTED)
def test_a_header_in_doubt_is_asked_for_and_never_taken_for_a_response(name: str) -> None:
    with pytest.raises(InputError, match="import it with --header"):
        recognise(sheet_of(DOUBTED[name]))
    layout = recognise(sheet_of(DOUBTED[name]), 2)
    assert (layout.header_rows, layout.responses) == (2, 3)


@pytest.mark.parametrize("row", [9, 2_000])
def test_a_row_that_cannot_be_the_header_is_refused(row: int) -> None:
    with pytest.raises(InputError, match=f"has no header in row {row}"):
        recognise(sheet_of([HEAD, *ROWS]), row)


@pytest.mark.parametrize(
    "rows",
    [
        [[str(n), said] for n, said in enumerate(SAID)],
        [[region, SAID[n % 3]] for n, region in enumerate(["North", "South", "East", "West", "North", "South"])],
    ],
)
def test_a_table_without_a_header_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(InputError, match="looks like a response, not like a header"):
        recognise(sheet_of(rows))


def test_a_header_that_comes_again_is_told_and_no_response() -> None:
    sheet = sheet_of([HEAD, *ROWS, ["response id", "Who  are you?", "What helps?"], ["4", "A", "One more of them"]])
    layout = recognise(sheet)
    assert [number for number, _ in body(sheet, layout)] == [2, 3, 4, 6]
    assert layout.skipped == {5: "the header again"}
    assert "row 5: no response but the header again" in layout.note


def test_what_testers_and_previews_sent_is_no_response() -> None:
    rows = [["lfdn", "tester", "v_1"], ["1", "0", SAID[0]], ["2", "1", "a try"]]
    assert recognise(sheet_of(rows)).skipped == {3: "a tester's"}
    rows = [["StartDate", "ResponseId", "Status", "DistributionChannel", "Q1"],
            ["Start Date", "Response ID", "Response Type", "Distribution Channel", "What helps?"],
            ["2026-01-01", "R_1", "IP-Adresse", "anonymous", SAID[0]],
            ["2026-01-01", "R_2", "Umfragevorschau", "preview", "a try"]]  # fmt: skip
    assert recognise(sheet_of(rows)).skipped == {4: "a preview"}


def test_options_belong_to_their_question_in_each_tool() -> None:
    kobo = [["Which?", "Which?/EPS", "Which?/Mail", "_uuid", "_submission_time"],
            ["EPS", "1", "0", "u1", "2026-01-01T10:00:00"]]  # fmt: skip
    alchemer = [["Response ID", "Time Started", "Date Submitted", "Status", "EPS:Which?", "Mail:Which?", "Note: this"],
                ["1", "2026-01-01", "2026-01-01", "Complete", "EPS", "", SAID[0]]]  # fmt: skip
    qualtrics = [["StartDate", "ResponseId", "Q3_1", "Q3_2", "Q4_1"],
                 ["Start Date", "Response ID", "Which? - EPS", "Which? - Mail", "Alone"],
                 ["2026-01-01", "R_1", "EPS", "", "x"]]  # fmt: skip
    google = [["Timestamp", "Which? [EPS]", "Which? [Mail]"], ["2026/01/01 10:00:00", "Now", "Later"]]
    for rows, group in ((kobo, "Which?"), (alchemer, "Which?"), (qualtrics, "Q3"), (google, "Which?")):
        columns = recognise(sheet_of(rows)).columns
        assert [(each.group, each.part) for each in columns if each.group] == [(group, "EPS"), (group, "Mail")]


def test_other_beside_options_is_a_question_of_its_own_or_told_how_to_become_one() -> None:
    rows = [["Respondent ID", "Which?", "", "", "Why?"], ["", "EPS", "Mail", "Other (please specify)", "Response"],
            ["1", "EPS", "", "a fax, still", "x"]]  # fmt: skip
    text = """
format: 1
round: split
title: Split
opens: 2020-06-01
closes: 2020-06-30
columns: {id: Respondent ID}
questions:
  - {id: which, kind: choices, text: "Which?", column: "Which?", options: {eps: EPS, mail: Mail, other: Other}}
"""
    from pipeline.collect.responses import read_responses
    from pipeline.definitions.survey import parse_survey

    sheet = sheet_of(rows)
    with pytest.raises(InputError, match="make it a question of its own"):
        read_responses(sheet, recognise(sheet), parse_survey(text, "s", "split"))
    text += '  - {id: else, kind: text, text: "Other?", column: "Which?: Other (please specify)"}\n'
    [taken] = read_responses(sheet, recognise(sheet), parse_survey(text, "s", "split")).responses
    assert (taken.closed, taken.answers) == ((("which", "", "eps", 0),), {"else": "a fax, still"})


def test_anonymous_times_of_limesurvey_are_no_times() -> None:
    rows = [["id", "submitdate", "lastpage", "Q1"], ["1", "1980-01-01 00:00:00", "3", SAID[0]],
            ["2", "", "1", SAID[1]]]  # fmt: skip
    sheet = sheet_of(rows)
    layout = recognise(sheet)
    assert (layout.unfinished_rows, "1 have the time that stands for an anonymous survey" in layout.note) == (
        (3,),
        True,
    )


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["2026-01-02", ""], ("", 0, 0)),
        (["03/04/2026 10:00", "05/06/2026"], ("either", 0, 0)),
        (["03/04/2026", "27/04/2026", "28/04/2026"], ("day-first", 2, 0)),
        (["03/04/2026", "04/27/2026"], ("month-first", 0, 2)),
        (["27/04/2026", "04/27/2026"], ("both", 1, 2)),
    ],
)
def test_the_order_of_day_and_month_is_seen_and_never_guessed(cells: list[str], order: tuple[str, int, int]) -> None:
    assert day_order(enumerate(cells, 1)) == order


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (["03/06/2020 10:00"], "times: day-first   or   times: month-first"),
        (["03/06/2020 10:00", "27/06/2020 10:00"], r"are day-first \(row 3 shows it\).*times: day-first$"),
        (["06/27/2020 10:00"], "times: month-first$"),
        (["06/27/2020", "27/06/2020"], "mend them"),
        (["44000.5"], "is a spreadsheet's number of a day"),
    ],
)
def test_times_without_an_order_are_refused_with_the_line_for_the_survey(sent: list[str], said: str) -> None:
    survey = small_survey("  times: day-first\n", "")
    with pytest.raises(InputError, match=said):
        imported(table(*[{"sent": cell} for cell in sent]), survey)


def test_an_id_or_a_source_longer_than_the_store_keeps_is_refused() -> None:
    with pytest.raises(InputError, match="the id in column 'ref' is longer than 200 characters"):
        imported(table({"ref": "x" * 201}))
    with pytest.raises(InputError, match="is longer than the 200 characters of a source"):
        imported(table({"channel": "x" * 201}))


def test_more_columns_than_a_spreadsheet_holds_are_refused_at_once() -> None:
    with pytest.raises(InputError, match="has 100,000 columns, more than the 16,384"):
        read_sheet(csv_bytes([[f"c{n}" for n in range(100_000)], ["x"]]), "file")


def test_a_workbook_with_a_title_and_blank_rows_is_read_by_its_rows() -> None:
    book = workbook_bytes({"R": [["Consultation"], [None], HEAD, *ROWS]})
    sheet = read_sheet(book, "file")
    assert [number for number, _ in body(sheet, recognise(sheet))] == [4, 5, 6]
