"""What hid words is taken back by nobody who may not see them: on the conflicts' page as on the record's."""

import json

import pytest
from boarding import boarded
from organising import signed_in

from pipeline.board.conflicts import conflicts_of
from pipeline.board.ruling import board_of
from pipeline.ids import public_id
from pipeline.place import write_text
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.standing import standing_of, write_record
from pipeline.store.roles import UNREDACTING

AT = "2020-11-30T12:00:00Z"


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


@pytest.fixture
def clash(board):
    """The conflict of an answer in which words were hidden and whose text is another now."""
    id = public_id(board.round.key, "a", "r00/help")
    digest = str(board_of(board.round).shot.answers[id]["digest"])
    stands = standing_of(board.round)
    act = Act(act="redact", on=id, digest=digest, value="0-10 PERSON", reason="a nickname")
    write_record(board.round, [*stands.record, *lines_of([act], stands.no, "anna", AT)], stands.members)
    write_text(board.round.here.unfit, json.dumps([[1, "r00/help"]]))
    (one,) = conflicts_of(board_of(board.round))
    return one


def _settle(board, clash, handle):
    asked = {"on": clash.on, "how": "undo", "reason": "no nickname", "seen": 1}
    return signed_in(handle).post(board.address("settle"), asked)


@pytest.mark.parametrize("role", ["reviewer", "editor", "administrator"])
def test_no_role_alone_takes_a_hiding_back_and_the_page_offers_none(board, clash, role):
    page = signed_in(role).get(board.address("conflicts")).content.decode()
    assert clash.what in page
    assert "Take back what was ruled" not in page
    assert "Hide them in the answer as it is now" in page
    refused = _settle(board, clash, role)
    assert refused.status_code == 422
    assert "somebody who may see what was hidden" in refused.content.decode()
    assert standing_of(board.round).no == 1


def test_who_may_see_what_was_hidden_takes_it_back(board, clash):
    from pipeline.store.orm import Account

    Account.objects.filter(handle="reviewer").update(grants=UNREDACTING)
    assert "Take back what was ruled" in signed_in("reviewer").get(board.address("conflicts")).content.decode()
    assert _settle(board, clash, "reviewer").status_code == 302
    assert standing_of(board.round).record[-1].act == "undo"
    assert conflicts_of(board_of(board.round)) == ()
