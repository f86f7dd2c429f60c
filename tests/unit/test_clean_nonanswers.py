import pytest

from pipeline.clean.nonanswers import non_answer

ASKS = ("help", "barrier", "future", "comment")


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
