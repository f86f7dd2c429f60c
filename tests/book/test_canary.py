"""What was hidden anywhere is nowhere to be read: in no page, download, search index, cache or record."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from books import CHECKOUT, real_book

from pipeline.clean import AskedQuestion, CleanRules, clean
from pipeline.collect.responses import read_responses
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.load import load_definitions
from pipeline.place import find_place
from pipeline.schemas import ANSWERS, RESPONSES

ROUND = "illustrative-2020"
# What the store and the stages keep to themselves, and the responses of the invented round.
PRIVATE = ("responses.csv",)
PARTS = ("_build", "book", "surveys", "docs", "README.md", "ARCHITECTURE.md", "CHANGELOG.md")


def hidden_strings() -> set[str]:
    """Every stretch that cleaning hides in the illustrative round."""
    place = find_place(CHECKOUT)
    definitions = load_definitions(place, ROUND)
    survey = definitions.survey
    path = place.round(ROUND).responses
    sheet = read_sheet(path.read_bytes(), path.name)
    received = read_responses(sheet, recognise(sheet), survey).responses
    rows = [
        (one.id, one.source, one.submitted_at, one.sender, one.fields, one.consent_quote, False) for one in received
    ]
    names = ["response", "source", "submitted_at", "person", "fields", "consent_quote", "withdrawn"]
    responses = pd.DataFrame(rows, columns=names).assign(organisation="")[[*RESPONSES.columns]]
    told = [(f"{one.id}/{q}", one.id, q, text) for one in received for q, text in one.answers.items()]
    rules = CleanRules(
        questions={q.id: AskedQuestion(text=q.text, asks=q.asks) for q in survey.open_questions},
        key=survey.key,
        protected=definitions.glossary.forms(),
    )
    cleaned = clean(responses, pd.DataFrame(told, columns=[*ANSWERS.columns]), rules)
    texts = dict(zip(cleaned.answers["answer"], cleaned.answers["repaired"], strict=True))
    spans = cleaned.spans
    found = {
        texts[answer][start:end]
        for answer, start, end in zip(spans["answer"], spans["start"], spans["end"], strict=True)
    }
    return found | {one.sender.strip() for one in received if one.sender.strip()}


def files(root: Path) -> Iterator[Path]:
    for part in PARTS:
        path = root / part
        yield from [path] if path.is_file() else (each for each in sorted(path.rglob("*")) if each.is_file())


@pytest.fixture(scope="module")
def strings() -> set[str]:
    return hidden_strings()


def test_the_round_holds_enough_to_be_found(strings):
    assert len(strings) >= 60


def test_no_string_that_was_hidden_stands_in_any_file_for_readers(strings):
    place = real_book()
    # A single name is looked for as a word with its capital, the rest in any case.
    long = sorted(re.escape(each) for each in strings if re.search(r"[\d@ ]", each))
    names = sorted(re.escape(each) for each in strings if not re.search(r"[\d@ ]", each))
    pattern = re.compile(rf"(?<!\w)(?:(?i:{'|'.join(long)})|{'|'.join(names)})(?!\w)" if names else "|".join(long))
    told = []
    for path in files(place.root):
        if path.name not in PRIVATE and path.suffix not in (".woff2", ".png", ".gz"):
            found = pattern.findall(path.read_bytes().decode("utf-8", "ignore"))
            told += [(path.relative_to(place.root).as_posix(), len(found))] if found else []
    assert told == []
