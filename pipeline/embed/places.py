"""How far apart the places in a matrix product lie that give a row the same bits.

A library for linear algebra picks its routine by a row's place within the product. On processors with AVX-512 all
places measured alike; OpenBLAS's routine for those with AVX2 alone takes twelve rows at a time and sums the first six
in another order than the rest, so the same row comes out with other bits from place 0 and from place 6.
"""

from collections.abc import Callable, Sequence

import numpy as np

from pipeline.embed.protocol import Vectors

# Rows of every product: fills the registers, one layer's work fits a core's cache, and each distance divides it.
BLOCK = 144
DISTANCES = (1, 2, 4, 6, 8, 12, 16, 24, 48, BLOCK)


def distance(products: Sequence[Callable[[Vectors], Vectors]], rows: Vectors) -> int:
    """The least of DISTANCES at which a row keeps its bits in each product, tried on this machine with each of `rows`.

    A product takes (1, BLOCK, in) to (1, BLOCK, out). BLOCK itself always serves: a product has one place of that kind.
    """
    made = [_made(product, row) for product in products for row in rows]
    return next(apart for apart in DISTANCES if all(_alike(out, apart) for out in made))


def _made(product: Callable[[Vectors], Vectors], row: Vectors) -> Vectors:
    out: Vectors = product(np.tile(row, (1, BLOCK, 1)))[0]
    return out


def _alike(out: Vectors, apart: int) -> bool:
    parts = out.reshape(-1, apart, out.shape[-1])
    return bool((parts == parts[0]).all())
