"""Exports as the tools write them: other languages, columns left out, quizzes, headers of several rows, zip files."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import pytest
from collecting import SAID, csv_bytes, sheet_of, survey_of, workbook_bytes

from pipeline.collect.layout import ABOUT, unique_names
from pipeline.collect.responses import read_responses
from pipeline.collect.sheets import read_sheet
from pipeline.collect.times import to_utc
from pipeline.collect.tools import recognise
from pipeline.definitions.survey import Survey
from pipeline.errors import InputError

MOMENT = "2025-11-03T09:00:10"
ROWS = range(1, 5)


def survey(column: str, kind: str, more: str = "", id: str = "") -> Survey:
    return survey_of(f'  - {{id: q, kind: {kind}, text: "Q?", column: "{column}"{more}}}', id)


MICROSOFT = {
    "Spanish": ["Id.", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre", "¿Qué ayudaría?"],
    "Polish": ["Identyfikator", "Godzina rozpoczęcia", "Godzina ukończenia", "Adres e-mail", "Nazwa", "Co by pomogło?"],
}  # fmt: skip


@pytest.mark.parametrize("language", MICROSOFT)
@pytest.mark.parametrize("sender", ["anonymous", "someone@pharmacy.example"])
def test_microsoft_forms_is_known_whatever_it_calls_an_id(language: str, sender: str) -> None:
    rows = [MICROSOFT[language], *[[str(n), MOMENT, MOMENT, sender, "", f"{SAID} {n}"] for n in ROWS]]
    layout = recognise(sheet_of(rows))
    assert (layout.tool, layout.id_column, layout.time_column) == ("Microsoft Forms", rows[0][0], rows[0][2])


def test_a_list_of_cases_is_not_taken_for_microsoft_forms() -> None:
    rows = [["Number", "Opened", "Closed", "Officer", "Team", "What helps?"],
            *[[str(n), MOMENT, MOMENT, "an officer", "North", f"{SAID} {n}"] for n in ROWS]]  # fmt: skip
    assert recognise(sheet_of(rows)).tool == "table"


def test_the_points_of_a_quiz_are_no_question() -> None:
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Grade posted time", "What helps?",
            "Points - What helps?", "Feedback - What helps?", "Feedback - in general"]  # fmt: skip
    rows = [head, *[[str(n), MOMENT, MOMENT, "a", "", "", f"{SAID} {n}", "0", f"{SAID} too", SAID] for n in ROWS]]
    asked = [column.name for column in recognise(sheet_of(rows)).columns if column.kind != ABOUT]
    assert asked == ["What helps?", "Feedback - in general"]


LEFT_OUT = {
    "LimeSurvey": [["id", "submitdate", "startlanguage", "Q1"], ["1", "", "en", SAID]],
    "LimeSurvey in words": [["Response ID", "Date submitted", "Start language", "What helps?", "Question time: Q1"],
                            ["1", "", "en", SAID, "12.5"]],
    "Typeform": [["#", "What helps?", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)"],
                 ["ab12", SAID, "partial", "2025-11-03 09:00:00", "", ""]],
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_tool_is_known_without_the_columns_that_were_left_out(name: str) -> None:
    layout = recognise(sheet_of(LEFT_OUT[name]))
    assert (layout.tool, layout.unfinished) == (name.split()[0], 1)
    assert sum(column.kind != ABOUT for column in layout.columns) == 1


MORE = {
    "Tally": (["Submission ID", "Respondent ID", "Submitted at"], ["X51KP", "rjp", MOMENT], 0, 2),
    "Jotform": (["Submission Date", "Submission IP", "Submission ID"], ["Nov 3, 2025", "192.0.2.1", "607"], 2, 0),
    "ODK Central": (["SubmissionDate", "meta-instanceID", "KEY", "SubmitterID", "ReviewState"],
                    [f"{MOMENT}.000Z", "uuid:1", "uuid:1", "5", ""], 2, 0),
    "Nextcloud Forms": (["Submission ID", "User ID", "User display name", "Timestamp"],
                        ["4", "", "Anonymous user", f"{MOMENT}+00:00"], 0, 3),
    "SmartSurvey": (["UserID", "UserNo", "Email", "Unique ID", "Started", "Ended", "Tracking Link"],
                    ["154", "1", "", "", MOMENT, MOMENT, "1"], 0, 5),
}  # fmt: skip


@pytest.mark.parametrize("tool", MORE)
def test_more_tools_are_known_with_their_ids_and_times(tool: str) -> None:
    head, cells, id, time = MORE[tool]
    layout = recognise(sheet_of([[*head, "What helps?"], [*cells, SAID]]))
    assert (layout.tool, layout.id_column, layout.time_column) == (tool, head[id], head[time])
    assert [column.name for column in layout.columns if column.kind != ABOUT] == ["What helps?"]


@pytest.mark.parametrize("stamp", ["Időbélyeg", "Marcaj de timp", "Позначка часу", "Χρονική σήμανση"])
def test_google_forms_in_more_languages(stamp: str) -> None:
    assert recognise(sheet_of([[stamp, "What helps?"], ["3.11.2025 9:00:10", SAID]])).tool == "Google Forms"


def test_rows_without_an_id_below_a_header_that_asks_for_one_are_more_of_the_header() -> None:
    head, cells, *_ = MORE["SmartSurvey"]
    blank = [""] * len(head)
    rows = [[*head, "Page 1", "", "Page 2"], [*blank, "1. Which?", "", "2. What helps?"], [*blank, "EPS", "Mail", ""],
            *[[str(n), *cells[1:], "EPS", "", f"{SAID} {n}"] for n in ROWS]]  # fmt: skip
    layout = recognise(sheet_of(rows))
    assert (layout.tool, layout.header_rows, layout.responses) == ("SmartSurvey", 3, len(ROWS))
    asked = [column.name for column in layout.columns if column.kind != ABOUT]
    assert asked == ["1. Which?: EPS", "1. Which?: Mail", "2. What helps?"]


# --- headers of several rows ------------------------------------------------------------------------------------------

OPTIONS_BELOW = [
    ["UserID", "Started", "1. Role?", "2. Which?", "", "3. What helps?", "4. When?"],
    ["", "", "", "EPS", "Mail", "", "Answer"],
    *[[str(90 + n), MOMENT, "A", "EPS", "", f"{SAID} {n}", "now"] for n in ROWS],
]
PAGES_ABOVE = [
    ["UserID", "Started", "Page 1", "", "", "Page 2", ""],
    ["", "", *OPTIONS_BELOW[0][2:]],
    *OPTIONS_BELOW[1:],
]


@pytest.mark.parametrize(("rows", "last"), [(OPTIONS_BELOW, 2), (PAGES_ABOVE, 3), ([["A title"], *OPTIONS_BELOW], 3)])
def test_a_header_of_several_rows_keeps_every_name_once_its_end_is_told(rows: list[list[str]], last: int) -> None:
    with pytest.raises(InputError, match="--header"):
        recognise(sheet_of(rows))
    sheet = sheet_of(rows)
    layout = recognise(sheet, last)
    assert [column.name for column in layout.columns] == [
        "UserID", "Started", "1. Role?", "2. Which?: EPS", "2. Which?: Mail", "3. What helps?", "4. When?: Answer",
    ]  # fmt: skip
    assert (layout.header_rows, layout.responses, layout.columns[-1].wording) == (last, len(ROWS), "4. When?")
    wanted = survey("2. Which?", "choices", ", options: {a: EPS, b: Mail}", id="UserID")
    taken = read_responses(sheet, layout, wanted).responses
    assert [(each.id, each.closed) for each in taken] == [(str(90 + n), (("q", "", "a", 0),)) for n in ROWS]


def test_a_last_row_that_names_every_column_is_the_header_alone() -> None:
    rows = [["About you", "", "Views"], ["Ref", "Who?", "What helps?"], *[[str(n), "A", f"{SAID} {n}"] for n in ROWS]]
    assert [column.name for column in recognise(sheet_of(rows), 2).columns] == rows[1]


def test_a_known_header_is_read_the_same_where_its_end_is_told() -> None:
    rows = [["Respondent ID", "Role?", "", "Why?"], ["", "Response", "Other", "Open-Ended Response"],
            *[[str(n), "A", "", f"{SAID} {n}"] for n in ROWS]]  # fmt: skip
    assert recognise(sheet_of(rows), 2) == recognise(sheet_of(rows))


# --- questions split over columns -------------------------------------------------------------------------------------

SPLIT: dict[str, Sequence[str]] = {
    "brackets": ["Which? [EPS]", "Which? [Mail]"],
    "marks": ["Which? >> EPS", "Which? >> Mail"],
    "a choice": ["Which? (choice=EPS)", "Which? (choice=Mail)"],
}


@pytest.mark.parametrize("name", SPLIT)
def test_a_question_of_an_unknown_tool_is_read_from_the_columns_of_its_options(name: str) -> None:
    rows = [[*SPLIT[name], "What helps?"], *[["Checked", "Unchecked", f"{SAID} {n}"] for n in ROWS]]
    sheet = sheet_of(rows)
    taken = read_responses(sheet, recognise(sheet), survey("Which?", "choices", ", options: {a: EPS, b: Mail}"))
    assert {each.closed for each in taken.responses} == {(("q", "", "a", 0),)}


def test_a_column_that_is_missing_is_told_with_the_questions_not_with_what_the_tool_measured() -> None:
    head = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
            "RecordedDate", "ResponseId", "RecipientLastName", "ExternalReference", "UserLanguage", "Q1"]  # fmt: skip
    sheet = sheet_of([head, ["2025-11-03 09:00:00"] * 2 + [""] * 10 + [SAID]])
    with pytest.raises(InputError, match="there are 'Q1', "):
        read_responses(sheet, recognise(sheet), survey("Something else entirely", "text"))


@pytest.mark.parametrize("column", ["Q2 ", "How usefull?"])
def test_a_question_spelt_otherwise_is_told_the_name_of_its_columns(column: str) -> None:
    head = ["StartDate", "ResponseId", "Q22_1", "Q22_2"]
    rows = [head, ["Start Date", "Response ID", "How useful? - A", "How useful? - B"],
            *[["2025-11-03 09:00:00", f"R_{n}", "x", "y"] for n in ROWS]]  # fmt: skip
    sheet = sheet_of(rows)
    with pytest.raises(InputError, match=r"nearest are .*'Q22'"):
        read_responses(sheet, recognise(sheet), survey(column, "grid", ", rows: {a: A}, options: {x: X, y: Y}"))


# --- times and wrappings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["2025. 11. 3. 9:00:10", "2025. 11. 3 9:00:10", "2025.11.03. 09:00:10"])
def test_days_whose_parts_end_in_full_stops_are_read(told: str) -> None:
    assert to_utc(told, "iso", dt.UTC) == "2025-11-03T09:00:10Z"


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, csv_bytes([["Timestamp", "What helps?"], [MOMENT, SAID]]))
    return out.getvalue()


def test_the_one_table_of_a_zip_file_is_read_as_if_it_were_unpacked() -> None:
    sheet = read_sheet(zipped("Our survey.csv", "__MACOSX/._Our survey.csv", "READ ME"), "export.zip")
    assert (sheet.file, sheet.form) == ("export.zip", "zip file, Our survey.csv: CSV, UTF-8, comma")
    assert recognise(sheet).responses == 1
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as packed:
        packed.writestr("a/Our survey.xlsx", workbook_bytes({"S": [["ID", "What helps?"], [1, SAID]]}))
    assert recognise(read_sheet(book.getvalue(), "export.zip")).responses == 1


def test_a_zip_file_of_several_tables_says_that_it_is_to_be_unpacked() -> None:
    with pytest.raises(InputError, match=r"is a zip file with a\.csv, b\.csv in it; unpack it"):
        read_sheet(zipped("a.csv", "b.csv"), "export.zip")


def test_a_zip_file_in_a_zip_file_is_not_followed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.csv", zipped("a.csv"))
    with pytest.raises(InputError, match="unpack it"):
        read_sheet(out.getvalue(), "export.zip")


def test_a_table_packed_far_too_small_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"a," * 20_000_000)
    with pytest.raises(InputError, match="would unpack to 40 MB"):
        read_sheet(out.getvalue(), "export.zip")


def test_a_table_packed_in_an_odd_way_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("a.csv", b"ID,What helps?\n" * 1_000)
    told = bytearray(out.getvalue())
    told[50:70] = bytes(20)
    with pytest.raises(InputError, match="packed in a way that no spreadsheet uses"):
        read_sheet(bytes(told), "export.zip")


# --- what spreadsheets do to answers ----------------------------------------------------------------------------------


def with_cells(*cells: str) -> bytes:
    """A workbook with these cells, as a spreadsheet writes them, below 'What helps?'."""
    made = workbook_bytes({"S": [["ID", "What helps?"], *[[n, f"{SAID} {n}"] for n in ROWS]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{cell.format(at=f"B{n}")}</row>'
                               for n, cell in enumerate(cells, 10))  # fmt: skip
                data = data.replace(b"</sheetData>", f"{rows}</sheetData>".encode())
            new.writestr(part, data)
    return out.getvalue()


def test_a_text_that_a_spreadsheet_took_for_a_formula_is_kept_and_told() -> None:
    sheet = read_sheet(with_cells('<c r="{at}" t="e"><f>systems</f><v>#NAME?</v></c>',
                                  '<c r="{at}" s="1" t="e"><v>#N/A</v></c>'), "f.xlsx")  # fmt: skip
    assert [row[1] for row in sheet.rows[-2:]] == ["=systems", "#N/A"]
    assert any("row 11" in note and "an error of a spreadsheet" in note for note in sheet.notes)


def test_errors_of_a_spreadsheet_are_told_in_a_csv_too() -> None:
    sheet = sheet_of([["ID", "What helps?"], ["1", SAID], ["2", "#NAME?"], ["3", "#notanerror"]])
    assert [note for note in sheet.notes if "row 3" in note and "an error of a spreadsheet" in note]
    assert not sheet_of([["ID", "What helps?"], ["1", "#hashtag"], ["2", SAID]]).notes


@pytest.mark.parametrize(
    ("letters", "told"), [("a" * 32_767, True), ("a" * 32_766, False), ("😀" * 16_383 + "a", True)]
)
def test_a_text_as_long_as_a_spreadsheet_lets_it_be_is_told(letters: str, told: bool) -> None:
    notes = sheet_of([["ID", "What helps?"], ["1", letters]]).notes
    assert any("row 2" in note and "cut off" in note for note in notes) is told


def test_long_numbers_of_ids_are_read_as_they_stand() -> None:
    sheet = read_sheet(workbook_bytes({"S": [["ID"], [6_071_234_567_890_123], [118_938_400_012]]}), "f.xlsx")
    assert [row[0] for row in sheet.rows[1:]] == ["6071234567890123", "118938400012"]


@pytest.mark.parametrize(
    "told",
    ["Don&#39;t you&nbsp;find it <b>hard</b>?&nbsp;", "<p>Don't you find<br />it <span style='x'>hard</span>?</p>",
     "Don't you find it hard?\u200b", "\ufeffDon't  you\nfind it hard?"],
)  # fmt: skip
def test_a_header_reads_as_people_saw_it_whatever_marks_the_tool_left_in_it(told: str) -> None:
    sheet = sheet_of([["ID", told], *[[str(n), f"{SAID} {n}"] for n in ROWS]])
    assert recognise(sheet).columns[1].name == "Don't you find it hard?"
    taken = read_responses(sheet, recognise(sheet), survey("Don't you find it hard?", "text")).responses
    assert len([each for each in taken if each.answers]) == len(ROWS)


@pytest.mark.parametrize("told", ["R&D, fun & games?", "Is 3 < 4 and 5 > 2?", "A&B;C"])
def test_signs_that_only_look_like_marks_stay_in_a_header(told: str) -> None:
    assert recognise(sheet_of([["ID", told], ["1", SAID]])).columns[1].name == told


@pytest.mark.parametrize(
    "names",
    [
        ["a", "a", "a (2)"],
        ["a (2)", "a", "a"],
        ["a", "a", "a (2)", "a (2)", "a"],
        ["a (2)", "a (2)", "a", "a", "a (3)"],
    ],
)
def test_headers_that_repeat_never_share_a_name_with_one_that_is_numbered(names: list[str]) -> None:
    told = unique_names(names)
    assert len(set(told)) == len(names)
    assert all(name in told for name in names)
