"""Two people on one round: nothing of either is overwritten unseen, whatever they ask for, however late they look."""

import html
import random
import re
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from boarding import BOARDED, boarded
from organising import signed_in

from pipeline import standing as standing_module
from pipeline.board.record import hand_over
from pipeline.board.ruling import Ruling, board_of, rule
from pipeline.place import read_text
from pipeline.review.asked import Act
from pipeline.review.record import members_text, record_text
from pipeline.standing import about, keep_records, standing_of
from pipeline.store import audit
from pipeline.store.orm import DecisionRow

PEOPLE = ("reviewer", "editor")


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


@dataclass
class Walk:
    """Two people at work: who asks for what, and how many lines ago they looked."""

    board: object
    chance: random.Random
    clients: dict
    wrote: int = 0
    asked: int = 0
    undid: int = 0

    def address(self, name, **parts):
        return self.board.address(name, **parts)

    def some_theme(self):
        now = board_of(self.board.round)
        return self.chance.choice([*sorted(now.shot.themes)[:3], *now.stands.agreed.given][-5:])

    def some_point(self):
        shot = board_of(self.board.round).shot
        first = sorted(shot.themes)[0]
        return self.chance.choice(sorted(shot.inside[first])[:4])

    def on_theme(self):
        act = self.chance.choice(["accept", "rename", "merge", "reject", "retag", "mark", "note"])
        items = self.chance.choice(["WS1a", "WS2a", "NONE"])
        form = {"title": f"Cards {self.chance.random()}", "items": items, "reason": "as read", "note": "seen",
                "into": self.some_theme(), "marks": self.chance.choice(["safety", "minority"])}  # fmt: skip
        sent = {f"{act}-{name}": value for name, value in form.items()} | {"act": act, "form": act}
        return self.address("theme", id=self.some_theme()), sent

    def on_point(self):
        point, agreed = self.some_point(), standing_of(self.board.round).agreed
        into = self.chance.choice([theme.id for theme in agreed.themes] or ["none"])
        was = " ".join(member.theme for theme in agreed.themes for member in theme.members if member.point == point)
        act, items = (
            self.chance.choice(["move", "out", "retag", "approve", "refuse"]),
            self.chance.choice(["WS2a", "WS1d"]),
        )
        sent = {"into": into, "was": was, "items": items, "reason": "as read", "quote_reason": "as read", "act": act}
        return self.address("point", point=point), sent

    def back(self, who):
        no = self.chance.randint(1, max(1, standing_of(self.board.round).no))
        address = self.address("undo", no=no)
        told = self.clients[who].get(address).content.decode()
        lines = re.findall(r'<input type="hidden" name="line" value="(\d+)">', told)
        return address, {"line": lines, "reason": "not meant"}

    def step(self):
        who, before = self.chance.choice(PEOPLE), standing_of(self.board.round)
        kind = self.chance.choice(["theme", "theme", "point", "point", "back", "note"])
        note = (self.address("handover"), {"note": "see there"})
        address, sent = {"theme": self.on_theme, "point": self.on_point}.get(kind, lambda: note)()
        if kind == "back":
            address, sent = self.back(who)
        seen = max(0, before.no - self.chance.randint(0, 3))
        answer = self.clients[who].post(address, {**sent, "seen": seen})
        if answer.status_code == 409:
            self.asked += 1
            assert standing_of(self.board.round) == before
            if self.chance.random() < 0.5:
                return
            hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode())
            again, seen = {}, before.no
            for name, value in hidden:
                again.setdefault(html.unescape(name), []).append(html.unescape(value))
            answer = self.clients[who].post(address, again)
        assert answer.status_code in (302, 404, 422), (kind, sent, answer.status_code)
        self.check(who, before, seen)

    def check(self, who, before, seen):
        after = standing_of(self.board.round)
        assert after.record[: before.no] == before.record
        new = after.record[before.no :]
        assert {line.by for line in new} <= {who}
        self.wrote, self.undid = self.wrote + bool(new), self.undid + any(line.act == "undo" for line in new)
        on = {id for line in new if line.act != "note" for id in overwritten(after.record, line)} - {BOARDED}
        unseen = [line for line in before.record[seen:] if about(before.record, line) & on]
        assert not unseen, (new, unseen)


def overwritten(record, line):
    return about(record, line) if line.act == "undo" else {line.on}


def whole(round):
    """The file is the store's record, numbered without a gap, and replays to what the board shows."""
    told = standing_of(round)
    if not told.record:
        return
    assert read_text(round.here.decisions) == record_text(told.record)
    assert read_text(round.here.members) == members_text(told.members)
    assert list(DecisionRow.objects.filter(round=BOARDED).order_by("no").values_list("no", flat=True)) == [
        line.no for line in told.record
    ]
    standing_module._KNOWN.clear()
    assert standing_of(round).agreed == told.agreed


def walk(board, seed, steps):
    told = Walk(board, random.Random(seed), {who: signed_in(who) for who in PEOPLE})
    for _ in range(steps):
        told.step()
        whole(board.round)
    return told


def test_two_people_never_overwrite_each_other_unseen(board):
    told = walk(board, 1, 50)
    assert told.wrote > 10
    assert told.asked > 3
    assert told.undid


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 10))
def test_two_people_never_overwrite_each_other_unseen_however_they_work(board, seed):
    walk(board, seed, 120)


def at_once(round, people, each):
    """So many people rule at the same moment, each some times; what went wrong."""
    wrong, ready = [], threading.Barrier(people)

    def work(number):
        from django.db import connection

        try:
            ready.wait()
            for turn in range(each):
                note = f"note {number} of turn {turn}"
                point = sorted(board_of(round).shot.consented)[number]
                ways = (
                    lambda now, note=note: hand_over(now, note),
                    lambda _now, point=point: Ruling(
                        acts=(Act(act="refuse-quote", on=point, reason="as read"),), about=frozenset({point})
                    ),
                )
                by = f"person-{chr(97 + number)}"
                rule(round, ways[turn % 2], seen=standing_of(round).no, by=by, now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001  (told by the test, from whichever thread)
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_eight_people_at_the_same_moment_lose_nothing(board):
    assert at_once(board.round, 8, 4) == []
    whole(board.round)
    assert standing_of(board.round).no == 32
    assert sum(line.act.startswith("ruled") for line in audit.lines()) == 32
    assert audit.verify() is None


@pytest.mark.slow
def test_eight_people_at_the_same_moment_lose_nothing_on_postgresql(tmp_path, board):
    from postgres import Server

    from pipeline.importing import bring_in
    from pipeline.opening import round_here
    from pipeline.progress import Silent
    from pipeline.store.setup import close_store, open_store

    server, here = Server(), board.round.place
    try:
        close_store()
        place = replace(here, store=server.url)
        open_store(place.store)
        bring_in(place, BOARDED, here.root / "responses.csv", "", Silent())
        keep_records(place)
        round = round_here(place, BOARDED)
        assert at_once(round, 8, 10) == []
        whole(round)
        assert standing_of(round).no == 80
    finally:
        close_store()
        server.stop()
