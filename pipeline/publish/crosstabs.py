"""What each group of respondents chose in each closed question, as far as it tells of no few people.

The sums are known from elsewhere: how often each option was chosen stands in the release, and how many of a group
answered is taken to be known even where it is hidden. A table is shown once, when the round has closed, and stays as it
was: two states of it would tell of those who came between them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.definitions.form import Option
from pipeline.definitions.survey import Question
from pipeline.publish.apart import nested
from pipeline.publish.hiding import Cell, Counts, hide
from pipeline.publish.material import Grouping, Material
from pipeline.publish.overtime import shown_after, who_shown
from pipeline.publish.suppress import SMALLEST, suppressed
from pipeline.tag.shares import proportion

OPEN = "they are shown once the round has closed, since two states of a table would tell of those who came between them"
ASKED_OF_SOME = "the question was not asked of everybody"
NESTED = "these groups follow from those of another attribute, and both tables together could tell of a few people"
TOO_FEW = "too few answered for a count that tells of no few people"
CHANGED = "the choices or the groups are not those of the release that showed it first"
_ENDS = 3  # choices of a rating up to which it is told as it is
_NOTHING: Mapping[str, Any] = {"count": None, "share": None, "low": None, "high": None}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A closed question, or a row of one that is a grid, and the values that each counted response chose in it."""

    question: Question
    part: str
    label: str
    chosen: Mapping[str, frozenset[str]]

    @property
    def choices(self) -> list[tuple[Option, ...]]:
        """What could be chosen; of a rating what lies below, at and above the middle, or few cells could be shown."""
        options = self.question.options
        if self.question.kind != "rating" or len(options) <= _ENDS:
            return [(option,) for option in options]
        half = len(options) // 2
        parts = (options[:half], options[half : len(options) - half], options[len(options) - half :])
        return [part for part in parts if part]

    @property
    def told(self) -> list[dict[str, str]]:
        """The same as a release tells it."""
        return [
            {
                "value": ";".join(option.value for option in part),
                "label": part[0].label if len(part) == 1 else f"{part[0].label} to {part[-1].label}",
            }
            for part in self.choices
        ]

    @property
    def most(self) -> int:
        """How many of these one response may choose."""
        if self.question.kind in ("choices", "ranked"):
            return self.question.most or len(self.choices)
        return 1

    def counts(self, responses: frozenset[str]) -> list[int]:
        """How many of some responses chose each."""
        told = [self.chosen[each] for each in responses if each in self.chosen]
        wanted = [{option.value for option in part} for part in self.choices]
        return [sum(not values.isdisjoint(each) for each in told) for values in wanted]


def crosstabs(material: Material) -> list[dict[str, Any]]:
    """A table for each closed question and attribute, or why there is none."""
    return [entry for asked in _all_asked(material) for entry in _of_question(material, asked)]


def _all_asked(material: Material) -> Iterator[_Asked]:
    for question in material.survey.closed_questions:
        here = material.closed[material.closed["question"] == question.id]
        here = here[here["response"].isin(material.counted)]
        for part, label in [(row.value, row.label) for row in question.rows] or [("", "")]:
            yield _Asked(question, part, label, _chosen(here[here["part"] == part]))


def _chosen(rows: pd.DataFrame) -> dict[str, frozenset[str]]:
    chosen: dict[str, set[str]] = {}
    for response, value in zip(rows["response"], rows["value"], strict=True):
        chosen.setdefault(response, set()).add(value)
    return {response: frozenset(values) for response, values in chosen.items()}


def _of_question(material: Material, asked: _Asked) -> Iterator[dict[str, Any]]:
    """The tables of one question; an attribute whose groups follow from those of one shown before has none."""
    shown: list[Grouping] = []
    for grouping in material.groupings:
        entry = _first(material, asked, grouping) or _now(material, asked, grouping, shown)
        shown += [grouping] if entry["rows"] else []
        yield entry


def _now(material: Material, asked: _Asked, grouping: Grouping, shown: list[Grouping]) -> dict[str, Any]:
    if why := _why_not(material, asked, grouping, shown):
        return _entry(asked, grouping, [], why)
    rows = _rows(material, asked, grouping)
    return _entry(asked, grouping, rows, "" if rows else TOO_FEW, material.sign.version if rows else "")


def _why_not(material: Material, asked: _Asked, grouping: Grouping, shown: list[Grouping]) -> str:
    if material.sign.date <= material.survey.closes.isoformat():
        return OPEN
    if asked.question.is_for_some:
        return ASKED_OF_SOME
    told = any(nested(grouping.group, other.group, asked.chosen) for other in shown)
    return NESTED if told else ""


def _entry(asked: _Asked, grouping: Grouping, rows: list[Any], why_not: str, as_of: str = "") -> dict[str, Any]:
    return {
        "question": asked.question.id,
        "part": asked.part,
        "part_label": asked.label,
        "attribute": grouping.attribute,
        "title": grouping.title,
        "as_of": as_of,
        "why_not": why_not,
        "options": asked.told if rows else [],
        "rows": rows,
    }


def _first(material: Material, asked: _Asked, grouping: Grouping) -> dict[str, Any] | None:
    """The table as a release before showed it, if one did; without rows where it would mean something else now."""
    earlier = [table for release in reversed(material.history) for table in release.get("crosstabs", [])]
    mine = (asked.question.id, asked.part, grouping.attribute)
    for table in earlier:
        if table["as_of"] and (table["question"], table["part"], table["attribute"]) == mine:
            same = [row["group"] for row in table["rows"]] == list(grouping.titles)
            same &= table["options"] == asked.told
            return table if same else _entry(asked, grouping, [], CHANGED, table["as_of"])
    return None


# ------------------------------------------------------------------ one table


def _groups(asked: _Asked, grouping: Grouping) -> dict[str, frozenset[str]]:
    """Those of each group who answered; under no name at all those who told no group."""
    told: dict[str, set[str]] = {title: set() for title in grouping.titles}
    for response in asked.chosen:
        group = grouping.group.get(response, "")
        told.setdefault(group if group in grouping.titles else "", set()).add(response)
    return {group: frozenset(responses) for group, responses in told.items()}


def _table(asked: _Asked, groups: Mapping[str, frozenset[str]]) -> Counts:
    """How often each group chose each value, and beside these how often it could have chosen one more."""
    counts, most = [], []
    for responses in groups.values():
        row, many = asked.counts(responses), len(responses)
        spare = max(asked.most * many - sum(row), 0)
        counts.append([*row, spare])
        most.append([*[many] * len(row), max((asked.most - 1) * many, spare)])
    return Counts(counts, most)


def _small(asked: _Asked, table: Counts, known: list[int]) -> set[Cell]:
    """The cells that tell of a few: of those who chose a value, or of those of a group who did not."""
    several = asked.most > 1
    return {
        (r, c)
        for r, c in table.cells
        if c < len(known) and known[c] and (table[r, c] < SMALLEST or (several and table.up((r, c)) < SMALLEST))
    }


def _who_hidden(material: Material, grouping: Grouping) -> set[str]:
    """The groups whose own number is hidden in the release."""
    sizes = dict.fromkeys(grouping.titles, 0)
    for response in material.counted:
        if (group := grouping.group.get(response)) in sizes:
            sizes[group] += 1
    earlier = who_shown(material.history, grouping.attribute)
    shown = shown_after(sizes, len(material.counted), earlier)
    return {group for group, count in shown.items() if count is None}


def _rows(material: Material, asked: _Asked, grouping: Grouping) -> list[dict[str, Any]]:
    """A row a group; none at all where no cell of any can be shown."""
    groups = _groups(asked, grouping)
    told = {group: len(responses) for group, responses in groups.items() if group}
    sizes = suppressed(told, hidden=_who_hidden(material, grouping))
    table, known = _table(asked, groups), asked.counts(frozenset(asked.chosen))
    unseen = {n for n, group in enumerate(groups) if sizes.get(group) is None}
    # The last column tells nothing that anybody said; it is never shown.
    never = {(r, c) for r, c in table.cells if r in unseen or c == len(known)}
    hidden = hide(table, never, _small(asked, table, known))
    if len(hidden) == len(table.cells):
        return []
    return [
        {"group": group, "answered": sizes[group], "cells": _cells(table, hidden, n, sizes[group], len(known))}
        for n, group in enumerate(groups)
        if group
    ]


def _cells(table: Counts, hidden: set[Cell], row: int, answered: int | None, many: int) -> list[dict[str, Any]]:
    return [
        dict(_NOTHING) if not answered or (row, column) in hidden else _cell(table[row, column], answered)
        for column in range(many)
    ]


def _cell(count: int, answered: int) -> dict[str, Any]:
    """A count with its share of those who answered, and the interval (Wilson, 95 %) of what chance leaves open."""
    found = proportion(count, answered)
    share = round(count / answered, 4)
    return {
        "count": count,
        "share": share,
        "low": min(round(found.low, 4), share),
        "high": max(round(found.high, 4), share),
    }
