"""The sets with known secrets that benchmarks/clean.py scores against."""

import importlib
import json
import random
import re

import pytest
from shared import shared

from benchmarks import clean, clean_sets
from benchmarks.clean_pii import whole_names
from benchmarks.clean_speed import answers

INVENTED = pytest.mark.parametrize("made", [clean_sets.sector, clean_sets.second])
DRAMA = re.compile(r"7700900|0207946|01(?:1[3-8]|21|61)4960|1614960|01914980|01632960|02920180|02896496|0808157")


def secrets(rows, kind):
    return [each["text"] for row in rows for each in json.loads(row["pii"]) if each["type"] == kind]


def digits(text):
    return re.sub(r"\D", "", text)


def is_checked(number):
    return sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 0


@INVENTED
def test_the_invented_answers_name_nobody_that_can_be_reached(made):
    rows = made()
    assert all(number.startswith("999") and is_checked(number) for number in map(digits, secrets(rows, "NHS_NUMBER")))
    assert all(DRAMA.search(digits(number)) for number in secrets(rows, "PHONE"))
    assert all("example" in mail.lower() for mail in secrets(rows, "EMAIL"))


@INVENTED
def test_a_secret_of_the_invented_answers_stands_in_its_text_and_ids_are_given_once(made):
    rows = made()
    assert all(each["text"] in row["text"] for row in rows for each in json.loads(row["pii"]))
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)


@INVENTED
def test_three_answers_in_five_hold_no_secret(made):
    rows = made()
    assert sum(row["pii"] == "[]" for row in rows) >= 0.6 * len(rows)


def test_made_nhs_numbers_have_their_check_digit():
    rng = random.Random(7)
    assert all(is_checked(clean_sets.nhs_number(rng)) for _ in range(200))


def test_a_filled_text_tells_its_secrets():
    row = clean_sets.with_secrets("1", "Ask ⟦PERSON:Bryn⟧ on ⟦PHONE:01632 960001⟧")
    assert row is not None
    assert row["text"] == "Ask Bryn on 01632 960001"
    assert [each["type"] for each in json.loads(row["pii"])] == ["PERSON", "PHONE"]


def test_a_secret_that_the_rest_says_too_makes_no_row():
    assert clean_sets.with_secrets("1", "Will ⟦PERSON:will⟧ come?") is None


def test_every_slot_of_the_values_can_be_filled_again_with_the_same_seed():
    slots = [
        "name",
        "first_name",
        "last_name",
        "address",
        "date_of_birth",
        "email",
        "url",
        "nhs_number",
        "ods",
        "plate",
    ]
    first, again = (clean_sets.Values(random.Random(3)) for _ in range(2))
    assert [first.value(slot) for slot in slots] == [again.value(slot) for slot in slots]


def test_a_part_that_is_not_there_is_refused_with_the_parts_that_are(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["clean", "nonsense"])
    with pytest.raises(SystemExit):
        clean.main()
    told = capsys.readouterr().err
    assert all(part in told for part in clean.PARTS)


def test_every_part_has_a_table():
    assert all(callable(importlib.import_module(module).table) for module in clean.PARTS.values())


def test_a_name_is_whole_only_where_no_word_of_it_is_left():
    gold = [{"id": "1", "text": "Asked Ned Lumley", "pii": '[{"text": "Ned Lumley", "type": "PERSON"}]'}]
    assert whole_names(gold, {"1": "Asked [PERSON] Lumley"}) == "0.000"
    assert whole_names(gold, {"1": "Asked [PERSON]"}) == "1.000"


def test_answers_for_the_clock_repeat_a_fifth_at_most():
    pool = [f"sentence number {n}" for n in range(40)]
    made = list(answers(500, pool))
    assert made == list(answers(500, pool))
    assert len(set(made)) >= 400


@pytest.mark.real_data
@pytest.mark.skipif(shared() is None, reason="the shared data is not here")
def test_the_marks_fit_the_comments_that_were_marked():
    rows = clean_sets.comments()
    assert len(rows) == 300
    assert all(each["text"].istitle() or " " in each["text"] for row in rows for each in json.loads(row["pii"]))


@pytest.mark.real_data
@pytest.mark.skipif(shared() is None, reason="the shared data is not here")
def test_templates_are_filled_to_the_last_slot():
    rows = clean_sets.filled()
    assert not [row["id"] for row in rows if "{{" in row["text"] or "⟦" in row["text"]]
    assert len(rows) > 1000
