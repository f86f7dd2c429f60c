import os
from functools import partial

import pytest

from pipeline.engine import cores, spread


def total(start: int, part: list[int]) -> tuple[int, int]:
    return start + sum(part), os.getpid()


def refuse(part: list[int]) -> int:
    raise ValueError(f"{len(part)} rows")


PARTS = [[number] * 3 for number in range(7)]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_in_the_order_of_the_partitions(workers: int):
    made = list(spread(partial(total, 100), PARTS, workers))
    assert [number for number, _ in made] == [100 + 3 * number for number in range(7)]
    assert ({process for _, process in made} == {os.getpid()}) == (workers < 2)


def test_no_partitions_and_one_need_no_process():
    assert list(spread(partial(total, 0), [], 2)) == []
    assert list(spread(partial(total, 0), [[1]], 2)) == [(1, os.getpid())]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_partition_raises_is_raised_here(workers: int):
    with pytest.raises(ValueError, match="3 rows"):
        list(spread(refuse, PARTS, workers))


def test_there_is_a_core():
    assert cores() >= 1
