"""The store: every connection as promised, imports whole or not at all, tables as schemas.py says."""

import dataclasses
import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from collecting import COLUMNS, KEY, ROW, csv_bytes, imported, small_survey, table
from django.core.management import call_command
from django.db import connection, transaction

from pipeline.errors import InputError, MissingError, UserError
from pipeline.schemas import ANSWERS, CLOSED, RESPONSES, empty
from pipeline.settings import FILE, database
from pipeline.store import tables
from pipeline.store.offsets import repaired_span
from pipeline.store.orm import Arrived, File, Response
from pipeline.store.setup import close_store, open_store

SUPPLIER = {"who": "supplier", "when": '{"a":"now"}', "sooner": "Fewer standards"}


def _pragma(name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def _add(*changes: dict[str, str], name: str = "small.csv") -> tables.Added:
    tables.ensure_round("small", KEY)
    return tables.add_import("small", imported(table(*changes), name=name))


@pytest.mark.usefixtures("store")
def test_every_connection_keeps_the_promises() -> None:
    for _ in range(2):
        told = {
            name: _pragma(name)
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
        assert told == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 20_000,
            "secure_delete": 1,
        }
        connection.close()


@pytest.mark.usefixtures("store")
def test_transactions_take_the_write_lock_at_once() -> None:
    assert connection.transaction_mode == "IMMEDIATE"


def test_a_second_writer_waits_instead_of_failing_late(store: Path) -> None:
    with (
        transaction.atomic(),
        sqlite3.connect(store / FILE, timeout=0) as other,
        pytest.raises(sqlite3.OperationalError),
    ):
        other.execute("BEGIN IMMEDIATE")


def test_an_address_of_sqlite_gets_the_same_options() -> None:
    assert database("sqlite:////tmp/x.sqlite3")["OPTIONS"] == database(Path("/tmp"))["OPTIONS"]
    assert database("postgresql://u:p@host/db")["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.usefixtures("store")
def test_migrations_are_whole() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_stores_are_opened_one_after_another(tmp_path: Path) -> None:
    for name in ("one", "two", "one"):
        open_store(tmp_path / name)
        tables.ensure_round(name, KEY)
    open_store(tmp_path / "two")
    assert tables.round_key("two") == KEY
    with pytest.raises(MissingError):
        tables.round_key("one")
    close_store()


def test_a_place_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(MissingError, match="the store cannot be opened"):
        open_store(tmp_path)
    close_store()


@pytest.mark.usefixtures("store")
def test_a_round_keeps_its_key() -> None:
    key = tables.ensure_round("other")
    assert len(key) == 64
    assert tables.ensure_round("other") == key == tables.round_key("other")
    with pytest.raises(UserError, match="another key"):
        tables.ensure_round("other", KEY)


@pytest.mark.usefixtures("store")
def test_the_same_file_twice_adds_nothing() -> None:
    first, again = _add({}, SUPPLIER), _add({}, SUPPLIER)
    assert (first.new, again.new, again.known, again.read_anew) == (2, 0, 2, 0)
    assert (File.objects.count(), Arrived.objects.count()) == (1, 2)


@pytest.mark.usefixtures("store")
def test_a_longer_export_adds_only_what_is_new() -> None:
    _add({})
    added = _add({}, SUPPLIER, {}, name="later.csv")
    assert (added.new, added.known) == (2, 1)


@pytest.mark.usefixtures("store")
def test_a_known_response_with_other_content_is_refused_and_nothing_taken() -> None:
    _add({}, {})
    with pytest.raises(InputError) as refused:
        _add({}, {"rate": "2"}, {}, name="later.csv")
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [("later.csv", 3)]
    assert "response R2 is in the store with other content (small.csv, row 3)" in str(refused.value)
    assert (Response.objects.count(), File.objects.count()) == (2, 1)


@pytest.mark.usefixtures("store")
def test_nothing_stays_of_an_import_that_breaks_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Arrived.objects, "bulk_create", broken)
    with pytest.raises(OSError, match="no space left"):
        _add({})
    assert (Response.objects.count(), File.objects.count()) == (0, 0)


@pytest.mark.usefixtures("store")
def test_a_survey_that_reads_more_of_the_same_rows_reads_them_anew() -> None:
    tables.ensure_round("small", KEY)
    narrow = small_survey(
        '  - {id: help, kind: text, asks: help, text: "What would help?", column: "What would help?"}\n', ""
    )
    tables.add_import("small", imported(table({}, SUPPLIER), narrow))
    added = _add({}, SUPPLIER)
    assert (added.new, added.known, added.read_anew) == (0, 2, 2)
    assert "Faster systems, please" in set(tables.answers("small", small_survey())["raw"])


@pytest.mark.usefixtures("store")
def test_where_a_response_came_from_is_kept() -> None:
    _add({}, SUPPLIER)
    row = Arrived.objects.get(response__store_id="R2")
    assert (row.file.name, row.row_number, row.cells["email"]) == ("small.csv", 3, " Someone@Example.org ")
    assert row.file.sha256 == imported(table({}, SUPPLIER)).sha256
    assert row.file.read_at.utcoffset() is not None


@pytest.mark.usefixtures("store")
def test_addresses_lie_apart_from_answers() -> None:
    _add({})
    told = json.dumps(list(Response.objects.values()), default=str).casefold()
    assert "example.org" not in told
    assert "faster systems" in told


def test_a_person_is_one_digest_in_any_letters_and_another_in_another_round() -> None:
    assert tables.person_digest(KEY, " A@Example.org") == tables.person_digest(KEY, "a@example.ORG ")
    assert tables.person_digest(KEY, "a@example.org") != tables.person_digest("cd" * 32, "a@example.org")
    assert tables.person_digest(KEY, "  ") == ""


def test_an_organisation_is_one_digest_in_any_letters_and_spacing() -> None:
    assert tables.organisation_digest(KEY, " Corner  Pharmacy") == tables.organisation_digest(KEY, "CORNER PHARMACY")
    assert tables.organisation_digest(KEY, "fa123") != tables.organisation_digest("cd" * 32, "FA123")
    assert tables.organisation_digest(KEY, "fa123") != tables.person_digest(KEY, "fa123")
    assert tables.organisation_digest(KEY, "  ") == ""


@pytest.mark.usefixtures("store")
def test_known_responses_take_the_organisation_of_a_survey_that_asks_for_it_now() -> None:
    silent = small_survey("  organisation: pharmacy\n", "")
    data = table({}, {"pharmacy": "Another"})
    tables.add_import("small", imported(data, silent))
    assert set(tables.responses("small")["organisation"]) == {""}
    assert tables.add_import("small", imported(data)).read_anew == 2
    told = tables.responses("small")["organisation"]
    assert told.nunique() == 2
    assert "corner" not in "".join(told).casefold()


@pytest.mark.usefixtures("store")
def test_tables_are_sorted_and_as_declared() -> None:
    _add({"ref": "b"}, {"ref": "a", **SUPPLIER})
    survey = small_survey()
    answers = tables.answers("small", survey)
    assert answers["answer"].tolist() == ["a/help", "a/sooner", "b/help"]
    assert tables.responses("small")["response"].tolist() == ["a", "b"]
    assert list(answers.columns) == list(ANSWERS.columns)
    closed = tables.closed("small")
    assert list(closed.columns) == list(CLOSED.columns)
    assert closed.query("response == 'a' and question == 'when'")[["part", "value"]].to_numpy().tolist() == [
        ["a", "now"]
    ]
    assert tables.about("small")["value"].tolist() == ["supplier", "pharmacist"]


@pytest.mark.usefixtures("store")
def test_an_empty_cell_of_a_question_that_was_shown_is_a_row() -> None:
    _add({**SUPPLIER, "sooner": "", "What would help?": ""})
    assert tables.answers("small", small_survey())["raw"].tolist() == ["", ""]


@pytest.mark.usefixtures("store")
def test_what_was_written_to_a_question_not_shown_is_not_lost() -> None:
    _add({"sooner": "I know I was not asked"})
    assert "R1/sooner" in set(tables.answers("small", small_survey())["answer"])


@pytest.mark.usefixtures("store")
def test_an_empty_round_has_empty_tables() -> None:
    tables.ensure_round("small", KEY)
    assert tables.responses("small").dtypes.equals(empty(RESPONSES).dtypes)
    assert [
        len(each) for each in (tables.answers("small", small_survey()), tables.closed("small"), tables.about("small"))
    ] == [0] * 3


@pytest.mark.usefixtures("store")
def test_rounds_do_not_see_each_other() -> None:
    _add({})
    tables.ensure_round("other", KEY)
    assert tables.add_import("other", imported(table({}))).new == 1
    assert len(tables.responses("small")) == 1


@pytest.mark.usefixtures("store")
def test_points_are_kept_once_with_their_place_in_the_repaired_text() -> None:
    tables.ensure_round("small", KEY)
    # repaired "Ask jo@x.org or call" -> redacted "Ask [EMAIL] or call"
    points = pd.DataFrame({"point": ["p1", "p2"], "answer": ["R1/help"] * 2, "start": [0, 12], "end": [11, 19]})
    spans = pd.DataFrame({"answer": ["R1/help"], "start": [4], "end": [12], "kind": ["EMAIL"]})
    assert tables.keep_points("small", points, spans) == 2
    assert tables.keep_points("small", points, spans) == 0
    given = tables.points_given("small")
    assert given[["point", "start", "end"]].to_numpy().tolist() == [["p1", 0, 12], ["p2", 13, 20]]


def test_a_point_that_begins_in_a_mark_holds_all_it_hides() -> None:
    assert repaired_span(6, 11, [(4, 12, 7)]) == (4, 12)
    assert repaired_span(0, 3, []) == (0, 3)


@pytest.mark.usefixtures("store")
def test_deleted_words_are_gone_from_the_files(store: Path) -> None:
    _add({"What would help?": "zanzibarmarker"})
    Response.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not any(b"zanzibarmarker" in path.read_bytes() for path in store.iterdir())


@pytest.mark.usefixtures("store")
def test_a_row_of_another_tool_with_the_same_id_is_told_apart() -> None:
    _add({})
    told = imported(csv_bytes([COLUMNS, [*ROW.values()]]))
    other = dataclasses.replace(told, responses=(dataclasses.replace(told.responses[0], raw={"ref": "R1"}),))
    with pytest.raises(InputError, match="give it an id of its own"):
        tables.add_import("small", other)
