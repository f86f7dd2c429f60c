"""What a reviewer should know of a candidate before ruling on it, each in a cell of plain words."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.review.beside import Marks, marks_by_point, marks_counted
from pipeline.review.replay import Agreed
from pipeline.schemas import records

_MOST_VALUES = 4  # of one attribute; a cell is read, not searched
# From so many points, and such a part of a theme, what fits no item is more than chance.
_FEW, _PART = 3, 3
_NO_ITEM = "is this a matter the workstreams have no place for? Give it NONE, or tell the group."
_KINDS = {
    "same": "the same as {}",
    "split": "a part of {}",
    "merged": "holds {}",
    "new": "new",
}


def _by_theme(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = {}
    for row in records(frame):
        told.setdefault(row["theme"], []).append(row)
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What the analysis noticed of each candidate; a table that is not there says nothing."""

    quality: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    flags: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    parts: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    voices: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    stances: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    lineage: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    shifts: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    inside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unfitted: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    marked: Marks = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)

    def cells(self, theme: str) -> dict[str, str]:
        """The cells of a candidate's row."""
        return {
            "steady": self._steady(theme),
            "look": "\n".join((*self._look(theme), *self._misfit(theme))),
            "beside": marks_counted(self.inside.get(theme, ()), self.marked),
            "parts": "\n".join(f"• {row['title']} ({row['responses']})" for row in self.parts.get(theme, ())),
            "who": self._who(theme),
            "stance": "; ".join(row["stance"] for row in self.stances.get(theme, ())),
            "before": self._before(theme),
        }

    def _steady(self, theme: str) -> str:
        return "; ".join(f"found again in {row['found']} of {row['reruns']}" for row in self.quality.get(theme, ()))

    def _look(self, theme: str) -> list[str]:
        """Every rule that wants a person to look, with the themes it concerns beside."""
        told = []
        for row in self.flags.get(theme, ()):
            others = [self.titles.get(other, other) for other in json.loads(row["others"])]
            beside = f" ({'; '.join(others)})" if others else ""
            told.append(f"• {self.rules.get(row['rule'], row['rule'])}{beside}")
        return told

    def _misfit(self, theme: str) -> list[str]:
        """A theme of which a good part fits no item may be where the next workstream comes from."""
        all_, many = len(self.inside.get(theme, ())), len(self.unfitted.get(theme, ()))
        return [f"• {many} of {all_} points fit no item: {_NO_ITEM}"] if many >= _FEW and many * _PART >= all_ else []

    def _who(self, theme: str) -> str:
        asked: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.voices.get(theme, ()):
            asked.setdefault(row["attribute"], []).append(row)
        return "\n".join(f"{attribute}: {_values(rows)}" for attribute, rows in asked.items())

    def _before(self, theme: str) -> str:
        told = [_KINDS[row["kind"]].format(row["before"]) for row in self.lineage.get(theme, ())]
        told += [_shift(row) for row in self.shifts.get(theme, ())]
        return "; ".join(told)


def _values(rows: Sequence[Mapping[str, Any]]) -> str:
    ordered = sorted(rows, key=lambda row: (-row["responses"], row["value"]))
    shown = [f"{row['value']} {row['responses']} of {row['of']}" for row in ordered[:_MOST_VALUES]]
    return ", ".join(shown) + (f" and {len(ordered) - _MOST_VALUES} more" if len(ordered) > _MOST_VALUES else "")


def _shift(row: Mapping[str, Any]) -> str:
    low, high = (f"{100 * row[end]:+.1f}" for end in ("low", "high"))
    moved = "grew" if row["now"] > row["before"] else "shrank"
    kind = moved if row["real"] else "no change beyond chance"
    return f"{kind}: {row['before']:.1%} to {row['now']:.1%} of responses (difference {low} to {high} points)"


def noticed(tables: Mapping[str, pd.DataFrame], rules: Mapping[str, str]) -> Noticed:
    """What the tables of an analysis say; `rules` puts each rule of quality in words."""
    themes, parts = tables["themes"], tables.get("subthemes")
    titles = dict(zip(themes["theme"], themes["title"], strict=True))
    if parts is not None:
        titles |= dict(zip(parts["subtheme"], parts["title"], strict=True))
    names = ("unfitted", "quality", "flags", "voices", "stances", "lineage", "shifts")
    told = {name: _by_theme(tables[name]) for name in names if name in tables}
    return Noticed(
        **told,
        parts={} if parts is None else _by_theme(parts),
        inside=_main_points(tables.get("members")),
        marked=marks_by_point(tables.get("point_marks")),
        titles=titles,
        rules=rules,
    )


def _main_points(members: pd.DataFrame | None) -> dict[str, list[str]]:
    """Candidate -> the points whose main theme it is."""
    told: dict[str, list[str]] = {}
    for row in records(members[members["rank"] == 0]) if members is not None else ():
        told.setdefault(row["theme"], []).append(row["point"])
    return told


def placed(points: Collection[str], agreed: Agreed) -> str:
    """How many of a candidate's points have an agreed theme already, theme by theme."""
    inside = set(points)
    homes = Counter(theme.id for theme in agreed.themes for member in theme.members if member.point in inside)
    told = [f"{count} in {theme}" for theme, count in sorted(homes.items(), key=lambda pair: (-pair[1], pair[0]))]
    return f"of {len(inside)} points {', '.join(told)}" if told else ""
