"""Answers as a file say what the board shows: redacted, under ids that leave the store, and nothing hidden beside."""

import csv
import io
import json
import re

import pytest
from boarding import BOARDED, boarded, boarded_rows, stand_in
from organising import signed_in
from small import responses_csv

from pipeline.board.leaving import NOT_ANALYSED
from pipeline.board.ruling import board_of
from pipeline.board.shown import shown_text
from pipeline.ids import public_id
from pipeline.importing import bring_in
from pipeline.opening import open_round
from pipeline.place import write_text
from pipeline.progress import Silent
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.run import analyse
from pipeline.standing import standing_of, write_record

AT = "2020-11-30T12:00:00Z"


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


def _file(form="csv"):
    answer = signed_in("editor").post(f"/organisers/round/{BOARDED}/answers", {"format": form})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def _rows():
    return {row["ref"]: row for row in csv.DictReader(io.StringIO(_file()))}


def _ruled(round, *acts):
    stands = standing_of(round)
    write_record(round, [*stands.record, *lines_of(acts, stands.no, "anna", AT)], stands.members)


def test_every_cell_says_what_the_board_shows_of_that_answer(board):
    now, rows = board_of(board.round), _rows()
    assert len(rows) == 40
    assert all(re.fullmatch(r"r[0-9a-z]{12}", id) for id in rows)
    for row in boarded_rows():
        told = rows[public_id(board.round.key, "r", row["ref"])]
        for question in ("help", "barrier"):
            id = public_id(board.round.key, "a", f"{row['ref']}/{question}")
            assert told[question].lstrip("'") == shown_text(now.shot, id)
        assert (told["who"], told["rate"]) == (row["who"], row["rate"])
        assert told["channel"] == row["channel"]
    whole = _file("jsonl")
    assert "[PHONE]" in whole
    assert "07700" not in whole
    assert "project.example" not in whole


def test_what_a_person_hid_since_the_analysis_is_hidden_in_the_next_file(board):
    now = board_of(board.round)
    id = public_id(board.round.key, "a", "r00/help")
    start = str(now.shot.answers[id]["text"]).index("weekends")
    value = f"{start}-{start + len('weekends')} PERSON"
    before = _rows()[public_id(board.round.key, "r", "r00")]["help"]
    _ruled(board.round, Act(act="redact", on=id, digest=str(now.shot.answers[id]["digest"]), value=value))
    assert "weekends" in before
    assert _rows()[public_id(board.round.key, "r", "r00")]["help"] == before.replace("weekends", "[PERSON]")


def test_an_answer_that_no_analysis_has_read_says_so_and_nothing_else(board):
    from pipeline.store.orm import Response

    new = {**boarded_rows()[0], "ref": "r99", "help": "Ask Margaret Thornbury about the line", "barrier": ""}
    write_text(board.round.place.root / "more.csv", responses_csv([new]))
    bring_in(board.round.place, BOARDED, board.round.place.root / "more.csv", "", Silent())
    changed = Response.objects.get(store_id="r01")
    Response.objects.filter(pk=changed.pk).update(answers={**changed.answers, "help": "Ring me on 01632 960123"})
    rows, key = _rows(), board.round.key
    assert (rows[public_id(key, "r", "r99")]["help"], rows[public_id(key, "r", "r99")]["barrier"]) == (NOT_ANALYSED, "")
    assert rows[public_id(key, "r", "r01")]["help"] == NOT_ANALYSED
    page = signed_in("editor").get(f"/organisers/round/{BOARDED}/").content.decode()
    assert NOT_ANALYSED in page


def test_words_of_their_own_in_place_of_an_option_are_redacted_too(board):
    from pipeline.store.orm import Response

    one = Response.objects.get(store_id="r02")
    closed = [["rate", "", "call 01632 960123", 0], *one.closed]
    Response.objects.filter(pk=one.pk).update(closed=closed, about={"who": "Dr of someone@mail.example"})
    told = next(
        line
        for line in map(json.loads, _file("jsonl").splitlines())
        if line["id"] == public_id(board.round.key, "r", "r02")
    )
    assert told["answers"]["rate"] == "call [PHONE]"
    assert told["about"]["who"] == "Dr of [EMAIL]"


def test_what_is_hidden_in_an_answer_is_hidden_in_the_words_beside_options_too(board):
    from pipeline.store.orm import Response

    one = Response.objects.get(store_id="r02")
    said = {**one.answers, "help": "Please ring Mrs Adaeze Oyelaran about the smartcards, she knows them."}
    closed = [["rate", "", "ask Oyelaran", 0]]
    Response.objects.filter(pk=one.pk).update(
        closed=closed, about={"who": "Oyelaran"}, answers=said, source="by Oyelaran"
    )
    assert "Oyelaran" not in _file("jsonl")
    with stand_in():
        analyse(open_round(board.round.place, BOARDED), Silent())
    assert "Oyelaran" not in _file("jsonl")
    now, id = board_of(board.round), public_id(board.round.key, "a", "r02/help")
    start = said["help"].index("smartcards")
    value = f"{start}-{start + len('smartcards')} PASSWORD"
    Response.objects.filter(pk=one.pk).update(about={"who": "Smartcards"})
    _ruled(board.round, Act(act="redact", on=id, digest=str(now.shot.answers[id]["digest"]), value=value))
    line = next(line for line in _file("jsonl").splitlines() if public_id(board.round.key, "r", "r02") in line)
    assert json.loads(line)["about"]["who"] == "[PASSWORD]"
