"""What a release may say of the round before: nothing withheld, no figure of a few, no share of a divided theme."""

import pandas as pd
import pytest

from pipeline.following import Side, homes_of
from pipeline.publish.before import DIVIDED, SMALL, RoundBefore
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay
from pipeline.schemas import LINEAGE, SHIFTS, checked


def before(kind: str = "same", was: float = 0.1, now: float = 0.2, of: int = 100, **told) -> RoundBefore:
    lineage = pd.DataFrame({"theme": ["n-T001"], "before": ["o-T001"], "kind": [kind], "shared": [9], "overlap": [0.5]})
    shifts = pd.DataFrame(
        {"theme": ["n-T001"], "before": [was], "now": [now], "low": [0.01], "high": [0.2], "real": [True]}
    )
    more = {"published": frozenset({"o-T001"}), "responses_before": of, "responses_now": of} | told
    return RoundBefore(
        round="o", version="1", lineage=checked(lineage, LINEAGE), shifts=checked(shifts, SHIFTS), **more
    )


def test_a_theme_that_goes_on_tells_its_change_and_no_count_of_points():
    told = before().of("n-T001")
    assert told["lineage"] == [{"before": "o-T001", "kind": "same"}]
    assert told["change"] == {"before": 0.1, "now": 0.2, "low": 0.01, "high": 0.2, "real": True}
    assert told["why_no_change"] == ""


@pytest.mark.parametrize(("share", "of", "shown"), [(0.04, 100, False), (0.05, 100, True), (0.8333, 6, True),
                                                    (0.1333, 30, False), (0.0002, 26000, False)])  # fmt: skip
def test_a_change_is_told_from_five_responses_on_either_side(share, of, shown):
    for told in (before(was=share, now=1.0, of=of), before(was=1.0, now=share, of=of)):
        change = told.of("n-T001")
        assert (change["change"] is not None) == shown
        assert change["why_no_change"] == ("" if shown else SMALL)


@pytest.mark.parametrize("kind", ["split", "merged"])
def test_a_divided_theme_tells_no_share(kind):
    told = before(kind).of("n-T001")
    assert told["change"] is None
    assert told["why_no_change"] == DIVIDED


def test_a_theme_of_before_that_was_never_published_is_not_named():
    told = before(published=frozenset())
    assert told.of("n-T001") == {"lineage": [], "change": None, "why_no_change": ""}
    gone = pd.DataFrame(
        {"theme": ["", ""], "before": ["o-T001", "o-T002"], "kind": "retired", "shared": 0, "overlap": 0.0}
    )
    both = RoundBefore(lineage=checked(gone, LINEAGE), published=frozenset({"o-T001"}))
    assert both.retired() == ["o-T001"]


def test_a_round_that_follows_none_says_nothing():
    assert RoundBefore().of("n-T001") == {"lineage": [], "change": None, "why_no_change": ""}
    assert RoundBefore().retired() == []


def test_what_nobody_agreed_to_stands_under_its_candidate():
    points = pd.DataFrame({"point": ["p1", "p2", "p3"], "response": ["r1", "r2", "r2"]})
    members = pd.DataFrame({"point": ["p1", "p2", "p1"], "theme": ["c1", "c2", "c2"], "rank": [0, 0, 1]})
    side = Side.of(points, points, {"p1": "o-T001"}, members)
    assert list(side.points["theme"]) == ["o-T001", "c2", ""]
    assert side.responses == 2


def test_a_point_of_two_agreed_themes_counts_in_the_one_accepted_first():
    record = [
        Decision(no=no, act="accept", on=f"c{no}", on_digest="", value=f"o-T00{no}: x", reason="", by="author", at="")
        for no in (1, 2)
    ]
    members = [Member(theme=f"o-T00{no}", point="p1", by="person", since=no) for no in (1, 2)]
    assert homes_of(replay(record, members, "decisions.csv")) == {"p1": "o-T001"}
