import numpy as np
import pytest

from pipeline.embed.near import FEW, GROUP, closeness_of, largest
from pipeline.embed.protocol import unit_rows


@pytest.mark.parametrize("columns", [7, FEW, FEW + 1, FEW + GROUP - 1, 2 * FEW])
def test_largest_are_those_that_sorting_finds(columns: int):
    close = np.random.default_rng(columns).normal(size=(9, columns)).astype(np.float32)
    found = np.take_along_axis(close, largest(close, 5), axis=1)
    assert np.array_equal(np.sort(found, axis=1), np.sort(close, axis=1)[:, -5:])


def test_of_many_equal_columns_the_first_are_taken():
    close = np.zeros((2, 2 * FEW), np.float32)
    close[1, -1] = 1
    assert sorted(largest(close, 3)[0]) == [0, 1, 2]
    assert sorted(largest(close, 3)[1]) == [0, 1, 2 * FEW - 1]


def test_no_row_is_its_own_neighbour():
    rows = unit_rows(np.random.default_rng(2).normal(size=(12, 4)).astype(np.float32))
    block = np.array([3, 8])
    close = closeness_of(rows, block)
    assert close[0, 3] == close[1, 8] == -1
    assert not (largest(close, 5) == block[:, None]).any()
