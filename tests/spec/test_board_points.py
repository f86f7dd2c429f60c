"""A point on the board: in its answer, with what is known of it; moved, tagged, quoted; found by its words."""

import html
import re
from dataclasses import replace

import pytest
from boarding import BOARDED, boarded
from organising import signed_in

from pipeline.board.finding import Sought, find
from pipeline.board.folding import fold
from pipeline.board.reading import readings
from pipeline.board.ruling import board_of
from pipeline.board.theme import theme_of
from pipeline.ids import text_digest
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.record import Member
from pipeline.review.suggest import theme_digest
from pipeline.standing import standing_of, write_record

AT = "2020-11-30T12:00:00Z"
ONE, OTHER = f"{BOARDED}-T001", f"{BOARDED}-T002"


@pytest.fixture
def board(tmp_path):
    for each in boarded(tmp_path):
        agree(each.round)
        yield each


def agree(round):
    """Two agreed themes, from the two largest candidates."""
    shot, stands = board_of(round).shot, standing_of(round)
    first, second = sorted(shot.themes, key=lambda one: (-len(shot.inside[one]), one))[:2]
    acts = [
        Act(act="accept", on=id, digest=theme_digest(shot.inside[id]), value=f"{theme}: {title}")
        for id, theme, title in ((first, ONE, "Cards & logging in"), (second, OTHER, "Lines that fail"))
    ]
    lines = lines_of(acts, stands.no, "anna", AT)
    members = [
        Member(theme=theme, point=point, by="person", since=no)
        for no, (theme, id) in enumerate([(ONE, first), (OTHER, second)], start=1)
        for point in shot.inside[id]
        if not shot.seconds.get(id) or point not in shot.seconds[id]
    ]
    write_record(round, lines, members)


def some_point(board, *, consents=True, theme=ONE):
    now = board_of(board.round)
    members = now.stands.agreed.theme(theme).members
    return next(one.point for one in members if (one.point in now.shot.consented) is consents)


def posted(board, client, point, **form):
    address = board.address("point", point=point)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', client.get(address).content.decode()))
    return client.post(address, {"seen": hidden["seen"], "was": html.unescape(hidden["was"]), **form})


def told_of(answer):
    return html.unescape(answer.content.decode())


def last(board):
    line = standing_of(board.round).record[-1]
    return line.no, line.act, line.on, line.value


def test_a_point_is_shown_in_its_answer_with_its_sender_by_group_and_never_by_name(board):
    now, point = board_of(board.round), some_point(board)
    shown = told_of(signed_in("reviewer").get(board.address("point", point=point)))
    assert f'<mark class="board-marked">{now.shot.text(point)}</mark>' in shown
    assert "Cards & logging in" in shown
    assert "Who answered" in shown
    assert "Pharmacy 1" not in shown
    assert "@project.example" not in shown
    assert "built-in" not in shown


def test_a_point_is_moved_by_words_of_a_title_and_back_by_its_number_and_out(board):
    client, point = signed_in("reviewer"), some_point(board)
    assert posted(board, client, point, act="move", into="LINES  that").status_code == 302
    assert last(board) == (3, "move", point, OTHER)
    assert "Line 3: you moved the point" in told_of(client.get(board.address("point", point=point)))
    assert posted(board, client, point, act="move", into=f"Cards & logging in ({ONE})").status_code == 302
    assert posted(board, client, point, act="out").status_code == 302
    assert last(board) == (5, "move", point, "none")
    assert posted(board, client, point, act="out", was="").status_code == 422


@pytest.mark.parametrize("into", ["", "   ", "no such theme", "l", "\x00", "<script>", "x" * 100_000])
def test_a_theme_that_is_none_or_several_is_asked_for_again_with_what_was_typed(board, into):
    answer = posted(board, signed_in("reviewer"), some_point(board), act="move", into=into, reason="because")
    assert answer.status_code == 422
    assert 'value="because"' in answer.content.decode()
    assert "There is a problem" in answer.content.decode()
    assert standing_of(board.round).no == 2


def test_a_point_that_somebody_moved_since_is_shown_first_and_moved_where_that_is_confirmed(board):
    ann, ben, point = signed_in("reviewer"), signed_in("editor"), some_point(board)
    assert posted(board, ann, point, act="move", into=OTHER).status_code == 302
    form = {"seen": "2", "was": ONE, "act": "out"}
    asked = ben.post(board.address("point", point=point), form)
    assert asked.status_code == 409
    assert "<strong>reviewer</strong> moved the point" in told_of(asked)
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', asked.content.decode())
    assert ben.post(board.address("point", point=point), dict(hidden)).status_code == 302
    assert last(board) == (4, "move", point, "none")


def test_a_split_that_took_the_point_elsewhere_is_shown_first(board):
    ben, point, stands = signed_in("editor"), some_point(board), standing_of(board.round)
    split = lines_of([Act(act="split", on=ONE, value=f"{BOARDED}-T003: A part")], 2, "anna", AT)
    members = [*stands.members, Member(theme=f"{BOARDED}-T003", point=point, by="person", since=3)]
    write_record(board.round, [*stands.record, *split], members)
    asked = ben.post(board.address("point", point=point), {"seen": "2", "was": ONE, "act": "out"})
    assert asked.status_code == 409
    assert standing_of(board.round).no == 3


def test_a_point_is_tagged_the_most_prominent_item_first(board):
    client, point = signed_in("reviewer"), some_point(board)
    sent = posted(board, client, point, act="retag", items=["WS1d", "WS2a"], first="WS2a", tag_reason="cards")
    assert sent.status_code == 302
    assert last(board) == (3, "retag", point, "WS2a;WS1d")
    for items in (["NONE", "WS1a"], [], ["WS9z"], ["WS2a", "WS1d"]):
        assert posted(board, client, point, act="retag", items=items, tag_reason="kept").status_code == 422
    assert standing_of(board.round).no == 3


def test_a_quote_is_approved_with_consent_alone_and_refused_with_a_reason(board):
    client, point, silent = signed_in("reviewer"), some_point(board), some_point(board, consents=False)
    assert posted(board, client, silent, act="approve").status_code == 422
    assert "Approve these words" not in told_of(client.get(board.address("point", point=silent)))
    assert posted(board, client, point, act="approve").status_code == 302
    line = standing_of(board.round).record[-1]
    assert (line.act, line.on, line.on_digest) == (
        "approve-quote",
        point,
        text_digest(board_of(board.round).shot.text(point)),
    )
    assert posted(board, client, point, act="approve").status_code == 422
    assert posted(board, client, point, act="refuse").status_code == 422
    assert posted(board, client, point, act="refuse", quote_reason="too close to one branch").status_code == 302
    assert standing_of(board.round).no == 4


def test_a_quote_of_which_words_were_hidden_since_waits_for_the_next_analysis(board):
    client, point = signed_in("reviewer"), some_point(board)
    row = board_of(board.round).shot.points[point]
    answer = board_of(board.round).shot.answers[row["answer"]]
    hide = Act(
        act="redact", on=row["answer"], digest=answer["digest"], value=f"{row['start']}-{row['start'] + 5} PERSON"
    )
    stands = standing_of(board.round)
    write_record(board.round, [*stands.record, *lines_of([hide], 2, "anna", AT)], stands.members)
    shown = told_of(client.get(board.address("point", point=point)))
    assert row["text"] not in shown
    assert "[PERSON]" in shown
    assert posted(board, client, point, act="approve").status_code == 422


def test_what_waits_to_be_coded_blind_shows_nothing_of_the_machine_and_is_tagged_by_nobody(board, monkeypatch):
    point = some_point(board)
    for module in ("points", "finding"):
        monkeypatch.setattr(f"pipeline.board.{module}.blind_points", lambda _board: frozenset({point}))
    client = signed_in("reviewer")
    shown = told_of(client.get(board.address("point", point=point)))
    assert "What the machine says" not in shown
    assert posted(board, client, point, act="retag", items=["WS2a"]).status_code == 422
    now = board_of(board.round)
    assert point not in find(now, Sought(unfitted=True))
    assert all(point not in find(now, Sought(item=code)) for code in board.round.definitions.taxonomy.codes)


def test_what_is_coded_blind_is_told_neither_as_fitting_no_item_nor_by_its_marks(board, monkeypatch):
    now = board_of(board.round)
    point = next(point for point in sorted(now.shot.unfitted) if now.shot.themes_of.get(point))
    assert point in find(now, Sought(unfitted=True))
    monkeypatch.setattr("pipeline.board.finding.blind_points", lambda _board: frozenset({point}))
    assert point not in find(now, Sought(unfitted=True))
    marked = replace(now, shot=replace(now.shot, marks={point: ("safety",)}))
    theme = theme_of(marked, now.shot.themes_of[point][0])
    for blind, told in ((frozenset(), (("safety",), True)), ({point}, ((), False))):
        (one,) = readings(marked, theme, [point], blind)
        assert (one.marks, one.fits_none) == told


@pytest.mark.parametrize("point", ["paaaaaaaaaaaa", "x", "..%2f", "p" + "a" * 300])
def test_a_point_that_is_none_has_a_page_that_says_so_and_no_act(board, point):
    client = signed_in("reviewer")
    assert client.get(board.address("point", point=point)).status_code == 404
    for act in ("move", "out", "retag", "approve", "refuse", "", "delete"):
        answer = client.post(board.address("point", point=point), {"seen": 2, "act": act, "into": ONE, "items": "WS2a"})
        assert answer.status_code in (404, 422)
    assert standing_of(board.round).no == 2


def test_points_are_found_by_words_question_theme_and_item(board):
    now, client = board_of(board.round), signed_in("reviewer")
    found = find(now, Sought(words="SMARTCARDS lock"))
    assert found
    assert all("smartcards" in fold(now.shot.text(id)) and "lock" in fold(now.shot.text(id)) for id in found)
    assert set(find(now, Sought(theme=ONE))) == {one.point for one in now.stands.agreed.theme(ONE).members}
    asked = find(now, Sought(question="help"))
    assert {now.shot.points[id]["question"] for id in asked} == {"help"}
    assert set(find(now, Sought(question="barrier"))) | set(asked) == set(now.shot.points)
    assert set(find(now, Sought(unfitted=True))) == set(now.shot.unfitted)
    assert find(now, Sought(words="nobodysaidthis")) == []
    shown = client.get(board.address("points"), {"words": "smartcards", "page": "7", "question": "help"})
    assert shown.status_code == 200
    assert client.get(board.address("points"), {"words": found[0]}).status_code == 302


@pytest.mark.parametrize(("typed", "said"), [("cafe", "Café"), ("tŷ", "TY"), ("mae'r", "Mae’r"), ("strasse", "Straße")])
def test_accents_capitals_and_the_slant_of_apostrophes_do_not_matter(typed, said):
    assert fold(typed) == fold(said)
