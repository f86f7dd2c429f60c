"""Erasing killed at any step, a worksheet held open, a file that cannot be read: finished by the next run."""

import datetime as dt
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from keeping import ADDRESS, MARKER, NAME, WHO, imported
from openpyxl import Workbook
from searching import files_with

from pipeline.erasing import carry_out, erase
from pipeline.errors import InputError
from pipeline.place import find_place, write_text
from pipeline.progress import Silent
from pipeline.scrubbing import Sought, scrub
from pipeline.store import erasing
from pipeline.store.setup import close_store, open_store

NOW = dt.datetime(2020, 12, 1, 9, tzinfo=dt.UTC)
STEPS = ("_list", "_vectors", "_sheets", "_releases", "_tables", "_sweep")

_KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
import pipeline.erasing as erasing
from pipeline.opening import open_round
from pipeline.place import find_place
from pipeline.progress import Silent
folder = Path(sys.argv[1])
real = getattr(erasing, sys.argv[2])
def killed(*args, **more):
    real(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(erasing, sys.argv[2], killed)
round = open_round(find_place(folder, folder / "var", folder / "build"), "small-2020")
erasing.erase(round, ["r03"], "asked", "author", dt.datetime(2020, 12, 1, 9, tzinfo=dt.UTC), Silent())
"""


@pytest.fixture
def round(tmp_path: Path):
    made = imported(tmp_path)
    (tmp_path / "told.csv").unlink()
    write_text(made.here.build / "rows.csv", f"id,text\n{WHO}/help,x\nr04,Smartcards of {MARKER} lock at weekends\n")
    yield made
    close_store()


@pytest.mark.parametrize("step", [pytest.param(step, marks=pytest.mark.slow) for step in STEPS[1:]] + [STEPS[0]])
def test_a_kill_after_any_step_leaves_work_that_the_next_run_finishes(round, step):
    root = round.place.root
    close_store()
    done = subprocess.run([sys.executable, "-c", _KILLED, str(root), step], check=False)
    assert done.returncode == -9
    open_store(round.place.store)
    assert len(erasing.waiting(NAME)) == 1
    assert carry_out(round, NOW, Silent()).finished
    close_store()
    # Where the words are gone from the store and no output of a stage holds them, a table of one's own is named by id.
    assert [name for name in files_with(root, MARKER, ADDRESS) if not name.endswith("rows.csv")] == []


def test_a_sheet_that_cannot_be_read_keeps_the_erasure_waiting_and_is_named(round):
    sheet = round.here.build / "review.xlsx"
    write_text(sheet, "no workbook")
    done = erase(round, [WHO], "asked", "author", NOW, Silent())
    assert not done.finished
    assert any("review.xlsx" in said and "delete it" in said for said in done.left)
    assert len(erasing.waiting(NAME)) == 1
    sheet.unlink()
    assert carry_out(round, NOW, Silent()).finished


def test_what_waits_in_one_round_leaves_another_alone(round):
    other = round.place.round("other-2020")
    write_text(other.build / "rows.csv", f"{MARKER} said by somebody else\n")
    erase(round, [WHO], "asked", "author", NOW, Silent())
    assert MARKER in (other.build / "rows.csv").read_text()


WORDS = "Smartcards of Zanzibarlamps lock, every\nweekend that God sends"
CELLS = [
    ("Smartcards of zanzibarlamps  LOCK, every weekend that god sends", ""),
    ("Somebody else\n• smartcards of zanzibarlamps lock, every weekend that …\nand more", "Somebody else\nand more"),
    ("Slow", ""),
    ("Slow broadband", "Slow broadband"),
    ("=1+1", "=1+1"),
    ('a "quoted", cell; with | all <b>', 'a "quoted", cell; with | all <b>'),
    ("ŵŷ ✓ עברית", "ŵŷ ✓ עברית"),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "left"), CELLS)
def test_only_lines_that_hold_the_words_leave_a_cell(cell, left):
    assert Sought.of([WORDS, "slow"]).without(cell) == left


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_and_cells_leave_a_table_and_the_rest_is_as_it_was(tmp_path, kind):
    rows = [["id", "said", "mine"], ["p1", "theirs", "=1+1"], ["p2", WORDS, "kept\nas typed"], ["p1@3-9", "x", "y"]]
    path = tmp_path / f"sheet.{kind}"
    _write(path, rows)
    assert scrub(path, Sought.of([WORDS], ["p1"]))
    assert not scrub(path, Sought.of([WORDS], ["p1"]))
    assert [row for row in _read(path) if any(row)] == [rows[0], ["p2", "", "kept\nas typed"]]


def test_records_of_a_line_each_go_whole(tmp_path):
    path = tmp_path / "rows.jsonl"
    others = '{"id": "p2", "said": "Slow broadband"}\n'
    theirs = '{"id": "p3", "said": "Smartcards of Zanzibarlamps lock, every weekend"}\n'
    path.write_text(f'{{"id": "p1", "said": "x"}}\n{others}{theirs}')
    assert scrub(path, Sought.of([WORDS], ["p1"]))
    assert path.read_text() == others


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml"])
def test_a_workbook_damaged_in_any_part_is_named_and_stops_nothing_else(tmp_path, part):
    whole, path = tmp_path / "whole.xlsx", tmp_path / "review.xlsx"
    _write(whole, [["p1", WORDS]])
    for damaged in (lambda data: data[: len(data) // 2], lambda data: data.replace(b'"1"', b'"x"') + b"\0"):
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                new.writestr(name, damaged(old.read(name)) if name == part else old.read(name))
        with pytest.raises(InputError, match=r"review\.xlsx: .*may still hold their words.*save it again"):
            scrub(path, Sought.of([WORDS], ["p1"]))


def _write(path: Path, rows: list[list[str]]) -> None:
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        import csv

        with path.open("w", newline="") as file:
            csv.writer(file).writerows(rows)


def _read(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        return [[str(cell or "") for cell in row] for row in load_workbook(path).active.iter_rows(values_only=True)]
    import csv

    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_a_place_without_any_output_is_erased_from_the_store_alone(tmp_path):
    made = imported(tmp_path / "bare")
    place = find_place(tmp_path / "bare", made.place.data, tmp_path / "never")
    assert erase(made, [WHO], "asked", "author", NOW, Silent()).finished
    assert not place.build.exists()
    close_store()
