import numpy as np
import pytest
from theming import texts_of

from pipeline.themes.beside import alike, begin_alike, is_riddle, together
from pipeline.themes.language import learn_language
from pipeline.themes.wording import Candidate, weigh


def candidate(words, texts):
    """A phrase that stands in these texts; every other figure is a plain one."""
    return Candidate(
        words=tuple(words.split()),
        stems=frozenset(int.from_bytes(word.encode()) for word in words.split()),
        sense=1,
        whole=False,
        texts=np.array(texts),
        direct=len(texts),
        share=0.2,
        own=1.0,
        odds=1.0,
        nearness=1.0,
        strength=1.0,
        spread=1.0,
        anchor=1.0,
        shape="n",
        fit=1.0,
        complete=1.0,
    )


@pytest.mark.parametrize(("one", "two", "letters"), [("store", "storage", 4), ("", "a", 0), ("van", "van", 3)])
def test_letters_that_two_words_begin_with(one, two, letters):
    assert begin_alike(one, two) == letters


def test_forms_of_one_word_are_alike():
    assert alike(candidate("collaboration", [1]), candidate("collaborators", [2]))
    assert not alike(candidate("label printer", [1]), candidate("stock room", [2]))


def test_things_of_one_breath_stand_in_the_same_texts():
    assert together(candidate("fridge", [1, 2, 3, 4]), candidate("alarm", [3, 4, 9]))
    assert not together(candidate("fridge", [1, 2, 3, 4]), candidate("alarm", [4, 9]))


def test_a_short_form_that_nobody_explains_is_a_riddle():
    lines = ["the pt is late", "a pt came", "our pt waits", "the GPS is lost", "the gym", "use the GPS", "a GPS"]
    texts = texts_of(lines)
    centres = texts.vectors.mean(axis=0, keepdims=True)
    wording = weigh(learn_language(texts, 1, {}), np.zeros(len(texts), dtype=np.int64), centres)
    assert is_riddle(wording, ("pt",))
    assert not is_riddle(wording, ("gps",))
    assert not is_riddle(wording, ("gym",))
    assert not is_riddle(wording, ("late", "bus"))
