"""What an act on the board asks for and what it refuses, tried on a board that was made by hand."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from handmade import T1, board, line, of_theme, points, shot

from pipeline.board import acts, conflicts, ticked
from pipeline.board.asks import AS_SUGGESTED, Asking, Wanted
from pipeline.board.ruling import AskedError
from pipeline.board.theme import elsewhere, theme_of
from pipeline.ids import text_digest
from pipeline.review.conflicts import OF_POINT, Conflict
from pipeline.review.suggest import theme_digest

T2 = "r-2020-T002"
INSIDE = {"a": points("a", 6), "b": points("b", 5), "c": points("c", 4), "d": points("d", 3)}
WANTED = Wanted(title="Cards", items=("WS2a",))
TAGS = {"theme_tags": {id: {"items": "WS1a", "scores": "{}"} for id in INSIDE}}


@pytest.fixture(autouse=True)
def _no_store(monkeypatch):
    """What may be personal asks the store and a model, and is not what is tried here."""
    monkeypatch.setattr("pipeline.board.ruling.standing_of", lambda _round: board(shot({})).stands)
    monkeypatch.setattr("pipeline.board.ruling.personal_in", lambda *_: lambda _text: [])


def here(*more, members=(), **tables):
    """Theme T1 was accepted from candidate a, then these lines."""
    record = [line(1, "accept", "a", f"{T1}: Cards", theme_digest(INSIDE["a"])), *more]
    return board(shot(INSIDE, **(TAGS | tables)), record, [*of_theme(INSIDE["a"]), *members])


def refused(act, *asked):
    """The faults by field of what cannot be done."""
    with pytest.raises(AskedError) as told:
        act(*asked)
    return told.value.faults


def told(ruling):
    return [(act.act, act.on, act.value, act.reason) for act in ruling.acts]


# --- consent ----------------------------------------------------------------------------------------------------------


def test_only_points_whose_senders_agreed_are_approved_and_of_the_others_three_are_named_by_their_words():
    may = frozenset(INSIDE["b"][:1])
    now = here(consented=may)
    assert told(ticked.quote(now, "b", may, True, "")) == [("approve-quote", INSIDE["b"][0], "", "")]
    for count, ending in ((3, f"“{INSIDE['b'][3]}”."), (4, f"“{INSIDE['b'][3]}” and 1 more.")):
        said = refused(ticked.quote, now, "b", INSIDE["b"][: 1 + count], True, "")["points"]
        assert said.endswith(ending)
        assert INSIDE["b"][0] not in said
    # Whoever did not agree may be refused, too: then a later yes of theirs is not taken for the person's.
    assert len(ticked.quote(now, "b", INSIDE["b"], False, "").acts) == 5


def test_a_quote_is_ruled_on_once_and_anew_where_its_words_are_others_now():
    point, other = INSIDE["b"][:2]
    now = here(line(2, "approve-quote", point, digest=text_digest(point)), consented=frozenset(INSIDE["b"]))
    assert "already" in refused(ticked.quote, now, "b", [point], True, "")["points"]
    assert [act.on for act in ticked.quote(now, "b", [point, other], True, "").acts] == [other]
    assert [act.act for act in ticked.quote(now, "b", [point], False, "").acts] == ["refuse-quote"]
    changed = here(line(2, "approve-quote", point, digest="of other words"), consented=frozenset(INSIDE["b"]))
    assert [act.on for act in ticked.quote(changed, "b", [point], True, "").acts] == [point]


# --- several at once --------------------------------------------------------------------------------------------------


def test_candidates_are_rejected_together_once_each_and_agreed_themes_never():
    now = here(line(2, "merge", "b", T1), members=of_theme(INSIDE["b"]))
    ruling = acts.reject_together(now, ["d", "c", "d"], "about nothing")
    assert told(ruling) == [("reject", "c", "", "about nothing"), ("reject", "d", "", "about nothing")]
    assert [act.digest for act in ruling.acts] == [theme_digest(INSIDE["c"]), theme_digest(INSIDE["d"])]
    assert {"c", "d"} <= ruling.about
    for with_them in (T1, "a", "b"):
        assert "agreed theme, or in one" in refused(acts.reject_together, now, ["c", with_them], "no")["ids"]
    assert "Tick the candidates" in refused(acts.reject_together, now, [], "about nothing")["ids"]
    assert "reason" in refused(acts.reject_together, now, ["c"], "  ")
    gone = here(line(2, "reject", "c"))
    assert "rejected already" in refused(acts.reject_together, gone, ["c", "d"], "again")["board"]


def test_candidates_that_say_the_same_become_one_theme_begun_by_the_largest():
    ruling = acts.merge_together(here(), ["d", "c", "b"], "", WANTED)
    assert [(act.act, act.on, act.value.partition(":")[0]) for act in ruling.acts] == [
        ("accept", "b", T2), ("retag", T2, "WS2a"), ("merge", "c", T2), ("merge", "d", T2),
    ]  # fmt: skip
    assert told(acts.merge_together(here(), ["d"], T1, Wanted(reason="same"))) == [("merge", "d", T1, "same")]
    for ids, into in (([], ""), (["b"], ""), (["b", "b"], ""), ([], T1)):
        assert "two at least" in refused(acts.merge_together, here(), ids, into, WANTED)["ids"]
    assert "no agreed theme" in refused(acts.merge_together, here(), ["b"], T2, WANTED)["into"]


# --- one theme --------------------------------------------------------------------------------------------------------


def test_a_theme_is_merged_into_another_that_is_in_force_and_not_into_itself():
    assert "Choose the theme" in refused(acts.merge, here(), "b", "", "")["into"]
    assert "the theme itself" in refused(acts.merge, here(), T1, T1, "")["into"]
    assert "no agreed theme" in refused(acts.merge, here(), "b", T2, "")["into"]
    assert told(acts.merge(here(), "b", T1, "same")) == [("merge", "b", T1, "same")]


def test_a_theme_is_given_up_with_its_candidate_unless_that_is_gone_or_was_ruled_on_since():
    assert [act.on for act in acts.reject(here(), T1, "no").acts] == [T1, "a"]
    left = {id: each for id, each in INSIDE.items() if id != "a"}
    analysed = board(shot(left), here().stands.record, of_theme(INSIDE["a"]))
    assert [act.on for act in acts.reject(analysed, T1, "no").acts] == [T1]
    since = here(line(2, "reject", "a", ""))
    assert [act.on for act in acts.reject(since, T1, "no").acts] == [T1]


def test_a_candidate_of_which_every_point_has_a_theme_is_not_accepted_again():
    now = here(members=of_theme(INSIDE["d"]))
    assert "already" in refused(acts.accept, now, "d", WANTED)["board"]
    one_left = here(members=of_theme(INSIDE["d"][1:]))
    assert acts.accept(one_left, "d", WANTED).acts[0].on == "d"


def test_only_what_was_taken_from_the_machine_untouched_is_called_as_suggested():
    def retagged(**more):
        (act,) = (act for act in acts.accept(here(), "b", Wanted(title="Cards", **more)).acts if act.act == "retag")
        return act.value, act.reason

    assert retagged(take_items=True) == ("WS1a", AS_SUGGESTED)
    assert retagged(take_items=True, reason="read them") == ("WS1a", AS_SUGGESTED)
    assert retagged(items=("WS2a",), reason="read them") == ("WS2a", "read them")
    assert retagged(items=("WS2a",), take_items=True) == ("WS2a", "")
    untagged = here(theme_tags={})
    assert "items" in refused(acts.accept, untagged, "b", Wanted(title="Cards", take_items=True))


def test_items_are_of_the_frame_once_each_and_none_stands_alone():
    asking = Asking(here())
    assert asking.items(["WS2a", "WS1a", "WS2a"]) == "WS2a;WS1a"
    assert asking.items(["NONE"]) == "NONE"
    assert asking.faults == {}
    for codes, said in ((["WS2a", "WS9z"], "no more"), (["NONE", "WS2a"], "NONE"), ([], "Say what it is about")):
        asking = Asking(here())
        asking.items(codes)
        assert said in asking.faults["items"]
    assert "no mark" in refused(acts.mark, here(), T1, ["golden"], "")["marks"]


# --- ticked points ----------------------------------------------------------------------------------------------------


def test_points_that_the_machine_joined_are_confirmed_and_those_of_people_are_left_as_they_are():
    machine = of_theme((), INSIDE["b"][:2])
    now = here(members=machine)
    ruling = ticked.confirm(now, T1, [*INSIDE["a"][:1], *INSIDE["b"][:2]], "")
    assert told(ruling) == [("move", point, T1, "") for point in INSIDE["b"][:2]]
    assert "already" in refused(ticked.confirm, now, T1, INSIDE["a"][:2], "")["points"]
    assert "Tick the points" in refused(ticked.confirm, now, T1, [], "")["points"]
    assert "no agreed theme any more" in refused(ticked.confirm, now, T2, INSIDE["b"][:1], "")["board"]


def test_points_are_split_off_where_they_are_there_in_this_theme_and_leave_some_behind():
    some = INSIDE["a"][:2]
    (split, retag) = ticked.split(here(), T1, some, WANTED).acts
    assert (split.act, split.on, split.points, split.digest) == ("split", T1, frozenset(some), theme_digest(some))
    assert (retag.on, retag.value) == (T2, "WS2a")
    assert "not in this theme" in refused(ticked.split, here(), T1, [*some, INSIDE["b"][0]], WANTED)["points"]
    assert "all its points" in refused(ticked.split, here(), T1, INSIDE["a"], WANTED)["points"]
    gone = "p" + "z" * 12
    for act, more in ((ticked.split, (WANTED,)), (ticked.move, ("none", "")), (ticked.quote, (False, ""))):
        assert "gone" in refused(act, here(), T1, [some[0], gone], *more)["points"]
    assert T1 in refused(ticked.split, here(), "a", some, WANTED)["board"]
    # Of a candidate those alone that have no theme yet.
    now = here(members=of_theme(INSIDE["b"][:2]))
    assert ticked.movable(now, "b") == frozenset(INSIDE["b"][2:])
    assert "not in this theme" in refused(ticked.split, now, "b", INSIDE["b"][1:3], WANTED)["points"]
    assert ticked.split(now, "b", INSIDE["b"][2:4], WANTED).acts[0].on == "b"
    # What is taken from the machine for a part of an agreed theme is what that theme is about.
    tagged = here(line(2, "retag", T1, "WS1d;WS2a"))
    taken = ticked.split(tagged, T1, some, Wanted(title="A part", take_items=True)).acts[1]
    assert (taken.value, taken.reason) == ("WS1d;WS2a", AS_SUGGESTED)


def test_points_are_moved_to_a_theme_in_force_or_to_none_and_once():
    some = INSIDE["a"][:2]
    assert told(ticked.move(here(), T1, some, "none", "no")) == [("move", point, "none", "no") for point in some]
    moved = here(line(2, "move", some[0], "none"))
    assert [act.on for act in ticked.move(moved, T1, some, "none", "").acts] == [some[1]]
    assert "already" in refused(ticked.move, moved, T1, some[:1], "none", "")["points"]
    assert "Choose" in refused(ticked.move, here(), T1, some, "", "")["into"]
    assert "no more" in refused(ticked.move, here(), T1, some, T2, "")["into"]


def test_the_parts_of_a_theme_stand_by_size_and_hold_only_points_that_are_in_it():
    cuts = {"a.1": INSIDE["a"][:2], "a.2": INSIDE["a"][2:5], "b.1": INSIDE["b"][:4]}
    subthemes = {id: {"theme": id[0], "title": f"Part {id}", "points": len(each)} for id, each in cuts.items()}
    subpoints = {id: frozenset(each) for id, each in cuts.items()}
    now = here(subthemes=subthemes, subpoints=subpoints, members=of_theme(INSIDE["b"][:2]))
    assert [sorted(part.points) for part in ticked.parts_here(now, T1)][:2] == [
        sorted(INSIDE["a"][2:5]), sorted(INSIDE["a"][:2]),
    ]  # fmt: skip
    assert "there no more" in refused(ticked.cut, now, T1, "gone", WANTED)["board"]
    taken = ticked.cut(now, T1, ticked.parts_here(now, T1)[0].id, Wanted(take_title=True, items=("WS2a",)))
    assert taken.acts[0].value == f"{T2}: Part a.2"
    assert "title" in refused(ticked.cut, now, T1, ticked.parts_here(now, T1)[0].id, Wanted(items=("WS2a",)))
    # Two of the four points of this part have a theme already.
    assert [part.points for part in ticked.parts_here(now, "b")] == [frozenset(INSIDE["b"][2:4])]


def test_a_ruling_on_ticked_points_is_about_each_of_them():
    """Whoever ruled on one of them meanwhile is shown first."""
    some = INSIDE["a"][:2]
    assert {T1, "a", *some} <= ticked.split(here(), T1, some, WANTED).about
    assert {T1, "a", *some} <= ticked.move(here(), T1, some, "none", "").about
    assert {*some} <= ticked.quote(here(consented=frozenset(some)), T1, some, True, "").about
    subthemes = {"a.1": {"theme": "a", "title": "A part", "points": 2}}
    now = here(subthemes=subthemes, subpoints={"a.1": frozenset(some)})
    (part,) = ticked.parts_here(now, T1)
    assert {T1, "a", *some} <= ticked.cut(now, T1, part.id, WANTED).about


def test_an_undecided_candidate_tells_which_agreed_themes_have_points_of_it_already():
    now = here(members=of_theme(INSIDE["b"][:2]))
    assert elsewhere(now, theme_of(now, "b")) == {T1: 2}
    assert elsewhere(now, theme_of(now, "c")) == {}
    assert elsewhere(now, theme_of(now, T1)) == {}


# --- conflicts --------------------------------------------------------------------------------------------------------


def test_the_conflict_that_is_named_is_settled_and_no_other(monkeypatch):
    now = here(line(2, "move", "p" + "y" * 12, "none"), line(3, "move", "p" + "z" * 12, "none"))
    round = SimpleNamespace(**vars(now.round), here=SimpleNamespace(decisions=Path("decisions.csv")))
    now = replace(now, round=round)
    both = tuple(
        Conflict(no=one.no, act="move", on=one.on, what="", cure="", kind=OF_POINT, lines=(one.no,))
        for one in now.stands.record[1:]
    )
    monkeypatch.setattr(conflicts, "conflicts_of", lambda _board: both)
    for one in both:
        ruling = conflicts.settle(now, one.on, conflicts.UNDO, "it was withdrawn")
        assert told(ruling) == [("undo", str(one.no), "", "it was withdrawn")]
        assert {one.on, str(one.no)} <= ruling.about
    assert "settled already" in refused(conflicts.settle, now, T1, conflicts.UNDO, "why")["board"]
    assert "settled already" in refused(conflicts.settle, now, both[0].on, conflicts.KEEP, "why")["board"]
    assert "reason" in refused(conflicts.settle, now, both[0].on, conflicts.UNDO, " ")
