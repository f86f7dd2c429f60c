"""Attributes that say nearly the same: groups of one that together are groups of the other, or shut others out."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from pipeline.publish.suppress import SMALLEST

_EXPECTED = 10  # people two groups would share by chance; where they share none, it is no chance


def nested(one: Mapping[str, str], other: Mapping[str, str], responses: Iterable[str]) -> bool:
    """Whether some groups of one attribute are, but for fewer than five of the responses, some groups of the other.

    Then each attribute's table tells a sum of the other's rows, which neither of the two tables alone gives away. Where
    two large groups share nobody, each bounds the other's neighbours in the same way.
    """
    pairs = Counter((one.get(each, ""), other.get(each, "")) for each in responses)
    mine, theirs = Counter[str](), Counter[str]()
    for (here, there), count in pairs.items():
        mine[here] += count
        theirs[there] += count
    rows = sorted(group for group, count in mine.items() if count >= SMALLEST)
    columns = sorted(group for group, count in theirs.items() if count >= SMALLEST)
    shared = np.array([[pairs[here, there] for there in columns] for here in rows], dtype=np.int32)
    shared = shared.reshape(len(rows), len(columns))
    return len(rows) > 1 and len(columns) > 1 and (_shut_out(shared) or _falls_apart(shared))


def _shut_out(shared: np.ndarray) -> bool:
    """Whether two groups share nobody although chance alone would let them share some."""
    expected = np.outer(shared.sum(axis=1), shared.sum(axis=0)) / max(shared.sum(), 1)
    return bool(((shared == 0) & (expected >= _EXPECTED)).any())


def _falls_apart(shared: np.ndarray) -> bool:
    """Whether groups that share people fall into two parts between which fewer than five people stand."""
    rows, columns = shared.shape
    whole = np.zeros((rows + columns, rows + columns), dtype=np.int32)
    whole[:rows, rows:] = shared
    whole[rows:, :rows] = shared.T
    flows = csr_array(whole)
    return any(int(maximum_flow(flows, 0, to).flow_value) < SMALLEST for to in range(1, rows + columns))
