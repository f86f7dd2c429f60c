"""Nothing is kept longer than was said, and everybody may have what is held of them."""

import csv
import datetime as dt
import json
import re
import zipfile
from pathlib import Path

import pytest
from keeping import ADDRESS, MARKER, NAME, WHO, imported, told
from searching import files_with
from small import responses_csv

from pipeline.accessing import give
from pipeline.cli import app
from pipeline.erasedlist import erased_ids
from pipeline.erasing import erase
from pipeline.errors import MissingError, UserError
from pipeline.importing import bring_in
from pipeline.opening import open_round
from pipeline.place import find_place
from pipeline.progress import Silent
from pipeline.retaining import carry_out_due, due_in, write_report
from pipeline.store import audit, retaining
from pipeline.store.orm import Definition, Draft, Limit, Outgoing, Response, Round, Submission
from pipeline.store.retaining import months_after
from pipeline.store.setup import close_store

NOW = dt.datetime(2020, 12, 1, 9, tzinfo=dt.UTC)
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def round(tmp_path: Path):
    yield imported(tmp_path)
    close_store()


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ((2020, 1, 31), 1, (2020, 2, 29)),
        ((2019, 12, 31), 2, (2020, 2, 29)),
        ((2020, 6, 30), 24, (2022, 6, 30)),
        ((2020, 12, 1), 1, (2021, 1, 1)),
        ((2020, 2, 29), 12, (2021, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, then):
    assert months_after(dt.date(*day), months) == dt.date(*then)


def test_what_is_imported_gets_its_day_and_is_erased_when_it_has_come(round, tmp_path):
    days = set(Response.objects.values_list("keep_until", flat=True))
    assert len(days) == 1
    assert None not in days
    before = due_in(round, dt.datetime.combine(next(iter(days)), dt.time(23), dt.UTC))
    assert (len(before.kept), before.due) == (24, ())
    due = due_in(round, FAR)
    assert len(due.due) == 24
    done = carry_out_due(round, due, "system", FAR, Silent())
    assert (done.responses, done.finished) == (24, True)
    assert set(Response.objects.values_list("withdrawn", flat=True)) == {True}
    (tmp_path / "told.csv").unlink()
    assert files_with(tmp_path, MARKER, ADDRESS) == []
    assert due_in(round, FAR).due == ()
    assert {line.act for line in audit.lines()} == {"erased"}


def test_a_response_without_a_day_is_kept_as_the_survey_says(round):
    Response.objects.update(keep_until=None)
    assert due_in(round, dt.datetime(2022, 6, 30, tzinfo=dt.UTC)).due == ()
    told = due_in(round, dt.datetime(2022, 7, 1, tzinfo=dt.UTC))
    assert len(told.due) == 24
    assert told.row()[1:5] == ("24", "2022-06-30", "2022-06-30", "24")


def draft(began: dt.datetime) -> Draft:
    row = Round.objects.get(name=NAME)
    wording, _ = Definition.objects.get_or_create(round=row, version=1, defaults={"digest": "0" * 64, "text": ""})
    return Draft.objects.create(round=row, definition=wording, began_at=began, saved_at=began, values={"help": MARKER})


def test_drafts_go_after_thirty_days_or_when_the_round_is_over(round):
    opened = dt.datetime(2020, 6, 2, 9, tzinfo=dt.UTC)
    draft(opened)
    assert due_in(round, opened + dt.timedelta(days=27)).drafts == ()
    assert len(due_in(round, opened + dt.timedelta(days=31)).drafts) == 1
    late = draft(dt.datetime(2020, 6, 30, 22, tzinfo=dt.UTC))
    grace = dt.datetime(2020, 7, 1, 20, tzinfo=dt.UTC)
    assert late.pk not in due_in(round, grace).drafts
    over = due_in(round, dt.datetime(2020, 7, 2, 2, tzinfo=dt.UTC))
    assert late.pk in over.drafts
    carry_out_due(round, over, "system", NOW, Silent())
    assert Draft.objects.count() == 0


def test_letters_of_the_past_and_counts_that_are_over_are_swept_and_what_waits_stays(round):
    old, new = NOW - dt.timedelta(days=40), NOW - dt.timedelta(days=1)
    for key, at, sent, failed in (
        ("a", old, old, ""),
        ("b", old, None, "refused"),
        ("c", old, None, ""),
        ("d", new, new, ""),
    ):
        Outgoing.objects.create(key=key, kind="receipt", due_at=at, sent_at=sent, failed=failed)
    Limit.objects.create(key="over", window=int(old.timestamp()))
    Limit.objects.create(key="on", window=int(NOW.timestamp()) + 60)
    assert retaining.sweep_service(NOW) == {"letters": 2, "limits": 1, "sessions": 0}
    assert sorted(Outgoing.objects.values_list("key", flat=True)) == ["c", "d"]
    assert Limit.objects.get().key == "on"


def test_the_report_tells_counts_and_days_alone(round, tmp_path):
    write_report(tmp_path / "kept.csv", [due_in(round, NOW)])
    (row,) = csv.DictReader((tmp_path / "kept.csv").open())
    assert (row["round"], row["responses_kept"], row["due"]) == (NAME, "24", "0")
    assert MARKER not in (tmp_path / "kept.csv").read_text()


def test_a_file_imported_into_a_fresh_store_brings_nobody_back_who_was_erased(round, tmp_path):
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    close_store()
    (tmp_path / "told.csv").write_text(responses_csv(told()))
    other = find_place(tmp_path, tmp_path / "fresh", tmp_path / "build")
    bring_in(other, NAME, tmp_path / "told.csv", "", Silent())
    row = Response.objects.get(store_id=WHO)
    assert (row.withdrawn, row.answers, row.withdrawn_on) == (True, {}, "2020-12-01")
    assert Response.objects.filter(withdrawn=False).count() == 23
    close_store()
    (tmp_path / "told.csv").unlink()
    assert files_with(tmp_path / "fresh", MARKER, ADDRESS) == []


def submission(round) -> str:
    row = Response.objects.get(store_id=WHO)
    made = draft(NOW)
    Submission.objects.create(response=row, definition=made.definition, reference="ABCDEFGH23", key="k", sent_at=NOW)
    Draft.objects.filter(pk=made.pk).update(submission=Submission.objects.get())
    return "abcde-fgh23"


@pytest.mark.parametrize("asked", ["id", "public", "reference", "address"])
def test_all_that_is_held_is_given_however_it_is_asked_for(round, tmp_path, asked):
    reference = submission(round)
    erased = {"id": [WHO], "reference": [reference], "address": []}
    public = next(iter(_publics(round)))
    names = erased.get(asked, [public])
    give(round, names, ADDRESS.upper() if asked == "address" else "", tmp_path / "held.zip", "author", NOW)
    with zipfile.ZipFile(tmp_path / "held.zip") as packed:
        held, text = json.loads(packed.read("held.json")), packed.read("held.txt").decode()
    (response,) = held["responses"]
    assert (response["id"], response["public_id"]) == (WHO, public)
    assert MARKER in response["answers"]["help"]
    assert response["arrived"]["cells"]["email"] == ADDRESS
    assert response["sent"]["drafts"][0]["values"] == {"help": MARKER}
    assert response["given_to"][0]["quoted"]
    assert "Kept until: 2" in text
    assert "What would help?" in text
    assert "5a5a5a" not in json.dumps(held)
    assert [line.act for line in audit.lines()] == ["copy given"]


def _publics(round) -> list[str]:
    from pipeline.ids import public_id

    return [public_id(round.key, "r", WHO)]


def test_nothing_is_written_where_nothing_is_held_or_it_is_unclear_of_whom(round, tmp_path):
    path = tmp_path / "held.zip"
    for names, address, error in (
        ([], "nobody@nowhere.example", MissingError),
        (["no such response"], "", MissingError),
        ([WHO], ADDRESS, UserError),
        ([], "", UserError),
    ):
        with pytest.raises(error):
            give(round, names, address, path, "author", NOW)
    assert not path.exists()


def test_after_erasing_what_is_held_is_the_mark_alone(round, tmp_path):
    submission(round)
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    give(round, [WHO], "", tmp_path / "held.zip", "author", NOW)
    with zipfile.ZipFile(tmp_path / "held.zip") as packed:
        (response,) = json.loads(packed.read("held.json"))["responses"]
    assert (response["withdrawn_on"], response["answers"], response["arrived"]["cells"]) == ("2020-12-01", {}, {})
    assert response["sent"]["drafts"] == []
    assert response["erasures"][0]["reason"] == "asked by letter"


def test_the_commands_say_what_was_done_and_what_comes_next(round, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    close_store()
    monkeypatch.chdir(tmp_path)
    data = ["--data", str(tmp_path / "var")]

    def said(*command: str) -> str:
        done = CliRunner().invoke(app, [*command, *data])
        assert done.exit_code == 0, done.output
        assert MARKER not in done.output
        assert ADDRESS not in done.output
        return done.output

    assert "nothing is due; next: cpitg retain, some days from now" in said("retain")
    assert "1 response erased" in said(
        "erase", NAME, WHO, "--reason", "asked by letter", "--build", str(tmp_path / "build")
    )
    assert "nothing waits" in said("erase", NAME, "--pending")
    assert "24 responses" in said("backup", str(tmp_path / "b.zip"))
    assert "rows and" in said("restore", str(tmp_path / "b.zip"), "--replace")
    assert re.search("responses? erased and 0 drafts", said("retain", "--apply"))
    assert "held of 1 response;" in said("access", NAME, WHO, "--out", str(tmp_path / "held.zip"))
    assert len(erased_ids(open_round(find_place(tmp_path, tmp_path / "var"), NAME).here)) > 0
