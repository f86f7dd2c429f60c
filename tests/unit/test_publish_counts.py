"""Counts three ways: what is equal, what is hidden, and what is said of letters sent by many."""

import pandas as pd
import pytest
from cleaning import responses, sent
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.campaigns import same_words
from pipeline.publish.counts import Organisations, campaigns, copied, distinct_texts, organisations
from pipeline.publish.suppress import SMALLEST, alone

LETTER = "We ask that every pharmacy may read and write the shared record this year"
OTHER = "Please pay for the second internet line of every pharmacy in the villages"


def cleaned(texts: dict[str, str]) -> pd.DataFrame:
    rows = [(id, *id.split("/"), text) for id, text in texts.items()]
    return pd.DataFrame(rows, columns=["answer", "response", "question", "text"])


def points_of(answers: pd.DataFrame) -> pd.DataFrame:
    return answers[["answer", "response", "text"]]


def named(count: int, *, asked: bool = True) -> Organisations:
    return Organisations(asked, {f"r{n}": f"o{n}" for n in range(count)})


def told(texts, who=None, before=None, added=None):
    answers = cleaned(texts)
    groups = same_words(answers, persons_known=True)
    if added:
        groups["added"] = groups["answer"].map(added).fillna("")
    return campaigns(groups, answers, points_of(answers), who or named(0, asked=False), [before] if before else [])


def test_organisations_are_counted_once_and_only_where_told():
    rows = [sent("A", organisation="x"), sent("B", organisation="x"), sent("C")]
    found = organisations(responses(rows), asked=True)
    assert found.of == {"A": "x", "B": "x"}
    assert found.count({"A", "B", "C"}) is None
    assert named(6).count({f"r{n}" for n in range(9)}) == 6


def test_a_round_that_asked_for_no_organisation_has_no_count():
    assert named(9, asked=False).count({"r1", "r2", "r3", "r4", "r5"}) is None
    assert named(9, asked=False).told({"r1"}) is None


@pytest.mark.parametrize(("count", "before", "shown"), [
    (4, [], None), (0, [], None), (5, [], 5), (9, [7], None), (9, [2, 6], None), (9, [9], 9), (12, [7], 12),
    (9, [None], 9), (9, [4, 9], 9),
])  # fmt: skip
def test_a_count_by_itself_is_hidden_where_it_or_its_growth_is_small(count, before, shown):
    assert alone(count, before) == shown


def test_how_many_named_theirs_is_hidden_where_few_did_or_few_did_not():
    assert named(20).told([f"r{n}" for n in range(30)]) == 20
    assert named(20).told([f"r{n}" for n in range(22)]) is None
    assert named(3).told([f"r{n}" for n in range(30)]) is None
    assert named(20).told([f"r{n}" for n in range(30)], before=[18]) is None
    assert named(20).told([f"r{n}" for n in range(30)], before=[18, None]) is None


def test_responses_that_say_the_same_are_one_text():
    texts = {"A/q1": "Faster  lines", "B/q1": "faster lines", "C/q1": "Faster lines", "C/q2": "More", "D/q2": "More"}
    assert distinct_texts(cleaned(texts), {}) == 3
    assert distinct_texts(cleaned({}), {}) == 0


def test_a_copy_is_the_letters_text_unless_its_sender_added_something():
    said = cleaned(
        {"A/q": LETTER, "B/q": LETTER.replace("ask", "beg"), "C/q": f"{LETTER}. Our line fails", "D/q": OTHER}
    )
    groups = pd.DataFrame({"answer": ["A/q", "B/q", "C/q"], "group": "G1", "added": ["", "", "Our line fails"]})
    assert distinct_texts(said, copied(groups)) == 3
    assert distinct_texts(said, {}) == 4


def test_a_letter_of_five_or_more_is_counted_three_ways_and_never_told():
    texts = {f"r{n}/q": LETTER if n % 2 else LETTER.upper() for n in range(7)} | {f"s{n}/q": OTHER for n in range(3)}
    found = told(texts, named(7))
    assert (found["letters"], found["responses"]) == (1, 7)
    [row] = found["rows"]
    assert {key: row[key] for key in row if key != "id"} == {
        "responses": 7, "distinct_texts": 1, "organisations": 7, "added_points": 0,
    }  # fmt: skip
    assert found["smaller"] == {"letters": None, "responses": None}
    assert "record" not in str(found).casefold()


def test_smaller_letters_are_only_counted_together():
    texts = {f"r{n}/q": LETTER for n in range(3)} | {f"s{n}/q": OTHER for n in range(3)}
    assert told(texts) == {
        "letters": 0, "responses": 0, "smaller": {"letters": 2, "responses": 6}, "rows": [],
    }  # fmt: skip


def test_without_letters_all_is_nought():
    assert told({"A/q": "Faster lines"}) == {
        "letters": 0, "responses": 0, "smaller": {"letters": 0, "responses": 0}, "rows": [],
    }  # fmt: skip


def test_points_that_senders_added_to_a_letter_are_counted():
    answers = cleaned({f"r{n}/q": LETTER for n in range(5)})
    groups = same_words(answers, persons_known=True)
    groups.loc[groups["answer"] == "r1/q", "added"] = "Our line\nfails daily. Send an engineer"
    own = [("r1/q", "r1", "Our line fails daily."), ("r1/q", "r1", "Send an engineer"), ("r2/q", "r2", "Our line")]
    points = pd.concat([points_of(answers), pd.DataFrame(own, columns=["answer", "response", "text"])])
    found = campaigns(groups, answers, points, named(0, asked=False), [])
    assert found["rows"][0]["added_points"] == 2


def test_the_organisations_of_a_letter_are_hidden_where_few_joined_since_the_release_before():
    texts = {f"r{n}/q": LETTER for n in range(9)}
    first = told(texts, named(7))
    assert first["rows"][0]["organisations"] == 7
    assert told(texts, named(9), {"campaigns": first})["rows"][0]["organisations"] is None
    # A letter may come back under another id, once most copies have other words.
    renamed = {"rows": [{**first["rows"][0], "id": "c0"}]}
    assert told(texts, named(9), {"campaigns": renamed})["rows"][0]["organisations"] is None
    assert told(texts, named(9), {"themes": []})["rows"][0]["organisations"] == 9


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([LETTER, OTHER, "Faster lines"])), max_size=12))
def test_there_are_never_more_texts_than_responses(said):
    texts = {f"{response}/q{n}": text for n, (response, text) in enumerate(said)}
    assert distinct_texts(cleaned(texts), {}) <= len({response for response, _ in said})


@given(st.lists(st.tuples(st.sampled_from([LETTER, OTHER, "Faster lines"]), st.sampled_from("uvwxyz")), max_size=30))
def test_no_small_count_of_organisations_is_ever_shown(said):
    texts = {f"r{n}/q": text for n, (text, _) in enumerate(said)}
    who = Organisations(True, {f"r{n}": body for n, (_, body) in enumerate(said)})
    found = told(texts, who) if texts else {"rows": []}
    assert all(row["organisations"] is None or row["organisations"] >= SMALLEST for row in found["rows"])
    assert all(row["responses"] >= SMALLEST for row in found["rows"])
