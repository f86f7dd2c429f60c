import numpy as np
import pytest

from pipeline.tag.sets import best_set, expected_f1

CODES = ("A1", "B1", "B2", "NONE")


def test_a_sure_code_stands_alone():
    assert best_set(CODES, np.array([0.95, 0.02, 0.01, 0.02])) == ("A1",)


def test_two_likely_codes_are_both_given_likeliest_first():
    assert best_set(CODES, np.array([0.7, 0.02, 0.9, 0.02])) == ("B2", "A1")


def test_none_stands_alone_where_it_is_first():
    assert best_set(CODES, np.array([0.3, 0.3, 0.3, 0.4])) == ("NONE",)


def test_none_is_never_given_beside_items():
    assert best_set(CODES, np.array([0.5, 0.1, 0.1, 0.49])) == ("A1",)


def test_equal_codes_stand_in_the_order_of_the_taxonomy():
    assert best_set(CODES, np.array([0.1, 0.4, 0.4, 0.1]))[0] == "B1"


def test_expected_f1_counts_every_outcome():
    # by hand: right .6 of the time; then F1 is 1 if the other is wrong (.7), 2/3 if it is right too (.3)
    assert expected_f1(np.array([[0.6, 0.3]]), 1) == pytest.approx(0.6 * (0.7 + 0.3 * 2 / 3))
