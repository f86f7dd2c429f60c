"""Files of a record that say otherwise than the store: told with their place and the cure, never written over."""

import csv
import io
import subprocess
import sys

import pytest
from boarding import BOARDED, analysed_round, board_place, boarded, stand_in
from django.urls import reverse
from organising import signed_in
from recording import AT, add, ahead, fresh_process, same
from serving import _environment

from pipeline.errors import RecordError
from pipeline.opening import round_here
from pipeline.place import read_text, write_text
from pipeline.review.record import parse_members
from pipeline.review.recordfiles import AheadError, is_record
from pipeline.standing import keep_records, make_whole, standing_of, take_in_lines
from pipeline.store import decisions
from pipeline.store.setup import close_store, open_store
from pipeline.web.application import application


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


@pytest.fixture
def round(tmp_path):
    """The round with no service over it: its files are the record."""
    yield analysed_round(tmp_path)
    close_store()


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


def test_a_round_that_cannot_be_read_does_not_keep_the_others_from_being_served(round):
    add(round)
    write_text(round.here.decisions, "no,act\n1,accept\n")
    with stand_in():
        [fault] = keep_records(round.place)
    assert "decisions.csv" in fault
    assert decisions.head(BOARDED) is None


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
