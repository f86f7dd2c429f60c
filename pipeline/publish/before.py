"""What a release says of the round before: which themes go on, which are new or gone, and what changed in share."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.publish.suppress import SMALLEST
from pipeline.schemas import LINEAGE, SHIFTS, empty, records

_ROUNDED = 0.00005  # by how much a share of four decimals may be off
SMALL = "one of the two counts is under five"
DIVIDED = "themes that were split or merged since cannot be laid side by side"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBefore:
    """The agreed themes beside those of a release of the round before; without rows where the round follows none.

    Only themes that release has `published` are named. `responses_before` and `responses_now` say how many responses
    made a point in each; `digest` is that of the release.
    """

    round: str = ""
    version: str = ""
    digest: str = ""
    lineage: pd.DataFrame = field(default_factory=lambda: empty(LINEAGE))
    shifts: pd.DataFrame = field(default_factory=lambda: empty(SHIFTS))
    published: frozenset[str] = frozenset()
    responses_before: int = 0
    responses_now: int = 0

    def of(self, theme: str) -> dict[str, Any]:
        """What a theme's entry says of it; figures that would tell of a few responses are not told."""
        rows = [row for row in records(self.lineage) if row["theme"] == theme and row["before"] in self.published]
        links = [{"before": row["before"], "kind": row["kind"]} for row in rows]
        change, why_not = self._change(theme, [row["kind"] for row in rows])
        return {"lineage": links, "change": change, "why_no_change": why_not}

    def retired(self) -> list[str]:
        """The published themes of before that nothing here continues, agreed or not."""
        gone = (row["before"] for row in records(self.lineage) if row["kind"] == "retired")
        return sorted(theme for theme in gone if theme in self.published)

    def _change(self, theme: str, kinds: list[str]) -> tuple[dict[str, Any] | None, str]:
        """The change of a theme that is the same on both sides, else why there is none."""
        row = next((row for row in records(self.shifts) if row["theme"] == theme), None)
        if not kinds:
            return None, ""
        if kinds != ["same"] or row is None:
            return None, DIVIDED
        if min(_least(row["before"], self.responses_before), _least(row["now"], self.responses_now)) < SMALLEST:
            return None, SMALL
        return {name: row[name] for name in ("before", "now", "low", "high")} | {"real": bool(row["real"])}, ""


def _least(share: float, of: int) -> int:
    """The fewest responses that a rounded share may stand for."""
    return math.ceil((share - _ROUNDED) * of)


def told_before(before: RoundBefore) -> Mapping[str, str]:
    """Which release of which round a release is laid beside; empty where it follows none."""
    return {"round": before.round, "version": before.version}
