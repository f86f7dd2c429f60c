"""The worksheet brings back what a person typed, whatever it is, through CSV and XLSX, however it was saved."""

import csv
import datetime as dt
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.worksheet import HUMAN, MACHINE, REVIEW, from_csv, from_xlsx, to_csv, to_xlsx

DAY = dt.date(2020, 9, 30)
ITEMS = {"WS2a": "Practical use", "NONE": "Not about digital"}
HOSTILE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=30),
    st.text("=+-@'\"\t\n ;,_x0041\x0b\x00|%", max_size=12),
    st.sampled_from(
        ["=1+1", "@SUM(A1)", "_x000D_", "  lead and trail  ", "00123", "1e5", "2020-01-02", "TRUE", "'quoted"]
    ),
)
PROSE = HOSTILE.map(lambda told: told.replace("\r\n", "\n").replace("\r", "\n"))
CELLS = dict.fromkeys(MACHINE, HOSTILE) | {name: HOSTILE.map(lambda told: " ".join(told.split())) for name in HUMAN}
ROWS = st.lists(
    st.fixed_dictionaries(CELLS | {"id": st.just("p1"), "title": PROSE, "reason": PROSE}), min_size=1, max_size=3
)


def lines(rows):
    """Machine cells come back as they were; line ends within a cell are \\n."""
    return [{name: cell.replace("\r\n", "\n").replace("\r", "\n") for name, cell in row.items()} for row in rows]


@given(ROWS)
def test_csv_brings_back_every_cell_of_a_person(rows):
    told = [row for _, row in from_csv(to_csv(rows), "review.csv")]
    assert [[row[name] for name in HUMAN] for row in told] == [[row[name] for name in HUMAN] for row in rows]
    assert lines(told) == lines(rows)


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_xlsx_brings_back_every_cell_of_a_person(rows):
    told = [row for _, row in from_xlsx(to_xlsx(rows, DAY, ITEMS), "review.xlsx")]
    assert [[row[name] for name in HUMAN] for row in told] == [[row[name] for name in HUMAN] for row in rows]


@given(ROWS, st.sampled_from(",;\t"), st.booleans(), st.permutations(REVIEW.columns), st.sampled_from(["\n", "\r\n"]))
def test_a_sheet_saved_by_another_program_is_the_same(rows, delimiter, mark, order, ending):
    table = list(csv.reader(io.StringIO(to_csv(rows), newline="")))
    at = [table[0].index(name) for name in order]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    for row in table:
        writer.writerow([*(row[number] for number in at), ""])
    text = ("\ufeff" if mark else "") + buffer.getvalue().replace("kind", " Kind ", 1)
    told = [row for _, row in from_csv(text, "review.csv")]
    assert [[row[name] for name in HUMAN] for row in told] == [[row[name] for name in HUMAN] for row in rows]
