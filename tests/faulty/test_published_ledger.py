"""A release whose account does not add up: each way it can fail is named with the place and the cure."""

import json

import pytest
from books import CHECKOUT, FIXTURE, TODAY, lay_out

from pipeline.errors import PromiseError
from pipeline.publish.book import build_book
from pipeline.publish.gate import release_faults

SOUND = (FIXTURE / "surveys/example-round/published.json").read_text("utf-8")


def answer_lost(value):
    value["ledger"]["answers"]["usable"] -= 1


def response_in_two_states(value):
    value["ledger"]["responses"]["blank"] += 1


def source_short(value):
    del value["ledger"]["by_source"][1]


def question_moved(value):
    value["ledger"]["by_question"][0]["answers"]["usable"] -= 1
    value["ledger"]["by_question"][0]["answers"]["held back"] += 1


def reason_missing(value):
    value["ledger"]["rules"].pop()


def reason_given_twice(value):
    value["ledger"]["rules"].append({"state": "blank", "rule": "empty cell", "answers": 1})


def state_unknown(value):
    del value["ledger"]["answers"]["withdrawn"]


def total_at_odds(value):
    value["totals"]["responses"] += 1


FAULTS = {
    answer_lost: "answers: 2480 received but 2479 accounted for",
    response_in_two_states: "responses: 1240 received but 1241 accounted for",
    source_short: "responses by source, received: the parts make 1200, the whole is 1240",
    question_moved: "answers by question, usable: the parts make 2299, the whole is 2300",
    reason_missing: "rules: they put 0 answers under withdrawn, the account has 1",
    reason_given_twice: "rules: they put 141 answers under blank, the account has 140",
    state_unknown: "a part of it is missing or is no count ('withdrawn')",
    total_at_odds: "responses: 1241 in the totals, 1240 received in the ledger",
}


@pytest.mark.parametrize(("spoil", "said"), FAULTS.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_an_account_that_does_not_add_up_is_named(spoil, said):
    value = json.loads(SOUND)
    spoil(value)
    told = [str(fault) for fault in release_faults(value, "published.json")]
    assert any(line.startswith(f"published.json: the ledger does not add up: {said}") for line in told), told
    assert all(line.endswith("or make it again: cpitg publish example-round") for line in told)


def test_the_releases_that_are_here_add_up():
    paths = [path for path in (CHECKOUT / "surveys").glob("*/**/*.json") if path.parent.name != "build"]
    for path in paths:
        assert release_faults(json.loads(path.read_text("utf-8")), path.name) == []
    assert paths


def test_no_book_is_made_of_it(tmp_path):
    place = lay_out(tmp_path / "checkout")
    value = json.loads(SOUND)
    answer_lost(value)
    place.round("example-round").published.write_text(json.dumps(value), "utf-8")
    with pytest.raises(PromiseError, match="2480 received but 2479"):
        build_book(place, TODAY)
    assert not place.generated.exists()
