"""What was hidden by a person since the analysis, and who withdrew, is on no page of the board any more."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from boarding import Boarded, boarded

from pipeline.board.conflicts import conflicts_of
from pipeline.board.ruling import Board, Ruling, board_of, rule
from pipeline.board.shown import shown_text
from pipeline.clean.marks import Span, with_marks
from pipeline.erasing import erase_ids
from pipeline.ids import keyed_digest
from pipeline.opening import Round, read_table, write_tables
from pipeline.progress import Silent
from pipeline.review.asked import Act
from pipeline.reviewing import find_conflicts
from pipeline.run import analyse
from pipeline.store import erasing, tables

NOW = dt.datetime(2020, 11, 1, 9, tzinfo=dt.UTC)
HIDDEN = "help desk"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Boarded]:
    yield from boarded(tmp_path)


def _do(round: Round, *acts: Act) -> Board:
    rule(round, lambda _board: Ruling(acts=acts, about=frozenset()), seen=0, by="reviewer", now=NOW)
    return board_of(round)


def _with(board: Board, words: str) -> str:
    return next(id for id, row in board.shot.answers.items() if words in row["text"])


def _stretch(board: Board, id: str, words: str, act: str = "redact") -> Act:
    row = board.shot.answers[id]
    start = row["text"].index(words)
    value = f"{start}-{start + len(words)}" + (" PERSON" if act == "redact" else "")
    return Act(act=act, on=id, digest=row["digest"], value=value, reason="names somebody")


def _everything(shot: Any) -> str:
    tables = (shot.answers, shot.points, shot.groups, shot.themes, shot.subthemes, shot.tags)
    return "".join(str(row) for table in tables for row in table.values())


def test_a_stretch_vanishes_from_the_answer_and_its_points_at_once(at: Boarded) -> None:
    board = board_of(at.round)
    id = _with(board, "[PHONE]")
    assert HIDDEN in shown_text(board.shot, id)
    now = _do(at.round, _stretch(board, id, HIDDEN))
    assert "The [PERSON] on [PHONE] never answers" in shown_text(now.shot, id)
    points = now.shot.points_of[id]
    assert not any(HIDDEN in shown_text(now.shot, point) for point in points)
    assert any("[PERSON]" in shown_text(now.shot, point) for point in points)
    assert set(now.shot.answers) == set(board.shot.answers)


def test_a_stretch_behind_a_mark_lands_where_it_stands_and_one_over_a_mark_takes_it_along(at: Boarded) -> None:
    board = board_of(at.round)
    id = _with(board, "[PHONE]")
    text, digest = shown_text(board.shot, id), board.shot.answers[id]["digest"]
    span = board.shot.spans[id][0]
    start = text.index("never") + (span[1] - span[0]) - len("[PHONE]")
    act = Act(act="redact", on=id, digest=digest, value=f"{start}-{start + 5} PERSON", reason="")
    assert shown_text(_do(at.round, act).shot, id) == text.replace("never", "[PERSON]")
    over = Act(act="redact", on=id, digest=digest, value=f"{span[0] + 2}-{start + 5} ADDRESS", reason="")
    assert shown_text(_do(at.round, over).shot, id) == text.replace("[PHONE] never", "[ADDRESS]")


def test_every_mark_of_a_shown_text_stands_for_a_stretch_of_the_text_behind(at: Boarded) -> None:
    board = board_of(at.round)
    id = _with(board, "[PHONE]")
    tables.keep_words(at.round.name, ["never answers when"])
    named = keyed_digest(at.round.key, "never answers when")
    now = _do(
        at.round,
        _stretch(board, id, HIDDEN),
        Act(act="redact", on="words", digest="", value=f"{named} ADDRESS", reason=""),
    )
    rows = read_table(at.round.here, "answers")
    repaired = rows.loc[rows["answer"] == board.shot.answers[id]["store_answer"], "repaired"].item()
    shown = with_marks(repaired, [Span(*span) for span in now.shot.spans[id]])
    assert shown == shown_text(now.shot, id) == "The [PERSON] on [PHONE] [ADDRESS] smartcards lock"


def test_what_is_shown_again_or_taken_back_is_back(at: Boarded) -> None:
    board = board_of(at.round)
    id = _with(board, "[PHONE]")
    before = shown_text(board.shot, id)
    _do(at.round, _stretch(board, id, HIDDEN))
    assert shown_text(_do(at.round, _stretch(board, id, HIDDEN, "unredact")).shot, id) == before
    now = _do(at.round, _stretch(board, id, HIDDEN))
    assert shown_text(now.shot, id) != before
    undo = Act(act="undo", on=str(now.stands.no), digest="", reason="a mistake")
    assert shown_text(_do(at.round, undo).shot, id) == before


def test_a_ruling_on_another_text_hides_nothing_here(at: Boarded) -> None:
    board = board_of(at.round)
    id = _with(board, "[PHONE]")
    act = Act(act="redact", on=id, digest="0" * 16, value="0-8 PERSON", reason="")
    assert shown_text(_do(at.round, act).shot, id) == shown_text(board.shot, id)


@pytest.mark.parametrize("typed", ["smartcards", "SMARTCARDS", "Smartcards\u2010lock"])
def test_words_of_the_whole_round_vanish_from_every_table(at: Boarded, typed: str) -> None:
    board = board_of(at.round)
    said = "smartcards lock" if "\u2010" in typed else "smartcards"
    assert said in _everything(board.shot)
    tables.keep_words(at.round.name, [typed])
    named = keyed_digest(at.round.key, typed)
    now = _do(at.round, Act(act="redact", on="words", digest="", value=f"{named} PERSON", reason=""))
    left = "".join(str(row["text"]) for row in [*now.shot.answers.values(), *now.shot.points.values()])
    assert said not in left.lower()
    assert not any(said in (row["title"] + str(row["keywords"])).lower() for row in now.shot.themes.values())
    back = _do(at.round, Act(act="unredact", on="words", digest="", value=named, reason=""))
    assert _everything(back.shot) == _everything(board.shot)


def test_a_response_that_is_taken_back_is_gone_from_every_table_at_once(at: Boarded) -> None:
    board = board_of(at.round)
    response = board.shot.answers[_with(board, "[PHONE]")]["response"]
    (store_id,) = erasing.store_ids_of(at.round.name, [response]).values()
    points = [id for id, row in board.shot.points.items() if row["response"] == response]
    assert points
    erasing.ask_erasure(at.round.name, str(store_id), "asked by letter", "editor", NOW)
    shot = board_of(at.round).shot
    assert response not in _everything(shot)
    assert HIDDEN not in _everything(shot)
    told = {*shot.themes_of, *shot.tags, *shot.marks, *shot.unfitted, *shot.consented}
    told |= {point for ids in [*shot.inside.values(), *shot.points_of.values()] for point in ids}
    told |= {point for row in [*shot.themes.values(), *shot.subthemes.values()] for point in row["examples"]}
    told |= {point for _, point in shot.scores} | {point for _, point in shot.joins}
    assert not told & set(points)


def _settled(at: Boarded, *, erased: bool) -> list[str]:
    """What is still a conflict where an answer was ruled on whose response went afterwards."""
    board = board_of(at.round)
    id = _with(board, "[PHONE]")
    _do(
        at.round,
        _stretch(board, id, HIDDEN),
        Act(act="hold-back", on=id, digest=board.shot.answers[id]["raw_digest"], reason="sent by mistake"),
        Act(act="hold-back", on=board.shot.answers[id]["response"], digest="0" * 16, reason="sent by mistake"),
    )
    (store_id,) = erasing.store_ids_of(at.round.name, [board.shot.answers[id]["response"]]).values()
    if erased:
        erase_ids(at.round, [str(store_id)], "asked by letter", "editor", NOW, Silent())
        analyse(at.round, Silent())
    else:
        # As a store does that never had the response.
        answers = read_table(at.round.here, "answers")
        write_tables(at.round.here, answers=answers[answers["response"] != store_id].reset_index(drop=True))
    found = find_conflicts(at.round)
    # The head of the queue says the same as the command and the check list of a release.
    assert conflicts_of(board_of(at.round)) == found
    return [conflict.act for conflict in found]


def test_what_was_ruled_on_who_was_erased_waits_for_nobody(at: Boarded) -> None:
    assert _settled(at, erased=True) == []


def test_what_was_ruled_on_who_is_not_in_the_store_waits_for_a_person(at: Boarded) -> None:
    assert _settled(at, erased=False) == ["redact", "hold-back", "hold-back"]
