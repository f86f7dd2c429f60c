"""Following: today's themes under the ids of the run before, with what became of each and how its share changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.themes.carry import PREFIX, Carried, carried, named
from pipeline.themes.joined import run_of
from pipeline.themes.lineage import lineage
from pipeline.themes.shifts import shifts, spokesmen, unions


@dataclass(frozen=True, slots=True)
class Followed:
    """What a run has to do with the one before it; every theme of today stands under its id."""

    ids: Carried
    lineage: pd.DataFrame  # LINEAGE
    shifts: pd.DataFrame  # SHIFTS
    listed: Mapping[str, str]  # id of today's theme -> the theme in whose line of `shifts` it is counted


def followed(
    before: pd.DataFrame,
    now: pd.DataFrame,
    vectors: np.ndarray,
    order: Sequence[str],
    given: Iterable[str],
    prefix: str = PREFIX,
) -> Followed:
    """Carry the ids of the themes before over to today's, and compare the two runs; row order never matters.

    Both frames have point, response, text and theme (empty for none, the main one first); `vectors` are theirs, those
    of `before` first, made in one call. `order` are today's themes as new ones shall be numbered, `given` every id ever
    given.
    """
    old = run_of(before, vectors[: len(before)])
    new = run_of(now, vectors[len(before) :])
    line = lineage(old, new)
    ids = carried(line, order, given, prefix)
    line = named(line, ids.names)
    new = new.under(ids.names)
    union = unions(line)
    spoken = spokesmen(line, union)
    return Followed(
        ids=ids,
        lineage=line,
        shifts=shifts(old, new, line),
        listed={name: spoken[number] for (side, name), number in sorted(union.items()) if side == "now"},
    )
