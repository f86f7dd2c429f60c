"""Decisions follow the text they were made on: by the stretch of the answer, whatever its points are called now."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.carry import Place, carry, followers
from pipeline.review.record import Decision, Member, follow
from pipeline.review.replay import replay


def point(letter: str) -> str:
    return f"p{letter * 12}"


A, B, C, D = (point(letter) for letter in "abcd")


def line(no, act, on, value="", digest=""):
    at = "2020-11-30T12:00:00Z"
    return Decision(no=no, act=act, on=on, on_digest=digest, value=value, reason="", by="author", at=at)


def member(point, theme="r-T001", since=1, by="person"):
    return Member(theme=theme, point=point, by=by, since=since)


RECORD = [line(1, "accept", "c1", "r-T001: Cards"), line(2, "accept", "c2", "r-T002: Lines")]


def carried(places, now, members, record=RECORD):
    homes = {one.point: theme.id for theme in replay(record, members, "d.csv").themes for one in theme.members}
    return carry(record, members, places, now, homes)


def test_a_member_follows_its_stretch_and_keeps_the_line_since_which_it_counts():
    told = carried([Place(A, "r1/help", 0, 40), Place(B, "r1/help", 2, 40)], {B}, [member(A, since=2)])
    assert told.members == (member(B, since=2),)
    assert (told.moved, told.left, told.acts) == (1, (), ())


def test_a_point_that_was_cut_in_two_is_followed_by_both():
    places = [Place(A, "r1/help", 0, 80), Place(B, "r1/help", 0, 40), Place(C, "r1/help", 41, 80)]
    assert [one.point for one in carried(places, {B, C}, [member(A)]).members] == [B, C]


def test_another_claim_beside_the_old_stretch_does_not_follow():
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 35, 90), Place(C, "r2/help", 0, 40)]
    told = carried(places, {B, C}, [member(A)])
    assert told.members == (member(A),)
    assert told.left == (f"member {A} of r-T001: nothing stands in its place (withdrawn, held back, or set aside now)",)


def test_points_of_two_themes_that_became_one_wait_for_a_person():
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 41, 80), Place(C, "r1/help", 0, 80)]
    told = carried(places, {C}, [member(A), member(B, "r-T002", 2)])
    assert {one.point for one in told.members} == {A, B}
    assert len(told.left) == 2


def test_a_point_the_store_never_gave_is_listed():
    assert "the store never gave this point" in carried([], set(), [member(A)]).left[0]


def test_a_quote_and_a_move_reach_the_new_point_in_every_release_made_again():
    record = [*RECORD, line(3, "approve-quote", A, digest="d" * 16), line(4, "move", B, "none"), line(5, "sign", "r",
              "version=1; date=2020-08-31; last=2020-08-15T23:59:59Z")]  # fmt: skip
    members = [member(A), member(B)]
    places = [
        Place(A, "r1/help", 0, 40),
        Place(C, "r1/help", 0, 40),
        Place(B, "r2/help", 0, 9),
        Place(D, "r2/help", 0, 9),
    ]
    told = carried(places, {C, D}, members, record)
    assert [(act.act, act.on, act.value) for act in told.acts] == [("note", A, C), ("note", B, D)]
    after = [*record, *(line(6 + n, act.act, act.on, act.value) for n, act in enumerate(told.acts))]
    for up_to in (5, None):
        agreed = replay(after, told.members, "d.csv", up_to)
        assert [quote.point for quote in agreed.quotes] == [C]
        assert [one.point for theme in agreed.themes for one in theme.members] == [C]
    again = carried(places, {C, D}, told.members, after)
    assert (again.acts, again.moved, again.left) == ((), 0, ())


def test_items_of_a_point_are_carried_and_those_of_a_theme_are_none_of_its_business():
    record = [*RECORD, line(3, "retag", A, "WS2a"), line(4, "retag", "r-T001", "WS1d")]
    told = carried([Place(A, "r1/help", 0, 40), Place(B, "r1/help", 2, 40)], {B}, [], record)
    assert [(act.on, act.value) for act in told.acts] == [(A, B)]
    record = [*record, line(5, "note", A, B)]
    assert replay(record, [], "d.csv").point_items == {B: ("WS2a",)}


def test_points_of_a_rejected_candidate_claim_no_place_and_are_not_listed():
    rejected = [*RECORD, line(3, "reject", "c3")]
    members = [member(A), member(B, "c3", 3), member(D, "c3", 3)]
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 41, 80), Place(C, "r1/help", 0, 80)]
    told = carried(places, {C}, members, rejected)
    assert member(C) in told.members
    assert told.left == ()


def test_what_was_carried_twice_is_followed_to_its_end_and_a_circle_ends():
    assert follow(A, {A: (B,), B: (C, D)}) == [C, D]
    assert follow(A, {A: (B,), B: (A,)}) == [A]


def test_what_was_carried_there_and_back_and_there_again_is_found():
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 0, 40)]
    record = [*RECORD, line(3, "approve-quote", A, digest="d" * 16)]
    members = (member(A),)
    for today, gone in ((B, A), (A, B), (B, A), (A, B)):
        told = carried(places, {today}, members, record)
        assert [one.point for one in told.members] == [today]
        assert [(act.on, act.value) for act in told.acts] == [(gone, today)]
        record = [*record, *(line(len(record) + 1, act.act, act.on, act.value) for act in told.acts)]
        members = told.members
        assert [quote.point for quote in replay(record, members, "d.csv").quotes] == [today]


def test_a_note_that_was_taken_back_is_carried_anew():
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 0, 40)]
    record = [*RECORD, line(3, "approve-quote", A), line(4, "note", A, B), line(5, "undo", "4")]
    assert [(act.on, act.value) for act in carried(places, {B}, [], record).acts] == [(A, B)]


def test_a_member_of_a_line_that_was_taken_back_takes_no_point_from_one_that_counts():
    record = [line(1, "accept", "c1", "r-T001: Cards"), line(2, "undo", "1"), line(3, "accept", "c1", "r-T002: Cards")]
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 0, 40)]
    told = carried(places, {B}, [member(A), member(A, "r-T002", 3)], record)
    agreed = replay(record, told.members, "d.csv")
    assert [(theme.id, one.point) for theme in agreed.themes for one in theme.members] == [("r-T002", B)]
    assert told.left == ()


def test_points_of_one_theme_that_became_one_are_that_one():
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 41, 80), Place(C, "r1/help", 0, 80)]
    told = carried(places, {C}, [member(A), member(B)])
    assert (told.members, told.left) == ((member(C),), ())


def test_a_person_placed_it_before_the_machine_joined_the_point_in_its_place():
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 0, 40)]
    joined = member(B, by="machine", since=2)
    told = carried(places, {B}, [member(A), joined])
    assert told.left == ()
    assert [one.by for theme in replay(RECORD, told.members, "d.csv").themes for one in theme.members] == ["person"]
    other = carried(places, {B}, [member(A), member(B, "r-T002", 2, "machine")])
    assert (other.moved, len(other.left)) == (0, 1)


def test_a_point_that_was_moved_to_a_theme_and_one_that_lies_in_another_wait_for_a_person():
    record = [*RECORD, line(3, "move", A, "r-T002")]
    places = [Place(A, "r1/help", 0, 40), Place(B, "r1/help", 41, 80), Place(C, "r1/help", 0, 80)]
    told = carried(places, {C}, [member(B)], record)
    assert (told.acts, told.moved, len(told.left)) == ((), 0, 2)


SPANS = st.tuples(st.integers(0, 50), st.integers(1, 30)).map(lambda told: (told[0], told[0] + told[1]))


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6))
def test_followers_are_of_today_and_share_at_least_half_with_the_shorter(old, new):
    was = [Place(f"old{n}", "r1/help", *span) for n, span in enumerate(old)]
    now = [Place(f"new{n}", "r1/help", *span) for n, span in enumerate(new)]
    told = followers([*was, *now], {place.point for place in now})
    assert set(told) == {place.point for place in was}
    at = {place.point: place for place in now}
    for place in was:
        for new_point in told[place.point]:
            other = at[new_point]
            assert 2 * place.shared(other) >= min(place.end - place.start, other.end - other.start)
