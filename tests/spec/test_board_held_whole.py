"""A response that a person holds back whole leaves every count, on the board and by the worksheet alike."""

import pytest
from boarding import analysed_round, boarded
from organising import signed_in

from pipeline.board.response_acts import whole_of
from pipeline.board.ruling import board_of
from pipeline.clean import clean
from pipeline.correcting import apply_cleaning
from pipeline.errors import RecordError
from pipeline.ids import public_id
from pipeline.noticed import held_whole
from pipeline.opening import clean_rules, rulings_lines
from pipeline.place import read_json, write_text
from pipeline.progress import Silent
from pipeline.publishing import publish_round
from pipeline.review.cleaning import CLEANING
from pipeline.review.record import Decision
from pipeline.review.worksheet import to_csv
from pipeline.run import analyse
from pipeline.standing import standing_of
from pipeline.store import tables
from pipeline.store.setup import close_store

AT = "2020-11-30T12:00:00Z"
WHY = "sent in as a joke"


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path / "served")


def _id(round, prefix, named):
    return public_id(round.key, prefix, named)


def _send(board, act, reason=WHY, path="response", answer="r00/help"):
    now, id = board_of(board.round), _id(board.round, "a", answer)
    digest = whole_of(now, id).digest if path == "response" else now.shot.answers[id]["digest"]
    sent = {"act": act, "reason": reason, "digest": digest, "seen": now.stands.no}
    address = board.address("response" if path == "response" else "answer-rule", id=id)
    return signed_in("reviewer").post(address, sent)


def _sheet(round, *rows):
    """The lines that a cleaning sheet with these rows comes to."""
    path = round.place.root / "cleaning-mine.csv"
    blank = dict.fromkeys([*CLEANING.machine, *CLEANING.human], "")
    write_text(path, to_csv([{**blank, "reason": WHY, **row} for row in rows], CLEANING))
    return apply_cleaning(round, path, "reviewer", AT)


def _told(lines: tuple[Decision, ...]):
    return [(line.act, line.on, line.on_digest, line.value, line.reason) for line in lines]


def _released(round):
    """What a release says: responses usable and held back, those who rated, answers that a person held back."""
    analyse(round, Silent())
    told = read_json(publish_round(round, None, Silent()).path)
    rules = {rule["rule"]: rule["answers"] for rule in told["ledger"]["rules"] if rule["state"] == "held back"}
    account, rated = told["ledger"]["responses"], told["closed"][0]["answered"]
    return account["usable"], account["held back"], rated, rules.get("by a person", 0)


def test_a_line_on_the_response_holds_each_of_its_answers_and_takes_it_out_of_the_counts(board):
    assert _send(board, "let-in", path="answer").status_code == 302
    assert _send(board, "hold-back").status_code == 302
    lines, name = rulings_lines(board.round), board.round.name
    cleaned = clean(tables.responses(name), tables.answers(name, board.round.survey), clean_rules(board.round)).answers
    mine = cleaned[cleaned["response"] == "r00"]
    assert set(zip(mine["state"], mine["rule"], strict=True)) == {("held back", "by a person")}
    assert held_whole(["r00", "r01"], lines, board.round.key) == {"r00"}
    assert _send(board, "let-in").status_code == 302
    assert held_whole(["r00", "r01"], rulings_lines(board.round), board.round.key) == frozenset()


@pytest.mark.slow
def test_nothing_of_it_counts_in_the_next_release_and_all_of_it_once_that_is_taken_back(board):
    usable, held, rated, by_person = _released(board.round)
    assert _send(board, "hold-back").status_code == 302
    assert _released(board.round) == (usable - 1, held + 1, rated - 1, by_person + 2)
    page = signed_in("reviewer").get(board.address("response", id=_id(board.round, "a", "r00/help")))
    assert "nothing of it counts" in page.content.decode()
    assert "Hold it back whole" not in page.content.decode()
    assert _send(board, "let-in").status_code == 302
    assert standing_of(board.round).record[-1].act == "undo"
    assert _released(board.round) == (usable, held, rated, by_person)


@pytest.mark.slow
def test_one_answer_alone_that_is_held_back_leaves_the_choices_counted(board):
    usable, held, rated, by_person = _released(board.round)
    assert _send(board, "hold-back", path="answer").status_code == 302
    assert _released(board.round) == (usable, held, rated, by_person + 1)


def test_the_worksheet_and_the_board_write_the_same_lines(board, tmp_path):
    id, response = _id(board.round, "a", "r00/help"), _id(board.round, "r", "r00")
    assert _send(board, "let-in", path="answer").status_code == 302
    assert _send(board, "hold-back").status_code == 302
    mine = _told(standing_of(board.round).record)
    assert [(act, on) for act, on, *_ in mine] == [("let-in", id), ("hold-back", response), ("hold-back", id)]
    close_store()
    apart = analysed_round(tmp_path / "apart")
    _sheet(apart, {"kind": "answer", "id": id, "decision": "let-in"})
    by_answer = {"kind": "response", "id": id, "decision": "hold-back"}
    _sheet(apart, by_answer)
    assert _told(standing_of(apart).record) == mine
    assert _sheet(apart, by_answer) == _sheet(apart, {**by_answer, "id": response}) == ()
    close_store()


def test_no_answer_of_it_is_let_in_alone(board, tmp_path):
    assert _send(board, "hold-back").status_code == 302
    refused = _send(board, "let-in", path="answer", answer="r00/barrier")
    assert refused.status_code == 422
    assert "whole response is held back" in refused.content.decode()
    close_store()
    apart = analysed_round(tmp_path / "apart")
    _sheet(apart, {"kind": "response", "id": _id(apart, "r", "r00"), "decision": "hold-back"})
    with pytest.raises(RecordError, match="held back whole"):
        _sheet(apart, {"kind": "answer", "id": _id(apart, "a", "r00/barrier"), "decision": "let-in"})
    with pytest.raises(RecordError, match="no answer and no point"):
        _sheet(apart, {"kind": "response", "id": "r" + "a" * 12, "decision": "hold-back"})
    close_store()
