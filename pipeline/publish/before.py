"""What a release says of the round before: which themes go on, which are new or gone, and what changed in share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.publish.suppress import SMALLEST
from pipeline.schemas import LINEAGE, SHIFTS, empty, records


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBefore:
    """The agreed themes beside those of the round before; without rows where the round follows none.

    `responses_before` and `responses_now` say how many responses made a point in each.
    """

    round: str = ""
    lineage: pd.DataFrame = field(default_factory=lambda: empty(LINEAGE))
    shifts: pd.DataFrame = field(default_factory=lambda: empty(SHIFTS))
    responses_before: int = 0
    responses_now: int = 0

    def of(self, theme: str) -> dict[str, Any]:
        """What a theme's entry says of it; a change of which one side is a few responses is not told."""
        links = [row for row in records(self.lineage) if row["theme"] == theme and row["before"]]
        told = [{name: row[name] for name in ("before", "kind", "shared", "overlap")} for row in links]
        change = next((row for row in records(self.shifts) if row["theme"] == theme), None)
        return {"lineage": told, "change": self._change(change)}

    def retired(self) -> list[str]:
        """The themes of before that nothing here continues."""
        return sorted(row["before"] for row in records(self.lineage) if row["kind"] == "retired")

    def _change(self, row: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if row is None:
            return None
        least = min(row["before"] * self.responses_before, row["now"] * self.responses_now)
        names = ("before", "now", "low", "high")
        return None if least < SMALLEST else {name: row[name] for name in names} | {"real": bool(row["real"])}
