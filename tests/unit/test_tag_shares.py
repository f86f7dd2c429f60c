"""Shares of items: right on the average, their interval holds what it promises and is narrower than a count's."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tag.shares import proportion, reading, shares

CODES = ("A", "B", "NONE")
USUAL = np.log(np.array([0.05, 0.3, 0.15]) / (1 - np.array([0.05, 0.3, 0.15])))


def world(rng, people=160):
    """Points of people who speak of one thing more than of others, and probabilities that are right on the average."""
    response = np.repeat(np.arange(people), 1 + rng.poisson(1.2, people))
    said = USUAL + 2 * rng.normal(size=(people, 3))[response] + 2 * rng.normal(size=(len(response), 3))
    right = 1 / (1 + np.exp(-said))
    return response, rng.random(right.shape) < right, right


TRUE = world(np.random.default_rng(1), 100_000)[1].mean(axis=0)


def frame(probabilities):
    return pd.DataFrame(probabilities, index=[f"p{n:04d}" for n in range(len(probabilities))], columns=CODES)


def estimate(response, truth, probabilities, decided, weights=None):
    told = frame(probabilities)
    ruled = {told.index[n]: tuple(code for code, on in zip(CODES, truth[n], strict=True) if on) for n in decided}
    homes = {point: f"r{number}" for point, number in zip(told.index, response, strict=True)}
    return shares(reading(told, ruled, told.loc[list(ruled)], homes, weights))


def unsure_first(rng, probabilities, count):
    """As people do: the points that the tagger doubts most, and some of the others."""
    order = np.argsort(probabilities.max(axis=1))
    return [*order[: count // 2], *rng.choice(order[count // 2 :], count // 2, replace=False)]


def by_lot(rng, probabilities, count):
    return list(rng.choice(len(probabilities), count, replace=False))


@pytest.mark.parametrize("drawn", [by_lot, unsure_first])
@pytest.mark.parametrize("wrong", [0.5, 1.0, 2.0])
def test_the_interval_holds_the_true_share_however_points_were_chosen_and_however_sure_the_tagger_is(drawn, wrong):
    """Over-sure and under-sure taggers are mended by what people decided; 180 intervals of which 171 should hold."""
    held, widths, alone, errors, plainly = 0, [], [], [], 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        response, truth, right = world(rng)
        probabilities = 1 / (1 + ((1 - right) / right) ** wrong)
        decided = drawn(rng, probabilities, 100)
        found = estimate(response, truth, probabilities, decided)
        for number, code in enumerate(CODES):
            if found[code].share is None:
                assert "people decided too few" in found[code].why_not
                continue
            share = found[code].share
            held += share.low <= TRUE[number] <= share.high
            errors.append(share.share - TRUE[number])
            widths.append(share.high - share.low)
            plain = proportion(truth[decided, number].sum(), len(decided))
            alone.append(plain.high - plain.low)
            plainly += plain.low <= TRUE[number] <= plain.high
    assert held / len(widths) >= 0.91
    assert abs(np.mean(errors)) < 0.01
    # Counting the decided points alone is wider, or, where they were not drawn by lot, wrong.
    assert np.mean(widths) < np.mean(alone) if drawn is by_lot else plainly / len(widths) < 0.7


def test_where_everything_is_decided_the_share_is_the_count():
    response, truth, right = world(np.random.default_rng(0), 60)
    found = estimate(response, truth, right, range(len(truth)))
    for number, code in enumerate(CODES):
        assert found[code].share.share == pytest.approx(truth[:, number].mean())
        assert found[code].like == pytest.approx(truth[:, number].mean())


def test_answers_of_one_person_are_not_answers_of_several():
    """The same points, once each by another person and once four by each: the interval must tell them apart."""
    rng = np.random.default_rng(3)
    one = rng.random((60, 3)) < [0.1, 0.4, 0.2]
    truth = np.repeat(one, 4, axis=0)
    right = np.clip(truth * 0.8 + 0.1, 0, 1)
    many = estimate(np.arange(240), truth, right, range(240))["B"].share
    few = estimate(np.repeat(np.arange(60), 4), truth, right, range(240))["B"].share
    assert few.high - few.low > 1.7 * (many.high - many.low)


def test_how_right_the_tagger_is_by_itself():
    """It gives A to twenty points of which fifteen are A, and misses five others."""
    truth = np.zeros((200, 3), dtype=bool)
    truth[:15, 0] = truth[20:25, 0] = True
    truth[:, 1] = ~truth[:, 0]
    probabilities = np.tile([0.1, 0.8, 0.0], (200, 1))
    probabilities[:20] = [0.9, 0.05, 0.0]
    found = estimate(np.arange(200), truth, probabilities, range(200))["A"]
    assert (found.precision.share, found.recall.share) == (pytest.approx(0.75), pytest.approx(0.75))
    assert found.precision.low < 0.6 < 0.85 < found.precision.high
    none = estimate(np.arange(200), truth, probabilities, range(200))["NONE"]
    assert (none.precision, none.recall) == (None, None)


def test_a_code_that_nobody_gave_is_not_said_to_be_impossible():
    truth = np.zeros((300, 3), dtype=bool)
    probabilities = np.full((300, 3), 0.001)
    share = estimate(np.arange(300), truth, probabilities, range(100))["A"].share
    assert 0 <= share.low <= share.share < 0.01
    assert 0.01 < share.high < 0.06


def test_too_few_decided_points_give_no_share():
    response, truth, right = world(np.random.default_rng(0), 40)
    found = estimate(response, truth, right, range(15))["A"]
    assert (found.share, found.precision) == (None, None)
    assert "too few" in found.why_not


def test_points_that_the_tagger_doubts_do_not_stand_for_those_it_is_sure_of():
    rng = np.random.default_rng(0)
    response, truth, right = world(rng)
    doubted = np.argsort(abs(right[:, 1] - 0.5))[:100]
    assert estimate(response, truth, right, doubted)["B"].share is None


def test_a_weight_moves_the_share_towards_its_group():
    response, truth, right = world(np.random.default_rng(5), 200)
    loud = response % 2 == 0
    truth[loud, 1], right[loud, 1] = True, 0.9
    weights = {f"r{number}": 0.1 if number % 2 == 0 else 1.0 for number in range(200)}
    plain = estimate(response, truth, right, range(len(truth)))["B"].share
    even = estimate(response, truth, right, range(len(truth)), weights)["B"].share
    assert even.share < plain.share - 0.1


def test_a_response_without_a_weight_is_left_out():
    response, truth, right = world(np.random.default_rng(5), 200)
    mine = response < 100
    weights = {f"r{number}": 1.0 for number in range(100)}
    some = estimate(response, truth, right, range(len(truth)), weights)["B"].share
    assert some.share == pytest.approx(truth[mine, 1].mean())


@given(st.permutations(range(120)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_points_does_not_matter(order):
    rng = np.random.default_rng(7)
    told = frame(np.round(rng.random((120, 3)), 3))
    homes = {point: f"r{number // 2}" for number, point in enumerate(told.index)}
    ruled = {point: ("A",) if number % 3 else ("B",) for number, point in enumerate(told.index[:60])}
    plain = shares(reading(told, ruled, told.iloc[:60], homes))
    mixed = told.iloc[list(order)]
    again = shares(reading(mixed, dict(reversed(ruled.items())), mixed.loc[mixed.index.isin(list(ruled))], homes))
    assert again == plain


@given(st.integers(0, 30), st.integers(30, 400), st.floats(0, 0.02))
def test_a_counted_share_lies_in_its_interval_and_more_doubt_makes_it_wider(count, of, variance):
    plain, doubted = proportion(count, of), proportion(count, of, variance)
    for each in (plain, doubted):
        assert 0 <= each.low <= each.share <= each.high <= 1
    assert doubted.high - doubted.low >= plain.high - plain.low - 1e-9


def test_a_counted_share_by_the_book():
    """Wilson's interval of 10 in 100, as textbooks give it."""
    found = proportion(10, 100)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0552, 0.1744)
