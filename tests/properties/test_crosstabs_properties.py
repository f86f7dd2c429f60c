"""Cross-tabs against somebody who works out what is hidden: linear programming over all that the sums leave open."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tabulating import tabled

from pipeline.publish.crosstabs import crosstabs
from pipeline.publish.hiding import Counts, hide, room

SMALL = 5
MOST = {"rate": 1, "one": 1, "top": 2, "many": 3}
WHO, PLACE = ("team", "owner", "gp", "nhs", ""), ("north", "mid", "south", "")
TITLES = {"who": dict(zip(WHO, ("Team", "Owner", "Practice", "Body", ""), strict=True)),
          "place": dict(zip(PLACE, ("North", "Middle", "South", ""), strict=True))}  # fmt: skip


@st.composite
def rounds(draw):
    """Responses whose choices lean to the first ones and hang on who they are, as people's do."""
    seed, many = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 160))
    lean = draw(st.sampled_from([0.6, 1.0, 2.0, 4.0]))
    rng = np.random.default_rng(seed)
    about, chosen = [], []
    for _ in range(many):
        who = WHO[min(int(rng.exponential(1.2)), 4)]
        about.append({"who": who, "place": str(rng.choice(PLACE))})
        mine = []
        for question, values in (("rate", "12345"), ("one", "abc"), ("top", "abcd"), ("many", "abc")):
            if rng.random() < 0.9:
                weights = np.exp(-lean * np.arange(len(values)) * (1 + WHO.index(who)) / 3)
                number = 1 if MOST[question] == 1 else int(rng.integers(1, MOST[question] + 1))
                picked = rng.choice(list(values), size=number, replace=False, p=weights / weights.sum())
                mine += [(question, "", str(value)) for value in sorted(picked)]
        chosen.append(mine)
    return about, chosen


def truth(about, chosen, table):
    """Group -> how often each choice of a table was taken, and by how many who answered."""
    found = {title: ([0] * len(table["options"]), 0) for title in TITLES[table["attribute"]].values()}
    for groups, rows in zip(about, chosen, strict=True):
        mine = {value for question, _, value in rows if question == table["question"]}
        if mine:
            counts, answered = found[TITLES[table["attribute"]][groups[table["attribute"]]]]
            here = [bool(mine & set(option["value"].split(";"))) for option in table["options"]]
            found[TITLES[table["attribute"]][groups[table["attribute"]]]] = (
                [count + more for count, more in zip(counts, here, strict=True)], answered + 1
            )  # fmt: skip
    return found


def bounds(counts, answered, most, known, cell):
    """The least and the most a cell can be for somebody who knows all sums, some cells and the question's rules."""
    rows, columns = counts.shape
    goal = np.zeros(counts.size)
    goal[cell[0] * columns + cell[1]] = 1
    by_column = [[float(n % columns == c) for n in range(counts.size)] for c in range(columns)]
    by_row = [[float(n // columns == r) for n in range(counts.size)] for r in range(rows)]
    limits = [(count, count) if known[n] else (0, answered[n // columns]) for n, count in enumerate(counts.ravel())]
    ends = [
        linprog(
            sign * goal,
            A_ub=np.vstack([np.array(by_row), -np.array(by_row)]),
            b_ub=[*(most * n for n in answered), *(-n for n in answered)],
            A_eq=by_column,
            b_eq=counts.sum(axis=0),
            bounds=limits,
        )
        for sign in (1, -1)
    ]
    assert all(end.status == 0 for end in ends)
    return ends[0].fun, -ends[1].fun


def width(*args):
    low, high = bounds(*args)
    return round(high - low, 6)


@settings(max_examples=12, deadline=None)
@given(rounds())
def test_no_small_cell_can_be_worked_out_from_what_is_published(round_):
    about, chosen = round_
    for table in crosstabs(tabled(about, chosen)):
        if not table["rows"]:
            continue
        most = MOST[table["question"]]
        real = truth(about, chosen, table)
        groups = [row["group"] for row in table["rows"]] + [""]
        counts = np.array([real[group][0] for group in groups])
        answered = [real[group][1] for group in groups]
        shown = [cell["count"] for row in table["rows"] for cell in row["cells"]] + [None] * counts.shape[1]
        assert all(told in (None, count) for told, count in zip(shown, counts.ravel(), strict=True))
        known, nothing = [told is not None for told in shown], [False] * counts.size
        for n, count in enumerate(counts.ravel()):
            at = divmod(n, counts.shape[1])
            few = count < SMALL or (most > 1 and answered[at[0]] - count < SMALL)
            if counts[:, at[1]].sum() and few:
                assert shown[n] is None
                wanted = min(SMALL, width(counts, answered, most, nothing, at))
                assert width(counts, answered, most, known, at) >= wanted
            elif shown[n] is None and at[0] < len(table["rows"]) and table["rows"][at[0]]["answered"]:
                wanted = min(1, width(counts, answered, most, nothing, at))
                assert width(counts, answered, most, known, at) >= wanted


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_room_of_a_cell_is_what_linear_programming_finds(data):
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    counts = np.array(data.draw(st.lists(st.integers(0, 12), min_size=rows * columns, max_size=rows * columns)))
    counts = counts.reshape(rows, columns)
    table = Counts(counts.tolist(), [[int(row.sum())] * columns for row in counts])
    hidden = {cell for cell in table.cells if data.draw(st.booleans())}
    known = [divmod(n, columns) not in hidden for n in range(counts.size)]
    for cell in sorted(hidden):
        found = width(counts, counts.sum(axis=1), 1, known, cell)
        assert room(table, hidden, cell, 1000) == found
    small = {cell for cell in table.cells if table[cell] < SMALL}
    assert hide(table, set(), small) >= small
