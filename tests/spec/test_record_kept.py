"""The store keeps the record while a service runs: each act whole or not at all, its files made whole."""

import csv
import datetime as dt
import io
import subprocess
import sys
from dataclasses import replace

import pytest
from boarding import BOARDED, analysed_round, boarded, stand_in
from organising import signed_in
from recording import AT, accepted, add, ahead, fresh_process, older_files, same
from small import ROOT
from typer.testing import CliRunner

from pipeline import evaluating
from pipeline import standing as standing_module
from pipeline.board.carrying_out import carry_out
from pipeline.board.jobs import KINDS, enqueue, state_of
from pipeline.board.ruling import board_of
from pipeline.cli import app
from pipeline.embed.hashed import HashedWords
from pipeline.errors import RecordError
from pipeline.evaluating import evaluate_round
from pipeline.opening import read_record
from pipeline.place import read_text, write_text
from pipeline.progress import Silent
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.recordfiles import record_held
from pipeline.reviewing import apply_worksheet, write_worksheets
from pipeline.standing import keep_records, make_whole, open_kept, standing_of, write_record
from pipeline.store import audit, decisions
from pipeline.store.orm import DecisionRow, MemberRow, RecordHead
from pipeline.store.setup import close_store
from pipeline.store.writing import StoreBusyError
from pipeline.summary import next_step


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


@pytest.fixture
def round(tmp_path):
    """The round with no service over it: its files are the record."""
    yield analysed_round(tmp_path)
    close_store()


def test_without_a_service_the_file_is_the_record_and_the_store_holds_none(round):
    add(round)
    assert decisions.head(BOARDED) is None
    assert not DecisionRow.objects.exists()
    assert read_text(round.here.decisions).count("\n") == 2


def test_the_first_start_takes_the_file_in_with_its_members_and_the_next_changes_nothing(round):
    add(round)
    add(round, 1)
    files = read_text(round.here.decisions), read_text(round.here.members)
    before = standing_of(round)
    assert keep_records(round.place) == []
    after = standing_of(round)
    assert (after.record, after.agreed) == (before.record, before.agreed)
    assert sorted(map(str, after.members)) == sorted(map(str, before.members))
    keep_records(round.place)
    assert (read_text(round.here.decisions), read_text(round.here.members)) == files
    same(round)


def test_each_act_adds_its_line_its_members_and_its_line_of_the_log_together(board):
    before = audit.head().no
    client = signed_in("reviewer")
    assert client.post(board.address("handover"), {"seen": 0, "note": "begun"}).status_code == 302
    assert audit.head().no == before + 1
    add(board.round)
    same(board.round)


class BrokenError(Exception):
    pass


def broken():
    raise BrokenError


def test_what_breaks_inside_an_act_leaves_no_line_no_member_no_log_and_the_file_as_it_was(board, monkeypatch):
    add(board.round)
    before, log = standing_of(board.round), audit.head()
    files = read_text(board.round.here.decisions), read_text(board.round.here.members)
    with pytest.raises(BrokenError):
        add(board.round, 1, broken)
    monkeypatch.setattr(audit, "write", lambda *_: broken())
    with pytest.raises(BrokenError):
        signed_in("reviewer").post(board.address("handover"), {"seen": 1, "note": "lost"})
    fresh_process(monkeypatch)
    assert standing_of(board.round) == before
    assert audit.head() == log
    assert (read_text(board.round.here.decisions), read_text(board.round.here.members)) == files
    same(board.round)


def test_a_round_laid_here_while_the_service_runs_is_kept_from_its_first_act_with_its_line_of_the_log(board):
    add(board.round)
    for rows in (RecordHead, DecisionRow, MemberRow):
        rows.objects.filter(round=BOARDED).delete()
    before = audit.head().no
    assert signed_in("reviewer").post(board.address("handover"), {"seen": 1, "note": "begun"}).status_code == 302
    assert audit.head().no == before + 1
    assert standing_of(board.round).head.lines == 2
    same(board.round)


@pytest.mark.parametrize("lost", ["last line", "all lines", "file", "members"])
def test_a_file_that_is_behind_is_made_whole_at_the_start_and_by_the_next_act(board, monkeypatch, lost):
    add(board.round)
    add(board.round, 1)
    here, text = board.round.here, read_text(board.round.here.decisions)

    def lose():
        if lost == "file":
            here.decisions.unlink()
        elif lost == "members":
            here.members.unlink()
        else:
            kept = 1 if lost == "all lines" else 2
            write_text(here.decisions, "".join(text.splitlines(keepends=True)[:kept]))
        fresh_process(monkeypatch)

    lose()
    keep_records(board.round.place)
    same(board.round)
    lose()
    add(board.round, 2)
    same(board.round)
    assert standing_of(board.round).no == 3


def test_a_command_rules_on_what_the_store_says_though_the_files_are_of_yesterday(round, monkeypatch):
    keep_records(round.place)
    add(round)
    older_files(round)
    fresh_process(monkeypatch)
    write_worksheets(round)
    sheet, second = round.here.worksheet("csv"), accepted(round, 1)[0].on
    rows = list(csv.DictReader(io.StringIO(read_text(sheet))))
    [mine] = [row for row in rows if row["id"] == second]
    mine["decision"] = "reject"
    out = io.StringIO()
    table = csv.DictWriter(out, rows[0], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    write_text(sheet, out.getvalue())
    with pytest.raises(RecordError):
        apply_worksheet(round, sheet, "ben", AT)
    assert standing_of(round).no == 2


def test_what_a_command_reads_is_what_the_store_says_and_a_file_that_is_ahead_stays(round, monkeypatch):
    keep_records(round.place)
    add(round)
    older_files(round)
    fresh_process(monkeypatch)
    make_whole(round)
    same(round)
    ahead(round)
    text = read_text(round.here.decisions)
    fresh_process(monkeypatch)
    make_whole(round)
    assert read_text(round.here.decisions) == text


def test_a_job_reads_what_the_store_says_though_the_files_are_of_yesterday(round, monkeypatch):
    keep_records(round.place)
    add(round)
    older_files(round)
    fresh_process(monkeypatch)
    monkeypatch.setitem(KINDS, "check", lambda _place, here, _report: str(len(read_record(here.here))))
    at = dt.datetime(2020, 11, 30, tzinfo=dt.UTC)
    id = enqueue(BOARDED, "check", "editor", at)
    carry_out(round.place, id, {}, lambda: at, print)
    assert [job.said for job in state_of(BOARDED)] == ["2"]


def test_a_full_disk_under_the_file_loses_no_line_and_the_person_is_told(board, monkeypatch):
    client, text = signed_in("reviewer"), read_text
    add(board.round)
    before = text(board.round.here.decisions)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(standing_module, "write_text_if_changed", full)
        assert client.post(board.address("handover"), {"seen": 1, "note": "kept all the same"}).status_code == 302
        shown = client.get(board.address("record")).content.decode()
        assert "No space left on device" in shown
        assert "kept all the same" in shown
        assert text(board.round.here.decisions) == before
    assert client.post(board.address("handover"), {"seen": 2, "note": "and now"}).status_code == 302
    assert "No space left" not in client.get(board.address("record")).content.decode()
    same(board.round)
    assert standing_of(board.round).no == 3


_OTHER = """
import sys
from pathlib import Path
from pipeline.opening import open_round
from pipeline.place import find_place
from pipeline.standing import {what}
folder = Path(sys.argv[1])
place = find_place(folder, folder / sys.argv[2], folder / "build")
round = open_round(place, sys.argv[3])
{then}
"""


def other(round, data, what, then):
    """Another process over the same folder of rounds, with a store of its own."""
    script = _OTHER.format(what=what, then=then)
    command = [sys.executable, "-c", script, str(round.place.root), data, BOARDED]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_stores_over_one_folder_wait_for_each_other_and_leave_nothing_for_version_control(round, monkeypatch):
    keep_records(round.place)
    add(round)
    before = sorted(path.name for path in round.here.folder.iterdir() if path.name != ".record.lock")
    far = replace(round.place, data=round.place.root / "var2", store=str(round.place.root / "var2"))
    monkeypatch.setattr(standing_module, "_PATIENCE", 0.05)
    with record_held(round.here, far.data, 1), pytest.raises(StoreBusyError):
        add(round, 1)
    assert standing_of(round).no == 1
    add(round, 1)
    assert sorted(path.name for path in round.here.folder.iterdir() if path.name != ".record.lock") == before
    ignored = subprocess.run(["git", "check-ignore", "-q", f"surveys/{BOARDED}/.record.lock"], cwd=ROOT, check=False)
    assert ignored.returncode == 0


@pytest.mark.slow
def test_acts_by_two_stores_over_one_folder_are_never_lost_from_the_file(round):
    keep_records(round.place)
    add(round)
    then = (
        "from contextlib import suppress\nfrom pipeline.review.asked import Act\n"
        "from pipeline.review.lines import lines_of\n"
        "from pipeline.review.recordfiles import AheadError\n"
        "keep_records(place)\n"
        "for turn in range(60):\n"
        "    try:\n"
        "        stands = standing_of(round)\n"
        "        act = Act(act='note', on=round.name, value=f'{sys.argv[2]} turn {turn}')\n"
        "        lines = lines_of([act], stands.no, 'anna', '2020-11-30T12:00:00Z')\n"
        "        write_record(round, [*stands.record, *lines], stands.members)\n"
        "        print(f'{sys.argv[2]} turn {turn}', flush=True)\n"
        "    except AheadError:\n"
        "        with suppress(AheadError):\n"
        "            take_in_lines(round, round.here.decisions)\n"
    )
    what = "keep_records, standing_of, take_in_lines, write_record"
    both = [other(round, data, what, then) for data in ("var", "var2")]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    said = [line for out, _ in told for line in out.splitlines()]
    assert len(said) > 60
    values = [line.value for line in read_record(round.here)]
    assert [values.count(line) for line in said] == [1] * len(said)


@pytest.mark.slow
def test_evaluating_and_the_next_step_read_what_the_store_says(round, monkeypatch):
    keep_records(round.place)
    add(round)
    round.here.decisions.unlink()
    round.here.members.unlink()
    assert next_step(round, []).startswith("1 agreed themes")
    point = sorted(board_of(round).shot.inside[sorted(board_of(round).shot.themes)[1]])[0]
    stands = standing_of(round)
    lines = lines_of([Act(act="retag", on=point, value="WS1a")], stands.no, "anna", AT)
    write_record(round, [*stands.record, *lines], stands.members)
    round.here.decisions.unlink()
    monkeypatch.setattr(evaluating, "load_embedder", lambda _place: HashedWords())
    with stand_in():
        assert len(evaluate_round(round, None, Silent()).units) == 1


def test_a_command_that_opens_a_round_makes_its_files_whole_and_those_of_the_round_before(round, monkeypatch):
    keep_records(round.place)
    add(round)
    older_files(round)
    fresh_process(monkeypatch)
    follows = replace(round.definitions, survey=replace(round.survey, follows=BOARDED))
    make_whole(replace(round, definitions=follows, here=replace(round.here, name="later")))
    same(round)
    older_files_of = read_text(round.here.decisions)
    write_text(round.here.decisions, older_files_of.splitlines(keepends=True)[0])
    fresh_process(monkeypatch)
    open_kept(round.place, BOARDED)
    same(round)


def test_the_command_that_tells_where_a_round_stands_makes_its_files_whole_first(round, monkeypatch):
    keep_records(round.place)
    add(round)
    older_files(round)
    fresh_process(monkeypatch)
    monkeypatch.chdir(round.place.root)
    done = CliRunner().invoke(app, ["status", BOARDED, "--data", str(round.place.data)])
    assert done.exit_code == 0, done.output
    same(round)
