"""The store full, read-only or locked while somebody rules: said plainly, what was typed stays, nothing half."""

import html
import resource
import sqlite3
from contextlib import closing, contextmanager

import pytest
from boarding import BOARDED, boarded
from django.db import connection
from django.db.utils import OperationalError
from organising import signed_in

from pipeline.board.ruling import board_of
from pipeline.place import read_text
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.settings import FILE
from pipeline.standing import standing_of, write_record
from pipeline.store import audit
from pipeline.store.sessions import SessionStore

TYPED = "Read it twice with whoever was there"
AT = "2020-11-30T12:00:00Z"


@pytest.fixture
def board(tmp_path):
    for each in boarded(tmp_path):
        lines = lines_of([Act(act="note", on=BOARDED, value="begun")], 0, "anna", AT)
        write_record(each.round, lines, [])
        yield each


@contextmanager
def beside(board):
    """Another thread of the service has the store open, as it does all the time."""
    with closing(sqlite3.connect(board.round.place.data / FILE, isolation_level=None)) as other:
        other.execute("SELECT COUNT(*) FROM store_round").fetchone()
        yield other
    connection.close()


@contextmanager
def full(board):
    """No file of this process may grow: a quota, or a disk with no room."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with beside(board):
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, usual[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@contextmanager
def read_only(board):
    """The store may be read and not written."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=1")
    yield
    connection.close()


@contextmanager
def locked(board):
    """Another program keeps a transaction open for longer than anybody waits."""
    with beside(board) as other:
        other.execute("BEGIN IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=50")
        yield
        other.execute("ROLLBACK")


def forms(board):
    """Forms of the board in which somebody typed something: the page, and what is sent."""
    now = board_of(board.round)
    theme = sorted(now.shot.themes)[0]
    answer, row = next((id, row) for id, row in sorted(now.shot.answers.items()) if row["text"])
    return {
        "note": (board.address("handover"), {"note": TYPED}),
        "theme": (board.address("theme", id=theme), {"act": "reject", "reject-reason": TYPED}),
        "themes": (board.address("themes"), {"act": "reject", "ids": [theme], "reject-reason": TYPED}),
        "undo": (board.address("undo", no=1), {"line": "1", "reason": TYPED}),
        "answer": (
            board.address("answer-rule", id=answer),
            {"act": "hold-back", "digest": row["raw_digest"], "reason": TYPED},
        ),
    }


def stood(board):
    here = board.round.here
    return (standing_of(board.round), audit.head(), read_text(here.decisions), read_text(here.members))


@pytest.mark.parametrize("trouble", [full, read_only, locked])
@pytest.mark.parametrize("form", ["note", "theme", "themes", "undo", "answer"])
def test_what_cannot_be_stored_is_said_on_the_page_with_what_was_typed_and_goes_once_it_can(board, trouble, form):
    (address, told), client = forms(board)[form], signed_in("editor")
    told = {**told, "seen": 1}
    client.get(board.address("queue"))
    # Whoever typed for more than five minutes is noted down as seen, by the same request.
    session = client.session
    session["organiser_seen"] -= 600
    session.save()
    before = stood(board)
    with trouble(board):
        answer = client.post(address, told)
        page = html.unescape(answer.content.decode())
        assert "the store cannot be written to now" in page
        assert "nothing of this was kept: try again in a minute" in page
        assert TYPED in page
        assert answer.status_code == 422
    assert stood(board) == before
    assert client.post(address, told).status_code == 302
    assert standing_of(board.round).no == 2


def test_a_round_that_nobody_asked_for_before_is_not_said_to_be_missing_while_the_store_is_busy(board):
    client = signed_in("editor")
    with read_only(board):
        answer = client.get(board.address("queue"))
    assert answer.status_code == 503
    assert "cannot be done just now" in answer.content.decode()
    assert client.get(board.address("queue")).status_code == 200


def test_an_act_that_is_stored_is_never_said_not_to_be_though_the_session_cannot_be_kept(board, monkeypatch):
    address, told = forms(board)["note"]
    client = signed_in("editor")

    def busy(*_args, **_kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(SessionStore, "save", busy)
        answer = client.post(address, {**told, "seen": 1})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert TYPED in html.unescape(client.get(address).content.decode())
    assert standing_of(board.round).no == 2
