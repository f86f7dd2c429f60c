"""What people ruled on points teaches the tagger, and stands."""

import json

import numpy as np
import pandas as pd

from pipeline.schemas import POINTS, TAGS
from pipeline.tag.ruled import examples, ruled, seen_in, still_known


def points(*texts: str) -> pd.DataFrame:
    rows = [(f"p{n}", f"a{n}", f"r{n}", "q", 1, 0, len(text), text) for n, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=list(POINTS.columns))


def test_a_decided_point_counts_whole_and_one_of_an_agreed_theme_in_part():
    told = examples(
        points("one", "two", "three"), {"a0": "one whole"}, {"p0": ("A1",)}, {"p0": ("B1",), "p1": ("B1", "B2")}
    )
    assert told[["id", "items", "answer", "group"]].to_numpy().tolist() == [
        ["p0", "A1", "one whole", "r0"],
        ["p1", "B1;B2", "", "r1"],
    ]
    assert told["weight"].tolist() == [1.0, 0.25]


def test_what_a_person_gave_is_certain_and_no_other_tag_moves():
    scores = json.dumps({"A1": 0.7, "B1": 0.2, "NONE": 0.1})
    tags = pd.DataFrame([("p0", "A1", scores, "[]"), ("p1", "A1", scores, "[]")], columns=list(TAGS.columns))
    told = ruled(tags, {"p0": ("B1", "A1"), "gone": ("A1",)})
    assert told.loc[0, "items"] == "B1;A1"
    assert json.loads(told.loc[0, "scores"]) == {"A1": 1.0, "B1": 1.0, "NONE": 0.0}
    assert json.loads(told.loc[0, "reasons"]) == [{"ruled": "by a person"}]
    assert told.loc[1].to_dict() == tags.loc[1].to_dict()


def test_codes_that_the_frame_has_no_more_teach_nothing():
    told = still_known({"p0": ("WS9x", "A1"), "p1": ("WS9x",), "p2": ("NONE",)}, ("A1", "NONE"))
    assert told == {"p0": ("A1",), "p2": ("NONE",)}


def test_a_point_takes_those_items_of_its_theme_that_the_cards_see_in_it_or_the_first():
    cards = np.log(np.array([[0.6, 0.3, 0.1], [0.02, 0.03, 0.95]]))
    told = seen_in({"p0": ("A1", "B1"), "p1": ("B1", "A1"), "gone": ("A1",)}, ["p0", "p1"], cards, ("A1", "B1", "NONE"))
    assert told == {"p0": ("A1", "B1"), "p1": ("B1",)}
    assert seen_in({"gone": ("A1",)}, [], np.zeros((0, 3)), ("A1", "B1", "NONE")) == {}
