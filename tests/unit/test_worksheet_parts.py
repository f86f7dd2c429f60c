"""A part of a candidate or of an agreed theme becomes a theme of its own, and comes back when that is taken back."""

import pandas as pd
import pytest

from pipeline.errors import RecordError
from pipeline.review.apply import Known, acts_of, lines_of, members_of, turned_down_of
from pipeline.review.record import Decision
from pipeline.review.replay import replay
from pipeline.review.suggest import known_parts, suggested_rows
from pipeline.review.worksheet import merge

AT = "2020-11-30T12:00:00Z"
POINTS = [f"p{number}" for number in range(1, 7)]
THEME = {"keywords": "[]", "responses": 6, "points": 6, "texts": 6, "examples": '["p1"]'}
TABLES = {
    "themes": pd.DataFrame([{"theme": "ca", "title": "Cards", **THEME}]),
    "members": pd.DataFrame({"point": POINTS, "theme": "ca", "rank": 0, "score": 0.9}),
    "subthemes": pd.DataFrame(
        [
            {"subtheme": f"ca.{number}", "theme": "ca", "title": title, **THEME}
            for number, title in ((1, "Readers"), (2, "Locked"))
        ]
    ),
    "submembers": pd.DataFrame({"point": POINTS[:5], "subtheme": ["ca.1"] * 2 + ["ca.2"] * 3}),
    "theme_tags": pd.DataFrame({"unit": ["ca"], "items": "WS2a", "scores": "{}", "reasons": "[]"}),
    "points": pd.DataFrame({"point": POINTS, "response": POINTS, "question": "q", "text": "The card locks"}),
}
CANDIDATES = {"ca": frozenset(POINTS)}


class Round:
    """A record and its members, as sheets are applied to them."""

    def __init__(self):
        self.record, self.members = [], []

    @property
    def agreed(self):
        return replay(self.record, self.members, "d.csv")

    @property
    def known(self):
        parts = known_parts(TABLES, self.agreed)
        return Known(
            round="r", candidates=CANDIDATES, points={}, consented=(), codes=("WS1d", "WS2a"), parts=parts,
            suggested={"ca": ("Cards", "WS2a")}, record=self.record,
        )  # fmt: skip

    def sheet(self, **filled):
        rows = merge(suggested_rows(TABLES, self.agreed, ()), [])
        return [
            (no, row | filled.get(row["id"].replace("/", "_").replace(".", "_"), {})) for no, row in enumerate(rows, 2)
        ]

    def apply(self, rows):
        acts = acts_of(rows, self.agreed, self.known, "review.csv")
        lines = lines_of(acts, len(self.record), "author", AT)
        given = {line.no: act.points for line, act in zip(lines, acts, strict=True)}
        taken = [member.point for theme in self.agreed.themes for member in theme.members]
        self.members += members_of(lines, CANDIDATES, taken, {}, given) + turned_down_of(lines, CANDIDATES)
        self.record += lines
        return [(act.act, act.on, act.value) for act in acts]

    def undo(self, no):
        on = {"act": "undo", "on": str(no), "on_digest": "", "value": "", "reason": "", "by": "author", "at": AT}
        self.record.append(Decision(no=len(self.record) + 1, **on))

    @property
    def points(self):
        return {theme.id: [member.point for member in theme.members] for theme in self.agreed.themes}


SPLIT = {"decision": "split", "title": "Card readers", "items": "ws1d"}


def test_parts_of_a_candidate_stand_below_the_themes_with_its_items():
    rows = [row for _, row in Round().sheet() if row["kind"] == "part"]
    assert [(row["id"], row["points"], row["suggested_items"], row["because"]) for row in rows] == [
        ("ca.2", "3", "WS2a", "a part of ca"),
        ("ca.1", "2", "WS2a", "a part of ca"),
    ]


def test_a_candidate_accepted_and_split_in_one_sheet_gives_two_themes():
    round = Round()
    rows = round.sheet(ca={"decision": "accept"}, ca_1=SPLIT)
    assert round.apply(rows) == [
        ("accept", "ca", "r-T001: Cards"),
        ("retag", "r-T001", "WS2a"),
        ("split", "r-T001", "r-T002: Card readers"),
        ("retag", "r-T002", "WS1d"),
    ]
    assert round.points == {"r-T001": ["p3", "p4", "p5", "p6"], "r-T002": ["p1", "p2"]}
    assert round.apply(rows) == []
    assert round.apply(round.sheet(r_T001=SPLIT)) == []


def test_a_part_of_an_agreed_theme_is_split_off_later_and_given_back():
    round = Round()
    round.apply(round.sheet(ca={"decision": "accept"}))
    rows = round.sheet(**{"r-T001_ca_1": SPLIT})
    assert round.apply(rows)[0] == ("split", "r-T001", "r-T002: Card readers")
    assert round.points == {"r-T001": ["p3", "p4", "p5", "p6"], "r-T002": ["p1", "p2"]}
    round.undo(4)
    round.undo(3)
    assert round.points == {"r-T001": POINTS}
    with pytest.raises(RecordError, match=r"line 3 of the record said this, and line 6 changed it since"):
        round.apply(round.sheet(**{"r-T001_ca_1": SPLIT}))


def test_a_part_of_a_candidate_is_taken_before_the_rest_is_rejected():
    round = Round()
    round.apply(round.sheet(ca={"decision": "reject"}, ca_2={**SPLIT, "items": ""}))
    assert round.points == {"r-T001": ["p3", "p4", "p5"]}
    assert round.agreed.themes[0].items == ("WS2a",)
    assert round.agreed.turned_down == {"ca": (3, frozenset(POINTS))}


def test_a_part_whose_points_changed_since_is_refused():
    round = Round()
    with pytest.raises(RecordError, match=r"digest: its points are not those"):
        round.apply(round.sheet(ca_1={**SPLIT, "digest": "0" * 16}))


def test_a_rejected_candidate_that_comes_back_under_another_id_is_known():
    round = Round()
    round.apply(round.sheet(ca={"decision": "reject"}))
    again = {**TABLES, "themes": TABLES["themes"].assign(theme="cz"),
             "members": TABLES["members"].assign(theme="cz").iloc[:4]}  # fmt: skip
    without = {name: again[name] for name in ("themes", "members", "theme_tags", "points")}
    assert suggested_rows(without, round.agreed, ())[0]["now"] == "rejected before, line 1"
    fewer = {**without, "members": again["members"].iloc[:2]}
    assert suggested_rows(fewer, round.agreed, ())[0]["now"] == ""
