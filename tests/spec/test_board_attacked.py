"""What nobody sends by the pages of the board: forged, oversized and repeated requests change and break nothing."""

import pytest
from boarding import BOARDED, boarded
from organising import signed_in

from pipeline.board.ruling import board_of
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.standing import standing_of, write_record

LONG = "9" * 5_000
AT = "2020-11-30T12:00:00Z"


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    yield from boarded(tmp_path_factory.mktemp("attacked"))


def _ruled(round, *acts, by="anna"):
    stands = standing_of(round)
    lines = lines_of(acts, stands.no, by, AT)
    write_record(round, [*stands.record, *lines], stands.members)
    return lines


def _theme(board, number=0):
    return sorted(board_of(board.round).shot.themes)[number]


def test_a_number_longer_than_any_is_no_number(board):
    client = signed_in("editor")
    (line,) = _ruled(board.round, Act(act="note", on=BOARDED, value="begun"))
    for address in (board.address("themes"), board.address("theme", id=_theme(board))):
        assert client.get(address, {"done": LONG, "page": LONG}).status_code == 200
    asked = {"seen": LONG, "line": [LONG, str(line.no)], "reason": "not meant"}
    assert client.post(board.address("undo", no=line.no), asked).status_code == 422
    assert client.get(board.address("release-preview", path=LONG)).status_code == 404


def test_who_says_they_saw_lines_that_are_not_there_is_shown_what_there_is(board):
    id, row = next((id, row) for id, row in sorted(board_of(board.round).shot.answers.items()) if row["text"])
    _ruled(board.round, Act(act="hold-back", on=id, digest=row["raw_digest"], reason="off the subject"), by="ben")
    before = standing_of(board.round).no
    asked = {"act": "let-in", "digest": row["digest"], "reason": "it is meant", "seen": str(before + 1)}
    answer = signed_in("reviewer").post(board.address("answer-rule", id=id), asked)
    assert (answer.status_code, standing_of(board.round).no) == (409, before)


def test_a_showing_that_was_taken_back_is_had_again_by_who_may_see_what_was_hidden(board):
    id = sorted(board_of(board.round).shot.answers)[0]
    (line,) = _ruled(board.round, Act(act="unredact", on=id, digest="0" * 16, value="0-4", reason="a product"))
    client, no = signed_in("reviewer"), line.no + 1
    asked = {"seen": line.no, "line": line.no, "reason": "it is a person"}
    assert client.post(board.address("undo", no=line.no), asked).status_code == 302
    again = {"seen": no, "line": no, "reason": "I want to see it"}
    assert client.post(board.address("undo", no=no), again).status_code == 422
    assert standing_of(board.round).no == no


def test_words_are_hidden_a_hundred_lines_at_a_time(board):
    before, client = standing_of(board.round).no, signed_in("reviewer")
    asked = {"words": "\n".join(f"Name{number}x" for number in range(101)), "reason": "names", "seen": before}
    assert client.post(board.address("words-hide"), asked).status_code == 422
    assert standing_of(board.round).no == before


def test_the_machine_is_compared_once_for_each_state_of_things(board, monkeypatch):
    from pipeline.board import agreeing

    times, client = [], signed_in("reviewer")

    def tagged(*asked):
        times.append(asked)
        # Whoever asks while it is worked out is told so.
        assert client.post(board.address("coding-agreement")).status_code == 422
        return real(*asked)

    real = agreeing.tagged
    monkeypatch.setattr(agreeing, "tagged", tagged)
    assert [signed_in("editor").post(board.address("coding-agreement")).status_code for _ in range(3)] == [302] * 3
    assert len(times) == 1


@pytest.mark.parametrize("space", ["", " ", "\t", "\n", "\u00a0"])
def test_nothing_that_a_spreadsheet_takes_for_a_formula_enters_the_record(board, space):
    theme, before, client = _theme(board, 1), standing_of(board.round).no, signed_in("reviewer")
    asked = {"act": "reject", "reject-reason": f"{space}=1+1", "reason": f"{space}=1+1", "seen": before}
    assert client.post(board.address("theme", id=theme), asked).status_code == 422
    assert standing_of(board.round).no == before
