import os
import subprocess
import sys
import time

import pandas as pd
import pytest
from cleaning import EXPLORE, RULES, answers, responses, sent, table_of

from pipeline.clean import clean
from pipeline.clean.campaigns import same_words
from pipeline.clean.copies_added import added_in
from pipeline.clean.copies_align import same_places

LETTER = (
    "Every pharmacy should see the same record as the surgery does. We lose an hour a day on the telephone. "
    "Please let the summary show which changes a doctor wants and why the dose was raised."
)
EDITED = (
    "Every chemist should see the same record as a surgery does. We lose an hour every day on the telephone. "
    "Please let the summary tell which changes a doctor wants and why that dose was raised."
)
OTHER = (
    "Every pharmacy should be paid in time for what it does. The forms are long and nobody reads them twice. "
    "Please let the accounts show which claims were turned down and when the rest is paid out."
)
OWN = "My mother waited nine days for her tablets in March."


def _groups(*texts, persons_known=True):
    rows = [(f"{number}/q", str(number), text) for number, text in enumerate(texts, start=1)]
    return same_words(pd.DataFrame(rows, columns=["answer", "response", "text"]), persons_known=persons_known)


def _together(groups):
    return sorted(sorted(members) for _, members in groups.groupby("group")["answer"])


def test_a_letter_with_changed_words_is_still_the_letter():
    groups = _groups(LETTER, EDITED, LETTER, "The lift was out of order again when we came to the clinic today.")
    assert _together(groups) == [["1/q", "2/q", "3/q"]]
    assert set(groups["kind"]) == {"campaign"}
    assert set(groups["canonical"]) == {"1/q"}
    assert set(groups["added"]) == {""}


def test_what_most_sent_word_for_word_is_the_canonical_text():
    assert set(_groups(EDITED, LETTER, LETTER)["canonical"]) == {"2/q"}


def test_the_id_of_a_group_comes_from_the_words_of_its_canonical_text():
    alone, with_edits = _groups(LETTER, LETTER), _groups(EDITED, LETTER, LETTER, f"{LETTER} {OWN}")
    assert set(alone["group"]) == set(with_edits["group"])


@pytest.mark.parametrize(
    "text",
    [
        f"{OWN} {LETTER}",
        f"{LETTER} {OWN}",
        LETTER.replace("We lose", f"{OWN} We lose"),
        f"Dear all,\n{LETTER}\n{OWN}\nKind regards,\nA. Sender",
        f"{EDITED} {OWN}",
        f"{OWN} {LETTER[LETTER.index('We lose') :]}",
    ],
    ids=["before", "after", "between", "with a greeting", "with edits", "with a paragraph left out"],
)
def test_what_a_person_wrote_beside_the_letter_is_told_apart(text):
    groups = _groups(LETTER, LETTER, text).set_index("answer")
    assert groups.loc["3/q", "added"] == OWN
    assert [text[start:end] for start, end in added_in(text, OWN)] == [OWN]


def test_where_all_added_something_nobody_s_words_are_the_letter():
    more = "The shop next door closed because of that."
    groups = _groups(f"{LETTER} {OWN}", f"{more} {LETTER}").set_index("answer")
    assert groups["added"].to_dict() == {"1/q": OWN, "2/q": more}


def test_a_signature_is_no_claim():
    signed = f"{LETTER}\nKind regards,\nJo Sender"
    assert set(_groups(LETTER, signed)["added"]) == {""}


def test_two_letters_on_one_subject_stay_apart():
    assert _together(_groups(LETTER, OTHER, EDITED, OTHER)) == [["1/q", "3/q"], ["2/q", "4/q"]]


def test_two_letters_stay_apart_where_somebody_sent_both():
    groups = _groups(LETTER, OTHER, f"{LETTER} {OTHER}", LETTER, OTHER, EDITED).set_index("answer")["group"]
    assert groups["1/q"] == groups["4/q"] == groups["6/q"]
    assert groups["2/q"] == groups["5/q"] != groups["1/q"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "I think that the staff were very friendly and helpful but the wait was far too long",
            "I think that the staff were very friendly and helpful when my father broke his hip in June",
        ),
        ("On the whole I am very happy with the service", f"On the whole I am very happy with the service. {LETTER}"),
        ("We would like to see shorter waits for the tablets", "We would like to see clearer labels on the boxes"),
        (
            f"As a pharmacist for twenty years I say this: {OWN}",
            f"As a pharmacist for twenty years I say this: {OTHER}",
        ),
    ],
)
def test_a_shared_opening_or_stock_phrase_is_no_campaign(one, other):
    assert _groups(one, other).empty


def test_copies_of_copies_do_not_pull_strangers_together():
    words = [f"word{number}" for number in range(120)]
    chain = [" ".join(words[start : start + 40]) for start in range(0, 80, 10)]
    groups = _groups(*chain).set_index("answer")["group"]
    assert groups.get("1/q") != groups.get("8/q")
    assert groups.value_counts().max() <= 5


def test_without_persons_equal_words_are_exact_and_others_a_campaign():
    assert set(_groups(LETTER, LETTER.upper(), persons_known=False)["kind"]) == {"exact"}
    assert set(_groups(LETTER, EDITED, persons_known=False)["kind"]) == {"campaign"}


def test_a_person_who_says_it_twice_is_no_campaign():
    rows = [("1/a", "1", LETTER), ("1/b", "1", EDITED)]
    assert same_words(pd.DataFrame(rows, columns=["answer", "response", "text"]), persons_known=True).empty


def test_no_answers_make_no_groups():
    assert _groups().empty
    assert _groups("", "", "…", "?!").empty


def test_words_agree_in_one_piece_or_not_at_all():
    letter = LETTER.split()
    long = ["the", "of", "and", "we", "a"] * 2000
    assert same_places(letter, [*long, *letter, *long]) == [(place, 10_000 + place) for place in range(len(letter))]
    assert same_places(["one", "of", "the", "best"], ["some", "of", "the", "rest"]) == []


def test_what_many_say_costs_no_pairs():
    """Thirty thousand with one sentence and words of their own: minutes, were each compared with each."""
    texts = [f"I agree with what my own pharmacy told you in its answer, x{n} y{n} z{n}" for n in range(3000)]
    start = time.perf_counter()
    groups = _groups(*texts)
    assert time.perf_counter() - start < 30
    assert len(groups) == 3000
    assert groups["group"].nunique() == 1


@pytest.mark.parametrize(
    "text", ["no " * 40_000, "x" * 100_000, "ab. " * 25_000, "\n" * 100_000, "a.b" * 33_000, "( " * 50_000]
)
def test_texts_of_any_length_are_safe(text):
    start = time.perf_counter()
    _groups(text, f"{text} {LETTER}", LETTER)
    assert time.perf_counter() - start < 20


_SCRIPT = """
import pandas as pd
from pipeline.clean.campaigns import same_words
words = [f"w{n % 37}x{n % 11}" for n in range(400)]
texts = [" ".join(words[n:n + 30] + [f"own{n}"] * (n % 4)) for n in range(0, 200, 3)] * 2
ids = [str(n) for n in range(len(texts))]
frame = pd.DataFrame({"answer": ids, "response": ids, "text": texts})
print(same_words(frame, persons_known=True).to_csv())
"""


def test_the_same_groups_on_any_day():
    told = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_without_decisions_an_addition_is_a_point_of_its_own_and_in_a_round_no_later_copy_changes_points():
    run_on = LETTER.replace(". ", " ").rstrip(".") + " my own mother waited nine days for her tablets"
    texts = [LETTER.replace(". ", " ").rstrip(".")] * 2 + [run_on]
    explored = clean(*table_of(texts), EXPLORE)
    assert "my own mother waited nine days for her tablets" in set(explored.points["text"])
    told = {f"R{number}/help": text for number, text in enumerate(texts, start=1)}
    round = clean(responses([sent(id.split("/")[0]) for id in told]), answers(told), RULES)
    alone = clean(responses([sent("R3")]), answers({"R3/help": run_on}), RULES)
    assert list(round.points.loc[round.points["response"] == "R3", "point"]) == list(alone.points["point"])
