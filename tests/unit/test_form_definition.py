"""Faults of a form in survey.yml: told with what to do, before anybody opens it."""

import datetime as dt
import re

import pytest

from pipeline.definitions.survey import Survey, parse_survey
from pipeline.errors import DefinitionError
from pipeline.newround import Wanted, like_text, survey_text

HEAD = """\
format: 1
round: check-2026
title: A form
opens: 2026-01-01
closes: 2026-02-01
columns: {id: ref}
about:
  - {id: who, title: Who, column: who, options: {team: Team, supplier: Supplier}}
"""
FIRST = "  - {id: a, kind: choice, text: A?, column: a, options: {x: X, y: Y}, shown_to: {who: [team]}}\n"
SEVERAL = "  - {id: m, kind: choices, text: M?, column: m, options: {x: X, y: Y}}\n"


def read(questions: str, head: str = HEAD) -> Survey:
    return parse_survey(f"{head}questions:\n{questions}", "survey.yml", "check-2026")


def faults(questions: str, head: str = HEAD) -> str:
    with pytest.raises(DefinitionError) as caught:
        read(questions, head)
    return str(caught.value)


def text(more: str) -> str:
    return f"  - {{id: t, kind: text, text: T?, column: t, {more}}}\n"


def test_a_question_that_nobody_meets_is_told() -> None:
    said = faults(FIRST + text("only_if: {a: [x]}, shown_to: {who: [supplier]}, required: true"))
    assert "survey.yml:9: nobody meets question t: no answer to 'who' fits all its conditions" in said
    assert "mend its 'shown_to'" in said
    second = FIRST.replace("id: a", "id: b").replace("column: a", "column: b").replace("shown_to", "only_if")
    chain = second.replace("{who: [team]}", "{a: [x]}") + text("only_if: {b: [x], a: [y]}")
    assert "nobody meets question t: no answer to 'a'" in faults(FIRST + chain)
    assert "nobody meets question t: no answer to 'a'" in faults(FIRST + text("only_if: {a: []}"))


def test_conditions_that_somebody_meets_are_right() -> None:
    assert read(FIRST + text("only_if: {a: [x, y]}, shown_to: {who: [team]}")).question("t").only_if == {
        "a": ("x", "y")
    }
    other = text("only_if: {m: [y]}").replace("id: t", "id: u").replace("column: t", "column: u")
    assert len(read(SEVERAL + text("only_if: {m: [x]}") + other).questions) == 3


def test_options_that_cannot_be_told_and_a_most_below_none_are_faults() -> None:
    assert "question m has an option without a value" in faults(SEVERAL.replace("x: X", '"": X'))
    assert "attribute who has an option without a value" in faults(SEVERAL, HEAD.replace("team: Team", '" ": Team'))
    assert "question m allows -1 options" in faults(SEVERAL.replace("column: m", "column: m, most: -1"))


@pytest.mark.parametrize("contact", ["Jane at the office", "views@group", "@group.example", "a b@group.example"])
def test_a_contact_that_is_no_address_is_told(contact: str) -> None:
    head = HEAD + f"form: {{contact: '{contact}'}}\n"
    assert f"'contact' is '{contact}', no e-mail or web address" in faults(SEVERAL, head)


@pytest.mark.parametrize("contact", ["views@group.example", "https://group.example/contact", ""])
def test_a_contact_that_is_an_address_is_taken(contact: str) -> None:
    assert read(SEVERAL, HEAD + f"form: {{contact: '{contact}'}}\n").form.contact == contact


@pytest.mark.parametrize("sign", ["\\0", "\\a", "\\x7f", "\\e"])
def test_a_sign_that_nobody_sees_is_told_with_the_part_that_holds_it(sign: str) -> None:
    assert "'questions' holds a control character" in faults(SEVERAL.replace("text: M?", f'text: "M{sign}?"'))
    assert "'about' holds a control character" in faults(SEVERAL, HEAD.replace("team: Team", f'team: "T{sign}"'))
    assert read(SEVERAL.replace("text: M?", 'text: "M?\\n\\tשלום"')).question("m").text == "M?\n\tשלום"


def _wanted(round: str) -> Wanted:
    return Wanted(round=round, title="T: a", opens=dt.date(2026, 1, 1), closes=dt.date(2026, 2, 1), questions=("Why?",))


def test_a_new_round_says_what_its_form_may_say_and_is_right_with_and_without() -> None:
    told = survey_text(_wanted("new-2026"))
    bare = parse_survey(told, "survey.yml", "new-2026")
    assert bare.version == 1
    full = parse_survey(re.sub(r"(?m)^( +)# (?=[a-z_]+:)", r"\1", told), "survey.yml", "new-2026")
    assert (full.form.contact, full.form.asks_organisation) == ("views@group.example", True)
    assert full.form.introduction
    assert full.form.privacy
    assert (full.question("q1").hint, full.question("q1").required, full.question("q1").longest) == (
        "What stands below the question, in small letters.", True, 2000,
    )  # fmt: skip
    assert bare.form.contact == ""
    assert bare.attributes[0].ask.endswith("?")


def test_a_round_after_another_begins_with_its_own_first_version() -> None:
    before = HEAD.replace("title: A form", "version: 4\ntitle: A form") + "questions:\n" + SEVERAL
    survey = parse_survey(before, "survey.yml", "check-2026")
    after = parse_survey(like_text(_wanted("new-2026"), before, survey), "survey.yml", "new-2026")
    assert (survey.version, after.version) == (4, 1)


def test_a_round_after_one_that_had_no_form_says_how_its_form_asks() -> None:
    before = HEAD + "questions:\n" + SEVERAL
    survey = parse_survey(before, "survey.yml", "check-2026")
    told = like_text(_wanted("new-2026"), before, survey)
    assert "about:\n  # The form asks by these titles" in told
    assert parse_survey(told, "survey.yml", "new-2026").attributes == survey.attributes
