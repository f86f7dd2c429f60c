"""Files of texts to be tagged and of decided texts to learn from, with what their columns say beside each text."""

from pathlib import Path

import pandas as pd

from pipeline.clean.repair import repair
from pipeline.collect.layout import body
from pipeline.collect.mapping import find
from pipeline.collect.sheets import read_sheet
from pipeline.collect.table import read_texts
from pipeline.collect.tools import recognise
from pipeline.columns import Texts
from pipeline.place import read_bytes, shown
from pipeline.tag.context import COLUMNS, Context


def read_examples(path: Path) -> pd.DataFrame:
    """Rows of id, text and items, with question, answer and who where the file has such columns."""
    rows = _column(path, Texts(file=path, text="text", id="id"), "items")
    sheet = read_sheet(read_bytes(path), shown(path))
    layout = recognise(sheet)
    cells = [cells for _, cells in body(sheet, layout, empty_rows=True)]
    found = {name: find(layout.columns, name) for name in COLUMNS}
    told = {name: [row[each[0].position].strip() for row in cells] for name, each in found.items() if len(each) == 1}
    told |= {"answer": [repair(text) for text in told["answer"]]} if "answer" in told else {}
    texts = rows["text"].map(repair).astype(str)
    return rows.rename(columns={"question": "items"}).assign(text=texts, **told)


def context_of(texts: Texts, rows: pd.DataFrame, who_column: str) -> Context:
    """What the named columns say of each row beside its text."""
    who = tuple(_column(texts.file, texts, who_column)["question"].str.strip()) if who_column else ()
    return Context(question=tuple(rows["question"].str.strip()) if texts.question_column else (), who=who)


def _column(path: Path, texts: Texts, name: str) -> pd.DataFrame:
    """The rows as id and text, with the named column as `question`."""
    return read_texts(read_bytes(path), shown(path), texts.text, texts.id, name, texts.sheet or None)
