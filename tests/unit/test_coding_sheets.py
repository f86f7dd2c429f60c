"""Blind double coding: what a coder's sheet shows and gives, and how the two are settled."""

import pytest

from pipeline.errors import RecordError
from pipeline.review.adjudicate import (
    ADJUDICATE,
    ALIKE,
    Past,
    adjudicate_rows,
    adjudicated_acts,
    left_to_settle,
    still_to_settle,
)
from pipeline.review.coding import (
    CODING,
    Coded,
    HandIn,
    by_coder,
    coded_of,
    coded_twice,
    coding_rows,
    coding_text,
    parse_coding,
)
from pipeline.review.points_sheet import Point
from pipeline.review.record import Decision

CODES = ("WS1a", "WS2a", "WS3a", "NONE")
AT = "2020-11-30T12:00:00Z"
IDS = [f"p{letter * 12}" for letter in "abcd"]
DIGESTS = {id: f"d-{id}" for id in IDS}


def point(id, items=("WS3a",)):
    return Point(id=id, digest=DIGESTS[id], question="Why?", text=f"Text {id}", rest="", items=items, because="the cue")


def coded(id, coder, *items, since=0):
    return Coded(point=id, digest=DIGESTS[id], coder=coder, items=items, since=since, at=AT)


def row(id, items="", form=CODING, **cells):
    blank = dict.fromkeys(form.columns, "")
    return {**blank, "kind": "point", "id": id, "digest": DIGESTS.get(id, ""), "items": items, **cells}


def hand_in(*rows, before=(), by="first"):
    numbered = list(enumerate(rows, start=2))
    return coded_of(numbered, before, DIGESTS, CODES, "mine.csv", HandIn(by=by, since=5, at=AT))


def refused(call, *args, **named):
    with pytest.raises(RecordError) as caught:
        call(*args, **named)
    return [str(fault) for fault in caught.value.faults]


def test_nothing_in_a_coders_sheet_tells_what_the_machine_says():
    rows = coding_rows([point(id) for id in IDS])
    assert [told["id"] for told in rows] == IDS
    assert set(rows[0]) == set(CODING.machine)
    assert not {"WS3a", "the cue"} & {cell for told in rows for cell in told.values()}
    reordered = coding_rows([point(id, ("WS1a",)) for id in reversed(IDS)])
    assert rows == reordered


def test_a_filled_sheet_becomes_lines_of_ids_and_handing_it_in_twice_adds_none():
    rows = [row(IDS[1], "ws2a, WS1a"), row(IDS[0], "none"), row(IDS[2])]
    told = hand_in(*rows)
    assert [(each.point, each.items, each.coder, each.since) for each in told] == [
        (IDS[0], ("NONE",), "first", 5),
        (IDS[1], ("WS2a", "WS1a"), "first", 5),
    ]
    assert hand_in(*rows, before=told) == []
    assert hand_in(*reversed(rows)) == told


def test_a_coder_may_change_their_mind_until_the_other_has_coded_the_point():
    first = hand_in(row(IDS[0], "WS1a"))
    again = hand_in(row(IDS[0], "WS2a"), before=first)
    assert by_coder([*first, *again])["first"][IDS[0]].items == ("WS2a",)
    both = [*first, *hand_in(row(IDS[0], "WS3a"), before=first, by="second")]
    assert refused(hand_in, row(IDS[0], "WS3a"), before=both) == [
        "mine.csv:2: items: both have coded this point; what they differ in is settled in adjudicate.xlsx"
    ]


def test_a_coder_says_who_they_are_and_a_third_is_refused():
    assert "--by HANDLE" in refused(hand_in, row(IDS[0], "WS1a"), by="author")[0]
    assert "--by HANDLE" in refused(hand_in, row(IDS[0], "WS1a"), by="Jo Bloggs")[0]
    both = [coded(IDS[0], "first", "WS1a"), coded(IDS[0], "second", "WS1a")]
    assert (
        "two coders have handed in already (first, second)"
        in refused(hand_in, row(IDS[1], "NONE"), before=both, by="third")[0]
    )


def test_faults_of_a_coders_sheet_repeat_no_cell():
    told = refused(
        hand_in, row(IDS[0], "Plimsoll"), row(IDS[1], "WS1a", digest="x"), row(IDS[2], "WS1a"), row(IDS[2], "NONE")
    )
    assert told == [
        "mine.csv:2: items: holds what is no item; codes joined by ';', of WS1a, WS2a, WS3a, NONE",
        "mine.csv:3: id: the point is gone, or its text is another now; write the sheet again and read it anew",
        "mine.csv:5: id: stands in row 4 already; take one of the two rows out",
    ]


def test_the_file_of_codings_comes_back_as_it_was_written():
    told = (coded(IDS[0], "first", "WS1a", "WS2a"), coded(IDS[0], "second", "NONE", since=9))
    assert parse_coding(coding_text(told), "coding.csv") == told
    assert coded_twice(told) == {IDS[0]: told}
    assert coded_twice(told[:1]) == {}


PAIRS = coded_twice(
    [
        coded(IDS[0], "first", "WS1a", "WS2a"),
        coded(IDS[0], "second", "WS2a", "WS1a"),
        coded(IDS[1], "first", "WS1a"),
        coded(IDS[1], "second", "WS2a"),
        coded(IDS[2], "first", "NONE"),
        coded(IDS[2], "second", "WS3a"),
        coded(IDS[3], "second", "WS3a"),
    ]
)


def retagged(id, items, no=1):
    return Decision(no=no, act="retag", on=id, on_digest=DIGESTS[id], value=items, reason="", by="author", at=AT)


def settle(*rows, ruled=None, digests=DIGESTS, record=()):
    numbered = list(enumerate(rows, start=2))
    return adjudicated_acts(
        numbered, PAIRS, ruled or {}, digests, CODES, lambda _: (), "adjudicate.csv", Past("r", record)
    )


def asked(id, items="", **cells):
    return row(id, items, ADJUDICATE, **cells)


def test_only_what_two_saw_differently_is_to_be_settled_and_no_machine_speaks():
    rows = adjudicate_rows([point(id) for id in reversed(IDS)], PAIRS, {IDS[2]: ("NONE",)})
    assert [(told["id"], told["a"], told["b"], told["now"]) for told in rows] == [
        (IDS[1], "WS1a", "WS2a", ""),
        (IDS[2], "NONE", "WS3a", "NONE"),
    ]
    assert set(rows[0]) == set(ADJUDICATE.machine)
    assert "the cue" not in {cell for told in rows for cell in told.values()}


def test_a_letter_or_codes_settle_a_point_and_what_both_coded_alike_is_settled_with_it():
    told = settle(asked(IDS[1], "b", reason="it is the card"), asked(IDS[2], "ws1a"))
    assert [(act.act, act.on, act.value, act.reason) for act in told] == [
        ("retag", IDS[0], "WS1a;WS2a", ALIKE),
        ("retag", IDS[1], "WS2a", "it is the card"),
        ("retag", IDS[2], "WS1a", ""),
    ]
    ruled = {act.on: tuple(act.value.split(";")) for act in told}
    assert settle(asked(IDS[1], "B"), asked(IDS[2], "WS1a"), ruled=ruled) == []


def test_what_both_coded_alike_is_left_where_it_was_ruled_or_its_text_is_gone():
    assert settle(ruled={IDS[0]: ("NONE",)}) == []
    assert settle(digests={}) == []
    # Ruled once and taken back: it waits for a person.
    assert settle(record=[retagged(IDS[0], "WS2a")]) == []


def test_faults_of_settling_are_named_with_the_cure():
    ruled = {IDS[2]: ("WS3a",)}
    rows = (asked(IDS[3], "A"), asked(IDS[1], "C"), asked(IDS[2], "NONE"), asked(IDS[0], reason="unsure"))
    assert refused(settle, *rows, ruled=ruled) == [
        "adjudicate.csv:2: id: is that of no point that two people coded; write the sheet again",
        "adjudicate.csv:3: items: holds what is no item; codes joined by ';', of WS1a, WS2a, WS3a, NONE",
        "adjudicate.csv:4: items: was ruled WS3a since this sheet was written; write the sheet again",
        "adjudicate.csv:5: items: is empty beside a reason; write A, B or codes, or clear the reason for later",
    ]


def test_what_was_settled_and_taken_back_is_not_settled_again_by_the_old_cells():
    kept = [asked(IDS[1], "b", now="WS2a", a="WS1a", b="WS2a"), asked(IDS[2], "NONE", a="NONE", b="WS3a")]
    assert still_to_settle(kept, [asked(IDS[1]), asked(IDS[2])]) == kept[1:]
    assert still_to_settle(kept, kept) == kept


def waits(*kept, ruled, touched=None):
    rows = adjudicate_rows([point(id) for id in IDS], PAIRS, ruled)
    return left_to_settle(PAIRS, rows, kept, ruled if touched is None else touched, DIGESTS)


def test_something_waits_until_every_point_two_coded_is_ruled():
    ruled = {IDS[0]: ("WS1a", "WS2a"), IDS[1]: ("WS2a",), IDS[2]: ("NONE",)}
    assert waits(ruled={})
    assert waits(ruled={id: ruled[id] for id in IDS[:2]})
    # What both coded alike waits for the sheet to be handed in, but not where it was ruled and taken back.
    alone = {id: ruled[id] for id in IDS[1:3]}
    assert waits(ruled=alone)
    assert not waits(ruled=alone, touched=set(ruled))
    assert not waits(ruled=ruled)


def test_a_cell_that_asks_for_more_than_was_ruled_keeps_the_sheet():
    ruled = {IDS[0]: ("WS1a", "WS2a"), IDS[1]: ("WS2a",), IDS[2]: ("NONE",)}
    assert not waits(asked(IDS[1], "b", a="WS1a", b="WS2a"), asked(IDS[2]), ruled=ruled)
    assert waits(asked(IDS[1], "A", a="WS1a", b="WS2a"), ruled=ruled)
    assert waits(asked(IDS[2], reason="not sure yet"), ruled=ruled)


def test_what_was_taken_back_is_not_settled_again_by_an_older_sheet():
    undo = Decision(no=2, act="undo", on="1", on_digest="", value="", reason="wrong", by="author", at=AT)
    with pytest.raises(RecordError, match="line 2"):
        settle(asked(IDS[1], "WS2a"), record=[retagged(IDS[1], "WS2a"), undo])
    told = settle(asked(IDS[1], "WS1a"), record=[retagged(IDS[1], "WS2a"), undo])
    assert "WS1a" in [act.value for act in told if act.on == IDS[1]]
