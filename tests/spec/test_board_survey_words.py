"""Title, days and words of the form, changed on the board: those lines of survey.yml and no other byte."""

import pytest
from boarding import BOARDED, boarded
from organising import signed_in

_FULL = {
    "title": "A small round",
    "about_the_round": "Every response was made up for a test.",
    "opens": "2020-06-01",
    "closes": "2020-06-30",
    "introduction": "",
    "privacy": "",
    "thanks": "",
}


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


def _digest(board):
    import re

    page = signed_in("editor").get(board.address("release-words")).content.decode()
    return re.search(r'name="digest" value="([0-9a-f]+)"', page)[1]


def _save(board, client=None, **fields):
    told = {**_FULL, "digest": _digest(board), **fields}
    return (client or signed_in("editor")).post(board.address("release-words"), told)


def _bytes(board):
    return board.round.here.survey.read_bytes()


def test_only_the_lines_that_were_asked_for_change(board):
    before = _bytes(board).decode().splitlines()
    assert _save(board, title="A new: title | <b>", closes="2020-07-31").status_code == 302
    now = _bytes(board).decode().splitlines()
    changed = [(old, new) for old, new in zip(before, now, strict=True) if old != new]
    assert changed == [
        ("title: A small round", 'title: "A new: title | <b>"'),
        ("closes: 2020-06-30", "closes: 2020-07-31"),
    ]


def test_a_part_that_was_missing_is_added(board):
    assert _save(board, privacy="Only we read it.\r\n\r\nAsk us to delete it.", thanks="Diolch").status_code == 302
    text = _bytes(board).decode()
    assert "form:\n  privacy: |-\n    Only we read it.\n\n    Ask us to delete it.\n  thanks: Diolch\n" in text
    page = signed_in("editor").get(board.address("release-words")).content.decode()
    assert "Ask us to delete it." in page


def test_nothing_is_written_where_something_is_at_fault_and_each_fault_stands_beside_its_field(board):
    before = _bytes(board)
    page = _save(board, title="  ", opens="soon").content.decode()
    assert _bytes(board) == before
    assert 'href="#title"' in page
    assert 'href="#opens"' in page
    page = _save(board, opens="2020-07-01").content.decode()
    assert "before it opens" in page
    assert _bytes(board) == before


def test_a_file_that_was_changed_meanwhile_is_shown_and_not_written_over(board):
    digest = _digest(board)
    assert _save(board, title="Theirs").status_code == 302
    theirs = _bytes(board)
    answer = signed_in("administrator").post(
        board.address("release-words"), {**_FULL, "title": "Mine", "digest": digest}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert _bytes(board) == theirs


def test_the_log_says_which_keys_and_not_what_stood_there(board):
    from pipeline.store import audit

    _save(board, title="Another")
    line = [line for line in audit.lines() if line.act == "changed survey.yml"][-1]
    assert (line.who, line.on, line.detail) == ("editor", BOARDED, {"keys": "title"})


def test_what_is_saved_as_it_stands_writes_nothing(board):
    before = _bytes(board)
    assert _save(board).status_code == 302
    assert _bytes(board) == before


def test_words_that_people_have_before_them_begin_a_new_version_and_their_drafts_go_on(board):
    import datetime as dt

    from pipeline.store import drafts
    from pipeline.web.site import site

    now = dt.datetime.now(dt.UTC)
    draft = drafts.begin(BOARDED, site().served(BOARDED).definition, now)
    assert _save(board, title="Other words").status_code == 302
    served = site().served(BOARDED)
    assert (served.survey.version, served.survey.title) == (2, "Other words")
    assert served.definition != draft.definition
    assert drafts.save(draft.id, draft.version, {"help": "x"}, "help", now).values == {"help": "x"}
    assert _save(board, closes="2020-07-31").status_code == 302
    assert site().served(BOARDED).survey.version == 2


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_may_not_sign_may_not_change_the_words(board, role):
    before = _bytes(board)
    assert signed_in(role).get(board.address("release-words")).status_code == 403
    told = {**_FULL, "title": "Mine", "digest": "0" * 64}
    assert signed_in(role).post(board.address("release-words"), told).status_code == 403
    assert _bytes(board) == before
