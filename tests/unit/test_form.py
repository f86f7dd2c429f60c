"""The form, sentence by sentence: what each kind of field takes, refuses and says."""

import datetime as dt

import pytest

from pipeline.collect.form.checking import length, read_step
from pipeline.collect.form.fields import Field, Step
from pipeline.collect.form.sending import flags, received
from pipeline.collect.form.steps import missing, path, steps
from pipeline.collect.form.words import ENGLISH, told
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.place import read_text, web_library

ROUND = """\
format: 1
round: form-2026
title: A form
opens: 2026-01-01
closes: 2026-02-01
form: {asks_organisation: true}
columns: {id: ref, submitted_at: sent, source: channel, consent_quote: quote, person: mail}
about:
  - {id: who, title: Who answered, ask: What do you do?, column: who, options: {team: Team, supplier: Supplier}}
questions:
  - {id: uses, kind: choices, text: Which?, column: uses, none_of: none, options: {eps: EPS, mail: Mail, none: None}}
  - {id: why, kind: text, text: Why none?, column: why, only_if: {uses: [none]}, required: true, longest: 10}
  - {id: more, kind: choice, text: More?, column: more, only_if: {uses: [eps]}, options: {"yes": "Yes", "no": "No"}}
  - {id: what, kind: text, text: What more?, column: what, only_if: {more: ["yes"]}}
  - {id: first, kind: ranked, most: 3, text: First?, column: first, options: {a: A, b: B, c: C, d: D}}
  - {id: when, kind: grid, text: When?, column: when, shown_to: {who: [supplier]}, rows: {a: A, "b c": B},
     options: {now: Now, later: Later}}
"""
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def survey() -> Survey:
    return parse_survey(ROUND, "survey.yml", "form-2026")


def page(survey: Survey, name: str) -> Step:
    return next(step for step in steps(survey) if step.name == name)


def said(step: Step, *posted: str) -> tuple[object, list[str]]:
    """The value and the faults of a page's first field after these values were sent for it."""
    field = step.fields[0].id
    values, faults = read_step(step, {field: posted})
    return values[field], [fault.said for fault in faults]


def text_page(**more: object) -> Step:
    field = Field(**{"id": "t", "kind": "text", "label": "T", "longest": 10, **more})  # type: ignore[arg-type]
    return Step(name="t", title="T", fields=(field,))


def test_a_text_too_long_is_kept_whole_and_told_by_how_much() -> None:
    value, faults = said(text_page(longest=1000), "x" * 1234)
    assert value == "x" * 1234
    assert faults == ["This is 1,234 characters long. Shorten it to 1,000 or fewer"]


def test_line_ends_count_one_and_emoji_two_as_on_the_page() -> None:
    assert said(text_page(), "12345\r\n789\r\n") == ("12345\n789\n", [])
    assert length("🙂") == 2
    assert said(text_page(), "🙂" * 5) == ("🙂" * 5, [])
    assert said(text_page(), "🙂" * 6)[1] != []


def test_signs_nobody_sees_are_taken_out_and_half_signs_are_marked() -> None:
    assert said(text_page(), "a\0b\x07c\x7f") == ("abc", [])
    assert said(text_page(), "a\ud800") == ("a\ufffd", [])
    assert said(text_page(), "a\x0bb\x0cc\td") == ("a\nb\nc\td", [])
    assert said(text_page(longest=5000), "שלום ŵŷ") == ("שלום ŵŷ", [])


def test_spaces_are_no_answer_where_one_is_required() -> None:
    assert said(text_page(required=True), " \n ")[1] == ["Enter an answer"]
    assert said(text_page(), " \n ") == (" \n ", [])


@pytest.mark.parametrize("text", ["a@b.example", "o'n+x@mail.pharmacy.example", "ŵ@ŷ.example"])
def test_addresses_are_taken(text: str) -> None:
    assert said(text_page(kind="email", longest=99), f" {text} ") == (text, [])


@pytest.mark.parametrize("text", ["a", "a@b", "a@b.", "@b.example", "a b@c.example", "a@b@c.example", "a@.example"])
def test_what_is_no_address_is_told_and_kept(text: str) -> None:
    value, faults = said(text_page(kind="email", longest=99), text)
    assert value == text
    assert faults == ["Enter an e-mail address in the form name@example.org"]


def test_none_goes_with_no_other(survey: Survey) -> None:
    assert said(page(survey, "uses"), "none") == (["none"], [])
    value, faults = said(page(survey, "uses"), "none", "eps")
    assert value == ["eps", "none"]
    assert faults == ["Choose ‘None’ alone, or take it out and keep the others"]


def test_a_value_that_is_not_offered_is_refused(survey: Survey) -> None:
    assert said(page(survey, "uses"), "other")[1] == ["Choose one of the answers offered"]
    assert said(page(survey, "first"), "a", "z")[1] == ["Choose one of the answers offered"]
    assert said(page(survey, "who"), "owner")[1] == ["Choose one of the answers offered"]


def test_places_of_a_ranked_choice_close_up_and_keep_their_order(survey: Survey) -> None:
    assert said(page(survey, "first"), "c", "", "a") == (["c", "a"], [])
    assert said(page(survey, "first"), "", "", "") == ([], [])
    assert page(survey, "first").fields[0].places == 3


def test_an_option_in_two_places_and_too_many_places_are_told(survey: Survey) -> None:
    value, faults = said(page(survey, "first"), "b", "b")
    assert value == ["b", "b"]
    assert faults == ["‘B’ is chosen twice. Choose something else in one of the two places"]
    assert said(page(survey, "first"), *"abcd")[1] == ["Choose 3 or fewer. You have chosen 4"]


def test_a_grid_is_a_field_for_each_row(survey: Survey) -> None:
    fields = page(survey, "when").fields
    assert [(field.id, field.label, field.kind) for field in fields] == [
        ("when.a", "A", "choice"),
        ("when.row", "B", "choice"),
    ]


def test_a_page_opens_by_an_answer_and_closes_with_the_page_it_hangs_on(survey: Survey) -> None:
    values = {"uses": ["eps"], "more": "yes", "what": "this"}
    assert [step.name for step in path(survey, values)] == ["who", "uses", "more", "what", "first", "you"]
    changed = values | {"uses": ["mail"]}
    assert [step.name for step in path(survey, changed)] == ["who", "uses", "first", "you"]
    assert path(survey, {"uses": ["mail"]}) == path(survey, changed)
    assert [step.name for step in path(survey, {"who": "supplier"})][-2:] == ["when", "you"]


def test_what_is_required_is_asked_of_those_who_meet_it(survey: Survey) -> None:
    assert missing(survey, {"uses": ["eps"]}) == ()
    found = missing(survey, {"uses": ["none"], "why": ""})
    assert [(step.name, fault.id) for step, fault in found] == [("why", "required")]
    too_long = missing(survey, {"uses": ["none"], "why": "x" * 11})
    assert [fault.id for _, fault in too_long] == ["too_long"]


def test_what_is_sent_holds_no_name_and_nothing_from_pages_left_behind(survey: Survey) -> None:
    values = {"uses": ["mail"], "why": "hidden", "you.name": "A Person", "you.email": "A@b.example",
              "you.organisation": "Corner Pharmacy", "consent_quote": True, "first": ["b", "a"]}  # fmt: skip
    sent, given = received(survey, values, id="R1", at=AT, source="form")
    assert sent.raw == {"ref": "R1", "sent": "2026-01-02T03:04:05Z", "channel": "form", "quote": "yes", "uses": "mail",
                        "first": "b;a"}  # fmt: skip
    assert (given.name, given.email, given.organisation) == ("A Person", "A@b.example", "Corner Pharmacy")
    assert (sent.sender, sent.organisation, sent.consent_quote) == ("A@b.example", "Corner Pharmacy", True)
    assert sent.closed == (("uses", "", "mail", 0), ("first", "", "b", 1), ("first", "", "a", 2))


def test_no_organisation_is_none(survey: Survey) -> None:
    sent, given = received(survey, {"you.organisation": "n/a"}, id="R1", at=AT, source="form")
    assert (sent.organisation, given.organisation) == ("", "n/a")


def test_a_person_looks_at_what_came_too_quickly_or_filled_the_trap(survey: Survey) -> None:
    assert flags(survey, {}, seconds=2.5, trap="") == ("sent in under 4 seconds",)
    assert flags(survey, {}, seconds=60, trap=" x ") == ("hidden field filled",)
    assert flags(survey, {}, seconds=60, trap="") == ()


def test_the_same_long_text_three_times_is_looked_at() -> None:
    opens = "".join(f"  - {{id: q{n}, kind: text, text: Q{n}, column: q{n}}}\n" for n in range(3))
    survey = parse_survey(ROUND.split("about:")[0] + "questions:\n" + opens, "survey.yml", "form-2026")
    same = {f"q{n}": "Buy cheap things from us today" for n in range(3)}
    assert flags(survey, same, seconds=60, trap="") == ("the same text in every answer",)
    assert flags(survey, {f"q{n}": "No comment" for n in range(3)}, seconds=60, trap="") == ()


def test_another_language_is_a_table_and_falls_back_to_english(survey: Survey) -> None:
    words = {"required": "Rhowch ateb"}
    step = text_page(required=True)
    assert read_step(step, {}, words)[1][0].said == "Rhowch ateb"
    assert told(words, "too_many", most=2, count=3) == "Choose 2 or fewer. You have chosen 3"
    assert steps(survey, {"you.title": "Amdanoch chi"})[-1].title == "Amdanoch chi"
    assert all(text and "{}" not in text for text in ENGLISH.values())


def test_the_page_counts_as_the_server_does() -> None:
    script = read_text(web_library("nhsuk-frontend/dist/nhsuk/components/character-count/character-count.js"))
    assert "countType: 'length'" in script
    assert "length(text) {\n    return text.length;" in script
