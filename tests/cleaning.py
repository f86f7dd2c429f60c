"""Small rounds for tests of cleaning, made of plain lists."""

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.clean import AskedQuestion, CleanRules
from pipeline.schemas import ANSWERS, RESPONSES, empty

KEY = "0" * 64
QUESTIONS = {
    "help": AskedQuestion(text="What would help?", asks="help"),
    "barrier": AskedQuestion(text="What gets in the way?", asks="barrier"),
}
RULES = CleanRules(questions=QUESTIONS, key=KEY)
EXPLORE = CleanRules(persons_known=False)


def sent(response: str, **told: object) -> dict[str, object]:
    """One row of RESPONSES; what is not told is as empty as a file can leave it."""
    row = {
        "response": response,
        "source": "web",
        "submitted_at": "2020-07-01T09:00:00Z",
        "person": "",
        "organisation": "",
        "fields": "",
        "consent_quote": False,
        "withdrawn": False,
    }
    return row | told


def responses(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """RESPONSES of some rows."""
    return pd.DataFrame(list(rows)) if rows else empty(RESPONSES)


def answers(texts: Mapping[str, str]) -> pd.DataFrame:
    """ANSWERS from `response/question` -> raw text."""
    rows = [(id, *id.split("/"), raw) for id, raw in texts.items()]
    return pd.DataFrame(rows, columns=[*ANSWERS.columns]).astype(str) if rows else empty(ANSWERS)


def table_of(texts: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table of texts without a survey: one response a row, numbered from 1, no question known."""
    ids = [str(number) for number, _ in enumerate(texts, start=1)]
    rows = [(id, id, "", text) for id, text in zip(ids, texts, strict=True)]
    frame = pd.DataFrame(rows, columns=[*ANSWERS.columns]).astype(str) if rows else empty(ANSWERS)
    return responses([sent(id, source="", submitted_at="") for id in ids]), frame
