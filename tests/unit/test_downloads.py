"""Files to download: valid by their own description, the values of the release, no formula, the same bytes twice."""

import copy
import csv
import io
import json

import pytest
from frictionless import Package
from openpyxl import load_workbook
from smallround import PUBLISHED, ROADMAP, ROUND, TAXONOMY

from pipeline.publish.downloads import download_files
from pipeline.publish.downloadtables import TABLES
from pipeline.publish.generated import book_data

FOLDER = f"book/downloads/{ROUND}"


def files_of(published):
    return download_files(book_data({ROUND: published}, ROADMAP, TAXONOMY))


def table(files, name):
    return list(csv.DictReader(io.StringIO(files[f"{FOLDER}/{name}.csv"].decode())))


@pytest.fixture(scope="module")
def files():
    return files_of(PUBLISHED)


def test_the_tables_fit_what_is_said_of_their_columns(files, tmp_path):
    for name, content in files.items():
        (tmp_path / name.rsplit("/", 1)[1]).write_bytes(content)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "title", "fieldName"])


def test_a_fault_in_a_table_is_found_by_its_description(files, tmp_path):
    for name, content in files.items():
        (tmp_path / name.rsplit("/", 1)[1]).write_bytes(content)
    (tmp_path / "ledger.csv").write_text("of,state,count\nanswers,usable,many\n", "utf-8")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_release_itself_is_among_them(files):
    assert json.loads(files[f"{FOLDER}/published.json"]) == PUBLISHED


def test_themes_read_again_are_those_of_the_release(files):
    rows = table(files, "themes")
    assert [row["theme"] for row in rows] == [theme["id"] for theme in PUBLISHED["themes"]]
    for row, theme in zip(rows, PUBLISHED["themes"], strict=True):
        for name in ("responses", "distinct_texts", "organisations", "points", "share"):
            assert row[name] == ("" if theme.get(name) is None else str(theme[name]))


def test_points_have_words_only_where_the_release_has_them(files):
    rows = table(files, "points")
    told = {point["id"]: point for point in PUBLISHED["points"]}
    assert [row["point"] for row in rows] == list(told)
    assert all(bool(row["text"]) == ("text" in told[row["point"]]) for row in rows)
    assert all(row["page"].endswith(f".html#{row['point']}") for row in rows if row["themes"])


def test_closed_answers_and_the_ledger_are_those_of_the_release(files):
    told = [row["count"] for asked in PUBLISHED["closed"] for row in asked["rows"]]
    assert [row["count"] for row in table(files, "closed")] == ["" if count is None else str(count) for count in told]
    answers = {row["state"]: int(row["count"]) for row in table(files, "ledger") if row["of"] == "answers"}
    assert answers == PUBLISHED["ledger"]["answers"]


def test_cross_tabs_and_the_spread_over_time_are_those_of_the_release(files):
    cells = [cell for each in PUBLISHED["crosstabs"] for row in each["rows"] for cell in row["cells"]]
    rows = table(files, "crosstabs")
    assert [(row["count"], row["low"]) for row in rows] == [
        ("" if cell["count"] is None else str(cell["count"]), "" if cell["low"] is None else str(cell["low"]))
        for cell in cells
    ]
    assert [row["value"] for row in rows[:3]] == ["1;2", "3", "4;5"]
    told = [*PUBLISHED["spread"], *PUBLISHED["themes"][0]["spread"]]
    counts = ["" if part["responses"] is None else str(part["responses"]) for part in told]
    assert [row["responses"] for row in table(files, "spread")] == counts


def test_a_release_from_before_there_were_cross_tabs_has_empty_tables():
    older = copy.deepcopy(PUBLISHED)
    for part in (older, *older["themes"]):
        for name in ("crosstabs", "spread"):
            part.pop(name, None)
    assert table(files_of(older), "crosstabs") == table(files_of(older), "spread") == []


def test_the_workbook_has_the_same_tables(files):
    book = load_workbook(io.BytesIO(files[f"{FOLDER}/data.xlsx"]))
    assert book.sheetnames == [each.name for each in TABLES]
    assert book["points"].max_row == len(PUBLISHED["points"]) + 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_text_is_taken_for_a_formula(start):
    published = copy.deepcopy(PUBLISHED)
    published["themes"][0]["title"] = f"{start}1+1"
    files = files_of(published)
    assert table(files, "themes")[0]["title"][0] != start
    cell = load_workbook(io.BytesIO(files[f"{FOLDER}/data.xlsx"]))["themes"]["B2"]
    assert cell.data_type == "s"
    assert cell.value[0] != start


def test_the_same_release_gives_the_same_bytes(files):
    assert files_of(copy.deepcopy(PUBLISHED)) == files


def test_every_table_and_column_says_what_it_holds():
    assert all(each.description.endswith(".") for each in TABLES)
    assert all(column.description.endswith(".") for each in TABLES for column in each.columns)
