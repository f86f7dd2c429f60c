import pytest
from sentences import by_heading

from pipeline.clean.nonanswers import non_answer

ASKS = ("help", "barrier", "future", "comment")


def asked(file):
    """Each text of a file with the questions it is an answer to."""
    found = by_heading(file).items()
    return [(text, heading.replace("unknown", "-").split()) for heading, texts in found for text in texts]


@pytest.mark.parametrize(("text", "asks"), asked("non_answers.txt"))
def test_non_answers_are_told_by_their_question(text, asks):
    assert all(non_answer(text, "" if one == "-" else one) for one in asks)


@pytest.mark.parametrize(("text", "asks"), asked("answers_like_non_answers.txt"))
def test_answers_that_look_like_non_answers_are_kept(text, asks):
    assert all(non_answer(text, "" if one == "-" else one) is None for one in asks)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("No, as above", "points to another answer"),
        ("As I said, nothing to add", "points to another answer"),
        ("please see my answer to Q1", "points to another answer"),
        ("No, I don't know", "does not know"),
        ("None, no comment", "no comment"),
        ("n/a, none", "not applicable"),
        ("No", "bare yes or no"),
        ("👍", "no word"),
    ],
)
def test_of_two_rules_the_more_telling_one_is_named(text, rule):
    assert non_answer(text, "help") == rule


def test_a_barrier_that_is_nothing_is_an_answer_after_a_bare_no_too():
    assert non_answer("No, nothing really", "barrier") is None
    assert non_answer("No, nothing really", "help") == "nothing"


@pytest.mark.parametrize(
    "text", ["-", "?", "???", "...", "👍", "N/A", "n/a.", "NA", "n.a.", "n / a", "None", "none.", "[PHONE]"]
)
def test_what_says_nothing_to_any_question(text):
    assert all(non_answer(text, asks) for asks in (*ASKS, ""))


@pytest.mark.parametrize(
    "text",
    [
        "No comment",
        "don't know",
        "Don’t know!",
        "dont know",
        "nothing to add",
        "As above",
        "not sure really",
        "No",
        "Not applicable",
        "No further comments at this time, thank you",
        "Can't think of anything",
        "ditto",
    ],
)
def test_what_says_nothing_once_a_question_is_known(text):
    assert all(non_answer(text, asks) for asks in ASKS)
    assert non_answer(text, "") is None


@pytest.mark.parametrize("text", ["Nothing", "nothing really", "Nothing at all.", "nothing that I can think of"])
def test_nothing_is_a_statement_only_about_barriers(text):
    assert non_answer(text, "barrier") is None
    assert non_answer(text, "") is None
    assert all(non_answer(text, asks) == "nothing" for asks in ("help", "future", "comment"))


@pytest.mark.parametrize(
    "text",
    [
        "none of the systems talk to each other",
        "no passwords",
        "don't know who to ring",
        "EPS",
        "Nothing gets done",
        "5",
        "No internet",
        "nothing to sign in with but a smartcard",
        "As above all else, faster",
        "the same old printer",
        "[PERSON] is kind",
    ],
)
def test_what_says_something_is_kept(text):
    assert all(non_answer(text, asks) is None for asks in (*ASKS, ""))
