"""The two commands as they are typed: what they write, what they say, what they refuse."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UserError
from pipeline.store.setup import close_store

ROUND = "illustrative-2020"
ROOT = Path(__file__).parents[2]


def cpitg(*typed: str) -> str:
    """What a command says; its own errors are raised as they are."""
    done = CliRunner().invoke(app, list(typed))
    if isinstance(done.exception, UserError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_export_takes_the_form_from_the_ending_and_gives_every_response(tmp_path: Path) -> None:
    data, out, some = str(tmp_path / "data"), tmp_path / "all.csv", tmp_path / "some.csv"
    given = (ROOT / "surveys" / ROUND / "responses.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:4]
    some.write_text("".join(given), encoding="utf-8")
    try:
        cpitg("import", ROUND, str(some), "--yes", "--data", data)
        said = cpitg("export", ROUND, "--out", str(out), "--data", data)
        again = cpitg("export", ROUND, "--format", "xlsx", "--out", str(tmp_path / "book"), "--data", data)
        with pytest.raises(UserError, match=r"--format ods is not known; end the name with .csv, .xlsx, .jsonl"):
            cpitg("export", ROUND, "--out", str(tmp_path / "all.ods"), "--data", data)
        with pytest.raises(UserError, match=r"all: the name has no ending"):
            cpitg("export", ROUND, "--out", str(tmp_path / "all"), "--data", data)
    finally:
        close_store()
    rows = list(csv.reader(out.open(encoding="utf-8-sig", newline="")))
    assert len(rows) == len(given)
    assert f"{len(rows) - 1} responses written" in said
    assert "all-wordings.csv" in said
    assert (tmp_path / "book").read_bytes().startswith(b"PK")
    assert "book" in again


def test_form_writes_what_the_ending_says(tmp_path: Path) -> None:
    assert "look it over" in cpitg("form", ROUND, "--out", str(tmp_path / "form.pdf"))
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")
    cpitg("form", ROUND, "--out", str(tmp_path / "qr.svg"), "--address", "https://survey.pharmacy.example/")
    assert b"<svg" in (tmp_path / "qr.svg").read_bytes()
    with pytest.raises(UserError, match="no-such-round"):
        cpitg("form", "no-such-round", "--out", str(tmp_path / "form.pdf"))
