"""A backup is whole, is taken while others write, and brings back nobody who was erased since."""

import datetime as dt
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from keeping import ADDRESS, MARKER, NAME, WHO, imported, lay_out, quotes
from searching import files_with

from pipeline.backing_up import back_up, restore
from pipeline.erasing import erase
from pipeline.errors import InputError, UserError
from pipeline.opening import open_round
from pipeline.place import find_place
from pipeline.progress import Silent
from pipeline.store import audit, tables
from pipeline.store.erasing import ask_erasure
from pipeline.store.orm import Response, Words
from pipeline.store.setup import close_store, open_store

NOW = dt.datetime(2020, 12, 1, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=3)

_WRITER = """
import sys
from pipeline.store.setup import open_store
from pipeline.store import tables
open_store(sys.argv[1])
for number in range(10_000):
    tables.keep_words("small-2020", [f"{sys.argv[2]} said {number}"])
    print(number, flush=True)
"""


@pytest.fixture
def round(tmp_path: Path):
    yield imported(tmp_path / "here")
    close_store()


def backed_up(round, name: str = "backup.zip") -> Path:
    path = round.place.root.parent / name
    (round.place.data / "secret.key").write_text("not-a-real-key\n")
    back_up(round.place, path, NOW, Silent())
    return path


def test_everything_comes_back_on_another_machine_and_only_its_owner_may_read_the_file(round, tmp_path):
    audit.write("author", "said", "something", {}, NOW)
    before = tables.responses(NAME).to_csv()
    path = backed_up(round)
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
    close_store()
    other = lay_out(tmp_path / "there")
    done = restore(other, path, LATER, Silent(), replace=True)
    assert done.made_at == "2020-12-01T09:00:00+00:00"
    assert (done.erased_again, done.waiting) == (0, ())
    assert tables.responses(NAME).to_csv() == before
    assert audit.verify() is None
    assert (other.data / "secret.key").read_text() == "not-a-real-key\n"
    assert quotes(open_round(other, NAME)) == quotes(round)


def test_nothing_that_is_there_goes_without_a_word_and_no_backup_is_written_over(round):
    path = backed_up(round)
    with pytest.raises(UserError, match="never written over"):
        back_up(round.place, path, NOW, Silent())
    tables.keep_words(NAME, ["said since"])
    with pytest.raises(UserError, match="--replace"):
        restore(round.place, path, LATER, Silent(), replace=False)
    open_store(round.place.store)
    assert Words.objects.count() == 1
    restore(round.place, path, LATER, Silent(), replace=True)
    assert Words.objects.count() == 0


def test_who_was_erased_since_stays_erased_in_store_and_releases(round):
    path = backed_up(round)
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    done = restore(round.place, path, LATER, Silent(), replace=True)
    assert (done.erased_again, done.waiting) == (1, ())
    row = Response.objects.get(store_id=WHO)
    assert (row.withdrawn, row.withdrawn_on, row.answers) == (True, "2020-12-01", {})
    close_store()
    (round.place.root / "told.csv").unlink()
    assert files_with(round.place.root, MARKER, ADDRESS) == []


def test_who_was_erased_stays_erased_where_all_but_the_folder_of_the_survey_was_lost(round, tmp_path):
    path = backed_up(round)
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    close_store()
    other = lay_out(tmp_path / "there")
    (other.round(NAME).folder / "erased.csv").write_bytes((round.here.folder / "erased.csv").read_bytes())
    assert restore(other, path, LATER, Silent(), replace=True).erased_again == 1
    close_store()
    assert files_with(other.root, MARKER, ADDRESS) == []


def test_who_withdrew_a_moment_before_stays_withdrawn_though_no_file_says_so_yet(round):
    path = backed_up(round)
    ask_erasure(NAME, WHO, "withdrawn", "respondent", NOW)
    assert not (round.here.folder / "erased.csv").exists()
    assert restore(round.place, path, LATER, Silent(), replace=True).erased_again == 1
    row = Response.objects.get(store_id=WHO)
    assert (row.withdrawn, row.withdrawn_on, row.answers) == (True, "2020-12-01", {})


@pytest.mark.parametrize("name", ["data/cpitg.sqlite3", "data/static/x.key", "store/more", "surveys/../data/x.key"])
def test_a_backup_lays_nothing_but_keys_beside_the_store(round, name):
    def more(one: str, data: bytes) -> dict[str, bytes]:
        if one != "manifest.json":
            return {one: data}
        told = json.loads(data)
        told["files"][name] = hashlib.sha256(b"planted").hexdigest()
        return {one: json.dumps(told).encode(), name: b"planted"}

    path = damaged(backed_up(round), more)
    close_store()
    with pytest.raises(InputError, match="does not hold"):
        restore(round.place, path, LATER, Silent(), replace=True)


def damaged(path: Path, change) -> Path:
    """A copy of a backup with one member changed, all else as it was."""
    other = path.with_name("damaged.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            for key, content in change(name, old.read(name)).items():
                new.writestr(key, content)
    return other


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: {} if name.endswith("survey.yml") else {name: data},
        lambda name, data: {name: data + b" "} if name.endswith("survey.yml") else {name: data},
        lambda name, data: {name: data, **({"surveys/more.yml": b"x"} if name == "manifest.json" else {})},
        lambda name, data: {name: b"{}" if name == "manifest.json" else data},
        lambda name, data: {"../out.yml" if name.endswith("survey.yml") else name: data},
        lambda name, data: {name: data.replace(b'"store_response": 24', b'"store_response": 25')},
        lambda name, data: {name: data[:5000]} if name.startswith("store/") else {name: data},
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(round, change):
    path = damaged(backed_up(round), change)
    tables.keep_words(NAME, ["said since"])
    with pytest.raises(InputError):
        restore(round.place, path, LATER, Silent(), replace=True)
    open_store(round.place.store)
    assert Words.objects.count() == 1
    assert not list(round.place.root.parent.glob("out.yml"))


def test_a_file_that_is_no_backup_and_one_cut_short_are_refused(round):
    path = backed_up(round)
    cut = path.with_name("cut.zip")
    cut.write_bytes(path.read_bytes()[:-200])
    for file in (cut, round.here.survey, path.with_name("nowhere.zip")):
        with pytest.raises(InputError):
            restore(round.place, file, LATER, Silent(), replace=True)


def test_a_store_that_another_program_has_open_is_not_replaced(round):
    path = backed_up(round)
    held = sqlite3.connect(round.place.data / "cpitg.sqlite3")
    held.execute("SELECT COUNT(*) FROM store_round").fetchone()
    with pytest.raises(UserError, match="stop cpitg serve"):
        restore(round.place, path, LATER, Silent(), replace=True)
    held.close()
    restore(round.place, path, LATER, Silent(), replace=True)


def test_a_backup_under_load_holds_all_that_was_confirmed_before_it_began(round):
    store = str(round.place.data)
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, store, name], stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    try:
        confirmed = [int(writer.stdout.readline()) for writer in writers for _ in range(20)][19::20]
        path = backed_up(round)
        more = [int(writer.stdout.readline()) for writer in writers for _ in range(5)]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert len(more) == 10, "the writers went on while the copy was made"
    close_store()
    other = find_place(round.place.root, round.place.root.parent / "copy", None)
    restore(other, path, LATER, Silent(), replace=True)
    kept = set(Words.objects.values_list("text", flat=True))
    for name, last in zip(("one", "two"), confirmed, strict=True):
        assert {f"{name} said {number}" for number in range(last + 1)} <= kept


def test_the_manifest_counts_rows_and_names_no_word_of_anybody(round):
    with zipfile.ZipFile(backed_up(round)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    assert manifest["counts"]["store_response"] == 24
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in manifest["files"].values())
    assert MARKER not in json.dumps(manifest)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_the_store_is_its_owners_alone_in_any_folder_and_after_a_restore(tmp_path):
    for folder in ("here/var", "there/var"):
        (tmp_path / folder).mkdir(mode=0o755, parents=True)
    before = os.umask(0o022)
    try:
        round = imported(tmp_path / "here")
        path = backed_up(round)
        close_store()
        other = lay_out(tmp_path / "there")
        restore(other, path, LATER, Silent(), replace=True)
        for place in (round.place, other):
            for file in place.data.glob("cpitg.sqlite3*"):
                assert file.stat().st_mode & 0o077 == 0, file.name
    finally:
        os.umask(before)
        close_store()
