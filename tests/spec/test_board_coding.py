"""Two people code a sample blind on the board, what they differ in is settled, and the figures are a release's."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from boarding import Boarded, boarded
from organising import PASSWORD, signed_in
from small import AT, accept_largest

from pipeline import releasing
from pipeline.board.agreeing import figures
from pipeline.board.coding import blind_points, coder_of
from pipeline.board.ruling import board_of
from pipeline.board.settling import to_settle
from pipeline.board.snapshot import snapshot
from pipeline.coding import read_coding
from pipeline.desk import apply_sheet, write_sheets
from pipeline.embed.hashed import HashedWords
from pipeline.ids import text_digest
from pipeline.opening import read_agreed, read_table, write_tables
from pipeline.place import read_json, read_text, write_text
from pipeline.progress import Silent
from pipeline.publishing import publish_round, sign_release
from pipeline.review.adjudicate import ADJUDICATE, ALIKE
from pipeline.review.coding import CODING
from pipeline.review.worksheet import from_csv, to_csv
from pipeline.reviewing import undo_lines
from pipeline.schemas import records
from pipeline.standing import standing_of

# What a person would say of the texts of this round, by a word in them.
SAID = {"card": "WS2a", "assword": "WS2a", "log": "WS2a", "line": "WS5a", "roadband": "WS5a", "ecord": "WS1a"}


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Boarded]:
    for made in boarded(tmp_path):
        _third_reviewer()
        yield made


def _third_reviewer() -> None:
    from pipeline.store.accounts import add_account

    add_account("third", "reviewer", PASSWORD, "author", dt.datetime.now(dt.UTC), own=True)


def said(text: str, **other: str) -> str:
    told = SAID | other
    return next((told[word] for word in (*other, *SAID) if word in text), "NONE")


def draw(board: Boarded, count: int) -> set[str]:
    answer = signed_in("editor").post(board.address("coding-draw"), {"count": count})
    assert answer.status_code == 302
    return set(blind_points(board_of(board.round)))


def texts(board: Boarded) -> dict[str, str]:
    points = read_table(board.round.here, "points")
    return dict(zip(points["point"], points["text"], strict=True))


def code_all(board: Boarded, handle: str, most: int = 10_000, **other: str) -> list[str]:
    """What a coder gave, one page after another from 'next', until nothing is left; the points in their order."""
    client, done, words = signed_in(handle), [], texts(board)
    where = client.get(board.address("coding-next"))["Location"]
    while "/point/" in where and len(done) < most:
        page = client.get(where).content.decode()
        point = where.rpartition("/")[2]
        asked = {"digest": re.search(r'name="digest" value="(\w+)"', page)[1], "first": said(words[point], **other)}
        answer = client.post(where, asked)
        assert answer.status_code == 302, answer.content.decode()
        where, done = answer["Location"], [*done, point]
    return done


def test_a_sample_is_drawn_coded_by_two_settled_and_told_as_a_release_tells_it(board):
    accept_largest(board.round, 1)
    drawn = draw(board, 12)
    assert len(drawn) == 12
    assert code_all(board, "reviewer") == sorted(drawn)
    assert code_all(board, "editor", line="WS3a") == sorted(drawn)
    assert {one.coder for one in read_coding(board.round)} == {"reviewer", "editor"}
    client = signed_in("reviewer")
    listed = client.get(board.address("coding-settle")).content.decode()
    apart = [point for point in sorted(drawn) if f"settle/point/{point}" in listed]
    assert apart == [point for point in sorted(drawn) if "line" in texts(board)[point]]
    seen = {"seen": standing_of(board.round).no}
    assert client.post(board.address("coding-alike"), seen).status_code == 302
    lines = [line for line in standing_of(board.round).record if line.act == "retag" and line.on in drawn]
    assert {line.reason for line in lines} == {ALIKE}
    for number, point in enumerate(apart):
        where = board.address("coding-settle-point", point=point)
        asked = {"seen": standing_of(board.round).no, "right": "ab"[number % 2], "reason": "as it reads"}
        assert client.post(where, asked).status_code == 302
    ruled = read_agreed(board.round.here).point_items
    assert set(ruled) == drawn
    assert [ruled[point] for point in apart] == [("WS5a",) if n % 2 == 1 else ("WS3a",) for n in range(len(apart))]
    assert not blind_points(board_of(board.round))
    _figures_are_those_of_a_release(board, client, len(apart))


def _figures_are_those_of_a_release(board: Boarded, client, apart: int) -> None:
    assert client.post(board.address("coding-agreement"), {}).status_code == 302
    mine = figures(board_of(board.round))
    with patch.object(releasing, "load_embedder", lambda _place: HashedWords()):
        sign_release(board.round, "1", "2020-07-01", "", "author", AT)
        publish_round(board.round, None, Silent())
    coding = read_json(board.round.here.published)["evaluation"]["coding"]
    assert coding["points"] == 12
    assert coding["alike"] == 12 - apart
    for name in ("points", "responses", "alike", "settled", "alpha", "f1", "items", "disagreements"):
        assert mine.told[name] == coding[name], name
    assert mine.alpha["value"] == coding["alpha"]
    page = html.unescape(client.get(board.address("coding-agreement")).content.decode())
    assert f"{coding['alpha']:.2f} (" in page
    assert "these are few points" in page.casefold()
    assert [side["against"] for side in mine.machine["machine"]] == ["A", "B", "settled"]
    assert mine.machine == coding


def page(client, address: str) -> str:
    """What a page shows, without what is another in each answer."""
    answer = client.get(address)
    told = re.sub(r'(csrfmiddlewaretoken" value|nonce|name="seen" value)="[^"]*"', "", answer.content.decode())
    return f"{answer.status_code} {told}"


def asked(board: Boarded, point: str, **more: str) -> dict[str, str]:
    return {"digest": text_digest(texts(board)[point]), "first": "WS2a"} | more


def holding(board: Boarded, point: str) -> list[str]:
    """The addresses of the board that are about a point: its own, its answer's, its themes', and every list."""
    shot = snapshot(board.round)
    themes = shot.themes_of.get(point, ())
    own = [board.address("coding-point", point=point), board.address("point", point=point)]
    lists = [board.address(name) for name in ("queue", "themes", "points", "answers", "coding", "record")]
    answer = board.address("answer", id=shot.points[point]["answer"])
    return [*own, answer, *(board.address("theme", id=theme) for theme in themes), *lists]


def test_no_page_shows_what_the_machine_says_of_a_point_of_the_sample(board):
    drawn = sorted(draw(board, 6))
    client, addresses = signed_in("reviewer"), [one for point in drawn[:1] for one in holding(board, point)]
    free = board.address("point", point=next(one for one in snapshot(board.round).points if one not in drawn))
    before = {address: page(client, address) for address in (*addresses, free)}
    tags = records(read_table(board.round.here, "point_tags"))
    for tag in tags:
        if tag["unit"] in (*drawn, free.rpartition("/")[2]):
            other = "WS4a" if tag["items"] != "WS4a" else "WS3c"
            tag |= {"items": other, "scores": json.dumps({other: 0.93}), "reasons": json.dumps([])}
    write_tables(board.round.here, point_tags=pd.DataFrame(tags))
    changed = {address for address in before if page(client, address) != before[address]}
    # A point that was not drawn shows what the machine says; so would those of the sample, were it not kept back.
    assert changed == {free}
    assert all(told.startswith("200 ") for told in before.values())


def test_what_the_other_said_shows_nowhere_before_one_has_said_all_oneself(board):
    drawn = sorted(draw(board, 4))
    code_all(board, "editor")
    code_all(board, "reviewer", most=1)
    client, left = signed_in("reviewer"), drawn[1:]
    addresses = holding(board, left[0])
    settle = [board.address("coding-settle"), board.address("coding-agreement")]
    settle += [board.address("coding-settle-point", point=point) for point in drawn]
    before = {address: page(client, address) for address in (*addresses, *settle)}
    assert {before[address][:4] for address in settle} == {"403 "}
    text = read_text(board.round.here.coding)
    for point in left:
        text = re.sub(rf"({point},\w+,editor),[^,]*,", r"\1,WS4a;WS3b,", text)
    assert text != read_text(board.round.here.coding)
    write_text(board.round.here.coding, text)
    assert {address: page(client, address) for address in (*addresses, *settle)} == before
    # Whoever codes nothing may settle, and sees those points alone that both have coded.
    other = signed_in("administrator")
    assert other.get(settle[2]).status_code == 200
    assert [other.get(address).status_code for address in settle[3:]] == [404] * 3
    assert other.post(settle[3], {"right": "a", "seen": 0}).status_code == 404
    assert client.post(settle[2], {"right": "a", "seen": 0}).status_code == 403
    assert client.post(board.address("coding-alike"), {"seen": 0}).status_code == 403
    assert not read_agreed(board.round.here).point_items


def test_two_code_at_the_same_moment_and_nothing_is_lost(board):
    drawn = sorted(draw(board, 6))
    with ThreadPoolExecutor(2) as both:
        done = [*both.map(partial(code_all, board), ("reviewer", "editor"))]
    assert done == [drawn, drawn]
    assert sorted((one.coder, one.point) for one in read_coding(board.round)) == [
        (coder, point) for coder in ("editor", "reviewer") for point in drawn
    ]


def test_a_third_is_told_and_takes_no_place(board):
    point = sorted(draw(board, 2))[0]
    code_all(board, "reviewer")
    third, where = signed_in("third"), board.address("coding-point", point=point)
    shown = third.get(where)
    assert shown.status_code == 200
    code_all(board, "editor", most=1)
    assert third.post(where, asked(board, point)).status_code == 302
    assert third.get(board.address("coding-next"))["Location"] == board.address("coding")
    told = html.unescape(third.get(board.address("coding")).content.decode())
    assert "Two people code this round already" in told
    assert {one.coder for one in read_coding(board.round)} == {"editor", "reviewer"}


def test_one_goes_back_to_ones_own_until_both_have_coded_it(board):
    point = sorted(draw(board, 2))[0]
    code_all(board, "reviewer")
    client, where = signed_in("reviewer"), board.address("coding-point", point=point)
    changed = asked(board, point, first="WS1a", second="WS3b")
    assert client.post(where, changed)["Location"] == board.address("coding")
    assert client.post(where, changed).status_code == 302
    mine = [one.items for one in read_coding(board.round) if one.point == point]
    assert mine[-1] == ("WS1a", "WS3b")
    assert len(mine) == 2
    page_now = client.get(where).content.decode()
    assert 'value="WS1a" checked' in page_now
    assert 'value="WS3b" selected' in page_now
    code_all(board, "editor")
    assert client.get(where).status_code == 404
    assert client.post(where, asked(board, point)).status_code == 404


def test_what_cannot_be_taken_is_said_beside_the_field_and_nothing_is_kept(board):
    point = sorted(draw(board, 2))[0]
    client, where = signed_in("reviewer"), board.address("coding-point", point=point)
    for fields, said_so in (
        ({"first": ""}, "Choose the item that the point is about most"),
        ({"first": "<b>"}, "Choose the item that the point is about most"),
        ({"first": "NONE", "second": "WS1a"}, "What is about no item is about no second one either"),
        ({"second": "WS9z"}, "Choose a second item from the list"),
        ({"digest": "0" * 64}, "The text of this point is another now"),
    ):
        answer = client.post(where, asked(board, point) | fields)
        assert answer.status_code == 422, fields
        assert said_so in html.unescape(answer.content.decode())
    for count in ("", "0", "-3", "1.5", "٣", "9" * 40, "100000"):
        answer = signed_in("editor").post(board.address("coding-draw"), {"count": count})
        assert (answer.status_code, "Say a number from 1 to" in answer.content.decode()) == (422, True), count
    assert not board.round.here.coding.exists()


def test_a_sample_goes_on_from_the_sheet_to_the_board_and_back(board):
    drawn = sorted(draw(board, 6))
    sheet = board.round.here.points_sheet(CODING.sheet, "csv")
    rows = [row for _, row in from_csv(read_text(sheet), sheet.name, CODING)]
    assert [row["id"] for row in rows] == drawn
    mine = board.round.here.build / "mine.csv"
    write_text(mine, to_csv([{**row, "items": "WS2a" if n < 2 else ""} for n, row in enumerate(rows)], CODING))
    apply_sheet(board.round, mine, "reviewer", AT)
    assert code_all(board, "reviewer") == drawn[2:]
    code_all(board, "editor", most=3)
    write_text(mine, to_csv([{**row, "items": "WS4a"} for row in rows[3:]], CODING))
    apply_sheet(board.round, mine, "editor", AT)
    assert signed_in("editor").get(board.address("coding-next"))["Location"] == board.address("coding")
    write_sheets(board.round)
    apart = board.round.here.points_sheet(ADJUDICATE.sheet, "csv")
    waiting = to_settle(board_of(board.round)).waiting
    assert [row["id"] for _, row in from_csv(read_text(apart), apart.name, ADJUDICATE)] == list(waiting)
    filled = [{**row, "items": "A"} for _, row in from_csv(read_text(apart), apart.name, ADJUDICATE)]
    write_text(mine, to_csv(filled, ADJUDICATE))
    apply_sheet(board.round, mine, "editor", AT)
    assert set(to_settle(board_of(board.round)).settled) == set(drawn)


def test_a_point_whose_text_changed_is_shown_anew(board):
    drawn = sorted(draw(board, 3))
    code_all(board, "reviewer")
    code_all(board, "editor")
    old, text = text_digest("what stood there before"), read_text(board.round.here.coding)
    write_text(board.round.here.coding, text.replace(text_digest(texts(board)[drawn[0]]), old))
    assert coder_of(board_of(board.round), "editor").left == (drawn[0],)
    assert drawn[0] not in to_settle(board_of(board.round)).pairs
    assert code_all(board, "reviewer") == [drawn[0]]
    # A point that was cut or hidden otherwise has another id: whatever stands in its place is coded in its stead.
    gone = _another_in_its_place(drawn[1])
    board.round.here.points_sheet(CODING.sheet, "xlsx").unlink()
    for path in (board.round.here.coding, board.round.here.points_sheet(CODING.sheet, "csv")):
        write_text(path, read_text(path).replace(drawn[1], gone))
    assert drawn[1] in blind_points(board_of(board.round))
    assert code_all(board, "editor") == sorted(drawn[:2])


def _another_in_its_place(point: str) -> str:
    """A point of before that stood where this one stands today."""
    from pipeline.store.orm import PointGiven

    row = PointGiven.objects.get(point=point)
    row.pk, row.point = None, "paaaaaaaaaaaa"
    row.save(force_insert=True)
    return row.point


def test_what_was_settled_and_taken_back_waits_for_a_person_and_is_blind_again(board):
    drawn = draw(board, 2)
    code_all(board, "reviewer")
    code_all(board, "editor")
    client = signed_in("third")
    assert client.post(board.address("coding-alike"), {"seen": 0}).status_code == 302
    assert not blind_points(board_of(board.round))
    first = standing_of(board.round).record[0]
    where = board.address("coding-settle-point", point=first.on)
    changed = {"right": "other", "first": "WS3b", "second": "WS1a", "reason": "both are named", "seen": 0}
    assert client.post(where, changed).status_code == 409
    assert client.post(where, changed | {"seen": 2}).status_code == 302
    assert read_agreed(board.round.here).point_items[first.on] == ("WS3b", "WS1a")
    undo_lines(board.round, [3, 1], "as it was", "third", AT)
    assert blind_points(board_of(board.round)) == {first.on} < drawn
    assert to_settle(board_of(board.round)).waiting == (first.on,)
    for fields in ({"right": ""}, {"right": "a", "reason": "=1+1"}, {"right": "a", "reason": "ask 07700 900123"}):
        assert client.post(where, changed | {"seen": 99} | fields).status_code == 422
