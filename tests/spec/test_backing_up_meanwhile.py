"""A backup that is taken while people rule and withdraw: what it brings back agrees, and nobody is brought back."""

import datetime as dt
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from boarding import BOARDED, analysed_round
from keeping import ADDRESS, MARKER, NAME, WHO, imported, lay_out
from searching import files_with

from pipeline import backing_up
from pipeline.backing_up import back_up, restore
from pipeline.erasing import erase
from pipeline.opening import open_round, read_record
from pipeline.place import find_place, read_text
from pipeline.progress import Silent
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.record import record_text
from pipeline.review.recordfiles import record_held
from pipeline.standing import keep_records, standing_of, write_record
from pipeline.store import decisions
from pipeline.store.setup import close_store, open_store

NOW = dt.datetime(2020, 12, 1, 9, tzinfo=dt.UTC)
AT = "2020-11-30T12:00:00Z"

_RULING = """
import sys
from pathlib import Path
from pipeline.opening import open_round
from pipeline.place import find_place
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.standing import keep_records, standing_of, write_record
AT, folder = "2020-11-30T12:00:00Z", Path(sys.argv[1])
round = open_round(find_place(folder, folder / "var", folder / "build"), sys.argv[2])
for number in range(100_000):
    stands = standing_of(round)
    lines = lines_of([Act(act="note", on=round.name, value=f"turn {number}")], stands.no, "anna", AT)
    write_record(round, [*stands.record, *lines], stands.members)
    print(number, flush=True)
"""


@pytest.fixture
def round(tmp_path: Path):
    made = analysed_round(tmp_path / "here")
    keep_records(made.place)
    note(made, "before")
    yield made
    close_store()


def note(round, text):
    stands = standing_of(round)
    lines = lines_of([Act(act="note", on=round.name, value=text)], stands.no, "anna", AT)
    write_record(round, [*stands.record, *lines], stands.members)


def meanwhile(monkeypatch, before, after):
    """Do one thing just before the store is copied and another just after: the gaps that any backup has."""
    copy_store = backing_up.backup.copy_store

    def copied(path):
        before()
        counts = copy_store(path)
        after()
        return counts

    monkeypatch.setattr(backing_up.backup, "copy_store", copied)


def brought_back(path, root):
    """The backup in a checkout of its own, started as a service starts; its round."""
    close_store()
    place = find_place(root, root / "var", root / "build")
    restore(place, path, NOW, Silent(), replace=True)
    return place


def laid_out(round, root):
    """A checkout without any round: what people define is there."""
    for name in ("surveys/workstreams.yml", "book/data/glossary.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((round.place.root / name).read_bytes())
    return root


def test_what_is_ruled_before_and_after_the_store_is_copied_leaves_no_file_ahead(round, monkeypatch, tmp_path):
    path = tmp_path / "backup.zip"
    meanwhile(monkeypatch, lambda: note(round, "between"), lambda: note(round, "after"))
    back_up(round.place, path, NOW, Silent())
    assert [line.value for line in standing_of(round).record] == ["before", "between", "after"]
    with zipfile.ZipFile(path) as packed:
        assert "between" not in packed.read(f"surveys/{BOARDED}/decisions.csv").decode()
    place = brought_back(path, laid_out(round, tmp_path / "there"))
    back = open_round(place, BOARDED)
    assert [line.value for line in read_record(back.here)] == ["before", "between"]
    assert read_text(back.here.decisions) == record_text(standing_of(back).record)
    assert keep_records(place) == []


def test_nobody_who_rules_waits_while_the_store_is_copied(round, monkeypatch, tmp_path):
    held = []

    def look():
        with record_held(round.here, round.place.data, 0):
            held.append(decisions.head(BOARDED))

    meanwhile(monkeypatch, look, look)
    back_up(round.place, tmp_path / "backup.zip", NOW, Silent())
    assert len(held) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_who_is_erased_before_or_after_the_store_is_copied_is_brought_back_by_no_file(tmp_path, monkeypatch, when):
    round = imported(tmp_path / "here")
    path = tmp_path / "backup.zip"

    def gone():
        erase(round, [WHO], "asked by letter", "author", NOW, Silent())

    meanwhile(monkeypatch, *((gone, lambda: None) if when == "before" else (lambda: None, gone)))
    back_up(round.place, path, NOW, Silent())
    close_store()
    other = lay_out(tmp_path / "there")
    restore(other, path, NOW, Silent(), replace=True)
    assert (other.round(NAME).folder / "erased.csv").read_text().count("\n") == 2
    close_store()
    (other.root / "told.csv").unlink(missing_ok=True)
    assert files_with(other.root, MARKER, ADDRESS) == []


@pytest.mark.slow
def test_backups_taken_while_somebody_rules_all_the_time_start_and_hold_what_was_acknowledged(round, tmp_path):
    command = [sys.executable, "-c", _RULING, str(round.place.root), BOARDED]
    ruling = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    kept = []
    try:
        for number in range(5):
            last = [int(ruling.stdout.readline()) for _ in range(3)][-1]
            path = tmp_path / f"backup{number}.zip"
            back_up(round.place, path, NOW, Silent())
            kept.append((last, path))
        assert ruling.poll() is None
    finally:
        ruling.kill()
        ruling.communicate()
    for last, path in kept:
        place = brought_back(path, laid_out(round, tmp_path / path.stem))
        open_store(place.store)
        assert keep_records(place) == []
        values = [line.value for line in standing_of(open_round(place, BOARDED)).record]
        assert values[: last + 2] == ["before", *(f"turn {number}" for number in range(last + 1))]
