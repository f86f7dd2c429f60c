"""Counts of groups, release after release: no cell of few can be worked out from all the tables laid side by side."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipeline.publish.overtime import Shown, shown_after, who_shown

SMALL = 5


def released(history, untold=()):
    """What each of several releases shows, given all before it."""
    tables = []
    for counts, more in zip(history, [*untold, *[0] * len(history)], strict=False):
        total = sum(counts.values()) + more
        tables.append(Shown(total, shown_after(counts, total, tables)))
    return tables


def ends(tables, goal):
    """The least and the most of a sum over cells of releases, for one who knows what is shown and that none go."""
    groups = list(tables[0].cells)
    size = len(tables) * len(groups)
    at = {(k, group): k * len(groups) + n for k in range(len(tables)) for n, group in enumerate(groups)}
    rising = np.zeros((max(size - len(groups), 1), size))
    for row, (k, group) in enumerate((k, group) for k in range(len(tables) - 1) for group in groups):
        rising[row, at[k, group]], rising[row, at[k + 1, group]] = 1, -1
    sums = np.array([[float(n // len(groups) == k) for n in range(size)] for k in range(len(tables))])
    limits = [(count, count) if count is not None else (0, None) for table in tables for count in table.cells.values()]
    wanted = np.zeros(size)
    for cell, sign in goal:
        wanted[at[cell]] += sign
    told = [
        linprog(sign * wanted, A_ub=rising, b_ub=np.zeros(len(rising)), A_eq=sums,
                b_eq=[table.total for table in tables], bounds=limits)
        for sign in (1, -1)
    ]  # fmt: skip
    assert all(each.status == 0 for each in told)
    return round(told[0].fun, 6), round(-told[1].fun, 6)


def hidden(tables):
    return [Shown(table.total, dict.fromkeys(table.cells)) for table in tables]


def goals(history):
    """Every small cell, and every small growth between two releases."""
    for k, counts in enumerate(history):
        for group, count in counts.items():
            if count < SMALL:
                yield [((k, group), 1)]
            for later in range(k + 1, len(history)):
                if 0 < history[later][group] - count < SMALL:
                    yield [((later, group), 1), ((k, group), -1)]


def worked_out(history, tables):
    """The small cells and growths of which only one value is left, and more with all tables hidden."""
    return [
        goal
        for goal in goals(history)
        if len(set(ends(tables, goal))) == 1 and len(set(ends(hidden(tables), goal))) == 2
    ]


@pytest.mark.parametrize("history", [
    # What is hidden beside the small cell was shown before, and has not grown.
    [{"a": 20, "b": 0, "c": 5, "d": 6}, {"a": 20, "b": 0, "c": 20, "d": 6}],
    # What was shown first and hidden then is not shown again, a few more than it was at first.
    [{"a": 20, "b": 5, "c": 6}, {"a": 20, "b": 6, "c": 6}, {"a": 20, "b": 6, "c": 6}],
    [{"a": 8, "b": 9, "c": 7}, {"a": 12, "b": 14, "c": 7}, {"a": 12, "b": 17, "c": 7}],
    # What was hidden together is not shown together after a few more came.
    [{"a": 20, "b": 4, "c": 5}, {"a": 20, "b": 5, "c": 5}],
])  # fmt: skip
def test_what_was_hidden_is_not_told_by_another_release(history):
    assert worked_out(history, released(history)) == []


@st.composite
def histories(draw):
    """A few groups that grow from release to release, most by a few."""
    groups = "abcdef"[: draw(st.integers(2, 6))]
    counts = {group: draw(st.integers(0, 12)) for group in groups}
    history = [counts]
    for _ in range(draw(st.integers(1, 2))):
        counts = {group: count + draw(st.sampled_from([0, 0, 1, 2, 4, 7])) for group, count in counts.items()}
        history.append(counts)
    return history


@settings(max_examples=12, deadline=None)
@given(histories())
def test_no_small_cell_or_growth_is_worked_out_from_all_releases(history):
    tables = released(history)
    for counts, table in zip(history, tables, strict=True):
        assert all(told in (None, counts[group]) for group, told in table.cells.items())
    assert worked_out(history, tables) == []


def test_where_nobody_came_the_same_is_shown_again():
    counts = {"a": 12, "b": 3, "c": 9, "d": 30}
    first, second, third = released([counts] * 3, untold=[2, 2, 2])
    assert first == second == third
    assert first.cells["d"] == 30


def test_where_many_came_all_that_is_large_is_shown():
    assert released([{"a": 9, "b": 9}, {"a": 20, "b": 30}])[1].cells == {"a": 20, "b": 30}


def test_where_responses_went_an_earlier_count_bounds_nothing():
    assert released([{"a": 20, "b": 30}, {"a": 9, "b": 12}])[1].cells == {"a": 9, "b": 12}


def test_every_earlier_release_is_read():
    rows = [{"group": "A", "responses": 7}]
    theme = {"responses": 9, "who": [{"attribute": "who", "rows": rows}, {"attribute": "place", "rows": []}]}
    states = {"received": 30, "duplicate": 2, "withdrawn": 1, "usable": 27}
    whole = {"ledger": {"responses": states}, "who": theme["who"]}
    assert who_shown([theme, whole, {}], "who") == [Shown(9, {"A": 7}), Shown(27, {"A": 7})]
