"""Tags of any table through the command: what stands beside a text is heard where examples teach it."""

import csv
import json
from pathlib import Path

import pytest
from small import ROOT
from typer.testing import CliRunner

from pipeline.cli import app

pytestmark = pytest.mark.model
CARDS, LINE = "What would help with cards?", "What would help with the line?"


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    """Texts that say the same, and examples in which only question and sender tell them apart."""
    monkeypatch.chdir(ROOT)
    sides = [("WS2a", CARDS, "pharmacy"), ("WS5a", LINE, "supplier")]
    rows = [
        (f"{n}{items}", f"It should simply work, wish {n}", items, *side) for n in range(50) for items, *side in sides
    ]
    write(tmp_path / "examples.csv", [("id", "text", "items", "question", "who"), *rows])
    texts = [("a", "It should simply work", CARDS, "pharmacy"), ("b", "It should simply work", LINE, "supplier")]
    write(tmp_path / "texts.csv", [("ref", "said", "asked", "role"), *texts])
    return tmp_path


def write(path: Path, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def tagged(files: Path, *more: str) -> list[dict[str, float]]:
    words = ["tag", files / "texts.csv", "--text", "said", "--id", "ref", "--examples", files / "examples.csv"]
    done = CliRunner().invoke(app, [*map(str, [*words, "--out", files / "o.csv", "--data", files]), *more])
    assert "2 rows tagged" in done.output, done.output
    with (files / "o.csv").open(encoding="utf-8", newline="") as file:
        return [json.loads(row["scores"]) for row in csv.DictReader(file)]


@pytest.mark.slow
def test_the_question_and_the_kind_of_respondent_are_heard_where_columns_are_named(files):
    alike, other = tagged(files)
    assert alike == other
    cards, line = tagged(files, "--question-column", "asked", "--who-column", "role")
    assert cards["WS2a"] > line["WS2a"]
    assert cards["WS5a"] < line["WS5a"]
