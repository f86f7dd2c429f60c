"""Rows of a table as plain mappings."""

import math

import pandas as pd

from pipeline.schemas import records


def test_rows_are_what_pandas_says_they_are_with_plain_values():
    frame = pd.DataFrame({"a": ["x", "y"], "n": [1, 2], "s": [0.5, 1.0], "b": [True, False]}, index=[7, 3])
    assert records(frame) == frame.to_dict("records")
    assert [type(value) for value in records(frame)[0].values()] == [str, int, float, bool]


def test_what_is_missing_stays_missing_and_an_empty_table_has_no_rows():
    row = records(pd.DataFrame({"a": ["x", None], "s": [1.0, math.nan]}))[1]
    assert all(pd.isna(value) for value in row.values())
    assert records(pd.DataFrame({"a": []})) == []
