"""What stands under or in place of responses: totals, feet, second tables, counts; told with its row, never taken."""

import io
import zipfile

import pytest
from collecting import SAID, sheet_of, workbook_bytes

from pipeline.collect.layout import body
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.errors import InputError

HEAD = ["Response ID", "Sent", "Role", "What helps?"]
ROWS = [[str(n), f"2025-11-0{n} 09:00", "AB"[n % 2], f"{SAID} {n}"] for n in range(1, 6)]
BARE = [row[2:] for row in [HEAD, *ROWS]]

UNDER = {
    "a total": ([HEAD, *ROWS, ["Total", "5", "", ""]], 7, "a total"),
    "a total in words": ([HEAD, *ROWS, [], ["Total responses: 5", "", "", ""]], 8, "a total"),
    "a total of a table without ids": ([*BARE, ["Total", "5"]], 7, "a total"),
    "shares": ([*BARE, ["Average", "40%"]], 7, "a total"),
    "who made the report": ([*BARE, ["", ""], ["Exported on 3 November 2025", ""]], 8, "the foot of a report"),
    "how many rows": ([*BARE, ["(5 rows affected)", ""]], 7, "the foot of a report"),
    "a second table": ([HEAD, *ROWS, [], ["Role", "Count", "", ""], ["A", "2", "", ""]], 8, "unlike the responses"),
    "a second table without a header": ([HEAD, *ROWS, [], ["A", "2", "", ""]], 8, "unlike the responses"),
    "a note": ([*BARE, ["", ""], ["These were left out of the count", ""]], 8, "unlike the responses"),
}


@pytest.mark.parametrize("name", UNDER)
def test_what_stands_under_a_table_is_told_and_never_taken(name: str) -> None:
    rows, row, said = UNDER[name]
    with pytest.raises(InputError, match=rf"^file\.csv:{row}: .*{said}.* delete") as refused:
        recognise(sheet_of(rows))
    assert refused.value.faults[0].line == row


KEPT = {
    "blank rows between responses": [HEAD, *ROWS[:2], [], [""] * 4, *ROWS[2:]],
    "a response that is hardly begun": [HEAD, *ROWS[:3], [], ["4", "2025-11-04 09:00", "", ""], ROWS[4]],
    "words that only begin like a total": [*BARE, ["A", "Total chaos"], ["A", "Count on us"], ["A", "5"]],
    "a last answer of one word": [*BARE, ["Total", "none of it works"], ["", "Printed on paper we lose them"]],
    "one column": [["What helps?"], *[[row[3]] for row in ROWS], [], ["Exported on a Tuesday, by hand, each week"]],
}


@pytest.mark.parametrize("name", KEPT)
def test_responses_that_only_look_like_the_end_are_kept(name: str) -> None:
    sheet = sheet_of(KEPT[name])
    filled = [n for n, row in enumerate(sheet.rows, 1) if any(cell.strip() for cell in row)]
    assert [number for number, _ in body(sheet, recognise(sheet))] == filled[1:]


def test_a_total_in_a_workbook_is_told_by_its_row_too() -> None:
    rows = [[], ["", "Role", "What helps?"], *[["", "A", f"{SAID} {n}"] for n in range(4)], ["", "Total", 4]]
    with pytest.raises(InputError, match=r"^file:7: looks like a total"):
        recognise(read_sheet(workbook_bytes({"S": rows}), "file"))


SUMMARY = [
    ["Our survey"], [], ["Q1. Who are you?"], ["Answer Choices", "Response Percent", "Responses"],
    ["Pharmacist", "90.48%", "19"], ["", "Answered", "21"], ["", "Skipped", "0"], [],
    ["Q2. What helps?"], ["Answered", "20"], ["Skipped", "1"],
]  # fmt: skip


@pytest.mark.parametrize("rows", [SUMMARY, [["Our survey"], ["Q1. Who?"], ["Answered,21"], ["Skipped,0"]]])
def test_counts_of_answers_are_refused_with_the_export_that_is_wanted(rows: list[list[str]]) -> None:
    with pytest.raises(InputError, match=r"holds the counts of each question's answers.*All individual responses"):
        recognise(sheet_of(rows))


def test_a_file_of_nothing_but_tests_says_so() -> None:
    rows = [["StartDate", "ResponseId", "Status", "Q1"], ["Start Date", "Response ID", "Response Type", "What helps?"],
            *[["2025-11-03 09:00:00", f"R_{n}", "Survey Preview", SAID] for n in range(3)]]  # fmt: skip
    with pytest.raises(InputError, match="no response under it: rows 3, 4, 5: no response but a preview"):
        recognise(sheet_of(rows))


def test_sheets_parted_by_question_are_told_how_to_be_brought_together() -> None:
    parted = {f"Q{k}": [["Response ID", f"Question {k}"], [1, SAID], [2, SAID]] for k in (1, 2)}
    with pytest.raises(
        InputError, match=r"has 2 sheets \(Q1, Q2\) that begin with the same column.*a column a question"
    ):
        read_sheet(workbook_bytes(parted), "file")
    assert recognise(read_sheet(workbook_bytes(parted), "file", "Q2")).responses == 2
    with pytest.raises(InputError, match=r"has 2 sheets \(Q1, Notes\); say which one"):
        read_sheet(workbook_bytes({"Q1": parted["Q1"], "Notes": [["Made by hand"], ["in May"]]}), "file")


def test_an_opendocument_sheet_is_refused_by_its_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<office:document-content/>")
    with pytest.raises(InputError, match=r"is an OpenDocument sheet \(.ods\).*save it as .xlsx"):
        read_sheet(out.getvalue(), "file")
