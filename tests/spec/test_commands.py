"""The commands as a person meets them: help, the contract of their files, and errors without a traceback."""

import csv
import io
import json
import re
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from small import ROOT, lay_cards
from typer.main import get_command

from pipeline.cli import app, main
from pipeline.store.setup import close_store

HEADERS = {
    "answers.csv": ["id", "text"],
    "points.csv": ["id", "point", "start", "end", "text", "theme"],
    "assignments.csv": ["id", "theme"],
    "themes.csv": ["theme", "title", "keywords", "size", "points", "texts", "examples"],
    "groups.csv": ["id", "kind", "group", "canonical_id", "added"],
    "dropped.csv": ["id", "reason"],
}
TEXTS = [
    ("a1", "The smartcard locks every weekend. Nobody can unlock it."),
    ("a2", "Smartcards lock and the helpdesk is closed"),
    ("a3", "n/a"),
    ("a4", ""),
    ("a5", "Write to jo.bloggs@example.org about the broadband outage"),
    ("a6", "Broadband outage again, all afternoon"),
    ("a7", "The broadband line goes down"),
    ("a8", "Nothing"),
    ("a9", "My smartcard expired"),
    ("a10", "Read access to the GP record"),
    ("a11", "Let us see the GP record"),
    ("a12", "Mae angen system well arnom ni yn y fferyllfa ar gyfer y presgripsiynau"),
]


@dataclass
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def cpitg(*words: object, folder: Path = ROOT) -> Done:
    """A command as it is typed, run in this process: starting Python anew costs more than most commands."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(folder)
        patch.delenv("CPITG_DATA", raising=False)
        patch.setenv("COLUMNS", "200")
        patch.setattr(sys, "argv", ["cpitg", *map(str, words)])
        patch.setattr(sys, "stdin", io.StringIO())
        try:
            main()
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        finally:
            close_store()
    return Done(code, out.getvalue(), err.getvalue())


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("texts") / "texts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("ref", "said"), *TEXTS])
    return path


@pytest.fixture(scope="module")
def explored(texts) -> Path:
    out = texts.parent / "out"
    done = cpitg("explore", texts, "--text", "said", "--id", "ref", "--out", out, "--data", texts.parent / "data")
    assert done.returncode == 0, done.stderr
    assert "12 answers" in done.stdout
    return out


def test_every_command_has_help():
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert {"new", "check", "import", "analyse", "review", "publish", "build", "status"} <= {
        n.strip("_") for n in names
    }
    assert all(command.callback.__doc__ for command in app.registered_commands)


@pytest.mark.model
def test_explore_writes_the_columns_of_its_contract(explored):
    for name, header in HEADERS.items():
        assert (explored / name).read_text(encoding="utf-8").splitlines()[0] == ",".join(header), name
    ledger = json.loads((explored / "ledger.json").read_text())
    told = ledger["answers"]
    assert told["received"] == 12 == sum(told[state] for state in told if state != "received")


@pytest.mark.model
def test_explored_points_are_exact_substrings_and_no_address_is_left(explored):
    answers = {row["id"]: row["text"] for row in table(explored / "answers.csv")}
    points = table(explored / "points.csv")
    assert {point["id"] for point in points} == {f"a{n}" for n in (1, 2, 5, 6, 7, 8, 9, 10, 11)}
    assert all(answers[p["id"]][int(p["start"]) : int(p["end"])] == p["text"] for p in points)
    assert "[EMAIL]" in answers["a5"]
    plain = [path.read_text() for path in explored.iterdir() if path.suffix != ".xlsx"]
    with zipfile.ZipFile(explored / "themes.xlsx") as book:
        plain += [book.read(name).decode() for name in book.namelist()]
    assert "example.org" not in "".join(plain)


@pytest.mark.model
def test_every_row_is_in_a_theme_or_has_a_reason(explored):
    dropped = {row["id"]: row["reason"] for row in table(explored / "dropped.csv")}
    assert set(dropped) == {"a3", "a4", "a12"}
    assert dropped["a4"].startswith("blank")
    assert dropped["a3"].startswith("non-answer: ")
    assert dropped["a12"].startswith("awaiting translation: ")
    assert {row["id"] for row in table(explored / "assignments.csv")} == set(dict(TEXTS))
    names = [row["theme"] for row in table(explored / "themes.csv")]
    assert names == [f"T{number:03d}" for number in range(1, len(names) + 1)]


# tests/unit/test_tagger_model.py says the same of the tagger in one process.
@pytest.mark.slow
@pytest.mark.model
def test_a_row_is_tagged_the_same_alone_and_among_others(texts, tmp_path):
    lay_cards(tmp_path)
    tagged = tmp_path / "all.csv"
    assert cpitg("tag", texts, "--text", "said", "--id", "ref", "--out", tagged, "--data", tmp_path).returncode == 0
    rows = table(tagged)
    assert list(rows[0]) == ["id", "items", "scores", "reasons"]
    assert {row["id"]: row for row in rows}["a4"]["items"] == "NONE"
    for number in (0, 4, 9):
        alone = tmp_path / "alone.csv"
        alone.write_text("ref,said\n" + ",".join(f'"{cell}"' for cell in TEXTS[number]) + "\n")
        out = tmp_path / "one.csv"
        assert cpitg("tag", alone, "--text", "said", "--id", "ref", "--out", out, "--data", tmp_path).returncode == 0
        assert table(out) == [rows[number]]


def test_redacted_rows_name_their_spans_in_the_input(texts, tmp_path):
    out = tmp_path / "redacted.csv"
    done = cpitg("redact", texts, "--text", "said", "--id", "ref", "--out", out)
    assert done.returncode == 0, done.stderr
    row = {row["id"]: row for row in table(out)}["a5"]
    span = json.loads(row["spans"])[0]
    assert dict(TEXTS)["a5"][span["start"] : span["end"]] == "jo.bloggs@example.org"
    assert (span["type"], row["text"]) == ("EMAIL", "Write to [EMAIL] about the broadband outage")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["import", "nowhere", "x.csv", "--preview"], 6, "rounds here: illustrative-2020"),
        (["import", "illustrative-2020", "no-such.csv", "--preview"], 4, "no-such.csv: is not there"),
        (["import", "illustrative-2020", "x.csv", "--changed", "maybe"], 2, "is none of refuse, keep, take"),
        (["import", "illustrative-2020", "x.csv", "--watch", "1", "--yes"], 2, "x.csv is no folder"),
        (["import", "illustrative-2020", "book", "--watch", "1"], 2, "--watch asks nobody"),
        (["import", "illustrative-2020", "book", "--without", "nothing", "--yes"], 4, "asks nothing called nothing"),
        (["explore", "book", "--text", "t", "--out", "o"], 4, "is a folder"),
        (["explore", "no-such.csv", "--text", "t", "--out", "o"], 4, "no-such.csv: is not there"),
        (["redact", "surveys/illustrative-2020/responses.csv", "--text", "said", "--out", "o.csv"], 4, "said"),
        (["publish", "nowhere"], 6, "rounds here"),
        (["ledger", "nowhere"], 6, "rounds here"),
        (["ledger", "illustrative-2020"], 6, "run: cpitg analyse illustrative-2020"),
        (
            ["new", "illustrative-2020", "--title", "t", "--opens", "2026-01-01", "--closes", "2026-01-02"],
            2,
            "there is no",
        ),
        (["new", "x y", "--title", "t", "--opens", "2026-13-01", "--closes", "2026-01-02"], 2, "is no day"),
    ],
)
def test_a_fault_is_said_without_a_traceback(words, code, said, tmp_path):
    done = cpitg(*words, *([] if words[0] in ("redact",) else ["--data", tmp_path]))
    assert done.returncode == code or (words[0] == "new" and done.returncode in (2, 6)), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_terminal_and_without_yes_an_import_stops_and_says_so(tmp_path):
    file = ROOT / "surveys/illustrative-2020/responses.csv"
    done = cpitg("import", "illustrative-2020", file, "--data", tmp_path)
    assert done.returncode == 6
    assert "run it again with --yes" in done.stderr
    assert "360 responses" in done.stdout


def test_a_preview_takes_nothing_and_an_import_twice_adds_nothing(tmp_path):
    file = ROOT / "surveys/illustrative-2020/responses.csv"
    seen = cpitg("import", "illustrative-2020", file, "--preview", "--data", tmp_path)
    assert seen.returncode == 0
    first = cpitg("import", "illustrative-2020", file, "--yes", "--data", tmp_path)
    assert "360 new responses, 0 known already" in first.stdout
    again = cpitg("import", "illustrative-2020", file, "--yes", "--data", tmp_path)
    assert "0 new responses, 360 known already" in again.stdout


def test_a_new_round_passes_the_check(tmp_path):
    for name in ("surveys/workstreams.yml", "book/data/glossary.yml", "book/data/members.yml", "book/data/meetings.yml",
                 "book/data/roadmap.yml", "surveys/illustrative-2020/survey.yml"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    days = ["--opens", "2026-12-01", "--closes", "2026-12-31"]
    asked = ["--question", 'What "one thing" would help?', "--question", "What gets in the way: today?"]
    made = cpitg("new", "spring", "--title", "Spring: a round", *days, *asked, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    like = cpitg("new", "autumn", "--like", "illustrative-2020", "--title", "Autumn", *days, folder=tmp_path)
    assert like.returncode == 0, like.stderr
    for round in ("spring", "autumn"):
        done = cpitg("check", round, folder=tmp_path)
        assert done.returncode == 0, done.stderr
    assert "illustrative: true" not in (tmp_path / "surveys/autumn/survey.yml").read_text()


def _leaves(group, *words):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _leaves(command, *words, name)
        else:
            yield " ".join((*words, name)), command


def _rows_of(name, command):
    for each in command.params:
        if each.param_type_name == "option" and each.opts[0] not in ("--data", "--build", "--by"):
            yield f"| `cpitg {name}` | `{each.opts[0]}` | {each.help} |"


def test_every_command_and_every_option_is_in_the_book():
    page = (ROOT / "book/method/commands.md").read_text(encoding="utf-8")
    leaves = list(_leaves(get_command(app)))
    assert not [name for name, _ in leaves if f"`cpitg {name}`" not in page]
    told = [row for row in page.splitlines() if re.match(r"\| `cpitg [a-z ]+` \| `--", row)]
    assert told == [row for name, command in leaves for row in _rows_of(name, command)]
