"""Any table of texts, without a survey: an id, a text and perhaps a question a row."""

from collections.abc import Sequence

import pandas as pd

from pipeline.collect.layout import Column, Layout, body
from pipeline.collect.mapping import find, missing_said
from pipeline.collect.responses import check_ids
from pipeline.collect.sheets import Sheet, read_sheet
from pipeline.collect.tools import recognise
from pipeline.errors import Fault, InputError


def _columns(layout: Layout, names: Sequence[str], file: str) -> list[Column]:
    """The column of each name; raise InputError naming every one that is not there and those that are."""
    found = [find(layout.columns, name) for name in names]
    faults = [
        Fault(file, layout.header_rows, missing_said(layout.columns, name) if not each else _several(name, each))
        for name, each in zip(names, found, strict=True)
        if len(each) != 1
    ]
    if faults:
        raise InputError(faults)
    return [each[0] for each in found]


def _several(name: str, found: Sequence[Column]) -> str:
    return f"column '{name}' may be {', '.join(repr(column.name) for column in found)}; name one of them"


def _frame(sheet: Sheet, layout: Layout, text: str, id: str | None, question: str | None) -> pd.DataFrame:
    names = [name for name in (text, id, question) if name]
    columns = dict(zip(names, _columns(layout, names, sheet.file), strict=True))
    rows = list(body(sheet, layout, empty_rows=True))
    ids = [(row, cells[columns[id].position].strip() if id else str(n)) for n, (row, cells) in enumerate(rows, start=1)]
    if id:
        check_ids(ids, sheet.file, id)
    return pd.DataFrame(
        {
            "id": pd.Series([told for _, told in ids], dtype="str"),
            "text": pd.Series([cells[columns[text].position] for _, cells in rows], dtype="str"),
            "question": pd.Series(
                [cells[columns[question].position] if question else "" for _, cells in rows], dtype="str"
            ),
        }
    )


def read_texts(
    data: bytes,
    name: str,
    text_column: str,
    id_column: str | None = None,
    question_column: str | None = None,
    sheet: str | None = None,
) -> pd.DataFrame:
    """The table's rows in their order as id, text and question; without an id column the id is the row's number from 1.

    A row of empty cells is a row with an empty text: every row under the header is in the result once.
    """
    table = read_sheet(data, name, sheet)
    return _frame(table, recognise(table), text_column, id_column, question_column)
