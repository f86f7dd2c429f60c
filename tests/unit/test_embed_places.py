"""Where a row stands in a product changes no bit of it, whatever routine the processor is given."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed.places import BLOCK, DISTANCES, distance

ROWS = np.array([[1, 2, 3], [0.5, -1, 7]], np.float32)
# What OpenBLAS takes for processors with AVX2 alone, and for those with AVX-512.
_KERNELS = ("Haswell", "SkylakeX")
_TRIED = """
from embedding import small_model
import numpy as np
said = [f"{'robot ' * (number * 7 % 50)}{number}" for number in range(24)]
model = small_model(2)
whole = model.both(said)
assert np.array_equal(model.both(said[::-1])[::-1], whole)
assert all(np.array_equal(model.both([said[number]])[0], whole[number]) for number in range(0, 24, 7))
"""


def _by_place(period: int, first: int):
    """A product whose rows differ in their last bit between the first places of each period and the rest."""

    def product(blocks: np.ndarray) -> np.ndarray:
        other = np.arange(blocks.shape[1]) % period >= first
        return np.where(other[None, :, None], np.nextafter(blocks, np.float32(9)), blocks)

    return product


@pytest.mark.parametrize(
    ("period", "first", "wanted"), [(1, 1, 1), (12, 6, 12), (16, 8, 16), (8, 1, 8), (5, 2, BLOCK), (BLOCK, 128, BLOCK)]
)
def test_the_distance_is_the_least_at_which_bits_stay(period: int, first: int, wanted: int):
    assert distance([_by_place(period, first)], ROWS) == wanted


def test_the_product_that_is_most_particular_decides():
    assert distance([_by_place(1, 1), _by_place(8, 4), _by_place(12, 6)], ROWS) == 24


def test_every_distance_divides_a_product():
    assert all(BLOCK % apart == 0 for apart in DISTANCES)


@pytest.mark.parametrize("kernel", _KERNELS)
def test_a_row_depends_on_its_text_alone_whatever_routine_the_processor_is_given(kernel: str):
    here = Path(__file__).parents[1]
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel, "PYTHONPATH": f"{here.parent}{os.pathsep}{here}"}
    subprocess.run([sys.executable, "-c", _TRIED], env=environment, check=True, timeout=300)
