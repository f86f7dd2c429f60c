import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from theming import spoken_by

from pipeline.embed.hashed import HashedWords
from pipeline.themes.classes import LETTERS, word_classes
from pipeline.themes.describe import describe_levels
from pipeline.themes.texts import distinct_texts
from pipeline.themes.words import MARK

THINGS = ("label printer", "stock room", "fridge", "delivery van", "rota", "till")
SAID = ("is slow", "was not working", "needs more light", "is friendly and clean", "could be bigger", "broke again")
LINES = [f"The {thing} {said} {when}." for thing in THINGS for said in SAID for when in ("today", "every week")]


def described(order):
    frame = pd.DataFrame(
        {
            "point": [f"p{number:03d}" for number in order],
            "response": [f"r{number:03d}" for number in order],
            "text": [LINES[number] for number in order],
        }
    )
    texts = distinct_texts(frame, HashedWords().encode(list(frame["text"])))
    labels = np.array([next(n for n, thing in enumerate(THINGS) if thing in text) for text in texts.shown])
    parts = np.array([int("week" in text) for text in texts.shown])
    centres = np.stack([texts.vectors[labels == label].mean(axis=0) for label in range(len(THINGS))])
    centres = np.asarray(centres / np.linalg.norm(centres, axis=1, keepdims=True), dtype=np.float32)
    return frame, describe_levels(texts, labels, centres, list(range(len(THINGS))), parts, {})


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(len(LINES))))
def test_the_order_of_rows_changes_no_word(order):
    assert described(order)[1] == described(range(len(LINES)))[1]


@settings(max_examples=10, deadline=None)
@given(st.sets(st.integers(0, len(LINES) - 1), max_size=10))
def test_titles_and_keywords_are_words_of_three_people_and_examples_are_points(left_out):
    frame, (told, below) = described(sorted(set(range(len(LINES))) - left_out))
    every = [*told, *(part for parts in below.values() for part in parts.values())]
    assert len({one.title.casefold() for one in told}) == len(told)
    for one in every:
        assert set(one.examples) <= set(frame["point"])
        assert all(spoken_by(keyword, frame) >= 3 for keyword in one.keywords)
        assert spoken_by(one.title, frame) >= 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12).filter(lambda word: word.strip() == word), max_size=12))
def test_every_word_has_a_class(words):
    told = word_classes(words, np.zeros(len(words), dtype=int))
    assert len(told) == len(words)
    assert set(told) <= set(LETTERS.values())


def test_a_mark_of_redaction_is_no_word_of_a_title():
    assert not any(MARK.search(one.title) for one in described(range(len(LINES)))[1][0])
