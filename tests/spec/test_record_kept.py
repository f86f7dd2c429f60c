"""The store keeps the record while a service runs: each act whole or not at all, its files made whole."""

import csv
import datetime as dt
import io
import subprocess
import sys

import pytest
from boarding import BOARDED, analysed_round, board_place, boarded, stand_in
from organising import signed_in
from serving import _environment

from pipeline import standing as standing_module
from pipeline.board.carrying_out import carry_out
from pipeline.board.jobs import KINDS, enqueue, state_of
from pipeline.board.ruling import board_of
from pipeline.errors import RecordError
from pipeline.opening import read_record, round_here
from pipeline.place import read_text, write_text
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.record import Member, members_text, record_text
from pipeline.review.suggest import theme_digest
from pipeline.reviewing import apply_worksheet, write_worksheets
from pipeline.standing import AheadError, keep_records, make_whole, standing_of, write_record
from pipeline.store import audit, decisions
from pipeline.store.orm import DecisionRow, MemberRow, RecordHead
from pipeline.store.setup import close_store, open_store

AT = "2020-11-30T12:00:00Z"
FIRST = f"{BOARDED}-T001"


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


@pytest.fixture
def round(tmp_path):
    """The round with no service over it: its files are the record."""
    yield analysed_round(tmp_path)
    close_store()


def accepted(round, number=0):
    shot = board_of(round).shot
    one = sorted(shot.themes)[number]
    act = Act(act="accept", on=one, digest=theme_digest(shot.inside[one]), value=f"{BOARDED}-T{number + 1:03d}: Cards")
    return act, [
        Member(theme=f"{BOARDED}-T{number + 1:03d}", point=point, by="person", since=0) for point in shot.inside[one]
    ]


def add(round, number=0, also=None):
    """Accept a theme, its points with it."""
    stands = standing_of(round)
    act, members = accepted(round, number)
    [line] = lines_of([act], stands.no, "anna", AT)
    new = [Member(theme=one.theme, point=one.point, by=one.by, since=line.no) for one in members]
    write_record(round, [*stands.record, line], [*stands.members, *new], also)


def same(round):
    """Whether file and store say the same."""
    stands = standing_of(round)
    assert read_text(round.here.decisions) == record_text(stands.record)
    assert read_text(round.here.members) == members_text(stands.members)
    numbers = list(DecisionRow.objects.filter(round=BOARDED).order_by("no").values_list("no", flat=True))
    assert numbers == list(range(1, stands.no + 1))
    assert MemberRow.objects.filter(round=BOARDED).count() == len(stands.members)


def fresh_process(monkeypatch):
    """What this process knows of files and records is forgotten, as by a start."""
    monkeypatch.setattr(standing_module, "_KNOWN", {})
    monkeypatch.setattr(standing_module, "_WRITTEN", {})


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


def ahead(round, more=1):
    """Lines in the file that the store has not, as a worksheet applied on another machine brings them."""
    stands = standing_of(round)
    acts = [Act(act="note", on=BOARDED, value=f"written elsewhere {number}") for number in range(more)]
    write_text(round.here.decisions, record_text([*stands.record, *lines_of(acts, stands.no, "ben", AT)]))


def cpitg(place, *words):
    command = [sys.executable, "-m", "pipeline", *words]
    return subprocess.run(
        command, cwd=place.root, env=_environment(place), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.slow
def test_a_file_that_is_ahead_stops_serve_with_its_lines_named_and_the_cure_named_there_works(tmp_path):
    place = board_place(tmp_path)
    open_store(place.store)
    round = round_here(place, BOARDED)
    keep_records(place)
    add(round)
    ahead(round, 2)
    close_store()
    stopped = cpitg(place, "serve", "--port", "0")
    assert stopped.returncode not in (0, 1)
    said = " ".join(stopped.stderr.split())
    assert "lines 2 to 3 stand in the file and not in the store's record, which has 1" in said
    cure = said.partition("to take them in: cpitg ")[2].split()
    assert cure[:4] == ["review", BOARDED, "--apply", f"surveys/{BOARDED}/decisions.csv"]
    cured = cpitg(place, *cure[:4])
    assert cured.returncode == 0, cured.stderr
    assert "2 lines taken in" in " ".join(cured.stdout.split())
    open_store(place.store)
    keep_records(place)
    same(round)
    assert standing_of(round).no == 3
    close_store()


def test_a_file_that_is_ahead_or_was_changed_is_never_written_over_by_an_act(board, monkeypatch):
    add(board.round)
    ahead(board.round)
    fresh_process(monkeypatch)
    text = read_text(board.round.here.decisions)
    answer = signed_in("reviewer").post(board.address("handover"), {"seen": 1, "note": "mine"})
    assert answer.status_code == 422
    assert "line 2 stand" in answer.content.decode().replace("&#39;", "'")
    assert read_text(board.round.here.decisions) == text
    assert standing_of(board.round).no == 1


def older_files(round):
    """The folder as it was a line before, as a version control brings it back; what was true then."""
    here, before = round.here, {}
    for path in (here.decisions, here.members):
        before[path] = read_text(path)
    add(round, 1)
    for path, text in before.items():
        write_text(path, text)


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


def spoil(text, how):
    rows = list(csv.reader(io.StringIO(text)))
    if how == "changed in the middle":
        rows[1][4] = rows[1][4] + " and more"
    elif how == "a line put in":
        rows.insert(1, ["1", "note", BOARDED, "", "first", "", "ben", AT])
    elif how == "no record at all":
        return "hello\n"
    elif how == "a cell taken out":
        rows[1] = rows[1][:-1]
    elif how == "half a line":
        return text[:-9]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("how", ["changed in the middle", "a line put in", "no record at all", "a cell taken out"])
def test_a_file_that_says_otherwise_is_told_with_its_place_and_left_as_it_is(board, monkeypatch, how):
    add(board.round)
    add(board.round, 1)
    spoilt = spoil(read_text(board.round.here.decisions), how)
    write_text(board.round.here.decisions, spoilt)
    fresh_process(monkeypatch)
    answer = signed_in("reviewer").post(board.address("handover"), {"seen": 2, "note": "mine"})
    assert answer.status_code == 422
    assert f"surveys/{BOARDED}/decisions.csv" in answer.content.decode()
    assert read_text(board.round.here.decisions) == spoilt
    assert standing_of(board.round).no == 2
    if how == "changed in the middle":
        with pytest.raises(AheadError, match=r"decisions\.csv"):
            keep_records(board.round.place)
    else:
        assert "decisions.csv" in str(keep_records(board.round.place))
    assert read_text(board.round.here.decisions) == spoilt


def test_half_a_line_is_what_a_broken_copy_leaves_and_is_made_whole(board, monkeypatch):
    add(board.round)
    add(board.round, 1)
    write_text(board.round.here.decisions, spoil(read_text(board.round.here.decisions), "half a line"))
    fresh_process(monkeypatch)
    keep_records(board.round.place)
    same(board.round)


def test_a_full_disk_under_the_file_loses_no_line_and_the_person_is_told(board, monkeypatch):
    client, text = signed_in("reviewer"), read_text
    add(board.round)
    before = text(board.round.here.decisions)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(standing_module, "write_text", full)
        assert client.post(board.address("handover"), {"seen": 1, "note": "kept all the same"}).status_code == 302
        shown = client.get(board.address("record")).content.decode()
        assert "No space left on device" in shown
        assert "kept all the same" in shown
        assert text(board.round.here.decisions) == before
    assert client.post(board.address("handover"), {"seen": 2, "note": "and now"}).status_code == 302
    assert "No space left" not in client.get(board.address("record")).content.decode()
    same(board.round)
    assert standing_of(board.round).no == 3


def test_a_round_that_cannot_be_read_does_not_keep_the_others_from_being_served(round):
    add(round)
    write_text(round.here.decisions, "no,act\n1,accept\n")
    with stand_in():
        [fault] = keep_records(round.place)
    assert "decisions.csv" in fault
    assert decisions.head(BOARDED) is None
