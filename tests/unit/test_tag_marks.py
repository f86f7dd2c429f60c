"""Marks beside the items, and the list of what fits no item."""

import json

import pandas as pd
import pytest
from tagging import FRAME

from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.embed.hashed import HashedWords
from pipeline.errors import DefinitionError
from pipeline.schemas import MEMBERS, TAGS
from pipeline.tag.marks import Marks
from pipeline.tag.unfitted import unfitted

MARKED = (
    FRAME
    + """
marks:
  - code: safety
    title: Safety
    cues: [wrong drug, near miss]
    says: [She was handed her neighbour's tablets.]
  - code: inclusion
    title: Inclusion
    cues: [no smartphone]
"""
)


def marks() -> Marks:
    return Marks(parse_taxonomy(MARKED, "frame.yml"), HashedWords())


def test_a_mark_is_told_by_the_words_as_they_stand():
    told = marks().table(["p1", "p2"], ["My card locks. A Near-Miss, since mum has no smartphone", "The line is down"])
    assert told[["point", "mark"]].to_numpy().tolist() == [["p1", "safety"], ["p1", "inclusion"]]
    assert [json.loads(each) for each in told["because"]] == [{"cue": "Near-Miss"}, {"cue": "no smartphone"}]


def test_a_mark_is_told_by_a_sentence_that_is_like_it():
    told = marks().table(["p1"], ["she was handed her neighbour's tablets"])
    assert json.loads(told.loc[0, "because"]) == {"like": "She was handed her neighbour's tablets."}


def test_a_frame_without_marks_marks_nothing():
    assert marks().table([], []).empty
    assert Marks(parse_taxonomy(FRAME, "frame.yml"), HashedWords()).table(["p1"], ["a near miss"]).empty


def test_a_mark_without_words_or_with_the_code_of_an_item_is_refused():
    faulty = FRAME + "\nmarks:\n  - {code: A1, title: Twice, cues: [x]}\n  - {code: m, title: Empty}\n"
    with pytest.raises(DefinitionError) as told:
        parse_taxonomy(faulty, "frame.yml")
    assert "'A1' is repeated" in str(told.value) or "A1" in str(told.value)
    assert "mark m has no words to know it by; add cues or says" in str(told.value)


def tags(**scores: dict[str, float]) -> pd.DataFrame:
    rows = [(unit, max(told, key=told.get), json.dumps(told), "[]") for unit, told in scores.items()]
    return pd.DataFrame(rows, columns=list(TAGS.columns))


def members(**homes: str) -> pd.DataFrame:
    rows = [(point, theme, 0, 0.5) for point, theme in homes.items()]
    return pd.DataFrame(rows, columns=list(MEMBERS.columns))


def test_what_no_item_is_likely_for_is_listed_by_theme():
    told = unfitted(
        tags(
            p1={"A1": 0.9, "B1": 0.1, "NONE": 0.0},
            p2={"A1": 0.2, "B1": 0.1, "NONE": 0.1},
            p3={"A1": 0.1, "B1": 0.3, "NONE": 0.8},
            p4={"A1": 0.2, "B1": 0.25, "NONE": 0.1},
            p5={"A1": 0.2, "B1": 0.25, "NONE": 0.1},
        ),
        members(p1="c1", p2="c1", p3="c2", p4="c2"),
        decided={"p5"},
    )
    assert told.to_numpy().tolist() == [
        ["p3", "c2", "NONE", "B1", 0.3],
        ["p4", "c2", "unsure", "B1", 0.25],
        ["p2", "c1", "unsure", "A1", 0.2],
    ]


def test_nothing_unfitted_is_an_empty_table():
    assert unfitted(tags(p1={"A1": 0.9, "NONE": 0.0}), members()).empty
