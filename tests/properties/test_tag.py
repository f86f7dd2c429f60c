"""A text's tags depend on the text, the cards and the decisions: never on the texts beside it, nor on any order."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tagging import EXAMPLES, TEXTS, small_tagger, taught_tagger

from pipeline.tag.sets import best_set
from pipeline.tag.tagger import Tagger

WORDS = [
    "password",
    "smartcard",
    "mailbox",
    "broadband",
    "thank",
    "you",
    "is",
    "down",
    "pay",
    "zebra",
    "Ünïcode",
    "9",
    ".",
]
ANY_TEXT = st.one_of(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.text(max_size=40))
TAGGERS = pytest.mark.parametrize("tagger", [small_tagger, taught_tagger])


@TAGGERS
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(ANY_TEXT, min_size=1, max_size=6))
def test_rows_tagged_one_by_one_are_as_tagged_together(tagger, texts):
    units = [str(number) for number in range(len(texts))]
    together = tagger().tags(units, texts)
    alone = [tagger().tags([unit], [text]).iloc[0].tolist() for unit, text in zip(units, texts, strict=True)]
    assert together.to_numpy().tolist() == alone


@settings(max_examples=25, deadline=None)
@given(text=ANY_TEXT)
def test_scores_are_shares_and_items_are_codes(text):
    row = small_tagger().tags(["x"], [text]).iloc[0]
    scores, items = json.loads(row["scores"]), row["items"].split(";")
    assert all(0 <= score <= 1 for score in scores.values())
    assert set(items) <= set(scores)
    assert items == ["NONE"] or "NONE" not in items


@settings(max_examples=25, deadline=None)
@given(text=ANY_TEXT)
def test_cues_given_as_reasons_stand_in_the_text(text):
    reasons = json.loads(small_tagger().tags(["x"], [text])["reasons"][0])
    assert all(reason["cue"] in text for reason in reasons if "cue" in reason)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 99))
def test_examples_teach_the_same_in_any_order(seed):
    shuffled = EXAMPLES.sample(frac=1, random_state=seed)
    first, second = (
        small_tagger().learned_from(each).tags(list(TEXTS), list(TEXTS.values())) for each in (EXAMPLES, shuffled)
    )
    assert first.equals(second)


@settings(max_examples=50, deadline=None)
@given(row=st.lists(st.floats(0, 1), min_size=3, max_size=12))
def test_a_set_starts_with_the_likeliest_code(row):
    codes = tuple(f"c{number}" for number in range(len(row)))
    items = best_set(codes, np.array(row))
    assert row[codes.index(items[0])] == max(row)
    assert 1 <= len(items) <= 3


def test_a_text_made_twice_is_tagged_twice_the_same():
    def once(tagger: Tagger) -> list:
        return tagger.tags(list(TEXTS), list(TEXTS.values())).to_numpy().tolist()

    assert once(small_tagger.__wrapped__()) == once(small_tagger.__wrapped__())
