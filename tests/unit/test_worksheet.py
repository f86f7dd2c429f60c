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
from pipeline.review.earlier import cleared
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
AT = "2020-11-30T12:00:00Z"
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


def sheet(agreed=EMPTY, **filled):
    """The sheet as it is written where this is agreed, with some rows filled."""
    rows = merge(suggested_rows(TABLES, agreed, {"r1"}), [])
    for row in rows:
        row.update(filled.get(row["id"], {}))
    return list(enumerate(rows, start=2))


def ruled(rows, agreed=EMPTY, record=()):
    known = replace(KNOWN, record=record)
    return [(act.act, act.on, act.value) for act in acts_of(rows, agreed, known, "review.csv")]


def faults_of(rows, agreed=EMPTY, record=()):
    with pytest.raises(RecordError) as caught:
        acts_of(rows, agreed, replace(KNOWN, record=record), "review.csv")
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
        ({"ca": {"decision": "yes"}}, "review.csv:2: decision: is none of accept, merge, reject"),
        ({"ca": {"decision": "accept", "items": "WS9"}}, "review.csv:2: items: holds what is no item"),
        ({"ca": {"decision": "accept", "items": "NONE;WS2a"}}, "review.csv:2: items: NONE stands alone"),
        ({"ca": {"decision": "accept", "marks": "big"}}, "review.csv:2: marks: holds what is no mark"),
        ({"cb": {"decision": "merge", "into": "cx"}}, "review.csv:3: into: names no agreed theme"),
        ({"p1": {"decision": "move", "into": "r-T9"}}, "review.csv:4: into: names no agreed theme"),
    ],
)
def test_a_cell_at_fault_is_named_with_its_row(filled, said):
    assert any(said in fault for fault in faults_of(sheet(**filled)))


def test_a_quote_whose_text_changed_is_refused():
    rows = sheet(p1={"decision": "approve-quote", "digest": "0" * 16})
    assert "the point is gone or its text changed" in faults_of(rows)[0]


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


def standing_after(*fillings):
    """The record, and what is agreed, after sheets were written, filled and applied one after the other."""
    record, members = [], []
    for filled in fillings:
        agreed = replay(record, members, "d.csv")
        rows = filled if isinstance(filled, list) else sheet(agreed, **filled)
        new = lines_of(acts_of(rows, agreed, replace(KNOWN, record=record), "review.csv"), len(record), "author", AT)
        taken = [member.point for theme in agreed.themes for member in theme.members]
        record, members = [*record, *new], [*members, *members_of(new, KNOWN.candidates, taken)]
    return record, replay(record, members, "d.csv")


def agreed_after(*fillings):
    return standing_after(*fillings)[1]


def agreed_row(id, **cells):
    return (9, dict.fromkeys(REVIEW.columns, "") | {"kind": "agreed", "id": id} | cells)


ACCEPT, REJECT = {"decision": "accept"}, {"decision": "reject"}


def test_a_candidate_rejected_first_can_be_accepted_later():
    record, agreed = standing_after({"ca": REJECT}, {"ca": ACCEPT})
    assert [theme.id for theme in agreed.themes] == ["r-T001"]
    assert agreed.rejected == frozenset()
    assert ruled(sheet(ca=ACCEPT), agreed, record) == []


def test_a_candidate_accepted_first_can_be_rejected_or_merged_later():
    record, agreed = standing_after({"ca": ACCEPT, "cb": ACCEPT}, {"ca": REJECT, "cb": ACCEPT})
    assert [theme.id for theme in agreed.themes] == ["r-T002"]
    assert ruled(sheet(ca=REJECT, cb=ACCEPT), agreed, record) == []
    merged = {"ca": {"decision": "merge", "into": "cb"}, "cb": ACCEPT}
    record, agreed = standing_after({"ca": ACCEPT, "cb": ACCEPT}, merged)
    assert [[member.point for member in theme.members] for theme in agreed.themes] == [["p1", "p2"]]
    assert ruled(sheet(**merged), agreed, record) == []


def test_an_older_sheet_undoes_nothing_that_was_ruled_since():
    record, agreed = standing_after({"ca": ACCEPT})
    assert "this was ruled on by line 2 of the record" in faults_of(sheet(ca=REJECT), agreed, record)[0]
    renamed, agreed = standing_after({"ca": ACCEPT}, {"r-T001": {"title": "Cards", "items": "WS1d"}})
    old = sheet(standing_after({"ca": ACCEPT})[1], **{"r-T001": {"title": "Locked", "items": "NONE"}})
    told = faults_of(old, agreed, renamed)
    assert len(told) == 2
    assert all("was ruled on by line 4" in fault for fault in told)


def test_what_a_later_line_changed_is_not_changed_back_but_told_with_the_command_that_does():
    steps = [{"ca": ACCEPT}, {"r-T001": {"title": "Cards"}}, {"r-T001": {"title": "Smartcards"}}]
    record, agreed = standing_after(*steps)
    (told,) = faults_of(sheet(agreed, **{"r-T001": {"title": "Cards"}}), agreed, record)
    assert "line 3 of the record said this, and line 4 changed it since" in told
    assert "cpitg review r --undo 4" in told
    again, agreed = standing_after({"ca": ACCEPT}, {"ca": REJECT})
    (told,) = faults_of(sheet(agreed, ca=ACCEPT), agreed, again)
    assert "--undo 4 --undo 3" in told


def test_a_ruling_that_was_taken_back_is_asked_for_by_no_old_cell():
    record, agreed = standing_after({"ca": ACCEPT}, {"p1": {"decision": "approve-quote"}})
    record = [*record, Decision(no=4, act="undo", on="3", on_digest="", value="", reason="", by="author", at=AT)]
    agreed = replay(record, members_of(record, KNOWN.candidates, ()), "d.csv")
    row = sheet(agreed, p1={"decision": "approve-quote"})
    assert "--undo 4" in faults_of(row, agreed, record)[0]
    assert [cleared(each, record)["decision"] for _, each in row if each["id"] == "p1"] == [""]


def test_a_new_title_in_the_row_of_an_accepted_candidate_renames_its_theme():
    record, agreed = standing_after({"ca": ACCEPT})
    assert ruled(sheet(agreed, ca={**ACCEPT, "title": "Cards"}), agreed, record) == [("rename", "r-T001", "Cards")]
    assert "was ruled on by line 2" in faults_of(sheet(ca={**ACCEPT, "title": "Cards"}), agreed, record)[0]


def test_a_cell_of_the_machine_that_was_typed_over_is_no_ruling():
    known = replace(KNOWN, suggested={"ca": ("=Locked smartcards", "WS2a")})
    for cells, column in (({"suggested_title": "Mine"}, "suggested_title"), ({"digest": "0" * 16}, "digest")):
        with pytest.raises(RecordError, match=rf"review\.csv:2: {column}: "):
            acts_of(sheet(ca={**ACCEPT, **cells}), EMPTY, known, "review.csv")
    record, agreed = standing_after({"ca": ACCEPT})
    row = {"r-T001": {"suggested_title": "Mine"}}
    assert "write the new title in 'title'" in faults_of(sheet(agreed, **row), agreed, record)[0]


def test_words_of_a_list_are_read_leniently_and_prose_is_kept_as_typed():
    typed = {"decision": " ACCEPT", "items": "ws1D, WS2A ws1d", "marks": "Safety,minority", "title": "  Cards  "}
    assert ruled(sheet(ca=typed)) == [
        ("accept", "ca", "r-T001:   Cards  "),
        ("retag", "r-T001", "WS1d;WS2a"),
        ("mark-safety", "r-T001", "yes"),
        ("mark-minority", "r-T001", "yes"),
    ]
    assert agreed_after({"ca": typed}).themes[0].title == "  Cards  "
    assert ruled(sheet(p1={"decision": "Approve quote"})) == [("approve-quote", "p1", "")]
    assert ruled(sheet(ca=ACCEPT, cb={"decision": "Merge", "into": "CA"}))[-1] == ("merge", "cb", "r-T001")


def test_a_theme_that_lost_points_may_be_kept_without_them():
    record, agreed = standing_after({"ca": ACCEPT})
    known = replace(KNOWN, points={}, record=record)
    rows = sheet(agreed, **{"r-T001": {"decision": "keep"}})
    (act,) = acts_of(rows, agreed, known, "review.csv")
    assert (act.act, act.on, act.value) == ("note", "r-T001", "kept without 1 points that are gone")
    record = [*record, *lines_of([act], len(record), "author", AT)]
    assert acts_of(rows, agreed, replace(known, record=record), "review.csv") == []


@pytest.mark.parametrize("cells", [{"decision": "reject"}, {"decision": "merge", "into": "r-T002"}])
def test_a_theme_rejected_or_merged_in_its_agreed_row_is_not_accepted_anew_from_its_candidate_row(cells):
    both = sheet(ca={"decision": "accept"}, cb={"decision": "accept"})
    after = [*both, agreed_row("r-T001", **cells)]
    record, agreed = standing_after(both, after)
    assert [theme.id for theme in agreed.themes] == ["r-T002"]
    assert ruled(after, agreed, record) == []


def test_a_ruling_on_a_merged_candidate_that_would_move_none_of_its_points_is_refused():
    agreed = agreed_after({"ca": ACCEPT, "cb": {"decision": "merge", "into": "ca"}})
    for cells in ({"decision": "accept"}, {"decision": "reject"}):
        with pytest.raises(RecordError, match="candidate cb was merged into r-T001"):
            ruled(sheet(ca={"decision": "accept"}, cb=cells), agreed)


def test_a_merge_whose_theme_was_merged_on_since_stands_as_it_was():
    first = sheet(ca={"decision": "accept"}, cb={"decision": "merge", "into": "ca"})
    record, agreed = standing_after(first, [*first, agreed_row("r-T001", decision="reject")])
    assert agreed.themes == ()
    assert ruled([*first, agreed_row("r-T001", decision="reject")], agreed, record) == []


def test_a_move_is_told_once():
    rows = sheet(ca={"decision": "accept"}, cb={"decision": "accept"}, p1={"decision": "move", "into": "cb"})
    record, agreed = standing_after(rows)
    assert [[member.point for member in theme.members] for theme in agreed.themes] == [[], ["p1", "p2"]]
    assert ruled(rows, agreed, record) == []


def test_a_row_that_stands_twice_is_refused():
    rows = sheet(ca={"decision": "accept"})
    twice = [*rows, (8, dict(rows[0][1]) | {"decision": "merge", "into": "cb"})]
    assert "review.csv:8: id: stands in row 2 already; take one of the two rows out" in faults_of(twice)


def test_a_count_that_is_no_number_is_no_crash():
    assert ruled(sheet(ca={"decision": "accept", "responses": "about 6"}))[0][0] == "accept"


def test_an_agreed_id_that_was_never_given_cannot_be_merged():
    agreed = agreed_after(sheet(ca={"decision": "accept"}))
    with pytest.raises(RecordError, match="is that of no agreed theme"):
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


BOTH = {"ca": {"decision": "accept"}, "cb": {"decision": "accept"}}


@pytest.mark.parametrize(
    "filled",
    [
        {"r-T001": {"decision": "merge", "into": "r-T002"}, "r-T002": {"decision": "merge", "into": "r-T001"}},
        {"r-T001": {"decision": "merge", "into": "r-T002"}, "r-T002": {"decision": "reject"}},
        {"p1": {"decision": "move", "into": "r-T002"}, "r-T002": {"decision": "merge", "into": "r-T001"}},
    ],
)
def test_a_theme_that_goes_in_the_same_sheet_takes_no_points(filled):
    record, agreed = standing_after(BOTH)
    told = faults_of(sheet(agreed, **filled), agreed, record)
    assert any("into: names a theme that row" in fault and "merges or rejects" in fault for fault in told)


@pytest.mark.parametrize("asked", [{"decision": "reject"}, {"decision": "merge", "into": "r-T003"}])
def test_a_candidate_whose_theme_was_merged_is_ruled_on_no_more(asked):
    record, agreed = standing_after(BOTH, {"r-T001": {"decision": "merge", "into": "r-T002"}})
    told = faults_of(sheet(agreed, ca=asked), agreed, record)
    assert "decision: was accepted as r-T001, and that merged into r-T002; rule on that theme" in told[0]


def test_a_candidate_whose_theme_was_rejected_may_be_merged():
    record, agreed = standing_after(BOTH, {"r-T001": {"decision": "reject"}})
    rows = sheet(agreed, ca={"decision": "merge", "into": "r-T002"})
    assert ruled(rows, agreed, record) == [("merge", "ca", "r-T002")]
