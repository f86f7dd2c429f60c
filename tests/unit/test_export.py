"""Export as a person meets it: columns of the survey, one row a response, nothing of who sent it unless asked."""

import csv
import datetime as dt
import io
import json
import stat
import zipfile
from pathlib import Path

import openpyxl
import pytest
from collecting import KEY, ROUND, imported, small_survey, table

from pipeline.collect.form.sending import received
from pipeline.collect.sheets import read_sheet
from pipeline.definitions.survey import parse_survey
from pipeline.errors import UserError
from pipeline.exporting import export_round, write_responses
from pipeline.exportsheets import LONGEST_CELL, Table, write_xlsx
from pipeline.place import Place, read_text, write_text
from pipeline.progress import Silent
from pipeline.store import tables
from pipeline.store.drafts import begin
from pipeline.store.kept_definitions import keep_definition
from pipeline.store.orm import Response
from pipeline.store.submissions import send

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2020, 6, 20, 9, 0, tzinfo=dt.UTC)
HEAD = ["ref", "sent", "channel", "may we quote you?", "email", "pharmacy", "who", "rate", "uses", "first", "when",
        "What would help?", "sooner", "definition_version", "withdrawn_on", "flags",
        "escaped_for_spreadsheets"]  # fmt: skip


def _sent(version: int, values: dict[str, object], text: str = ROUND) -> str:
    """A response that came by the form, under a version of the wording."""
    told = text.replace("format: 1\n", f"format: 1\nversion: {version}\n", 1)
    survey = parse_survey(told, "survey.yml", "small")
    definition = keep_definition("small", survey, told)
    draft = begin("small", definition, NOW)
    answer, given = received(survey, values, id=draft.id, at=NOW, source="form")
    return send(draft.id, draft.version, answer, given, (), dt.date(2022, 6, 20), NOW).reference


def _export(form: str) -> bytes:
    out = io.BytesIO()
    write_responses(small_survey(), form, out)
    return out.getvalue()


def _csv() -> list[list[str]]:
    return list(csv.reader(io.StringIO(_export("csv").decode("utf-8-sig"))))


@pytest.fixture
def three(store: Path) -> Path:
    tables.ensure_round("small", KEY)
    evil = {"What would help?": '=HYPERLINK("http://a.example","-5")', "rate": "", "uses": "", "first": ""}
    tables.add_import("small", imported(table({}, evil, {"who": "", "What would help?": ""})))
    return store


@pytest.mark.usefixtures("three")
def test_columns_are_the_surveys_in_its_order_whoever_answered() -> None:
    head, first, second, third = _csv()
    assert head == HEAD
    told = dict(zip(head, first, strict=True))
    assert (told["ref"], told["sent"], told["uses"], told["first"]) == ("R1", "2020-06-15T08:23:00Z", "eps;mail", "b;a")
    assert told["email"] == told["pharmacy"] == ""
    assert "omeone" not in str(first)
    assert dict(zip(head, second, strict=True))["What would help?"].startswith("'=HYPERLINK")
    assert (second[-1], third[-1]) == ("yes", "")


@pytest.mark.usefixtures("three")
def test_a_withdrawn_response_is_a_mark_without_a_word() -> None:
    Response.objects.filter(store_id="R1").update(withdrawn=True, withdrawn_on="2020-07-01")
    told = dict(zip(*_csv()[:2], strict=True))
    assert {name: cell for name, cell in told.items() if cell} == {
        "ref": "R1", "sent": "2020-06-15T08:23:00Z", "channel": "web", "may we quote you?": "no",
        "definition_version": "1", "withdrawn_on": "2020-07-01",
    }  # fmt: skip
    line = json.loads(_export("jsonl").splitlines()[0])
    assert (line["withdrawn"], line["answers"]["help"], line["about"]) == (True, "", {"type": ""})


@pytest.mark.usefixtures("three")
def test_json_lines_hold_texts_as_they_are_and_every_question() -> None:
    lines = [json.loads(line) for line in _export("jsonl").splitlines()]
    assert [line["id"] for line in lines] == ["R1", "R2", "R3"]
    assert lines[1]["answers"]["help"].startswith("=HYPERLINK")
    assert lines[0]["answers"] == {"rate": "3", "uses": ["eps", "mail"], "first": ["b", "a"], "when": {},
                                   "help": "Faster systems, please", "sooner": ""}  # fmt: skip


@pytest.mark.usefixtures("three")
def test_the_same_store_gives_the_same_bytes_and_no_maker() -> None:
    for form in ("csv", "xlsx", "jsonl"):
        assert _export(form) == _export(form)
    with zipfile.ZipFile(io.BytesIO(_export("xlsx"))) as book:
        assert not any(name.startswith("docProps") for name in book.namelist())
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
    sheets = openpyxl.load_workbook(io.BytesIO(_export("xlsx")))
    assert sheets.sheetnames == ["Responses", "Wordings"]
    assert sheets["Responses"].freeze_panes == "A2"


@pytest.mark.usefixtures("three")
def test_each_response_says_which_wording_it_answered() -> None:
    _sent(1, {"help": "One"})
    _sent(2, {"help": "Two"}, ROUND.replace('text: "What would help?"', 'text: "What would help you most?"'))
    rows = [dict(zip(HEAD, row, strict=True)) for row in _csv()[1:]]
    said = {row["What would help?"]: row["definition_version"] for row in rows}
    assert (said["One"], said["Two"]) == ("1", "2")
    sheet = openpyxl.load_workbook(io.BytesIO(_export("xlsx")))["Wordings"]
    wordings = {(row[0], row[5]) for row in sheet.iter_rows(values_only=True) if row[2] == "help"}
    assert wordings == {("2", "What would help you most?"), ("1", "What would help?")}


def _place(store: Path) -> Place:
    """The small round as a checkout, with this store."""
    root = store.parent / "checkout"
    for name in ("surveys/workstreams.yml", "book/data/glossary.yml"):
        write_text(root / name, read_text(ROOT / name))
    write_text(root / "surveys" / "small" / "survey.yml", ROUND)
    return Place(root=root, data=store, build=root / "build", store=str(store))


def test_who_sent_what_leaves_only_when_asked_in_files_of_their_own(three: Path, tmp_path: Path) -> None:
    reference = _sent(1, {"help": "Hello", "you.name": "=A Person", "you.email": "p@b.example"})
    tables.keep_words("small", ["a hidden word"])
    place, out = _place(three), tmp_path / "given" / "out.csv"
    done = export_round(place, "small", "csv", out, Silent(), private=False)
    assert {path.name for path in out.parent.iterdir()} == {"out.csv", "out-wordings.csv"}
    assert (done.responses, done.files) == (4, (out, out.with_name("out-wordings.csv")))
    assert all(b"p@b.example" not in path.read_bytes() for path in done.files)
    more = export_round(place, "small", "csv", out, Silent(), private=True)
    senders, words = more.files[2:]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (senders, words)} == {0o600}
    rows = list(csv.reader(io.StringIO(senders.read_text("utf-8-sig"))))
    assert [reference, "'=A Person", "p@b.example", "", "yes"] in rows
    assert ["R1", "", " Someone@Example.org ", " Corner  Pharmacy ", ""] in rows
    assert json.loads(words.read_text())["text"] == "a hidden word"


def test_a_form_that_is_not_known_is_refused(three: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.csv, \.xlsx, \.jsonl"):
        export_round(_place(three), "small", "ods", tmp_path / "a.ods", Silent(), private=False)
    assert not (tmp_path / "a.ods").exists()


def test_a_cell_longer_than_a_spreadsheets_is_cut_and_says_so() -> None:
    out = io.BytesIO()
    write_xlsx([Table("T", ["a", "b"], [["x" * 40_000, "_x0041_ \r\0"]])], out)
    first, second, _ = next(openpyxl.load_workbook(io.BytesIO(out.getvalue())).active.iter_rows(2, values_only=True))
    assert len(first) <= LONGEST_CELL
    assert first.endswith("[cut here: 40,000 characters; the CSV and JSON lines files hold them all]")
    # A spreadsheet reads _x0041_ as a letter; what a person wrote so stands for itself.
    assert second == "_x005F_x0041_ _x000D_"
    assert read_sheet(out.getvalue(), "t.xlsx").rows[1][1] == "_x0041_ \r"
