"""What the queue puts first and why, tried on tables made by hand: each bound on both of its sides."""

import json
from dataclasses import replace

import pytest
from handmade import T1, board, line, of_theme, points, shot

from pipeline.board.queue import next_after, progress_of, waiting_of
from pipeline.review.noticed import Noticed
from pipeline.review.record import Member
from pipeline.review.replay import replay
from pipeline.review.suggest import theme_digest
from pipeline.standing import Standing


def agreed(inside, count, joined, **more):
    """The one agreed theme with so many points by people and so many that the machine joined, as it waits; or None."""
    mine = inside["a"]
    record = [line(1, "accept", "a", f"{T1}: Cards", theme_digest(mine[:count]))]
    here = board(shot(inside, **more), record, of_theme(mine[:count], mine[count : count + joined]))
    return next((one for one in waiting_of(here) if one.id == T1), None)


def kinds(waiting):
    return [why.kind for why in waiting.why] if waiting else []


def test_a_theme_that_grew_by_a_fifth_comes_back_and_one_that_grew_by_less_says_only_that_it_was_joined():
    inside = {"a": points("a", 20)}
    assert kinds(agreed(inside, 10, 0)) == []
    assert kinds(agreed(inside, 10, 2)) == ["grown", "joined"]
    assert kinds(agreed(inside, 11, 2)) == ["joined"]
    assert (agreed(inside, 10, 2).why[0].many, agreed(inside, 10, 2).why[0].of) == (2, 10)


def test_points_that_the_machine_proposes_make_a_theme_grow_until_somebody_places_them():
    inside = {"a": points("a", 14)}
    joins = tuple((T1, point) for point in inside["a"][10:12])
    waiting = agreed(inside, 10, 0, joins=joins)
    assert kinds(waiting) == ["grown"]
    # One that was joined and one that is proposed are two.
    both = agreed(inside, 10, 1, joins=((T1, inside["a"][12]),))
    assert kinds(both) == ["grown", "joined"]
    assert both.score > agreed(inside, 10, 1).score
    record = [line(1, "accept", "a", f"{T1}: Cards"), line(2, "move", joins[0][1], "none")]
    here = board(shot(inside, joins=joins), record, of_theme(inside["a"][:10]))
    assert [one.id for one in waiting_of(here)] == []


def test_a_theme_of_one_point_that_the_machine_put_there_has_grown_as_far_as_can_be():
    inside = {"a": points("a", 9), "b": points("b", 9)}
    alone, less = agreed(inside, 0, 1), agreed(inside, 8, 1)
    assert alone.score > less.score


def test_quotes_that_nobody_looked_at_bring_a_theme_back_and_make_it_more_urgent():
    inside = {"a": points("a", 6)}
    may = frozenset(inside["a"][:2])
    (why,) = agreed(inside, 6, 0, consented=may).why
    assert (why.kind, why.many) == ("quotes", 2)
    assert agreed(inside, 5, 1, consented=may).score > agreed(inside, 5, 1).score
    record = [line(1, "accept", "a", f"{T1}: Cards"), line(2, "refuse-quote", inside["a"][3], digest="x")]
    assert waiting_of(board(shot(inside, consented=may), record, of_theme(inside["a"]))) == ()


@pytest.mark.parametrize(("shared", "again"), [(2, True), (1, False), (4, True)])
def test_a_candidate_with_half_the_points_of_one_that_was_turned_down_is_the_same_again(shared, again):
    old, new = points("a", 4), points("b", 4)
    record = [line(1, "reject", "gone")]
    members = [Member(theme="gone", point=point, by="person", since=1) for point in old]
    inside = {"b": (*old[:shared], *new[shared:])}
    here = board(shot(inside), record, members)
    (waiting,) = waiting_of(here)
    assert ("again" in kinds(waiting)) is again
    (fresh,) = waiting_of(board(shot(inside)))
    assert waiting.score == pytest.approx(fresh.score * (0.5 if again else 1), abs=1e-4)


def test_what_is_placed_already_has_less_hanging_on_it_by_its_share():
    inside = {"a": points("a", 4), "b": points("b", 4)}
    record = [line(1, "accept", "a", f"{T1}: Cards")]
    before = {one.id: one.score for one in waiting_of(board(shot(inside)))}
    here = board(shot(inside), record, of_theme([*inside["a"], inside["b"][0]]))
    (waiting,) = waiting_of(here)
    assert (waiting.id, waiting.why[-1].kind, waiting.why[-1].many, waiting.why[-1].of) == ("b", "placed", 1, 4)
    assert waiting.score == pytest.approx(before["b"] * 0.75, abs=1e-4)


def test_what_is_about_safety_and_what_is_small_but_distinct_is_not_left_for_last_because_few_said_it():
    inside = {"big": points("a", 9), "mid": points("d", 3), "few": points("b", 2), "odd": points("c", 2)}
    flags = {"odd": [{"rule": "small-distinct"}]}
    assert [one.id for one in waiting_of(board(shot(inside)))] == ["big", "mid", "few", "odd"]
    for count, place in ((1, 1), (2, 0)):
        marks = dict.fromkeys(inside["few"][:count], ("safety",))
        told = waiting_of(board(shot(inside, marks=marks)))
        assert told[place].id == "few"
        assert (told[place].why[0].kind, told[place].why[0].many, told[place].why[0].of) == ("safety", count, 2)
    noticed = replace(Noticed(), flags=flags)
    told = {one.id: one for one in waiting_of(board(shot(inside, noticed=noticed)))}
    assert kinds(told["odd"])[0] == "distinct"
    assert "rules" not in kinds(told["odd"])
    assert told["odd"].score > told["few"].score


def because(parts, **more):
    """The reasons of a candidate of nine points of which an analysis says this, each with its figures."""
    inside = {"a": points("a", 9), "b": points("b", 18)}
    told = {"stability": 1.0, "separation": 1.0, "found": 20, "reruns": 20} | parts
    found = {one.id: one for one in waiting_of(board(shot(inside, quality={"a": told}, **more)))}
    return {why.kind: (why.many, why.of, why.said) for why in found["a"].why}


@pytest.mark.parametrize(("of", "kind"), [("stability", "unsteady"), ("separation", "near")])
def test_what_is_found_in_half_the_reruns_or_stands_halfway_to_another_is_told(of, kind):
    least, most = because({of: 0.5, "found": 10}), because({of: 0.51, "found": 10})
    assert kind in least
    assert kind not in most
    assert least.get("unsteady", (10, 20, ())) == (10, 20, ())


def test_rules_are_told_by_name_but_for_those_that_are_told_in_figures():
    noticed = Noticed(flags={"a": [{"rule": "unsteady"}, {"rule": "mixed"}, {"rule": "small-distinct"}]})
    assert because({"stability": 0.5}, noticed=noticed)["rules"] == (1, 0, ("mixed",))
    assert because({"stability": 0.6}, noticed=noticed)["rules"] == (2, 0, ("unsteady", "mixed"))


def test_items_that_are_unsure_or_torn_are_told_and_torn_names_the_two():
    def tagged(*scores):
        codes = ("WS1a", "WS2a", "WS3a")
        row = {"items": ";".join(codes), "scores": json.dumps(dict(zip(codes, scores, strict=False)))}
        told = because({}, theme_tags={"a": row})
        return {kind: told[kind][2] for kind in ("unsure", "torn") if kind in told}

    assert tagged(0.9, 0.1) == {}
    assert tagged(0.5, 0.1) == {"unsure": ()}
    assert tagged(1.0, 0.7, 0.2) == {"torn": ("WS1a", "WS2a")}
    assert tagged(1.0, 0.69, 0.2) == {}
    assert tagged() == {"unsure": ()}


def test_points_that_fit_no_item_are_told_from_a_third_on_and_what_most_said_is_told_as_large():
    inside = points("a", 9)
    assert because({}, unfitted=dict.fromkeys(inside[:3], ()))["misfit"] == (3, 9, ())
    assert "misfit" not in because({}, unfitted=dict.fromkeys(inside[:2], ()))
    # Nine of eighteen: the root of a half, beside a bound of 0.7.
    assert "large" in because({})
    few = {"a": points("a", 8), "b": points("b", 18)}
    told = {one.id: kinds(one) for one in waiting_of(board(shot(few)))}
    assert ("large" in told["a"], "large" in told["b"]) == (False, True)


def test_points_that_are_gone_count_in_no_theme_and_the_last_line_that_turned_the_same_down_is_named():
    inside = {"a": points("a", 4)}
    gone = "p" + "z" * 12
    record = [line(1, "accept", "a", f"{T1}: Cards")]
    (waiting,) = waiting_of(board(shot(inside, joins=((T1, "pnew"),)), record, [*of_theme([*inside["a"], gone])]))
    assert (waiting.responses, waiting.points) == (4, 5)
    record = [line(1, "reject", "one"), line(2, "reject", "two")]
    members = [
        Member(theme=theme, point=point, by="person", since=no)
        for no, theme in ((1, "one"), (2, "two"))
        for point in inside["a"]
    ]
    (again,) = waiting_of(board(shot(inside), record, members))
    assert [(why.kind, why.many) for why in again.why if why.kind == "again"] == [("again", 2)]


def test_the_queue_is_another_as_soon_as_somebody_ruled_or_an_analysis_ended():
    inside = {"a": points("a", 4), "b": points("b", 3)}
    here = board(shot(inside))
    assert [one.id for one in waiting_of(here)] == ["a", "b"]
    record = [line(1, "reject", "a")]
    ruled = replace(here, stands=Standing(tuple(record), (), replay(record, (), "decisions.csv"), None))
    assert [one.id for one in waiting_of(ruled)] == ["b"]
    assert [one.id for one in waiting_of(replace(ruled, shot=shot({"c": points("c", 2)})))] == ["c"]


def test_equally_urgent_ones_stand_by_how_many_said_it_then_by_id_and_the_next_goes_round():
    inside = {"b": points("a", 3), "a": points("b", 3), "c": points("c", 5)}
    here = board(shot(inside))
    assert [one.id for one in waiting_of(here)] == ["c", "a", "b"]
    assert [next_after(here, id) for id in ("c", "a", "b", "gone")] == ["a", "b", "c", "c"]
    assert next_after(board(shot({"a": points("a", 3)})), "a") is None


def test_progress_counts_what_was_ruled_and_placed_and_who_ruled_how_often():
    inside = {"a": points("a", 3), "b": points("b", 3), "c": points("c", 3)}
    record = [
        line(1, "accept", "a", f"{T1}: Cards", by="editor"),
        line(2, "note", T1, "read twice", by="reviewer"),
        line(3, "reject", "b", by="reviewer"),
    ]
    told = progress_of(board(shot(inside), record, [*of_theme(inside["a"]), *of_theme(["p" + "z" * 12])]))
    assert (told.ruled, told.candidates, told.placed, told.points) == (2, 3, 3, 9)
    assert told.by == (("reviewer", 2), ("editor", 1))
