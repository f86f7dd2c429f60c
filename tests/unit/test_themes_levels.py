import numpy as np
import pytest

from pipeline.themes.levels import APART, LEAST_RESPONSES, LEAST_TEXTS, SMALL, first_cut, parts
from tests.grouping import clusters_of, placed

TWO_THINGS = [[1, 0.8, 0, 0], [1, 0, 0.8, 0], [0, 0, 0, 1]]  # two sides of one theme, and what is far from both
FAR = 200


def as_themes(texts):
    """All but the last 200 texts as one theme, those as another, so that there is a background."""
    return np.where(np.arange(len(texts)) < len(texts) - FAR, 0, 1)


def parts_of(texts):
    return parts(texts, clusters_of(texts.vectors, as_themes(texts)), 0)[:-FAR].tolist()


def test_a_theme_of_two_things_has_two_parts_the_larger_first():
    texts = placed(TWO_THINGS, [30, 40, FAR])
    assert parts_of(texts) == [1] * 30 + [0] * 40


def test_its_two_sides_are_no_kin():
    texts = placed(TWO_THINGS, [30, 40, FAR])
    found = clusters_of(texts.vectors, as_themes(texts))
    cut = first_cut(texts, found, parts(texts, found, 0))
    assert cut[0] < APART
    assert cut[1] == 1


def test_of_three_parts_the_two_closest_are_one_side():
    texts = placed([[1, 0.8, 0, 0, 0], [1, 0.5, 0.6, 0, 0], [0.3, 0, 0, 1, 0], [0, 0, 0, 0, 1]], [30, 30, 30, FAR], 0.1)
    found = clusters_of(texts.vectors, as_themes(texts))
    three = np.repeat([0, 1, 2, -1], [30, 30, 30, FAR])
    two = np.repeat([0, 0, 1, -1], [30, 30, 30, FAR])
    assert first_cut(texts, found, three)[0] == first_cut(texts, found, two)[0]


def test_a_theme_of_one_thing_has_no_parts():
    assert set(parts_of(placed([[1, 0], [0, 1]], [60, FAR], noise=0.8))) == {-1}


def test_a_small_theme_is_read_whole():
    half = LEAST_TEXTS // 2 - 1
    assert set(parts_of(placed(TWO_THINGS, [half, half, FAR]))) == {-1}


def test_what_few_said_is_no_part():
    voices = [f"r{n % 3}" if n >= 40 else f"s{n}" for n in range(70)] + [f"t{n}" for n in range(FAR)]
    assert LEAST_RESPONSES > 3
    assert set(parts_of(placed(TWO_THINGS, [40, 30, FAR], responses=voices))) == {-1}


def test_there_are_seven_parts_at_most():
    nine = [[1.0, *[0.9 if one == other else 0.0 for other in range(10)]] for one in range(9)]
    found = parts_of(placed([*nine, [0.0] * 10 + [1.0]], [12] * 9 + [FAR], noise=0.1))
    assert set(found) == set(range(7))


def test_texts_outside_themes_have_no_part():
    texts = placed(TWO_THINGS, [40, 30, FAR])
    labels = as_themes(texts)
    labels[[3, 50]] = -1
    part = parts(texts, clusters_of(texts.vectors, labels), 0)
    assert part[[3, 50]].tolist() == [-1, -1]
    assert set(part[:70].tolist()) == {-1, 0, 1}


def test_a_large_theme_is_cut_as_a_small_one():
    texts = placed(TWO_THINGS, [SMALL, 100, FAR])
    assert parts_of(texts) == [0] * SMALL + [1] * 100


@pytest.mark.parametrize("count", [1, 5, 30])
def test_equal_vectors_are_one_thing(count):
    texts = placed([[1.0]], [count], noise=0)
    assert set(parts(texts, clusters_of(texts.vectors, np.zeros(count, dtype=int)), 0)) == {-1}
