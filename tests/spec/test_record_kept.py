"""The store keeps the record while a service runs: each act whole or not at all, its files made whole."""

import csv
import datetime as dt
import io
import subprocess
import sys
from dataclasses import replace

import pytest
from boarding import BOARDED, analysed_round, board_place, boarded, stand_in
from django.urls import reverse
from organising import signed_in
from serving import _environment
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
from pipeline.opening import read_record, round_here
from pipeline.place import read_text, write_text
from pipeline.progress import Silent
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.record import Member, members_text, parse_members, record_text
from pipeline.review.recordfiles import AheadError, is_record, record_held
from pipeline.review.suggest import theme_digest
from pipeline.reviewing import apply_worksheet, write_worksheets
from pipeline.standing import keep_records, make_whole, open_kept, standing_of, take_in_lines, write_record
from pipeline.store import audit, decisions
from pipeline.store.orm import DecisionRow, MemberRow, RecordHead
from pipeline.store.setup import close_store, open_store
from pipeline.store.writing import StoreBusyError
from pipeline.summary import next_step
from pipeline.web.application import application

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


def test_a_round_that_cannot_be_read_does_not_keep_the_others_from_being_served(round):
    add(round)
    write_text(round.here.decisions, "no,act\n1,accept\n")
    with stand_in():
        [fault] = keep_records(round.place)
    assert "decisions.csv" in fault
    assert decisions.head(BOARDED) is None


def again_as(text, form):
    """A file of the record as a spreadsheet writes it again."""
    rows = list(csv.reader(io.StringIO(text)))
    if form == "semicolons":
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
        return "\ufeff" + out.getvalue()
    if form == "tabs":
        return "".join("\t".join(row) + "\n" for row in rows)
    quoted = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    return quoted + "," * (len(rows[0]) - 1) + "\r\n"


@pytest.mark.parametrize("form", ["semicolons", "tabs", "all quoted and an empty row"])
def test_files_that_a_spreadsheet_wrote_again_are_read_with_and_without_a_service(round, monkeypatch, form):
    add(round)
    add(round, 1)
    before, paths = standing_of(round), (round.here.decisions, round.here.members)
    texts = [read_text(path) for path in paths]

    def write_again():
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(again_as(text, form).encode())
        fresh_process(monkeypatch)

    write_again()
    assert standing_of(round) == before
    assert is_record(round.here.decisions)
    assert keep_records(round.place) == []
    write_again()
    add(round, 2)
    same(round)
    write_again()
    make_whole(round)
    same(round)


def test_members_with_a_digit_that_is_no_number_are_told_with_their_line():
    with pytest.raises(RecordError, match=r"members\.csv:2: wanted by"):
        parse_members("theme,point,by,since\nx-T001,paaaaaaaaaaaa,person,\u00b2\n", "members.csv")


def test_lines_without_their_members_are_not_taken_in(board, monkeypatch):
    add(board.round)
    ahead(board.round)
    board.round.here.members.unlink()
    fresh_process(monkeypatch)
    with pytest.raises(RecordError, match=r"members\.csv: is not there"):
        take_in_lines(board.round, board.round.here.decisions)
    assert standing_of(board.round).members


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


def test_a_round_whose_record_cannot_be_read_is_told_to_who_starts_the_service_and_on_the_board(tmp_path):
    place = board_place(tmp_path)
    record = place.round(BOARDED).decisions
    write_text(record, "no,act\n1,accept\n")
    told = []
    with stand_in():
        application(place, told.append)
        [said] = told
        assert said.startswith(f"attention: {BOARDED}: nobody can rule on this round before this is mended: ")
        assert "decisions.csv:1: the columns are not no,act,on" in said
        client = signed_in("reviewer")
        for page in ("queue", "themes", "record"):
            answer = client.get(reverse(f"organisers-board-{page}", kwargs={"round": BOARDED}))
            assert answer.status_code == 409
            assert "decisions.csv:1: the columns are not" in answer.content.decode()
        page = client.get(reverse("organisers-round", kwargs={"round": BOARDED})).content.decode()
        assert "decisions.csv:1: the columns are not" in page
        assert "nothing was analysed yet" not in page
        record.unlink()
        assert client.get(reverse("organisers-board-queue", kwargs={"round": BOARDED})).status_code == 200
        close_store()


def test_what_would_be_refused_is_told_before_anybody_types_until_it_is_mended(board, monkeypatch):
    add(board.round)
    client, text = signed_in("reviewer"), read_text(board.round.here.decisions)

    def page():
        return client.get(board.address("queue")).content.decode()

    assert "Nobody can rule" not in page()
    ahead(board.round)
    assert "Nobody can rule" in page()
    assert "line 2 stands in the file and not in the store&#39;s record, which has 1; to take it in:" in page()
    write_text(board.round.here.decisions, text)
    assert "Nobody can rule" not in page()


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


def test_taking_in_an_older_file_never_writes_over_what_came_to_the_rounds_own_meanwhile(board, monkeypatch, tmp_path):
    add(board.round)
    ahead(board.round)
    taken = tmp_path / "taken"
    taken.mkdir()
    for path in (board.round.here.decisions, board.round.here.members):
        (taken / path.name).write_bytes(path.read_bytes())
    ahead(board.round, 2)
    own = read_text(board.round.here.decisions)
    fresh_process(monkeypatch)
    with pytest.raises(AheadError, match="line 3 stands in the file"):
        take_in_lines(board.round, taken / "decisions.csv")
    assert read_text(board.round.here.decisions) == own
    assert take_in_lines(board.round, board.round.here.decisions) == 2
    same(board.round)


def test_the_command_that_tells_where_a_round_stands_makes_its_files_whole_first(round, monkeypatch):
    keep_records(round.place)
    add(round)
    older_files(round)
    fresh_process(monkeypatch)
    monkeypatch.chdir(round.place.root)
    done = CliRunner().invoke(app, ["status", BOARDED, "--data", str(round.place.data)])
    assert done.exit_code == 0, done.output
    same(round)
