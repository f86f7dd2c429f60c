"""What stands beside a text touches that text alone; what was read before is tagged as if read anew."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tagging import EXAMPLES, TEXTS, small_tagger, taught_tagger

from pipeline.tag.context import Context
from pipeline.tag.logistic import Calibration
from pipeline.tag.sets import best_set, best_sets, expected_f1

UNITS, WORDS = list(TEXTS), list(TEXTS.values())
ASKED = [f"q{number % 2}" for number in range(len(EXAMPLES))]


def tagger_that_heard_the_question():
    return small_tagger().learned_from(EXAMPLES.assign(question=ASKED, who=ASKED))


@settings(max_examples=10, deadline=None)
@given(place=st.integers(0, len(UNITS) - 1), rest=st.sampled_from(["The mailbox is full.", "Zebras.", " "]))
def test_context_changes_its_own_unit_only(place, rest):
    answers = ["" for _ in UNITS]
    answers[place] = f"{WORDS[place]} {rest}"
    plain = taught_tagger().probabilities(WORDS)
    told = taught_tagger().probabilities(WORDS, Context(answer=answers))
    others = np.arange(len(UNITS)) != place
    assert np.array_equal(plain[others], told[others])


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(len(UNITS))))
def test_units_in_context_are_tagged_the_same_in_any_order(order):
    answers = [f"{text} {WORDS[0]}" for text in WORDS]
    asked = [f"q{number % 3}" for number in range(len(UNITS))]
    context = Context(answer=answers, question=asked, who=asked)
    tagger = tagger_that_heard_the_question()
    once = tagger.tags(UNITS, WORDS, context=context).set_index("unit")
    turned = Context(**{name: [getattr(context, name)[at] for at in order] for name in ("question", "answer", "who")})
    again = tagger.tags([UNITS[at] for at in order], [WORDS[at] for at in order], context=turned).set_index("unit")
    assert once.equals(again.loc[UNITS])


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 99), some=st.integers(0, len(EXAMPLES)))
def test_a_fit_on_what_was_read_before_equals_a_fresh_one(seed, some):
    known = EXAMPLES.sample(some, random_state=seed)
    tagger = small_tagger()
    read = tagger.read([*known["text"], *WORDS])
    kept = type(read).of(read.frame())
    again = tagger.learned_from(EXAMPLES, read=kept)
    assert again.tags(UNITS, WORDS).equals(taught_tagger().tags(UNITS, WORDS))
    assert again.tags_of(UNITS, kept[np.arange(some, len(read))]).equals(taught_tagger().tags(UNITS, WORDS))


@settings(max_examples=5, deadline=None)
@given(group=st.sampled_from(range(12)), item=st.sampled_from(["B1", "B2", "NONE"]))
def test_a_decided_text_unseen_never_saw_its_group(group, item):
    groups = [f"g{number // 4}" for number in range(len(EXAMPLES))]
    texts = [f"{text} {number}" for number, text in enumerate(EXAMPLES["text"])]
    told = EXAMPLES.assign(group=groups, text=texts)
    other = told.assign(items=told["items"].where(told["group"] != f"g{group}", item))
    first, second = (small_tagger().learned_from(each).unseen().set_index("id") for each in (told, other))
    own = told.loc[told["group"] == f"g{group}", "id"]
    assert first.loc[own].equals(second.loc[own])
    assert not first.equals(second)


@settings(max_examples=25, deadline=None)
@given(
    slope=st.floats(0.01, 5),
    logits=st.lists(st.floats(-20, 20), min_size=2, max_size=8),
    shift=st.floats(-5, 5),
)
def test_calibration_keeps_the_order_of_texts(slope, logits, shift):
    moved = Calibration(slope, np.array([shift]))(np.array(sorted(logits))[:, None])
    assert (np.diff(moved[:, 0]) >= 0).all()


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.lists(st.floats(0, 1), min_size=5, max_size=5), min_size=1, max_size=6))
def test_sets_of_many_rows_are_those_of_each(rows):
    codes = ("a", "b", "c", "d", "NONE")
    assert best_sets(codes, np.array(rows)) == [best_set(codes, np.array(row)) for row in rows]


@settings(max_examples=25, deadline=None)
@given(row=st.lists(st.floats(0, 1), min_size=4, max_size=4), size=st.integers(1, 3))
def test_expected_f1_is_the_mean_over_all_outcomes(row, size):
    told = 0.0
    for outcome in range(16):
        right = [bool(outcome >> place & 1) for place in range(4)]
        chance = np.prod([value if hit else 1 - value for value, hit in zip(row, right, strict=True)])
        told += chance * 2 * sum(right[:size]) / (size + sum(right))
    assert np.isclose(expected_f1(np.array([row]), size)[0], told)


def test_examples_with_context_teach_the_same_in_any_order():
    rows = EXAMPLES.assign(question=ASKED, group=ASKED, weight=np.linspace(0.2, 1, len(EXAMPLES)))
    first, second = (
        small_tagger().learned_from(each).probabilities(WORDS)
        for each in (rows, pd.DataFrame(rows.sample(frac=1, random_state=3)))
    )
    assert np.array_equal(first, second)
