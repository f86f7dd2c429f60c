import pandas as pd

from pipeline.clean.campaigns import same_words
from pipeline.clean.copies_words import in_order
from pipeline.clean.duplicates import Sent, sent_again

LETTER = "every pharmacy must be shown equally in every app"


def _sent(response, at="2020-07-01T09:00:00Z", person="", fields="f", text=LETTER):
    return Sent(response=response, person=person, fields=fields, submitted_at=at, texts=(text,))


def test_the_same_fields_within_the_hour_are_one_response():
    assert sent_again([_sent("R2", "2020-07-01T09:59:00Z"), _sent("R1")]) == {"R2": "R1"}


def test_the_same_fields_an_hour_and_a_minute_later_are_two():
    assert sent_again([_sent("R1"), _sent("R2", "2020-07-01T10:01:00Z")]) == {}


def test_an_hour_counts_from_the_one_kept():
    again = sent_again([_sent("R1"), _sent("R2", "2020-07-01T09:50:00Z"), _sent("R3", "2020-07-01T10:40:00Z")])
    assert again == {"R2": "R1"}


def test_few_words_in_equal_fields_are_chance():
    assert sent_again([_sent("R1", text="faster please"), _sent("R2", text="faster please")]) == {}


def test_the_same_person_with_the_same_words_is_one_on_any_day():
    one, other = (
        _sent("R1", person="a@example.org", fields="x"),
        _sent("R2", "2020-08-01T09:00:00Z", person="a@example.org", fields="y"),
    )
    assert sent_again([other, one]) == {"R2": "R1"}


def test_the_same_person_with_other_words_is_heard_twice():
    assert (
        sent_again(
            [
                _sent("R1", person="a@example.org", fields="x"),
                _sent("R2", person="a@example.org", fields="y", text="new"),
            ]
        )
        == {}
    )


def test_without_times_nothing_is_within_the_hour():
    assert sent_again([_sent("R1", at=""), _sent("R2", at="")]) == {}


def test_equal_words_of_different_people_are_linked_by_length():
    rows = [
        ("2/q", "2", "No more PAPER!"),
        ("10/q", "10", "no more paper"),
        ("3/q", "3", LETTER),
        ("4/q", "4", f"{LETTER.upper()}."),
    ]
    answers = pd.DataFrame(rows, columns=["answer", "response", "text"])
    known = same_words(answers, persons_known=True)
    assert known[["answer", "kind", "canonical"]].to_numpy().tolist() == [
        ["2/q", "phrase", "2/q"], ["3/q", "campaign", "3/q"], ["4/q", "campaign", "3/q"], ["10/q", "phrase", "2/q"],
    ]  # fmt: skip
    assert set(same_words(answers, persons_known=False)["kind"]) == {"phrase", "exact"}


def test_one_person_saying_it_twice_is_no_group():
    answers = pd.DataFrame([("1/a", "1", LETTER), ("1/b", "1", LETTER)], columns=["answer", "response", "text"])
    assert same_words(answers, persons_known=True).empty


def test_ids_sort_as_people_count():
    assert sorted(["R10", "R9", "r1", "10", "9", "R9/b"], key=in_order) == ["9", "10", "R9", "R9/b", "R10", "r1"]
