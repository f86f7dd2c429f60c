"""The board while an analysis is under way, after one was broken off, and read before anybody asks."""

import threading
import time

import pytest
from boarding import analysed_round
from jobbing import wait_for

from pipeline.board import snapshot as room
from pipeline.board.snapshot import made_of, snapshot
from pipeline.errors import MissingError
from pipeline.opening import files_held, read_table, write_tables
from pipeline.store.setup import close_store


@pytest.fixture
def round(tmp_path):
    made = analysed_round(tmp_path / "site")
    yield made
    room._KEPT.clear()
    close_store()


def _written_anew(round):
    """One table of several is there, as in the middle of an analysis."""
    points = read_table(round.here, "points")
    gone = points["point"].iloc[0]
    write_tables(round.here, points=points.iloc[1:])
    return gone


def _in_another_thread(round, asked):
    """What is asked while another analysis, which is a thread here, holds the round's files."""
    held, over = threading.Event(), threading.Event()

    def hold():
        with files_held(round, 5) as mine:
            assert mine
            held.set()
            over.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(20)
    try:
        return asked()
    finally:
        over.set()
        thread.join()


def test_no_id_is_worked_out_twice_while_an_analysis_is_read(round, monkeypatch):
    worked_out, asked = room.public_id, []
    monkeypatch.setattr(room, "public_id", lambda *told: asked.append(told) or worked_out(*told))
    shot = snapshot(round)
    assert len(shot.points) > len(shot.answers) / 2
    assert len(asked) == len(set(asked)) == len(shot.answers) + len({row["response"] for row in shot.answers.values()})


def test_while_an_analysis_writes_its_tables_the_one_before_is_shown(round):
    before = snapshot(round)
    gone = _written_anew(round)
    assert _in_another_thread(round, lambda: snapshot(round)) is before
    assert gone not in snapshot(round).points


def test_a_service_that_begins_in_the_middle_of_an_analysis_says_so(round):
    with pytest.raises(MissingError, match="is being analysed just now"):
        _in_another_thread(round, lambda: snapshot(round))
    assert snapshot(round).points


def test_an_analysis_that_was_broken_off_leaves_no_theme_of_points_that_are_gone(round):
    whole = snapshot(round)
    theme, inside = next(iter(whole.inside.items()))
    points = read_table(round.here, "points")
    write_tables(round.here, points=points[~points["point"].isin(inside)])
    left = snapshot(round)
    assert theme not in left.themes
    assert theme not in left.inside
    assert {point for each in left.inside.values() for point in each} <= set(left.points)
    assert set(left.themes) == set(left.inside)


def test_nobody_waits_while_another_thread_reads_the_new_tables(round, monkeypatch):
    before, read, begun, over = snapshot(round), room._read, threading.Event(), threading.Event()

    def slowly(*args):
        begun.set()
        assert over.wait(20)
        return read(*args)

    monkeypatch.setattr(room, "_read", slowly)
    _written_anew(round)
    thread = threading.Thread(target=snapshot, args=(round,))
    thread.start()
    assert begun.wait(20)
    assert snapshot(round) is before
    over.set()
    thread.join()
    assert snapshot(round).made == made_of(round.here)


def test_the_service_reads_a_new_analysis_before_anybody_asks(round, monkeypatch):
    from pipeline.web import warming

    monkeypatch.setattr(warming, "_PAUSE", 0.01)
    kept = room._KEPT
    key = round.where
    with warming.warmed(round.place):
        wait_for(lambda: key in kept)
        gone = _written_anew(round)
        wait_for(lambda: gone not in kept[key].points)
    assert "warming" not in {thread.name for thread in threading.enumerate()}


def test_tables_that_cannot_be_read_are_looked_at_once_and_leave_the_service_alone(round, monkeypatch, caplog):
    from pipeline.web import warming

    monkeypatch.setattr(warming, "_PAUSE", 0.01)
    round.here.table("themes").write_bytes(b"no table at all")
    with warming.warmed(round.place):
        wait_for(lambda: caplog.records)
        time.sleep(0.2)
    assert [record.told for record in caplog.records] == [{"event": "an analysis read"}]
