"""A coder left: an editor ends the sample with a reason, and two people code another one."""

import datetime as dt

import pytest
from boarding import boarded
from organising import PASSWORD, signed_in

from pipeline.board.coding import blind_points, coder_of, pairs_in
from pipeline.board.ruling import board_of
from pipeline.coding import both_coded, read_coding
from pipeline.ids import text_digest
from pipeline.opening import read_table
from pipeline.place import read_text
from pipeline.standing import standing_of

WHY = "One of the two coders left the group."


@pytest.fixture
def board(tmp_path):
    for made in boarded(tmp_path):
        from pipeline.store.accounts import add_account

        add_account("third", "reviewer", PASSWORD, "author", dt.datetime.now(dt.UTC), own=True)
        yield made


def _draw(board, count):
    answer = signed_in("editor").post(board.address("coding-draw"), {"count": count})
    assert answer.status_code == 302
    return set(blind_points(board_of(board.round)))


def _code(board, handle, points):
    client, shot = signed_in(handle), board_of(board.round).shot
    for point in points:
        asked = {"digest": text_digest(str(shot.points[point]["text"])), "first": "WS2a"}
        assert client.post(board.address("coding-point", point=point), asked).status_code == 302


def _end(board, handle="editor", reason=WHY):
    sent = {"reason": reason, "seen": standing_of(board.round).no}
    return signed_in(handle).post(board.address("coding-end"), sent)


@pytest.fixture
def left(board):
    """Ten points drawn: one coder said all of them, the other three, and left."""
    points = sorted(_draw(board, 10))
    _code(board, "reviewer", points)
    _code(board, "administrator", points[:3])
    return points


def test_what_both_coded_stays_and_two_others_code_another_sample(board, left):
    assert coder_of(board_of(board.round), "third").full
    before = read_text(board.round.here.coding)
    assert _end(board).status_code == 302
    line = standing_of(board.round).record[-1]
    assert (line.act, line.on, line.by, line.reason) == ("note", "coding", "editor", WHY)
    assert line.value == "ended the sample: 10 points coded, 3 of them by two"
    assert read_text(board.round.here.coding) == before
    assert set(pairs_in(board_of(board.round))) == set(left[:3])
    assert blind_points(board_of(board.round)) == frozenset(left[:3])
    page = signed_in("third").get(board.address("coding")).content.decode()
    assert "Two people code this round already" not in page
    new = sorted(_draw(board, 9) - set(left[:3]))
    assert new
    for handle in ("third", "administrator"):
        assert coder_of(board_of(board.round), handle).left == tuple(new)
        _code(board, handle, new)
        assert not coder_of(board_of(board.round), handle).left
    assert set(pairs_in(board_of(board.round))) == {*left[:3], *new}
    told = both_coded(board.round, read_table(board.round.here, "points"), standing_of(board.round).no)
    assert {one.point for one in told} == {*left[:3], *new}
    assert coder_of(board_of(board.round), "reviewer").full == ("administrator", "third")


def test_a_release_signed_before_knows_the_codings_as_they_were_then(board, left):
    points = read_table(board.round.here, "points")
    before = both_coded(board.round, points, 0)
    _end(board)
    assert both_coded(board.round, points, 0) == before
    assert [one.sample for one in read_coding(board.round)] == [0] * 13


def test_the_end_of_a_sample_is_taken_back_as_any_line(board, left):
    _end(board)
    no = standing_of(board.round).no
    page = signed_in("reviewer").get(board.address("record")).content.decode()
    assert "of blind coding: ended the sample" in page
    asked = {"line": [no], "reason": "the coder came back", "seen": no}
    assert signed_in("editor").post(board.address("undo", no=no), asked).status_code == 302
    assert coder_of(board_of(board.round), "third").full == ("administrator", "reviewer")
    assert coder_of(board_of(board.round), "administrator").left == tuple(left[3:])


@pytest.mark.parametrize(("handle", "reason", "status"), [("editor", "", 422), ("editor", "=1", 422),
                                                          ("reviewer", WHY, 403)])  # fmt: skip
def test_no_sample_ends_without_a_reason_or_by_who_may_draw_none(board, left, handle, reason, status):
    assert _end(board, handle, reason).status_code == status
    assert standing_of(board.round).no == 0
    assert ("End the sample" in signed_in(handle).get(board.address("coding")).content.decode()) is (handle == "editor")


def test_where_no_sample_is_under_way_none_is_ended(board):
    assert _end(board).status_code == 422
    assert "End the sample" not in signed_in("editor").get(board.address("coding")).content.decode()
