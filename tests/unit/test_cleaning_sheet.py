"""The worksheet of cleaning, cell by cell: what it asks for, what it refuses, and that a fault repeats no words."""

import pytest

from pipeline.clean.redact import KINDS
from pipeline.clean.rulings import places
from pipeline.errors import RecordError
from pipeline.ids import digest, text_digest
from pipeline.review.apply import lines_of
from pipeline.review.cleaning import CLEANING, Told, still_asked, suggested_cleaning
from pipeline.review.cleaning_apply import cleaning_acts

AT = "2020-11-30T12:00:00Z"
ID = "a" + "b" * 12
TEXT = "Plimsoll was rude; ask PLIMSOLL about the planning"


def answer(text=TEXT, *spans):
    return Told(
        answer="R1/help",
        response="r" + "b" * 12,
        state="usable",
        rule="",
        language="en",
        question="help",
        raw_digest=text_digest(text),
        digest=text_digest(text),
        repaired=text,
        text=text,
        spans=spans,
    )


def row(kind="answer", id=ID, **cells):
    return dict.fromkeys(CLEANING.columns, "") | {"kind": kind, "id": id} | cells


def ruled(*rows, lines=(), told=None):
    told = {ID: told or answer()}
    return cleaning_acts(list(enumerate(rows, 2)), told, {}, lines, KINDS, lambda _text: (), places, digest, "mine.csv")


def faults(*rows, **more):
    with pytest.raises(RecordError) as caught:
        ruled(*rows, **more)
    return str(caught.value)


def test_words_are_hidden_wherever_they_stand_in_the_answer_in_whatever_case():
    acts = ruled(row(decision="redact", words="Plimsoll")).acts
    assert [act.value for act in acts] == ["0-8 PERSON", "23-31 PERSON"]


def test_a_short_name_is_not_hidden_inside_other_words():
    acts = ruled(row(decision="redact", words="Ann"), told=answer("Ann does the planning")).acts
    assert [act.value for act in acts] == ["0-3 PERSON"]


def test_words_of_a_round_are_one_a_line():
    asked = ruled(row("words", "words-1", decision="hide", words="Plimsoll\r\nPHONE: 0199"))
    assert [act.value for act in asked.acts] == [digest("Plimsoll") + " PERSON", digest("0199") + " PHONE"]
    assert asked.words == ("Plimsoll", "0199")


@pytest.mark.parametrize(
    "cells",
    [
        {"decision": "Plimsoll"},
        {"decision": "redact", "words": "PLIMSOLL: rude"},
        {"decision": "redact", "words": "Plimsoll and"},
        {"decision": "redact", "words": "[PERSON] Plimsoll"},
        {"id": "Plimsoll", "decision": "let-in"},
        {"kind": "hidden", "id": "Plimsoll@1-2", "decision": "unredact"},
        {"kind": "Plimsoll", "decision": "let-in"},
        {"decision": "redact", "words": "Plimsoll", "reason": "plimsoll is the manager"},
        {"decision": "let-in", "digest": "0" * 16, "reason": "Plimsoll"},
    ],
)
def test_a_fault_repeats_no_cell(cells):
    told = faults(row(**cells))
    assert told.startswith("mine.csv:2: ")
    assert "plimsoll" not in told.casefold()


def test_a_reason_may_hold_a_longer_word_that_holds_a_short_name():
    assert ruled(row(decision="redact", words="Ann", reason="about planning"), told=answer("Ann does it")).acts


def test_rows_that_say_the_opposite_of_one_another_are_refused():
    hide = row("words", "words-1", decision="hide", words="Plimsoll")
    show = row("words", "words-2", decision="show", words="Plimsoll")
    assert "mine.csv:3: decision: says the opposite of row 2" in faults(hide, show)
    hidden = row("hidden", f"{ID}@0-8", digest=text_digest(TEXT), now="by a person", decision="unredact")
    told = answer(TEXT, (0, 8, "PERSON", "by a person"))
    assert "the opposite of row 2" in faults(row(decision="redact", words="Plimsoll"), hidden, told=told)


def test_a_sheet_applied_twice_asks_for_nothing_and_names_its_words_again():
    rows = (row(decision="redact", words="Plimsoll"), row("words", "words-1", decision="hide", words="Quill"))
    first = ruled(*rows)
    again = ruled(*rows, lines=lines_of(first.acts, 0, "author", AT))
    assert (len(first.acts), again.acts, again.words) == (3, (), ("Quill",))


def test_what_is_hidden_in_one_answer_stays_a_line_of_its_own_beside_words_hidden_everywhere():
    told = answer(TEXT, (0, 8, "PERSON", "by a person"), (23, 31, "PERSON", "by a person"))
    assert len(ruled(row(decision="redact", words="Plimsoll"), told=told).acts) == 2


def test_an_old_row_does_not_show_what_a_person_hid_since():
    old = row("hidden", f"{ID}@0-8", digest=text_digest(TEXT), decision="unredact")
    told = answer(TEXT, (0, 8, "PERSON", "by a person"))
    assert ruled(old, told=told).acts == ()
    suggested = suggested_cleaning({ID: told}, (), {})
    assert still_asked([old], suggested, (), (), digest) == []
    assert still_asked([old | {"now": "by a person"}], suggested, (), (), digest) == [old | {"now": "by a person"}]


def test_a_row_whose_line_was_taken_back_does_not_ask_for_it_again():
    rows = [
        row("hidden", f"{ID}@0-8", digest=text_digest(TEXT), decision="unredact"),
        row("words", "words-1", decision="show", words="Quill"),
        row(decision="let-in"),
    ]
    record = lines_of(ruled(*rows, told=answer(TEXT, (0, 8, "PERSON", "title"))).acts, 0, "author", AT)
    assert len(record) == 3
    assert still_asked(rows, (), record, record, digest) == rows
    assert still_asked(rows, (), record, (), digest) == []


def test_a_sheet_of_many_rows_costs_what_its_rows_cost():
    told = {f"a{number:012}": answer(f"Plimsoll {number} was here") for number in range(4000)}
    rows = [(n, row(id=id, decision="redact", words="Plimsoll")) for n, id in enumerate(told, 2)]
    many = cleaning_acts(rows, told, {}, (), KINDS, lambda _text: (), places, digest, "mine.csv").acts
    lines = lines_of(many, 0, "author", AT)
    assert cleaning_acts(rows, told, {}, lines, KINDS, lambda _text: (), places, digest, "mine.csv").acts == ()
