"""The columns of every table that crosses a stage, declared once and checked at each stage's door."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

STATES = (
    "usable",
    "blank",
    "non-answer",
    "duplicate",
    "awaiting translation",
    "held back",
    "withdrawn",
)

_text = pa.Column(str)
_count = pa.Column(int, pa.Check.ge(0))
_share = pa.Column(float, pa.Check.in_range(0, 1))


def _table(columns: dict[str, pa.Column], key: list[str]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=key, index=pa.Index(int))


# One person's submission; `fields` is a digest of every field but id and time, `person` what names its sender
# (address, token, respondent id), `organisation` the body it was written for; both are empty where unknown.
RESPONSES = _table(
    {
        "response": _text,
        "source": _text,
        "submitted_at": _text,
        "person": _text,
        "organisation": _text,
        "fields": _text,
        "consent_quote": pa.Column(bool),
        "withdrawn": pa.Column(bool),
    },
    ["response"],
)

# One row an open question that a response was shown, also where the cell was empty.
ANSWERS = _table({"answer": _text, "response": _text, "question": _text, "raw": _text}, ["answer"])

# One row a value that a response gave to a closed question; `rank` counts from 1 in ranked questions, else 0;
# `part` is the row of a grid, else empty.
CLOSED = _table(
    {"response": _text, "question": _text, "part": _text, "value": _text, "rank": _count},
    ["response", "question", "part", "value"],
)

# One row an attribute that a response has (respondent type, region ...).
ABOUT = _table({"response": _text, "attribute": _text, "value": _text}, ["response", "attribute"])

# What cleaning made of an answer: its words repaired, then redacted (`text`); `rule` says why it is in its state.
CLEAN = _table(
    {
        "answer": _text,
        "response": _text,
        "question": _text,
        "source": _text,
        "raw": _text,
        "repaired": _text,
        "text": _text,
        "state": pa.Column(str, pa.Check.isin(STATES)),
        "rule": _text,
        "language": _text,
    },
    ["answer"],
)

# A stretch of the repaired text that was redacted: characters from `start` up to `end`.
SPANS = _table(
    {"answer": _text, "start": _count, "end": _count, "kind": _text, "recogniser": _text, "score": _share},
    ["answer", "start"],
)

# A stretch of the redacted text that is no answer: a signature, a quoted message, a notice, the head of an e-mail.
ASIDES = _table({"answer": _text, "start": _count, "end": _count, "kind": _text}, ["answer", "start"])

# A stretch of the redacted text that makes one claim; `number` counts from 1 within its answer.
POINTS = _table(
    {
        "point": _text,
        "answer": _text,
        "response": _text,
        "question": _text,
        "number": _count,
        "start": _count,
        "end": _count,
        "text": _text,
    },
    ["point"],
)

# Answers with the same words: a common phrase, exact copies, or a campaign; `added` is what this one put beside them.
GROUPS = _table(
    {
        "answer": _text,
        "kind": pa.Column(str, pa.Check.isin(["phrase", "exact", "campaign"])),
        "group": _text,
        "canonical": _text,
        "added": _text,
    },
    ["answer"],
)

# A candidate theme; `keywords` and `examples` are JSON lists (words, point ids).
THEMES = _table(
    {
        "theme": _text,
        "title": _text,
        "keywords": _text,
        "responses": _count,
        "points": _count,
        "texts": _count,
        "examples": _text,
    },
    ["theme"],
)

# A point's place in a theme; `rank` 0 is its main theme; `score` is its closeness to the theme's centre.
MEMBERS = _table({"point": _text, "theme": _text, "rank": _count, "score": pa.Column(float)}, ["point", "theme"])

# How good a candidate theme is: closeness of its points to its centre, distance from the next theme, the share of
# reruns on a part of the points in which it is found again.
QUALITY = _table(
    {
        "theme": _text,
        "cohesion": pa.Column(float),
        "separation": pa.Column(float),
        "stability": pa.Column(float),
        "found": _count,
        "reruns": _count,
        "intruder": pa.Column(float),
    },
    ["theme"],
)

# A theme that a named rule of quality wants a person to look at: what was measured, the rule's bound, and the themes or
# sub-themes it concerns beside (a JSON list).
FLAGS = _table(
    {"theme": _text, "rule": _text, "value": pa.Column(float), "bound": pa.Column(float), "others": _text},
    ["theme", "rule"],
)

# A part of a candidate theme; its id is that of the theme, a point and a number from 1.
SUBTHEMES = _table(
    {
        "subtheme": _text,
        "theme": _text,
        "title": _text,
        "keywords": _text,
        "responses": _count,
        "points": _count,
        "texts": _count,
        "examples": _text,
    },
    ["subtheme"],
)
SUBMEMBERS = _table({"point": _text, "subtheme": _text}, ["point"])

# Who said it: of the `of` responses with that value of an attribute (respondent type, region, question ...), how many
# have a point in the theme.
VOICES = _table(
    {"theme": _text, "attribute": _text, "value": _text, "responses": _count, "of": _count},
    ["theme", "attribute", "value"],
)

# What became of themes between two runs or rounds: `kind` is new, same, split, merged or retired; `before` and `theme`
# name the two sides (empty where there is none), `shared` the points that lead from one to the other, `overlap`
# their share of all that either has.
LINEAGE = _table(
    {
        "theme": _text,
        "before": _text,
        "kind": pa.Column(str, pa.Check.isin(["new", "same", "split", "merged", "retired"])),
        "shared": _count,
        "overlap": _share,
    },
    ["theme", "before"],
)

# A theme's share of the responses before and now, the interval of the difference, and whether it is more than chance.
SHIFTS = _table(
    {
        "theme": _text,
        "before": _share,
        "now": _share,
        "low": pa.Column(float),
        "high": pa.Column(float),
        "real": pa.Column(bool),
    },
    ["theme"],
)

# What most of a theme's points are, where it can be told: request, problem or praise.
STANCES = _table({"theme": _text, "stance": _text, "share": _share}, ["theme"])

# The items of a point or theme, most prominent first, joined by ";" (or NONE); scores and reasons are JSON.
TAGS = _table({"unit": _text, "items": _text, "scores": _text, "reasons": _text}, ["unit"])

# What reading made of a text before anything was decided on it, kept so that a decision is learned from in a second:
# `key` names text and answer, `words` the text; rows of numbers are bytes, and no text is held but the cues of `said`.
READ = _table(
    {
        "unit": _text,
        "key": _text,
        "words": _text,
        "said": _text,
        "question": _text,
        "who": _text,
        "vectors": pa.Column(object),
        "cards": pa.Column(object),
        "letters": pa.Column(object),
    },
    ["unit"],
)

# What is true of a point beside its items (safety, inclusion): `because` is JSON, the words or the sentence that told.
POINT_MARKS = _table({"point": _text, "mark": _text, "because": _text}, ["point", "mark"])

# A point that fits no item: the item that comes nearest with its score; `theme` is its candidate theme, empty where
# none. `why` is "unsure" where nothing is likely, "NONE" where it is not taken for digital at all.
UNFITTED = _table(
    {
        "point": _text,
        "theme": _text,
        "why": pa.Column(str, pa.Check.isin(["unsure", "NONE"])),
        "item": _text,
        "score": _share,
    },
    ["point"],
)


def checked(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return the frame with a plain row number as its index, or raise TypeError naming every column at fault.

    A fault here is a mistake of ours, not of a person; values are never named, since they may be personal.
    """
    plain = frame.reset_index(drop=True)
    try:
        return schema.validate(plain, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases[["schema_context", "column", "check"]].drop_duplicates()
        raise TypeError(f"a table does not fit its schema: {cases.to_dict('records')}") from None


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as plain mappings."""
    # Column by column: pandas' own way boxes cell by cell, which takes seven times as long.
    names = list(frame.columns)
    columns = (frame[name].tolist() for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table of the schema with no rows."""
    kinds = {name: column.dtype.type if column.dtype else object for name, column in schema.columns.items()}
    return pd.DataFrame({name: pd.Series([], dtype=str(kind)) for name, kind in kinds.items()})
