import json
from dataclasses import replace

import pytest
from cleaning import RULES, answers, responses, sent

from pipeline.clean import clean
from pipeline.clean.ledger import reason
from pipeline.errors import PromiseError
from pipeline.schemas import STATES


@pytest.fixture
def ledger():
    rows = [sent("A"), sent("B", source="paper"), sent("C", source="paper")]
    texts = {
        "A/help": "Faster lines",
        "A/barrier": "",
        "B/help": "n/a",
        "B/barrier": "none",
        "C/help": "Bluer skies please",
    }
    return clean(responses(rows), answers(texts), RULES).ledger


def test_it_is_published_in_one_order(ledger):
    told = ledger.as_json()
    assert list(told) == ["responses", "answers", "by_source", "by_question", "rules"]
    assert list(told["responses"]) == ["received", *STATES]
    assert told["answers"]["received"] == 5
    assert [(row["source"], row["responses"]["received"], row["answers"]["usable"]) for row in told["by_source"]] == [
        ("paper", 2, 1),
        ("web", 1, 1),
    ]
    assert [(row["question"], row["answers"]["non-answer"]) for row in told["by_question"]] == [
        ("barrier", 1),
        ("help", 1),
    ]
    assert {"state": "blank", "rule": "empty cell", "answers": 1} in told["rules"]
    assert json.loads(json.dumps(told)) == told


def test_a_lost_answer_is_a_broken_promise(ledger):
    with pytest.raises(PromiseError, match=r"answers: 6 received but 5 accounted for"):
        replace(ledger, answers={**ledger.answers, "received": 6}).check()


def test_a_part_that_does_not_fit_the_whole_is_a_broken_promise(ledger):
    with pytest.raises(PromiseError, match="answers by question"):
        replace(ledger, by_question={"help": ledger.by_question["help"]}).check()


def test_a_reason_is_the_ledgers_word_and_the_rule():
    assert reason("non-answer", "no comment") == "non-answer: no comment"
    assert reason("withdrawn", "") == "withdrawn"
