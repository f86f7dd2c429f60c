"""The record on the board: every line in plain words, taking lines back and having them again, notes for the next."""

import html
import re

import pytest
from boarding import BOARDED, boarded
from organising import signed_in

from pipeline.board.ruling import board_of
from pipeline.place import read_text
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.suggest import theme_digest
from pipeline.standing import standing_of, write_record

AT = "2020-11-30T12:00:00Z"
FIRST = f"{BOARDED}-T001"


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


def ruled(round, *acts, by="anna"):
    """Add lines as somebody's."""
    stands = standing_of(round)
    lines = lines_of(acts, stands.no, by, AT)
    write_record(round, [*stands.record, *lines], stands.members)
    return lines


def two_themes(round):
    shot = board_of(round).shot
    one, other = sorted(shot.themes)[:2]
    return [
        Act(act="accept", on=one, digest=theme_digest(shot.inside[one]), value=f"{FIRST}: Cards & <codes>"),
        Act(act="rename", on=FIRST, value="Cards, anew", reason="clearer"),
        Act(act="reject", on=other, reason="no one subject"),
        Act(act="retag", on=FIRST, value="WS2a"),
    ]


def test_every_line_is_told_in_plain_words_with_titles_for_ids(board):
    ruled(board.round, *two_themes(board.round))
    told = signed_in("reviewer").get(board.address("record")).content.decode()
    assert "Cards &amp; &lt;codes&gt;" in told
    assert "gave “Cards, anew”" in told
    assert "rejected the candidate theme" in told
    assert "Why: no one subject" in told
    assert "30 November 2020 at 12:00" in told
    assert "4 lines" in told


def test_the_day_of_a_release_is_told_as_people_write_it(board):
    signed = "version=1; date=2020-11-30; last=2020-06-28T09:00:00Z"
    ruled(board.round, Act(act="sign", on=BOARDED, value=signed))
    assert (
        "signed release 1, dated 30 November 2020"
        in signed_in("reviewer").get(board.address("record")).content.decode()
    )


@pytest.mark.parametrize(
    ("asked", "lines"),
    [("by=anna", 4), ("by=nobody", 0), ("act=rename", 1), ("day=2020-11-30", 4), ("day=2020-12-01", 0),
     (f"on={FIRST}", 3), ("act=unknown", 4), ("page=99", 4), ("page=x", 4), ("on=%00", 0)],
)  # fmt: skip
def test_lines_are_found_by_person_act_theme_and_day(board, asked, lines):
    ruled(board.round, *two_themes(board.round))
    told = signed_in("reviewer").get(f"{board.address('record')}?{asked}").content.decode()
    assert told.count('class="board-line"') == lines


def offered(client, address):
    """What the form of a page holds that nobody sees."""
    told = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="(.*?)">', client.get(address).content.decode()
    ):
        told.setdefault(name, []).append(html.unescape(value))
    return told


def sent(board, client, no, **more):
    """Take a line back as its page offers it."""
    address = board.address("undo", no=no)
    return client.post(address, {**offered(client, address), "reason": "not meant", **more})


def test_a_line_is_taken_back_with_what_rests_on_it_and_had_again(board):
    ruled(board.round, *two_themes(board.round))
    client = signed_in("reviewer")
    shown = client.get(board.address("undo", no=1)).content.decode()
    assert "2 later lines rest on it" in shown
    assert sent(board, client, 1).status_code == 302
    stands = standing_of(board.round)
    assert [(line.act, line.on, line.by) for line in stands.record[4:]] == [
        ("undo", "4", "reviewer"), ("undo", "2", "reviewer"), ("undo", "1", "reviewer"),
    ]  # fmt: skip
    assert not stands.agreed.themes
    page = client.get(board.address("record")).content.decode()
    assert "Lines 1, 2, 4 are taken back." in page
    assert page.count("Have it again") == 3
    for no in (7, 6, 5):
        assert sent(board, client, no).status_code == 302
    assert standing_of(board.round).agreed.theme(FIRST).title == "Cards, anew"
    assert read_text(board.round.here.decisions).count("\n") == 1 + 10


def test_taking_back_wants_a_reason_in_words_that_may_stand(board):
    ruled(board.round, *two_themes(board.round))
    client = signed_in("reviewer")
    for reason in ("", "  ", "=1+1", "ring 07700 900123"):
        answer = sent(board, client, 3, reason=reason)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
    assert standing_of(board.round).no == 4


def test_what_rests_on_a_line_since_it_was_shown_is_shown_first(board):
    ruled(board.round, *two_themes(board.round))
    client = signed_in("reviewer")
    form = {**offered(client, board.address("undo", no=1)), "reason": "not meant"}
    ruled(board.round, Act(act="note", on=FIRST, value="seen"), by="ben")
    asked = client.post(board.address("undo", no=1), form)
    assert asked.status_code in (409, 422)
    again = client.post(board.address("undo", no=1), {**form, "seen": "4"})
    assert again.status_code in (409, 422)
    assert standing_of(board.round).no == 5


def test_a_signature_is_taken_back_by_who_may_sign(board):
    ruled(board.round, Act(act="sign", on=BOARDED, value="version=1; date=2020-08-31; last=2020-08-15T23:59:59Z"))
    assert sent(board, signed_in("reviewer"), 1).status_code == 422
    assert standing_of(board.round).no == 1
    assert sent(board, signed_in("editor"), 1).status_code == 302
    assert sent(board, signed_in("reviewer"), 2).status_code == 422
    assert standing_of(board.round).no == 2


def test_a_hiding_is_taken_back_by_who_may_see_what_was_hidden(board):
    from pipeline.store.orm import Account

    answer = sorted(board_of(board.round).shot.answers)[0]
    ruled(board.round, Act(act="redact", on=answer, digest="0" * 16, value="0-4 PERSON"))
    for handle in ("reviewer", "editor", "administrator"):
        assert sent(board, signed_in(handle), 1).status_code == 422
    Account.objects.filter(handle="reviewer").update(grants="see what was hidden")
    assert sent(board, signed_in("reviewer"), 1).status_code == 302
    assert standing_of(board.round).no == 2


def test_a_line_that_is_not_there_has_no_page(board):
    for no in (0, 1, 99_999_999_999_999_999_999):
        assert signed_in("reviewer").get(board.address("undo", no=no)).status_code == 404


def test_two_who_take_one_line_back_are_told_of_each_other(board):
    ruled(board.round, *two_themes(board.round))
    one, other = signed_in("reviewer"), signed_in("editor")
    form = {**offered(other, board.address("undo", no=3)), "reason": "not meant"}
    assert sent(board, one, 3).status_code == 302
    assert other.post(board.address("undo", no=3), form).status_code in (409, 422)
    assert standing_of(board.round).no == 5


def test_a_note_for_the_next_person_is_kept_and_told_with_what_was_done_since(board):
    client = signed_in("reviewer")
    sent_note = client.post(board.address("handover"), {"seen": 0, "note": "Begin with the <cards> | & 🙂 Gorffennaf"})
    assert sent_note.status_code == 302
    ruled(board.round, *two_themes(board.round))
    told = client.get(board.address("handover")).content.decode()
    assert "Begin with the &lt;cards&gt; | &amp; 🙂 Gorffennaf" in told
    assert "anna</a>: 4 lines" in told
    for note in ("", "ring 07700 900123", "=cmd", "x" * 6000):
        answer = client.post(board.address("handover"), {"seen": 0, "note": note})
        assert answer.status_code == 422
        assert note[:40] in answer.content.decode()
    assert standing_of(board.round).no == 5


def test_the_record_is_taken_out_as_it_is_by_who_may_and_that_is_a_line_of_the_log(board):
    from pipeline.store import audit

    ruled(board.round, *two_themes(board.round))
    assert signed_in("reviewer").post(board.address("record-csv")).status_code == 403
    answer = signed_in("editor").post(board.address("record-csv"))
    assert answer.content.decode() == read_text(board.round.here.decisions)
    assert [line.act for line in audit.lines()][-1] == "decisions record taken out"


def test_a_page_that_is_open_is_told_what_others_ruled_since_and_no_words_of_its_own(board):
    ruled(board.round, *two_themes(board.round))
    client = signed_in("reviewer")
    client.post(board.address("handover"), {"seen": 4, "note": "mine"})
    told = client.get(board.address("since", no=1), {"about": FIRST}).json()
    assert (told["no"], told["lines"], told["by"]) == (5, 3, ["anna"])
    assert len(told["here"]) == 2
    assert told["here"][0].startswith("anna gave “Cards, anew”")
    assert told["progress"]["ruled"][1] == 2
    assert client.get(board.address("since", no=99), {"about": "\x00 ; DROP"}).json()["here"] == []
