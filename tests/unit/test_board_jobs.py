"""Jobs of the board in this process: asked for, taken, told, ended, taken over; and their page."""

import datetime as dt
import json
import threading

import pytest
from boarding import BOARDED, boarded
from organising import signed_in

NOW = dt.datetime.now(dt.UTC)
_HIDDEN = "MARKER words of a person"


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    yield from boarded(tmp_path_factory.mktemp("jobs") / "site")


@pytest.fixture(autouse=True)
def _empty(board):
    from django_tasks_db.models import DBTaskResult

    from pipeline.store.orm import JobState

    yield
    JobState.objects.all().delete()
    DBTaskResult.objects.all().delete()


def _ask(kind="analyse", now=NOW, **args):
    from pipeline.board.jobs import enqueue

    return enqueue(BOARDED, kind, "editor", now, **args)


def _work(board):
    from pipeline.web.child import Stop, do_all

    do_all(board.round.place, Stop())


def _analysed(board):
    """Whatever a test before has changed or taken away is made again."""
    _ask()
    _work(board)


def _job(id):
    from pipeline.store.jobs import job

    return job(id)


def _row(id):
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.get(id=id)


@pytest.fixture
def bodies(monkeypatch):
    """What jobs do in a test, in place of what they do: by kind."""
    from pipeline.board import jobs

    told = {}
    monkeypatch.setattr(jobs, "KINDS", told)
    from pipeline.board import carrying_out

    monkeypatch.setattr(carrying_out, "KINDS", told)
    return told


def test_an_analysis_that_is_asked_for_is_done_told_and_written_down(board):
    from pipeline.store import audit

    _analysed(board)
    id = _ask()
    assert (_job(id).state, _job(id).by) == ("waiting", "editor")
    _work(board)
    done = _job(id)
    assert (done.state, done.tries) == ("done", 1)
    assert "Nothing had changed" in done.said
    assert board.round.here.conflicts.exists()
    last = [*audit.lines()][-1]
    assert (last.who, last.act, last.on) == ("editor", "asked for a job: analyse", BOARDED)


def test_what_changed_is_analysed_and_what_it_came_to_is_said(board):
    _analysed(board)
    board.round.here.manifest.unlink()
    before = board.round.here.table("members").read_bytes()
    id = _ask()
    _work(board)
    assert "candidate themes, no conflict" in _job(id).said
    assert "Nothing had changed" not in _job(id).said
    assert board.round.here.table("members").read_bytes() == before


def test_the_same_job_asked_twice_while_one_waits_is_one(bodies):
    bodies |= {"analyse": None, "preview": None}
    assert _ask() == _ask()
    assert _ask("preview", version="1") != _ask("preview", version="2")
    assert _ask("preview", version="2") == _ask("preview", version="2")


def test_two_who_ask_at_the_same_moment_get_one_job(board):
    from django.db import connection

    told = []

    def ask():
        told.append(_ask())
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(told) == 8
    assert len(set(told)) == 1


def test_a_job_asked_for_while_one_runs_comes_after_it(board, bodies):
    seen = []

    def body(place, round, report, **args):
        if not seen:
            seen.append("first")
            seen.append(_ask())
        return "done it"

    bodies["analyse"] = body
    first = _ask()
    _work(board)
    assert seen[1] != first
    assert [_job(each).state for each in (first, seen[1])] == ["done", "done"]


def test_a_kind_that_there_is_not_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        _ask("tidy")


def test_progress_reaches_the_page_while_the_job_runs(board, bodies, monkeypatch):
    from pipeline.board import carrying_out

    monkeypatch.setattr(carrying_out, "_PAUSE", 0.01)
    seen = []

    def body(place, round, report):
        report("reading points", 3, 12)
        while not seen or seen[-1]["stage"] != "Reading points: 3 of 12.":
            seen.extend(json.loads(signed_in("editor").get(board.address("jobs-now")).content)["jobs"])
        page = signed_in("editor").get(board.address("jobs")).content.decode()
        assert 'max="12" value="3"' in page
        return "done it"

    bodies["analyse"] = body
    id = _ask()
    _work(board)
    assert _job(id).said == "done it", _job(id).said
    assert seen[-1] | {"id": ""} == {
        "id": "",
        "state": "running",
        "stage": "Reading points: 3 of 12.",
        "done": 3,
        "total": 12,
    }
    assert json.loads(signed_in("editor").get(board.address("jobs-now")).content) == {"jobs": []}


def test_what_a_person_can_mend_is_said_whole(board, bodies):
    from pipeline.errors import MissingError

    def body(place, round, report):
        raise MissingError("round x has no responses yet; run: <b>cpitg import</b>")

    bodies["analyse"] = body
    id = _ask()
    _work(board)
    assert (_job(id).state, _job(id).said) == ("failed", "round x has no responses yet; run: <b>cpitg import</b>")
    page = signed_in("editor").get(board.address("jobs")).content.decode()
    assert "run: &lt;b&gt;cpitg import&lt;/b&gt;" in page


@pytest.mark.parametrize("kind", [ValueError, MemoryError, RecursionError])
def test_a_mistake_of_ours_is_told_by_its_kind_alone_everywhere(board, bodies, caplog, kind):
    def body(place, round, report):
        raise kind(_HIDDEN)

    bodies["analyse"] = body
    id = _ask()
    _work(board)
    assert _job(id).state == "failed"
    assert f"A mistake of ours, not of yours: {kind.__name__}." in _job(id).said
    row = _row(id)
    assert (row.status, row.traceback, row.exception_class_path) == ("SUCCESSFUL", "", "")
    from pipeline.store.orm import JobState

    kept = [*JobState.objects.values(), *type(row).objects.values()]
    assert len(kept) == 2
    assert _HIDDEN not in str(kept)
    assert [record.told for record in caplog.records if hasattr(record, "told")] == [{"event": "job analyse"}]


def test_a_job_of_another_version_says_so(board, bodies):
    bodies["tidy"] = None
    id = _ask("tidy")
    del bodies["tidy"]
    _work(board)
    assert _job(id).state == "failed"
    assert "knows no job called 'tidy'" in _job(id).said


def _taken(worker, now=NOW):
    from pipeline.store import work

    row = work.take(worker, now)
    assert row is not None
    return str(row.id)


def test_what_a_dead_worker_of_this_place_left_is_done_and_after_three_tries_given_up(bodies, board):
    from pipeline.store import work

    bodies["analyse"] = None
    id = _ask()
    for tries in (1, 2, 3):
        assert _taken("here-1") == id
        assert _job(id).tries == tries
        assert work.there_is_work("here", NOW)
        work.take_over("here", NOW)
    assert _job(id).state == "failed"
    assert "ended 3 times before it was done" in _job(id).said
    assert not work.there_is_work("here", NOW)
    assert work.take("here-2", NOW) is None


def test_what_a_worker_of_another_machine_does_is_left_until_it_was_silent_for_long(bodies):
    from pipeline.store import work

    bodies["analyse"] = None
    id = _ask()
    _taken("there-1")
    work.take_over("here", NOW + dt.timedelta(seconds=100))
    assert not work.there_is_work("here", NOW + dt.timedelta(seconds=100))
    work.tell(id, "reading points", 1, 2, NOW + dt.timedelta(seconds=90))
    work.take_over("here", NOW + dt.timedelta(seconds=180))
    assert _job(id).state == "running"
    work.take_over("here", NOW + dt.timedelta(seconds=300))
    assert (_job(id).state, _job(id).tries) == ("waiting", 1)
    page = signed_in("editor").get(f"/organisers/round/{BOARDED}/board/jobs").content.decode()
    assert "It was broken off before" in page


def test_a_job_given_back_was_not_tried(bodies):
    from pipeline.store import work

    bodies["analyse"] = None
    id = _ask()
    for _ in range(5):
        _taken("here-1")
        work.give_back(id)
        assert (_job(id).state, _job(id).tries) == ("waiting", 0)
    _taken("here-1")
    work.end(id, "done", "well", NOW)
    work.give_back(id)
    assert _job(id).state == "done"


def test_a_job_that_ended_just_before_its_worker_died_is_not_done_again(bodies):
    from django_tasks_db.models import DBTaskResult

    from pipeline.store import work

    bodies["analyse"] = None
    id = _ask()
    _taken("here-1")
    work.end(id, "done", "well", NOW)
    DBTaskResult.objects.filter(id=id).update(status="RUNNING")
    work.take_over("here", NOW)
    assert (_job(id).said, _row(id).status) == ("well", "SUCCESSFUL")
    assert work.take("here-2", NOW) is None


def test_old_jobs_are_swept_with_their_rows_of_the_queue(bodies, board):
    from pipeline.store import work
    from pipeline.web.worker import do_jobs

    bodies["analyse"] = bodies["preview"] = None
    old, new = _ask(), _ask("preview")
    for id, ended in ((old, NOW - dt.timedelta(days=31)), (new, NOW)):
        _taken("here-1")
        work.end(id, "done", "well", ended)
    do_jobs(board.round.place, NOW)
    assert _job(old) is None
    assert _job(new) is not None
    from django_tasks_db.models import DBTaskResult

    assert [str(row.id) for row in DBTaskResult.objects.all()] == [new]


def test_an_analysis_that_went_with_an_erasing_is_asked_for_anew(board):
    from pipeline.board.jobs import state_of
    from pipeline.store import erasing
    from pipeline.store.orm import Response
    from pipeline.web.worker import do_jobs

    do_jobs(board.round.place, NOW)
    assert state_of(BOARDED) == []
    gone = Response.objects.order_by("store_id").first()
    erasing.ask_erasure(BOARDED, gone.store_id, "asked by letter", "author", NOW)
    do_jobs(board.round.place, NOW)
    assert [(job.kind, job.by) for job in state_of(BOARDED)] == [("analyse", "system")]


def test_the_button_asks_once_and_leads_back_to_the_page(board):
    client = signed_in("editor")
    for _ in range(2):
        answer = client.post(board.address("jobs"))
        assert (answer.status_code, answer["Location"]) == (302, board.address("jobs") + "#under-way")
    page = client.get(board.address("jobs")).content.decode()
    assert page.count("Waits for its turn.") == 1
    assert signed_in("reviewer").post(board.address("jobs")).status_code == 403
    assert signed_in("reviewer").get(board.address("jobs-now")).status_code == 403


def test_a_job_that_nobody_takes_up_says_what_to_start(board):
    _ask(now=NOW - dt.timedelta(minutes=5))
    page = signed_in("editor").get(board.address("jobs")).content.decode()
    assert "must start “cpitg serve” or “cpitg work”" in page


def test_the_page_is_there_before_anything_was_analysed_and_for_no_round_that_is_not(board):
    from pipeline.web.site import site

    place = site().place
    other = place.root / "surveys" / "empty-2020" / "survey.yml"
    other.parent.mkdir()
    other.write_text(board.round.here.survey.read_text("utf-8").replace(BOARDED, "empty-2020"), "utf-8")
    client = signed_in("editor")
    assert "Run the analysis" in client.get("/organisers/round/empty-2020/board/jobs").content.decode()
    client.post("/organisers/round/empty-2020/board/jobs")
    _work(board)
    page = client.get("/organisers/round/empty-2020/board/jobs").content.decode()
    assert "round empty-2020 has no responses yet" in page
    assert client.get("/organisers/round/nowhere/board/jobs").status_code == 404
    assert client.post("/organisers/round/nowhere/board/jobs").status_code == 404
