"""The worksheet: a person's cells come back as typed, and only they become lines."""

import datetime as dt
import random
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RecordError
from pipeline.ids import text_digest
from pipeline.review.apply import Known, acts_of, lines_of, members_of
from pipeline.review.record import Decision
from pipeline.review.replay import replay
from pipeline.review.suggest import suggested_rows
from pipeline.review.worksheet import (
    HUMAN,
    MACHINE,
    REVIEW,
    escaped,
    from_csv,
    from_xlsx,
    merge,
    to_csv,
    to_xlsx,
    unescaped,
)

DAY = dt.date(2020, 9, 30)
ITEMS = {"WS2a": "Practical use", "NONE": "Not about digital"}
TABLES = {
    "themes": pd.DataFrame(
        {
            "theme": ["ca", "cb"],
            "title": ["=Locked smartcards", "Slow line"],
            "keywords": ['["smartcard"]', '["line"]'],
            "responses": [6, 4],
            "points": [6, 4],
            "texts": [6, 4],
            "examples": ['["p1"]', '["p2"]'],
        }
    ),
    "members": pd.DataFrame({"point": ["p1", "p2"], "theme": ["ca", "cb"], "rank": 0, "score": 0.9}),
    "theme_tags": pd.DataFrame(
        {"unit": ["ca", "cb"], "items": ["WS2a", "WS1d"], "scores": '{"WS2a": 0.8}', "reasons": '[{"cue": "card"}]'}
    ),
    "points": pd.DataFrame(
        {
            "point": ["p1", "p2"],
            "answer": ["r1/q", "r2/q"],
            "response": ["r1", "r2"],
            "question": "q",
            "number": 1,
            "start": 0,
            "end": 9,
            "text": ["The card locks", "The line is slow"],
        }
    ),
}
EMPTY = replay((), (), "d.csv")
KNOWN = Known(
    round="r",
    candidates={"ca": frozenset({"p1"}), "cb": frozenset({"p2"})},
    points={"p1": text_digest("The card locks"), "p2": text_digest("The line is slow")},
    consented={"p1"},
    codes=("WS1d", "WS2a", "NONE"),
)


def sheet(**filled):
    rows = merge(suggested_rows(TABLES, EMPTY, {"r1"}), [])
    for row in rows:
        row.update(filled.get(row["id"], {}))
    return list(enumerate(rows, start=2))


def ruled(rows, agreed=EMPTY):
    return [(act.act, act.on, act.value) for act in acts_of(rows, agreed, KNOWN, "review.csv")]


def faults_of(rows):
    with pytest.raises(RecordError) as caught:
        acts_of(rows, EMPTY, KNOWN, "review.csv")
    return [str(fault) for fault in caught.value.faults]


def test_an_empty_sheet_rules_nothing():
    assert ruled(sheet()) == []


def test_only_points_of_senders_who_agreed_are_offered_for_quotation():
    assert [row["id"] for _, row in sheet() if row["kind"] == "point"] == ["p1"]


def test_accept_gives_ids_by_size_and_takes_what_was_suggested():
    told = ruled(sheet(cb={"decision": "accept", "title": "Slow lines"}, ca={"decision": "accept", "items": "WS1d"}))
    assert told == [
        ("accept", "ca", "r-T001: =Locked smartcards"),
        ("retag", "r-T001", "WS1d"),
        ("accept", "cb", "r-T002: Slow lines"),
        ("retag", "r-T002", "WS1d"),
    ]


def test_merge_into_a_theme_accepted_in_the_same_sheet():
    told = ruled(sheet(ca={"decision": "accept"}, cb={"decision": "merge", "into": "ca"}))
    assert told[-1] == ("merge", "cb", "r-T001")


def lines(rows, agreed=EMPTY, after=0):
    acts = acts_of(rows, agreed, KNOWN, "review.csv")
    return lines_of(acts, after, "author", "2020-11-30T12:00:00Z")


def test_applying_a_sheet_twice_adds_nothing_the_second_time():
    rows = sheet(
        ca={"decision": "accept", "marks": "safety"},
        cb={"decision": "reject"},
        p1={"decision": "approve-quote"},
    )
    first = lines(rows)
    agreed = replay(first, members_of(first, KNOWN.candidates, ()), "d.csv")
    assert agreed.themes[0].safety
    assert agreed.quotes[0].approved
    assert ruled(rows, agreed) == []


def test_what_was_accepted_can_be_renamed_and_retagged_later():
    first = lines(sheet(ca={"decision": "accept"}))
    agreed = replay(first, members_of(first, KNOWN.candidates, ()), "d.csv")
    rows = list(enumerate(merge(suggested_rows(TABLES, agreed, {"r1"}), []), start=2))
    for _, row in rows:
        if row["kind"] == "agreed":
            row.update(title="Cards", items="WS2a;WS1d")
    assert ruled(rows, agreed) == [("rename", "r-T001", "Cards"), ("retag", "r-T001", "WS2a;WS1d")]


def test_an_accept_fixes_every_point_of_its_candidate():
    first = lines(sheet(ca={"decision": "accept"}))
    assert [(member.theme, member.point, member.by) for member in members_of(first, KNOWN.candidates, ())] == [
        ("r-T001", "p1", "person")
    ]


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"ca": {"decision": "yes"}}, "review.csv:2: decision: 'yes'; one of accept, merge, reject"),
        ({"ca": {"decision": "accept", "items": "WS9"}}, "review.csv:2: items: 'WS9' is no item"),
        ({"ca": {"decision": "accept", "items": "NONE;WS2a"}}, "review.csv:2: items: NONE stands alone"),
        ({"ca": {"decision": "accept", "marks": "big"}}, "review.csv:2: marks: 'big' is no mark"),
        ({"cb": {"decision": "merge", "into": "cx"}}, "review.csv:3: into: 'cx' is no agreed theme"),
        ({"p1": {"decision": "move", "into": "r-T9"}}, "review.csv:4: into: 'r-T9' is no agreed theme"),
    ],
)
def test_a_cell_at_fault_is_named_with_its_row(filled, said):
    assert any(said in fault for fault in faults_of(sheet(**filled)))


def test_a_quote_whose_text_changed_is_refused():
    rows = sheet(p1={"decision": "approve-quote", "digest": "0" * 16})
    assert "point p1 is gone or its text changed" in faults_of(rows)[0]


@given(st.randoms(use_true_random=False))
def test_rows_and_columns_in_any_order_rule_the_same(chance: random.Random):
    rows = [
        row for _, row in sheet(ca={"decision": "accept"}, cb={"decision": "accept"}, p1={"decision": "refuse-quote"})
    ]
    chance.shuffle(rows)
    columns = list(REVIEW.columns)
    chance.shuffle(columns)
    text = pd.DataFrame(rows)[columns].to_csv(index=False)
    told = ruled(from_csv(text, "review.csv"))
    assert [act for act in told if act[0] == "accept"] == [
        ("accept", "ca", "r-T001: =Locked smartcards"),
        ("accept", "cb", "r-T002: Slow line"),
    ]


def test_csv_and_xlsx_bring_back_what_a_person_typed():
    rows = [row for _, row in sheet(ca={"decision": "accept", "title": "=1+1", "reason": "+44 reasons"})]
    assert [row for _, row in from_csv(to_csv(rows), "review.csv")] == rows
    assert [row for _, row in from_xlsx(to_xlsx(rows, DAY, ITEMS), "review.xlsx")] == rows


def test_machine_cells_that_look_like_formulas_are_escaped_on_the_way_out():
    rows = [row for _, row in sheet()]
    assert "'=Locked smartcards" in to_csv(rows)


def test_a_sheet_is_the_same_bytes_each_time():
    rows = [row for _, row in sheet()]
    assert to_xlsx(rows, DAY, ITEMS) == to_xlsx(rows, DAY, ITEMS)


@given(st.text())
def test_escaping_is_taken_off_again(cell):
    assert unescaped(escaped(cell)) == cell
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_file_that_is_no_worksheet_is_refused():
    with pytest.raises(RecordError, match="the columns kind, id"):
        from_csv("a,b\n1,2\n", "x.csv")
    with pytest.raises(RecordError, match="not a workbook"):
        from_xlsx(b"not a zip", "x.xlsx")


ROWS = st.lists(
    st.fixed_dictionaries(
        {name: st.just("") for name in REVIEW.columns}
        | {
            "kind": st.just("theme"),
            "id": st.sampled_from(["a", "b", "c"]),
            "decision": st.sampled_from(["", "accept"]),
        }
    ),
    unique_by=lambda row: row["id"],
)


@given(ROWS, ROWS)
def test_laying_suggestions_under_decisions_twice_is_laying_them_once(suggested, reviewed):
    once = merge(suggested, reviewed)
    assert merge(suggested, once) == once


@given(ROWS, ROWS)
def test_no_cell_of_a_person_is_ever_lost(suggested, reviewed):
    kept = {row["id"]: [row[name] for name in HUMAN] for row in merge(suggested, reviewed)}
    for row in reviewed:
        if any(row[name] for name in HUMAN):
            assert kept[row["id"]] == [row[name] for name in HUMAN]


def test_a_row_that_is_suggested_no_more_is_kept_as_gone():
    row = dict.fromkeys(REVIEW.columns, "") | {"kind": "theme", "id": "old", "title": "Mine", "text": "Ask Zebedee"}
    gone = merge([], [row])[0]
    assert (gone["now"], gone["title"], gone["id"]) == ("gone", "Mine", "old")
    # What the machine showed may have been hidden meanwhile.
    assert gone["text"] == ""
    assert set(MACHINE).isdisjoint(HUMAN)


def test_lines_are_numbered_on_from_the_record():
    assert [line.no for line in lines(sheet(ca={"decision": "reject"}), after=7)] == [8]
    assert isinstance(lines(sheet(ca={"decision": "reject"}))[0], Decision)


def agreed_after(*sheets):
    """What stands after sheets were applied one after the other, and the members."""
    record, members = [], []
    for rows in sheets:
        agreed = replay(record, members, "d.csv")
        new = lines(rows, agreed, len(record))
        taken = [member.point for theme in agreed.themes for member in theme.members]
        record, members = [*record, *new], [*members, *members_of(new, KNOWN.candidates, taken)]
    return replay(record, members, "d.csv")


def agreed_row(id, **cells):
    return (9, dict.fromkeys(REVIEW.columns, "") | {"kind": "agreed", "id": id} | cells)


def test_a_candidate_rejected_first_can_be_accepted_later():
    agreed = agreed_after(sheet(ca={"decision": "reject"}), sheet(ca={"decision": "accept"}))
    assert [theme.id for theme in agreed.themes] == ["r-T001"]
    assert agreed.rejected == frozenset()
    assert ruled(sheet(ca={"decision": "accept"}), agreed) == []


def test_a_candidate_accepted_first_can_be_rejected_or_merged_later():
    both = sheet(ca={"decision": "accept"}, cb={"decision": "accept"})
    rejected = sheet(ca={"decision": "reject"}, cb={"decision": "accept"})
    agreed = agreed_after(both, rejected)
    assert [theme.id for theme in agreed.themes] == ["r-T002"]
    assert ruled(rejected, agreed) == []
    assert [theme.id for theme in agreed_after(both, rejected, both).themes] == ["r-T002", "r-T003"]
    merged = sheet(ca={"decision": "merge", "into": "cb"}, cb={"decision": "accept"})
    agreed = agreed_after(both, merged)
    assert [[member.point for member in theme.members] for theme in agreed.themes] == [["p1", "p2"]]
    assert ruled(merged, agreed) == []


@pytest.mark.parametrize("cells", [{"decision": "reject"}, {"decision": "merge", "into": "r-T002"}])
def test_a_theme_rejected_or_merged_in_its_agreed_row_is_not_accepted_anew_from_its_candidate_row(cells):
    both = sheet(ca={"decision": "accept"}, cb={"decision": "accept"})
    after = [*both, agreed_row("r-T001", **cells)]
    agreed = agreed_after(both, after)
    assert [theme.id for theme in agreed.themes] == ["r-T002"]
    assert ruled(after, agreed) == []


def test_a_ruling_on_a_merged_candidate_that_would_move_none_of_its_points_is_refused():
    agreed = agreed_after(sheet(ca={"decision": "accept"}, cb={"decision": "merge", "into": "ca"}))
    for cells in ({"decision": "accept"}, {"decision": "reject"}):
        with pytest.raises(RecordError, match="candidate cb was merged into r-T001"):
            ruled(sheet(ca={"decision": "accept"}, cb=cells), agreed)


def test_a_merge_whose_theme_was_merged_on_since_stands_as_it_was():
    first = sheet(ca={"decision": "accept"}, cb={"decision": "merge", "into": "ca"})
    agreed = agreed_after(first, [*first, agreed_row("r-T001", decision="reject")])
    assert agreed.themes == ()
    assert ruled([*first, agreed_row("r-T001", decision="reject")], agreed) == []


def test_a_move_is_told_once():
    rows = sheet(ca={"decision": "accept"}, cb={"decision": "accept"}, p1={"decision": "move", "into": "cb"})
    agreed = agreed_after(rows)
    assert [[member.point for member in theme.members] for theme in agreed.themes] == [[], ["p1", "p2"]]
    assert ruled(rows, agreed) == []


def test_a_row_that_stands_twice_is_refused():
    rows = sheet(ca={"decision": "accept"})
    twice = [*rows, (8, dict(rows[0][1]) | {"decision": "merge", "into": "cb"})]
    assert "review.csv:8: id: ca stands in row 2 already; take one of the two rows out" in faults_of(twice)


def test_a_count_that_is_no_number_is_no_crash():
    assert ruled(sheet(ca={"decision": "accept", "responses": "about 6"}))[0][0] == "accept"


def test_an_agreed_id_that_was_never_given_cannot_be_merged():
    agreed = agreed_after(sheet(ca={"decision": "accept"}))
    with pytest.raises(RecordError, match="'r-T9' is no agreed theme"):
        ruled([agreed_row("r-T9", decision="merge", into="r-T001")], agreed)


def test_personal_data_in_a_persons_cells_is_refused_with_its_row():
    known = replace(KNOWN, personal=lambda told: ["EMAIL"] if "@" in told else [])
    with pytest.raises(RecordError, match=r"review\.csv:2: reason: .*\(EMAIL\)") as caught:
        acts_of(sheet(ca={"decision": "reject", "reason": "ask a@b.org"}), EMPTY, known, "review.csv")
    assert "a@b.org" not in str(caught.value)


def test_a_theme_counts_the_organisations_that_its_senders_named():
    rows = {row["id"]: row for row in suggested_rows(TABLES, EMPTY, {"r1"}, {"r1": "x", "r2": "", "r3": "y"})}
    named = {
        point["point"]: {"r1": "x", "r3": "y"}.get(point["response"]) for point in TABLES["points"].to_dict("records")
    }
    inside = TABLES["members"].groupby("theme")["point"].agg(list)
    for theme in ("ca", "cb"):
        assert rows[theme]["organisations"] == str(len({named[point] for point in inside[theme]} - {None}))
    assert suggested_rows(TABLES, EMPTY, {"r1"})[0]["organisations"] == ""


def test_a_sheet_from_before_a_column_came_is_still_read():
    old = [name for name in REVIEW.columns if name != "organisations"]
    told = from_csv(",".join(old) + "\n" + ",".join("x" for _ in old) + "\n", "review.csv")
    assert told[0][1]["organisations"] == ""
