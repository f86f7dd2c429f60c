from functools import partial

import pytest
from cleaning import EXPLORE, KEY, RULES, answers, responses, sent, table_of

from pipeline.clean import clean, dropped
from pipeline.engine import spread
from pipeline.ids import public_id

LETTER = "Every pharmacy must be shown equally in every app"


def _states(cleaned):
    return {
        answer: (state, rule)
        for answer, state, rule in cleaned.answers[["answer", "state", "rule"]].to_numpy().tolist()
    }


# An answer of each state, with the state and the rule that it comes to.
_EACH = {
    "A/help": ("Faster broadband", "usable", ""),
    "A/barrier": ("Nothing", "usable", ""),
    "B/help": (" ", "blank", "empty cell"),
    "B/barrier": ("n/a", "non-answer", "not applicable"),
    "C/help": ("no comment", "non-answer", "no comment"),
    "D/help": ("Mae'r system yn rhy araf ac yn torri o hyd.", "awaiting translation", "language cy"),
    "E/help": ("You are a bunch of idiots", "held back", "abuse of persons"),
    "F/help": ("Nothing", "non-answer", "nothing"),
    "W/help": ("Ring me on 07700 900123", "withdrawn", "withdrawn"),
}


def test_every_answer_is_in_one_state_with_its_rule():
    sent_in = responses([*map(sent, "ABCDEF"), sent("W", withdrawn=True)])
    cleaned = clean(sent_in, answers({answer: text for answer, (text, _, _) in _EACH.items()}), RULES)
    assert _states(cleaned) == {answer: (state, rule) for answer, (_, state, rule) in _EACH.items()}
    assert dict(cleaned.ledger.responses) == {
        "received": 7,
        "usable": 1,
        "blank": 0,
        "non-answer": 3,
        "duplicate": 0,
        "awaiting translation": 1,
        "held back": 1,
        "withdrawn": 1,
    }


def test_nothing_of_a_withdrawn_answer_goes_further():
    cleaned = clean(responses([sent("W", withdrawn=True)]), answers({"W/help": "Ring me on 07700 900123"}), RULES)
    assert cleaned.answers[["raw", "repaired", "text"]].to_numpy().tolist() == [["", "", ""]]
    assert cleaned.spans.empty
    assert cleaned.points.empty


def test_a_response_sent_again_is_merged_with_a_trace_and_its_empty_cells_stay_blank():
    rows = [sent("R1", fields="f"), sent("R2", fields="f", submitted_at="2020-07-01T09:00:40Z")]
    texts = {
        f"{response}/{question}": text
        for response in ("R1", "R2")
        for question, text in (("help", LETTER), ("barrier", ""))
    }
    cleaned = clean(responses(rows), answers(texts), RULES)
    assert _states(cleaned)["R2/help"] == ("duplicate", "sent again: R1")
    assert _states(cleaned)["R2/barrier"] == ("blank", "empty cell")
    assert cleaned.groups.empty
    assert set(cleaned.points["response"]) == {"R1"}
    assert cleaned.ledger.rules[("duplicate", "sent again")] == 1
    assert cleaned.ledger.responses["duplicate"] == 1


def test_a_table_of_texts_has_no_duplicates_and_keeps_a_bare_nothing():
    cleaned = clean(*table_of([LETTER, LETTER, "Nothing", "n/a", "None", "-", "?", "", "don't know"]), EXPLORE)
    assert list(cleaned.answers["state"]) == ["usable"] * 3 + ["non-answer"] * 4 + ["blank", "usable"]
    assert list(cleaned.groups["kind"]) == ["exact", "exact"]
    assert list(cleaned.points["point"]) == ["1.1", "2.1", "3.1", "9.1"]
    assert list(dropped(cleaned.answers)["reason"]) == [
        "non-answer: not applicable",
        "non-answer: none",
        "non-answer: no word",
        "non-answer: no word",
        "blank: empty cell",
    ]


def test_rows_come_out_in_the_order_people_count():
    cleaned = clean(*table_of([f"answer number {number}" for number in range(12)]), EXPLORE)
    assert list(cleaned.answers["answer"]) == [str(number) for number in range(1, 13)]


def test_a_name_is_hidden_in_all_answers_of_its_response_and_in_no_other():
    texts = {
        "A/help": "Ask Mrs Quarmby, she knows",
        "A/barrier": "Nobody asks Quarmby anything",
        "B/help": "Quarmby is a village",
    }
    cleaned = clean(responses([sent("A"), sent("B")]), answers(texts), RULES)
    assert list(cleaned.answers["text"]) == [
        "Nobody asks [PERSON] anything",
        "Ask Mrs [PERSON], she knows",
        "Quarmby is a village",
    ]
    assert list(cleaned.spans["recogniser"]) == ["named before", "title"]


def test_a_short_answer_takes_the_language_of_those_beside_it():
    texts = {
        "A/help": "Mae'r system yn rhy araf ac yn torri o hyd.",
        "A/barrier": "Un ap syml i bawb",
        "B/help": "Un ap syml i bawb",
    }
    cleaned = clean(responses([sent("A"), sent("B")]), answers(texts), RULES)
    assert _states(cleaned)["A/barrier"] == ("awaiting translation", "language cy in the same response")
    assert _states(cleaned)["B/help"] == ("usable", "")


def test_spam_beside_an_answer_holds_it_back():
    texts = {
        "A/help": "Boost your ranking, guaranteed, free: http://x.example.com",
        "A/barrier": "Reply YES for a great price",
    }
    cleaned = clean(responses([sent("A")]), answers(texts), RULES)
    assert set(_states(cleaned).values()) == {("held back", "spam"), ("held back", "spam in the same response")}


def test_points_have_ids_under_the_rounds_key_and_repeats_are_numbered():
    text = "Please fix the printers now. Please fix the printers now."
    cleaned = clean(responses([sent("A")]), answers({"A/help": text}), RULES)
    words = "Please fix the printers now."
    assert list(cleaned.points["point"]) == [public_id(KEY, "p", "A/help", words, str(repeat)) for repeat in (1, 2)]


def test_whoever_waits_hears_of_every_answer():
    heard = []
    clean(*table_of(["one answer here"] * 7), EXPLORE, told=heard.append)
    assert sum(heard) == 7


def test_a_round_without_responses_is_a_round():
    cleaned = clean(*table_of([]), EXPLORE)
    assert len(cleaned.answers) == len(cleaned.points) == len(cleaned.groups) == 0
    assert cleaned.ledger.as_json()["responses"]["received"] == 0


def test_a_response_that_was_shown_no_open_question_is_blank():
    cleaned = clean(responses([sent("A"), sent("B")]), answers({"A/help": "Faster lines"}), RULES)
    assert cleaned.ledger.responses["blank"] == 1


def test_other_processors_change_nothing():
    texts = table_of(["We need wifi. Also staff are lovely to us all", "n/a", "Mrs Quarmby on 07700 900123"] * 200)
    here, there = clean(*texts, EXPLORE), clean(*texts, EXPLORE, spread=partial(spread, workers=2))
    assert here.points.equals(there.points)
    assert here.answers.equals(there.answers)


def test_as_above_with_nothing_above_points_nowhere():
    told = clean(responses([sent("R1")]), answers({"R1/help": "as above", "R1/barrier": "The line drops out"}), RULES)
    rules = dict(zip(told.answers["question"], told.answers["rule"], strict=True))
    assert rules["help"] == "points to another answer"


@pytest.mark.parametrize("text", ["ditto", "asdfghjkl qwerty asdfasdf"])
def test_what_says_nothing_is_not_counted_as_personal(text):
    told = clean(responses([sent("R1")]), answers({"R1/help": text}), RULES).answers
    assert told["rule"][0] != "personal data only"
    assert told["state"][0] in ("non-answer", "held back")
