"""Real files of survey tools: the true number of responses and of open-text columns, counted by hand and with pandas.

Responses are rows under the header rows. Text columns are those whose cells people typed as free text; short ones hold
names, places, roles or single words. Counted once outside this package, with the csv module and by reading the files.
"""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from pipeline.collect.account import account_of
from pipeline.collect.layout import body
from pipeline.collect.preview import preview
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.errors import InputError

pytestmark = pytest.mark.real_data

# file: tool, header rows, responses, of which unfinished, open-text columns, short ones
TRUE = {
    "efs_unipark_3header_macroman_napire2018.csv": ("Unipark", 3, 1051, 563, 45, 1),
    "googleforms_binder2020.csv": ("Google Forms", 1, 346, 0, 1, 0),
    "googleforms_jupyter_education2016.csv": ("Google Forms", 1, 125, 0, 6, 2),
    "iai_fixture_responses_biomass_format.csv": ("table", 2, 5, 0, 0, 0),
    "iai_fixture_responses_lgr_format.csv": ("table", 1, 5, 0, 2, 0),
    "iai_fixture_responses_scr_format.csv": ("table", 2, 5, 0, 1, 1),
    "limesurvey_artifact_evaluation.xlsx": ("LimeSurvey", 1, 257, 133, 20, 0),
    "polis_london.youth.policing_comments.csv": ("Polis comments", 1, 39, 0, 1, 0),
    "qualtrics_3header_german_qualtRics_sample.csv": ("Qualtrics", 3, 1, 0, 1, 0),
    "qualtrics_legacy_qualtRics_sample.csv": ("Qualtrics", 2, 1, 0, 1, 0),
    "surveygizmo_alchemer_jupyter2015.csv": ("SurveyGizmo / Alchemer", 1, 1706, 927, 24, 4),
    "surveymonkey_jupyter2020_multichoice.csv": ("SurveyMonkey", 1, 1135, 0, 0, 0),
    "surveymonkey_jupyter2020_textfields.csv": ("SurveyMonkey", 1, 1135, 0, 18, 0),
}
REFUSED = {
    "polis_london.youth.policing_votes.csv": "holds the votes of a Polis conversation",
    "polis_london.youth.policing_participants-votes.csv": "holds one row of votes a participant",
    "polis_london.youth.policing_stats-history.csv": "holds the history of a Polis conversation's counts",
    "polis_london.youth.policing_summary.csv": "holds the summary of a Polis conversation",
}


def _read(folder: Path, name: str) -> bytes:
    return (folder / "survey_exports" / name).read_bytes()


@pytest.mark.parametrize("name", TRUE)
def test_each_export_shows_its_true_counts(shared_data: Path, name: str) -> None:
    layout = recognise(read_sheet(_read(shared_data, name), name))
    shown = (layout.tool, layout.header_rows, layout.responses, layout.unfinished, len(layout.text_columns),
             len(layout.short_columns))  # fmt: skip
    assert shown == TRUE[name]


# file: encoding, mark, rows of the csv module, columns of its header, and rows that are blank, by hand
BY_CSV = {
    "efs_unipark_3header_macroman_napire2018.csv": ("mac_roman", ";", 1054, 220, 0),
    "googleforms_binder2020.csv": ("utf-8", ",", 347, 4, 0),
    "googleforms_jupyter_education2016.csv": ("utf-8", ",", 126, 25, 0),
    "iai_fixture_responses_biomass_format.csv": ("utf-8", ",", 7, 5, 0),
    "iai_fixture_responses_lgr_format.csv": ("utf-8", ",", 6, 8, 0),
    "iai_fixture_responses_scr_format.csv": ("utf-8", ",", 7, 5, 0),
    "polis_london.youth.policing_comments.csv": ("utf-8", ",", 40, 8, 0),
    "qualtrics_3header_german_qualtRics_sample.csv": ("utf-8", ",", 4, 20, 0),
    "qualtrics_legacy_qualtRics_sample.csv": ("utf-8", ",", 3, 15, 0),
    "surveygizmo_alchemer_jupyter2015.csv": ("utf-8", ",", 1707, 37, 0),
    "surveymonkey_jupyter2020_multichoice.csv": ("utf-8", ",", 1136, 216, 0),
    "surveymonkey_jupyter2020_textfields.csv": ("utf-8", ",", 1136, 19, 0),
}


@pytest.mark.parametrize("name", BY_CSV)
def test_every_row_and_column_of_the_file_is_accounted_for(shared_data: Path, name: str) -> None:
    encoding, mark, rows, columns, blank = BY_CSV[name]
    text = _read(shared_data, name).decode(encoding)
    told = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=mark))
    sheet = read_sheet(_read(shared_data, name), name)
    layout = recognise(sheet)
    account = account_of(sheet, layout, {number: "new" for number, _ in body(sheet, layout)})
    lines = {line.what: len(line.rows) for line in account.lines}
    assert (len(told), account.rows, sum(lines.values()), len(layout.columns)) == (rows, rows, rows, columns)
    assert (lines["header"], lines["new"], lines.get("blank", 0)) == (TRUE[name][1], TRUE[name][2], blank)


@pytest.mark.parametrize("name", REFUSED)
def test_files_without_responses_are_refused_with_what_is_needed(shared_data: Path, name: str) -> None:
    with pytest.raises(InputError) as refused:
        recognise(read_sheet(_read(shared_data, name), name))
    assert str(refused.value).startswith(f"{name}: {REFUSED[name]}")
    assert "comments.csv" in str(refused.value)


def test_no_export_is_left_out_here(shared_data: Path) -> None:
    files = {path.name for path in (shared_data / "survey_exports").iterdir()} - {"README.md"}
    assert files == TRUE.keys() | REFUSED.keys()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("googleforms_binder2020.csv", {}),
        ("googleforms_jupyter_education2016.csv", {}),
        ("surveygizmo_alchemer_jupyter2015.csv", {}),
        ("surveymonkey_jupyter2020_multichoice.csv", {}),
        ("surveymonkey_jupyter2020_textfields.csv", {}),
        ("polis_london.youth.policing_comments.csv", {}),
        ("efs_unipark_3header_macroman_napire2018.csv", {"sep": ";", "encoding": "mac_roman", "header": 2}),
        ("qualtrics_3header_german_qualtRics_sample.csv", {"skiprows": [1, 2]}),
        ("qualtrics_legacy_qualtRics_sample.csv", {"skiprows": [1]}),
        ("iai_fixture_responses_biomass_format.csv", {"header": 1}),
        ("iai_fixture_responses_lgr_format.csv", {}),
        ("iai_fixture_responses_scr_format.csv", {}),
    ],
)
def test_pandas_counts_the_same(shared_data: Path, name: str, options: dict[str, object]) -> None:
    frame = pd.read_csv(shared_data / "survey_exports" / name, dtype=str, **options)
    assert len(frame) == TRUE[name][2]


def test_every_cell_of_an_export_arrives(shared_data: Path) -> None:
    name = "googleforms_jupyter_education2016.csv"
    frame = pd.read_csv(shared_data / "survey_exports" / name, dtype=str, keep_default_na=False)
    rows = read_sheet(_read(shared_data, name), name).rows
    assert [list(row) for row in rows[1:]] == frame.to_numpy().tolist()


def test_letters_of_the_mac_are_read_as_they_were_saved(shared_data: Path) -> None:
    name = "efs_unipark_3header_macroman_napire2018.csv"
    sheet = read_sheet(_read(shared_data, name), name)
    assert sheet.form == "CSV, Mac Roman, semicolon"
    # The survey tool itself had read UTF-8 as Latin-1 before the file was saved on a Mac; cleaning mends that.
    assert any("Ã§Ã£o" in cell for row in sheet.rows for cell in row)


def test_columns_are_described_by_the_question(shared_data: Path) -> None:
    name = "efs_unipark_3header_macroman_napire2018.csv"
    sheet = read_sheet(_read(shared_data, name), name)
    shown = preview(sheet, recognise(sheet), None)
    assert any(each.startswith("Why are you rather satisfied with how requirements") for each in shown.text_columns)


def test_codes_for_no_answer_are_no_text(shared_data: Path) -> None:
    name = "efs_unipark_3header_macroman_napire2018.csv"
    sheet = read_sheet(_read(shared_data, name), name)
    layout = recognise(sheet)
    kinds = {column.name: column.kind for column in layout.columns}
    assert kinds["v_168"] == "open text"
    assert kinds["v_246"] == "chosen"  # long options, chosen from a list of 21


@pytest.mark.parametrize(
    ("path", "rows"),
    [("nhs_fft_phase1/nhs_fft_phase1.csv", 10334), ("polis/comments.csv", 1973), ("napire2018/effects.csv", 1486)],
)
def test_tables_of_texts_keep_every_row(shared_data: Path, path: str, rows: int) -> None:
    from pipeline.collect.table import read_texts

    frame = read_texts((shared_data / path).read_bytes(), path, "text")
    wanted = pd.read_csv(shared_data / path, dtype=str, keep_default_na=False)["text"]
    assert len(frame) == rows
    assert frame["text"].tolist() == wanted.tolist()
