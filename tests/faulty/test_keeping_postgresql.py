"""Erasing, giving, backing up and restoring with PostgreSQL behind the store."""

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from keeping import MARKER, NAME, WHO, imported, lay_out, quotes
from postgres import Server

from pipeline.accessing import give
from pipeline.backing_up import back_up, restore
from pipeline.erasing import erase
from pipeline.errors import UserError
from pipeline.opening import Round
from pipeline.progress import Silent
from pipeline.retaining import carry_out_due, due_in
from pipeline.store import audit, tables
from pipeline.store.orm import Arrived, Response, Words
from pipeline.store.setup import close_store

pytestmark = pytest.mark.slow
NOW = dt.datetime(2020, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def round(server: Server, tmp_path: Path) -> Iterator[Round]:
    made = imported(tmp_path / "here", server.url)
    yield made
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    close_store()


def words_in_store() -> list[str]:
    rows = [*Response.objects.values_list("answers", flat=True), *Arrived.objects.values_list("cells", flat=True)]
    return [row for row in map(json.dumps, rows) if MARKER in row]


def test_an_erased_response_has_no_words_left_and_the_server_is_told_to_tidy_up(round):
    assert words_in_store()
    done = erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    assert done.finished
    assert any("VACUUM" in said for said in done.done)
    assert words_in_store() == []
    assert quotes(round) == []


def test_a_backup_comes_back_whole_and_brings_nobody_back(round, tmp_path):
    tables.keep_words(NAME, ["said before"])
    path = tmp_path / "backup.zip"
    assert back_up(round.place, path, NOW, Silent()).responses == 24
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    tables.keep_words(NAME, ["said since"])
    done = restore(round.place, path, NOW, Silent(), replace=True)
    assert (done.erased_again, done.waiting) == (1, ())
    assert list(Words.objects.values_list("text", flat=True)) == ["said before"]
    assert Response.objects.count() == 24
    assert words_in_store() == []
    assert quotes(round) == []
    assert audit.verify() is None


def test_a_backup_of_a_server_is_not_put_into_a_file(round, tmp_path):
    path = tmp_path / "backup.zip"
    back_up(round.place, path, NOW, Silent())
    other = lay_out(tmp_path / "there")
    with pytest.raises(UserError, match="same kind of store"):
        restore(other, path, NOW, Silent(), replace=True)
    assert not (other.data / "cpitg.sqlite3").exists()
    with pytest.raises(UserError, match="--replace"):
        restore(replace(other, store=round.place.store), path, NOW, Silent(), replace=False)


def test_what_is_held_is_given_and_what_is_due_is_erased(round, tmp_path):
    assert give(round, [WHO], "", tmp_path / "held.zip", "author", NOW) == 1
    with zipfile.ZipFile(tmp_path / "held.zip") as packed:
        assert MARKER in packed.read("held.txt").decode()
    far = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    assert carry_out_due(round, due_in(round, far), "system", far, Silent()).responses == 24
    assert words_in_store() == []
