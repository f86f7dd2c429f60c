"""Decided texts as they are handed in: what was ruled of each, and how much it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from pipeline.definitions.taxonomy import NONE
from pipeline.errors import Fault, InputError
from pipeline.schemas import records
from pipeline.tag.cards import Floats
from pipeline.tag.context import Context


@dataclass(frozen=True, slots=True)
class Examples:
    """Decided texts in an order of their own, so that the order they came in never matters."""

    ids: Sequence[str]
    texts: Sequence[str]
    context: Context
    groups: Sequence[str]
    targets: Floats
    weights: Floats

    @classmethod
    def of(cls, examples: pd.DataFrame, codes: Sequence[str]) -> Self:
        """The rows of id, text, items and what else is there; InputError names every row at fault."""
        weights = pd.to_numeric(examples["weight"], errors="coerce") if "weight" in examples else 1.0
        rows = examples.astype(str).assign(weight=weights)
        rows = rows.sort_values([*rows.columns]).reset_index(drop=True)
        targets = _targets(records(rows), codes)
        return cls(
            ids=rows["id"].tolist(),
            texts=rows["text"].tolist(),
            context=Context.of(rows),
            groups=_groups(rows),
            targets=targets,
            weights=rows["weight"].to_numpy(dtype=np.float64),
        )


def _groups(rows: pd.DataFrame) -> list[str]:
    """The group of each row; a row without one stands for itself."""
    alone = "id " + rows["id"]
    if "group" not in rows:
        return alone.tolist()
    return ("group " + rows["group"]).where(rows["group"] != "", alone).tolist()


def _targets(rows: Sequence[Mapping[str, object]], codes: Sequence[str]) -> Floats:
    """A one for each code of each row."""
    targets = np.zeros((len(rows), len(codes)))
    faults = []
    for number, row in enumerate(rows):
        told = [code.strip() for code in str(row["items"]).split(";") if code.strip()] or [NONE]
        targets[number] = [code in told for code in codes]
        faults += [_unknown(row["id"], code, codes) for code in told if code not in codes]
        faults += [] if _is_share(row["weight"]) else [_no_share(row["id"])]
    if faults:
        raise InputError(faults)
    return targets


def _is_share(weight: object) -> bool:
    return isinstance(weight, float) and 0 < weight <= 1


def _unknown(id: object, code: str, codes: Sequence[str]) -> Fault:
    return Fault("examples", 0, f"example {id}: '{code}' is no code of the taxonomy; one of {', '.join(codes)}")


def _no_share(id: object) -> Fault:
    return Fault("examples", 0, f"example {id}: weight must be a number over 0 and up to 1; leave it out for 1")
