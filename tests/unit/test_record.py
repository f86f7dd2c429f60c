"""The decisions record: one line an act, and replay gives the agreed themes."""

import csv
import dataclasses

import pytest

from pipeline.errors import RecordError
from pipeline.review.record import ACTS, Decision, Member, parse_record, record_text
from pipeline.review.replay import next_theme_id, replay

AT = "2020-11-30T12:00:00Z"
ANSWER = "a" + "b" * 12
POINT = "p" + "b" * 12


def line(no, act, on, value="", digest="", by="author"):
    return Decision(no=no, act=act, on=on, on_digest=digest, value=value, reason="", by=by, at=AT)


def nothing_personal(_text):
    return []


def faults_of(record):
    with pytest.raises(RecordError) as caught:
        parse_record(record_text(record), "decisions.csv", nothing_personal)
    return [str(fault) for fault in caught.value.faults]


ACCEPTED = (line(1, "accept", "c1", "r-T001: Smartcards"), line(2, "accept", "c2", "r-T002: Outages, long"))
MEMBERS = (
    Member(theme="r-T001", point="p1", by="person", since=1),
    Member(theme="r-T002", point="p2", by="person", since=2),
)


def test_a_record_survives_being_written_and_read():
    assert parse_record(record_text(ACCEPTED), "d.csv", nothing_personal) == ACCEPTED


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_known(act):
    value = {"redact": "3-9 PERSON", "unredact": "3-9", "translate": "0" * 64, "let-in": "", "hold-back": ""}
    record = [line(1, act, ANSWER if act in value else "c1", value.get(act, "r-T001: x"))]
    assert parse_record(record_text(record), "d.csv", nothing_personal)[0].act == act


def test_faults_of_a_record_are_told_together():
    told = faults_of([line(1, "acept", "c1"), line(3, "reject", "", by="Jane Doe")])
    assert [fault.split(": ")[0] for fault in told] == ["decisions.csv:2"] + ["decisions.csv:3"] * 3


def test_personal_data_in_value_or_reason_is_refused():
    text = record_text([line(1, "reject", "c1", "ask somebody@example.org")])
    with pytest.raises(RecordError, match=r"'value' holds what looks like personal data \(EMAIL\)") as caught:
        parse_record(text, "d.csv", lambda told: ["EMAIL"] if "@" in told else [])
    assert "somebody" not in str(caught.value)


def test_an_accepted_theme_has_its_title_and_members():
    agreed = replay(ACCEPTED, MEMBERS, "d.csv")
    assert [(theme.id, theme.title, [member.point for member in theme.members]) for theme in agreed.themes] == [
        ("r-T001", "Smartcards", ["p1"]),
        ("r-T002", "Outages, long", ["p2"]),
    ]


def test_merge_takes_the_points_along_and_retires_the_id():
    agreed = replay([*ACCEPTED, line(3, "merge", "r-T002", "r-T001")], MEMBERS, "d.csv")
    assert [theme.id for theme in agreed.themes] == ["r-T001"]
    assert [member.point for member in agreed.themes[0].members] == ["p1", "p2"]
    assert next_theme_id("r", agreed.given) == "r-T003"


def test_undo_takes_back_a_line_and_undo_of_undo_gives_it_again():
    taken_back = [*ACCEPTED, line(3, "undo", "2")]
    assert [theme.id for theme in replay(taken_back, MEMBERS, "d.csv").themes] == ["r-T001"]
    again = replay([*taken_back, line(4, "undo", "3")], MEMBERS, "d.csv")
    assert [theme.id for theme in again.themes] == ["r-T001", "r-T002"]


def test_an_id_once_given_is_never_given_again_even_if_taken_back():
    agreed = replay([*ACCEPTED, line(3, "undo", "2")], MEMBERS, "d.csv")
    assert next_theme_id("r", agreed.given) == "r-T003"


def test_move_takes_a_point_to_another_theme_or_to_none():
    moved = replay([*ACCEPTED, line(3, "move", "p1", "r-T002")], MEMBERS, "d.csv")
    assert [[member.point for member in theme.members] for theme in moved.themes] == [[], ["p1", "p2"]]
    out = replay([*ACCEPTED, line(3, "move", "p1", "none")], MEMBERS, "d.csv")
    assert [[member.point for member in theme.members] for theme in out.themes] == [[], ["p2"]]


def test_what_came_after_a_line_does_not_count_up_to_it():
    record = [*ACCEPTED, line(3, "sign", "r", "version=1; date=2020-08-31; last=2020-08-15T00:00:00Z")]
    late = Member(theme="r-T001", point="p9", by="machine", since=4)
    agreed = replay([*record, line(4, "rename", "r-T001", "Cards")], [*MEMBERS, late], "d.csv", up_to=3)
    assert agreed.themes[0].title == "Smartcards"
    assert [member.point for member in agreed.themes[0].members] == ["p1"]
    assert agreed.signs[0].version == "1"


def test_members_of_lines_that_were_never_written_do_not_count():
    stray = Member(theme="r-T001", point="p9", by="person", since=7)
    assert [member.point for member in replay(ACCEPTED, [*MEMBERS, stray], "d.csv").themes[0].members] == ["p1"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (line(3, "accept", "c3", "r-T001: again"), "was given before"),
        (line(3, "accept", "c3", "r-T003"), "accept wants 'ID: title'"),
        (line(3, "accept", "c3", "r-T00x: again"), "is no id of an agreed theme"),
        (line(3, "rename", "r-T009", "x"), "there is no agreed theme 'r-T009'"),
        (line(3, "merge", "r-T001", "r-T001"), "merged into itself"),
        (line(3, "sign", "r", "version=1"), "sign wants 'version=1; date="),
        (line(3, "undo", "9"), "number of an earlier line"),
        (line(3, "split", "r-T001", "r-T002: x"), "was given before"),
        (line(3, "split", "r-T001", "r-T003"), "split wants 'ID: title'"),
        (line(3, "split", "r-T009", "r-T003: x"), "there is no agreed theme 'r-T009'"),
        (line(3, "merge", "r-T009", "r-T001"), "there is no agreed theme 'r-T009'"),
        (line(3, "reject", "r-T009"), "there is no agreed theme 'r-T009'"),
        (line(3, "rename", "r-T001", " "), "rename wants the new title"),
        (line(3, "retag", "r-T001", ""), "retag wants codes of items"),
        (line(3, "retag", POINT, "WS1a;wrong code"), "retag wants codes of items"),
        (line(3, "retag", POINT, "WS1a;NONE"), "NONE stands alone"),
        (line(3, "mark-safety", "c9", "yes"), "there is no agreed theme 'c9'"),
        (line(3, "move", POINT, "r-T009"), "there is no agreed theme 'r-T009'"),
    ],
)
def test_a_line_that_cannot_be_applied_is_named(bad, said):
    with pytest.raises(RecordError, match=r"d\.csv:4") as caught:
        replay([*ACCEPTED, bad], MEMBERS, "d.csv")
    assert said in str(caught.value)


def members_of(agreed):
    return {theme.id: [member.point for member in theme.members] for theme in agreed.themes}


def test_a_moved_point_goes_along_when_its_new_theme_is_merged():
    third = line(3, "accept", "c3", "r-T003: Records")
    record = [*ACCEPTED, third, line(4, "move", "p1", "r-T002"), line(5, "merge", "r-T002", "r-T003")]
    assert members_of(replay(record, MEMBERS, "d.csv")) == {"r-T001": [], "r-T003": ["p1", "p2"]}


def test_undo_of_a_merge_takes_the_points_of_its_candidate_back():
    more = [*MEMBERS, Member(theme="r-T001", point="p3", by="person", since=3)]
    record = [*ACCEPTED, line(3, "merge", "c3", "r-T001")]
    assert members_of(replay(record, more, "d.csv"))["r-T001"] == ["p1", "p3"]
    assert members_of(replay([*record, line(4, "undo", "3")], more, "d.csv"))["r-T001"] == ["p1"]


def test_the_machine_joins_no_point_that_a_person_moved_out():
    record = [*ACCEPTED, line(3, "move", "p1", "none"), line(4, "note", "joins", "1 points joined by the machine")]
    joined = Member(theme="r-T002", point="p1", by="machine", since=4)
    assert members_of(replay(record, [*MEMBERS, joined], "d.csv")) == {"r-T001": [], "r-T002": ["p2"]}


@pytest.mark.parametrize(
    ("act", "on", "value"),
    [
        ("redact", ANSWER, "3-9"),
        ("redact", ANSWER, "Zebedee"),
        ("redact", ANSWER, "20-12 PERSON"),
        ("redact", ANSWER, "12-12 PERSON"),
        ("redact", ANSWER, "-3-9 PERSON"),
        ("unredact", ANSWER, "20-12"),
        ("redact", "words", "zebedee PERSON"),
        ("unredact", ANSWER, "3-9 PERSON"),
        ("unredact", "words", "3-9"),
        ("translate", ANSWER, "The system is slow"),
        ("let-in", ANSWER, "yes"),
    ],
)
def test_an_act_on_an_answer_names_text_by_offsets_or_digest_and_never_by_words(act, on, value):
    told = faults_of([line(1, act, on, value)])
    assert len(told) == 1
    assert f"'{act}' wants " in told[0]


def test_digests_and_offsets_are_not_taken_for_personal_data():
    record = [line(1, "redact", "words", "9" * 64 + " PERSON"), line(2, "unredact", ANSWER, "100-110")]
    assert len(parse_record(record_text(record), "d.csv", lambda told: ["PHONE"] if "9" * 10 in told else [])) == 2


@pytest.mark.parametrize(
    ("act", "on", "value"),
    [
        ("redact", "p" + "b" * 12, "3-9 PERSON"),
        ("redact", "r" + "b" * 12, "3-9 PERSON"),
        ("redact", "a1", "3-9 PERSON"),
        ("translate", "words", "0" * 64),
        ("hold-back", "words", ""),
        ("let-in", "p" + "b" * 12, ""),
    ],
)
def test_an_act_on_what_it_cannot_be_done_on_is_refused_and_never_passed_over(act, on, value):
    told = faults_of([line(1, act, on, value)])
    assert len(told) == 1
    assert "is on nothing it can be done on" in told[0]


def test_a_split_gives_points_to_a_new_theme_and_undo_gives_them_back():
    more = [*MEMBERS, Member(theme="r-T001", point="p3", by="person", since=1)]
    more += [Member(theme="r-T003", point="p3", by="person", since=3)]
    record = [*ACCEPTED, line(3, "split", "r-T001", "r-T003: Readers")]
    agreed = replay(record, more, "d.csv")
    assert members_of(agreed) == {"r-T001": ["p1"], "r-T002": ["p2"], "r-T003": ["p3"]}
    assert next_theme_id("r", agreed.given) == "r-T004"
    back = replay([*record, line(4, "undo", "3")], more, "d.csv")
    assert members_of(back) == {"r-T001": ["p1", "p3"], "r-T002": ["p2"]}
    assert next_theme_id("r", back.given) == "r-T004"


def test_a_split_of_a_theme_that_took_another_gives_points_of_both():
    more = [*MEMBERS, *(Member(theme="r-T003", point=point, by="person", since=4) for point in ("p1", "p2"))]
    record = [*ACCEPTED, line(3, "merge", "r-T002", "r-T001"), line(4, "split", "r-T001", "r-T003: Both")]
    assert members_of(replay(record, more, "d.csv")) == {"r-T001": [], "r-T003": ["p1", "p2"]}
    joined = line(5, "merge", "r-T003", "r-T001")
    assert members_of(replay([*record, joined], more, "d.csv")) == {"r-T001": ["p1", "p2"]}


def test_a_candidate_may_be_split_too():
    more = [*MEMBERS, Member(theme="r-T003", point="p5", by="person", since=3)]
    agreed = replay([*ACCEPTED, line(3, "split", "c3", "r-T003: A part")], more, "d.csv")
    assert members_of(agreed)["r-T003"] == ["p5"]


def test_a_title_is_kept_as_it_was_typed():
    agreed = replay([line(1, "accept", "c1", "r-T001:   Cards: a tale ")], (), "d.csv")
    assert agreed.themes[0].title == "  Cards: a tale "


def test_items_of_a_point_follow_it_where_it_was_carried_to():
    other = "p" + "c" * 12
    record = [line(1, "retag", POINT, "WS2a;WS1d"), line(2, "note", POINT, other)]
    assert replay(record, (), "d.csv").point_items == {other: ("WS2a", "WS1d")}
    assert replay(record[:1], (), "d.csv").point_items == {POINT: ("WS2a", "WS1d")}


def test_what_was_turned_down_is_known_by_its_points():
    record = [*ACCEPTED, line(3, "reject", "r-T001"), line(4, "reject", "c3")]
    rows = [*MEMBERS, Member(theme="c3", point="p7", by="person", since=4)]
    agreed = replay(record, rows, "d.csv")
    assert agreed.turned_down == {"r-T001": (3, frozenset({"p1"})), "c3": (4, frozenset({"p7"}))}
    assert replay([*record, line(5, "accept", "c3", "r-T003: x")], rows, "d.csv").turned_down.keys() == {"r-T001"}


def test_a_cycle_of_merges_cannot_be_made_by_taking_lines_back():
    record = [*ACCEPTED, line(3, "merge", "r-T001", "r-T002"), line(4, "undo", "3")]
    record += [line(5, "merge", "r-T002", "r-T001"), line(6, "undo", "4")]
    with pytest.raises(RecordError, match=r"d\.csv:6: there is no agreed theme 'r-T001'"):
        replay(record, MEMBERS, "d.csv")


def test_points_of_a_candidate_that_is_rejected_enter_no_theme_that_it_was_merged_into():
    record = [*ACCEPTED, line(3, "merge", "c8", "r-T001"), line(4, "reject", "c8")]
    turned_down = Member(theme="c8", point="p8", by="person", since=4)
    agreed = replay(record, [*MEMBERS, turned_down], "d.csv")
    assert members_of(agreed)["r-T001"] == ["p1"]
    assert agreed.turned_down["c8"] == (4, frozenset({"p8"}))


def test_a_record_with_a_long_cell_is_read_in_a_new_process():
    before = csv.field_size_limit(131_072)
    try:
        long = [dataclasses.replace(ACCEPTED[0], reason="y" * 200_000)]
        assert parse_record(record_text(long), "d.csv", nothing_personal) == tuple(long)
    finally:
        csv.field_size_limit(before)


def test_rows_of_members_in_any_order_are_the_same():
    more = [*MEMBERS, *(Member(theme="r-T003", point="p2", by="person", since=3) for _ in range(2))]
    record = [*ACCEPTED, line(3, "split", "r-T002", "r-T003: Part"), line(4, "merge", "r-T003", "r-T001")]
    assert replay(record, more, "d.csv") == replay(record, more[::-1], "d.csv")
