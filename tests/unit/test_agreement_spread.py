"""Alpha's interval is alpha as the release tells it, with the spread that points of that number have."""

import random
import statistics

import pytest

from pipeline.review.agreement import Both, alpha_of_sets
from pipeline.review.agreement_spread import alpha_told, apart_by_chance, points_for, width_of

ITEMS = ("WS1a", "WS1d", "WS2a", "WS3b", "NONE")


def coded(count, agree, seed):
    """Two who agree on so many points, and by chance on others; every other point has a second item."""
    drawn = random.Random(seed)
    both = []
    for number in range(count):
        a = (drawn.choice(ITEMS[:4]),) if number % 2 else ("NONE",)
        b = a if drawn.random() < agree else (drawn.choice(ITEMS),)
        more = ("WS3a",) if number % 4 == 1 and b != ("NONE",) else ()
        both.append(Both(point=f"p{number:04d}", response=f"r{number // 2}", a=a, b=(*b, *more)))
    return both


@pytest.mark.parametrize(("count", "agree", "seed"), [(12, 0.9, 1), (40, 0.5, 2), (200, 0.7, 3)])
def test_the_middle_is_the_alpha_of_a_release_and_the_ends_lie_around_it(count, agree, seed):
    both = coded(count, agree, seed)
    told = alpha_told(both)
    assert told["value"] == alpha_of_sets(both)
    assert told["low"] < told["value"] < told["high"]


def test_where_all_gave_one_thing_there_is_no_alpha():
    same = [Both(point=f"p{n}", response=f"r{n}", a=("NONE",), b=("NONE",)) for n in range(9)]
    assert alpha_told(same) is None
    assert alpha_of_sets(same) is None


def test_order_says_nothing_and_more_points_say_more():
    both = coded(60, 0.7, 4)
    assert alpha_told(both) == alpha_told(both[::-1])
    few, many = alpha_told(coded(40, 0.7, 5)), alpha_told(coded(640, 0.7, 5))
    assert many["high"] - many["low"] < (few["high"] - few["low"]) / 2


def test_the_width_that_is_told_beforehand_is_the_one_that_comes():
    apart = apart_by_chance([1, 1, 1, 1, 1])
    assert apart == pytest.approx(0.8)
    told = []
    for seed in range(60):
        drawn = random.Random(seed)
        pairs = [(drawn.choice(ITEMS), drawn.choice(ITEMS), drawn.random() < 0.67) for _ in range(100)]
        both = [
            Both(point=f"p{n}", response=f"r{n}", a=(a,), b=(a if same else b,)) for n, (a, b, same) in enumerate(pairs)
        ]
        told.append(alpha_of_sets(both))
    assert 1.96 * statistics.stdev(told) == pytest.approx(width_of(100, 0.67, apart), abs=0.03)


def test_so_many_points_buy_so_narrow_an_interval():
    for width in (0.05, 0.1, 0.2):
        many = points_for(width, 0.667, 0.85)
        assert width_of(many, 0.667, 0.85) <= width < width_of(max(1, many - 10), 0.667, 0.85)
    assert points_for(0.1, 1.0, 0.85) == 10
    assert apart_by_chance([]) == 1.0
    assert apart_by_chance([7]) == 0.1
