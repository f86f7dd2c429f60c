"""The pages of answers on the board: lists, one answer, and each act on it as one line of the record."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from boarding import BOARDED, Boarded, boarded
from organising import signed_in

from pipeline.board.answers import lists_of
from pipeline.board.response_acts import whole_of
from pipeline.board.ruling import Board, board_of
from pipeline.opening import read_record
from pipeline.store import audit, tables
from pipeline.store.roles import UNREDACTING

PHONE = "07700 900123"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Boarded]:
    yield from boarded(tmp_path)


def _with(board: Board, words: str) -> str:
    return next(id for id, row in board.shot.answers.items() if words in row["text"])


def _grant(handle: str) -> Any:
    from pipeline.store.accounts import grant

    grant(handle, UNREDACTING, "author", dt.datetime.now(dt.UTC), given=True)
    return signed_in(handle)


def _rule(at: Boarded, id: str, act: str, who: Any = "reviewer", page: str = "answer-rule", **sent: str) -> Any:
    board = board_of(at.round)
    form = {"act": act, "digest": board.shot.answers[id]["digest"], "seen": str(board.stands.no), **sent}
    client = signed_in(who) if isinstance(who, str) else who
    return client.post(at.address(page, id=id), form)


def _body(answer: Any) -> str:
    return answer.content.decode()


def _last(at: Boarded) -> Any:
    return read_record(at.round.here)[-1]


def test_the_lists_hold_what_cleaning_did(at: Boarded) -> None:
    board = board_of(at.round)
    of = lists_of(board)
    welsh, copy = _with(board, "Mae'r system"), _with(board, "train us to use it")
    assert welsh in of["language"]
    assert of["copies"][0] == copy
    assert {welsh, copy} & set(of["copies"]) == {copy}
    assert not set(of["held"]) & set(of["language"])
    assert {id for id, row in board.shot.answers.items() if row["text"]} == set(of["all"])
    client = signed_in("reviewer")
    told = _body(client.get(at.address("answers") + "?list=copies"))
    assert "train us to use it</q>" in told
    assert f"Letters that many sent ({len(of['copies'])})" in told
    found = _body(client.get(at.address("answers") + "?list=all&words=MAE%27R++system"))
    assert "1 answer<" in found
    assert client.get(at.address("answers") + f"?id={welsh}").headers["Location"].endswith(welsh)
    point = board.shot.points_of[copy][0]
    assert client.get(at.address("answers") + f"?id={point}").headers["Location"].endswith(copy)
    assert "no answer and no point of that id" in _body(client.get(at.address("answers") + "?id=paaaaaaaaaaaa"))


def test_hiding_words_of_one_answer_is_one_line_and_the_words_are_gone_from_every_page(at: Boarded) -> None:
    id = _with(board_of(at.round), "[PHONE]")
    client = signed_in("reviewer")
    answer = _rule(at, id, "redact", client, words="help desk", kind="PERSON", reason="names a person")
    assert answer.status_code == 302
    line = _last(at)
    assert (line.act, line.on, line.value, line.by) == ("redact", id, "4-13 PERSON", "reviewer")
    told = _body(client.get(at.address("answer", id=id)))
    assert "hidden on every page now" in told
    assert "help desk" not in told
    assert "The [PERSON] on [PHONE]" in told
    assert "help desk" not in _body(signed_in("reviewer").get(at.address("answers") + "?list=all&words=never+answers"))
    assert "hidden by a person" in told


def test_a_line_is_what_the_worksheet_would_have_written(at: Boarded) -> None:
    from pipeline.correcting import apply_cleaning, write_cleaning_sheets
    from pipeline.place import csv_rows, csv_text, read_text, write_text
    from pipeline.review.cleaning import CLEANING

    id = _with(board_of(at.round), "[PHONE]")
    _rule(at, id, "redact", words="never answers", kind="PERSON", reason="names a person")
    path, _, _ = write_cleaning_sheets(at.round)
    rows = [dict(row) for _, row in csv_rows(read_text(path))]
    empty = dict.fromkeys(rows[0], "")
    rows = [{**empty, "kind": "answer", "id": id, "decision": "redact", "words": "never answers", "reason": "again"}]
    write_text(path, csv_text([*CLEANING.machine, *CLEANING.human], [list(row.values()) for row in rows]))
    assert apply_cleaning(at.round, path, "author", "2020-11-01T10:00:00Z") == ()


@pytest.mark.parametrize(
    ("act", "sent", "said"),
    [
        ("redact", {"words": "help desk"}, "Say in a few words why"),
        ("redact", {"words": "nowhere to be seen", "reason": "a name"}, "do not stand in that answer"),
        ("redact", {"words": PHONE, "reason": "a number"}, "do not stand in that answer"),
        ("redact", {"words": "on [PHONE]", "reason": "a number"}, "hold a mark of what is hidden"),
        ("redact", {"words": "help desk", "reason": "because of the Help Desk"}, "repeats words that are to be hidden"),
        ("redact", {"words": "", "reason": "a name"}, "is empty beside redact"),
        ("redact", {"words": "desk", "reason": "a name", "kind": "SHOE"}, "Choose what kind"),
        ("redact", {"words": "desk", "reason": "=1+1"}, "begins with ="),
        ("hide", {"words": "de", "reason": "a name"}, "too short to hide"),
        ("hold-back", {}, "Say in a few words why"),
        ("translate", {}, "is empty beside translate"),
        ("let-in", {"digest": "0" * 16}, "changed since you opened the page"),
        ("unredact", {"place": "17-29", "reason": "none"}, "Choose one of"),
        ("sing", {}, "Choose one of"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_nothing_is_written(
    at: Boarded, act: str, sent: dict[str, str], said: str
) -> None:
    id = _with(board_of(at.round), "[PHONE]")
    answer = _rule(at, id, act, **sent)
    assert answer.status_code == 422
    assert said in _body(answer)
    assert PHONE not in _body(answer).replace(f'value="{PHONE}"', "") or PHONE in sent.get("words", "")
    assert read_record(at.round.here) == ()


def test_translating_keeps_the_words_in_the_store_and_names_them_by_digest(at: Boarded) -> None:
    id = _with(board_of(at.round), "Mae'r system")
    english = "The system is very slow\r\nand we need a new one"
    assert _rule(at, id, "translate", words=english).status_code == 302
    line = _last(at)
    assert (line.act, line.on) == ("translate", id)
    assert tables.words(BOARDED)[line.value] == english.replace("\r\n", "\n")
    assert _rule(at, id, "translate", words=english).status_code == 302
    assert len(read_record(at.round.here)) == 1


def test_words_of_no_line_are_not_kept(at: Boarded, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import standing

    def broken(*_args: object) -> None:
        raise OSError("the disk is full")

    id = _with(board_of(at.round), "Mae'r system")
    monkeypatch.setattr(standing.decisions, "add", broken)
    with pytest.raises(OSError, match="disk"):
        _rule(at, id, "translate", words="The system is slow")
    assert not tables.words(BOARDED)


def test_holding_back_and_letting_in(at: Boarded) -> None:
    id = _with(board_of(at.round), "[PHONE]")
    client = signed_in("reviewer")
    assert "Let it in" not in _body(client.get(at.address("answer", id=id)))
    assert _rule(at, id, "hold-back", reason="sent by mistake").status_code == 302
    told = _body(client.get(at.address("answer", id=id)))
    assert "Let it in" in told
    assert "counts from the next one on" in told
    assert "1 ruling on answers counts" in _body(client.get(at.address("answers")))
    assert _rule(at, id, "let-in").status_code == 302
    assert [line.act for line in read_record(at.round.here)] == ["hold-back", "let-in"]


def _whole(at: Boarded, id: str, act: str, client: Any = None, **sent: str) -> Any:
    board = board_of(at.round)
    form = {"act": act, "digest": whole_of(board, id).digest, "seen": str(board.stands.no), **sent}
    return (client or signed_in("reviewer")).post(at.address("response", id=id), form)


def _two_answers(board: Board, *, quoted: bool) -> str:
    """An answer of somebody who answered both questions, and agreed to be quoted or did not."""
    told = (id for id in sorted(board.shot.answers) if len(whole_of(board, id).answers) == 2)
    return next(id for id in told if whole_of(board, id).may_be_quoted is quoted and whole_of(board, id).points)


def test_one_word_on_a_whole_response_is_a_line_on_it_or_on_each_of_its_points(at: Boarded) -> None:
    board = board_of(at.round)
    id = _two_answers(board, quoted=True)
    whole, page = whole_of(board, id), at.address("response", id=id)
    client = signed_in("reviewer")
    shown = html.unescape(_body(client.get(page)))
    assert all(board.shot.answers[one]["text"] in shown for one in whole.answers)
    assert _whole(at, id, "approve").status_code == 302
    assert _whole(at, id, "refuse", reason="could tell who it was").status_code == 302
    assert _whole(at, id, "hold-back", client, reason="sent by mistake").status_code == 302
    acts = [(line.act, line.on) for line in read_record(at.round.here)]
    points = sorted(whole.points)
    assert acts[: len(points)] == [("approve-quote", point) for point in points]
    assert acts[len(points) : 2 * len(points)] == [("refuse-quote", point) for point in points]
    assert acts[2 * len(points) :] == [("hold-back", board.shot.answers[id]["response"])]
    assert "It is held back whole" in _body(client.get(page))


@pytest.mark.parametrize(
    "sent", [{"act": "hold-back"}, {"act": "refuse"}, {"act": "publish"}, {"act": "let-in", "digest": "0"}]
)
def test_no_word_on_a_response_without_reason_or_on_another_text(at: Boarded, sent: dict[str, str]) -> None:
    id = _two_answers(board_of(at.round), quoted=True)
    assert _whole(at, id, **sent).status_code == 422
    assert read_record(at.round.here) == ()


def test_nothing_is_published_of_who_did_not_agree(at: Boarded) -> None:
    id = _two_answers(board_of(at.round), quoted=False)
    refused = _whole(at, id, "approve")
    assert refused.status_code == 422
    assert "did not agree" in _body(refused)
    assert "Its words may be published" not in _body(signed_in("reviewer").get(at.address("response", id=id)))
    assert read_record(at.round.here) == ()
    assert signed_in("viewer").get(at.address("response", id=id)).status_code == 403


def test_two_on_one_answer_the_second_is_asked(at: Boarded) -> None:
    id = _with(board_of(at.round), "[PHONE]")
    _rule(at, id, "hold-back", reason="sent by mistake")
    late = _rule(at, id, "redact", "editor", words="help desk", reason="names a person", seen="0")
    assert late.status_code == 409
    assert "held back" in _body(late)
    assert len(read_record(at.round.here)) == 1


def test_words_of_the_whole_round_are_hidden_at_once_and_told_on_no_page(at: Boarded) -> None:
    client, board = signed_in("reviewer"), board_of(at.round)
    sent = {"words": "Smartcards", "kind": "PERSON", "reason": "a nickname", "seen": "0"}
    assert client.post(at.address("words-hide"), sent).status_code == 302
    told = _body(client.get(at.address("words")))
    assert "smartcards" not in told.lower()
    assert "hid words in the whole round" in told
    assert "smartcards" in str(board.shot.answers).lower()
    assert "smartcards" not in _body(client.get(at.address("answers") + "?list=all&words=lock")).lower()
    assert client.post(at.address("words-show"), sent).status_code == 403


def test_only_who_may_see_what_was_hidden_sees_it_and_it_is_logged(at: Boarded) -> None:
    id = _with(board_of(at.round), "[PHONE]")
    for role in ("viewer", "reviewer", "editor", "administrator"):
        assert _rule(at, id, "", role, "answer-arrived", reason="to check").status_code == 403
        assert _rule(at, id, "unredact", role, "answer-show", place="17-29", reason="a role").status_code == 403
    client = _grant("reviewer")
    assert client.get(at.address("answer-arrived", id=id)).status_code == 405
    assert PHONE not in _body(client.get(at.address("answer", id=id)))
    without = client.post(at.address("answer-arrived", id=id), {"reason": ""})
    assert without.status_code == 422
    assert PHONE not in _body(without)
    before = audit.head().no
    shown = client.post(at.address("answer-arrived", id=id), {"reason": "to check a number"})
    assert PHONE in _body(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    (line,) = audit.lines(before)
    assert (line.who, line.act, line.on) == ("reviewer", "saw what was hidden", id)
    assert line.detail == {"round": BOARDED, "reason": "to check a number"}


def test_a_stretch_is_shown_to_everybody_by_its_place(at: Boarded) -> None:
    id = _with(board_of(at.round), "[PHONE]")
    _grant("reviewer")
    place = re.search(
        r'<option value="(\d+-\d+)">\[PHONE\] 1', _body(signed_in("reviewer").get(at.address("answer", id=id)))
    )
    assert place
    wrong = _rule(at, id, "unredact", page="answer-show", place="0-3", reason="none of a person")
    assert wrong.status_code == 422
    assert _rule(at, id, "unredact", page="answer-show", place=place[1], reason="the desk's own").status_code == 302
    assert (_last(at).act, _last(at).value) == ("unredact", place[1])


def test_an_answer_that_is_not_there_is_no_page(at: Boarded) -> None:
    client = signed_in("reviewer")
    assert client.get(at.address("answer", id="aaaaaaaaaaaaa")).status_code == 404
    assert client.post(at.address("answer-rule", id="aaaaaaaaaaaaa"), {"act": "let-in"}).status_code == 404
