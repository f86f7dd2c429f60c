"""What an analyst is handed by `cpitg explore`: a workbook and a page that opens from disk."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from small import ROOT
from test_commands import cpitg

from pipeline import columns
from pipeline.columns import Texts, read_known
from pipeline.errors import InputError, UserError
from pipeline.explore import explore, theme_settings
from pipeline.place import find_place
from pipeline.progress import Silent

HEADER = ("ref", "sender", "said", "asked", "region", "body", "question")
SAID = [
    ("The smartcard locks every weekend", "help"),
    ("Smartcards lock and nobody unlocks them", "help"),
    ("My smartcard expired on Friday", "barrier"),
    ("=smartcards lock, says the form", "help"),
    ("Broadband outage again, all afternoon", "barrier"),
    ("The broadband line goes down", "barrier"),
    ("Broadband fails when it rains </script><b>", "help"),
    ("Let us read the GP record", "help"),
    ("Read access to the GP record", "help"),
    ("GP records are closed to us", "barrier"),
    ("n/a", "help"),
    ("", "barrier"),
]
ROWS = [
    (f"a{n}", f"s{n // 2}" if n < 6 else "", said, asked, "north" if n % 2 else "south", "Body A" if n < 5 else "", "x")
    for n, (said, asked) in enumerate(SAID)
]


def written(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("explored") / "texts.csv", ROWS)


def texts(file: Path, **more: object) -> Texts:
    return Texts(file=file, text="said", id="ref", question_column="asked", **more)


def run(told: Texts, out: Path, data: Path, before: Path | None = None) -> Path:
    explore(find_place(ROOT, data), told, out, theme_settings("normal", 0), Silent(), before)
    return out


@pytest.fixture(scope="module")
def out(file) -> Path:
    told = texts(file, about=("region", "question"), respondent="sender", organisation="body")
    return run(told, file.parent / "out", file.parent / "data")


def sheet(out: Path, name: str) -> list[dict[str, object]]:
    head, *rows = openpyxl.load_workbook(out / "themes.xlsx")[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def themes_csv(out: Path) -> list[dict[str, str]]:
    with (out / "themes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.model
def test_the_workbook_says_what_the_tables_say(out):
    told = {row["theme"]: row for row in sheet(out, "themes")}
    for row in themes_csv(out):
        mine = told[row["theme"]]
        assert mine["title"] == row["title"]
        assert mine["responses"] == int(row["size"])
        assert mine["points"] == int(row["points"])
        assert mine["distinct texts"] == int(row["texts"])
    with (out / "points.csv").open(encoding="utf-8", newline="") as file:
        points = list(csv.DictReader(file))
    assert {row["point"] for row in sheet(out, "points")} == {row["point"] for row in points}
    assert {row["answer"] for row in sheet(out, "dropped")} == {"a10", "a11"}


@pytest.mark.model
def test_the_page_names_every_theme_and_what_was_set_aside(out):
    page = (out / "report.html").read_text(encoding="utf-8")
    for row in themes_csv(out):
        assert f'<article class="theme" id="{row["theme"]}"' in page
    words = " ".join(re.sub("<[^>]*>", " ", page).split())
    assert "12 answers of 9 respondents (by the column sender): 10 used, 2 set aside with a reason" in words
    assert "Detail normal" in words
    assert "Seed 0" in words
    assert "&lt;/script&gt;&lt;b&gt;" in page


@pytest.mark.model
def test_rows_of_one_respondent_are_one_response(out):
    ledger = json.loads((out / "ledger.json").read_text(encoding="utf-8"))
    assert ledger["responses"]["received"] == 9
    assert ledger["answers"]["received"] == 12
    sender = {row[0]: row[1] or row[0] for row in ROWS}
    for row in sheet(out, "themes"):
        mine = [point for point in sheet(out, "points") if point["theme"] == row["theme"] and not point["place"]]
        answers = [point["answer"] for point in mine]
        assert row["responses"] == len({sender[answer] for answer in answers})


@pytest.mark.model
def test_who_said_it_is_told_by_each_column_and_question(out):
    told = sheet(out, "who said it")
    assert {row["attribute"] for row in told} == {"region", "question", "question (column)"}
    assert {row["value"] for row in told if row["attribute"] == "question"} == {"help", "barrier"}
    assert all(0 < row["responses"] <= row["of"] for row in told)


@pytest.mark.model
def test_the_order_of_rows_changes_no_byte(file, out, tmp_path):
    # The file keeps its name, since the report says what was read.
    turned = written(tmp_path / "texts.csv", ROWS[::-1])
    told = texts(turned, about=("region", "question"), respondent="sender", organisation="body")
    again = run(told, tmp_path / "again", file.parent / "data")
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in again.iterdir())
    for path in out.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


@pytest.mark.model
def test_the_same_rows_again_keep_every_id(file, out, tmp_path):
    told = texts(file, about=("region", "question"), respondent="sender", organisation="body")
    again = run(told, tmp_path / "again", file.parent / "data", before=out)
    for name in ("themes.csv", "points.csv", "assignments.csv", "given.json", "responses.csv"):
        assert (again / name).read_bytes() == (out / name).read_bytes(), name
    assert {row["what became of it"] for row in sheet(again, "change")} == {"as before"}
    assert {row["more than chance"] for row in sheet(again, "change")} == {"no"}
    page = (again / "report.html").read_text(encoding="utf-8")
    assert "Compared with</dt><dd>out</dd>" in page
    assert page.count("As before: ") == len(themes_csv(out))


@pytest.mark.model
def test_a_file_without_an_answer_is_a_result_too(tmp_path, out):
    nothing = written(
        tmp_path / "nothing.csv", [("a1", "", "n/a", "help", "", "", ""), ("a2", "", "", "help", "", "", "")]
    )
    first = run(texts(nothing, about=("region",), organisation="body"), tmp_path / "first", tmp_path / "data")
    assert "No theme was found" in (first / "report.html").read_text(encoding="utf-8")
    assert sheet(first, "themes") == []
    after = run(texts(nothing), tmp_path / "after", tmp_path / "data", before=out)
    assert {row["what became of it"] for row in sheet(after, "change")} == {"not found again"}
    given = json.loads((out / "given.json").read_text(encoding="utf-8"))
    assert json.loads((after / "given.json").read_text(encoding="utf-8")) == given


@pytest.mark.model
def test_every_option_is_there_on_the_command_line(file, out, tmp_path):
    words = ("--text", "said", "--id", "ref", "--question-column", "asked", "--about", "region", "--about", "question",
             "--respondent", "sender", "--organisation", "body", "--data", file.parent / "data")  # fmt: skip
    done = cpitg("explore", file, *words, "--out", tmp_path / "typed")
    assert done.returncode == 0, done.stderr
    assert f"next: open {(tmp_path / 'typed' / 'report.html').as_posix()}" in done.stdout
    for path in out.iterdir():
        assert path.read_bytes() == (tmp_path / "typed" / path.name).read_bytes(), path.name
    wrong = cpitg("explore", file, *words, "--out", tmp_path / "typed", "--before", tmp_path)
    assert wrong.returncode != 0
    assert "holds no result of explore" in wrong.stderr


def test_who_has_no_name_is_a_respondent_of_their_own(file):
    read = read_known(texts(file, respondent="sender"))
    assert read.responses.nunique() == 9
    assert not set(read.responses[6:]) & set(read.responses[:6])


def test_the_body_of_a_response_is_known_whatever_its_capitals(file):
    read = read_known(texts(file, organisation="body"))
    assert set(read.bodies.values()) == {"body a"}
    assert len(read.bodies) == 5


def test_a_column_that_is_not_there_is_named(file):
    for wrong in ({"about": ("regoin",)}, {"respondent": "regoin"}, {"organisation": "regoin"}):
        with pytest.raises(InputError, match="no column 'regoin'; nearest are 'region'"):
            read_known(replace(texts(file), **wrong))


def test_each_file_is_read_once_more_however_many_columns_are_named(file, monkeypatch):
    seen: list[str] = []
    for name in ("read_sheet", "read_texts"):
        real = getattr(columns, name)
        monkeypatch.setattr(columns, name, lambda *told, _name=name, _real=real: seen.append(_name) or _real(*told))
    read_known(texts(file, about=("region", "question", "body"), respondent="sender", organisation="body"))
    assert sorted(seen) == ["read_sheet", "read_texts"]


def test_who_wrote_is_no_attribute(file):
    for name in ("sender", "Sender "):
        with pytest.raises(UserError, match="--about: 'sender' is the column of --respondent"):
            read_known(texts(file, about=("region", name), respondent="sender"))


@pytest.mark.model
def test_personal_data_in_a_column_on_who_wrote_reaches_no_file(tmp_path):
    other = "Other: jo.example@example.org, ring 07700 900123"
    rows = [(*row[:4], "North West" if n % 2 else other, *row[5:]) for n, row in enumerate(ROWS)]
    told = texts(written(tmp_path / "texts.csv", rows), about=("region",))
    out = run(told, tmp_path / "out", tmp_path / "data")
    assert {row["value"] for row in sheet(out, "who said it") if row["attribute"] == "region"} == {
        "North West", "Other: [EMAIL], ring [PHONE]",
    }  # fmt: skip
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Other: [EMAIL]" in page
    assert "example.org" not in page
    assert "900123" not in page


def test_options_that_contradict_one_another_are_refused_before_anything_is_written(file, out, tmp_path):
    known = {path.name: path.read_bytes() for path in out.iterdir()}
    same = cpitg("explore", file, "--text", "said", "--out", out, "--before", out)
    assert "--before: is the folder of --out" in same.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == known
    both = cpitg(
        "explore", file, "--text", "said", "--question", "Why?", "--question-column", "asked", "--out", tmp_path
    )
    assert "--question: every row has its own" in both.stderr
    assert not list(tmp_path.glob("*.csv"))


def test_a_sheet_of_a_workbook_can_be_named(tmp_path):
    book = Workbook()
    book.active.append(["said"])
    second = book.create_sheet("answers")
    for line in (["said"], ["Smartcards lock at weekends"], ["The internet line goes down"]):
        second.append(line)
    book.save(tmp_path / "two.xlsx")
    done = cpitg("explore", tmp_path / "two.xlsx", "--text", "said", "--sheet", "answers", "--out", tmp_path / "out")
    assert "2 answers: 2 points" in done.stdout, done.stderr
