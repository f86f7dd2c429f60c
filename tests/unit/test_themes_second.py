import numpy as np
import pytest

from pipeline.themes.second import second_themes
from tests.grouping import clusters_of, placed

LINES = ["deliveries arrive late"] * 20 + ["rude counter staff"] * 20 + ["printers jam daily"] * 20


def texts_with(line, place, axes=((1, 0, 0), (0, 1, 0), (0, 0, 1))):
    """Twenty texts of each theme, and one text of the first at another place."""
    return placed([*map(list, axes), place], [20, 20, 20, 1], noise=1.0, lines=[*LINES, line])


def seconds_of(texts):
    labels = np.append(np.repeat([0, 1, 2], 20), 0)
    return second_themes(texts, clusters_of(texts.vectors, labels))


def test_a_text_that_says_two_things_is_in_two_themes():
    told = seconds_of(texts_with("late deliveries and rude staff", [3, 3, 0]))
    assert told[["text_no", "label"]].to_numpy().tolist() == [[60, 1]]
    assert told["score"].iloc[0] == pytest.approx(0.7, abs=0.1)


def test_a_text_between_two_that_has_words_of_one_only_is_in_one():
    assert not len(seconds_of(texts_with("late deliveries and more", [3, 3, 0])))


def test_a_text_with_words_of_both_that_lies_in_one_is_in_one():
    assert not len(seconds_of(texts_with("late deliveries and rude staff", [3, 0.3, 0])))


def test_a_text_between_two_themes_of_one_thing_says_one_thing():
    kin = ((1, 0, 0), (0.9, 0.5, 0), (0, 0, 1))
    assert not len(seconds_of(texts_with("late deliveries and rude staff", [3, 0.75, 0], kin)))


def test_a_text_without_a_theme_has_no_second_one():
    texts = texts_with("late deliveries and rude staff", [3, 3, 0])
    labels = np.append(np.repeat([0, 1, 2], 20), -1)
    assert not len(second_themes(texts, clusters_of(texts.vectors, labels)))


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_themes_have_no_seconds(count):
    texts = placed([[1.0, 0.0]], [5])
    told = second_themes(texts, clusters_of(texts.vectors, np.full(5, count - 1)))
    assert list(told.columns) == ["text_no", "label", "score"]
    assert not len(told)
