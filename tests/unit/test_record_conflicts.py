"""What was decided on and has changed or gone: one conflict for one cause, each with what to do."""

from dataclasses import replace

from pipeline.review.conflicts import Now, conflicts, kept_without
from pipeline.review.record import Decision, Member
from pipeline.review.replay import replay

AT = "2020-11-30T12:00:00Z"


def point(letter):
    return "p" + letter * 12


A, B, C, D = (point(letter) for letter in "abcd")
ANSWER, OTHER = "a" + "b" * 12, "a" + "c" * 12
NOW = Now(
    round="r-2020",
    points=dict.fromkeys((A, B, C, D), "as read"),
    consented={A, B, C, D},
    there={ANSWER, OTHER},
    response_of={A: "r" + "b" * 12, ANSWER: "r" + "b" * 12},
)


def line(no, act, on, value="", digest=""):
    return Decision(no=no, act=act, on=on, on_digest=digest, value=value, reason="", by="author", at=AT)


RECORD = [
    line(1, "accept", "c1", "r-T001: Cards"),
    line(2, "accept", "c2", "r-T002: Lines"),
    line(3, "reject", "c3"),
    line(4, "approve-quote", A, digest="as read"),
    line(5, "retag", A, "WS2a"),
    line(6, "retag", D, "WS2a"),
    line(7, "hold-back", ANSWER),
]
MEMBERS = [
    Member(theme="r-T001", point=A, by="person", since=1),
    Member(theme="r-T001", point=B, by="person", since=1),
    Member(theme="r-T002", point=C, by="person", since=2),
]


def found(now, record=RECORD):
    return conflicts(record, replay(record, MEMBERS, "d.csv"), now)


def without(*gone, **change):
    return replace(NOW, points={id: told for id, told in NOW.points.items() if id not in gone}, **change)


def test_where_all_is_as_it_was_there_is_none_though_the_candidates_are_gone():
    assert found(NOW) == ()


def test_a_theme_tells_of_all_that_was_ruled_on_its_gone_points():
    (one,) = found(without(A, there={OTHER}))
    assert (one.no, one.act, one.on) == (1, "accept", "r-T001")
    assert "1 of its 2 points is gone: it was withdrawn" in one.what
    assert "with them what lines 4, 5 ruled on them" in one.what
    assert "write keep, reject, or merge" in one.cure


def test_points_that_stand_in_other_words_are_carried():
    (one,) = found(without(A, stands={A: ("p" + "e" * 12,)}))
    assert "it stands in other words now" in one.what
    assert "cpitg review r-2020 --carry" in one.cure


def test_a_theme_that_was_kept_without_its_points_is_settled_until_more_go():
    kept = kept_without([A])
    record = [*RECORD, line(8, "note", "r-T001", kept.value, kept.digest)]
    assert found(without(A), record) == ()
    assert [one.on for one in found(without(A, B), record)] == ["r-T001"]


def test_a_theme_that_was_rejected_settles_what_was_ruled_on_its_points():
    record = [*RECORD, line(8, "reject", "r-T001")]
    assert found(without(A, there={OTHER}), record) == ()


def test_a_point_of_no_theme_has_a_conflict_of_its_own_with_the_line_to_take_back():
    (one,) = found(without(D))
    assert (one.no, one.on) == (6, D)
    assert "cpitg review r-2020 --undo 6" in one.cure
    assert found(without(D), [*RECORD, line(8, "undo", "6")]) == ()


def test_a_quote_whose_sender_says_no_or_whose_text_changed_is_told():
    (one,) = found(replace(NOW, consented={B, C, D}))
    assert (one.no, one.on) == (4, A)
    assert "agrees no more to be quoted" in one.what
    (one,) = found(replace(NOW, points={**NOW.points, A: "another"}))
    assert "read it anew" in one.cure


def test_a_ruling_on_an_answer_that_is_withdrawn_or_has_another_text_is_told():
    (one,) = found(replace(NOW, there={OTHER}))
    assert (one.no, one.act, one.on) == (7, "hold-back", ANSWER)
    (one,) = found(replace(NOW, unfit={7}))
    assert "cleaning sheet" in one.cure


def test_a_code_that_the_frame_has_no_more_is_one_conflict_however_many_gave_it():
    told = found(replace(NOW, codes=("WS1a", "NONE")))
    assert [(each.no, each.on) for each in told] == [(6, D)]
    assert "WS2a is no code of the frame any more, and lines 5, 6 gave it" in told[0].what
    assert "cpitg review r-2020" in told[0].cure
    assert found(replace(NOW, codes=("WS2a", "NONE"))) == ()
    anew = [*RECORD, line(8, "retag", A, "WS1a"), line(9, "retag", D, "NONE")]
    assert found(replace(NOW, codes=("WS1a", "NONE")), anew) == ()
